"""What the optimizer keeps, per layer, as it stands after update t."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from dlviz.engine.instruments.base import Instrument, Reading
from dlviz.engine.instruments.norms import per_layer
from dlviz.engine.optimizers import Optimizer
from dlviz.engine.preconditioner import divisors
from dlviz.engine.problem import Problem


@dataclass(frozen=True)
class Velocity(Instrument):
    """Norm per layer of the momentum slot: SGD's velocity, Adam's raw m; NaN without one.

    Shape: (layers,). Cost: one pass over the slot.
    """

    column: ClassVar[str] = "velocity"

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return ‖m‖ per layer."""
        if "momentum" not in reading.slots:
            return jnp.full(len(problem.layers), jnp.nan), memory
        return per_layer(reading.slots["momentum"], problem.layers), memory


@dataclass(frozen=True)
class FirstMoment(Instrument):
    """Norm per layer of the first moment that Adam steps along, ‖m̂‖ = ‖m‖ / (1 - β₁ᵗ); NaN without β₁.

    In Adam's forms "uncorrected" and "printed" that is ‖m‖ itself.
    Shape: (layers,). Cost: one pass over the slot. Source: Kingma and Ba 2015, algorithm 1.
    """

    column: ClassVar[str] = "first_moment"

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return ‖m̂‖ per layer."""
        beta = reading.hyper["optimizer"].get("beta_1")
        if beta is None or "momentum" not in reading.slots:
            return jnp.full(len(problem.layers), jnp.nan), memory
        correction = 1 - beta ** (reading.step + 1.0) if _corrects(reading.optimizer) else 1.0
        return per_layer(reading.slots["momentum"], problem.layers) / correction, memory


@dataclass(frozen=True)
class SecondMoment(Instrument):
    """Mean per layer of √v̂, v̂ = v / (1 - β₂ᵗ) (RMSprop: √v): the size that each gradient is divided by.

    √v itself in Adam's forms "uncorrected" and "printed"; NaN for optimizers without a mean of squared gradients.
    Shape: (layers,). Cost: a root per weight.
    Source: Kingma and Ba 2015, algorithm 1.
    """

    column: ClassVar[str] = "second_moment"

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return mean √v̂ per layer."""
        if "velocity" not in reading.slots:
            return jnp.full(len(problem.layers), jnp.nan), memory
        beta = reading.hyper["optimizer"].get("beta_2")
        corrected = beta is not None and _corrects(reading.optimizer)
        correction = 1 - beta ** (reading.step + 1.0) if corrected else 1.0
        slots = reading.slots["velocity"]
        return jnp.stack([_mean_root(slots[layer]) for layer in problem.layers]) / jnp.sqrt(correction), memory


@dataclass(frozen=True)
class EffectiveRate(Instrument):
    """Mean effective learning rate per layer, η / D: what an average of gradients is multiplied by.

    D = 1 for gradient descent, √v̂ + ε for Adam; NaN for Lion. Shape: (layers,). Cost: a root per weight.
    Source: notes 4.2 (ρ̂); `preconditioner` has every D.
    """

    column: ClassVar[str] = "effective_rate"

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return mean η / D per layer."""
        hyper = reading.hyper["optimizer"]
        weights = {layer: reading.params[layer] for layer in problem.layers}
        parts = divisors(reading.optimizer, reading.slots, weights, hyper, reading.step + 1.0)
        inverse = jnp.stack([_mean({name: 1 / d for name, d in parts[layer].items()}) for layer in problem.layers])
        return hyper["learning_rate"] * inverse, memory


def _corrects(optimizer: Optimizer) -> bool:
    """Whether the moments that the step is made of are corrected for their start at 0."""
    return getattr(optimizer, "form", "keras") in ("keras", "paper")


def _mean(arrays: Mapping[str, jax.Array]) -> jax.Array:
    total = sum((array.sum() for array in arrays.values()), jnp.zeros(()))
    return total / sum(array.size for array in arrays.values())


def _mean_root(arrays: Mapping[str, jax.Array]) -> jax.Array:
    return _mean({name: jnp.sqrt(array) for name, array in arrays.items()})
