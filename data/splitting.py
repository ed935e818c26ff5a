"""Which rows are learned from: the shuffle, the validation rows, class numbers as vectors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dlviz.data.errors import DataError


def shuffled(rows: int, seed: int) -> NDArray[np.int64]:
    """A random order of the row numbers, the same for the same seed (PCG64)."""
    return np.random.default_rng(seed).permutation(rows)


def validation_start(rows: int, fraction: float) -> int:
    """The first validation row: the validation rows are the last ones, after any shuffle.

        start = ⌊rows · (1 - fraction)⌋

    Raises: DataError if no training row or no validation row would be left.
    Source: Keras 3, `train_validation_split`.
    """
    start = int(rows * (1.0 - fraction))
    if not 0 < start < rows:
        side = "training" if start <= 0 else "validation"
        raise DataError(f"validation_split = {fraction} of {rows} rows leaves no {side} row; choose another")
    return start


def one_hot(y: NDArray[np.integer], classes: int) -> NDArray[np.float64]:
    """Class numbers as unit vectors. Shapes: y (rows,) -> (rows, classes)."""
    vectors: NDArray[np.float64] = np.eye(classes)[y]
    return vectors
