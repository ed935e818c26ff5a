"""What an optimizer divides by, and how sharp a valley it can stand in.

Many optimizers move by -η m / D, with m an average of gradients and D one positive number per weight: D = 1 for
gradient descent, √v̂ + ε for Adam. η / D is the effective learning rate. With H the Hessian, training is stable
while λmax(D^-½ H D^-½) stays below a bound that η and the momentum set:

    gradient descent            2 / η
    heavy ball, momentum μ      (2 + 2μ) / η
    Nesterov                    (2 + 2μ) / (η (1 + 2μ))
    Adam, averages by β₁        (2 + 2β₁) / (η (1 - β₁))      38 / η at β₁ = 0.9

Source: Cohen et al. 2021, "Gradient descent on neural networks typically occurs at the edge of stability",
appendix B; Cohen et al. 2022, "Adaptive gradient methods at the edge of stability", section 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from dlviz.engine.optimizers import SGD, Adadelta, Adagrad, Adam, Adamax, Lion, Nadam, Optimizer, RMSprop
from dlviz.engine.state import Weights

Numbers = Mapping[str, Any]


def divisors(optimizer: Optimizer, slots: Mapping[str, Any], params: Weights, hyper: Numbers, t: Any) -> Weights:
    """Return D, one positive number per weight, from the slots after update t = 1, 2, ….

    Shapes: a tree like params. For Lion, whose step has no D, NaN.
    """
    leaves, tree = jax.tree.flatten(params)
    memory = {name: jax.tree.leaves(slot) for name, slot in slots.items()}
    each = [
        jnp.broadcast_to(_divisor(optimizer, {name: slot[i] for name, slot in memory.items()}, hyper, t), w.shape)
        for i, w in enumerate(leaves)
    ]
    found: Weights = jax.tree.unflatten(tree, each)
    return found


@singledispatch
def _divisor(optimizer: Optimizer, slots: Mapping[str, Any], h: Numbers, t: Any) -> Float[Array, "..."]:
    return jnp.ones(())


@_divisor.register
def _(optimizer: Adam, slots: Mapping[str, Any], h: Numbers, t: Any) -> Float[Array, "..."]:
    v: jax.Array = slots["velocity_hat" if optimizer.amsgrad else "velocity"]
    ε, correction = h["epsilon"], 1 - h["beta_2"] ** t
    forms: dict[str, jax.Array] = {
        "keras": (jnp.sqrt(v) + ε) / jnp.sqrt(correction),
        "paper": jnp.sqrt(v / correction) + ε,
        "uncorrected": jnp.sqrt(v) + ε,
        "printed": jnp.sqrt(v + ε),
    }
    return forms[optimizer.form]


@_divisor.register
def _(optimizer: Nadam, slots: Mapping[str, Any], h: Numbers, t: Any) -> Float[Array, "..."]:
    d: jax.Array = jnp.sqrt(slots["velocity"] / (1 - h["beta_2"] ** t)) + h["epsilon"]
    return d


@_divisor.register
def _(optimizer: Adamax, slots: Mapping[str, Any], h: Numbers, t: Any) -> Float[Array, "..."]:
    u: jax.Array = slots["norm"] + h["epsilon"]
    return u


@_divisor.register
def _(optimizer: RMSprop, slots: Mapping[str, Any], h: Numbers, t: Any) -> Float[Array, "..."]:
    v = slots["velocity"] - (slots["average_gradient"] ** 2 if optimizer.centered else 0)
    return jnp.sqrt(v + h["epsilon"])


@_divisor.register
def _(optimizer: Adagrad, slots: Mapping[str, Any], h: Numbers, t: Any) -> Float[Array, "..."]:
    return jnp.sqrt(slots["accumulator"] + h["epsilon"])


@_divisor.register
def _(optimizer: Adadelta, slots: Mapping[str, Any], h: Numbers, t: Any) -> Float[Array, "..."]:
    a, d = slots["accumulated_grad"], slots["accumulated_delta"]
    return jnp.sqrt(a + h["epsilon"]) / jnp.sqrt(d + h["epsilon"])


@_divisor.register
def _(optimizer: Lion, slots: Mapping[str, Any], h: Numbers, t: Any) -> Float[Array, "..."]:
    return jnp.full((), jnp.nan)


def stability_bound(optimizer: Optimizer, hyper: Numbers) -> Float[Array, ""]:
    """Return the largest stable λmax(D^-½ H D^-½) of this optimizer; NaN for Lion.

    `hyper` holds its numbers, the learning rate included. Units: those of a second derivative, times D.
    """
    η = hyper["learning_rate"]
    if isinstance(optimizer, Lion):
        return jnp.full((), jnp.nan)
    if isinstance(optimizer, Nadam):
        β = hyper["beta_1"]
        return jnp.asarray((2 + 2 * β) / (η * (1 - β) * (1 + 2 * β)))
    if isinstance(optimizer, Adam | Adamax):
        β = hyper["beta_1"]
        return jnp.asarray((2 + 2 * β) / (η * (1 - β)))
    μ = hyper.get("momentum", 0.0)
    if isinstance(optimizer, SGD) and optimizer.nesterov:
        return jnp.asarray((2 + 2 * μ) / (η * (1 + 2 * μ)))
    return jnp.asarray((2 + 2 * μ) / η)
