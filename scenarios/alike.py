"""Whether two runs minimise the same function, so that the paths of both lie on one landscape."""

from __future__ import annotations

from typing import Any

import msgspec

from dlviz.scenarios.objective_tables import SHARED
from dlviz.scenarios.schema import Document
from dlviz.scenarios.tables import Table, kind, options
from dlviz.scenarios.training_tables import Loss

ASIDE = (
    *("kernel_initializer", "bias_initializer", "alpha_initializer", "beta_initializer", "gamma_initializer"),
    *("kernel_regularizer", "bias_regularizer", "activity_regularizer", "rate", "stddev", "seed", "trainable"),
)
"""Options of layers that say where a run starts, what it moves, and how strongly it is penalised or disturbed."""


def share_a_function(one: Document, other: Document) -> bool:
    """Whether two runs differ in start, noise and penalties at most, and in how they are trained.

    Objectives: the same function with the same options. Networks: the same rows, layers, loss and class weights.
    """
    return bool(_function(one) == _function(other))


def _function(document: Document) -> Any:
    if document.objective is not None:
        return _without(document.objective, tuple(SHARED))
    training = document.training
    loss = msgspec.convert({"name": training.loss}, Loss) if isinstance(training.loss, str) else training.loss
    return document.data, _without(document.model, ASIDE), loss, training.class_weight


def _without(value: Any, aside: tuple[str, ...]) -> Any:
    """The table, or the tables in lists, as plain values that can be compared."""
    if isinstance(value, tuple):
        return [_without(inside, aside) for inside in value]
    if not isinstance(value, Table):
        return value
    left = {name: _without(inside, aside) for name, inside in options(value).items() if name not in aside}
    return kind(value), left
