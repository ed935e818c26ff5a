"""Columns over another column: a function and its slope over what they are functions of.

Columns to compare share a chart: the first is a solid line, every further one has its own dash, and the title says
which. Columns that stand apart, as a function and its slope do, have a chart each, with an axis for all runs. Columns
with several entries, one curve each with its name at its end, are drawn of the run in front alone: those of all would
be a thicket.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import words
from dlviz.tui.braille import Dots, dashed, polyline, snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import DASHES, mark
from dlviz.tui.numbers import number
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.axes import Axis, columns_axis, rows_axis
from dlviz.tui.pictures.frame import (
    Area,
    PanelTitle,
    Readout,
    draw_frame,
    draw_readout,
    panel,
    plot_area,
    run_in_front,
    say,
)
from dlviz.tui.pictures.read_curves import read_curves
from dlviz.tui.pictures.series import telling_rows
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, RunView, View

STROKES = ("━━", "╌╌", "┈┈", "─·")
"""In the title, what the dashes of the first four columns look like."""

LOG_FROM = 1e3
"""Largest over smallest value of positive columns from which on a logarithmic scale shows more."""

WIDE, HIGH = 36, 11
"""Columns of cells from which a chart can stand beside another, rows from which it can stand under another."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """One line of the chart: of which run, which column, which entry; `at` is the row of the cursor.

    Shapes: x, y (rows,).
    """

    run: RunView
    column: str
    label: str
    stroke: int  # which of the columns
    x: Array
    y: Array
    at: int


@dataclass(frozen=True)
class _Plot:
    """A chart that has been laid out."""

    canvas: Canvas
    area: Area
    x: Axis
    y: Axis

    def rows(self, values: Array) -> Array:
        """Dot rows from the top of the plot."""
        return 4 * self.area.height - 1 - self.y.dots(values)

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """The cell of a point, None where it has no place."""
        column, row = float(self.x.dots(x)), float(self.rows(np.asarray(y)))
        if not (np.isfinite(column) and np.isfinite(row)):
            return None
        across, down = int(snap(column)) // 2, int(snap(row)) // 4
        if not (0 <= across < self.area.width and 0 <= down < self.area.height):
            return None
        return self.area.x + across, self.area.y + down


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Curves over o … ━━ output  ╌╌ derivative`; of columns that stand apart, `Curves over o`."""
    return _title(view, options, room=True)


def _title(view: View, options: PanelOptions, room: bool) -> PanelTitle:
    card, over = view.card, words.column(view.card.curves_x)
    names = [words.column(name) for name in card.curves]
    if card.curves_apart and len(names) > 1:
        return PanelTitle("Curves", f"over {over}" if room else f"{names[0]} over {over}")
    scale = ", log" if is_log(collect(view, options), options) else ""
    if len(names) < 2:
        return PanelTitle("Curves", f"{''.join(names)} over {over}{scale}" if names else "")
    legend: list[tuple[str, str]] = []
    for i, name in enumerate(names):
        legend += [(f"{STROKES[i % len(STROKES)]} ", "text"), (name + "  " * (i < len(names) - 1), "muted")]
    return PanelTitle("Curves", f"over {over}{scale}", tuple(legend))


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    places = _places(len(view.card.curves), width, height)
    canvas = panel(_title(view, options, len(places) > 1), width, height, theme, options)
    curves = collect(view, options)
    if not any(_is_drawn(one) for one in curves):
        waits = view.message if not any(run.front >= 0 for run in view.runs) else ""
        said = waits or ("no finite value to draw" if curves else "no rows yet")
        say(canvas, Area(1, 1, width - 2, height - 1), said)
        return canvas
    names = view.card.curves
    if not view.card.curves_apart or len(names) < 2:
        _chart(canvas, view, curves, curves, options)
        return canvas
    if len(places) < 2:
        _chart(canvas, view, [one for one in curves if one.column == names[0]], curves, options)
        return canvas
    for name, place in zip(names, places, strict=False):
        mine = [replace(one, stroke=0) for one in curves if one.column == name]
        part = Canvas(place.width, place.height, theme)
        scale = ", log" if is_log(mine, options, apart=True) else ""
        part.write(1, 0, words.column(name) + scale, theme.text, room=place.width - 2)
        _chart(part, view, mine, mine, options)
        canvas.blit(part, place.x, place.y)
    return canvas


def _places(charts: int, width: int, height: int) -> list[Area]:
    """Where so many charts stand below the title; one if there is no room for them all."""
    if charts > 1 and width >= WIDE * charts:
        each = (width - 2 * (charts - 1)) // charts
        return [Area(i * (each + 2), 1, each, height - 1) for i in range(charts)]
    if charts > 1 and height - 1 >= HIGH * charts:
        each = (height - 1) // charts
        return [Area(0, 1 + i * each, width, each) for i in range(charts)]
    return [Area(0, 0, width, height)]


def _chart(canvas: Canvas, view: View, curves: list[Curve], told: list[Curve], options: PanelOptions) -> None:
    """One chart on a canvas whose first row is taken; `told`: what its read-out tells."""
    shown = [one for one in curves if _is_drawn(one)]
    if not shown:
        return
    front = run_in_front(view, options)
    index = view.runs[front].index
    plot = _lay_out(canvas, view, shown, is_log(shown, options, view.card.curves_apart))
    if plot.area.empty:
        return
    shown.sort(key=lambda one: (one.run.index == index, -one.stroke))  # what is drawn last lies on top
    _draw_cursor(plot, shown, index)
    for one in shown:
        _draw_line(plot, one, index, len(one.y) - 1, ahead=True)
    for one in shown:
        _draw_line(plot, one, index, one.at, ahead=False)
    _draw_marks_along(plot, shown)
    _draw_marks(plot, shown[::-1])
    _draw_names(plot, shown)
    read_curves(canvas, view, plot.area, plot.x, told)
    if canvas.height >= 8:
        for table in _readouts(view, told, front):
            if draw_readout(canvas, plot.area, table):
                break


def _is_drawn(one: Curve) -> bool:
    """There is a point of it."""
    return bool((np.isfinite(one.x) & np.isfinite(one.y)).any())


def collect(view: View, options: PanelOptions) -> list[Curve]:
    """Every curve there is: of all runs, or of the one in front where a column has several entries."""
    names, front = view.card.curves, run_in_front(view, options)
    several = any(run.labels.get(name) for run in view.runs for name in names)
    out: list[Curve] = []
    for place, run in enumerate(view.runs):
        if run.front < 0 or (place != front and (several or options.alone)):
            continue
        over = run.columns.get(view.card.curves_x)
        x = np.arange(run.front + 1, dtype=np.float64) if over is None else np.asarray(over, np.float64)
        for stroke, name in enumerate(names):
            values = run.columns.get(name)
            if values is None or x.ndim != 1:
                continue
            entries = run.labels.get(name, ()) if values.ndim == 2 else ("",)
            table = np.asarray(values, np.float64).reshape(len(x), -1)
            out += [
                Curve(run, name, label, stroke, x, table[:, i], max(view.row(run), 0))
                for i, label in enumerate(entries)
            ]
    return out


def is_log(curves: list[Curve], options: PanelOptions, apart: bool = False) -> bool:
    """Whether a chart is logarithmic; of itself not where columns stand apart: a function has its own shape."""
    low, high = _limits([one.y for one in curves])
    asked = options.log if options.log is not None else not apart and high > LOG_FROM * low
    return bool(low > 0 and asked)


def _limits(values: list[Array]) -> tuple[float, float]:
    """Least and greatest finite number, NaN without one."""
    finite = [one[np.isfinite(one)] for one in values]
    known = np.concatenate(finite) if finite else np.zeros(0)
    return (float(known.min()), float(known.max())) if len(known) else (np.nan, np.nan)


def _lay_out(canvas: Canvas, view: View, curves: list[Curve], log: bool) -> _Plot:
    """The axes for the room there is, with room for names at the ends of lines."""
    low, high = _limits([one.y for one in curves])
    left, right = _limits([one.x for one in curves])
    rows = max(canvas.height - 3, 1)
    y = rows_axis(low, high, rows, log, canvas.theme.ascii)
    names = max((words.width(one.label, canvas.theme.ascii) for one in curves), default=0)
    width = canvas.width - (names + 1 if names and canvas.width > names + 24 else 0)
    area = plot_area(width, canvas.height, y.gutter)
    if area.height != rows:
        y = rows_axis(low, high, max(area.height, 1), log, canvas.theme.ascii)
    whole = view.card.curves_x == "step"
    x = columns_axis(left, right, max(area.width, 1), whole=whole, spacing=6.0)
    draw_frame(canvas, area, x, y, words.column(view.card.curves_x))
    if not log and low < 0 < high and not area.empty and area.height >= 4:
        row = area.y + area.height - 1 - int(float(y.dots(0.0)) + 0.5) // 4
        if area.y <= row < area.y + area.height and canvas.theme.greys:
            canvas.line(area.x, row, area.width, "─", canvas.theme.rule)  # zero, between the signs
    return _Plot(canvas, area, x, y)


def _draw_cursor(plot: _Plot, curves: list[Curve], front: int) -> None:
    """The upright line where the run in front stands."""
    one = next((one for one in curves if one.run.index == front), None)
    if one is None or not np.isfinite(one.x[one.at]):
        return
    column = int(snap(float(plot.x.dots(float(one.x[one.at]))))) // 2
    if 0 <= column < plot.area.width:
        plot.canvas.column(plot.area.x + column, plot.area.y, plot.area.height, "│", plot.canvas.theme.cursor)


def _draw_line(plot: _Plot, one: Curve, front: int, last: int, ahead: bool) -> None:
    """The curve up to a row; a further column of a run that is not in front is fainter."""
    theme, area = plot.canvas.theme, plot.area
    most = 4 * max(area.width, 1)
    rows = telling_rows(one.y, last, most)
    cols, lines, arc = polyline(plot.x.dots(one.x[rows]), plot.rows(one.y[rows]))
    on = dashed(arc, DASHES[one.stroke % len(DASHES)])
    dots = Dots(area.width, area.height)
    dots.stroke(cols[on], lines[on], theme.thick)
    ink = theme.run(one.run.index)
    if one.stroke and one.run.index != front:
        ink = theme.stem(ink)
    plot.canvas.dots(dots, area.x, area.y, theme.ahead(ink) if ahead else ink)


def _draw_marks_along(plot: _Plot, curves: list[Curve]) -> None:
    """Without colour, runs differ by mark alone: one every tenth of the way on their solid lines."""
    if plot.canvas.theme.hues or len({one.run.index for one in curves}) < 2:
        return
    for one in curves:
        if one.stroke:
            continue
        step = max(len(one.x) // 10, 1)
        for row in range(step // 2 + (one.run.index % 6) * step // 6, one.at, step):
            cell = plot.cell(float(one.x[row]), float(one.y[row]))
            if cell is not None:
                plot.canvas.put(*cell, mark(one.run.index), plot.canvas.theme.run(one.run.index))


def _draw_marks(plot: _Plot, curves: list[Curve]) -> None:
    """The points at the cursor, those of the run in front first; points of one cell stand side by side."""
    left, right = plot.area.x, plot.area.x + plot.area.width
    taken: set[tuple[int, int]] = set()
    for one in curves:
        cell = plot.cell(float(one.x[one.at]), float(one.y[one.at]))
        if cell is None:
            continue
        beside = ((cell[0] + shift, cell[1]) for shift in sorted(range(-5, 6), key=abs))
        spot = next(((x, y) for x, y in beside if left <= x < right and (x, y) not in taken), cell)
        taken.add(spot)
        plot.canvas.put(*spot, mark(one.run.index), plot.canvas.theme.run(one.run.index))


def _draw_names(plot: _Plot, curves: list[Curve]) -> None:
    """What each entry is called, right of the last point of its curve; names that would meet move apart."""
    theme, area = plot.canvas.theme, plot.area
    left = area.x + area.width + 1
    wanted: list[tuple[int, str, int]] = []
    for one in curves:
        known = np.flatnonzero(np.isfinite(one.x) & np.isfinite(one.y))
        if one.label and len(known):
            cell = plot.cell(float(one.x[known[-1]]), float(one.y[known[-1]]))
            if cell is not None:
                wanted.append((cell[1], one.label, theme.run(one.run.index)))
    taken: set[int] = set()
    for row, name, ink in sorted(wanted, key=lambda item: item[0]):
        free = [area.y + i for i in range(area.height) if area.y + i not in taken]
        if not free or left + words.width(name, theme.ascii) > plot.canvas.width:
            return
        spot = min(free, key=lambda y: (abs(y - row), -y))
        taken.add(spot)
        plot.canvas.write(left, spot, name, ink)


def _readouts(view: View, curves: list[Curve], front: int) -> list[Readout]:
    """What stands at the cursor: a run a row, or an entry a row; then less."""
    one = next((one for one in curves if one.run is view.runs[front]), None)
    if one is None:
        return []
    here = float(one.x[one.at])
    over = words.column(view.card.curves_x)
    note = f"{over} = {labels.counts([here])[0] if labels.are_whole(one.x) else number(here)}"
    if any(curve.label for curve in curves):
        cells = labels.column([float(curve.y[curve.at]) for curve in curves])
        rows = tuple(
            (curve.run.index, curve.label or words.column(curve.column), (cell,))
            for curve, cell in zip(curves, cells, strict=True)
        )
        return [Readout(("",), rows, note)] if len(rows) <= 6 else []
    names = tuple(dict.fromkeys(curve.column for curve in curves))
    heads = tuple(map(words.column, names)) if len(names) > 1 or not view.card.curves_apart else ("",)
    runs = [run for run in view.runs if any(curve.run is run for curve in curves)]
    columns: list[list[str]] = []
    for name in names:
        of_run = {id(curve.run): float(curve.y[curve.at]) for curve in curves if curve.column == name}
        whole = all(labels.are_whole(curve.y) for curve in curves if curve.column == name)
        columns.append((labels.counts if whole else labels.column)([of_run.get(id(run)) for run in runs]))
    table = tuple((run.index, run.name, tuple(cells)) for run, *cells in zip(runs, *columns, strict=True))
    same = len({float(curve.x[curve.at]) for curve in curves}) == 1
    lone = tuple(row for row in table if row[0] == one.run.index)
    return [Readout(heads, table, note if same else ""), Readout(heads, lone, note)]
