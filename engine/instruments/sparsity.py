"""How many weights are as good as zero: what an L1 penalty is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from dlviz.engine.errors import number
from dlviz.engine.instruments.base import Instrument, Reading
from dlviz.engine.problem import Problem

THRESHOLD = 1e-3
"""Below it a weight counts as zero: a step of plain or adaptive descent hardly ever lands on 0 itself."""


def kernels(weights: Mapping[str, Any]) -> list[Any]:
    """Return the arrays of a layer that join units; all of them where none does. Biases start at 0 and do not count."""
    joining = [array for array in weights.values() if array.ndim > 1]
    return joining or list(weights.values())


@dataclass(frozen=True)
class Zeros(Instrument):
    """Share of weights with |w| < threshold per layer, from 0 to 1, without biases.

    Shape: (layers,). Cost: one pass over the weights.
    Source: notes 5.2; Tibshirani 1996 (L1 and sparsity).
    """

    threshold: float = THRESHOLD

    column: ClassVar[str] = "zeros"

    def __post_init__(self) -> None:
        super().__post_init__()
        number(self.column, "threshold", self.threshold, least=0)

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return the shares at θ_t."""
        return jnp.stack([self._share(reading.params[layer]) for layer in problem.layers]), memory

    def _share(self, weights: Mapping[str, jax.Array]) -> Float[Array, ""]:
        values = jnp.concatenate([array.reshape(-1) for array in kernels(weights)])
        return (jnp.abs(values) < self.threshold).mean(dtype=values.dtype)
