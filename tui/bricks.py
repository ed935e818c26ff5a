"""What the form builds with: the layers to choose from, what they begin with, and what a file leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dlviz.scenarios.layer_tables import LAYERS
from dlviz.scenarios.schema import BATCH
from dlviz.scenarios.training_tables import OPTIMIZERS
from dlviz.scenarios.variation import default_rate, tables_of

if TYPE_CHECKING:
    from dlviz.scenarios.schema import Document

ANY = ("Dropout", "BatchNormalization", "LayerNormalization", "GaussianNoise", "Activation")
TYPES: dict[int, tuple[str, ...]] = {
    1: ("Dense", *ANY),
    2: ("Conv1D", "MaxPooling1D", "AveragePooling1D", "GlobalAveragePooling1D", "GlobalMaxPooling1D", "Flatten", *ANY),
    3: ("Conv2D", "MaxPooling2D", "AveragePooling2D", "GlobalAveragePooling2D", "GlobalMaxPooling2D", "Flatten", *ANY),
}
"""The layers that make sense on units, on a series, on a picture."""
FRESH: dict[str, dict[str, Any]] = {
    "Dense": {"units": 16, "activation": "relu"},
    "Conv1D": {"filters": 8, "kernel_size": 3, "activation": "relu"},
    "Conv2D": {"filters": 8, "kernel_size": 3, "activation": "relu"},
    "Dropout": {"rate": 0.5},
    "GaussianNoise": {"stddev": 0.1},
    "Activation": {"activation": "relu"},
    **{f"{kind}Pooling{rank}D": {"pool_size": 2} for kind in ("Max", "Average") for rank in (1, 2)},
}
"""What a layer of a type begins with."""
MOVING = tuple(name for name, options in OPTIMIZERS.items() if "momentum" in options)
"""Optimizers with or without momentum, as one asks for."""
ACROSS = {"units": "filters", "filters": "units"}


def spelt_out(document: Document) -> dict[str, Any]:
    """The tables with what the form shows, where a file leaves it to the defaults or writes it short."""
    tables = tables_of(document)
    training = tables["training"]
    optimizer = training["optimizer"]
    optimizer = {"name": optimizer} if isinstance(optimizer, str) else optimizer
    if "learning_rate" not in optimizer:
        optimizer = {"learning_rate": default_rate(document)} | optimizer
    training["optimizer"] = optimizer
    if "objective" in tables:
        tables["objective"].setdefault("start", _start(tables["objective"]["function"]))
    else:
        training.setdefault("batch", BATCH)
    for layer in tables.get("model", ()):
        for name in FRESH.get(layer["type"], {}):
            option = LAYERS[layer["type"]][name]
            if isinstance(option, tuple):  # a type and a default
                layer.setdefault(name, option[1])
    return tables


def _start(function: str) -> Sequence[float]:
    """Where an objective begins unless its file says otherwise."""
    from dlviz.engine.objectives import FUNCTIONS

    return list(FUNCTIONS[function]().start)
