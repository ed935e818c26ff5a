"""A trained network as a graph: one row goes through it, and the gradient of a minibatch comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import jax
import numpy as np

from dlviz.engine.activations import get
from dlviz.engine.compiled import compiled
from dlviz.engine.layers import Dense, Layer
from dlviz.engine.probes.graph import Graph, GraphLayer
from dlviz.engine.probes.sums import forward, in_training
from dlviz.engine.problem import Batch, Supervised
from dlviz.engine.state import Weights

INPUT = "input"


def columns(problem: Supervised) -> tuple[tuple[str, Layer], ...] | None:
    """Return the layers that can be drawn as columns of units, None where the network is more than a chain of them.

    These are Dense layers, and what lies between them and keeps the units apart: an activation, dropout.
    """
    model = problem.model
    if len(model.input_shape) != 1:
        return None
    found: list[tuple[str, Layer]] = []
    units: tuple[int, ...] = model.input_shape
    for (name, _, shape, _), layer in zip(model.rows(), model.layers, strict=True):
        if not isinstance(layer, Dense) and (shape != units or hasattr(layer, "inner")):
            return None
        found.append((name, layer))
        units = shape
    return tuple(found)


def graph(
    problem: Supervised,
    params: Weights,
    layer_state: Weights,
    batch: Batch,
    features: Sequence[str] = (),
    classes: Sequence[str] = (),
    *,
    hyper: Mapping[str, Any] | None = None,
    key: jax.Array | None = None,
    at: np.ndarray[Any, Any] | None = None,
) -> Graph | None:
    """Return the network at a state: units at the FIRST row of the batch, gradients of the loss of ALL its rows.

    The units are those `at` another input (inputs,) where one is given: no update sees it, and dropout is off for it.

    The loss holds its penalties. With the `key` of an update the network is the one that this update trains, dropout
    at work; without it dropout is off. `hyper` are the layers' traced numbers where they are not the model's own.
    `features` and `classes` name the inputs and the outputs where there are as many. None where the network cannot be
    drawn as columns of units.
    """
    chain = columns(problem)
    if chain is None:
        return None
    traced = problem.hyper() if hyper is None else hyper
    in_update, elsewhere = key is not None, at is not None
    shown = np.asarray(batch[0])[:1] if at is None else np.asarray(at, batch[0].dtype)[None]
    program = compiled("network", problem, lambda bare: _make(bare, in_update, elsewhere), (in_update, elsewhere))
    outputs, sums, gradients, masks = jax.device_get(program(params, layer_state, traced, batch, key, shown))
    x = np.asarray(shown[0])
    layers = [GraphLayer(INPUT, x, labels=tuple(features) if len(features) == len(x) else ())]
    for name, layer in chain:
        values = np.array(outputs[name][0])
        activation = get(layer.activation).name if hasattr(layer, "activation") else None
        if not isinstance(layer, Dense):  # it changes what the units give, and adds no column
            layers[-1] = replace(layers[-1], values=values, activation=activation or layers[-1].activation)
            if name in masks:
                off, before = ~np.asarray(masks[name][0]), layers[-1].dropped
                layers[-1] = replace(layers[-1], dropped=off if before is None else off | before)
            continue
        weights = params[name]
        layers.append(
            GraphLayer(
                name,
                values,
                sums=np.array(sums[name][0]),
                kernel=np.asarray(weights["kernel"]),
                gradient=np.asarray(gradients[name]["kernel"]),
                bias=np.asarray(weights["bias"]) if "bias" in weights else None,
                activation=activation or "linear",
            )
        )
    if len(classes) == len(layers[-1].values):
        layers[-1] = replace(layers[-1], labels=tuple(classes))
    return Graph(tuple(layers))


def _make(problem: Supervised, in_update: bool, elsewhere: bool) -> Callable[..., Any]:
    """The pass forth and back."""

    def passes(
        params: Weights, layer_state: Weights, hyper: Any, batch: Batch, key: Any, shown: Any
    ) -> tuple[Any, ...]:
        def loss(weights: Weights) -> jax.Array:
            return problem.loss(weights, layer_state, hyper, batch, key, in_update)[0]

        if in_update and not elsewhere:  # what a row gives depends on the others: masks are drawn for all of them
            seen = in_training(problem.model, params, layer_state, hyper, batch[0], key)
            outputs, sums, masks = seen.outputs, seen.sums, seen.masks
        else:
            outputs, sums = forward(problem.model, params, layer_state, hyper, shown)
            masks = {}
        return outputs, sums, jax.grad(loss)(params), masks

    return passes
