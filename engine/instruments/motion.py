"""Where a run is, how far it came, and whether it keeps its direction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from dlviz.engine.axes import Axis
from dlviz.engine.instruments.base import Instrument, Reading
from dlviz.engine.instruments.norms import per_layer
from dlviz.engine.layers.base import Layer
from dlviz.engine.model import penalty_of
from dlviz.engine.problem import Problem, Supervised
from dlviz.engine.state import Weights


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

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return θ_t[axis] per axis."""
        return jnp.stack([axis.read(reading.params) for axis in self.axes]), memory


@dataclass(frozen=True)
class FullLoss(Instrument):
    """Loss at θ_t on ALL training rows, penalties included, with dropout off.

    `reference`: layers whose penalties count in place of the run's own, so that runs with different penalties can
    be drawn on one scale; None: the run's own. Shape: a number. Cost: a forward pass over all rows.
    """

    reference: tuple[tuple[str, Layer], ...] | None = None

    column: ClassVar[str] = "full_loss"

    @classmethod
    def by(cls, problem: Problem, every: int = 1) -> FullLoss:
        """Return a FullLoss with the penalties of this problem's model, if it has one."""
        return cls(every, problem.model.inner if isinstance(problem, Supervised) else None)

    def labels(self, problem: Problem) -> tuple[str, ...]:
        """Return (): a single number."""
        return ()

    def hyper(self) -> dict[str, Any]:
        """Return the reference's strengths."""
        return {name: options for name, layer in self.reference or () if (options := layer.hyper())}

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return L(θ_t) on all rows."""
        hyper, data = reading.hyper["layers"], reading.data
        if self.reference is None:
            value, _ = problem.loss(reading.params, reading.layer_state, hyper, data, None, False)
            return value, memory
        value, (outputs, _) = problem.data_loss(reading.params, reading.layer_state, hyper, data, None, False)
        shared = [(name, layer) for name, layer in self.reference if name in outputs]
        return value + penalty_of(shared, reading.params, reading.own, outputs), memory


@dataclass(frozen=True)
class DistanceFromStart(Instrument):
    """Distance per layer from the initial weights, ‖θ_t - θ_0‖₂.

    Shape: (layers,). Cost: one pass over the weights; memory: the initial weights.
    """

    column: ClassVar[str] = "distance_from_start"

    def start(self, params: Weights) -> Any:
        """Return θ_0."""
        return params

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return ‖θ - θ_0‖ per layer."""
        now = {layer: reading.params[layer] for layer in problem.layers}
        return per_layer(jax.tree.map(jnp.subtract, now, memory), problem.layers), memory


@dataclass(frozen=True)
class GradientCosine(Instrument):
    """Cosine per layer between this gradient and the one measured before: 1 same way, -1 straight back.

    NaN in the first row, and where a gradient is 0. Shape: (layers,). Cost: three passes over the gradients;
    memory: one gradient.
    """

    column: ClassVar[str] = "gradient_cosine"

    def start(self, params: Weights) -> Any:
        """Return no gradient: zeros."""
        return jax.tree.map(jnp.zeros_like, params)

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return cos(g_t, g_before) per layer."""
        return _cosines(reading.gradients, memory, problem.layers), reading.gradients


@dataclass(frozen=True)
class UpdateCosine(Instrument):
    """Cosine per layer between this update and the one measured before.

    NaN in the first row, and where an update is 0. Shape: (layers,). Cost: three passes over the updates;
    memory: one update.
    """

    column: ClassVar[str] = "update_cosine"

    def start(self, params: Weights) -> Any:
        """Return no update: zeros."""
        return jax.tree.map(jnp.zeros_like, params)

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return cos(Δθ_t, Δθ_before) per layer."""
        return _cosines(reading.updates, memory, problem.layers), reading.updates


@dataclass(frozen=True)
class LossAlongUpdate(Instrument):
    """Loss on all training rows along the update: L(θ_t + s·Δθ) for the given s.

    Below L(θ_t) at s = 1 the step was right; if it is lower still at s = 2, longer would have been better.
    Shape: (scales,). Cost: a forward pass over all rows per s.
    """

    scales: tuple[float, ...] = (0.0, 0.5, 1.0, 2.0)

    column: ClassVar[str] = "loss_along_update"

    def labels(self, problem: Problem) -> tuple[str, ...]:
        """Return the values of s."""
        return tuple(f"{scale:g}" for scale in self.scales)

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return L(θ + s·Δθ) per s."""

        def loss(scale: jax.Array) -> jax.Array:
            moved = {
                layer: jax.tree.map(lambda w, u: w + scale * u, reading.params[layer], reading.updates[layer])
                for layer in problem.layers
            }
            params = {**reading.params, **moved}
            return problem.loss(params, reading.layer_state, reading.hyper["layers"], reading.data, None, False)[0]

        return jax.lax.map(loss, jnp.asarray(self.scales)), memory


def _cosines(now: Weights, before: Weights, layers: tuple[str, ...]) -> Float[Array, " layers"]:
    def dot(layer: str) -> jax.Array:
        return sum((jnp.vdot(now[layer][name], before[layer][name]) for name in now[layer]), jnp.zeros(()))

    products = jnp.stack([dot(layer) for layer in layers])
    lengths = per_layer(now, layers) * per_layer(before, layers)
    return jnp.where(lengths > 0, products / lengths, jnp.nan)
