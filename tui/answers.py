"""What would tell the answer to an exercise, and is shown only with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario

SHOW_LAYERS = ("activations", "dropout", "features", "weights")
"""Panels that show each layer with its activation or its units, as the network panel does."""


def hidden(scenario: Scenario) -> frozenset[str]:
    """Claims, formulas and panels that an exercise hides.

    Where it hides the network, all that shows layers goes along, except for panels that the scenario's own file shows.
    """
    names = frozenset(name for one in scenario.exercises for name in one.hides)
    return names.union(set(SHOW_LAYERS) - set(scenario.own_panels)) if "network" in names else names
