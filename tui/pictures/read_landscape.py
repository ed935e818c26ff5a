"""What a landscape says to who points at it: the weights there, the loss, and which step of a run came nearest.

Near a run that has left it says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.canvas import Canvas
from dlviz.tui.numbers import count, number
from dlviz.tui.pictures.axes import Axis
from dlviz.tui.pictures.bilinear import bilinear
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.path import place_of, stands
from dlviz.tui.readings import Line
from dlviz.tui.view import LandscapeView, RunView, View

NEAR = 2.0
"""Cells within which a step of a run is told."""

Array = NDArray[np.float64]


def read_field(
    canvas: Canvas, view: View, area: Area, landscape: LandscapeView, axes: tuple[Axis, Axis], runs: Sequence[RunView]
) -> None:
    """Attach the two weights at a cell and the loss there."""
    x, y = axes
    ends = (
        np.array([x.value(-0.5), y.value(-0.5)]),
        np.array([x.value(2 * area.width - 0.5), y.value(4 * area.height - 0.5)]),
    )

    def at(column: int, row: int) -> Iterator[Line]:
        across, up = x.value(2 * column + 0.5), y.value(4 * (area.height - row) - 2.5)
        yield Line(landscape.axes[0], number(across))
        yield Line(landscape.axes[1], number(up))
        loss = np.where(np.isfinite(landscape.loss), landscape.loss, np.nan).astype(np.float64)
        grids = landscape.grids
        value = float(bilinear(grids[0], grids[1], loss, np.array([across]), np.array([up]))[0, 0])
        yield Line("loss", number(value, wide=True) if np.isfinite(value) else "not finite")
        here, cell = np.array([across, up]), np.array([2 / x.gain, 4 / y.gain])
        for run in runs:
            yield from _gone(view, run, landscape, here, cell, ends)
            yield from _nearest(view, run, landscape, here, cell)

    canvas.read(area.x, area.y, area.width, area.height, at)


def read_curve(
    canvas: Canvas, view: View, area: Area, landscape: LandscapeView, x: Axis, curve: tuple[Array, Array],
    runs: Sequence[RunView],
) -> None:  # fmt: skip
    """Attach the weight at a column and the loss on the curve there."""

    def at(column: int, _: int) -> Iterator[Line]:
        w = x.value(2 * column + 0.5)
        yield Line(landscape.axes[0], number(w))
        yield Line("loss", number(float(np.interp(w, *curve)), wide=True))
        here, cell, ends = np.array([w]), np.array([2 / x.gain]), (curve[0][:1], curve[0][-1:])
        for run in runs:
            yield from _gone(view, run, landscape, here, cell, ends)
            yield from _nearest(view, run, landscape, here, cell)

    canvas.read(area.x, area.y, area.width, area.height, at)


def _nearest(view: View, run: RunView, landscape: LandscapeView, here: Array, cell: Array) -> Iterator[Line]:
    """The step up to the cursor at which a run came nearest, if that was within a few cells, and its loss there."""
    rows, path = _way(view, run, landscape)
    if not len(path):
        return
    with np.errstate(invalid="ignore", over="ignore"):
        far = np.sqrt((((path - here) / cell) ** 2).sum(axis=1))
    far = np.where(np.isfinite(far), far, np.inf)
    at = len(far) - 1 - int(np.argmin(far[::-1]))  # of a place that it came to again the last time
    if far[at] > NEAR:
        return
    row = int(rows[at])
    tick = row * max(view.ticks_per_epoch, 1) // max(run.steps_per_epoch, 1)
    yield Line(run.name, f"step {count(tick)}", run.index)
    loss = run.columns.get("loss")
    if loss is not None and loss.ndim == 1 and row < len(loss):
        yield Line("its own loss", number(float(loss[row]), wide=True))


def _gone(
    view: View, run: RunView, landscape: LandscapeView, here: Array, cell: Array, ends: tuple[Array, Array]
) -> Iterator[Line]:
    """Near the mark of a run that stands off the chart: that it does, and where it is."""
    at = stands(view, run, len(landscape.axes))
    if not len(at) or not np.isfinite(at[0]).all() or bool(((at[0] >= ends[0]) & (at[0] <= ends[1])).all()):
        return
    far = np.sqrt((((np.clip(at[0], *ends) - here) / cell) ** 2).sum())
    if far <= NEAR:
        yield Line(run.name, "off the chart", run.index)
        for axis, value in zip(landscape.axes, at[0].tolist(), strict=True):
            yield Line(f"its {axis}", number(value))


def _way(view: View, run: RunView, landscape: LandscapeView) -> tuple[NDArray[np.integer], Array]:
    """Rows up to the cursor and where the run stood at them."""
    last, plane = view.row(run), landscape.plane
    if plane is not None:
        place = place_of(view, run)
        rows = np.asarray(plane.rows.get(place, np.zeros(0)), np.int64)
        path = np.asarray(plane.paths.get(place, np.zeros((0, 2))), np.float64)
        return rows[rows <= last], path[: len(rows)][rows <= last]
    found = run.columns.get("position")
    if found is None or found.ndim != 2 or found.shape[1] != len(landscape.axes) or last < 0:
        return np.zeros(0, np.int64), np.zeros((0, len(landscape.axes)))
    return np.arange(last + 1), np.asarray(found[: last + 1], np.float64)
