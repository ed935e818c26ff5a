"""Activations of numbers of NumPy, each a program of its own.

An activation that is called as it stands compiles a program for every operation in it and every shape it meets, each
of which takes 20 ms and a megabyte for as long as the process lives.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from dlviz.engine.activations import Activation, softmax_jacobian

Floats = NDArray[Any]


def outputs(φ: Activation, o: Floats) -> Floats:
    """Return φ(o)."""
    return np.asarray(_compiled(φ)[0](o))


def slopes(φ: Activation, o: Floats) -> Floats:
    """Return dφ/do at every o."""
    return np.asarray(_compiled(φ)[1](o))


def jacobian(o: Floats) -> Floats:
    """Return ∂aᵢ/∂oⱼ of softmax, a row for every output. Shapes: (n,) -> (n, n)."""
    return np.asarray(_jacobian()(o))


@lru_cache(maxsize=8)
def _compiled(φ: Activation) -> tuple[Callable[..., Any], Callable[..., Any]]:
    return jax.jit(φ.__call__), jax.jit(φ.derivative)


@lru_cache(maxsize=1)
def _jacobian() -> Callable[..., Any]:
    return jax.jit(softmax_jacobian)
