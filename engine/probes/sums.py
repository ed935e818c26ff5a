"""What stands before each activation and what each dropout keeps, caught where the layer hands it over.

A layer puts out φ(o) and does not tell o. Inverting φ fails where it is flat (a ReLU that puts out 0), so the forward
pass runs with activations that write down what they are given: the layers' own code, Dense or convolution, inside a
block or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import jax
from jaxtyping import Array, Float, Key

from dlviz.engine.activations import Activation, get
from dlviz.engine.layers.base import Hyper, Layer
from dlviz.engine.layers.composite import Parallel, Residual
from dlviz.engine.layers.noise import Dropout
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


@dataclass(frozen=True)
class Masked(Dropout):
    """A Dropout that writes down what it is given and which numbers it keeps."""

    given: list[jax.Array] = field(default_factory=list, compare=False)
    masks: list[jax.Array] = field(default_factory=list, compare=False)

    def drawn(self, x: Float[Array, "batch ..."], hyper: Hyper, key: Key[Array, ""]) -> Float[Array, "batch ..."]:
        """Return m x / (1 - rate)."""
        self.given.append(x)
        self.masks.append(self.mask(x.shape, hyper, key))
        return Dropout.drawn(self, x, hyper, key)


def forward(
    model: Sequential, params: Weights, layer_state: Weights, hyper: Mapping[str, Any], x: Float[Array, "batch ..."]
) -> tuple[Outputs, Outputs]:
    """Return what every layer puts out for rows x, and the sums o of every layer with an activation, by full name.

    Dropout is off and moving statistics are in use, as in `predict`.
    """
    listening = _listening_stack(model)
    outputs, _, _ = listening.apply(params, layer_state, x, hyper=hyper, key=None, training=False)
    return outputs, _sums(listening)


class Pass(NamedTuple):
    """A batch on its way through a model in training.

    By full name: `outputs` of every layer, `sums` o of every layer with an activation, and of every Dropout what it was
    `given` and its `masks`, True where a number is kept.
    """

    outputs: Outputs
    sums: Outputs
    given: Outputs
    masks: Outputs


def in_training(
    model: Sequential,
    params: Weights,
    layer_state: Weights,
    hyper: Mapping[str, Any],
    x: Float[Array, "batch ..."],
    key: Key[Array, ""],
) -> Pass:
    """Return what an update sees of rows x when `key` is the key of its random numbers."""
    listening = _listening_stack(model)
    outputs, _, _ = listening.apply(params, layer_state, x, hyper=hyper, key=key, training=True)
    dropouts = [(name, heard) for name, heard in listening.flat() if isinstance(heard, Masked)]
    given = {name: heard.given[-1] for name, heard in dropouts}
    return Pass(outputs, _sums(listening), given, {name: heard.masks[-1] for name, heard in dropouts})


def _listening_stack(model: Sequential) -> Stack:
    return Stack(tuple(zip(model.names, [_listening(layer) for layer in model.layers], strict=True)))


def _sums(listening: Stack) -> Outputs:
    return {name: heard.activation.sums[-1] for name, heard in listening.flat() if hasattr(heard, "activation")}


def _listening(layer: Layer) -> Layer:
    """The same layer with activations and dropouts that write down what they are given."""
    if isinstance(layer, Residual):
        return replace(layer, layers=_inside(layer.stacks[0]))
    if isinstance(layer, Parallel):
        return replace(layer, branches=tuple(map(_inside, layer.stacks)))
    if isinstance(layer, Dropout):
        return Masked(layer.rate, name=layer.name, trainable=layer.trainable, seed=layer.seed)
    if not hasattr(layer, "activation"):
        return layer
    own = get(layer.activation)
    changed: Layer = replace(layer, activation=Recorded(own.name, own.options))  # type: ignore[call-arg]
    return changed


def _inside(stack: Stack) -> tuple[Layer, ...]:
    """The layers of a block, under the names that they have there."""
    return tuple(_listening(layer) for _, layer in stack.pairs)
