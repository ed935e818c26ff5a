"""Which panels a scenario can show, why it cannot show the others, and what some would have to measure for it.

What the schema refuses in `display.panels` is not offered; nothing here imports JAX.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from dlviz.scenarios import ScenarioError
from dlviz.scenarios.checks import SHARP, check_displayed
from dlviz.scenarios.columns import columns, simple_layers, wants_full_loss
from dlviz.scenarios.computation_tables import KINDS, SLIDING
from dlviz.scenarios.display_tables import Landscape
from dlviz.scenarios.schema import Document
from dlviz.scenarios.tables import kind
from dlviz.tui.pictures import PICTURES

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario
    from dlviz.scenarios.scenario import RunSpec


@dataclass(frozen=True)
class Offer:
    """A panel: `why` it has nothing to show here, or what it `needs` to be measured from the first step on."""

    panel: str
    why: str = ""
    needs: str = ""


def offers(scenario: Scenario) -> tuple[Offer, ...]:
    """Every panel there is, in the order of the pictures."""
    return tuple(_offer(scenario, panel) for panel in PICTURES)


def measuring(scenario: Scenario, panel: str) -> Scenario:
    """The scenario with what this panel needs, in every run."""
    change = _CHANGES[panel]
    runs = tuple(replace(spec, document=change(spec.document, spec.table)) for spec in scenario.all_runs)
    return replace(scenario, document=change(scenario.document, scenario.all_runs[0].table), all_runs=runs)


def _offer(scenario: Scenario, panel: str) -> Offer:
    if panel in scenario.display.panels:
        return Offer(panel)
    document, documents = scenario.document, [spec.document for spec in scenario.runs]
    if document.computation is None:
        full = wants_full_loss(document.display, scenario.checks)
        if panel == "stability" and not any(SHARP & columns(one, full).keys() for one in documents):
            return Offer(panel, needs="λmax, every 10 steps")
        if panel == "metrics" and document.model and not any(one.training.metrics for one in documents):
            return Offer(panel, needs="a metric, every epoch")
        if panel == "landscape" and document.model and document.display.landscape is None:
            if any(spec.table is not None and spec.table.shape for spec in scenario.runs):
                return Offer(panel, "takes too long for rows of this size")
            return Offer(panel, needs="a plane through the paths")
    if any(_shows(scenario, spec, panel) for spec in scenario.runs):
        return Offer(panel)
    return Offer(panel, _why(document, panel))


def _shows(scenario: Scenario, spec: RunSpec, panel: str) -> bool:
    """Whether a run has something to draw: the schema accepts the panel, and the run has what it draws."""
    document = spec.document
    if document.computation is not None and panel not in (*KINDS[kind(document.computation)].panels, "curves"):
        return False
    if panel == "dropout" and not any("Dropout" in kind(layer) for _, layer, _ in simple_layers(document.model)):
        return False
    try:
        asked = msgspec.structs.replace(document.display, panels=(panel,))
        changed = msgspec.structs.replace(document, display=asked)
        check_displayed(changed, spec.table, wants_full_loss(asked, scenario.checks))
    except (ScenarioError, ValueError):
        return False
    return True


def _why(document: Document, panel: str) -> str:
    """What the scenario lacks."""
    if panel in SLIDING:
        return "no window slides here"
    if panel == "curves":
        return "the scenario names no curves"
    if document.computation is not None:
        return "nothing of it in this computation"
    return "no layer switches units off" if document.model else "needs rows and a network"


Change = Callable[[Document, Any], Document]


def _sharpness(document: Document, table: Any) -> Document:
    plain = kind(document.training.optimizer) == "SGD"
    more = ("sharpness" if plain else "preconditioned_sharpness", "stability_bound")
    kept = [one for one in document.training.instruments if one not in more]
    return _training(document, instruments=(*kept, *more))


def _metric(document: Document, table: Any) -> Document:
    return _training(document, metrics=("accuracy" if table.classes else "mean_absolute_error",))


def _plane(document: Document, table: Any) -> Document:
    display = msgspec.structs.replace(document.display, landscape=Landscape(projection="pca"))
    return msgspec.structs.replace(document, display=display)


def _training(document: Document, **changes: Any) -> Document:
    return msgspec.structs.replace(document, training=msgspec.structs.replace(document.training, **changes))


_CHANGES: dict[str, Change] = {"stability": _sharpness, "metrics": _metric, "landscape": _plane}
