"""Numbers of NumPy as arrays of JAX, without a program.

`jnp.asarray` compiles one for every shape it meets: 15 ms each, and a megabyte for as long as the process lives.
"""

from __future__ import annotations

import jax
import numpy as np
from numpy.typing import ArrayLike


def on_device(values: ArrayLike) -> jax.Array:
    """Return these values as `jnp.asarray` gives them, in memory that nobody else writes to."""
    found: jax.Array = jax.device_put(np.array(values))  # it keeps NumPy's memory where it can: one of its own
    return found
