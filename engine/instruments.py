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
import jax.numpy as jnp
from jaxtyping import Array, Float

from dlviz.engine.axes import Axis
from dlviz.engine.errors import SettingError
from dlviz.engine.problem import Batch, Hyper, Outputs, Problem
from dlviz.engine.state import Weights


class Reading(NamedTuple):
    """What the step lays before an instrument at row t.

    `params` θ_t; `gradients` ∇L of minibatch t at θ_t; `updates` θ_{t+1} - θ_t and `optimizer` state after the
    update (both None at stage "forward"); `outputs` of all layers (None at stage "update"); `hyper` of problem
    and optimizer; `own` the instrument's own traced numbers; `data` all training rows.
    """

    params: Weights
    layer_state: Weights
    gradients: Weights
    updates: Weights | None
    optimizer: Any
    outputs: Outputs | None
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

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, ...], Any]:
        """Return the value of row t and the memory for row t + 1."""
        raise NotImplementedError  # pragma: no cover - every instrument has its own


def norm(weights: Mapping[str, jax.Array]) -> Float[Array, ""]:
    """Euclidean norm of one layer's arrays taken together: ‖·‖₂ = √Σ v². One pass, by dot products."""
    return jnp.sqrt(sum((jnp.vdot(value, value) for value in weights.values()), jnp.zeros(())))


def _per_layer(weights: Weights, layers: tuple[str, ...]) -> Float[Array, " layers"]:
    return jnp.stack([norm(weights[layer]) for layer in layers])


@dataclass(frozen=True)
class GradNorm(Instrument):
    """Gradient norm per layer, ‖∂L/∂θ_layer‖₂ of minibatch t at θ_t, before any clipping.

    Shape: (layers,). Cost: one pass over the gradients.
    """

    column: ClassVar[str] = "grad_norm"

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, ...], Any]:
        """Return ‖g‖ per layer."""
        return _per_layer(reading.gradients, problem.layers), memory


@dataclass(frozen=True)
class UpdateNorm(Instrument):
    """Update norm per layer, ‖θ_{t+1} - θ_t‖₂.

    Shape: (layers,). Cost: one pass over the updates.
    """

    column: ClassVar[str] = "update_norm"

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, ...], Any]:
        """Return ‖Δθ‖ per layer."""
        assert reading.updates is not None
        return _per_layer(reading.updates, problem.layers), memory


@dataclass(frozen=True)
class WeightNorm(Instrument):
    """Norm of the trainable weights per layer, ‖θ_t‖₂, biases included.

    Shape: (layers,). Cost: one pass over the weights.
    """

    column: ClassVar[str] = "weight_norm"

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, ...], Any]:
        """Return ‖θ‖ per layer."""
        return _per_layer(reading.params, problem.layers), memory


@dataclass(frozen=True)
class Position(Instrument):
    """Chosen coordinates of θ_t: where a run is on a landscape.

    Shape: (axes,). Cost: a read per axis.
    """

    axes: tuple[Axis, ...] = ()

    column: ClassVar[str] = "position"

    def labels(self, problem: Problem) -> tuple[str, ...]:
        """Return the axes' labels."""
        return tuple(axis.label for axis in self.axes)

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, ...], Any]:
        """Return θ_t[axis] per axis."""
        return jnp.stack([axis.read(reading.params) for axis in self.axes]), memory


@dataclass(frozen=True)
class FullLoss(Instrument):
    """Loss at θ_t on ALL training rows, penalties included, with dropout off.

    `reference`: penalty strengths to use in place of the run's own, {layer: {option: value}}, so that runs with
    different penalties can be drawn on one scale. Shape: a number. Cost: a forward pass over all rows.
    """

    reference: tuple[tuple[str, tuple[tuple[str, float], ...]], ...] | None = None

    column: ClassVar[str] = "full_loss"

    @classmethod
    def by(cls, hyper: Mapping[str, Mapping[str, float]], every: int = 1) -> FullLoss:
        """Return a FullLoss that uses these penalty strengths."""
        return cls(every, tuple((layer, tuple(options.items())) for layer, options in hyper.items()))

    def labels(self, problem: Problem) -> tuple[str, ...]:
        """Return (): a single number."""
        return ()

    def hyper(self) -> dict[str, Any]:
        """Return the reference's strengths."""
        return {layer: dict(options) for layer, options in self.reference or ()}

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, ...], Any]:
        """Return L(θ_t) on all rows."""
        hyper = reading.own if self.reference is not None else reading.hyper["layers"]
        value, _ = problem.loss(reading.params, reading.layer_state, hyper, reading.data, None, False)
        return value, memory


DEFAULT: tuple[Instrument, ...] = (GradNorm(), UpdateNorm(), WeightNorm())
"""What a run measures unless told otherwise; the loss is always measured."""
