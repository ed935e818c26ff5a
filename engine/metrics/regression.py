"""Metrics for numbers that are no mean of a loss."""

from dataclasses import dataclass
from math import sqrt

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Num

from dlviz.engine.errors import whole
from dlviz.engine.losses.base import aligned
from dlviz.engine.losses.regression import MeanSquaredError
from dlviz.engine.metrics.base import Metric, Sums, ratio, rows


@dataclass(frozen=True)
class RootMeanSquaredError(Metric):
    """√ mean (y - t)².

    Units: those of the target.
    """

    def sums(
        self,
        y_true: Num[Array, "batch ..."],
        y_pred: Float[Array, "batch ..."],
        weights: Float[Array, " batch"] | None = None,
    ) -> Float[Array, " size"]:
        """Return (Σ w (y - t)², Σ w)."""
        each = MeanSquaredError().fn(y_true, y_pred)
        w = rows(weights, each)
        return jnp.stack([jnp.vdot(w, each), jnp.sum(w)])

    def result(self, sums: Sums) -> float:
        """Return the root of the mean."""
        return sqrt(mean) if (mean := ratio(sums[0], sums[1])) >= 0 else float("nan")


@dataclass(frozen=True)
class R2Score(Metric):
    """R² = 1 - Σ (y - t)² / Σ (t - t̄)², the mean over the outputs."""

    outputs: int = 1

    def __post_init__(self) -> None:
        whole(self.name, "outputs", self.outputs)

    @property
    def size(self) -> int:
        """Return how many sums there are."""
        return 4 * self.outputs

    def sums(
        self,
        y_true: Num[Array, "batch ..."],
        y_pred: Float[Array, "batch ..."],
        weights: Float[Array, " batch"] | None = None,
    ) -> Float[Array, " size"]:
        """Return Σ w, Σ w t, Σ w t², Σ w (y - t)² of every output, one after another."""
        t = aligned(self.name, y_true, y_pred).astype(y_pred.dtype)
        w = rows(weights, y_pred)
        each = (w, w * t, w * t * t, w * jnp.square(y_pred - t))
        return jnp.concatenate([jnp.sum(part.reshape(-1, self.outputs), axis=0) for part in each])

    def result(self, sums: Sums) -> float:
        """Return R²; NaN where the targets are all equal."""
        n, total, squares, error = np.asarray(sums, np.float64).reshape(4, self.outputs)
        with np.errstate(divide="ignore", invalid="ignore"):
            spread = squares - total * total / n
            scores = np.where(spread > 0, 1 - error / spread, np.nan)
        return float(scores.mean())
