"""What each layer makes of one row: the feature maps of a convolution, the units of a dense layer.

    for layer in features(problem, state.params, state.layer_state, row):
        layer.name, layer.values.shape      # conv2d (28, 28, 6)

Source: notes 6.2 (a feature map is what one filter gives all over its input).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from dlviz.engine.compiled import compiled
from dlviz.engine.layers import Layer
from dlviz.engine.problem import Supervised
from dlviz.engine.state import Weights

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class LayerOutput:
    """What one layer gives for the row.

    Shapes: `values` as the layer puts it out, without the batch axis: (height, width, maps), (steps, maps), (units,).
    `carried`: the very numbers of the layer before, in the same order, as Flatten and a Dropout at rest give them.
    """

    name: str
    type: str
    values: Floats
    carried: bool = False


def features(problem: Supervised, params: Weights, layer_state: Weights, row: Floats) -> tuple[LayerOutput, ...]:
    """Return the outputs of all layers for one row, layers inside others included, in order.

    Dropout is off and moving statistics are in use, as in `predict`. Shapes: row (*model.input_shape).
    """
    x = np.asarray(row, np.float32)[None]
    outputs = jax.device_get(compiled("features", problem, _make)(params, layer_state, problem.hyper(), x))
    found: list[LayerOutput] = []
    before = x[0]
    for name, layer in _in_order(problem):
        values = np.asarray(outputs[name][0])
        kind = type(layer).__name__
        same = kind in CARRIERS and np.array_equal(values.ravel(), before.ravel(), equal_nan=True)
        found.append(LayerOutput(name, kind, values, same))
        before = values
    return tuple(found)


CARRIERS = ("Flatten", "Reshape", "Dropout", "GaussianNoise")
"""Layers that may hand on what they are given, number for number."""


def _in_order(problem: Supervised) -> list[tuple[str, Layer]]:
    """All layers by full name, what is inside another one before it; a compiled function would sort them by name."""
    model = problem.model
    found: list[tuple[str, Layer]] = []
    for name, layer in zip(model.names, model.layers, strict=True):
        found += [(inside, one) for inside, one in model.inner if inside.startswith(f"{name}/")]
        found.append((name, layer))
    return found


def _make(problem: Supervised) -> Callable[..., Any]:
    model = problem.model

    def outputs(params: Weights, layer_state: Weights, hyper: Any, x: jax.Array) -> Any:
        return model.apply(params, layer_state, x, hyper=hyper, key=None, training=False)[0]

    return outputs
