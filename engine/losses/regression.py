"""Losses for numbers: t the target, y the prediction, one mean over the last axis per example."""

from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float
from numpy.typing import NDArray

from dlviz.engine.errors import number
from dlviz.engine.losses.base import EPSILON, Loss


@dataclass(frozen=True)
class MeanSquaredError(Loss):
    """mean (y - t)².

    Units: those of the target, squared.
    """

    def values(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return mean (y - t)²."""
        return jnp.mean(jnp.square(y_pred - y_true), axis=-1)


@dataclass(frozen=True)
class MeanAbsoluteError(Loss):
    """mean |y - t|.

    Units: those of the target.
    """

    def values(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return mean |y - t|."""
        return jnp.mean(jnp.abs(y_pred - y_true), axis=-1)


@dataclass(frozen=True)
class MeanAbsolutePercentageError(Loss):
    """100 · mean |y - t| / max(|t|, ε).

    Units: per cent.
    """

    def values(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return 100 · mean |y - t| / max(|t|, ε)."""
        return 100 * jnp.mean(jnp.abs(y_pred - y_true) / jnp.maximum(jnp.abs(y_true), EPSILON), axis=-1)


@dataclass(frozen=True)
class MeanSquaredLogarithmicError(Loss):
    """mean (log(1 + y) - log(1 + t))², numbers below ε counting as ε."""

    def values(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return mean (log(1 + y) - log(1 + t))²."""
        log_y, log_t = (jnp.log1p(jnp.maximum(z, EPSILON)) for z in (y_pred, y_true))
        return jnp.mean(jnp.square(log_y - log_t), axis=-1)


@dataclass(frozen=True)
class Huber(Loss):
    """mean of ½ e² where |e| ≤ δ, of δ |e| - ½ δ² elsewhere, e = y - t.

    Source: Huber 1964.
    """

    delta: float = 1.0

    def __post_init__(self) -> None:
        super().__post_init__()
        number("Huber", "delta", self.delta, least=0)

    def values(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return the mean of the piecewise form."""
        size = jnp.abs(y_pred - y_true)
        # ½ e² where |e| ≤ δ, else ½ δ² + δ (|e| - δ): with q = min(|e|, δ) one form for both
        q = jnp.minimum(size, self.delta)
        return jnp.mean(0.5 * q * q + self.delta * (size - q), axis=-1)


@dataclass(frozen=True)
class LogCosh(Loss):
    """mean log cosh e, e = y - t."""

    def values(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return mean log cosh e."""
        e = y_pred - y_true
        # log cosh e = log(eᵉ + e⁻ᵉ) - log 2 = e + softplus(-2e) - log 2, which does not overflow
        return jnp.mean(e + jax.nn.softplus(-2 * e) - np.log(2), axis=-1)


@dataclass(frozen=True)
class Poisson(Loss):
    """mean (y - t log(y + ε)), the negative log-likelihood of counts t at rate y, without log t!."""

    def values(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return mean (y - t log(y + ε))."""
        return jnp.mean(y_pred - y_true * jnp.log(y_pred + EPSILON), axis=-1)

    def check(self, y: NDArray[Any], output_shape: tuple[int, ...]) -> None:
        """Check that no target is negative."""
        super().check(y, output_shape)
        self.refuse(y, y < 0, "a count, 0 or more")


@dataclass(frozen=True)
class CosineSimilarity(Loss):
    """- t · y / (|t| |y|), over the last axis: -1 for the same direction, 1 for the opposite one."""

    def values(self, y_true: Float[Array, "..."], y_pred: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return - t · y / (|t| |y|)."""

        def unit(z: Float[Array, "..."]) -> Float[Array, "..."]:
            return z * jax.lax.rsqrt(jnp.maximum(jnp.sum(z * z, axis=-1, keepdims=True), EPSILON**2))

        return -jnp.sum(unit(y_true) * unit(y_pred), axis=-1)
