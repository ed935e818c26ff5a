"""Step sizes per weight from past gradients: Adagrad, Adadelta, RMSprop; and Lion, which keeps only signs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from dlviz.engine.errors import number
from dlviz.engine.optimizers.base import Optimizer, Slots


@dataclass(frozen=True)
class Adagrad(Optimizer):
    """a ← a + g², w ← w - η g / √(a + ε).

    Source: Duchi et al. 2011; a starts at 0.1 and ε is inside the root, as in Keras.
    """

    initial_accumulator_value: float = 0.1
    epsilon: float = 1e-7

    traced: ClassVar[tuple[str, ...]] = ("epsilon",)
    memory: ClassVar[Mapping[str, str]] = {"accumulator": "a"}

    def __post_init__(self) -> None:
        super().__post_init__()
        number("Adagrad", "initial_accumulator_value", self.initial_accumulator_value, least=0)

    def slots(self, w: Float[Array, "..."]) -> Slots:
        """Return a = the initial value."""
        return {"accumulator": jnp.full_like(w, self.initial_accumulator_value)}

    def parts(
        self, g: Float[Array, "..."], slots: Slots, h: Mapping[str, Any], t: Float[Array, ""]
    ) -> dict[str, Float[Array, "..."]]:
        """Return averages and update of one array."""
        a = slots["accumulator"] + g * g
        return {"a": a, "Δθ": -h["learning_rate"] * g / jnp.sqrt(a + h["epsilon"])}


@dataclass(frozen=True)
class Adadelta(Optimizer):
    """a ← ρ a + (1 - ρ) g², δ = - √((d + ε) / (a + ε)) g, d ← ρ d + (1 - ρ) δ², w ← w + η δ.

    Source: Zeiler 2012, algorithm 1 (η = 1 there).
    """

    rho: float = 0.95
    epsilon: float = 1e-7

    traced: ClassVar[tuple[str, ...]] = ("rho", "epsilon")
    memory: ClassVar[Mapping[str, str]] = {"accumulated_grad": "a", "accumulated_delta": "d"}

    def slots(self, w: Float[Array, "..."]) -> Slots:
        """Return a = d = 0."""
        return {"accumulated_grad": jnp.zeros_like(w), "accumulated_delta": jnp.zeros_like(w)}

    def parts(
        self, g: Float[Array, "..."], slots: Slots, h: Mapping[str, Any], t: Float[Array, ""]
    ) -> dict[str, Float[Array, "..."]]:
        """Return averages and update of one array."""
        η, ρ, ε = h["learning_rate"], h["rho"], h["epsilon"]
        a = ρ * slots["accumulated_grad"] + (1 - ρ) * g * g
        δ = -jnp.sqrt(slots["accumulated_delta"] + ε) / jnp.sqrt(a + ε) * g
        d = ρ * slots["accumulated_delta"] + (1 - ρ) * δ * δ
        return {"a": a, "δ": δ, "d": d, "Δθ": η * δ}


@dataclass(frozen=True)
class RMSprop(Optimizer):
    """v ← ρ v + (1 - ρ) g², w ← w - η g / √(v + ε).

    Centred: a ← ρ a + (1 - ρ) g, and v - a² in the root. With momentum μ: m ← μ m + η g / √(…), w ← w - m.
    Source: Tieleman and Hinton 2012; Graves 2013, eq. 38-42 (centred). ε is INSIDE the root, as in Keras.
    """

    rho: float = 0.9
    momentum: float = 0.0
    epsilon: float = 1e-7
    centered: bool = False

    traced: ClassVar[tuple[str, ...]] = ("rho", "epsilon")
    memory: ClassVar[Mapping[str, str]] = {"velocity": "v", "average_gradient": "a", "momentum": "m"}

    def __post_init__(self) -> None:
        super().__post_init__()
        number("RMSprop", "momentum", self.momentum, least=0, most=1)

    def slots(self, w: Float[Array, "..."]) -> Slots:
        """Return v = 0, and a = 0 and m = 0 if they exist."""
        names = ["velocity"] + ["average_gradient"] * self.centered + ["momentum"] * (self.momentum > 0)
        return {name: jnp.zeros_like(w) for name in names}

    def hyper(self) -> dict[str, float]:
        """Return the momentum too, if there is any."""
        return super().hyper() | ({"momentum": float(self.momentum)} if self.momentum else {})

    def parts(
        self, g: Float[Array, "..."], slots: Slots, h: Mapping[str, Any], t: Float[Array, ""]
    ) -> dict[str, Float[Array, "..."]]:
        """Return averages and update of one array."""
        η, ρ, ε = h["learning_rate"], h["rho"], h["epsilon"]
        v = ρ * slots["velocity"] + (1 - ρ) * g * g
        found = {"v": v}
        if self.centered:
            a = found["a"] = ρ * slots["average_gradient"] + (1 - ρ) * g
            v = found["v − a²"] = v - a * a
        step = η * g / jnp.sqrt(v + ε)
        if self.momentum:
            step = found["m"] = h["momentum"] * slots["momentum"] + step
        return found | {"Δθ": -step}


@dataclass(frozen=True)
class Lion(Optimizer):
    """c = β₁ m + (1 - β₁) g, w ← w - η sign(c), then m ← β₂ m + (1 - β₂) g.

    Source: Chen et al. 2023, algorithm 2.
    """

    beta_1: float = 0.9
    beta_2: float = 0.99

    traced: ClassVar[tuple[str, ...]] = ("beta_1", "beta_2")
    memory: ClassVar[Mapping[str, str]] = {"momentum": "m"}

    def slots(self, w: Float[Array, "..."]) -> Slots:
        """Return m = 0."""
        return {"momentum": jnp.zeros_like(w)}

    def parts(
        self, g: Float[Array, "..."], slots: Slots, h: Mapping[str, Any], t: Float[Array, ""]
    ) -> dict[str, Float[Array, "..."]]:
        """Return averages and update of one array."""
        η, β1, β2 = h["learning_rate"], h["beta_1"], h["beta_2"]
        m = slots["momentum"]
        c = β1 * m + (1 - β1) * g
        return {"c": c, "Δθ": -η * jnp.sign(c), "m": β2 * m + (1 - β2) * g}
