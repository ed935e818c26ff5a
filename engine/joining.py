"""A fork that has options which the run that it leaves lacks: a penalty, clipping, momentum, a Dropout join at a step.

Its program is another one and is compiled anew. Weights, what layers remember, slots, random keys and minibatches are
carried over as they are; a slot that only the new optimizer has begins as it does at step 0. Before the step at which
they join the options stand at values that do nothing, and every state is computed by the program of the run that was
left, bit for bit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from dlviz.engine.optimizers import Optimizer
from dlviz.engine.state import State

if TYPE_CHECKING:
    from dlviz.engine.run import Run

UNLIMITED = float(np.finfo(np.float32).max)
"""A limit of clipping that nothing reaches; ∞ would be divided by itself."""


def nothing(name: str) -> float:
    """Return the value at which an option that joins does nothing: clipping at a norm of 10³⁸, a penalty of 0."""
    return UNLIMITED if "clip" in name.rpartition(".")[2] else 0.0


def joined(state: State, optimizer: Optimizer, layers: Sequence[str]) -> State:
    """Return a state with all slots of this optimizer; those that are there stay, others are as at step 0."""
    slots = optimizer.init({name: state.params[name] for name in layers})
    return state._replace(optimizer={name: state.optimizer.get(name, slot) for name, slot in slots.items()})


class Past(NamedTuple):
    """What lies before the step at which options joined: the run that was left, cut there, and who reads its states."""

    run: Run
    optimizer: Optimizer
    layers: tuple[str, ...]

    def holds(self, step: int) -> bool:
        """Return whether a step lies before options joined."""
        return step < self.run.step

    def states_at(self, steps: Sequence[int]) -> Iterator[State]:
        """Yield the states after each of these numbers of updates, as `Run.states_at` does."""
        for state in self.run.states_at(steps):
            yield joined(state, self.optimizer, self.layers)
