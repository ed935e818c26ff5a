"""The contract of all losses, stated once.

A loss is a frozen dataclass. `loss.fn(y_true, y_pred)` gives one value per example (the mean, or for
distributions the sum, over the last axis); calling the loss reduces these:

    reduction            value                     with weights w
    sum_over_batch_size  mean of the values        Σ wᵢ lᵢ / n   (n examples, as in Keras; not / Σ wᵢ)
    sum                  their sum                 Σ wᵢ lᵢ
    mean_with_sample_weight                        Σ wᵢ lᵢ / Σ wᵢ

Subclasses write only `values`, for two arrays of the same shape. Probabilities are kept
inside [ε, 1 - ε], ε = 1e-7.
"""

from dataclasses import dataclass, field
from typing import Any

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Num
from numpy.typing import NDArray

from dlviz.engine.errors import SettingError, ShapeError, choice

EPSILON = 1e-7
REDUCTIONS = ("sum_over_batch_size", "sum", "mean_with_sample_weight")


def aligned(name: str, y_true: Num[Array, "..."], y_pred: Float[Array, "..."]) -> Num[Array, "..."]:
    """Return the targets in the shape of the predictions: (n,) and (n, 1) mean the same, nothing else is
    broadcast.

    Raises: ShapeError.
    """
    if y_true.shape == y_pred.shape:
        return y_true
    if y_true.shape == y_pred.shape[:-1] and y_pred.shape[-1] == 1:
        return y_true[..., None]
    raise ShapeError(
        f"{name}: the targets have shape {y_true.shape[1:]} per row, the predictions {y_pred.shape[1:]}; "
        "change the last layer's units or the targets"
    )


def clipped(p: Float[Array, "..."]) -> Float[Array, "..."]:
    """Return the probabilities inside [ε, 1 - ε]."""
    return jnp.clip(p, EPSILON, 1 - EPSILON)


@dataclass(frozen=True)
class Loss:
    """One value per example, and a scalar for a batch.

    Shapes: y_true, y_pred (batch, ..., outputs) -> fn (batch, ...) -> call ().
    Raises: SettingError for an unknown reduction; ShapeError where targets and predictions do not fit.
    """

    reduction: str = field(default="sum_over_batch_size", kw_only=True)

    def __post_init__(self) -> None:
        if self.reduction == "mean":  # another of Keras' names for the same
            object.__setattr__(self, "reduction", "sum_over_batch_size")
        choice(type(self).__name__, "reduction", self.reduction, REDUCTIONS)

    def values(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return one value per example, for arrays of the same shape."""
        raise NotImplementedError

    def fn(self, y_true: Num[Array, "batch ..."], y_pred: Float[Array, "batch ..."]) -> Float[Array, "batch ..."]:
        """Return one value per example."""
        return self.values(aligned(type(self).__name__, y_true, y_pred).astype(y_pred.dtype), y_pred)

    def __call__(
        self,
        y_true: Num[Array, "batch ..."],
        y_pred: Float[Array, "batch ..."],
        weights: Float[Array, " batch"] | None = None,
    ) -> Float[Array, ""]:
        """Return the scalar of a batch."""
        each = self.fn(y_true, y_pred)
        n: Any = each.size
        if weights is not None:
            weights = weights.reshape(weights.shape + (1,) * (each.ndim - weights.ndim))
            if self.reduction == "mean_with_sample_weight":
                n = jnp.sum(jnp.broadcast_to(weights, each.shape))
            each = each * weights
        return jnp.sum(each) if self.reduction == "sum" else jnp.sum(each) / n

    def check(self, y: NDArray[Any], output_shape: tuple[int, ...]) -> None:
        """Check all targets on the host, before training.

        Raises: ShapeError where they do not fit the model's output; SettingError for targets that the loss
        has no meaning for.
        """
        if y.shape[1:] != output_shape and not (output_shape[-1:] == (1,) and y.shape[1:] == output_shape[:-1]):
            raise ShapeError(
                f"{type(self).__name__}: the targets have shape {y.shape[1:]} per row, "
                f"the model's output has {output_shape}; change the last layer's units or the targets"
            )
        if not np.isfinite(y).all():
            raise SettingError(f"{type(self).__name__}: a target is not a finite number; clean the data")

    def refuse(self, y: NDArray[Any], bad: NDArray[Any], needs: str) -> None:
        """Raise for the first target that is bad.

        Raises: SettingError.
        """
        if bad.any():
            place = tuple(int(i) for i in np.argwhere(bad)[0])
            raise SettingError(
                f"{type(self).__name__}: the target of row {place[0]} is {y[place]:g}; it must be {needs}"
            )
