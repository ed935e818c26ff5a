"""The Hessian of a loss without ever building it: products with vectors, and what follows from them.

A Hessian-vector product costs about two gradients: H v = d/dε ∇L(θ + ε v) at ε = 0, forward over reverse.
Everything here is pure and works inside a compiled step as well as outside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Key

Vector = Float[Array, " parameters"]
Product = Callable[[Vector], Vector]


class Spectrum(NamedTuple):
    """The ends of a spectrum by Lanczos: `eigenvalues` descending (k,), `leading` the first eigenvector."""

    eigenvalues: Float[Array, " k"]
    leading: Vector


def hessian_product(loss: Callable[[Vector], Float[Array, ""]], at: Vector) -> Product:
    """Return v ↦ H v, with H the Hessian of `loss` at `at`. Source: Pearlmutter 1994."""
    gradient = jax.grad(loss)

    def product(v: Vector) -> Vector:
        along: Vector = jax.jvp(gradient, (at,), (v,))[1]
        return along

    return product


def scaled_product(product: Product, divisors: Vector) -> Product:
    """Return v ↦ D^-½ H D^-½ v: the Hessian as an optimizer that divides by D feels it.

    Source: Cohen et al. 2022, section 2.
    """
    root = jnp.sqrt(divisors)
    return lambda v: product(v / root) / root


def lanczos(product: Product, start: Vector, iterations: int, k: int) -> Spectrum:
    """Return the k largest eigenvalues of a symmetric operator by `iterations` of Lanczos from `start`.

    Every new vector is orthogonalised against all earlier ones, twice: without it, rounding brings found
    eigenvalues back as copies. With at least as many iterations as parameters the result is exact.
    Cost: one product an iteration, iterations · parameters numbers of memory.
    Source: Golub and Van Loan 2013, section 10.1; Parlett 1980 (full reorthogonalisation).
    """
    n = start.shape[0]
    m = min(iterations, n)

    def iterate(j: jax.Array, carry: tuple[jax.Array, ...]) -> tuple[jax.Array, ...]:
        basis, alpha, beta, v = carry
        basis = basis.at[j].set(v)
        w = product(v)
        alpha = alpha.at[j].set(jnp.vdot(v, w))
        for _ in range(2):
            w = w - basis.T @ (basis @ w)
        length = jnp.linalg.norm(w)
        beta = beta.at[j].set(length)
        # an exhausted space gives a zero vector, which adds zeros that no eigenvalue of interest sees
        scale = jnp.where(length > 1e-6 * jnp.abs(alpha).max(), 1 / jnp.maximum(length, 1e-30), 0.0)
        return basis, alpha, beta, w * scale

    unit = start / jnp.linalg.norm(start)
    carry = (jnp.zeros((m, n), start.dtype), jnp.zeros(m, start.dtype), jnp.zeros(m, start.dtype), unit)
    basis, alpha, beta, _ = jax.lax.fori_loop(0, m, iterate, carry)
    off = beta[: m - 1]
    values, vectors = jnp.linalg.eigh(jnp.diag(alpha) + jnp.diag(off, 1) + jnp.diag(off, -1))
    leading = vectors[:, -1] @ basis
    return Spectrum(values[::-1][:k], leading / jnp.maximum(jnp.linalg.norm(leading), 1e-30))


def trace_estimate(product: Product, key: Key[Array, ""], size: int, samples: int) -> Float[Array, ""]:
    """Return an unbiased estimate of tr H: the mean of vᵀ H v over random signs v. Source: Hutchinson 1990."""

    def one(key: jax.Array) -> jax.Array:
        v = jax.random.rademacher(key, (size,), dtype=jnp.result_type(float))
        return jnp.vdot(v, product(v))

    each: jax.Array = jax.lax.map(one, jax.random.split(key, samples))
    return each.mean()
