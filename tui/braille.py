"""A grid of dots, two by four in a cell: lines, dashes and points, drawn as braille characters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BITS = np.array([[1, 8], [2, 16], [4, 32], [64, 128]], dtype=np.uint8)
EMPTY = 0x2800
_FAR = 1 << 14  # a dot this far out is not worth walking to

Ints = NDArray[np.int64]
Floats = NDArray[np.floating]


def snap(dots: Floats | float) -> Ints:
    """The one rounding that marks and lines share: half up."""
    return np.floor(np.asarray(dots, dtype=np.float64) + 0.5).astype(np.int64)


def polyline(x: Floats, y: Floats) -> tuple[Ints, Ints, Ints]:
    """Dots along straight lines from point to point, broken where a coordinate is not finite.

    Returns columns, rows and how many dots lie before each along the line.
    """
    if len(x) == 0:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty
    known = np.isfinite(x) & np.isfinite(y)
    cols = snap(np.clip(np.where(known, x, 0.0), -_FAR, _FAR))
    rows = snap(np.clip(np.where(known, y, 0.0), -_FAR, _FAR))
    dx, dy = np.diff(cols), np.diff(rows)
    joined = known[1:] & known[:-1]
    steps = np.where(joined, np.maximum(np.abs(dx), np.abs(dy)), 0)
    segment = np.repeat(np.arange(len(steps)), steps)
    before = np.cumsum(steps) - steps
    k = np.arange(len(segment)) - before[segment] + 1
    share = k / np.maximum(steps[segment], 1)
    line_cols = snap(cols[:-1][segment] + share * dx[segment])
    line_rows = snap(rows[:-1][segment] + share * dy[segment])
    # The first point of every unbroken piece has no segment that ends in it.
    first = known.copy()
    first[1:] &= ~joined
    arc = np.concatenate([np.arange(len(segment)) + 1, np.concatenate([[0], np.cumsum(steps)])[first]])
    return np.concatenate([line_cols, cols[first]]), np.concatenate([line_rows, rows[first]]), arc


def dashed(arc: Ints, pattern: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which dots of a line are on: lengths on, off, on, off … in dots; () is all."""
    if not pattern:
        return np.ones(len(arc), np.bool_)
    period = np.concatenate([np.full(n, i % 2 == 0) for i, n in enumerate(pattern)])
    return np.asarray(period[arc % len(period)], np.bool_)


class Dots:
    """A mask of dots over `width` x `height` cells; what lies outside is not drawn."""

    def __init__(self, width: int, height: int) -> None:
        self.on = np.zeros((4 * max(height, 0), 2 * max(width, 0)), dtype=np.bool_)

    def points(self, cols: Ints, rows: Ints) -> None:
        """Set dots, counted from the top left."""
        inside = (cols >= 0) & (rows >= 0) & (cols < self.on.shape[1]) & (rows < self.on.shape[0])
        self.on[rows[inside], cols[inside]] = True

    def columns(self, cols: Ints, top: Ints, bottom: Ints) -> None:
        """Fill from `top` to `bottom`, both included, in each of some columns."""
        inside = (cols >= 0) & (cols < self.on.shape[1])
        rows = np.arange(self.on.shape[0])[:, None]
        self.on[:, cols[inside]] |= (rows >= top[inside]) & (rows <= bottom[inside])

    def patterns(self) -> NDArray[np.uint32]:
        """Braille patterns, 0 … 255, one a cell."""
        height, width = self.on.shape[0] // 4, self.on.shape[1] // 2
        cells = self.on.reshape(height, 4, width, 2)
        return np.asarray((cells * BITS[None, :, None, :]).sum(axis=(1, 3), dtype=np.uint32))
