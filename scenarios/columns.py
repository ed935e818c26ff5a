"""Which columns a run's trace will have, and what their entries are called, before anything is trained."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from dlviz.scenarios import computation_tables, instrument_tables
from dlviz.scenarios.claims import Logic, Value, values
from dlviz.scenarios.display_tables import Display
from dlviz.scenarios.layer_tables import LAYERS, groups, is_trainable
from dlviz.scenarios.objective_tables import LAYER
from dlviz.scenarios.schema import Document
from dlviz.scenarios.tables import kind
from dlviz.scenarios.training_tables import metric_name

NORMS = ("grad_norm", "update_norm", "weight_norm")


def named(layers: Sequence[Any], counts: dict[str, int] | None = None) -> list[tuple[str, Any]]:
    """The layers with the names that Keras would give them in a fresh session: dense, dense_1, …"""
    counts = {} if counts is None else counts
    pairs = []
    for layer in layers:
        base = _snake(kind(layer))
        pairs.append((layer.name or (f"{base}_{counts[base]}" if base in counts else base), layer))
        if not layer.name:
            counts[base] = counts.get(base, 0) + 1
    return pairs


def simple_layers(model: Sequence[Any]) -> list[tuple[str, Any, bool]]:
    """(full name, layer, whether training may move it) of every layer that is not made of layers, in order."""
    found = []
    for name, layer in named(model):
        counts: dict[str, int] = {}  # through all branches of a block
        inside = [pair for group in groups(layer) for pair in named(group, counts)]
        found += [(f"{name}/{inner}", one, layer.trainable and is_trainable(one)) for inner, one in inside]
        if not inside:
            found.append((name, layer, is_trainable(layer)))
    return found


def trained_layers(run: Document) -> tuple[str, ...]:
    """The layers whose weights training moves: the labels of the columns of norms."""
    if run.objective is not None:
        return (LAYER,)
    return tuple(name for name, _, moves in simple_layers(run.model) if moves)


def weight_owners(run: Document) -> tuple[str, ...]:
    """The first halves of the names of weights: all layers, trained or not."""
    return (LAYER,) if run.objective is not None else tuple(name for name, _, _ in simple_layers(run.model))


def epoch_columns(run: Document) -> tuple[str, ...]:
    """The columns that stand at the ends of epochs alone."""
    if run.computation is not None:
        return ()
    metrics = [metric_name(metric) for metric in run.training.metrics]
    of_training = ("epoch_loss", *metrics)
    if run.data is None or not run.data.validation_split:
        return of_training
    return (*of_training, "val_loss", *(f"val_{metric}" for metric in metrics))


def columns(run: Document, wants_full_loss: bool) -> dict[str, tuple[str, ...]]:
    """Every column of a run with the labels of its entries, none for a single number."""
    if run.computation is not None:
        return dict(computation_tables.columns(run.computation))
    found: dict[str, tuple[str, ...]] = dict.fromkeys(("loss", *epoch_columns(run), "learning_rate"), ())
    found |= dict.fromkeys(NORMS, trained_layers(run))
    if run.display.landscape is not None and run.display.landscape.axes:
        found["position"] = tuple(axis.label for axis in run.display.landscape.axes)
    if wants_full_loss:
        found["full_loss"] = ()
    return found | {instrument_tables.column(one): _entries(run, one) for one in run.training.instruments}


def _entries(run: Document, instrument: Any) -> tuple[str, ...]:
    """The labels of what an instrument measures."""
    match instrument_tables.ENTRIES[instrument_tables.column(instrument)]:
        case "layers":
            return trained_layers(run)
        case "units":
            return _layers_of_units(run)
        case "bins":
            return instrument_tables.bins(instrument, trained_layers(run))
        case "bins of units":
            return instrument_tables.bins(instrument, _layers_of_units(run))
        case "λ":
            return instrument_tables.eigenvalues(instrument)
        case "scales":
            return instrument_tables.SCALES
    return ()


def _layers_of_units(run: Document) -> tuple[str, ...]:
    return tuple(name for name, layer, _ in simple_layers(run.model) if "activation" in LAYERS[kind(layer)])


def rows_of_columns(run: Document, steps_per_epoch: int) -> dict[str, tuple[int, int]]:
    """(first row, stride) of the columns that do not stand in every row."""
    k = steps_per_epoch
    strides = {instrument_tables.column(one): (0, instrument_tables.stride(one)) for one in run.training.instruments}
    return dict.fromkeys(epoch_columns(run), (k, k)) | strides


def wants_full_loss(display: Display, claims: Iterable[Logic]) -> bool:
    """Whether anything asks for the loss on all rows, which costs a forward pass a step."""
    asked = (value for claim in claims for value in values(claim) if isinstance(value, Value))
    return display.loss.column == "full_loss" or any("full_loss" in (v.column, v.argument) for v in asked)


def _snake(name: str) -> str:
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()
