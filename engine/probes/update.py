"""The next update of a run, computed beside it: what the step at the cursor will see and do, part by part.

    found = next_update(run.problem, run.optimizer, run.state_at(t), run.feed(t))
    found.gradients, found.updates            # trees of the trainable weights: g_t and θ_{t+1} − θ_t

The arithmetic is that of `dlviz.engine.step`, on the same minibatch, with the same random key and rates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import jax
from jaxtyping import Array, Float

from dlviz.engine.compiled import compiled
from dlviz.engine.optimizers import Optimizer
from dlviz.engine.preconditioner import divisors
from dlviz.engine.problem import Batch, Problem
from dlviz.engine.state import State, Weights
from dlviz.engine.structure import structure


class Feed(NamedTuple):
    """What one update is given beside the state.

    `batch`: the arrays of its minibatch; `hyper`: {"layers": …, "optimizer": …} with the learning rate of this update;
    `key`: of its random numbers.
    """

    batch: Batch
    hyper: Mapping[str, Any]
    key: jax.Array


class Update(NamedTuple):
    """One update of the trainable weights.

    `loss` of the minibatch at θ_t; `gradients` as the loss gives them, `clipped` as the optimizer takes them;
    `updates` = θ_{t+1} − θ_t; `slots` of the optimizer after it; `parts`: all that the optimizer computes on the way,
    by its symbol in `optimizers.listings`; `divisors`: D of `dlviz.engine.preconditioner`, from these slots.
    Shapes: trees like the trainable weights.
    """

    loss: Float[Array, ""]
    gradients: Weights
    clipped: Weights
    updates: Weights
    slots: dict[str, Any]
    parts: dict[str, Weights]
    divisors: Weights


def next_update(problem: Problem, optimizer: Optimizer, state: State, feed: Feed) -> Update:
    """Return what update `state.step` computes; nothing is committed. One compile serves all states of a run."""
    program = compiled("update", problem, lambda bare: _make(bare, optimizer), structure(optimizer))
    found: Update = program(state.params, state.layer_state, state.optimizer, state.step, feed)
    return found


def _make(problem: Problem, optimizer: Optimizer) -> Callable[..., Update]:
    def update(params: Weights, layer_state: Weights, slots: Any, step: jax.Array, feed: Feed) -> Update:
        trainable = {name: params[name] for name in problem.layers}
        hyper = feed.hyper["optimizer"]

        def loss(trainable: Weights) -> jax.Array:
            moved = {**params, **trainable}
            return problem.loss(moved, layer_state, feed.hyper["layers"], feed.batch, feed.key, True)[0]

        value, gradients = jax.value_and_grad(loss)(trainable)
        parts = optimizer.explain(gradients, slots, trainable, hyper=hyper, step=step)
        after = {slot: parts[optimizer.memory[slot]] for slot in slots}
        sizes = divisors(optimizer, after, trainable, hyper, step + 1.0)
        return Update(value, gradients, parts["g"], parts["Δθ"], after, parts, sizes)

    return update
