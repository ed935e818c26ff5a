"""Gradient descent, plain, with momentum and with Nesterov's momentum."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp
from jaxtyping import Array, Float

from dlviz.engine import schedules
from dlviz.engine.errors import number
from dlviz.engine.optimizers.base import Optimizer, Slots


@dataclass(frozen=True)
class SGD(Optimizer):
    """Gradient descent: w ← w - η g; with momentum μ: m ← μ m - η g, w ← w + m.

    Nesterov's form looks ahead: w ← w + μ m - η g, with the m after.
    Source: notes 4.2; Sutskever et al. 2013.
    """

    learning_rate: float | schedules.Schedule = 0.01
    momentum: float = 0.0
    nesterov: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        number("SGD", "momentum", self.momentum, least=0, most=1)

    def slots(self, w: Float[Array, "..."]) -> Slots:
        """Return m = 0, if there is momentum."""
        return {"momentum": jnp.zeros_like(w)} if self.momentum else {}

    def hyper(self) -> dict[str, float]:
        """Return the momentum too, if there is any."""
        return super().hyper() | ({"momentum": float(self.momentum)} if self.momentum else {})

    def one(
        self, g: Float[Array, "..."], slots: Slots, h: Mapping[str, Any], t: Float[Array, ""]
    ) -> tuple[Float[Array, "..."], Slots]:
        """Return the update of one array."""
        η = h["learning_rate"]
        if not self.momentum:
            return -η * g, {}
        μ = h["momentum"]
        m = μ * slots["momentum"] - η * g
        return (μ * m - η * g if self.nesterov else m), {"momentum": m}
