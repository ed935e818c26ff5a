"""Figures that compute and do not train; `base` states the contract, one module holds each kind."""

from dlviz.engine.computations.activation import Activation
from dlviz.engine.computations.base import Computation
from dlviz.engine.computations.chain_rule import ChainRule
from dlviz.engine.computations.channels import Channels
from dlviz.engine.computations.convolution import Convolution
from dlviz.engine.computations.equivariance import Equivariance
from dlviz.engine.computations.grid_search import GridSearch
from dlviz.engine.computations.loss_curve import LossCurve
from dlviz.engine.computations.model_summary import ModelSummary
from dlviz.engine.computations.neuron import Neuron
from dlviz.engine.computations.output_activation import OutputActivation
from dlviz.engine.computations.padding import Padding
from dlviz.engine.computations.pooling import Pooling

COMPUTATIONS: dict[str, type[Computation]] = {
    "activation": Activation,
    "chain_rule": ChainRule,
    "channels": Channels,
    "convolution": Convolution,
    "equivariance": Equivariance,
    "grid_search": GridSearch,
    "loss": LossCurve,
    "model_summary": ModelSummary,
    "neuron": Neuron,
    "output_activation": OutputActivation,
    "padding": Padding,
    "pooling": Pooling,
}
"""Every kind, by the name that a scenario file gives it."""

__all__ = [
    "COMPUTATIONS",
    "Activation",
    "ChainRule",
    "Channels",
    "Computation",
    "Convolution",
    "Equivariance",
    "GridSearch",
    "LossCurve",
    "ModelSummary",
    "Neuron",
    "OutputActivation",
    "Padding",
    "Pooling",
]
