"""How sharp the loss is at θ_t: the Hessian of the loss on ALL training rows, with dropout off.

Dear: every Hessian-vector product is a few passes over all rows, so measure on a stride.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree
from jaxtyping import Array, Float

from dlviz.engine.curvature import Product, hessian_product, lanczos, scaled_product, trace_estimate
from dlviz.engine.errors import SettingError
from dlviz.engine.instruments.base import Instrument, Reading
from dlviz.engine.preconditioner import divisors, stability_bound
from dlviz.engine.problem import Problem
from dlviz.engine.state import Weights


@dataclass(frozen=True)
class Curvature(Instrument):
    """Base of instruments that multiply with the Hessian: `iterations` of Lanczos, one product each."""

    every: int = 10
    iterations: int = 12

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.iterations < 1:
            raise SettingError(f"{self.column}: iterations is {self.iterations}; it must be at least 1")

    def labels(self, problem: Problem) -> tuple[str, ...]:
        """Return (): a single number."""
        return ()

    def start(self, params: Weights) -> Any:
        """Return a random direction, the same in every run."""
        size = sum(leaf.size for leaf in jax.tree.leaves(params))
        return jax.random.normal(jax.random.key(0), (size,))


@dataclass(frozen=True)
class Sharpness(Curvature):
    """Largest eigenvalue λmax of the Hessian; gradient descent is stable while it is below 2/η.

    Lanczos starts from the direction found last, which follows the training. Shape: a number. Cost: `iterations`
    products; memory: one direction. Source: Cohen et al. 2021.
    """

    column: ClassVar[str] = "sharpness"

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return λmax(H)."""
        spectrum = lanczos(_product(problem, reading), memory, self.iterations, 1)
        return spectrum.eigenvalues[0], spectrum.leading


@dataclass(frozen=True)
class PreconditionedSharpness(Curvature):
    """λmax of D^-½ H D^-½, the Hessian as an optimizer that divides by D feels it; compare `stability_bound`.

    Shape: a number. Cost: `iterations` products; memory: one direction. Source: Cohen et al. 2022, section 2.
    """

    column: ClassVar[str] = "preconditioned_sharpness"

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return λmax(D^-½ H D^-½)."""
        weights = {layer: reading.params[layer] for layer in problem.layers}
        hyper = reading.hyper["optimizer"]
        d, _ = ravel_pytree(divisors(reading.optimizer, reading.slots, weights, hyper, reading.step + 1.0))
        spectrum = lanczos(scaled_product(_product(problem, reading), d), memory, self.iterations, 1)
        return spectrum.eigenvalues[0], spectrum.leading


@dataclass(frozen=True)
class Eigenvalues(Curvature):
    """The k largest eigenvalues of the Hessian, descending.

    Shape: (k,); NaN beyond the number of parameters. Cost: `iterations` products, at least 2k of them advised.
    """

    iterations: int = 20
    k: int = 5

    column: ClassVar[str] = "eigenvalues"

    def labels(self, problem: Problem) -> tuple[str, ...]:
        """Return λ1 … λk."""
        return tuple(f"λ{place}" for place in range(1, self.k + 1))

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return λ1 … λk."""
        found = lanczos(_product(problem, reading), memory, self.iterations, self.k).eigenvalues
        return jnp.full(self.k, jnp.nan).at[: found.shape[0]].set(found), memory


@dataclass(frozen=True)
class HessianTrace(Curvature):
    """Trace of the Hessian, the sum of all eigenvalues, estimated from `samples` random directions.

    Shape: a number. Cost: `samples` products. Source: Hutchinson 1990.
    """

    samples: int = 8

    column: ClassVar[str] = "hessian_trace"

    def start(self, params: Weights) -> Any:
        """Return no memory."""
        return ()

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return an estimate of tr H."""
        size = sum(leaf.size for layer in problem.layers for leaf in reading.params[layer].values())
        key = jax.random.fold_in(reading.key, 1)
        return trace_estimate(_product(problem, reading), key, size, self.samples), memory


@dataclass(frozen=True)
class StabilityBound(Instrument):
    """The sharpness up to which the optimizer in use is stable: 2/η for gradient descent.

    With momentum and for Adam's like see `preconditioner`; for those that divide by D the bound is one on
    `preconditioned_sharpness`. Shape: a number. Cost: none. Source: Cohen et al. 2021, 2022.
    """

    column: ClassVar[str] = "stability_bound"

    def labels(self, problem: Problem) -> tuple[str, ...]:
        """Return (): a single number."""
        return ()

    def measure(self, problem: Problem, reading: Reading, memory: Any) -> tuple[Float[Array, "..."], Any]:
        """Return the bound."""
        return stability_bound(reading.optimizer, reading.hyper["optimizer"]), memory


def _product(problem: Problem, reading: Reading) -> Product:
    """The Hessian of the loss on all rows with respect to the trainable weights, as a product."""
    at, unravel = ravel_pytree({layer: reading.params[layer] for layer in problem.layers})
    return hessian_product(_loss(problem, reading, unravel), at)


def _loss(
    problem: Problem, reading: Reading, unravel: Callable[[jax.Array], Weights]
) -> Callable[[jax.Array], jax.Array]:
    def loss(vector: jax.Array) -> jax.Array:
        params = {**reading.params, **unravel(vector)}
        return problem.loss(params, reading.layer_state, reading.hyper["layers"], reading.data, None, False)[0]

    return loss
