"""Adam and its relatives: a mean m of the gradients, over the root of a mean v of their squares."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from dlviz.engine.optimizers.base import Optimizer, Slots


@dataclass(frozen=True)
class Adam(Optimizer):
    """m ← β₁ m + (1 - β₁) g, v ← β₂ v + (1 - β₂) g², w ← w - η √(1 - β₂ᵗ)/(1 - β₁ᵗ) · m / (√v + ε).

    This is the second form of Kingma and Ba, section 2, as in Keras: its ε is their ε̂, added to the
    UNcorrected √v. With `amsgrad` the largest v so far stands in the denominator (Reddi et al. 2018).
    Source: Kingma and Ba 2015, algorithm 1.
    """

    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    amsgrad: bool = False

    traced: ClassVar[tuple[str, ...]] = ("beta_1", "beta_2", "epsilon")

    def slots(self, w: Float[Array, "..."]) -> Slots:
        """Return m = v = 0."""
        names = ("momentum", "velocity", "velocity_hat") if self.amsgrad else ("momentum", "velocity")
        return {name: jnp.zeros_like(w) for name in names}

    def one(
        self, g: Float[Array, "..."], slots: Slots, h: Mapping[str, Any], t: Float[Array, ""]
    ) -> tuple[Float[Array, "..."], Slots]:
        """Return the update of one array."""
        η, β1, β2, ε = h["learning_rate"], h["beta_1"], h["beta_2"], h["epsilon"]
        m = slots["momentum"] + (1 - β1) * (g - slots["momentum"])
        v = slots["velocity"] + (1 - β2) * (g * g - slots["velocity"])
        after = {"momentum": m, "velocity": v}
        if self.amsgrad:
            v = after["velocity_hat"] = jnp.maximum(slots["velocity_hat"], v)
        α = η * jnp.sqrt(1 - β2**t) / (1 - β1**t)
        # not the paper's first form: ε is added to √v, not to √v̂ = √(v / (1 - β₂ᵗ)), as in Keras
        return -α * m / (jnp.sqrt(v) + ε), after


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam with decoupled weight decay: beside Adam's update, w ← w - η λ w.

    Source: Loshchilov and Hutter 2019, algorithm 2.
    """

    weight_decay: float | None = 0.004


@dataclass(frozen=True)
class Adamax(Optimizer):
    """m as in Adam, u ← max(β₂ u, |g|), w ← w - η / (1 - β₁ᵗ) · m / (u + ε).

    Source: Kingma and Ba 2015, algorithm 2 (without ε there).
    """

    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7

    traced: ClassVar[tuple[str, ...]] = ("beta_1", "beta_2", "epsilon")

    def slots(self, w: Float[Array, "..."]) -> Slots:
        """Return m = u = 0."""
        return {"momentum": jnp.zeros_like(w), "norm": jnp.zeros_like(w)}

    def one(
        self, g: Float[Array, "..."], slots: Slots, h: Mapping[str, Any], t: Float[Array, ""]
    ) -> tuple[Float[Array, "..."], Slots]:
        """Return the update of one array."""
        η, β1, β2, ε = h["learning_rate"], h["beta_1"], h["beta_2"], h["epsilon"]
        m = slots["momentum"] + (1 - β1) * (g - slots["momentum"])
        u = jnp.maximum(β2 * slots["norm"], jnp.abs(g))
        return -η / (1 - β1**t) * m / (u + ε), {"momentum": m, "norm": u}


@dataclass(frozen=True)
class Nadam(Optimizer):
    """Adam with Nesterov's look ahead: m̂ = μₜ₊₁ m / (1 - Π μ₁…ₜ₊₁) + (1 - μₜ) g / (1 - Π μ₁…ₜ), μₜ = β₁ (1 -
    ½ 0.96ᵗ).

    v̂ = v / (1 - β₂ᵗ), w ← w - η m̂ / (√v̂ + ε). The product Π μ is a slot of its own, one number per array.
    Source: Dozat 2016, algorithm 2, with the schedule of μ in its section 3.
    """

    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7

    traced: ClassVar[tuple[str, ...]] = ("beta_1", "beta_2", "epsilon")

    def slots(self, w: Float[Array, "..."]) -> Slots:
        """Return m = v = 0 and Π = 1."""
        return {
            "momentum": jnp.zeros_like(w),
            "velocity": jnp.zeros_like(w),
            "momentum_product": jnp.ones((), w.dtype),
        }

    def one(
        self, g: Float[Array, "..."], slots: Slots, h: Mapping[str, Any], t: Float[Array, ""]
    ) -> tuple[Float[Array, "..."], Slots]:
        """Return the update of one array."""
        η, β1, β2, ε = h["learning_rate"], h["beta_1"], h["beta_2"], h["epsilon"]
        μ, μ_next = (β1 * (1 - 0.5 * 0.96**s) for s in (t, t + 1))
        product = slots["momentum_product"] * μ
        m = slots["momentum"] + (1 - β1) * (g - slots["momentum"])
        v = slots["velocity"] + (1 - β2) * (g * g - slots["velocity"])
        m_hat = μ_next * m / (1 - product * μ_next) + (1 - μ) * g / (1 - product)
        v_hat = v / (1 - β2**t)
        return -η * m_hat / (jnp.sqrt(v_hat) + ε), {"momentum": m, "velocity": v, "momentum_product": product}
