"""A run's way through the weights, thinned to what can be seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.pictures.axes import nice_step
from dlviz.tui.pictures.frame import run_in_front
from dlviz.tui.view import LandscapeView, PanelOptions, RunView, View

MOST = 2048  # points of a path that are drawn
STOPS = 15  # small marks along a path, at most

Array = NDArray[np.float64]


def lying_on(view: View, landscape: LandscapeView, options: PanelOptions) -> list[RunView]:
    """The runs to draw on a landscape: those whose own loss it is."""
    front = run_in_front(view, options)
    shown = [(place, run) for place, run in enumerate(view.runs) if not options.alone or place == front]
    return [run for place, run in shown if view.landscape_of(place) is landscape]


def walked(view: View, run: RunView, axes: int) -> Array:
    """Positions from the start to the cursor, at most about 2,000 of them. Shape (points, axes)."""
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
    path = run.columns.get("position")
    row = view.row(run)
    if path is None or path.ndim != 2 or path.shape[1] != axes or row < 0:
        return np.empty((0, axes))
    epoch = max(run.steps_per_epoch, 1)
    every = int(nice_step(max(run.steps / epoch / STOPS, 1.0)))
    return np.asarray(path[: row + 1 : every * epoch], dtype=np.float64)
