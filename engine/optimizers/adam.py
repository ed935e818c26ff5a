"""Adam and its relatives: a mean m of the gradients, over the root of a mean v of their squares."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from dlviz.engine.errors import SettingError, choice
from dlviz.engine.optimizers.base import Optimizer, Slots

FORMS = ("keras", "paper", "uncorrected", "printed")
"""Of Adam; the class says what each is."""


@dataclass(frozen=True)
class Adam(Optimizer):
    """m ← β₁ m + (1 - β₁) g, v ← β₂ v + (1 - β₂) g², then a step along m, each weight's by its own √v.

    m̂ = m / (1 - β₁ᵗ) and v̂ = v / (1 - β₂ᵗ) correct for the start at m = v = 0. `form` says what is done with them:

        keras        w ← w - η √(1 - β₂ᵗ)/(1 - β₁ᵗ) · m / (√v + ε): ε stands beside the UNcorrected √v
        paper        w ← w - η m̂ / (√v̂ + ε)
        uncorrected  w ← w - η m / (√v + ε)
        printed      the notes' recursion, 4.2: the corrections divide the running averages THEMSELVES, in every
                     step anew, m ← (β₁ m + (1 - β₁) g) / (1 - β₁ᵗ), v likewise, and w ← w - η m / √(v + ε)

    Keras' form is the paper's second one, its ε the paper's ε̂; at ε = 0 both are the same. The printed one is no
    average any more: while β₁ᵗ > 1 - β₁ it multiplies what it holds, step after step. With `amsgrad` the largest v
    so far stands in the denominator of Keras' form (Reddi et al. 2018).
    Source: Kingma and Ba 2015, algorithm 1 (paper) and section 2 (keras); notes 4.2 (printed).
    Raises: SettingError for a form that does not exist, or amsgrad with another than Keras'.
    """

    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-7
    amsgrad: bool = False
    form: str = "keras"

    traced: ClassVar[tuple[str, ...]] = ("beta_1", "beta_2", "epsilon")
    memory: ClassVar[Mapping[str, str]] = {"momentum": "m", "velocity": "v", "velocity_hat": "v⁺"}

    def __post_init__(self) -> None:
        super().__post_init__()
        choice(type(self).__name__, "form", self.form, FORMS)
        if self.amsgrad and self.form != "keras":
            raise SettingError(f'{type(self).__name__}: amsgrad belongs to form = "keras"; leave one of them out')

    def slots(self, w: Float[Array, "..."]) -> Slots:
        """Return m = v = 0."""
        names = ("momentum", "velocity", "velocity_hat") if self.amsgrad else ("momentum", "velocity")
        return {name: jnp.zeros_like(w) for name in names}

    def parts(
        self, g: Float[Array, "..."], slots: Slots, h: Mapping[str, Any], t: Float[Array, ""]
    ) -> dict[str, Float[Array, "..."]]:
        """Return averages, corrected averages and update of one array."""
        η, β1, β2, ε = h["learning_rate"], h["beta_1"], h["beta_2"], h["epsilon"]
        m = slots["momentum"] + (1 - β1) * (g - slots["momentum"])
        v = slots["velocity"] + (1 - β2) * (g * g - slots["velocity"])
        if self.form == "printed":
            # not the paper: what is divided goes into the next average (v becomes ∞, but not ∞ - ∞)
            m = (β1 * slots["momentum"] + (1 - β1) * g) / (1 - β1**t)
            v = (β2 * slots["velocity"] + (1 - β2) * g * g) / (1 - β2**t)
            return {"m": m, "v": v, "Δθ": -η * m / jnp.sqrt(v + ε)}
        found = {"m": m, "v": v, "m̂": m / (1 - β1**t), "v̂": v / (1 - β2**t)}
        if self.form == "paper":
            return found | {"Δθ": -η * found["m̂"] / (jnp.sqrt(found["v̂"]) + ε)}
        if self.form == "uncorrected":
            return found | {"Δθ": -η * m / (jnp.sqrt(v) + ε)}
        if self.amsgrad:
            v = found["v⁺"] = jnp.maximum(slots["velocity_hat"], v)
        α = found["α"] = η * jnp.sqrt(1 - β2**t) / (1 - β1**t)
        # not the paper's first form: ε is added to √v, not to √v̂ = √(v / (1 - β₂ᵗ)), as in Keras
        return found | {"Δθ": -α * m / (jnp.sqrt(v) + ε)}


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
    memory: ClassVar[Mapping[str, str]] = {"momentum": "m", "norm": "u"}

    def slots(self, w: Float[Array, "..."]) -> Slots:
        """Return m = u = 0."""
        return {"momentum": jnp.zeros_like(w), "norm": jnp.zeros_like(w)}

    def parts(
        self, g: Float[Array, "..."], slots: Slots, h: Mapping[str, Any], t: Float[Array, ""]
    ) -> dict[str, Float[Array, "..."]]:
        """Return averages and update of one array."""
        η, β1, β2, ε = h["learning_rate"], h["beta_1"], h["beta_2"], h["epsilon"]
        m = slots["momentum"] + (1 - β1) * (g - slots["momentum"])
        u = jnp.maximum(β2 * slots["norm"], jnp.abs(g))
        return {"m": m, "m̂": m / (1 - β1**t), "u": u, "Δθ": -η / (1 - β1**t) * m / (u + ε)}


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
    memory: ClassVar[Mapping[str, str]] = {"momentum": "m", "velocity": "v", "momentum_product": "Π"}

    def slots(self, w: Float[Array, "..."]) -> Slots:
        """Return m = v = 0 and Π = 1."""
        return {
            "momentum": jnp.zeros_like(w),
            "velocity": jnp.zeros_like(w),
            "momentum_product": jnp.ones((), w.dtype),
        }

    def parts(
        self, g: Float[Array, "..."], slots: Slots, h: Mapping[str, Any], t: Float[Array, ""]
    ) -> dict[str, Float[Array, "..."]]:
        """Return averages and update of one array."""
        η, β1, β2, ε = h["learning_rate"], h["beta_1"], h["beta_2"], h["epsilon"]
        μ, μ_next = (β1 * (1 - 0.5 * 0.96**s) for s in (t, t + 1))
        product = slots["momentum_product"] * μ
        m = slots["momentum"] + (1 - β1) * (g - slots["momentum"])
        v = slots["velocity"] + (1 - β2) * (g * g - slots["velocity"])
        m_hat = μ_next * m / (1 - product * μ_next) + (1 - μ) * g / (1 - product)
        v_hat = v / (1 - β2**t)
        Δ = -η * m_hat / (jnp.sqrt(v_hat) + ε)
        return {"μ": μ, "μ⁺": μ_next, "Π": product, "m": m, "v": v, "m̂": m_hat, "v̂": v_hat, "Δθ": Δ}
