"""A filter over a grey picture, with zeros around it or without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from dlviz.engine.computations.base import Columns
from dlviz.engine.computations.filters import Floats, convolved_picture, shown
from dlviz.engine.computations.over_pictures import SQUARE, Grey, OverPicture, Picture
from dlviz.engine.errors import SettingError, unknown, whole
from dlviz.engine.probes.sliding import SlidingImage
from dlviz.engine.probes.work import Line, Work

FILTERS = ("mean", "gaussian", "edges")


@dataclass(frozen=True)
class Padding(OverPicture):
    """A filter over a grey picture, with zeros around it or without.

        valid: ⌊(n − k)/stride⌋ + 1 outputs on a side of n pixels; same: ⌈n/stride⌉

    `filter`: its rows of numbers, or a name with a `size`: mean, gaussian (sums of 1), edges (right minus left column).
    Columns: `row`, `column`, `outputs`, `output`; `zeros`, how many cells of the padding lie under the window;
    `border` and `inner`, the output where there are some and where there are none, else NaN; `map_rows` and
    `map_columns`, the size of the output.
    Raises: SettingError.
    Source: notes 6.2; Keras' padding.
    """

    image: Picture = SQUARE
    filter: str | Grey = "mean"
    size: int = 3
    strides: int = 1
    padding: str = "same"

    def __post_init__(self) -> None:
        """Check the settings."""
        whole("padding", "strides", self.strides)
        if self.x.shape[-1] != 1:
            raise SettingError("padding: the image has three channels; choose a grey picture")
        self.check()

    @property
    def window(self) -> tuple[int, int]:
        """Rows and columns of the window."""
        return self.weights.shape[0], self.weights.shape[1]

    @property
    def stride(self) -> tuple[int, int]:
        """By how much it moves."""
        return self.strides, self.strides

    @property
    def padded(self) -> str:
        """Valid or same."""
        return self.padding

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Single numbers."""
        names = ("row", "column", "outputs", "output", "zeros", "border", "inner", "map_rows", "map_columns")
        return dict.fromkeys(names, ())

    def describe(self) -> str:
        """Return the size of the filter and how it moves."""
        return f"{self.window[0]}x{self.window[1]} · stride {self.strides} · {self.padding}"

    @cached_property
    def weights(self) -> Floats:
        """w: (rows, columns, 1)."""
        return _weights(self.filter, self.size, self.x.dtype)

    @cached_property
    def y(self) -> Floats:
        """All outputs: `shape`."""
        return convolved_picture(self.x, self.weights, self.strides, self.padding)

    def measure(self) -> Columns:
        """Return what is known at every position."""
        found, zeros = self._places(), self.zeros
        rows, columns = (np.full(self.count, float(n)) for n in self.shape)
        return found | {
            "zeros": zeros,
            "border": np.where(zeros > 0, found["output"], np.nan),
            "inner": np.where(zeros == 0, found["output"], np.nan),
            "map_rows": rows,
            "map_columns": columns,
        }

    def sliding(self, row: int) -> SlidingImage:
        """Return the window at a position, with the outputs up to it."""
        return SlidingImage(
            self.x,
            self.so_far(row),
            self.place(row),
            self.start(row),
            self.window,
            self.around,
            self.stride,
            self.weights,
            limits=self.limits,
        )

    def work(self, row: int) -> Work:
        """Return the rule of the size, and the sum at this position."""
        (rows, columns), (i, j) = self.shape, self.place(row)
        n, k, s = len(self.x), self.window[0], self.strides
        size = f"⌈{n}/{s}⌉ = {rows}" if self.padding == "same" else f"⌊({n} − {k})/{s}⌋ + 1 = {rows}"
        zeros = int(self.zeros[row])
        real = self.window[0] * self.window[1] - zeros
        lines = (
            Line(f"put zeros around: {self.padding}", _frame(self.around)),
            Line("rows of the output", size),
            Line("for each row i, each column j", f"{rows}·{columns} = {rows * columns} outputs"),
            Line("cells under the window", f"{real} pixels, {zeros} zeros", 1),
            Line("y[i, j] ← Σ w · x", f"y[{i}, {j}] = {shown(float(self.y[i, j]))}", 1),
        )
        return Work("convolution with padding", lines, (4,))


def _weights(given: str | Grey, size: int, dtype: Any) -> Floats:
    """A filter over one channel: (rows, columns, 1)."""
    if not isinstance(given, str):
        if not given or not given[0] or len({len(row) for row in given}) > 1:
            raise SettingError("a filter over a picture needs rows of equally many numbers")
        return np.asarray(given, dtype)[..., None]
    whole("filter", "size", size, least=2)
    u = np.linspace(-2, 2, size)
    if given == "mean":
        found = np.full((size, size), 1 / size**2)
    elif given == "gaussian":
        found = np.exp(-(u[:, None] ** 2 + u**2) / 2)
        found = found / found.sum()
    elif given == "edges":
        found = np.zeros((size, size))
        found[:, 0], found[:, -1] = -1 / size, 1 / size
    else:
        raise unknown("filter", given, FILTERS)
    return np.asarray(found, dtype)[..., None]


def _frame(around: tuple[tuple[int, int], tuple[int, int]]) -> str:
    """How many zeros stand on each side."""
    (above, below), (left, right) = around
    if not any((above, below, left, right)):
        return "none"
    if len({above, below, left, right}) == 1:
        return f"{above} on each side"
    return f"{above} above, {below} below, {left} left, {right} right"
