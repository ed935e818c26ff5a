"""Layers that draw random numbers in training and do nothing afterwards.

What one draws depends on its place among the layers; with a `seed` of its own it depends on that instead, and the layer
takes no place: where it is put, or taken away, all others draw what they drew.
"""

from dataclasses import dataclass, field
from typing import ClassVar

import jax
import jax.numpy as jnp
from jax.random import fold_in
from jaxtyping import Array, Bool, Float, Key

from dlviz.engine.errors import SettingError, number, whole
from dlviz.engine.layers.base import Hyper, Layer, Params, Shape

APART = 2**31 - 1
"""What keys of layers with a seed are folded with first: no layer has such a place."""


@dataclass(frozen=True)
class Noise(Layer):
    """What both share: no weights, the shape stays, a key in training."""

    random: ClassVar[bool] = True
    seed: int | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        if self.seed is not None:
            whole(self.name or type(self).__name__, "seed", self.seed, least=0)

    @property
    def places(self) -> int:
        """Return none for a layer with a seed."""
        return int(self.seed is None)

    def key(self, key: Key[Array, ""], place: int) -> Key[Array, ""]:
        """Return the key by the seed, where there is one, or by the place."""
        return super().key(key, place) if self.seed is None else fold_in(fold_in(key, APART), self.seed)

    def init(self, key: Key[Array, ""], input_shape: Shape) -> tuple[Params, Params, Shape]:
        """Return no weights."""
        return {}, {}, input_shape

    def drawn(self, x: Float[Array, "batch ..."], hyper: Hyper, key: Key[Array, ""]) -> Float[Array, "batch ..."]:
        """Return the outputs in training."""
        raise NotImplementedError

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
        """Return x, changed at random in training.

        Raises: SettingError for training without a key.
        """
        if not training:
            return x, state
        if key is None:
            raise SettingError(
                f"{self.name or type(self).__name__}: the layer draws random numbers; training needs a key"
            )
        return self.drawn(x, hyper, key), state


@dataclass(frozen=True)
class Dropout(Noise):
    """In training y = m x / (1 - rate), m = 0 with probability `rate`, else 1, drawn for every number; else y
    = x.

    Shapes: (batch, ...) -> (batch, ...).
    Source: notes 5.3; Srivastava et al. 2014 (this is the inverted form: they scale when predicting).
    """

    rate: float = 0.5

    def __post_init__(self) -> None:
        super().__post_init__()
        number(self.name or "Dropout", "rate", self.rate, least=0, most=1, below=True)

    def hyper(self) -> dict[str, float]:
        """Return the rate."""
        return {"rate": float(self.rate)}

    def mask(self, shape: Shape, hyper: Hyper, key: Key[Array, ""]) -> Bool[Array, "batch ..."]:
        """Return m: which of the numbers of a batch are kept."""
        kept: Bool[Array, "batch ..."] = jax.random.uniform(key, shape) < 1 - hyper["rate"]
        return kept

    def drawn(self, x: Float[Array, "batch ..."], hyper: Hyper, key: Key[Array, ""]) -> Float[Array, "batch ..."]:
        """Return m x / (1 - rate)."""
        return jnp.where(self.mask(x.shape, hyper, key), x / (1 - hyper["rate"]), 0)


@dataclass(frozen=True)
class GaussianNoise(Noise):
    """In training y = x + ε, ε ~ N(0, stddev²), drawn for every number; else y = x.

    Shapes: (batch, ...) -> (batch, ...).
    """

    stddev: float = 0.1

    def __post_init__(self) -> None:
        super().__post_init__()
        number(self.name or "GaussianNoise", "stddev", self.stddev, least=0)

    def hyper(self) -> dict[str, float]:
        """Return the standard deviation."""
        return {"stddev": float(self.stddev)}

    def drawn(self, x: Float[Array, "batch ..."], hyper: Hyper, key: Key[Array, ""]) -> Float[Array, "batch ..."]:
        """Return x + ε."""
        return jnp.add(x, hyper["stddev"] * jax.random.normal(key, x.shape, x.dtype))
