"""The loss over one weight: the curve, and every run's descent on it.

A step that stays on its side of the minimum is drawn along the curve; one that jumps over it as a chord, the last
three only, fading: all chords of a bouncing run would be a solid band.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import steady
from dlviz.tui.braille import Dots, polyline, snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.colour import mix
from dlviz.tui.marks import MINIMUM, mark, small
from dlviz.tui.numbers import number
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.arrows import LEAST, draw_arrow, stride_of
from dlviz.tui.pictures.axes import Axis, columns_axis, rows_axis
from dlviz.tui.pictures.frame import Area, Readout, draw_frame, draw_readout, plot_area, run_in_front, say
from dlviz.tui.pictures.path import lying_on, place_of, shared, walked
from dlviz.tui.pictures.read_landscape import read_curve
from dlviz.tui.pictures.standing import put_mark
from dlviz.tui.strides import StrideView
from dlviz.tui.view import LandscapeView, PanelOptions, RunView, View

CHORDS = 3

Array = NDArray[np.float64]


def draw_curve(canvas: Canvas, view: View, landscape: LandscapeView, options: PanelOptions) -> None:
    """Everything below the title."""
    theme = canvas.theme
    grid = np.asarray(landscape.grids[0], dtype=np.float64)
    loss = np.asarray(landscape.loss, dtype=np.float64)
    known = np.isfinite(loss) & np.isfinite(grid)
    grid, loss = grid[known], loss[known]
    if len(grid) < 2:
        say(
            canvas,
            Area(1, 1, canvas.width - 2, canvas.height - 1),
            "one point of this axis has been tried" if landscape.growing else "the loss is not finite on this axis",
        )
        return
    least, most = steady.limits(f"loss of {shared(landscape)}", float(loss.min()), float(loss.max()))
    log = bool(options.log) and least > 0
    rows = max(canvas.height - 3, 1)
    flat = least > 0.5 * most  # with zero in sight nothing of the curve's shape would be left
    y = rows_axis(least if log or flat else min(0.0, least), most, rows, log, theme.ascii)
    area = plot_area(canvas.width, canvas.height, y.gutter)
    if area.height != rows:
        y = rows_axis(least, most, max(area.height, 1), log, theme.ascii)
    x = columns_axis(
        *steady.limits(f"axis of {shared(landscape)}", float(grid[0]), float(grid[-1])), max(area.width, 1)
    )
    draw_frame(canvas, area, x, y, landscape.axes[0])
    if area.empty:
        return
    plot = _Plot(canvas, area, x, y, grid, loss)
    plot.along(float(grid[0]), float(grid[-1]), theme.muted)
    lowest = float(grid[loss.argmin()]) if landscape.minimum is None else float(landscape.minimum[0])
    runs = lying_on(view, landscape, options)
    paths = [walked(view, run, 1)[:, 0] for run in runs]
    for run, path in zip(runs, paths, strict=True):
        plot.descent(run, path, lowest)
    for run, path in zip(runs, paths, strict=True):
        plot.steps(run, path, lowest)
    front = run_in_front(view, options)
    stride = stride_of(view, front)
    if stride is not None and view.runs[front] in runs and area.width >= LEAST[0] and area.height >= LEAST[1]:
        plot.stride(stride)
    if np.isfinite(lowest) and landscape.minimum is not None:
        plot.put(lowest, MINIMUM, theme.bad)
    for run, path in zip(runs, paths, strict=True):
        if len(path):
            plot.put(float(path[-1]), mark(run.index), theme.run(run.index))
    read_curve(canvas, view, area, landscape, x, (grid, loss), runs)
    if canvas.height >= 8:
        table = _readout(view, landscape, runs, paths, note=True)
        if not draw_readout(canvas, area, table):
            draw_readout(canvas, area, _readout(view, landscape, runs, paths, note=False))


class _Plot:
    """The curve in dots."""

    def __init__(self, canvas: Canvas, area: Area, x: Axis, y: Axis, grid: Array, loss: Array) -> None:
        self.canvas, self.area, self.x, self.y, self.grid, self.loss = canvas, area, x, y, grid, loss
        self.left: set[tuple[int, int]] = set()

    def rows(self, w: Array | float) -> Array:
        """Dot rows from the top of points on the curve; beyond its ends the curve goes on as its last value."""
        return 4 * self.area.height - 1 - self.y.dots(np.interp(w, self.grid, self.loss))

    def along(self, a: float, b: float, ink: int) -> None:
        """The curve from a to b."""
        low, high = np.clip(np.sort([a, b]), self.grid[0], self.grid[-1])
        first, last = self.x.dots(np.array([low, high]))
        if last - first < 1.0:
            return
        cols = np.concatenate([[first], np.arange(np.ceil(first), last), [last]])
        w = self.x.low + cols / self.x.gain
        self._stamp(cols, self.rows(w), ink)

    def chord(self, a: float, b: float, ink: int) -> None:
        """A straight line between two points of the curve."""
        ends = np.clip(np.array([a, b]), self.grid[0], self.grid[-1])
        self._stamp(self.x.dots(ends), self.rows(ends), ink)

    def put(self, w: float, glyph: str, ink: int) -> None:
        """A mark on the curve, with an arrow beside its end where w lies off the chart."""
        dots = float(self.x.dots(np.asarray(w))), float(self.rows(w))
        put_mark(self.canvas, self.area, dots, glyph, lambda *_: ink, self.left)

    def descent(self, run: RunView, path: Array, lowest: float) -> None:
        """The steps so far: the curve between them, the last chords across the valley."""
        theme = self.canvas.theme
        ink = theme.run(run.index)
        path = path[np.isfinite(path)]
        if len(path) == 0:
            return
        crosses = (path[:-1] - lowest) * (path[1:] - lowest) < 0
        for piece in _stretches(path, crosses):
            self.along(piece[0], piece[1], ink)
        last = np.nonzero(crosses)[0][-CHORDS:]
        for age, k in zip(range(len(last) - 1, -1, -1), last.tolist(), strict=True):
            self.chord(path[k], path[k + 1], mix(ink, theme.paper, 0.34 * age) if theme.greys else ink)

    def stride(self, stride: StrideView) -> None:
        """The gradient's part along the tangent, −η·g far; other parts level with the point, each on its own row."""
        at, gradient = float(stride.at[0]), float(stride.parts[0].along[0])
        level = float(np.interp(at, self.grid, self.loss))
        slope = -gradient / stride.rate if stride.rate else 0.0
        along = np.linspace(0.0, 1.0, 40) * gradient
        draw_arrow(self.canvas, self.area, *self._dots(at + along, level + slope * along), stride.parts[0].kind)
        for row, part in enumerate(stride.parts[1:], start=1):
            cols, rows = self._dots(at + np.array([0.0, float(part.along[0])]), np.array([level, level]))
            draw_arrow(self.canvas, self.area, cols, rows - 4 * row, part.kind)

    def _dots(self, w: Array, loss: Array) -> tuple[Array, Array]:
        return self.x.dots(w), 4 * self.area.height - 1 - self.y.dots(loss)

    def steps(self, run: RunView, path: Array, lowest: float) -> None:
        """A small mark at the start and at every step, at the last few of a run that jumps to and fro."""
        path = path[np.isfinite(path)]
        crosses = (path[:-1] - lowest) * (path[1:] - lowest) < 0
        bouncing = len(path) > 4 and bool(crosses[-4:].sum() >= 2)
        shown = path[-CHORDS - 1 :] if bouncing else path
        columns, rows = self._cells(shown[(shown >= self.grid[0]) & (shown <= self.grid[-1])])
        theme = self.canvas.theme
        self.canvas.scatter(self.area.x + columns, self.area.y + rows, small(run.index), theme.run(run.index))

    def _cells(self, w: Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Cells of the plot."""
        columns = np.clip(snap(self.x.dots(w)) // 2, 0, self.area.width - 1)
        return columns, np.clip(snap(self.rows(w)) // 4, 0, self.area.height - 1)

    def _stamp(self, cols: Array, rows: Array, ink: int) -> None:
        dots = Dots(self.area.width, self.area.height)
        across, down, _ = polyline(cols, rows)
        dots.stroke(across, down, self.canvas.theme.thick)
        self.canvas.dots(dots, self.area.x, self.area.y, ink)


def _stretches(path: Array, crosses: NDArray[np.bool_]) -> list[tuple[float, float]]:
    """What a descent covers of the curve, in few pieces: least and greatest between two jumps over the minimum."""
    cuts = np.concatenate([[0], np.nonzero(crosses)[0] + 1, [len(path)]])[-40:]
    pieces = []
    for a, b in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
        if b - a >= 2:
            pieces.append((float(path[a:b].min()), float(path[a:b].max())))
    return pieces


def _readout(view: View, landscape: LandscapeView, runs: list[RunView], paths: list[Array], note: bool) -> Readout:
    weights = labels.column([float(p[-1]) if len(p) else None for p in paths])
    losses = labels.column([_loss(view, run) for run in runs])
    columns = [(landscape.axes[0], weights)]
    if not landscape.growing:  # descent on a grid has no loss of its own
        columns.append(("loss", losses))
    strides = [stride_of(view, place_of(view, run)) for run in runs]
    if note and any(strides):
        steps = [float(one.parts[-1].along[0]) if one is not None else None for one in strides]
        plain = all(one is None or len(one.parts) == 1 for one in strides)
        columns.append(("−η·g" if plain else "step", labels.column(steps)))
    rows = tuple((run.index, run.name, tuple(cells[i] for _, cells in columns)) for i, run in enumerate(runs))
    bound = landscape.stable_rate
    text = f"stable while η < {labels.rate(bound)}" if note and bound is not None and np.isfinite(bound) else ""
    return Readout(tuple(head for head, _ in columns), rows, text)


def _loss(view: View, run: RunView) -> float | None:
    loss = run.columns.get("loss")
    row = view.row(run)
    return None if loss is None or not 0 <= row < len(loss) else float(loss[row])


def minimum_text(landscape: LandscapeView) -> str:
    """`minimum at w = 3.653`."""
    if landscape.minimum is None or not np.isfinite(landscape.minimum).all():
        return ""
    at = ", ".join(f"{a} = {number(float(v))}" for a, v in zip(landscape.axes, landscape.minimum, strict=False))
    return f"minimum at {at}"
