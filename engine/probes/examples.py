"""How well single rows are predicted: the outputs and the loss of each, of the rows that were not learned from.

found = examples(problem, state.params, state.layer_state)
found.rows[np.argmax(found.losses)]      # the row that is predicted worst
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from dlviz.engine.compiled import compiled
from dlviz.engine.problem import Supervised
from dlviz.engine.state import Weights

Floats = NDArray[np.floating]

MOST_ROWS = 2000
"""Rows of one look: a convolutional network takes some tens of milliseconds for them."""

BATCH = 100
"""Rows that go through the network together: what LeNet computes of 1,000 at once leaves the caches, and takes four
times as long."""


@dataclass(frozen=True)
class Examples:
    """Rows with what is predicted for them, in the order of the data.

    `rows` (n,): their numbers, counted over the training rows and then the validation rows; `held_out`: they are
    validation rows; `of`: of so many. Shapes: outputs (n, outputs), losses (n,): without penalties.
    """

    rows: NDArray[np.int64]
    held_out: bool
    of: int
    outputs: Floats
    losses: Floats


def examples(problem: Supervised, params: Weights, layer_state: Weights, most: int = MOST_ROWS) -> Examples:
    """Return the validation rows, where there are none the training rows; of more than `most` evenly taken ones."""
    held_out = problem.held_out is not None
    of = problem.held_out if problem.held_out is not None else problem.data
    x, y = np.asarray(of[0]), np.asarray(of[1])
    total = len(x)
    taken = np.linspace(0, total - 1, min(most, total)).round().astype(np.int64)
    program, hyper, found = compiled("examples", problem, _make), problem.hyper(), []
    for start in range(0, len(taken), BATCH):
        rows = taken[start : start + BATCH]
        filled = np.resize(rows, BATCH)  # the last batch is filled up, so that one program does for all
        found.append(program(params, layer_state, hyper, x[filled], y[filled]))
    parts = zip(*jax.device_get(found), strict=True)
    outputs, losses = (np.concatenate(part)[: len(taken)] for part in parts)
    losses = losses.reshape(len(taken), -1).mean(axis=1)
    return Examples(taken + (problem.rows if held_out else 0), held_out, total, outputs, losses)


def _make(problem: Supervised) -> Callable[..., Any]:
    model, criterion = problem.model, problem.criterion

    def look(params: Weights, layer_state: Weights, hyper: Any, x: jax.Array, y: jax.Array) -> Any:
        outputs, _ = model.apply(params, layer_state, x, hyper=hyper, key=None, training=False)
        prediction = outputs[model.names[-1]]
        return prediction, criterion.fn(y, prediction)

    return look
