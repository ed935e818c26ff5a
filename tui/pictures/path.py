"""A run's way through the weights; of a long one its turns, so that none is lost that could be seen."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import reduction
from dlviz.tui.kept import once
from dlviz.tui.outermost import outermost
from dlviz.tui.pictures.axes import nice_step
from dlviz.tui.pictures.frame import run_in_front
from dlviz.tui.view import LandscapeView, PanelOptions, RunView, View

MOST = 2048  # points of a path that are drawn
RECENT = 200  # points of a path that stay bright where it covers much
STOPS = 15  # small marks along a path, at most

Array = NDArray[np.float64]
Patterns = NDArray[np.uint8]


def place_of(view: View, run: RunView) -> int:
    """Where this very run stands in the view."""
    return next(place for place, one in enumerate(view.runs) if one is run)


def lying_on(view: View, landscape: LandscapeView, options: PanelOptions) -> list[RunView]:
    """The runs to draw on a landscape: those whose own loss it is."""
    front = run_in_front(view, options)
    shown = [(place, run) for place, run in enumerate(view.runs) if not options.alone or place == front]
    return [run for place, run in shown if view.landscape_of(place) is landscape]


def shared(landscape: LandscapeView) -> str:
    """What landscapes have in common that are drawn on one scale: the loss, and what it is drawn over."""
    return " ".join((landscape.unit, "over", *landscape.axes))


def walked(view: View, run: RunView, axes: int) -> Array:
    """Positions from the start to the cursor, at most about 2,000 of them. Shape (points, axes)."""
    sampled = _sampled(view, run)
    if sampled is not None:
        return sampled
    path, row = _positions(view, run, axes)
    return np.asarray(path[outermost(path, row + 1, MOST).rows], np.float64)


def stands(view: View, run: RunView, axes: int) -> Array:
    """Where it is at the cursor. Shape (1, axes), (0, axes) where that is not known."""
    sampled = _sampled(view, run)
    if sampled is not None:
        return sampled[-1:]
    path, row = _positions(view, run, axes)
    return np.asarray(path[row : row + 1] if row >= 0 else path[:0], np.float64)


def left_out(view: View, runs: Iterable[RunView]) -> str:
    """`paths: turns of every 64 steps`, where not every step of these runs over two axes is drawn, "" where all are."""
    stretch = 1
    for run in runs:
        path, row = _positions(view, run, 2)
        stretch = max(stretch, outermost(path, row + 1, MOST).stretch)
    return f"paths: turns of every {stretch} steps" if stretch > 1 else ""


def trodden(view: View, run: RunView, key: Hashable, lay: Callable[[Array], Patterns]) -> Patterns:
    """What `lay` draws of the way up to the cursor, as braille patterns; what is settled of it is laid once.

    `key` tells apart where and how it is drawn.
    """
    sampled = _sampled(view, run)
    if sampled is not None:
        return lay(sampled)
    path, row = _positions(view, run, 2)
    found = outermost(path, row + 1, MOST)
    if not len(found.head):
        return lay(np.asarray(path[found.tail], np.float64))
    head = np.asarray(path[found.head], np.float64)
    tail = np.concatenate([head[-1:], np.asarray(path[found.tail], np.float64)])
    return once(path[: found.settled], ("trodden", found.stretch, key), lambda: lay(head)) | lay(tail)


def lately(view: View, run: RunView) -> Array:
    """The last of the points over two axes that are drawn of the way up to the cursor."""
    sampled = _sampled(view, run)
    if sampled is not None:
        return sampled[-RECENT:]
    path, row = _positions(view, run, 2)
    return np.asarray(path[outermost(path, row + 1, MOST).rows[-RECENT:]], np.float64)


def _positions(view: View, run: RunView, axes: int) -> tuple[NDArray[Any], int]:
    """The path of as many weights, and its row at the cursor; without one no rows and -1."""
    path, row = run.columns.get("position"), view.row(run)
    if path is None or path.ndim != 2 or path.shape[1] != axes or row < 0:
        return np.empty((0, axes)), -1
    return path, row


def marked(view: View, run: RunView, axes: int) -> Array:
    """Positions that have a small mark: the start and every n-th end of an epoch up to the cursor, n a round number.

    An epoch is one step where all rows are in the batch; n leaves about a dozen along the whole path.
    """
    sampled = _sampled(view, run)
    if sampled is not None:
        return sampled[:-1][:: max(-(-len(sampled) // STOPS), 1)]
    path, row = _positions(view, run, axes)
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
