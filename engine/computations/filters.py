"""Filters by name, and the layers that slide them, for figures that show how it is done."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dlviz.engine.errors import SettingError, number, unknown, whole
from dlviz.engine.layers.conv import Conv1D, Conv2D

Floats = NDArray[np.floating[Any]]
Numbers = tuple[float, ...]

NAMES = ("gaussian", "mean", "difference")


def weights_of(given: str | Numbers, size: int) -> Floats:
    """Return the filter's numbers: (size,), or as many as are given.

    Raises: SettingError.
    """
    if not isinstance(given, str):
        if not given:
            raise SettingError("a filter needs at least one number")
        return np.asarray([number("filter", "a number", one) for one in given], jnp.result_type(float))
    whole("filter", "size", size, least=2)
    if given == "gaussian":
        f = np.exp(-(np.linspace(-2, 2, size) ** 2) / 2)
        f = f / f.sum()
    elif given == "mean":
        f = np.full(size, 1 / size)
    elif given == "difference":
        f = np.zeros(size)
        f[[0, -1]] = -1, 1
    else:
        raise unknown("filter", given, NAMES)
    return np.asarray(f, jnp.result_type(float))


def convolved(x: Floats, weights: Floats, strides: int, padding: str) -> Floats:
    """Return what the layer gives for one filter. Shapes: x (series, n), weights (k,) -> (series, positions)."""
    layer = Conv1D(1, len(weights), strides=strides, padding=padding, use_bias=False)
    return _applied(layer, weights[:, None, None], x[..., None])[..., 0]


def convolved_picture(x: Floats, weights: Floats, strides: int, padding: str) -> Floats:
    """Return what the layer gives for one filter. Shapes: x (height, width, channels), weights (k, k, channels) ->
    (rows, columns)."""
    layer = Conv2D(1, weights.shape[:2], strides=strides, padding=padding, use_bias=False)
    return _applied(layer, weights[..., None], x[None])[0, ..., 0]


def _applied(layer: Conv1D | Conv2D, kernel: Floats, x: Floats) -> Floats:
    """Return the layer's output, compiled as a whole: one slice after the other takes seconds."""
    apply = jax.jit(lambda w, x: layer.apply({"kernel": w}, {}, x, hyper={}, key=None, training=False)[0])
    return np.asarray(apply(kernel, x))


def shown(value: float) -> str:
    """Return a number with three decimals and a true minus."""
    return f"{value + 0.0:.3f}".replace("-", "−")
