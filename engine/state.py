"""All that is needed to go on from a step, and the stable names under which it can be stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray

from dlviz.engine.arrays import on_device

Weights = dict[str, dict[str, jax.Array]]
"""Two levels: layer name, then weight name: {"dense": {"kernel": (4, 16), "bias": (16,)}}."""


class State(NamedTuple):
    """A run at one step. Everything in it is immutable; a step makes a new one.

    `step` counts the updates done. `metrics` are the sums of the epoch so far; `memory` is what instruments
    carry from step to step. Learning rates, batches and random keys follow from the step number.
    """

    params: Weights
    layer_state: Weights
    optimizer: Any
    metrics: dict[str, jax.Array]
    memory: dict[str, Any]
    step: jax.Array

    @property
    def bytes(self) -> int:
        """Memory that this state holds on to, in bytes."""
        return sum(leaf.nbytes for leaf in jax.tree.leaves(self))


def flatten(state: State) -> dict[str, NDArray[Any]]:
    """Return every array of a state under its stable name: `params/dense/kernel`, `optimizer/m/dense/kernel`."""
    paths, _ = jax.tree_util.tree_flatten_with_path(state)
    return {"/".join(_word(key) for key in path): np.asarray(leaf) for path, leaf in paths}


def unflatten(like: State, arrays: Mapping[str, NDArray[Any]]) -> State:
    """Return the state of these named arrays, in the structure of `like`; the inverse of `flatten`.

    Raises KeyError when a name is missing.
    """
    paths, structure = jax.tree_util.tree_flatten_with_path(like)
    leaves = [on_device(arrays["/".join(_word(key) for key in path)]) for path, _ in paths]
    state: State = jax.tree.unflatten(structure, leaves)
    return state


def _word(key: Any) -> str:
    for attribute in ("key", "name", "idx"):
        if hasattr(key, attribute):
            return str(getattr(key, attribute))
    return str(key)
