"""Pooling: one number for every window of a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jax
import numpy as np

from dlviz.engine.computations.base import Columns
from dlviz.engine.computations.filters import Floats, shown
from dlviz.engine.computations.over_pictures import SQUARE, OverPicture, Picture
from dlviz.engine.errors import SettingError, choice, whole
from dlviz.engine.layers.pooling import AveragePooling2D, MaxPooling2D
from dlviz.engine.probes.sliding import SlidingImage
from dlviz.engine.probes.work import Line, Work


@dataclass(frozen=True)
class Pooling(OverPicture):
    """One number for each window of a grey picture: the largest under it, or the mean.

    Windows stand side by side unless `strides` say otherwise (0: the window's size). Columns: `row`, `column`,
    `outputs`, `output`; `largest` and `mean` under the window; `moved`, by how much the output changes if the picture
    moves one pixel to the right (0 comes in at the left), and `pixels_moved`, by how much the pixels under the window
    do on average.
    Raises: SettingError.
    Source: notes 6.2 (LeNet).
    """

    image: Picture = SQUARE
    pool: str = "max"
    size: int = 2
    strides: int = 0
    padding: str = "valid"

    def __post_init__(self) -> None:
        """Check the settings."""
        choice("pooling", "pool", self.pool, ("max", "average"))
        whole("pooling", "size", self.size, least=2)
        whole("pooling", "strides", self.strides, least=0)
        if self.x.shape[-1] != 1:
            raise SettingError("pooling: the image has three channels; choose a grey picture")
        self.check()

    @property
    def window(self) -> tuple[int, int]:
        """Rows and columns of the window."""
        return self.size, self.size

    @property
    def stride(self) -> tuple[int, int]:
        """By how much it moves."""
        return (self.strides or self.size,) * 2

    @property
    def padded(self) -> str:
        """Valid or same."""
        return self.padding

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Single numbers."""
        names = ("row", "column", "outputs", "output", "largest", "mean", "moved", "pixels_moved")
        return dict.fromkeys(names, ())

    def describe(self) -> str:
        """Return the window and how it moves."""
        return f"{self.pool} of {self.size}x{self.size} · stride {self.stride[0]} · {self.padding}"

    @cached_property
    def y(self) -> Floats:
        """All outputs: `shape`."""
        return self._pooled(self.pool, self.x)

    def _pooled(self, how: str, x: Floats) -> Floats:
        layer: Any = MaxPooling2D if how == "max" else AveragePooling2D
        pool = layer(self.size, strides=self.stride, padding=self.padding).pool
        return np.asarray(jax.jit(pool)(x[None]))[0, ..., 0]

    def measure(self) -> Columns:
        """Return what is known at every position."""
        moved = np.pad(self.x, ((0, 0), (1, 0), (0, 0)))[:, :-1]
        differs = np.abs(moved - self.x)
        return self._places() | {
            "largest": self._pooled("max", self.x).reshape(-1),
            "mean": self._pooled("average", self.x).reshape(-1),
            "moved": np.abs(self._pooled(self.pool, moved) - self.y).reshape(-1),
            "pixels_moved": self._pooled("average", differs).reshape(-1),
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
            how=self.pool,
            limits=self.limits,
        )

    def work(self, row: int) -> Work:
        """Return what is taken of the window at this position."""
        (i, j), (rows, columns) = self.place(row), self.shape
        height, width = self.x.shape[:2]
        cells = [shown(float(one)) for one in self.windows[row].reshape(-1)]
        under = ", ".join(cells if len(cells) <= 4 else [*cells[:3], "…"])
        what = "largest of them" if self.pool == "max" else "mean of them"
        lines = (
            Line("for each row i, each column j", f"i = {i}, j = {j}"),
            Line(f"take {self.size}·{self.size} pixels", under, 1),
            Line(f"y[i, j] ← the {what}", f"y[{i}, {j}] = {shown(float(self.y[i, j]))}", 1),
            Line("what is left", f"{rows}·{columns} = {self.count} of {height}·{width} = {height * width} numbers"),
        )
        return Work(f"{self.pool} pooling", lines, (2,))
