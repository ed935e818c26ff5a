"""What the schema alone cannot see: whether the parts of a scenario go together."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dlviz import data
from dlviz.scenarios.claim_parser import parse
from dlviz.scenarios.claims import ClaimError, Logic, Minimum, Value, values
from dlviz.scenarios.columns import columns, epoch_columns, named, trained_layers, wants_full_loss, weight_owners
from dlviz.scenarios.errors import ScenarioError, choices, listed
from dlviz.scenarios.rows import code, loss_name, prepare, width
from dlviz.scenarios.schema import Document
from dlviz.scenarios.training_tables import METRICS_OF_CLASSES, metric_name

SHARP = {"sharpness", "preconditioned_sharpness", "eigenvalues"}
"""The columns that hold λmax."""


def check_document(document: Document) -> None:
    """Check what concerns the scenario as a whole.

    Raises: ScenarioError.
    """
    names = [run.name for run in document.runs]
    for name in names:
        if names.count(name) > 1:
            raise ScenarioError(f"two runs are named {name!r}; give each its own name")
    landscape = document.display.landscape
    if landscape and landscape.run is not None and landscape.run not in names:
        raise ScenarioError(f"display.landscape.run is {landscape.run!r}; {choices(landscape.run, names)}")
    if landscape and landscape.projection == "ends" and len(names) < 3:
        raise ScenarioError('display.landscape.projection = "ends" goes through the ends of three runs; give three')


def check_displayed(document: Document, table: data.Table | None, full: bool) -> None:
    """Check the columns that the panels draw.

    Raises: ScenarioError.
    """
    every = columns(document, full)
    known = [name for name, labels in every.items() if not labels]
    column = document.display.loss.column
    if column not in known and (document.computation is None or "loss" in document.display.panels):
        raise ScenarioError(f"display.loss.column is {column!r}; {choices(column, known)}")
    curves = document.display.curves
    if curves is not None:
        if curves.x not in known and curves.x != "step":
            raise ScenarioError(f"display.curves.x is {curves.x!r}; {choices(curves.x, ('step', *known))}")
        for i, name in enumerate(curves.columns):
            if name not in every:
                raise ScenarioError(f"display.curves.columns[{i}] is {name!r}; {choices(name, every)}")
    if "stability" in document.display.panels and not SHARP & every.keys():
        raise ScenarioError(f"display.panels: stability needs one of {listed(sorted(SHARP))} in training.instruments")
    if document.computation is not None and "gradients" in document.display.panels and "grad_norm" not in every:
        raise ScenarioError("display.panels: this computation has no gradients to show; leave gradients out")
    if table is None:
        return
    for axis in ("x", "y"):
        name = getattr(document.display.data, axis)
        names = (*table.features, table.target)
        if name is not None and name not in names:
            raise ScenarioError(f"display.data.{axis} is {name!r}; {choices(name, names)}")


def check_run(run: str, document: Document, table: data.Table | None) -> None:
    """Check one run with everything that it sets, on the table it learns from.

    Raises: ScenarioError that begins with the run's name.
    """
    try:
        if document.data is not None and table is not None:
            _names(document)
            target = code(table, loss_name(document.training.loss), width(document.model))
            prepare(document.data, table, target)
            _metrics(document, table)
            _class_weight(document, table)
        _start(document)
        _axes(document)
        _monitor(document)
    except ScenarioError as error:
        raise ScenarioError(f"run {run!r}: {error}" if run else str(error)) from None


def _names(document: Document) -> None:
    names = [name for name, _ in named(document.model)]
    for i, name in enumerate(names):
        if names.index(name) != i:
            raise ScenarioError(f"model[{i}].name: two layers are named {name!r}; give one another name")
        if "/" in name:
            raise ScenarioError(f"model[{i}].name is {name!r}; a slash cannot be part of it")
    if not trained_layers(document):
        raise ScenarioError("no layer of the model has weights to train; add one, or set trainable = true")


def _start(document: Document) -> None:
    names = weight_owners(document)
    for path, value in document.training.start.items():
        layer, _, weight = path.partition(".")
        if layer not in names:
            raise ScenarioError(f"training.start: there is no layer {layer!r}; {choices(layer, names)}")
        if not weight:
            raise ScenarioError(f'training.start: write LAYER.WEIGHT, such as "{layer}.kernel"')
        if not _is_numeric(value):
            raise ScenarioError(f"training.start.{path!r} must be a number, or numbers in lists of equal length")


def _is_numeric(value: object) -> bool:
    """Whether this is a number, or numbers in lists of equal length; text that looks like one is none."""
    leaves = [value]
    while any(isinstance(leaf, list) for leaf in leaves):
        leaves = [inside for leaf in leaves for inside in (leaf if isinstance(leaf, list) else [leaf])]
    if not all(isinstance(leaf, int | float) and not isinstance(leaf, bool) for leaf in leaves):
        return False
    try:
        np.asarray(value, dtype=float)
    except (ValueError, OverflowError):  # of different lengths, or beyond every float
        return False
    return True


def _axes(document: Document) -> None:
    names = weight_owners(document)
    for i, axis in enumerate(document.display.landscape.axes if document.display.landscape else ()):
        layer = axis.path.partition(".")[0]
        if layer not in names:
            raise ScenarioError(
                f"display.landscape.axes[{i}].path: there is no layer {layer!r}; {choices(layer, names)}"
            )


def _metrics(document: Document, table: data.Table) -> None:
    for metric in map(metric_name, document.training.metrics):
        if metric in METRICS_OF_CLASSES and table.classes is None:
            raise ScenarioError(
                f"training.metrics: {metric} is about classes, but {table.target} of {table.name} is a number; "
                "use mean_absolute_error"
            )


def _class_weight(document: Document, table: data.Table) -> None:
    weights = document.training.class_weight
    if weights is None:
        return
    if table.classes is None:
        raise ScenarioError(
            f"training.class_weight is about classes, but {table.target} of {table.name} is a number; leave it out"
        )
    for name in weights:
        if name not in table.classes:
            raise ScenarioError(f"training.class_weight: there is no class {name!r}; {choices(name, table.classes)}")


def _monitor(document: Document) -> None:
    training = document.training
    known = [
        "loss",
        *(name for name in epoch_columns(document) if name != "epoch_loss"),
    ]  # loss: the epoch's, as in Keras
    for key, callback in (("early_stopping", training.early_stopping), ("reduce_lr", training.reduce_lr)):
        if callback and callback.monitor not in known:
            held_out = document.data is not None and document.data.validation_split
            why = ", which needs data.validation_split" if callback.monitor.startswith("val_") and not held_out else ""
            raise ScenarioError(
                f"training.{key}.monitor is {callback.monitor!r}{why}; {choices(callback.monitor, known)}"
            )


def parse_claims(document: Document, runs: Mapping[str, Document]) -> tuple[Logic, ...]:
    """The claims as trees, each value of them checked against the runs and columns that there are.

    Raises: ScenarioError with the place in the claim.
    """
    trees = []
    for i, claim in enumerate(document.claims):
        try:
            trees.append(parse(claim.check))
        except ClaimError as error:
            raise ScenarioError(f"claims[{i}].check: {error}") from None
    full = wants_full_loss(document.display, trees)
    for i, (claim, tree) in enumerate(zip(document.claims, trees, strict=True)):
        for value in values(tree):
            try:
                _check_value(value, document, runs, full)
            except ScenarioError as error:
                raise ScenarioError(f"claims[{i}].check: {ClaimError(claim.check, value.at, str(error))}") from None
    return tuple(trees)


def _check_value(value: Value | Minimum, document: Document, runs: Mapping[str, Document], full: bool) -> None:
    if isinstance(value, Minimum):
        _check_minimum(value, document)
        return
    if value.run not in runs:
        raise ScenarioError(f"there is no run {value.run!r}; {choices(value.run, runs)}")
    known = columns(runs[value.run], full)
    scalars = [name for name, labels in known.items() if not labels]
    if value.column not in known:
        raise ScenarioError(f"run {value.run!r} has no column {value.column!r}; {choices(value.column, known)}")
    labels = known[value.column]
    if labels and value.label is None:
        raise ScenarioError(f"{value.column} has several entries, choose one of {listed(labels)}")
    if value.label is not None and not labels:
        raise ScenarioError(f"{value.column} is a single number, it has no entry {value.label!r}")
    if value.label is not None and value.label not in labels:
        raise ScenarioError(f"{value.column} has no entry {value.label!r}; {choices(value.label, labels)}")
    if value.reducer == "at" and value.argument == 0 and value.column in epoch_columns(runs[value.run]):
        raise ScenarioError(
            f"{value.column} stands at the ends of epochs, so that it has no value at step 0; for the end of the first "
            f"epoch write {value.column}.first"
        )
    if isinstance(value.argument, str) and value.argument not in scalars:
        raise ScenarioError(
            f"{value.reducer}: there is no column {value.argument!r}; {choices(value.argument, scalars)}"
        )


def _check_minimum(value: Minimum, document: Document) -> None:
    landscape = document.display.landscape
    if landscape is None:
        raise ScenarioError("minimum is that of the landscape, but there is no [display.landscape]")
    if landscape.projection is not None:
        raise ScenarioError("minimum is that of a landscape over chosen weights; a projection has none")
    names = ["loss", "lambda_max", "stable_rate", *(axis.label for axis in landscape.axes)]
    if value.name not in names:
        raise ScenarioError(f"the minimum has no {value.name!r}; {choices(value.name, names)}")
