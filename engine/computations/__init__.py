"""Figures that compute and do not train; `base` states the contract, one module holds each kind."""

from dlviz.engine.computations.activation import Activation
from dlviz.engine.computations.base import Computation

COMPUTATIONS: dict[str, type[Computation]] = {
    "activation": Activation,
}
"""Every kind, by the name that a scenario file gives it."""

__all__ = ["COMPUTATIONS", "Activation", "Computation"]
