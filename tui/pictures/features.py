"""What the layers make of one input: the input first, then the maps of every layer, as many as fit.

A layer that was chosen has all the room; else layers share it, and those without weights give way first.
"""

from __future__ import annotations

from dataclasses import dataclass

from dlviz.tui.canvas import Canvas
from dlviz.tui.inputs import FeaturesView, MapsView
from dlviz.tui.marks import mark
from dlviz.tui.numbers import count
from dlviz.tui.pictures.features_input import draw_input, input_width
from dlviz.tui.pictures.features_maps import draw_maps, draw_units, rows_for_all, unit_rows
from dlviz.tui.pictures.frame import Area, PanelTitle, panel, run_in_front, say
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, View

LEAST_BESIDE = 44
"""Cells across from which the input stands beside the maps; below that it stands above them."""
LEAST_INPUT = 17
"""Cells across of the input beside the maps."""
LEAST_BAND = 4
"""Rows of a layer of maps: its head and three of pictures."""
GAP = 1


@dataclass(frozen=True)
class _Band:
    """A layer and where it stands, its head in the first row; of units beside it."""

    layer: MapsView
    area: Area


def features_of(view: View, front: int) -> FeaturesView | None:
    """What a run makes of the chosen input, None where it is not known."""
    return view.features[front] if front < len(view.features) else None


def layer_names(view: View, front: int) -> tuple[str, ...]:
    """The layers that can be chosen."""
    found = features_of(view, front)
    return tuple(layer.name for layer in found.layers) if found is not None else ()


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Features validation row 1 of 1,000`."""
    front = run_in_front(view, options)
    found = features_of(view, front)
    if found is None:
        return PanelTitle("Features")
    legend: tuple[tuple[str, str], ...] = ()
    if len(view.runs) > 1:
        run = view.runs[front]
        legend = ((f"{mark(run.index)} {run.name}", f"run {run.index}"),)
    return PanelTitle("Features", row_said(found), legend)


def row_said(found: FeaturesView) -> str:
    """`validation row 3 of 1,000`, or `training row 3 of 4,000`."""
    if found.row >= found.training:
        return f"validation row {count(found.row - found.training + 1)} of {count(found.rows - found.training)}"
    return f"training row {count(found.row + 1)} of {count(found.training)}"


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    canvas = panel(title(view, options), width, height, theme, options)
    front = run_in_front(view, options)
    found = features_of(view, front)
    whole = Area(1, 1, width - 2, height - 1)
    if found is None:
        say(canvas, whole, view.troubles.get("features") or _nothing(view, run_in_front(view, options)))
        return canvas
    left, right = _split(found, whole)
    draw_input(canvas, left, found)
    bands, hidden = _bands(found, right, options.layer)
    for band in bands:
        lit = band.layer.name == options.layer
        if band.layer.values.ndim in (2, 3):
            draw_maps(canvas, band.area, band.layer, lit)
        else:
            classes = found.classes if band.layer is found.layers[-1] else ()
            draw_units(canvas, band.area, band.layer, _gutter(found), classes, lit)
    below = bands[-1].area.y + bands[-1].area.height if bands else right.y
    if hidden and below < height:
        canvas.write(
            right.x,
            below,
            f"… {hidden} more layer{'s' * (hidden > 1)}, ↓ shows {'them' if hidden > 1 else 'it'}",
            theme.muted,
            room=right.width,
        )
    return canvas


def layer_at(view: View, width: int, height: int, theme: Theme, options: PanelOptions, x: int, y: int) -> str | None:
    """The layer that is drawn under a cell of the panel."""
    found = features_of(view, run_in_front(view, options))
    if found is None:
        return None
    _, right = _split(found, Area(1, 1, width - 2, height - 1))
    for band in _bands(found, right, options.layer)[0]:
        area = band.area
        if area.x <= x < area.x + area.width and area.y <= y < area.y + area.height:
            return band.layer.name
    return None


def _nothing(view: View, front: int) -> str:
    """Why there is nothing to draw."""
    if view.runs and view.runs[front].stage == "waiting" and view.runs[front].status.startswith("waits"):
        return f"{view.runs[front].name} {view.runs[front].status}"
    if view.message and all(run.front < 0 for run in view.runs):
        return view.message
    return "computing the feature maps" if view.networks and any(view.networks) else "no network in this scenario"


def _split(found: FeaturesView, whole: Area) -> tuple[Area, Area]:
    """The place of the input and that of the layers."""
    if whole.width >= LEAST_BESIDE:
        side = min(input_width(found), max(whole.width // 4, LEAST_INPUT))
        rest = whole.width - side - GAP
        return Area(whole.x, whole.y, side, whole.height), Area(whole.x + side + GAP, whole.y, rest, whole.height)
    above = whole.height // 3
    return (
        Area(whole.x, whole.y, whole.width, above),
        Area(whole.x, whole.y + above, whole.width, whole.height - above),
    )


def _gutter(found: FeaturesView) -> int:
    """Cells of the names of layers of units, which stand beside them."""
    return max((len(f"{one.name} {one.shape}") for one in found.layers if one.values.ndim not in (2, 3)), default=0) + 2


def _bands(found: FeaturesView, room: Area, chosen: str | None) -> tuple[list[_Band], int]:
    """Which layers stand where, and how many have no room."""
    if room.empty:
        return [], 0
    alone = [layer for layer in found.layers if layer.name == chosen]
    if alone:
        return [_Band(alone[0], room)], 0
    # A frame of zeros adds nothing to see.
    layers = [one for one in found.layers if not one.type.startswith("ZeroPadding")] or list(found.layers)
    gutter = min(_gutter(found), room.width // 2)

    def needs(one: MapsView) -> int:
        if one.values.ndim in (2, 3):
            return LEAST_BAND
        return unit_rows(one, room.width - gutter, found.classes if one is found.layers[-1] else ())

    def give_way() -> MapsView:
        spare = [one for one in layers if not one.weighted and one is not found.layers[-1]]
        return (spare or layers)[-1]

    while len(layers) > 1 and sum(map(needs, layers)) + (len(layers) < len(found.layers)) > room.height:
        layers.remove(give_way())
    hidden = len(found.layers) - len(layers)
    rows = {one.name: needs(one) for one in layers}
    maps = [one for one in layers if one.values.ndim in (2, 3)]
    left = room.height - sum(rows.values()) - bool(hidden)
    # A blank row keeps what lies above one another apart, before the names of classes last of all.
    units = [one for one in layers[1:] if one.values.ndim not in (2, 3)]
    parted = {one.name for one in units[: max(left, 0)]}
    left -= len(parted)
    for one in sorted(maps, key=lambda one: not one.weighted):
        more = rows_for_all(one, room.width) - rows[one.name]
        if 0 < more <= left:
            rows[one.name] += more
            left -= more
    for place, one in enumerate(maps):  # the first ones get what cannot be shared
        rows[one.name] += max(left // len(maps) + (place < left % len(maps)), 0)
    bands, y, end = [], room.y, room.y + room.height
    for one in layers:
        y += one.name in parted
        if y < end:
            bands.append(_Band(one, Area(room.x, y, room.width, min(rows[one.name], end - y))))
        y += rows[one.name]
    return bands, hidden
