"""The activation function of a layer with the sums of its units lying on it, and the spread of all layers.

Where the curve is flat a unit passes no gradient back: the dots tell how many lie there.
Source: notes 2.3 and 4.3; Glorot and Bengio 2010, figures 2 to 4.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlviz.tui import steady, words
from dlviz.tui.braille import Dots, polyline, snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.numbers import count, number
from dlviz.tui.pictures.activations_table import draw_spread, facts, spread_rows, spread_width
from dlviz.tui.pictures.axes import Axis, columns_axis, rows_axis
from dlviz.tui.pictures.frame import Area, PanelTitle, draw_frame, panel, run_in_front, say
from dlviz.tui.readings import Line
from dlviz.tui.theme import Theme
from dlviz.tui.units import ActivityView, UnitsView
from dlviz.tui.view import PanelOptions, View

MOST_OF_THEM = 8
LEAST_PLOT = (22, 7)  # cells of a plot with its axes
SMALL = (22, 9)  # of one of many
GAP = 2


def activity_of(view: View, front: int) -> ActivityView | None:
    """What the units of a run do, None where it is not known."""
    found = view.activities[front] if front < len(view.activities) else None
    return found if found is not None and found.layers else None


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Activations φ of the sum o, 150 rows ── ● sigmoid`."""
    front = run_in_front(view, options)
    found = activity_of(view, front)
    if found is None:
        return PanelTitle("Activations")
    legend: tuple[tuple[str, str], ...] = ()
    if len(view.runs) > 1:
        run = view.runs[front]
        legend = ((f"{mark(run.index)} {run.name}", f"run {run.index}"),)
    rows = found.layers[0].rows
    chosen = f"{options.layer} chosen · " if any(one.name == options.layer for one in found.layers) else ""
    what = f"{chosen}φ(o)"
    return PanelTitle("Activations", f"{what}, {count(rows)} training rows", legend, shorter=(what, "φ(o)"))


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included: the curve, and the spread of all layers beside it or below."""
    canvas = panel(title(view, options), width, height, theme, options)
    front = run_in_front(view, options)
    found = activity_of(view, front)
    whole = Area(1, 1, width - 2, height - 1)
    if found is None:
        said = view.troubles.get("activations") or view.message
        waits = said or ("no network in this scenario" if not view.network_of(front) else "computing the activations")
        say(canvas, whole, waits)
        return canvas
    ink = theme.run(view.runs[front].index)
    plots, table = _split(found, whole, theme)
    chosen = next((one for one in found.layers if one.name == options.layer), None)
    shown = [chosen or found.layers[0]]
    grid = _grid(len(found.layers), plots) if chosen is None else None
    if grid is not None:
        shown = list(found.layers)
    across, down = grid or (1, 1)
    for i, layer in enumerate(shown):
        _plot(
            canvas,
            layer,
            _cell(plots, across, down, i),
            ink,
            lit=layer is chosen,
            told=table is None or grid is not None,
        )
    if table is not None:
        lit = shown[0].name if len(shown) == 1 else None
        draw_spread(canvas, found.layers, table, ink, lit)
    return canvas


def _split(found: ActivityView, whole: Area, theme: Theme) -> tuple[Area, Area | None]:
    """The place of the plots and that of the table: beside each other, else below, else no table."""
    rows, (least, most) = spread_rows(found.layers), spread_width(found.layers, theme)
    side = min(max(whole.width * 2 // 5, least), most)
    if whole.width - side - GAP >= 36 and whole.height >= rows:
        left = whole.width - side - GAP
        return Area(whole.x, whole.y, left, whole.height), Area(whole.x + left + GAP, whole.y, side, whole.height)
    if whole.width >= least and whole.height - rows >= LEAST_PLOT[1] + 1:
        above = whole.height - rows
        below = Area(whole.x, whole.y + above, min(whole.width, most), rows)
        return Area(whole.x, whole.y, whole.width, above), below
    return whole, None


def _grid(layers: int, area: Area) -> tuple[int, int] | None:
    """Plots across and down if all layers have room, None otherwise; one alone needs no grid."""
    if not 1 < layers <= MOST_OF_THEM:
        return None
    for across in range(1, layers + 1):
        down = -(-layers // across)
        cell = _cell(area, across, down, 0)
        if cell.width >= SMALL[0] and cell.height >= SMALL[1]:
            return across, down
    return None


def _cell(area: Area, across: int, down: int, i: int) -> Area:
    width, height = (area.width - GAP * (across - 1)) // across, area.height // down
    return Area(area.x + i % across * (width + GAP), area.y + i // across * height, width, height)


def _plot(canvas: Canvas, layer: UnitsView, area: Area, ink: int, lit: bool, told: bool) -> None:
    """The layer's name, its curve with the points on it, and below how many sums lie where.

    `told`: what the table says of the layer stands beside its name.
    """
    theme = canvas.theme
    if area.empty:
        return
    name = f"{layer.name} "
    x = area.x + canvas.write(area.x, area.y, name, theme.cursor if lit else theme.text, bold=True, room=area.width)
    room = area.x + area.width - x
    taken = canvas.write(x, area.y, f"{layer.activation}, {_units(layer)}", theme.muted, room=room)
    for said in (facts(layer), facts(layer)[:1]) if told else ():
        text = "  ".join(said)
        if said and taken + 2 + words.width(text, theme.ascii) <= room:
            canvas.write(area.x + area.width - 1, area.y, text, theme.text, align="right")
            break
    if area.width < LEAST_PLOT[0] or area.height < LEAST_PLOT[1]:
        return
    heap = max((area.height - 3) // 4, 1)
    rows = area.height - 3 - heap
    low, high = _limits(layer)
    y = rows_axis(low, high, rows, ascii=theme.ascii)
    left = area.x + y.gutter + 1
    inner = Area(left, area.y + 1, area.x + area.width - left, rows)
    reach = steady.largest(f"sums {layer.name}", layer.reach)
    axis = columns_axis(-reach, reach, inner.width)
    draw_frame(canvas, Area(inner.x, inner.y, inner.width, rows + heap), axis, None, "o")
    for tick in y.ticks:
        row = inner.y + rows - 1 - int(tick.dot + 0.5) // 4
        if inner.y <= row < inner.y + rows:
            if not theme.ascii:
                canvas.line(inner.x, row, inner.width, "─" if theme.greys else "┈", theme.grid)
            canvas.write(inner.x - 2, row, tick.label, theme.muted, align="right")
    _heap(canvas, layer, Area(inner.x, inner.y + rows, inner.width, heap), reach, ink)
    _curve(canvas, layer, inner, axis, y, ink)
    canvas.read(inner.x, inner.y, inner.width, rows + heap, lambda column, _: _told(layer, axis, column))


def _told(layer: UnitsView, x: Axis, column: int) -> Iterator[Line]:
    """At a sum: the function, its slope, and how many of the units' sums lie under the column of cells."""
    yield Line(f"{layer.name}, {layer.activation}")
    o = x.value(2 * column + 0.5)
    yield Line("sum o", number(o))
    if len(layer.curve):
        known = np.asarray(layer.curve, np.float64)
        yield Line("φ(o)", number(float(np.interp(o, *known.T))))
        # The slope of the piece of the drawn curve that lies there: at a kink that on one of its sides.
        slopes = np.diff(known[:, 1]) / np.diff(known[:, 0])
        at = min(max(int(np.searchsorted(known[:, 0], o)) - 1, 0), len(slopes) - 1)
        yield Line("φ′(o)", number(float(slopes[at])))
    below = np.concatenate([[0.0], np.cumsum(layer.counts)])
    ends = np.interp([x.value(2 * column - 0.5), x.value(2 * column + 1.5)], layer.edges, below)
    yield Line("sums here", f"{count(round(float(ends[1] - ends[0])))} of {count(int(below[-1]))}")


def _units(layer: UnitsView) -> str:
    return f"{count(layer.units)} unit{'s' * (layer.units != 1)}"


def _limits(layer: UnitsView) -> tuple[float, float]:
    """What is seen of the outputs: the curve's range, or that of the points where there is none."""
    known = layer.curve[:, 1] if len(layer.curve) else layer.points[:, 1]
    known = known[np.isfinite(known)]
    if not len(known):
        return 0.0, 1.0
    low, high = steady.limits(f"outputs {layer.name}", float(known.min()), float(known.max()))
    return (min(low, 0.0), max(high, 1.0)) if not len(layer.curve) else (low, high)


def _curve(canvas: Canvas, layer: UnitsView, area: Area, x: Axis, y: Axis, ink: int) -> None:
    """The function in grey, on it in the run's colour the sums that lie there."""
    theme = canvas.theme
    bottom = 4 * area.height - 1
    if len(layer.curve):
        dots = Dots(area.width, area.height)
        cols, rows, _ = polyline(x.dots(layer.curve[:, 0]), bottom - y.dots(layer.curve[:, 1]))
        dots.points(cols, rows)
        canvas.dots(dots, area.x, area.y, theme.muted)
    known = np.isfinite(layer.points).all(axis=1)
    if not known.any():
        canvas.write(area.x + area.width // 2, area.y + area.height // 2, "no finite sums", theme.bad, align="centre")
        return
    cols, rows = snap(x.dots(layer.points[known, 0])), snap(bottom - y.dots(layer.points[known, 1]))
    rows = np.clip(rows, 0, bottom)
    if theme.ascii or not theme.greys:
        canvas.scatter(area.x + np.clip(cols // 2, 0, area.width - 1), area.y + rows // 4, "o", ink)
        return
    dots = Dots(area.width, area.height)
    for shift in (0, -1) if len(layer.curve) else (0,):  # thicker than the curve that they lie on
        dots.points(cols, np.clip(rows + shift, 0, bottom))
    canvas.dots(dots, area.x, area.y, ink)


def _heap(canvas: Canvas, layer: UnitsView, area: Area, reach: float, ink: int) -> None:
    """How many sums lie where, as columns from the ground; where bins share a column of dots, all of them together."""
    if not layer.counts.sum():
        return
    dots, size = Dots(area.width, area.height), 2 * area.width
    below = np.concatenate([[0.0], np.cumsum(layer.counts)])
    heights = np.diff(np.interp(np.linspace(-reach, reach, size + 1), layer.edges, below))
    tall = heights / heights.max()
    top = 4 * area.height - np.ceil(tall * 4 * area.height).astype(np.int64)
    filled = tall > 0
    dots.columns(np.arange(size)[filled], top[filled], np.full(int(filled.sum()), 4 * area.height - 1))
    canvas.dots(dots, area.x, area.y, canvas.theme.stem(ink))


def layer_at(view: View, width: int, height: int, theme: Theme, options: PanelOptions, x: int, y: int) -> str | None:
    """The layer whose row of the table, or whose plot, is under a cell of the panel."""
    found = activity_of(view, run_in_front(view, options))
    if found is None:
        return None
    plots, table = _split(found, Area(1, 1, width - 2, height - 1), theme)
    if table is not None and table.x <= x < table.x + table.width and 0 < y - table.y <= len(found.layers):
        return found.layers[y - table.y - 1].name
    if any(one.name == options.layer for one in found.layers) or (grid := _grid(len(found.layers), plots)) is None:
        return None
    for i, layer in enumerate(found.layers):
        cell = _cell(plots, *grid, i)
        if cell.x <= x < cell.x + cell.width and cell.y <= y < cell.y + cell.height:
            return layer.name
    return None
