"""A run's way through the weights, thinned to what can be seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import reduction
from dlviz.tui.pictures.axes import nice_step
from dlviz.tui.pictures.frame import run_in_front
from dlviz.tui.view import LandscapeView, PanelOptions, RunView, View

MOST = 2048  # points of a path that are drawn
STOPS = 15  # small marks along a path, at most

Array = NDArray[np.float64]


def place_of(view: View, run: RunView) -> int:
    """Where this very run stands in the view."""
    return next(place for place, one in enumerate(view.runs) if one is run)


def lying_on(view: View, landscape: LandscapeView, options: PanelOptions) -> list[RunView]:
    """The runs to draw on a landscape: those whose own loss it is."""
    front = run_in_front(view, options)
    shown = [(place, run) for place, run in enumerate(view.runs) if not options.alone or place == front]
    return [run for place, run in shown if view.landscape_of(place) is landscape]


def walked(view: View, run: RunView, axes: int) -> Array:
    """Positions from the start to the cursor, at most about 2,000 of them. Shape (points, axes)."""
    sampled = _sampled(view, run)
    if sampled is not None:
        return sampled
    path = run.columns.get("position")
    row = view.row(run)
    if path is None or path.ndim != 2 or path.shape[1] != axes or row < 0:
        return np.empty((0, axes))
    # A power of two: the points that are left stay the same while the path grows.
    stride = 1
    while (row + 1) // stride > MOST:
        stride *= 2
    part = path[: row + 1 : stride]
    if row % stride:
        part = np.concatenate([part, path[row : row + 1]])
    return np.asarray(part, dtype=np.float64)


def marked(view: View, run: RunView, axes: int) -> Array:
    """Positions that have a small mark: the start and every n-th end of an epoch up to the cursor, n a round number.

    An epoch is one step where all rows are in the batch; n leaves about a dozen along the whole path.
    """
    sampled = _sampled(view, run)
    if sampled is not None:
        return sampled[:-1][:: max(-(-len(sampled) // STOPS), 1)]
    path = run.columns.get("position")
    row = view.row(run)
    if path is None or path.ndim != 2 or path.shape[1] != axes or row < 0:
        return np.empty((0, axes))
    epoch = max(run.steps_per_epoch, 1)
    every = int(nice_step(max(run.steps / epoch / STOPS, 1.0)))
    return np.asarray(path[: row + 1 : every * epoch], dtype=np.float64)


def reached(view: View, run: RunView) -> tuple[Array, Array] | None:
    """The least and greatest coordinates of all that the run has reached, on a landscape over two axes."""
    place = place_of(view, run)
    landscape = view.landscape_of(place)
    if landscape is not None and landscape.plane is not None:
        found = landscape.plane.paths.get(place)
        return None if found is None or not len(found) else (found.min(axis=0), found.max(axis=0))
    path = run.columns.get("position")
    if path is None or path.ndim != 2 or path.shape[1] != 2 or len(path) == 0:
        return None
    cells = reduction.reduce(path, np.array([0]), np.array([len(path)]))
    return cells.low[0], cells.high[0]


def _sampled(view: View, run: RunView) -> Array | None:
    """In a plane: where the run stood at the sampled rows up to the cursor, and at the cursor itself."""
    place = place_of(view, run)
    landscape = view.landscape_of(place)
    plane = landscape.plane if landscape is not None else None
    row = view.row(run)
    if plane is None:
        return None
    if place not in plane.paths or row < 0:
        return np.empty((0, 2))
    rows, path = plane.rows[place], np.asarray(plane.paths[place], np.float64)
    before = int(np.searchsorted(rows, row, side="left"))
    stride = plane.strides.get(place)
    if stride is not None:
        here = np.asarray(stride.at, np.float64)
    else:
        here = np.array([np.interp(row, rows, path[:, axis]) for axis in (0, 1)])
    return np.concatenate([path[:before], here[None]])
