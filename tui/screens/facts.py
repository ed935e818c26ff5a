"""What a scenario is made of, in a few words: what stands under its lesson in the catalogue."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from dlviz.tui.numbers import count

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario


def facts(scenario: Scenario) -> list[tuple[str, str]]:
    """Pairs of word and text, without importing the engine."""
    if scenario.document.computation is not None:
        task = [("computes", _name(scenario.document.computation).replace("_", " "))]
        return [*task, ("runs", ", ".join(scenario.run_names)), ("panels", ", ".join(scenario.display.panels))]
    training = scenario.document.training
    batch = (
        "all rows at once" if training.batch == "full" else f"batch {getattr(training.batch, 'size', training.batch)}"
    )
    number, unit = (training.steps, "step") if training.epochs is None else (training.epochs, "epoch")
    length = f"{count(number or 0)} {unit}{'s' * (number != 1)}"
    table = scenario.runs[0].table
    exact = training.batch == "full" if table is not None else not getattr(scenario.document.objective, "noise", 0.0)
    descent = _descent(training.optimizer) if exact else _name(training.optimizer)
    if table is None:
        task = [
            ("function", f"{_name(scenario.document.objective)} of two numbers"),
            ("descent", f"{descent}, {length}"),
        ]
    else:
        asked = any("network" in one.hides for one in scenario.exercises)
        features = f"{len(table.features)} feature{'s' * (len(table.features) != 1)}"
        task = [
            ("data", f"{table.name}, {count(table.rows)} rows, {features}"),
            ("model", "the exercise asks for it" if asked else _model(len(table.features), scenario.document.model)),
            ("training", f"{descent}, {batch}, {length}"),
        ]
    return [
        *task,
        ("runs", ", ".join(scenario.run_names)),
        ("panels", ", ".join(scenario.display.panels)),
    ]


def _model(features: int, model: tuple[Any, ...]) -> str:
    """`4 → Dense 100 relu → Dense 3 softmax`; equal neighbours are counted."""
    layers = [(label, len(list(same))) for label, same in groupby(map(_layer, model))]
    return " → ".join([str(features), *(f"{times} × {label}" if times > 1 else label for label, times in layers)])


def _layer(layer: Any) -> str:
    words = [_name(layer), str(getattr(layer, "units", "")), str(getattr(layer, "activation", ""))]
    return " ".join(word for word in words if word and word != "linear")


def _descent(optimizer: Any) -> str:
    """An optimizer on the whole loss: what Keras calls SGD is then gradient descent."""
    name = _name(optimizer)
    return "gradient descent (SGD)" if name == "SGD" and not getattr(optimizer, "momentum", 0.0) else name


def _name(table: Any) -> str:
    from dlviz.scenarios.tables import kind

    return table if isinstance(table, str) else kind(table)
