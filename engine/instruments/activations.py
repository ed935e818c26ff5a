"""What the units of each layer do: their mean and spread, the dead and the saturated ones.

Labels are the layers with an activation, in order. All values are those of the minibatch of row t.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from dlviz.engine.errors import SettingError
from dlviz.engine.instruments.base import Instrument, Reading
from dlviz.engine.problem import Problem

ENDS = {"sigmoid": (0.0, 1.0), "hard_sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "softsign": (-1.0, 1.0)}
"""The range of each activation that saturates at both ends."""


@dataclass(frozen=True)
class UnitInstrument(Instrument):
    """Base of instruments that read the outputs of layers with an activation."""

    stage: ClassVar[Literal["forward", "update"]] = "forward"

    def labels(self, problem: Problem) -> tuple[str, ...]:
        """Return the layers with an activation. Raises SettingError when there are none."""
        if not problem.activations:
            raise SettingError(f"{self.column} looks at units, and this problem has no layer with an activation")
        return tuple(problem.activations)

    def value(self, output: jax.Array, activation: str) -> Float[Array, ""]:
        """Return the value of one layer from its outputs (batch, ...)."""
        raise NotImplementedError  # pragma: no cover - every instrument has its own

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return the value per layer."""
        each = [self.value(reading.outputs[layer], name) for layer, name in problem.activations.items()]
        return jnp.stack(each), memory


@dataclass(frozen=True)
class ActivationMean(UnitInstrument):
    """Mean activation per layer, over units and rows. Shape: (layers,). Cost: one pass over the outputs."""

    column: ClassVar[str] = "activation_mean"

    def value(self, output: jax.Array, activation: str) -> Float[Array, ""]:
        """Return mean(a)."""
        return output.mean()


@dataclass(frozen=True)
class ActivationStd(UnitInstrument):
    """Spread of the activations per layer: standard deviation over units and rows (population).

    Shape: (layers,). Cost: two passes over the outputs. Source: Glorot and Bengio 2010, figures 2-4.
    """

    column: ClassVar[str] = "activation_std"

    def value(self, output: jax.Array, activation: str) -> Float[Array, ""]:
        """Return sd(a)."""
        return output.std()


@dataclass(frozen=True)
class DeadUnits(UnitInstrument):
    """Share of units, or of channels, that put out exactly 0 for every row of the minibatch.

    Unit: a share from 0 to 1. Shape: (layers,). Cost: one pass over the outputs.
    """

    column: ClassVar[str] = "dead_units"

    def value(self, output: jax.Array, activation: str) -> Float[Array, ""]:
        """Return the share of units that are all 0."""
        return (output == 0).all(axis=tuple(range(output.ndim - 1))).mean()


@dataclass(frozen=True)
class SaturatedUnits(UnitInstrument):
    """Share of activations within 5 % of an end of their range, where the derivative nearly vanishes.

    NaN for functions that do not saturate at both ends (`ENDS` lists those that do).
    Unit: a share from 0 to 1. Shape: (layers,). Cost: one pass over the outputs.
    """

    column: ClassVar[str] = "saturated_units"

    def value(self, output: jax.Array, activation: str) -> Float[Array, ""]:
        """Return the share of values near an end."""
        if activation not in ENDS:
            return jnp.full((), jnp.nan)
        low, high = ENDS[activation]
        margin = 0.05 * (high - low)
        return ((output < low + margin) | (output > high - margin)).mean()
