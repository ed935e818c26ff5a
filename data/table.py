"""A table to learn from: numbers in, one target out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlviz.data.errors import DataError, nearest


@dataclass(frozen=True)
class Table:
    """Rows to learn from, as they are on disk: nothing scaled, nothing shuffled.

    Shapes: x (rows, features) float64; y (rows,) float64 for regression, class numbers (int64) where
    `classes` names them. A row that is a picture or a series has a `shape`, (height, width, channels) or
    (steps, channels); its features are the entries in C order.
    """

    name: str
    features: tuple[str, ...]
    x: NDArray[np.float64]
    target: str
    y: NDArray[Any]
    classes: tuple[str, ...] | None = None
    source: str = ""
    shape: tuple[int, ...] = ()

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

    def take(self, rows: NDArray[np.integer]) -> Table:
        """These rows, in this order."""
        return replace(self, x=self.x[rows], y=self.y[rows])
