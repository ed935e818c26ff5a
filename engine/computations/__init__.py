"""Figures that compute and do not train; `base` states the contract, one module holds each kind."""

from dlviz.engine.computations.activation import Activation
from dlviz.engine.computations.base import Computation
from dlviz.engine.computations.chain_rule import ChainRule
from dlviz.engine.computations.grid_search import GridSearch
from dlviz.engine.computations.model_summary import ModelSummary

COMPUTATIONS: dict[str, type[Computation]] = {
    "activation": Activation,
    "chain_rule": ChainRule,
    "grid_search": GridSearch,
    "model_summary": ModelSummary,
}
"""Every kind, by the name that a scenario file gives it."""

__all__ = ["COMPUTATIONS", "Activation", "ChainRule", "Computation", "GridSearch", "ModelSummary"]
