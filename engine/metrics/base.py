"""The contract of all metrics, stated once.

A metric adds up sums over the batches of an epoch on the device and makes a number of them on the host, as
Keras does:

    sums = metric.sums(y_true, y_pred)        # (metric.size,), added from batch to batch
    value = metric.result(total)              # a float; NaN where there was nothing to measure
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Num
from numpy.typing import NDArray

from dlviz.engine.errors import ShapeError
from dlviz.engine.losses.base import Loss

Sums = NDArray[Any]


def ratio(part: float, whole: float) -> float:
    """Return part / whole, NaN for 0 / 0."""
    return float(part / whole) if whole else float("nan")


def one_hot_like(name: str, y_true: Num[Array, "batch ..."], y_pred: Float[Array, "batch ..."]) -> Num[Array, "..."]:
    """Return the targets in the shape of the predictions; class numbers become one-hot rows.

    Raises: ShapeError.
    """
    if y_true.shape == y_pred.shape:
        return y_true
    classes = y_pred.shape[-1]
    flat = y_true[..., 0] if y_true.ndim == y_pred.ndim and y_true.shape[-1] == 1 else y_true
    if flat.shape != y_pred.shape[:-1]:
        raise ShapeError(
            f"{name}: the targets have shape {y_true.shape[1:]} per row, the predictions {y_pred.shape[1:]}; "
            "change the last layer's units or the targets"
        )
    return flat[..., None] if classes == 1 else jax.nn.one_hot(flat.astype(int), classes, dtype=y_pred.dtype)


def rows(weights: Float[Array, " batch"] | None, like: Float[Array, "batch ..."]) -> Float[Array, "batch ..."]:
    """Return a weight for every entry: ones, or the rows' weights along the other axes."""
    if weights is None:
        return jnp.ones_like(like)
    return jnp.broadcast_to(weights.reshape(weights.shape + (1,) * (like.ndim - weights.ndim)), like.shape)


@dataclass(frozen=True)
class Metric:
    """Sums on the device, a number on the host.

    name: the column's name; size: how many sums there are.
    """

    name: str

    @property
    def size(self) -> int:
        """Return how many sums there are."""
        return 2

    def sums(
        self,
        y_true: Num[Array, "batch ..."],
        y_pred: Float[Array, "batch ..."],
        weights: Float[Array, " batch"] | None = None,
    ) -> Float[Array, " size"]:
        """Return the sums of one batch."""
        raise NotImplementedError

    def result(self, sums: Sums) -> float:
        """Return the number that the sums make."""
        return ratio(sums[0], sums[1])


@dataclass(frozen=True)
class Mean(Metric):
    """The mean over the rows of `each(y_true, y_pred)`, a function that gives one value per example."""

    each: Callable[[Num[Array, "..."], Float[Array, "..."]], Float[Array, "..."]]

    def sums(
        self,
        y_true: Num[Array, "batch ..."],
        y_pred: Float[Array, "batch ..."],
        weights: Float[Array, " batch"] | None = None,
    ) -> Float[Array, " size"]:
        """Return (Σ w v, Σ w)."""
        values = self.each(y_true, y_pred)
        w = rows(weights, values)
        return jnp.stack([jnp.vdot(w, values), jnp.sum(w)])


@dataclass(frozen=True)
class MeanLoss(Metric):
    """The mean over the rows of a loss."""

    loss: Loss

    def sums(
        self,
        y_true: Num[Array, "batch ..."],
        y_pred: Float[Array, "batch ..."],
        weights: Float[Array, " batch"] | None = None,
    ) -> Float[Array, " size"]:
        """Return (Σ w l, Σ w)."""
        return Mean(self.name, self.loss.fn).sums(y_true, y_pred, weights)
