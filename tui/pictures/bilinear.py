"""Values between the points of a grid."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def bilinear(across: NDArray[Any], up: NDArray[Any], values: NDArray[Any], xs: Array, ys: Array) -> Array:
    """Values of a grid at every pair of xs and ys; beyond its edges those at the edge.

    Shapes: across (columns,), up (rows,), values (rows, columns, …), xs (m,), ys (n,) -> (n, m, …).
    """
    (i, s), (j, t) = (_between(np.asarray(grid, np.float64), at) for grid, at in ((across, xs), (up, ys)))
    extra = (1,) * (values.ndim - 2)
    s, t = s.reshape(1, -1, *extra), t.reshape(-1, 1, *extra)
    with np.errstate(invalid="ignore", over="ignore"):
        rows = values[j] * (1 - t) + values[np.minimum(j + 1, len(values) - 1)] * t
        right = np.minimum(i + 1, values.shape[1] - 1)
        return np.asarray(rows[:, i] * (1 - s) + rows[:, right] * s)


def _between(grid: Array, at: Array) -> tuple[NDArray[np.int64], Array]:
    """The grid point before each place, and how far on the way to the next it lies."""
    place = np.interp(at, grid, np.arange(len(grid)))
    index = np.minimum(np.floor(place), max(len(grid) - 2, 0)).astype(np.int64)
    return index, place - index
