"""Shares of right predictions."""

from dataclasses import dataclass

import jax.numpy as jnp
from jaxtyping import Array, Float, Num

from dlviz.engine.errors import ShapeError, whole
from dlviz.engine.losses.base import aligned
from dlviz.engine.metrics.base import Metric, rows


def class_numbers(
    name: str, y_true: Num[Array, "batch ..."], y_pred: Float[Array, "batch ... classes"]
) -> Num[Array, "batch ..."]:
    """Return the right class of every row, from class numbers or one-hot rows.

    Raises: ShapeError.
    """
    if y_true.shape == y_pred.shape:
        return jnp.argmax(y_true, axis=-1)
    if y_true.ndim == y_pred.ndim and y_true.shape[-1] == 1:
        y_true = y_true[..., 0]
    if y_true.shape != y_pred.shape[:-1]:
        raise ShapeError(
            f"{name}: the targets have shape {y_true.shape[1:]} per row, the predictions {y_pred.shape[1:]}; "
            "change the last layer's units or the targets"
        )
    return y_true.astype(int)


@dataclass(frozen=True)
class Accuracy(Metric):
    """The share of right predictions, of the kind that the shapes ask for, as Keras' "accuracy".

    One output: is it above the threshold exactly where the target is 1? Several: is the largest the right
    class, whether the targets are one-hot rows or class numbers?
    """

    threshold: float = 0.5

    def right(self, y_true: Num[Array, "batch ..."], y_pred: Float[Array, "batch ..."]) -> Float[Array, "batch ..."]:
        """Return 1 for a right row, 0 for a wrong one."""
        if y_pred.shape[-1] == 1:
            return BinaryAccuracy(self.name, self.threshold).right(y_true, y_pred)
        return CategoricalAccuracy(self.name).right(y_true, y_pred)

    def sums(
        self,
        y_true: Num[Array, "batch ..."],
        y_pred: Float[Array, "batch ..."],
        weights: Float[Array, " batch"] | None = None,
    ) -> Float[Array, " size"]:
        """Return (Σ w right, Σ w)."""
        right = self.right(y_true, y_pred)
        w = rows(weights, right)
        return jnp.stack([jnp.vdot(w, right), jnp.sum(w)])


@dataclass(frozen=True)
class BinaryAccuracy(Accuracy):
    """The share of outputs above the threshold exactly where the target is 1."""

    def right(self, y_true: Num[Array, "batch ..."], y_pred: Float[Array, "batch ..."]) -> Float[Array, "batch ..."]:
        """Return the share of right outputs of every row."""
        above = (y_pred > self.threshold).astype(y_pred.dtype)
        return jnp.mean((aligned(self.name, y_true, y_pred) == above).astype(y_pred.dtype), axis=-1)


@dataclass(frozen=True)
class CategoricalAccuracy(Accuracy):
    """The share of rows whose largest output is the right class; targets one-hot or class numbers."""

    def right(self, y_true: Num[Array, "batch ..."], y_pred: Float[Array, "batch ..."]) -> Float[Array, "batch ..."]:
        """Return 1 for a right row, 0 for a wrong one."""
        found = jnp.argmax(y_pred, axis=-1) == class_numbers(self.name, y_true, y_pred)
        return found.astype(y_pred.dtype)


@dataclass(frozen=True)
class TopKAccuracy(Accuracy):
    """The share of rows whose right class is among the k largest outputs; targets one-hot or class
    numbers."""

    k: int = 5

    def __post_init__(self) -> None:
        whole(self.name, "k", self.k)

    def right(self, y_true: Num[Array, "batch ..."], y_pred: Float[Array, "batch ..."]) -> Float[Array, "batch ..."]:
        """Return 1 for a right row, 0 for a wrong one."""
        classes = class_numbers(self.name, y_true, y_pred)
        mine = jnp.take_along_axis(y_pred, classes[..., None], axis=-1)
        return (jnp.sum(y_pred > mine, axis=-1) < self.k).astype(y_pred.dtype)
