"""Another version of a run's settings: some keys changed, and checked as a file would be.

    vary(spec, {"training.batch": 8, "model[0].units": 32}, "wider")

Nothing here imports JAX, so that a form can ask at every letter whether what is typed so far could be run.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

import msgspec

from dlviz.scenarios.checks import check_run
from dlviz.scenarios.columns import named
from dlviz.scenarios.errors import ScenarioError, choices
from dlviz.scenarios.layer_tables import groups
from dlviz.scenarios.loading import converted
from dlviz.scenarios.objective_tables import LAYER
from dlviz.scenarios.paths import assign
from dlviz.scenarios.scenario import RunSpec
from dlviz.scenarios.schema import Document, Run
from dlviz.scenarios.training_tables import Optimizer

LAYERS = "layers."
"""May stand before the name of a layer's option: layers.dropout.rate."""

PENALTIES = ("kernel", "bias", "activity")


def vary(spec: RunSpec, changes: Mapping[str, Any], name: str | None = None) -> RunSpec:
    """The settings of a run with other values at some paths of its document, such as training.batch.

    Raises: ScenarioError with the sentence that a file with these settings would get.
    """
    tables = tables_of(spec.document)
    for path, value in changes.items():
        assign(tables, path, deepcopy(value))
    return remade(spec, tables, name)


def remade(spec: RunSpec, tables: dict[str, Any], name: str | None = None) -> RunSpec:
    """The settings of a run with these tables for its document, on the rows that it has.

    Raises: ScenarioError with the sentence that a file with these tables would get.
    """
    document = converted(tables)
    check_run("", document, spec.table)
    return replace(spec, name=spec.name if name is None else name, document=document)


def tables_of(document: Document) -> dict[str, Any]:
    """The document as plain tables and lists, as a file has them: without what it leaves to the defaults."""
    found: dict[str, Any] = _lists(msgspec.to_builtins(document))
    return found


def option(name: str) -> str:
    """The engine's name of an option: `layers.` may stand before that of a layer."""
    return name.removeprefix(LAYERS)


def path_of(document: Document, name: str) -> str:
    """Where a number that can be changed while a run trains stands: dropout.rate -> model[1].rate.

    Raises: ScenarioError for a layer that is not there.
    """
    layer, _, last = option(name).rpartition(".")
    if not layer:
        return f"training.optimizer.{last}"
    if document.objective is not None and layer == LAYER:
        return f"objective.{last}"
    places = _places(document.model)
    if layer not in places:
        raise ScenarioError(f"there is no layer {layer!r}; {choices(layer, places)}")
    of, _, strength = last.partition("_")
    inside = f"{of}_regularizer.{strength}" if of in PENALTIES and strength in ("l1", "l2") else last
    return f"{places[layer]}.{inside}"


def set_to(document: Document, changes: Mapping[str, float]) -> dict[str, Any]:
    """Paths and values that say the same as changed options of the engine."""
    return {path_of(document, name): value for name, value in changes.items()}


def default_rate(document: Document) -> float:
    """The rate of an optimizer that is given by its name alone, or without one."""
    given = document.training.optimizer
    return float((msgspec.convert({"name": given}, Optimizer) if isinstance(given, str) else given).learning_rate)


def checked_name(name: str, others: tuple[str, ...]) -> str:
    """A run's name, without blanks around it.

    Raises: ScenarioError where it is empty, taken, or one that claims could not write.
    """
    name = name.strip()
    if not name:
        raise ScenarioError("a run needs a name; type one")
    if name in others:
        raise ScenarioError(f"there is a run named {name!r} already; choose another name")
    try:
        return Run(name).name
    except ValueError as error:
        raise ScenarioError(str(error)) from None


def free_name(wanted: str, others: tuple[str, ...]) -> str:
    """This name, or with the first number behind it that is not taken: wide, wide 2, wide 3."""
    number, name = 1, wanted
    while name in others:
        number += 1
        name = f"{wanted} {number}"
    return name


def _places(model: Any) -> dict[str, str]:
    """The paths of all layers by their full names, those inside blocks included."""
    found: dict[str, str] = {}
    for i, (name, layer) in enumerate(named(model)):
        found[name] = f"model[{i}]"
        counts: dict[str, int] = {}  # through all branches of a block, as columns counts them
        for j, group in enumerate(groups(layer)):
            stack = "layers" if hasattr(layer, "layers") else f"branches[{j}]"
            for k, (inner, _) in enumerate(named(group, counts)):
                found[f"{name}/{inner}"] = f"model[{i}].{stack}[{k}]"
    return found


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(inside) for key, inside in value.items()}
    return [_lists(inside) for inside in value] if isinstance(value, list | tuple) else value
