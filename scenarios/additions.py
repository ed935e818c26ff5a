"""Numbers of a run by the engine's names, those that it could have and lacks included.

A run without momentum, clipping or a penalty has nothing to change there; a fork of it can have them. Behind a Dense
layer a Dropout can join: dense_dropout.rate is that behind `dense`. Nothing here imports JAX.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

import msgspec

from dlviz.scenarios.columns import named, simple_layers
from dlviz.scenarios.layer_tables import has_weights
from dlviz.scenarios.loading import converted
from dlviz.scenarios.paths import assign
from dlviz.scenarios.scenario import RunSpec
from dlviz.scenarios.schema import Document
from dlviz.scenarios.tables import kind, options
from dlviz.scenarios.training_tables import Optimizer
from dlviz.scenarios.variation import option, remade, set_to, tables_of

CLIPS = ("clipnorm", "global_clipnorm", "clipvalue")
"""Ways of clipping, of which a run has one."""

SOME = {"momentum": 0.5}
"""What stands for an option that there is no program for at 0."""

BEHIND = "_dropout"
"""What a Dropout that joins is called, after the layer before it."""

AFTER_DENSE = ("Activation", "BatchNormalization", "LayerNormalization", "PReLU")
"""What belongs to the layer before it."""


def lacking(document: Document) -> tuple[str, ...]:
    """The options that a fork of a run can have and the run has not, what is asked for most first.

    Momentum, weight decay and clipping; L2 of kernels; Dropouts; L1 of kernels; penalties on outputs and biases.
    """
    if document.computation is not None:
        return ()
    return (*_of_optimizer(document), *_of_layers(document))


def with_options(spec: RunSpec, changes: Mapping[str, float]) -> RunSpec:
    """The settings of a run with these numbers, those that it lacks included.

    Raises: ScenarioError with the sentence that a file with these settings would get.
    """
    tables, document = tables_of(spec.document), spec.document
    joining = [name for name in map(option, changes) if name in _dropouts(document)]
    for name in joining:
        joins = {"type": "Dropout", "name": name.removesuffix(".rate"), "seed": _seed(document, name)}
        tables["model"].insert(_behind(document, name), joins)
        document = converted(tables)
    for path, value in set_to(document, changes).items():
        assign(tables, path, value)
    return remade(spec, tables)


def programmed(spec: RunSpec, changes: Mapping[str, float]) -> RunSpec:
    """The settings of a run whose program has those of these options that it lacks.

    Probes take strengths from its model, so they are the true ones; of no momentum there is no program.
    """
    lacks = lacking(spec.document)
    return with_options(spec, {name: value or SOME.get(name, 0.0) for name, value in changes.items() if name in lacks})


def _of_optimizer(document: Document) -> tuple[str, ...]:
    given = document.training.optimizer
    has = options(msgspec.convert({"name": given}, Optimizer) if isinstance(given, str) else given)
    found: tuple[str, ...] = ("momentum",) if has.get("momentum") == 0.0 else ()
    found += ("weight_decay",) if has["weight_decay"] is None else ()
    return (*found, *CLIPS) if all(has[name] is None for name in CLIPS) else found


def _of_layers(document: Document) -> tuple[str, ...]:
    weighted = [
        (name, layer)
        for name, layer, moves in simple_layers(document.model)
        if moves and "kernel_regularizer" in options(layer)
    ]

    def lacks(of: str, strength: str) -> list[str]:
        return [
            f"{name}.{of}_{strength}"
            for name, layer in weighted
            if getattr(getattr(layer, f"{of}_regularizer"), strength, None) is None and (of != "bias" or layer.use_bias)
        ]

    return (
        *lacks("kernel", "l2"), *_dropouts(document), *lacks("kernel", "l1"),
        *lacks("activity", "l2"), *lacks("activity", "l1"), *lacks("bias", "l2"), *lacks("bias", "l1"),
    )  # fmt: skip


def _dropouts(document: Document) -> tuple[str, ...]:
    """The rates of Dropouts that can join: behind Dense layers but the last, where none follows already."""
    layers = named(document.model)
    weighted = (i for i, (_, layer) in enumerate(layers) if has_weights(layer) and kind(layer) not in AFTER_DENSE)
    last = max(weighted, default=0)
    rates = [f"{name}{BEHIND}.rate" for name, layer in layers[:last] if kind(layer) == "Dense"]
    return tuple(rate for rate in rates if kind(layers[_behind(document, rate)][1]) != "Dropout")


def _seed(document: Document, name: str) -> int:
    """The seed of a Dropout that joins, by which it moves no random number of other layers: one that is free.

    It is found from its place among the layers with weights, and is the same whatever else joined before.
    """
    weighted = [one for one, layer in named(document.model) if has_weights(layer)]
    taken = {getattr(layer, "seed", None) for _, layer, _ in simple_layers(document.model)}
    first = weighted.index(name.removesuffix(f"{BEHIND}.rate"))
    return next(seed for seed in count(first, len(weighted)) if seed not in taken)


def _behind(document: Document, name: str) -> int:
    """Where in the model the Dropout of this rate belongs: behind its layer and what belongs to that."""
    layers = named(document.model)
    place = 1 + [one for one, _ in layers].index(name.removesuffix(f"{BEHIND}.rate"))
    while kind(layers[place][1]) in AFTER_DENSE:
        place += 1
    return place
