"""Which units the dropouts switch off in the update at the cursor: ● kept, in the colour of what it gives, · off.

y shows in their place how often each unit was off so far. Source: notes 5.3, Fig. 5.1; LOOK.md, Panels by size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.masks import DropoutView, MaskView
from dlviz.tui.numbers import count, number
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import Area, PanelTitle, panel, run_in_front, say
from dlviz.tui.readings import Line
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, View

KEPT, OFF = "●", "·"
FAINTEST = 0.36  # of the heat map, for a kept unit that gives next to nothing
LEAST_WIDTH, LEAST_LISTED = 19, 15  # cells of one of several grids, or lists
HEAD, FOOT = 2, 1  # rows above a grid, its name and the bar, and below it how often
GAP = 2
MOST_LISTED = 16  # units that are told one a row
LEFT, RIGHT, MOST_NAME = 8, 6, 13  # cells of what goes in, and of what comes out
LEAST_NAME = 5  # cells of a name that is cut


def dropout_of(view: View, front: int) -> DropoutView | None:
    """The masks of a run, None where it has none or they are not known."""
    found = view.dropouts[front] if front < len(view.dropouts) else None
    return found if found is not None and found.layers else None


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Dropout masks row 38, setosa · rate 0.3 ── ● kept, colour = activation · off`."""
    found = dropout_of(view, run_in_front(view, options))
    often = bool(options.log)
    if found is None:
        return PanelTitle("Dropout masks", turned=often)
    rates = sorted({one.rate for one in found.layers})
    rate = f"rate {labels.setting(rates[0])}" + (f"–{labels.setting(rates[-1])}" if len(rates) > 1 else "")
    said = f"off in how many of {_span(found)}" if often else f"{found.rows[0]} · colour = activation"
    legend = (("● brighter: more often off", "muted"),) if often else (("● kept", "muted"), ("  · off", "muted"))
    return PanelTitle("Dropout masks", f"{rate} · {said}", legend, turned=often)


def _span(found: DropoutView) -> str:
    """Over which updates it was counted."""
    if found.updates == 1:
        return "1 update"
    return f"{count(found.updates)} updates" if not found.since else f"the last {count(found.updates)} updates"


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included: all dropouts side by side, or the one of the layer that was chosen."""
    canvas = panel(title(view, options), width, height, theme, options)
    front = run_in_front(view, options)
    whole = Area(1, 1, width - 2, height - 1)
    found = dropout_of(view, front)
    if found is None:
        say(canvas, whole, view.troubles.get("dropout") or view.message or _nothing(view, front))
        return canvas
    ink = theme.run(view.runs[front].index)
    parts = _parts(found, whole, options.layer)
    if parts.left is not None:
        _ends(canvas, parts.left, "input", found.x, _first(found), found.features, theme)
    if parts.right is not None:
        _ends(canvas, parts.right, "out", found.y, None, found.classes, theme)
    top = max(
        (float(np.abs(one.values[np.isfinite(one.values)]).max(initial=0.0)) for one in found.layers), default=0.0
    )
    for one, area in parts.grids:
        lit = one.units_of == options.layer
        if parts.listed:
            _listed(canvas, found, one, area, ink, lit, parts.place)
        else:
            _grids(canvas, found, one, area, ink, lit, parts.place, bool(options.log), top)
    return canvas


def _nothing(view: View, front: int) -> str:
    """Why there is nothing to see."""
    drops = [run for place, run in enumerate(view.runs) if dropout_of(view, place) is not None]
    if drops and front < len(view.runs):
        one = drops[0]
        return f"{view.runs[front].name} switches no unit off: < and > bring {mark(one.index)} {one.name} to the front"
    return "no unit is switched off in this scenario" if view.dropouts else "drawing the masks"


@dataclass(frozen=True)
class _Parts:
    """Where everything stands; `place`: `2 of 3` where one layer of several is shown."""

    left: Area | None
    right: Area | None
    grids: tuple[tuple[MaskView, Area], ...]
    listed: bool
    place: str = ""


def _first(found: DropoutView) -> MaskView | None:
    """The dropout of the inputs themselves."""
    return next((one for one in found.layers if one.units_of == "input"), None)


def _parts(found: DropoutView, whole: Area, chosen: str | None) -> _Parts:
    """All layers between what goes in and what comes out, with names if there is room; else one layer."""
    told = found.x.shape[1] > 0
    inner = [one for one in found.layers if not (told and one.units_of == "input")] or list(found.layers)
    rows = whole.height - HEAD - FOOT
    listed = all(one.units <= min(MOST_LISTED, rows) for one in inner)
    least = LEAST_LISTED if listed else LEAST_WIDTH
    sides = [(_longest(found.features, LEFT), _longest(found.classes, RIGHT)), (LEFT, RIGHT), (0, 0)]
    for shown, fit in ((inner, True), ([next((one for one in inner if one.units_of == chosen), inner[0])], False)):
        for left, right in sides:
            left, right = left if told else 0, right if found.y.shape[1] else 0
            begin, end = left + GAP if left else 0, right + GAP if right else 0
            each = (whole.width - begin - end - GAP * (len(shown) - 1)) // len(shown)
            if each >= least and (not fit or all(_fits(one, each, whole.height) for one in shown)):
                break
        else:
            if fit:
                continue
        grids = tuple(
            (one, Area(whole.x + begin + i * (each + GAP), whole.y, each, whole.height)) for i, one in enumerate(shown)
        )
        return _Parts(
            Area(whole.x, whole.y, left, whole.height) if left else None,
            Area(whole.x + whole.width - right, whole.y, right, whole.height) if right else None,
            grids,
            listed or all(one.units <= min(MOST_LISTED, rows) for one in shown),
            "" if len(shown) == len(inner) else f"{inner.index(shown[0]) + 1} of {len(inner)}",
        )
    return _Parts(None, None, (), listed)


def _longest(names: tuple[str, ...], least: int) -> int:
    """Cells that all names take, within reason."""
    return min(max(map(len, names), default=least), MOST_NAME) if names else least


def _fits(one: MaskView, width: int, height: int) -> bool:
    return len(one.dropped) <= ((width + 1) // 2) * max(height - HEAD - FOOT, 0)


def _ends(
    canvas: Canvas,
    area: Area,
    name: str,
    values: NDArray[np.floating],
    mask: MaskView | None,
    names: tuple[str, ...],
    theme: Theme,
) -> None:
    """What goes in or comes out, a mark and a number each, named where there is room."""
    canvas.write(area.x, area.y, name, theme.bright, bold=True, room=area.width)
    rows, n = area.height - HEAD - FOOT, values.shape[1]
    if rows < 1 or not len(values):
        return
    space = min(max(rows // n, 1), 4)
    top = area.y + HEAD + max((rows - space * n) // 2, 0)
    texts = [labels.minus(f"{value:.2f}") if abs(value) < 99.995 else number(value) for value in values[0].tolist()]
    brief = tuple(words.shorten(one, area.width, theme.ascii) for one in names)
    named = bool(names) and len(set(brief)) == len(set(names)) and area.width >= LEAST_NAME
    told = partial(_end_told, name, values[0], mask, names)
    canvas.read(area.x, top, area.width, space * min(n, rows), lambda _, y: told(y // space))
    for i in range(min(n, rows)):
        y = top + i * space
        off = mask is not None and not mask.kept[0, i]
        ink = theme.faint if off else theme.text
        if space > 1 and named:
            canvas.write(area.x, y, brief[i], theme.faint if off else theme.muted, room=area.width)
            y += 1
        x = area.x
        if mask is not None:
            canvas.put(x, y, OFF if off else KEPT, theme.faint if off else theme.bright)
            x += 2
        canvas.write(x, y, texts[i], ink, room=area.x + area.width - x)


def _head(canvas: Canvas, one: MaskView, area: Area, run: int, lit: bool, place: str) -> None:
    """The layer, how many of its units are kept, and the bar with its tick at 1 − rate."""
    theme = canvas.theme
    said = f"{count(int(one.counts[0]))} of {count(one.units)} kept"
    if words.width(one.units_of, theme.ascii) + len(said) + 2 > area.width:
        said = said.removesuffix(" kept")
    room = area.width - words.width(said, theme.ascii) - 1
    if lit:
        canvas.put(area.x - 1, area.y, "▸", theme.cursor)
    ink = theme.cursor if lit else theme.bright
    x = canvas.write(area.x, area.y, one.units_of, ink, bold=True, room=max(room, 4))
    if place and x + len(place) + 7 < room:
        canvas.write(area.x + x + 1, area.y, f"{place}, ↑ ↓", theme.faint)
    if room >= 4:
        canvas.write(area.x + area.width - 1, area.y, said, theme.muted, align="right")
    if area.height < HEAD:
        return
    share = float(one.counts[0]) / max(one.units, 1)
    canvas.line(area.x, area.y + 1, area.width, "─", theme.grid)
    canvas.line(area.x, area.y + 1, round(share * area.width), "━", theme.stem(run))
    tick = area.x + min(round((1 - one.rate) * area.width), area.width - 1)
    canvas.put(tick, area.y + 1, "┃" if not theme.ascii else "|", theme.cursor, bold=True)


def _inks(theme: Theme, values: NDArray[np.floating], top: float) -> NDArray[np.int32]:
    """Colours of kept units by the size of what they give, from `FAINTEST` of the heat map up."""
    share = np.sqrt(np.abs(values) / top) if top > 0 else np.zeros_like(values)
    return theme.heat_of(np.where(np.isfinite(share), FAINTEST + (1 - FAINTEST) * share, np.nan))


def _grids(
    canvas: Canvas,
    found: DropoutView,
    one: MaskView,
    area: Area,
    ink: int,
    lit: bool,
    place: str,
    often: bool,
    top: float,
) -> None:
    """One grid, or where there is room for it one for each of two rows of the minibatch."""
    theme = canvas.theme
    _head(canvas, one, area, ink, lit, place)
    rows, units = area.height - HEAD - FOOT, len(one.dropped)
    most = (area.width + 1) // 2
    if rows < 1 or most < 1:
        return
    half = (rows - 1) // 2
    both = not often and len(one.kept) > 1 and half > 0 and ceil(units / half) <= most
    columns = min(most, max(ceil(sqrt(units)), ceil(units / (half if both else rows))))
    tall = ceil(units / columns)
    shown = min(units, columns * rows)
    left = area.x + (area.width - (2 * columns - 1)) // 2
    for row in range(2 if both else 1):
        y = area.y + HEAD + row * (tall + 1)
        if row:
            said = f"{found.rows[1]}: {count(int(one.counts[1]))} of {count(one.units)} kept"
            canvas.write(area.x, y - 1, said, theme.muted, room=area.width)
        at = np.arange(shown)
        xs, ys = left + 2 * (at % columns), y + at // columns
        kept = one.kept[row, :shown]

        def under(x: int, line: int, row: int = row) -> Iterator[Line]:
            unit = line * columns + x // 2
            return _told(found, one, row, unit) if x % 2 == 0 and unit < shown else iter(())

        canvas.read(left, y, 2 * columns - 1, -(-shown // columns), under)
        if often:
            share = one.dropped[:shown] / max(found.updates, 1)
            inks = theme.heat_of(np.clip(share / max(2 * one.rate, 1e-9), 0, 1) * (1 - FAINTEST) + FAINTEST)
            kept = np.ones(shown, np.bool_)
        else:
            inks = _inks(theme, np.asarray(one.values[row, :shown], np.float64), top)
        for x, line, on, colour in zip(xs.tolist(), ys.tolist(), kept.tolist(), inks.tolist(), strict=True):
            canvas.put(x, line, KEPT if on else OFF, (colour if theme.greys else theme.text) if on else theme.faint)
    _foot(canvas, found, one, area, shown)


def _told(found: DropoutView, one: MaskView, row: int, unit: int) -> Iterator[Line]:
    """Whether a unit is kept for a row of the minibatch, what it gives, and how often it was off."""
    yield Line(f"{one.units_of}, unit {unit}" + (f", {one.labels[unit]}" if unit < len(one.labels) else ""))
    yield Line(found.rows[row], "kept" if one.kept[row, unit] else "dropped")
    if one.kept[row, unit]:
        yield Line("gives", number(float(one.values[row, unit])))
    off = int(one.dropped[unit])
    yield Line("off in", f"{count(off)} of {_span(found)}")
    yield Line("share", f"{100 * off / max(found.updates, 1):.1f} %, rate {labels.setting(one.rate)}")


def _end_told(
    name: str, values: NDArray[np.floating], mask: MaskView | None, names: tuple[str, ...], i: int
) -> Iterator[Line]:
    """What goes in or comes out at one place."""
    if i < len(values):
        yield Line(f"{name} {names[i] if i < len(names) else i}", number(float(values[i])))
        if mask is not None and not mask.kept[0, i]:
            yield Line("dropped")


def _foot(canvas: Canvas, found: DropoutView, one: MaskView, area: Area, shown: int) -> None:
    """How often units were off: the least and the most of them."""
    low, high = (100 * float(one.dropped.min()) / found.updates, 100 * float(one.dropped.max()) / found.updates)
    span = f"{low:.0f}–{high:.0f} %" if round(low) != round(high) else f"{low:.0f} %"
    forms = [f"each unit off in {span} of {_span(found)}", f"off in {span} of {_span(found)}", f"off {span}"]
    if shown < one.units:
        forms.insert(0, f"first {count(shown)} of {count(one.units)} units; {forms[1]}")
    said = next((form for form in forms if words.width(form, canvas.theme.ascii) <= area.width), "")
    y = area.y + area.height - 1
    if y >= area.y + HEAD:
        canvas.write(area.x, y, said, canvas.theme.muted, room=area.width)


def _listed(canvas: Canvas, found: DropoutView, one: MaskView, area: Area, ink: int, lit: bool, place: str) -> None:
    """Few units, one a row: the mark, what it gives, and how often it was off, as a bar and a count."""
    theme = canvas.theme
    _head(canvas, one, area, ink, lit, place)
    rows = area.height - HEAD - FOOT
    if rows < 1:
        return
    space = min(rows // one.units, 3)
    top = area.y + HEAD + max((rows - space * (one.units - 1) - 1) // 2, 0)
    values = np.asarray(one.values[0], np.float64)
    size = np.abs(values[np.isfinite(values)])
    inks = _inks(theme, values, float(size.max(initial=0.0)))
    texts = labels.column(values.tolist(), narrow=True)
    counts = [count(int(number)) for number in one.dropped.tolist()]
    tail = max(map(len, counts)) + 2
    begin, end = area.x + 10, area.x + area.width - tail
    canvas.read(area.x, top, area.width, space * one.units, lambda _, y: _told(found, one, 0, y // space))
    for i, y in enumerate(range(top, top + space * one.units, space)):
        on = bool(one.kept[0, i])
        canvas.put(area.x, y, KEPT if on else OFF, (int(inks[i]) if theme.greys else theme.text) if on else theme.faint)
        canvas.write(area.x + 2, y, texts[i] if on else "off", theme.text if on else theme.faint, room=8)
        cells = end - begin
        if cells >= 4:
            canvas.line(begin, y, cells, "─", theme.grid)
            canvas.line(begin, y, round(cells * int(one.dropped[i]) / max(found.updates, 1)), "━", theme.muted)
            tick = begin + min(round(cells * one.rate), cells - 1)
            canvas.put(tick, y, "┃" if not theme.ascii else "|", theme.rule)
        if area.width >= 10 + tail:
            canvas.write(area.x + area.width - 1, y, counts[i], theme.muted, align="right")
    forms = [
        f"━ off in so many of {_span(found)}",
        f"times off, of {_span(found)}",
        f"times off, of {count(found.updates)}",
    ]
    said = next((form for form in forms if words.width(form, theme.ascii) <= area.width), "")
    canvas.write(area.x + area.width - 1, area.y + area.height - 1, said, theme.muted, align="right", room=area.width)


def layer_at(view: View, width: int, height: int, theme: Theme, options: PanelOptions, x: int, y: int) -> str | None:
    """The layer whose grid is under a cell of the panel."""
    found = dropout_of(view, run_in_front(view, options))
    if found is None:
        return None
    parts = _parts(found, Area(1, 1, width - 2, height - 1), options.layer)
    inside = [one for one, area in parts.grids if area.x <= x < area.x + area.width and y >= area.y]
    return inside[0].units_of if inside else None
