"""What would tell the answer to an exercise, and is shown only with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario
    from dlviz.scenarios.schema import Exercise
    from dlviz.tui.view import RunView, View

SHOW_LAYERS = ("activations", "dropout", "features", "weights")
"""Panels that show each layer with its activation or its units, as the network panel does."""


def hidden(scenario: Scenario) -> frozenset[str]:
    """Claims, formulas and panels that the exercises hide."""
    return frozenset(name for one in scenario.exercises for name in hidden_by(scenario, one))


def hidden_by(scenario: Scenario, exercise: Exercise) -> frozenset[str]:
    """Claims, formulas and panels that an exercise hides.

    Where it hides the network, all that shows layers goes along, except for panels that the scenario's own file shows.
    """
    names = frozenset(exercise.hides)
    return names.union(set(SHOW_LAYERS) - set(scenario.own_panels)) if "network" in names else names


def seen(view: View, told: frozenset[int]) -> View:
    """The view as it may be shown when the exercises of these numbers are answered.

    Claims are about what the runs come to: as long as they are hidden, so is what lies ahead of the cursor.
    """
    card = view.card
    if not card.hides:
        return view
    still = {name for i, one in enumerate(card.exercises) if i not in told for name in one.hides}
    hides = card.hides - {name for i in told for name in card.exercises[i].hides if name not in still}
    if hides != card.hides:
        view = replace(view, card=replace(card, hides=hides))
    return _up_to_cursor(view) if "claims" in hides else view


def _up_to_cursor(view: View) -> View:
    """The view without what was trained, and what became of it, after the cursor."""
    runs = tuple(_until(run, view.row(run)) for run in view.runs)
    return replace(view, runs=runs, verdicts=tuple(one for one in view.verdicts if one[0] <= view.cursor))


def _until(run: RunView, row: int) -> RunView:
    """The run as it was when this row was its last; how it ends is not known then."""
    if row >= run.front:
        return run
    if run.stage == "ended":
        run = replace(run, stage="training", status="training")
    columns = {name: values[: row + 1] for name, values in run.columns.items()}
    events = tuple(event for event in run.events if event.row <= row)
    return replace(run, columns=columns, events=events)
