"""What is measured inside the compiled step.

An instrument is a frozen dataclass that says
  when:   `every` k steps (rows 0, k, 2k, …; NaN in between, as for every value that does not exist);
  where:  `stage`. "forward": with the layer outputs and the minibatch in hand, before the update is known.
          "update": with the update known, before it is committed. Both see θ_t, so they stand in row t;
  what:   `measure(reading, memory) -> (value, memory)`, where value has one number, or one per label.
Most keep no memory and return what they got. Values are reduced on the device; a row costs its numbers only.

    GradNorm()            # column grad_norm, (rows, layers), every step
    FullLoss(every=10)    # column full_loss, (rows,), NaN but in rows 0, 10, 20, …
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NamedTuple

import jax
from jaxtyping import Array, Float

from dlviz.engine.errors import SettingError
from dlviz.engine.optimizers import Optimizer
from dlviz.engine.problem import Batch, Hyper, Outputs, Problem
from dlviz.engine.state import Weights


class Reading(NamedTuple):
    """What the step lays before an instrument at row t.

    `params` θ_t; `gradients` ∇L of minibatch t at θ_t; `updates` θ_{t+1} - θ_t ({} at stage "forward"); `slots`
    the optimizer's memory, after the update at stage "update"; `outputs` of all layers and `batch` ({} and () at
    stage "update"); `data` all training rows; `hyper` of problem and optimizer; `own` the instrument's own
    traced numbers; `key` the step's random key; `step` t.
    """

    params: Weights
    layer_state: Weights
    gradients: Weights
    updates: Weights
    optimizer: Optimizer
    slots: Any
    outputs: Outputs
    batch: Batch
    data: Batch
    hyper: Hyper
    own: Mapping[str, Any]
    key: jax.Array
    step: jax.Array


@dataclass(frozen=True)
class Instrument:
    """Base of all instruments; see the module's contract."""

    every: int = 1

    column: ClassVar[str]
    stage: ClassVar[Literal["forward", "update"]] = "update"

    def __post_init__(self) -> None:
        if self.every < 1:
            raise SettingError(f"{self.column}: every is {self.every}; it must be at least 1")

    def labels(self, problem: Problem) -> tuple[str, ...]:
        """Return the names of the entries of a value; () for a single number."""
        return problem.layers

    def hyper(self) -> dict[str, Any]:
        """Return numbers of its own that may change without a compile."""
        return {}

    def start(self, params: Weights) -> Any:
        """Return the memory before row 0."""
        return ()

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return the value of row t and the memory for row t + 1."""
        raise NotImplementedError  # pragma: no cover - every instrument has its own
