"""One chart of curves: its axes, the cursor, lines with dashes, marks and the names at their ends."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dlviz.tui import words
from dlviz.tui.braille import Dots, dashed, polyline, snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import DASHES, mark
from dlviz.tui.pictures.axes import Axis, columns_axis, rows_axis
from dlviz.tui.pictures.curves_columns import Array, Curve, limits
from dlviz.tui.pictures.frame import Area, draw_frame, plot_area
from dlviz.tui.pictures.series import telling_rows
from dlviz.tui.view import View


@dataclass(frozen=True)
class Plot:
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


def lay_out(canvas: Canvas, view: View, curves: list[Curve], log: bool) -> Plot:
    """The axes for the room there is, with room for names at the ends of lines."""
    low, high = limits([one.y for one in curves])
    left, right = limits([one.x for one in curves])
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
    return Plot(canvas, area, x, y)


def draw_cursor(plot: Plot, curves: list[Curve], front: int) -> None:
    """The upright line where the run in front stands."""
    one = next((one for one in curves if one.run.index == front), None)
    if one is None or not np.isfinite(one.x[one.at]):
        return
    column = int(snap(float(plot.x.dots(float(one.x[one.at]))))) // 2
    if 0 <= column < plot.area.width:
        plot.canvas.column(plot.area.x + column, plot.area.y, plot.area.height, "│", plot.canvas.theme.cursor)


def draw_line(plot: Plot, one: Curve, front: int, last: int, ahead: bool) -> None:
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


def draw_marks_along(plot: Plot, curves: list[Curve]) -> None:
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


def draw_marks(plot: Plot, curves: list[Curve]) -> None:
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


def draw_names(plot: Plot, curves: list[Curve]) -> None:
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
