"""The rows of a growing path at which a coordinate is least or greatest, of stretches of 8, 16, 32 … rows.

Of a path that is too long to be drawn point by point these are the points to draw: its turns. A path is a view of an
append-only buffer; what was found of its stretches is kept with it and found on from there, so that the cost of a
picture does not grow with the path.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.growing import Growing
from dlviz.tui.kept import Kept

BLOCK = 8
RAW = 8
"""Rows at the end that are all there, so that the last steps are seen one by one."""
SETTLED, FEW = 64, 256
"""Stretches that are drawn together once they are complete; rows, where all rows are drawn."""

Ints = NDArray[np.int64]
Path = NDArray[Any]


class Outermost(NamedTuple):
    """Rows in their order: of the first `settled` rows of the path, which stay as they are, and of those behind.

    `stretch`: of so many rows each the outermost are told; 1 where all are.
    """

    head: Ints
    settled: int
    tail: Ints
    stretch: int

    @property
    def rows(self) -> Ints:
        """All of them."""
        return np.concatenate([self.head, self.tail])


def outermost(path: Path, rows: int, most: int) -> Outermost:
    """All of the first rows if they are at most so many, else those at which a coordinate is outermost in its stretch.

    Shape: path (n, axes); `most` is at least 2 · axes. The first row and the last few are always there; the stretches
    double in length when there would be too many, and stay the same while the path grows in between.
    """
    if rows <= most:
        settled = rows // FEW * FEW
        return Outermost(np.arange(settled), settled, np.arange(settled, rows), 1)
    depth, stretch = 0, BLOCK
    while rows // stretch > most // (2 * path.shape[1]):
        depth, stretch = depth + 1, 2 * stretch
    found = _found(path[:rows])
    whole = (rows - RAW) // stretch
    settled = whole // SETTLED * SETTLED
    head = _flat(found.levels[depth].values[:settled])
    parts = [_flat(found.levels[depth].values[settled:whole])]
    reached = whole * stretch
    for level in reversed(range(depth)):
        size = BLOCK << level
        if reached + size <= rows - RAW:
            parts.append(_flat(found.levels[level].values[reached // size :][:1]))
            reached += size
    first = np.zeros(1, np.int64)
    tail = np.concatenate([*parts, np.arange(reached, rows)])
    if settled and head[0]:
        head = np.concatenate([first, head])
    elif not settled and tail[0]:
        tail = np.concatenate([first, tail])
    return Outermost(head, settled * stretch, tail, stretch)


def _flat(blocks: Ints) -> Ints:
    """The rows of stretches one after the other, each once."""
    rows = blocks.ravel()
    return rows if len(rows) < 2 else rows[np.concatenate([[True], rows[1:] > rows[:-1]])]


class _Stretches:
    """Of a path as far as it is known."""

    def __init__(self) -> None:
        self.levels: list[Growing] = []
        self.rows = 0
        self.last = b""

    def holds(self, path: Path) -> bool:
        """The last row that went in is still what it was."""
        return not 0 < self.rows <= len(path) or path[self.rows - 1].tobytes() == self.last

    def extend(self, path: Path) -> None:
        """Take in the rows that are new."""
        if len(path) <= self.rows:
            return
        self.rows, self.last = len(path), path[-1].tobytes()
        depth, source, size = 0, len(path), BLOCK
        while source >= size:
            if depth == len(self.levels):
                self.levels.append(Growing(2 * path.shape[1], dtype=np.int64))
            level = self.levels[depth]
            first, last = level.rows * size, source // size * size
            if last > first:
                rows = np.arange(first, last) if not depth else self.levels[depth - 1].values[first:last]
                level.append(_of_stretches(path, rows.reshape(last // size - first // size, -1)))
            depth, source, size = depth + 1, level.rows, 2


def _of_stretches(path: Path, rows: Ints) -> Ints:
    """Of each stretch, given by rows, those at which a coordinate is least or greatest, in their order."""
    values = path[rows]
    found = np.concatenate([values.argmin(axis=1), values.argmax(axis=1)], axis=1)
    return np.sort(np.take_along_axis(rows, found, axis=1), axis=1)


_kept: Kept[_Stretches] = Kept(64)


def _found(path: Path) -> _Stretches:
    found = _kept.of(path, _Stretches, holds=lambda one: one.holds(path))
    found.extend(path)
    return found
