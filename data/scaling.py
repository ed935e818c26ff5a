"""Standardising: every feature to mean 0 and standard deviation 1."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Scaling(NamedTuple):
    """What standardising subtracts and divides by. Shapes: mean, sd (features,)."""

    mean: NDArray[np.float64]
    sd: NDArray[np.float64]

    def __call__(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Standardised rows: z = (x - mean) / sd."""
        return (x - self.mean) / self.sd

    def back(self, z: NDArray[np.float64]) -> NDArray[np.float64]:
        """The rows in their own units again."""
        return z * self.sd + self.mean


def fit_scaling(x: NDArray[np.float64]) -> Scaling:
    """Mean and population standard deviation (divided by n) of every column, as scikit-learn takes them.

    A column that does not vary keeps its scale (sd 1), so that it becomes 0 instead of 0/0.
    """
    mean = x.mean(axis=0)
    # a constant such as 0.1 leaves a rounding error of some 1e-17 here, which would be blown up to ±1
    varies = x.max(axis=0) > x.min(axis=0)
    return Scaling(mean, np.where(varies, x.std(axis=0), 1.0))
