"""Layers that bring numbers to mean 0 and variance 1, then to a learned scale γ and shift β."""

from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Key

from dlviz.engine import initializers
from dlviz.engine.errors import number
from dlviz.engine.layers.base import Hyper, Layer, Params, Shape


@dataclass(frozen=True)
class Normalization(Layer):
    """What both share: ε, and the learned γ (scale) and β (center), one of each per channel."""

    epsilon: float = field(default=1e-3, kw_only=True)
    center: bool = field(default=True, kw_only=True)
    scale: bool = field(default=True, kw_only=True)
    beta_initializer: initializers.Spec = field(default="zeros", kw_only=True)
    gamma_initializer: initializers.Spec = field(default="ones", kw_only=True)

    def __post_init__(self) -> None:
        number(self.name or type(self).__name__, "epsilon", self.epsilon, least=0)
        for option in ("beta_initializer", "gamma_initializer"):
            object.__setattr__(self, option, initializers.get(getattr(self, option)))

    def hyper(self) -> dict[str, float]:
        """Return ε."""
        return {"epsilon": float(self.epsilon)}

    def init_weights(self, key: Key[Array, ""], input_shape: Shape) -> Params:
        """Return γ and β, those that exist."""
        if not input_shape:
            raise self.refuse(input_shape, "the layer needs a last axis of channels; give input_shape=(channels,)")
        params: Params = {}
        if self.scale:
            params["gamma"] = initializers.get(self.gamma_initializer)(key, input_shape[-1:])
        if self.center:
            params["beta"] = initializers.get(self.beta_initializer)(jax.random.fold_in(key, 1), input_shape[-1:])
        return params

    def normal(
        self,
        params: Params,
        x: Float[Array, "..."],
        mean: Float[Array, "..."],
        variance: Float[Array, "..."],
        epsilon: Any,
    ) -> Float[Array, "..."]:
        """Return γ (x - mean) / √(variance + ε) + β."""
        y = (x - mean) * jax.lax.rsqrt(variance + epsilon)
        if self.scale:
            y = params["gamma"] * y
        return y + params["beta"] if self.center else y


@dataclass(frozen=True)
class BatchNormalization(Normalization):
    """y = γ (x - μ) / √(σ² + ε) + β, with the mean and variance of the batch in training, the moving ones
    else.

    The moving ones are the layer's state: each training batch moves them, s ← momentum · s + (1 - momentum) ·
    batch's. σ² is the mean square deviation, not corrected for the batch's size, in both. A layer with
    trainable=False uses the moving ones always, as in Keras.

    Shapes: x (batch, ..., channels) -> the same; statistics over all axes but the last.
    Source: Ioffe and Szegedy 2015, algorithm 1.
    """

    momentum: float = field(default=0.99, kw_only=True)

    def __post_init__(self) -> None:
        super().__post_init__()
        number(self.name or "BatchNormalization", "momentum", self.momentum, least=0, most=1)

    def hyper(self) -> dict[str, float]:
        """Return ε and the momentum."""
        return super().hyper() | {"momentum": float(self.momentum)}

    def init(self, key: Key[Array, ""], input_shape: Shape) -> tuple[Params, Params, Shape]:
        """Return γ and β, and the moving mean 0 and variance 1."""
        params = self.init_weights(key, input_shape)
        moving = {"moving_mean": jnp.zeros(input_shape[-1]), "moving_variance": jnp.ones(input_shape[-1])}
        return params, moving, input_shape

    def apply(
        self,
        params: Params,
        state: Params,
        x: Float[Array, "batch ..."],
        *,
        hyper: Hyper,
        key: Key[Array, ""] | None,
        training: bool,
    ) -> tuple[Float[Array, "batch ..."], Params]:
        """Return the normalised batch, and the moving statistics after it."""
        if not (training and self.trainable):
            return self.normal(params, x, state["moving_mean"], state["moving_variance"], hyper["epsilon"]), state
        axes = tuple(range(x.ndim - 1))
        mean = jnp.mean(x, axis=axes)
        variance = jnp.mean(jnp.square(x - mean), axis=axes)
        α = 1 - hyper["momentum"]
        after = {
            "moving_mean": state["moving_mean"] + α * (mean - state["moving_mean"]),
            "moving_variance": state["moving_variance"] + α * (variance - state["moving_variance"]),
        }
        return self.normal(params, x, mean, variance, hyper["epsilon"]), after


@dataclass(frozen=True)
class LayerNormalization(Normalization):
    """y = γ (x - μ) / √(σ² + ε) + β, with the mean and variance of each row's last axis.

    Shapes: x (batch, ..., channels) -> the same.
    Source: Ba et al. 2016, eq. 4.
    """

    def init(self, key: Key[Array, ""], input_shape: Shape) -> tuple[Params, Params, Shape]:
        """Return γ and β."""
        return self.init_weights(key, input_shape), {}, input_shape

    def apply(
        self,
        params: Params,
        state: Params,
        x: Float[Array, "batch ..."],
        *,
        hyper: Hyper,
        key: Key[Array, ""] | None,
        training: bool,
    ) -> tuple[Float[Array, "batch ..."], Params]:
        """Return the normalised rows."""
        mean = jnp.mean(x, axis=-1, keepdims=True)
        variance = jnp.mean(jnp.square(x - mean), axis=-1, keepdims=True)
        return self.normal(params, x, mean, variance, hyper["epsilon"]), state
