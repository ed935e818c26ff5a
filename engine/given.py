"""Weights that are given in the place of initial ones."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from dlviz.engine.errors import SettingError, ShapeError
from dlviz.engine.numbers import plain
from dlviz.engine.state import Weights


def filled(params: Mapping[str, Mapping[str, Any]], shapes: Weights) -> dict[str, dict[str, Any]]:
    """Return given weights as arrays, {layer: {weight: array}}, all layers there; one number fills its array.

    `shapes`: what there is, by its shape and type.
    Raises: SettingError for a weight that the model has not, or that is not finite; ShapeError for another shape.
    """
    given: dict[str, dict[str, Any]] = {layer: {} for layer in shapes}
    for layer, weights in params.items():
        for name, value in weights.items():
            if name not in shapes.get(layer, {}):
                known = [f"{owner}.{weight}" for owner, group in shapes.items() for weight in group]
                raise SettingError(f"the model has no weight {layer}.{name} to start from; it has {', '.join(known)}")
            wanted = shapes[layer][name]
            array = np.asarray(value, dtype=wanted.dtype)
            if array.ndim == 0:
                array = np.full(wanted.shape, array)
            if array.shape != wanted.shape:
                raise ShapeError(
                    f"{layer}.{name}: the given weights have shape {array.shape}, the layer needs {wanted.shape}"
                )
            if not np.isfinite(array).all():
                raise SettingError(f"{layer}.{name}: the given weights hold {plain(float('nan'))} or infinite numbers")
            given[layer][name] = array
    return given
