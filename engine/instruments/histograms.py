"""How values are spread over fixed bins: weights, gradients, activations.

A histogram is a row of shares per layer, flattened: labels are `layer[bin]`, layer after layer. The outermost
bins also hold what lies beyond them, so the shares of a layer add up to 1 (unless a value is NaN).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from dlviz.engine.errors import SettingError
from dlviz.engine.instruments.activations import UnitInstrument
from dlviz.engine.instruments.base import Instrument, Reading
from dlviz.engine.problem import Problem
from dlviz.engine.state import Weights


def histogram(values: jax.Array, low: float, high: float, bins: int) -> Float[Array, " bins"]:
    """Return the share of values in each of `bins` equal bins over [low, high], the ends taking what is beyond."""
    place = jnp.floor((values.reshape(-1) - low) * (bins / (high - low)))
    counts = jnp.zeros(bins).at[jnp.clip(place, 0, bins - 1).astype(jnp.int32)].add(1.0)
    return counts / values.size


@dataclass(frozen=True)
class Histogram(Instrument):
    """Base of the three histograms: `bins` equal bins over [low, high]."""

    low: float = -1.0
    high: float = 1.0
    bins: int = 24

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.low < self.high or self.bins < 1:
            raise SettingError(
                f"{self.column}: {self.bins} bins from {self.low:g} to {self.high:g}; "
                "at least one bin over a range that rises is needed"
            )

    def labels(self, problem: Problem) -> tuple[str, ...]:
        """Return layer[bin], layer after layer."""
        return tuple(f"{layer}[{place}]" for layer in self.owners(problem) for place in range(self.bins))

    def owners(self, problem: Problem) -> tuple[str, ...]:
        """Return the layers that have a histogram."""
        return problem.layers

    def counted(self, tree: Weights, layers: tuple[str, ...]) -> Float[Array, " shares"]:
        """Return the flattened histograms of each layer's arrays."""
        each = [jnp.concatenate([array.reshape(-1) for array in tree[layer].values()]) for layer in layers]
        return jnp.concatenate([histogram(values, self.low, self.high, self.bins) for values in each])


@dataclass(frozen=True)
class WeightHistogram(Histogram):
    """Histogram of the weights per layer. Shape: (layers · bins,). Cost: a scatter over the weights."""

    column: ClassVar[str] = "weight_histogram"

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return the shares of θ_t."""
        return self.counted(reading.params, problem.layers), memory


@dataclass(frozen=True)
class GradientHistogram(Histogram):
    """Histogram of the gradient's components per layer. Shape: (layers · bins,). Cost: a scatter over them."""

    column: ClassVar[str] = "gradient_histogram"

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return the shares of g_t."""
        return self.counted(reading.gradients, problem.layers), memory


@dataclass(frozen=True)
class ActivationHistogram(Histogram, UnitInstrument):
    """Histogram of the activations per layer. Shape: (layers · bins,). Cost: a scatter over the outputs."""

    column: ClassVar[str] = "activation_histogram"
    stage: ClassVar[Literal["forward", "update"]] = "forward"

    def owners(self, problem: Problem) -> tuple[str, ...]:
        """Return the layers with an activation."""
        return UnitInstrument.labels(self, problem)

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return the shares of the outputs."""
        each = [histogram(reading.outputs[layer], self.low, self.high, self.bins) for layer in problem.activations]
        return jnp.concatenate(each), memory
