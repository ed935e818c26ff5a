"""Figures that compute and do not train; `base` states the contract, one module holds each kind."""

from dlviz.engine.computations.activation import Activation
from dlviz.engine.computations.base import Computation
from dlviz.engine.computations.chain_rule import ChainRule
from dlviz.engine.computations.grid_search import GridSearch
from dlviz.engine.computations.loss_curve import LossCurve
from dlviz.engine.computations.model_summary import ModelSummary
from dlviz.engine.computations.neuron import Neuron
from dlviz.engine.computations.output_activation import OutputActivation

COMPUTATIONS: dict[str, type[Computation]] = {
    "activation": Activation,
    "chain_rule": ChainRule,
    "grid_search": GridSearch,
    "loss": LossCurve,
    "model_summary": ModelSummary,
    "neuron": Neuron,
    "output_activation": OutputActivation,
}
"""Every kind, by the name that a scenario file gives it."""

__all__ = [
    "COMPUTATIONS",
    "Activation",
    "ChainRule",
    "Computation",
    "GridSearch",
    "LossCurve",
    "ModelSummary",
    "Neuron",
    "OutputActivation",
]
