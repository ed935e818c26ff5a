"""A table to learn from: numbers in, one target out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlviz.data.errors import DataError, nearest

LARGEST = float(np.finfo(np.float32).max)
"""Numbers of the user's own may not be larger: they are learned from in 32 bits."""


@dataclass(frozen=True)
class Table:
    """Rows to learn from, as they are on disk: nothing scaled, nothing shuffled.

    Shapes: x (rows, features) float64; y (rows,) float64 for regression, class numbers (int64) where
    `classes` names them. A row that is a picture or a series has a `shape`, (height, width, channels) or
    (steps, channels); its features are the entries in C order. Windows of a series have `times` (rows,): when the
    target is, by the name `time`. `sample_weight` (rows,): how much the loss of a row counts. `remarks`: sentences
    about what its owner may have meant otherwise.
    """

    name: str
    features: tuple[str, ...]
    x: NDArray[np.float64]
    target: str
    y: NDArray[Any]
    classes: tuple[str, ...] | None = None
    source: str = ""
    shape: tuple[int, ...] = ()
    times: NDArray[np.float64] | None = None
    time: str = ""
    sample_weight: NDArray[np.float64] | None = None
    remarks: tuple[str, ...] = ()

    @property
    def input_shape(self) -> tuple[int, ...]:
        """The shape of a row as a network takes it: that of the picture or the series, else (features,)."""
        return self.shape or (len(self.features),)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.x)

    def select(self, features: Sequence[str]) -> Table:
        """The same rows with only these features, in this order.

        Raises: DataError for a feature that is not there, for one named twice, for none at all.
        """
        if not features:
            raise DataError(f"{self.name}: no feature is chosen; possible: {', '.join(self.features)}")
        for feature in features:
            if feature not in self.features:
                hint = nearest(feature, self.features)
                raise DataError(f"{self.name} has no feature {feature!r}; {hint}")
            if list(features).count(feature) > 1:
                raise DataError(f"{self.name}: the feature {feature!r} is chosen twice; name it once")
        columns = [self.features.index(feature) for feature in features]
        return replace(self, features=tuple(features), x=self.x[:, columns], shape=())

    def as_classes(self) -> Table:
        """The same rows with a target of whole numbers taken as classes, in rising order.

        Raises: DataError for a target that is no whole number somewhere, or the same everywhere.
        """
        odd = np.flatnonzero(self.y != np.round(self.y))
        if odd.size:
            raise DataError(
                f"{self.target} of {self.name} is {self.y[odd[0]]:g} in row {odd[0] + 1}, which names no class"
            )
        numbers, y = np.unique(self.y, return_inverse=True)
        if len(numbers) < 2:
            raise DataError(f"{self.target} of {self.name} is {numbers[0]:g} in every row; learning needs two classes")
        return replace(self, y=y.astype(np.int64), classes=tuple(f"{number:.0f}" for number in numbers))

    def of_classes(self, chosen: Sequence[str]) -> Table:
        """The rows of these classes alone, numbered in this order.

        Raises: DataError for a class that is not there, for one named twice, for fewer than two.
        """
        if self.classes is None:
            raise DataError(f"{self.target} of {self.name} is a number, it has no classes to choose from")
        for name in chosen:
            if name not in self.classes:
                raise DataError(f"{self.name} has no class {name!r}; {nearest(name, self.classes)}")
        if len(set(chosen)) < max(len(chosen), 2):
            raise DataError(f"{self.name}: choose at least two different classes, not {', '.join(chosen) or 'none'}")
        number = np.full(len(self.classes), -1)
        number[[self.classes.index(name) for name in chosen]] = np.arange(len(chosen))
        kept = np.flatnonzero(number[self.y] >= 0)
        return replace(self.take(kept), y=number[self.y[kept]], classes=tuple(chosen))

    def windows(self, length: int, horizon: int = 1) -> Table:
        """The target as a series: rows of `length` values in a row, to predict the one `horizon` steps later.

            x = (y[t], …, y[t + length - 1]) -> y[t + length - 1 + horizon],  shape (length, 1)

        A lone feature that rises, such as a year, tells their times; else rows are counted.

        Raises: DataError for a target of classes and for a series too short for two windows.
        """
        if self.classes is not None:
            raise DataError(f"{self.target} of {self.name} is a class; windows need a series of numbers")
        count = len(self.y) - length - horizon + 1
        if count < 2:
            raise DataError(
                f"{self.name} has {len(self.y)} values, too few for windows of {length} with horizon {horizon}"
            )
        x = np.lib.stride_tricks.sliding_window_view(self.y, length)[:count].copy()
        lags = tuple(f"{self.target}[t−{lag}]" for lag in range(length - 1, -1, -1))
        y = self.y[length - 1 + horizon :].copy()
        dated = len(self.features) == 1 and bool((np.diff(self.x[:, 0]) > 0).all())
        times = self.x[:, 0] if dated else np.arange(len(self.y), dtype=np.float64)
        return replace(
            self,
            features=lags,
            x=x,
            y=y,
            shape=(length, 1),
            times=times[length - 1 + horizon :].copy(),
            time=self.features[0] if dated else "step",
            sample_weight=None if self.sample_weight is None else self.sample_weight[length - 1 + horizon :].copy(),
        )

    def take(self, rows: NDArray[np.integer]) -> Table:
        """These rows, in this order."""
        times = None if self.times is None else self.times[rows]
        weights = None if self.sample_weight is None else self.sample_weight[rows]
        return replace(self, x=self.x[rows], y=self.y[rows], times=times, sample_weight=weights)
