"""An array that gets rows at its end, at a cost of the new rows alone: it doubles when it is full."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

ROOM = 64
"""Rows that there is room for at first."""


class Growing:
    """Rows along one axis of an array; `shape`: of the others. What was given out stays as it was."""

    def __init__(self, *shape: int, axis: int = 0, dtype: DTypeLike = np.float64) -> None:
        self.rows = 0
        self._axis = axis
        self._room: NDArray[Any] = np.empty((*shape[:axis], ROOM, *shape[axis:]), dtype)

    @property
    def values(self) -> NDArray[Any]:
        """All rows, a view."""
        return self._part(self._room, 0, self.rows)

    def append(self, new: NDArray[Any]) -> None:
        """Rows behind the last."""
        rows, size = self.rows + new.shape[self._axis], self._room.shape[self._axis]
        if rows > size:
            shape = list(self._room.shape)
            shape[self._axis] = max(rows, 2 * size)
            grown = np.empty(shape, self._room.dtype)
            self._part(grown, 0, self.rows)[...] = self.values
            self._room = grown
        self._part(self._room, self.rows, rows)[...] = new
        self.rows = rows

    def _part(self, array: NDArray[Any], start: int, stop: int) -> NDArray[Any]:
        return array[(slice(None),) * self._axis + (slice(start, stop),)]
