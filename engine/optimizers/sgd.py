"""Gradient descent, plain, with momentum and with Nesterov's momentum."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float

from dlviz.engine import schedules
from dlviz.engine.errors import number
from dlviz.engine.optimizers.base import Optimizer, Slots


@dataclass(frozen=True)
class SGD(Optimizer):
    """Gradient descent: w ← w - η g; with momentum β: v ← β v - η g, w ← w + v.

    Nesterov's form looks ahead: w ← w + β v - η g, with the v after. Keras calls the slot of v "momentum".
    Source: notes 4.2; Sutskever et al. 2013.
    """

    learning_rate: float | schedules.Schedule = 0.01
    momentum: float = 0.0
    nesterov: bool = False

    memory: ClassVar[Mapping[str, str]] = {"momentum": "v"}

    def __post_init__(self) -> None:
        super().__post_init__()
        number("SGD", "momentum", self.momentum, least=0, most=1)

    def slots(self, w: Float[Array, "..."]) -> Slots:
        """Return v = 0, if there is momentum."""
        return {"momentum": jnp.zeros_like(w)} if self.momentum else {}

    def hyper(self) -> dict[str, float]:
        """Return the momentum too, if there is any."""
        return super().hyper() | ({"momentum": float(self.momentum)} if self.momentum else {})

    def parts(
        self, g: Float[Array, "..."], slots: Slots, h: Mapping[str, Any], t: Float[Array, ""]
    ) -> dict[str, Float[Array, "..."]]:
        """Return the velocity and the update of one array."""
        η = h["learning_rate"]
        if not self.momentum:
            return {"Δθ": -η * g}
        β = h["momentum"]
        v = β * slots["momentum"] - η * g
        return {"v": v, "Δθ": β * v - η * g if self.nesterov else v}
