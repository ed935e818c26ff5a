"""Losses for classes and distributions: t the target, p the predicted probability.

With `from_logits` the prediction is z, p = σ(z) or softmax(z), in the stable form. As in Keras, probabilities
of several classes are first divided by their sum, so ∂L/∂pⱼ = -tⱼ/pⱼ + 1 on rows that sum to 1; through a
softmax both forms give the same weight gradients.
"""

from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Num
from numpy.typing import NDArray

from dlviz.engine.errors import ShapeError, number
from dlviz.engine.losses.base import EPSILON, Loss, clipped


@dataclass(frozen=True)
class Smoothed(Loss):
    """What cross-entropies share: logits or probabilities, and label smoothing."""

    from_logits: bool = False
    label_smoothing: float = field(default=0.0, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        number(type(self).__name__, "label_smoothing", self.label_smoothing, least=0, most=1)


@dataclass(frozen=True)
class BinaryCrossentropy(Smoothed):
    """mean of - t log p - (1 - t) log(1 - p); smoothing s turns t into (1 - s) t + s/2."""

    def smooth(self, t: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return (1 - s) t + s/2."""
        s = self.label_smoothing
        return (1 - s) * t + s / 2 if s else t

    def each(self, t: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return one value per output."""
        if self.from_logits:
            # - t log σ(z) - (1 - t) log σ(-z) = max(z, 0) - t z + log(1 + e^-|z|); both parts take the side of
            # z ≥ 0 at z = 0, so that their slopes there add up to σ(0) - t
            above = y_pred >= 0
            return jnp.where(above, y_pred, 0) - t * y_pred + jnp.log1p(jnp.exp(jnp.where(above, -y_pred, y_pred)))
        p = clipped(y_pred)
        return -t * jnp.log(p) - (1 - t) * jnp.log(1 - p)

    def values(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return the mean over the outputs."""
        return jnp.mean(self.each(self.smooth(y_true), y_pred), axis=-1)

    def check(self, y: NDArray[Any], output_shape: tuple[int, ...]) -> None:
        """Check that every target is a probability."""
        super().check(y, output_shape)
        self.refuse(y, (y < 0) | (y > 1), "a probability, from 0 to 1")


@dataclass(frozen=True)
class BinaryFocalCrossentropy(BinaryCrossentropy):
    """mean of (1 - q)^γ times the binary cross-entropy, q = t p + (1 - t) (1 - p).

    With class balancing times α for t = 1 and 1 - α for t = 0.
    Source: Lin et al. 2017, eq. 4 and 5.
    """

    apply_class_balancing: bool = field(default=False, kw_only=True)
    alpha: float = field(default=0.25, kw_only=True)
    gamma: float = field(default=2.0, kw_only=True)

    def values(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return the mean over the outputs."""
        t = self.smooth(y_true)
        p = jax.nn.sigmoid(y_pred) if self.from_logits else y_pred
        q = t * p + (1 - t) * (1 - p)
        weight = t * self.alpha + (1 - t) * (1 - self.alpha) if self.apply_class_balancing else 1.0
        return jnp.mean(weight * (1 - q) ** self.gamma * self.each(t, y_pred), axis=-1)


@dataclass(frozen=True)
class CategoricalCrossentropy(Smoothed):
    """- Σₖ tₖ log pₖ; smoothing s turns t into (1 - s) t + s/K, K classes."""

    def smooth(self, t: Float[Array, "... classes"]) -> Float[Array, "... classes"]:
        """Return (1 - s) t + s/K."""
        s = self.label_smoothing
        return (1 - s) * t + s / t.shape[-1] if s else t

    def log_p(self, y_pred: Float[Array, "... classes"]) -> Float[Array, "... classes"]:
        """Return log pₖ."""
        if self.from_logits:
            return jax.nn.log_softmax(y_pred, axis=-1)
        return jnp.log(clipped(y_pred / jnp.sum(y_pred, axis=-1, keepdims=True)))

    def values(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return - Σₖ tₖ log pₖ."""
        return -jnp.sum(self.smooth(y_true) * self.log_p(y_pred), axis=-1)

    def check(self, y: NDArray[Any], output_shape: tuple[int, ...]) -> None:
        """Check that every target is a probability."""
        super().check(y, output_shape)
        self.refuse(y, (y < 0) | (y > 1), "a probability, from 0 to 1; for class numbers use the sparse loss")


@dataclass(frozen=True)
class CategoricalFocalCrossentropy(CategoricalCrossentropy):
    """- Σₖ α (1 - pₖ)^γ tₖ log pₖ.

    Source: Lin et al. 2017, eq. 5.
    """

    alpha: float = field(default=0.25, kw_only=True)
    gamma: float = field(default=2.0, kw_only=True)

    def values(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return - Σₖ α (1 - pₖ)^γ tₖ log pₖ."""
        log_p = self.log_p(y_pred)
        return -jnp.sum(self.alpha * (1 - jnp.exp(log_p)) ** self.gamma * self.smooth(y_true) * log_p, axis=-1)


@dataclass(frozen=True)
class SparseCategoricalCrossentropy(Loss):
    """- log p of the class whose number is given, t in 0 … K - 1.

    Shapes: y_true (batch,) or (batch, 1), y_pred (batch, classes) -> fn (batch,).
    """

    from_logits: bool = False

    def fn(self, y_true: Num[Array, "batch ..."], y_pred: Float[Array, "batch ..."]) -> Float[Array, "batch ..."]:
        """Return - log p of the class."""
        if y_true.ndim == y_pred.ndim and y_true.shape[-1] == 1:
            y_true = y_true[..., 0]
        if y_true.shape != y_pred.shape[:-1]:
            raise ShapeError(
                f"{type(self).__name__}: the targets have shape {y_true.shape[1:]} per row, "
                f"the predictions {y_pred.shape[1:]}; a target must "
                "be one class number; for one-hot targets use categorical_crossentropy"
            )
        # a product with one-hot rows, not a gather: its gradient is dense and fuses
        t = jax.nn.one_hot(y_true.astype(int), y_pred.shape[-1], dtype=y_pred.dtype)
        return -jnp.sum(t * CategoricalCrossentropy(self.from_logits).log_p(y_pred), axis=-1)

    def check(self, y: NDArray[Any], output_shape: tuple[int, ...]) -> None:
        """Check that every target is a class number that the model has an output for."""
        if y.shape[1:] not in (output_shape[:-1], (*output_shape[:-1], 1)):
            raise ShapeError(
                f"{type(self).__name__}: the targets have shape {y.shape[1:]} per row; "
                "it must be one class number; for one-hot targets use categorical_crossentropy"
            )
        classes = output_shape[-1]
        self.refuse(
            y,
            (y < 0) | (y >= classes) | (y != np.floor(y)),
            f"a class from 0 to {classes - 1}; change the last layer's units or the targets",
        )


@dataclass(frozen=True)
class KLDivergence(Loss):
    """Σₖ tₖ log(tₖ / pₖ), both kept inside [ε, 1]."""

    def values(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return Σₖ tₖ log(tₖ / pₖ)."""
        t, p = jnp.clip(y_true, EPSILON, 1), jnp.clip(y_pred, EPSILON, 1)
        return jnp.sum(t * jnp.log(t / p), axis=-1)


@dataclass(frozen=True)
class Hinge(Loss):
    """mean max(1 - t y, 0), t = ±1; targets that are all 0 or 1 count as ±1."""

    def margin(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return max(1 - t y, 0)."""
        binary = jnp.all((y_true == 0) | (y_true == 1))
        return jax.nn.relu(1 - jnp.where(binary, 2 * y_true - 1, y_true) * y_pred)

    def values(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return mean max(1 - t y, 0)."""
        return jnp.mean(self.margin(y_true, y_pred), axis=-1)

    def check(self, y: NDArray[Any], output_shape: tuple[int, ...]) -> None:
        """Check that the targets are ±1, or 0 and 1."""
        super().check(y, output_shape)
        if not np.isin(y, (0, 1)).all():
            self.refuse(y, ~np.isin(y, (-1, 1)), "-1 or 1")


@dataclass(frozen=True)
class SquaredHinge(Hinge):
    """mean max(1 - t y, 0)², t = ±1."""

    def values(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return mean max(1 - t y, 0)²."""
        return jnp.mean(jnp.square(self.margin(y_true, y_pred)), axis=-1)


@dataclass(frozen=True)
class CategoricalHinge(Loss):
    """max(1 + max over wrong classes of y - y of the right class, 0), t one-hot."""

    def values(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return max(max((1 - t) y) - Σ t y + 1, 0)."""
        right = jnp.sum(y_true * y_pred, axis=-1)
        wrong = jnp.max((1 - y_true) * y_pred, axis=-1)
        return jax.nn.relu(wrong - right + 1)
