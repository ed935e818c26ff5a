"""Where panels stand on a screen of so many cells: a pure function, as LOOK.md has it.

Row 0 is the header, the last row the footer, above it the timeline. Panels are 2 columns apart and touch above one
another. Small screens show one panel at a time under a row of tabs, larger ones as many as find a useful size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

MIN_WIDTH, MIN_HEIGHT = 60, 16
WIDE, TALL = 100, 30  # from here on panels stand side by side
GAP = 2
WHOLE_ROW = ("dropout",)  # in front it has the whole row above the others
USUAL_LEAST = (33, 9)
LEAST = {"dropout": (40, 10), "signal": (44, 12), "image": (44, 12)}
"""Columns and rows from which a panel says something; what would get less gives way."""
ROOM = (58, 20)  # columns and rows that a panel gets on a screen so large that there are more of them than usual
MOST = 12  # panels on any screen


@dataclass(frozen=True)
class Rect:
    """A rectangle of cells on the screen."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Place:
    """Where a panel stands; `run` is set where it stands once for each run."""

    panel: str
    rect: Rect
    run: int | None = None


@dataclass(frozen=True)
class Layout:
    """The screen: `tabs` where panels take turns, `sentence` where it is too small for anything else."""

    header: Rect
    timeline: Rect
    footer: Rect
    places: tuple[Place, ...]
    tabs: Rect | None = None
    active: int = 0
    sentence: str = ""

    def hidden(self, panels: Sequence[str]) -> int:
        """How many of the panels have no room; where they take turns, tabs show them all."""
        return 0 if self.tabs is not None else len(set(panels) - {place.panel for place in self.places})


def leave_a_row(layout: Layout) -> Layout:
    """The layout with a row free above the timeline: the panels that reach down to it end a row earlier."""
    end = layout.timeline.y
    rects = [place.rect for place in layout.places]
    rects = [replace(rect, height=rect.height - (rect.y + rect.height == end)) for rect in rects]
    return replace(layout, places=tuple(replace(p, rect=rect) for p, rect in zip(layout.places, rects, strict=True)))


Tile = tuple[str, int | None]  # a panel, and its run where it stands once for each


def arrange(
    panels: Sequence[str],
    width: int,
    height: int,
    *,
    runs: int = 1,
    fields: bool = False,
    zoomed: str | None = None,
    active: int = 0,
) -> Layout:
    """Place the panels of a scenario.

    `fields`: the landscape has two axes, so that with two runs and room each gets its own; `zoomed`: one panel takes
    all the room; `active`: the panel in front where they take turns.
    """
    empty = Rect(0, 0, 0, 0)
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        text = f"dlviz needs {MIN_WIDTH}x{MIN_HEIGHT} cells, this terminal has {width}x{height}: make it larger."
        return Layout(empty, empty, empty, (), sentence=text)
    large = width >= WIDE and height >= TALL
    track = 2 if large else 1
    header, footer = Rect(0, 0, width, 1), Rect(0, height - 1, width, 1)
    timeline = Rect(0, height - 1 - track, width, track)
    active = min(max(active, 0), max(len(panels) - 1, 0))
    body = Rect(0, 1, width, height - 2 - track)
    if zoomed is not None and zoomed in panels:
        tiles = _tiles([zoomed], runs, fields and width >= WIDE)
        places = _split_row(tiles, body, [1] * len(tiles))
        return Layout(header, timeline, footer, tuple(places), active=list(panels).index(zoomed))
    if large:
        places = _as_many_as_fit(panels, active, runs, fields, body)
        return Layout(header, timeline, footer, tuple(places), active=active)
    tabs = Rect(0, 1, width, 1)
    body = Rect(0, 2, width, body.height - 1)
    return Layout(header, timeline, footer, tuple(_turns(panels, active, body)), tabs, active)


def least(panel: str) -> tuple[int, int]:
    """Columns and rows from which this panel is worth its place."""
    return LEAST.get(panel, USUAL_LEAST)


def _as_many_as_fit(panels: Sequence[str], active: int, runs: int, fields: bool, body: Rect) -> list[Place]:
    """The most panels of which every one gets a useful size."""
    places: list[Place] = []
    for most in range(_most(panels, body), 0, -1):
        shown = _chosen(panels, active, most, 2 if fields and runs == 2 else 1)
        tiles = _tiles(shown, runs, fields)
        for way in (_large, _grid):
            places = way(tiles, body)
            if all(p.rect.width >= least(p.panel)[0] and p.rect.height >= least(p.panel)[1] for p in places):
                return places
    return places


def _most(panels: Sequence[str], body: Rect) -> int:
    """Panels that a large screen shows at once; a landscape or gradients in front take the room of two."""
    wide = bool(panels) and panels[0] in WHOLE_ROW
    usual = 5 if wide else 6
    if body.width < 180 or body.height < 42:
        usual = 4 if wide or (panels and panels[0] in ("landscape", "gradients")) else 5
    roomy = (body.width + GAP) // (ROOM[0] + GAP) * (body.height // ROOM[1])
    return min(max(usual, roomy), MOST)


def _chosen(panels: Sequence[str], active: int, most: int, landscape: int) -> list[str]:
    """The panels that are shown: the first ones, the lesson always, the one with the focus always."""
    room = most - (landscape - 1) * ("landscape" in panels)
    shown = list(panels[:room])
    for wanted in ("lesson", panels[active] if panels else ""):
        if wanted in panels and wanted not in shown:
            # The last that is not the lesson gives way.
            victim = max((i for i, name in enumerate(shown) if name != "lesson"), default=0)
            shown[victim] = wanted
    return shown


def _tiles(panels: Sequence[str], runs: int, fields: bool) -> list[Tile]:
    """Panels, the landscape once for each of two runs."""
    out: list[Tile] = []
    for panel in panels:
        out += [(panel, 0), (panel, 1)] if panel == "landscape" and fields and runs == 2 else [(panel, None)]
    return out


def _turns(panels: Sequence[str], active: int, body: Rect) -> list[Place]:
    """The panel in front; on a wide or a tall screen others keep it company."""
    if not panels:
        return []
    front = panels[active]
    # The lesson explains what stands beside it.
    others = sorted((p for p in panels if p != front), key=lambda panel: panel != "lesson")
    side = max(body.width // 60, 1) if body.width >= 120 else 1
    below = 1 if side > 1 else 1 + (body.height >= 36) + (body.height >= 54)
    tiles: list[Tile] = [(p, None) for p in (front, *others[: side * below - 1])]
    split = _split_row if side > 1 else _split_column
    return split(tiles, body, [3, *[2] * (len(tiles) - 1)])


def _large(tiles: list[Tile], body: Rect) -> list[Place]:
    count = len(tiles)
    huge = body.width >= 180 and body.height >= 40
    if count <= 1:
        return _split_row(tiles, body, [1])
    if count > 6 or (count == 6 and not huge and tiles[0][1] is None and tiles[0][0] not in WHOLE_ROW):
        return _grid(tiles, body)
    if tiles[0][1] is not None and count <= 5:
        # A field for each run above the rest.
        if count == 2:
            return _split_row(tiles, body, [59, 59])
        top, bottom = _rows(body, [19, 13])
        return _split_row(tiles[:2], top, [59, 59]) + _split_row(tiles[2:], bottom, _BELOW[count - 2])
    if count == 2:
        return _split_row(tiles, body, [74, 44])
    if tiles[0][0] in WHOLE_ROW:
        top, bottom = _rows(body, [27, 19] if huge else [20, 12])
        below = _BELOW[count - 1] if count - 1 in _BELOW and not huge else [1] * (count - 1)
        return _split_row(tiles[:1], top, [1]) + _split_row(tiles[1:], bottom, below)
    if count <= 4:
        left, right = _columns(body, [74, 44] if body.width < 180 else [113, 85])
        stacked = [20, 12] if not huge else [26, 20]
        return _split_column(tiles[:2], left, stacked) + _split_column(tiles[2:], right, [15, 17][: count - 2])
    # Rows of three; the lesson is read last.
    tiles = [tile for tile in tiles if tile[0] != "lesson"] + [tile for tile in tiles if tile[0] == "lesson"]
    above = 2 if count == 5 and not huge else 3
    top, bottom = _rows(body, [27, 19] if huge else [17, 15])
    upper = [65, 67, 64] if above == 3 else [62, 56]
    lower = _BELOW[count - above] if not huge else [65, 67, 64] if count == 6 else [1] * (count - 3)
    return _split_row(tiles[:above], top, upper) + _split_row(tiles[above:], bottom, lower)


def split(body: Rect, weights: Sequence[int]) -> list[Rect]:
    """Columns of a rectangle with their gaps, as wide as their weights."""
    return _columns(body, weights)


def _grid(tiles: list[Tile], body: Rect) -> list[Place]:
    """Rows of equal height, the upper ones with fewer and wider panels; the lesson is read last."""
    tiles = [tile for tile in tiles if tile[0] != "lesson"] + [tile for tile in tiles if tile[0] == "lesson"]
    count = len(tiles)
    abreast = min(max((body.width + GAP) // (ROOM[0] + GAP), 2), count)
    rows = _rows(body, [1] * -(-count // abreast))
    sizes = [(count + i) // len(rows) for i in range(len(rows))]
    places, first = [], 0
    for row, size in zip(rows, sizes, strict=True):
        places += _split_row(tiles[first : first + size], row, [1] * size)
        first += size
    return places


_BELOW = {0: [1], 1: [1], 2: [70, 48], 3: [44, 39, 33]}


def _shares(total: int, weights: Sequence[int]) -> list[int]:
    """Whole parts of a total in proportion; what rounding leaves goes to the first."""
    whole = sum(weights)
    parts = [total * w // whole for w in weights]
    for i in range(total - sum(parts)):
        parts[i % len(parts)] += 1
    return parts


def _columns(body: Rect, weights: Sequence[int]) -> list[Rect]:
    sizes = _shares(max(body.width - GAP * (len(weights) - 1), 0), weights)
    out, x = [], body.x
    for size in sizes:
        out.append(Rect(x, body.y, size, body.height))
        x += size + GAP
    return out


def _rows(body: Rect, weights: Sequence[int]) -> list[Rect]:
    out, y = [], body.y
    for size in _shares(body.height, weights):
        out.append(Rect(body.x, y, body.width, size))
        y += size
    return out


def _split_row(tiles: list[Tile], body: Rect, weights: Sequence[int]) -> list[Place]:
    return [Place(n, r, run) for (n, run), r in zip(tiles, _columns(body, weights), strict=True)] if tiles else []


def _split_column(tiles: list[Tile], body: Rect, weights: Sequence[int]) -> list[Place]:
    rects = _rows(body, weights[: len(tiles)])
    return [Place(n, r, run) for (n, run), r in zip(tiles, rects, strict=True)]
