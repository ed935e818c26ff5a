"""What stands before each activation: the weighted sums of every layer, caught where the layer hands them over.

A layer puts out φ(o) and does not tell o. Inverting φ fails where it is flat (a ReLU that puts out 0), so the forward
pass runs with activations that write down what they are given: the layers' own code, Dense or convolution, inside a
block or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import jax
from jaxtyping import Array, Float

from dlviz.engine.activations import Activation, get
from dlviz.engine.layers.base import Layer
from dlviz.engine.layers.composite import Parallel, Residual
from dlviz.engine.layers.stack import Stack
from dlviz.engine.model import Sequential
from dlviz.engine.problem import Outputs
from dlviz.engine.state import Weights


@dataclass(frozen=True)
class Recorded(Activation):
    """An activation that writes down each of its arguments before it applies itself."""

    sums: list[jax.Array] = field(default_factory=list, compare=False)

    def __call__(self, x: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return φ(x)."""
        self.sums.append(x)
        return Activation.__call__(self, x)


def forward(
    model: Sequential, params: Weights, layer_state: Weights, hyper: Mapping[str, Any], x: Float[Array, "batch ..."]
) -> tuple[Outputs, Outputs]:
    """Return what every layer puts out for rows x, and the sums o of every layer with an activation, by full name.

    Dropout is off and moving statistics are in use, as in `predict`.
    """
    listening = Stack(tuple(zip(model.names, [_listening(layer) for layer in model.layers], strict=True)))
    outputs, _, _ = listening.apply(params, layer_state, x, hyper=hyper, key=None, training=False)
    sums = {name: heard.activation.sums[-1] for name, heard in listening.flat() if hasattr(heard, "activation")}
    return outputs, sums


def _listening(layer: Layer) -> Layer:
    """The same layer with activations that write down what they are given."""
    if isinstance(layer, Residual):
        return replace(layer, layers=_all(layer.layers))
    if isinstance(layer, Parallel):
        return replace(layer, branches=tuple(_all(branch) for branch in layer.branches))
    if not hasattr(layer, "activation"):
        return layer
    own = get(layer.activation)
    changed: Layer = replace(layer, activation=Recorded(own.name, own.options))  # type: ignore[call-arg]
    return changed


def _all(layers: Sequence[Layer]) -> tuple[Layer, ...]:
    return tuple(map(_listening, layers))
