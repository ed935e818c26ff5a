"""How much of a minibatch gradient is signal: from the gradient of every row by itself.

With gᵢ the gradient of row i of a minibatch of B rows and ḡ their mean, tr Σ = Σᵢ ‖gᵢ - ḡ‖² / (B - 1) is the
variance of one row's gradient. Cost: B gradients and their memory, so measure on a stride.
A minibatch of one row has no variance to speak of: NaN.
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
from dlviz.engine.state import Weights


@dataclass(frozen=True)
class RowGradients(Instrument):
    """Base of instruments that look at every row's gradient."""

    stage: ClassVar[Literal["forward", "update"]] = "forward"

    def check(self, problem: Problem) -> None:
        """Raise SettingError for a problem without rows."""
        if not jax.tree.leaves(problem.data):
            raise SettingError(f"{self.column} compares the gradients of rows, and this problem has no rows")

    def moments(self, problem: Problem, reading: Reading) -> tuple[jax.Array, jax.Array, int]:
        """Return ‖ḡ‖² and tr Σ per layer, and B."""
        trainable = {layer: reading.params[layer] for layer in problem.layers}

        def loss(trainable: Weights, row: Any) -> jax.Array:
            params = {**reading.params, **trainable}
            batch = jax.tree.map(lambda array: array[None], row)
            hyper = reading.hyper["layers"]
            return problem.loss(params, reading.layer_state, hyper, batch, reading.key, True)[0]

        each = jax.vmap(jax.grad(loss), in_axes=(None, 0))(trainable, reading.batch)
        size = jax.tree.leaves(reading.batch)[0].shape[0]
        signal, noise = [], []
        for layer in problem.layers:
            rows = jnp.concatenate([array.reshape(size, -1) for array in each[layer].values()], axis=1)
            mean = rows.mean(axis=0)
            signal.append(jnp.vdot(mean, mean))
            noise.append(((rows - mean) ** 2).sum() / max(size - 1, 1))
        spread = jnp.stack(noise) if size > 1 else jnp.full(len(noise), jnp.nan)
        return jnp.stack(signal), spread, size


@dataclass(frozen=True)
class GradientNoiseScale(RowGradients):
    """Simple noise scale tr Σ / ‖G‖²: about the batch size up to which larger batches pay.

    ‖G‖² = ‖ḡ‖² - tr Σ / B, without the noise's own share; where that is not positive, NaN: the noise hides the
    gradient. Unit: rows. Shape: a number. Source: McCandlish et al. 2018, eq. 2.9 and appendix A.1.
    """

    column: ClassVar[str] = "gradient_noise_scale"

    def labels(self, problem: Problem) -> tuple[str, ...]:
        """Return (): a single number."""
        self.check(problem)
        return ()

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return tr Σ / ‖G‖²."""
        signal, noise, size = self.moments(problem, reading)
        true = signal.sum() - noise.sum() / size
        return jnp.where(true > 0, noise.sum() / true, jnp.nan), memory


@dataclass(frozen=True)
class GradientSNR(RowGradients):
    """Signal-to-noise ratio of one row's gradient per layer, ‖ḡ‖ / √tr Σ.

    Shape: (layers,). Source: Rainforth et al. 2018, section 3 (definition, taken over a layer).
    """

    column: ClassVar[str] = "gradient_snr"

    def labels(self, problem: Problem) -> tuple[str, ...]:
        """Return the layers with trainable weights."""
        self.check(problem)
        return problem.layers

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return ‖ḡ‖ / √tr Σ per layer."""
        signal, noise, _ = self.moments(problem, reading)
        return jnp.sqrt(signal) / jnp.sqrt(noise), memory
