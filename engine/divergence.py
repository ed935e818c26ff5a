"""Where a run went beyond the numbers there are."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp

from dlviz.engine.state import State, Weights


def broken_at(state_at: Callable[[int], State], sound: int, last: int) -> tuple[int, State]:
    """Return the first step after `sound` at which a parameter is not finite, or `last` where all are, and its state.

    A parameter that left the finite numbers never comes back, so the step is found by halving.
    """
    broken, state = last, state_at(last)
    if is_finite(state):
        return last, state
    while broken - sound > 1:
        middle = (sound + broken) // 2
        if is_finite(state_at(middle)):
            sound = middle
        else:
            broken = middle
    return broken, state_at(broken)


def is_finite(state: State) -> bool:
    """Return whether all parameters of a state are finite."""
    return bool(_all_finite(state.params))


@jax.jit
def _all_finite(params: Weights) -> jax.Array:
    return jnp.stack([jnp.isfinite(leaf).all() for leaf in jax.tree.leaves(params)]).all()
