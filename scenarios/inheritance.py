"""Runs that begin with the weights that another run has found: transfer learning.

A run names its source, and layers of it; they may be frozen, that is kept as they are while the others are trained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from dlviz.scenarios.columns import named
from dlviz.scenarios.errors import ScenarioError, choices
from dlviz.scenarios.layer_tables import has_weights
from dlviz.scenarios.schema import Document


@dataclass(frozen=True)
class Inheritance:
    """The layers whose weights a run takes from its source before its first step; `frozen`: keeps them."""

    source: str
    layers: tuple[str, ...]
    frozen: bool


def inheritances(document: Document, runs: Sequence[Document]) -> list[Inheritance | None]:
    """What each run begins with, None for the initial weights; `runs` are the documents with all that they set.

    Raises: ScenarioError for a source that is not an earlier run, and for a layer that not both have.
    """
    names = [run.name for run in document.runs]
    found: list[Inheritance | None] = []
    for place, run in enumerate(document.runs):
        weights = run.weights
        if weights is None:
            found.append(None)
            continue
        where = f"runs[{place}].weights"
        if weights.source not in names[:place]:
            raise ScenarioError(
                f"{where}.from is {weights.source!r}; it must be a run that stands before {run.name!r}: "
                f"{choices(weights.source, names[:place]) if place else 'there is none'}"
            )
        own, theirs = (_weighty(runs[i]) for i in (place, names.index(weights.source)))
        both = [name for name in own if name in theirs]
        for name in weights.layers or ():
            if name not in both:
                raise ScenarioError(f"{where}.layers: {name!r} is no layer with weights of both; {choices(name, both)}")
        layers = tuple(weights.layers or both)
        if not layers:
            raise ScenarioError(f"{where}: {run.name!r} and {weights.source!r} have no layer with weights in common")
        found.append(Inheritance(weights.source, layers, weights.frozen))
    return found or [None]


def frozen(document: Document, heir: Inheritance | None) -> Document:
    """The document of a run with the layers that it keeps as they are marked as not trainable."""
    if heir is None or not heir.frozen:
        return document
    model = tuple(
        msgspec.structs.replace(layer, trainable=False) if name in heir.layers else layer
        for name, layer in named(document.model)
    )
    return msgspec.structs.replace(document, model=model)


def _weighty(document: Document) -> list[str]:
    """The names of the layers that have weights, blocks included."""
    return [name for name, layer in named(document.model) if has_weights(layer)]
