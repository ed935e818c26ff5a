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
    whole = bool(known.all())
    if not whole:
        x, y = np.where(known, x, 0.0), np.where(known, y, 0.0)
    cols = snap(np.minimum(np.maximum(x, -_FAR), _FAR))
    rows = snap(np.minimum(np.maximum(y, -_FAR), _FAR))
    dx, dy = cols[1:] - cols[:-1], rows[1:] - rows[:-1]
    steps = np.maximum(np.abs(dx), np.abs(dy))
    joined = known[1:] & known[:-1]
    if not whole:
        steps = np.where(joined, steps, 0)
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


def pack(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Braille patterns, one a cell, of a mask of dots. Shapes: (4·rows, 2·columns) -> (rows, columns)."""
    out = np.zeros((mask.shape[0] // 4, mask.shape[1] // 2), dtype=np.uint8)
    for row in range(4):
        for column in range(2):
            out |= mask[row::4, column::2] * BITS[row, column]
    return out


# Patterns of the left and the right column of a cell with dots from `start` to `stop` - 1.
_FILLED = np.array([[[BITS[a:b, side].sum() for b in range(5)] for a in range(5)] for side in range(2)], dtype=np.uint8)


class Dots:
    """Braille patterns over `width` x `height` cells; what lies outside is not drawn."""

    def __init__(self, width: int, height: int) -> None:
        self.patterns = np.zeros((max(height, 0), max(width, 0)), dtype=np.uint8)

    def points(self, cols: Ints, rows: Ints) -> None:
        """Set dots, counted from the top left."""
        height, width = self.patterns.shape
        inside = (cols >= 0) & (rows >= 0) & (cols < 2 * width) & (rows < 4 * height)
        if not inside.all():
            cols, rows = cols[inside], rows[inside]
        cells = (rows >> 2) * width + (cols >> 1)
        np.bitwise_or.at(self.patterns.reshape(-1), cells, BITS[rows & 3, cols & 1])

    def stroke(self, cols: Ints, rows: Ints, thick: bool) -> None:
        """Set the dots of a line; `thick`: two wide."""
        self.points(cols, rows)
        if thick:
            self.points(cols, rows + 1)
            self.points(cols + 1, rows)

    def columns(self, cols: Ints, top: Ints, bottom: Ints) -> None:
        """Fill from `top` to `bottom`, both included, in each of some columns."""
        height, width = self.patterns.shape
        inside = (cols >= 0) & (cols < 2 * width)
        if not inside.all():
            cols, top, bottom = cols[inside], top[inside], bottom[inside]
        if not len(cols):
            return
        first = 4 * np.arange(height)[:, None]
        start = np.minimum(np.maximum(top - first, 0), 4)
        stop = np.maximum(np.minimum(bottom + 1 - first, 4), start)
        for side in (0, 1):
            mine = np.flatnonzero(cols & 1 == side)
            self.patterns[:, cols[mine] >> 1] |= _FILLED[side, start[:, mine], stop[:, mine]]
