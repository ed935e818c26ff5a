"""What was measured, row by row, as columns that only ever grow.

Row t stands for θ_t: it has had t updates. A reader gets views of the buffers that no later row changes, so a
picture may keep them while training goes on.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


class Trace:
    """The columns of a run.

    Shapes: a scalar column (rows,), a vector column (rows, labels). A value that does not exist is NaN.
    `layers`: the layers with trainable weights, which label the columns of norms.
    """

    def __init__(self, labels: Mapping[str, tuple[str, ...]], layers: tuple[str, ...], dtype: np.dtype) -> None:
        """Start without rows; `labels` names every column and its entries (() for a scalar)."""
        self.layers = layers
        self._labels = dict(labels)
        self.dtype = dtype
        self._rows = 0
        self._buffers = {name: self._blank(name, 64) for name in labels}

    @property
    def rows(self) -> int:
        """How many rows have been measured."""
        return self._rows

    @property
    def numbers(self) -> int:
        """How many numbers a row has."""
        return sum(len(labels) or 1 for labels in self._labels.values())

    @property
    def names(self) -> tuple[str, ...]:
        """The columns, in order."""
        return tuple(self._labels)

    @property
    def columns(self) -> dict[str, Floats]:
        """All columns as read-only arrays of the rows so far."""
        return {name: self[name] for name in self._labels}

    def labels(self, name: str) -> tuple[str, ...]:
        """Return the names of the entries of a column; () for a scalar column."""
        return self._labels[name]

    def __contains__(self, name: object) -> bool:
        return name in self._labels

    def __getitem__(self, name: str) -> Floats:
        if name not in self._buffers:
            raise KeyError(f"there is no column {name!r}; there are {', '.join(self._labels)}")
        view = self._buffers[name][: self._rows]
        view.flags.writeable = False
        return view

    def between(self, name: str, start: int, stop: int) -> Floats:
        """Return rows start … stop - 1 of a column, those placed ahead included."""
        return self._buffers[name][start:stop]

    def write(self, start: int, block: Mapping[str, Floats]) -> None:
        """Write rows from `start` on; the closing row may be written again once its update is made."""
        stop = start + len(next(iter(block.values())))
        if start > self._rows:
            raise IndexError(f"row {start} would leave a gap after row {self._rows - 1}")
        for name in self._buffers:  # those that only epochs fill, too: a column has all rows, NaN where nothing stands
            self._reserve(name, stop)
        for name, values in block.items():
            self._buffers[name][start:stop] = values
        self._rows = max(self._rows, stop)

    def place(self, rows: slice, values: Mapping[str, Floats]) -> None:
        """Write some columns of some rows ahead of their measurement, such as what an epoch ends with."""
        for name, numbers in values.items():
            self._reserve(name, rows.stop)
            self._buffers[name][rows] = numbers

    def cut(self, rows: int) -> None:
        """Let go of the rows from `rows` on: they will be measured anew, and whoever holds them keeps them."""
        if rows < self._rows:
            self._buffers = {name: buffer.copy() for name, buffer in self._buffers.items()}
            self._rows = rows

    def copy(self, rows: int) -> Trace:
        """Return a trace of its own that holds the first `rows` rows."""
        twin = Trace(self._labels, self.layers, self.dtype)
        twin.write(0, {name: self[name][:rows] for name in self._labels})
        return twin

    def _reserve(self, name: str, rows: int) -> None:
        buffer = self._buffers[name]
        if rows > len(buffer):
            grown = self._blank(name, max(rows, 2 * len(buffer)))
            grown[: len(buffer)] = buffer
            self._buffers[name] = grown

    def _blank(self, name: str, rows: int) -> Floats:
        labels = self._labels[name]
        return np.full((rows, len(labels)) if labels else (rows,), np.nan, self.dtype)
