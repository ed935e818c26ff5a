"""The step at the cursor, taken apart: how much of it is gradient, how much memory, and what is divided by what.

    parts = stride(run.problem, run.optimizer, run.state_at(t), run.feed(t))
    parts[-1].vector                # the whole update, θ_{t+1} − θ_t
    along(parts[-1].vector, axes)   # its components on the axes of a landscape

Which parts there are follows from the optimizer; the last one is always the whole step.

    gradient descent             −η·g
    momentum                     −η·g,  β·v,   step = their sum (classical: v before this step; Nesterov: after it)
    Adam, AdamW, Adamax, Nadam   −η·g,  −η·m̂,  step = −η·m̂/D: the second one, divided by the size of past gradients
    RMSprop, Adagrad, Adadelta   −η·g,  step = −η·g/D, D = √v, √a, √a/√d (with momentum its memory beside it)
    Lion                         −η·g,  step = −η·sign(…)
    weight decay                 −η·λ·θ, one part more

Source: notes 4.2; Kingma and Ba 2015, algorithm 1. D is that of `dlviz.engine.preconditioner`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray

from dlviz.engine.axes import Axis
from dlviz.engine.directions import Plane, components, flat
from dlviz.engine.optimizers import SGD, Adam, Adamax, Lion, Nadam, Optimizer, RMSprop
from dlviz.engine.probes.motion import roles
from dlviz.engine.probes.update import Feed, Update, next_update
from dlviz.engine.problem import Problem
from dlviz.engine.state import State, Weights

Floats = NDArray[np.floating]


class Part(NamedTuple):
    """One part of a step: what it is, the formula that gives it, and how far it would move each trainable weight."""

    kind: str  # "gradient", "memory", "decay" or "step"
    formula: str
    vector: Weights

    @property
    def length(self) -> float:
        """Return ‖vector‖₂ over all trainable weights."""
        return float(np.linalg.norm(flat(self.vector)))


def stride(problem: Problem, optimizer: Optimizer, state: State, feed: Feed) -> tuple[Part, ...]:
    """Return the parts of update `state.step`, the whole step last; it alone where it is −η·g."""
    found = next_update(problem, optimizer, state, feed)
    params = {layer: state.params[layer] for layer in problem.layers}
    hyper = feed.hyper["optimizer"]
    rate = hyper["learning_rate"]
    clips = optimizer.clipnorm is not None or optimizer.clipvalue is not None or optimizer.global_clipnorm is not None
    gradient = Part("gradient", "−η·clip(g)" if clips else "−η·g", _scaled(-rate, found.clipped))
    parts = [gradient]
    moved = found.updates  # what the gradients alone do, decay aside
    if optimizer.weight_decay is not None:
        decay = _scaled(-rate * hyper["weight_decay"], params)
        moved = jax.tree.map(np.subtract, found.updates, decay)
        parts.append(Part("decay", "−η·λ·θ", decay))
    formula = "step"
    match optimizer:
        case SGD():
            if "momentum" in hyper:
                parts.append(Part("memory", "β·v", _carried(optimizer, state, found, hyper["momentum"])))
            elif len(parts) == 1:
                return (gradient._replace(kind="step"),)
        case Adam() | Adamax() | Nadam():
            above, below = roles(optimizer)
            parts.append(Part("memory", f"−η·{above}", jax.tree.map(np.multiply, moved, found.divisors)))
            formula = f"−η·{above}/{below}"
        case RMSprop() if "momentum" in hyper:
            parts.append(Part("memory", "β·v", _scaled(-hyper["momentum"], state.optimizer["momentum"])))
        case Lion():
            formula = "−η·sign"
        case _:
            below = roles(optimizer).below
            formula = f"−η·g/({below})" if "/" in below else f"−η·g/{below}"
    return (*parts, Part("step", formula if len(parts) < 3 else "step", found.updates))


def along(vector: Weights, onto: Sequence[Axis] | Plane) -> Floats:
    """Return the components of a vector on the axes of a landscape, or in a plane: shape (axes,)."""
    if isinstance(onto, Plane):
        return components(onto, vector)
    known = jax.device_get(vector)
    return np.array([float(axis.read(known)) for axis in onto])


def _scaled(factor: float, vector: Weights) -> Weights:
    found: Weights = jax.tree.map(lambda w: factor * np.asarray(w), vector)
    return found


def _carried(optimizer: SGD, state: State, found: Update, beta: float) -> Weights:
    """β·v: the velocity before this step, or after it in Nesterov's form, θ ← θ + β·v − η·g."""
    return _scaled(beta, (found.slots if optimizer.nesterov else state.optimizer)["momentum"])
