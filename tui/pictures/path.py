"""A run's way through the weights, thinned to what can be seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.pictures.frame import run_in_front
from dlviz.tui.view import LandscapeView, PanelOptions, RunView, View

MOST = 2048  # points of a path that are drawn

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


def epochs(view: View, run: RunView, axes: int) -> Array:
    """Positions at the start and after each epoch up to the cursor; after each step where an epoch is one step."""
    path = run.columns.get("position")
    row = view.row(run)
    if path is None or path.ndim != 2 or path.shape[1] != axes or row < 0:
        return np.empty((0, axes))
    stride = max(run.steps_per_epoch, 1)
    while (row + 1) // stride > MOST:
        stride *= 2
    return np.asarray(path[: row + 1 : stride], dtype=np.float64)
