"""A matrix in fewer rows and columns, without losing what stands out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


def furthest(matrix: Floats, rows: int, columns: int) -> Floats:
    """At most so many rows and columns: each number is the one furthest from 0 in its block, NaN where one is NaN."""
    for axis, most in ((0, rows), (1, columns)):
        size = matrix.shape[axis]
        if size > most:
            edges = np.arange(most) * size // most
            high, low = np.maximum.reduceat(matrix, edges, axis), np.minimum.reduceat(matrix, edges, axis)
            matrix = np.where(high >= -low, high, low)
    return matrix
