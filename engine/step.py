"""One update, and many at a time: the pure function that everything else wraps.

    row t:  loss, gradients and instruments of minibatch t at θ_t, then the update to θ_{t+1}
    row N:  after N updates, θ_N measured on the minibatch that would come next; nothing is committed

A chunk runs n updates inside one `while_loop` with a traced n, so one compile serves every length, and n decides
nothing else: the result does not depend on how a run is cut into chunks, bit for bit. Each update writes one
row of numbers into a buffer of fixed size. The loop ends early when a loss is not finite.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, NamedTuple, TypeAlias

import jax
import jax.numpy as jnp
from jax import lax
from jaxtyping import Array, Float, Int

from dlviz.engine.instruments import Instrument, Reading
from dlviz.engine.optimizers import Optimizer
from dlviz.engine.problem import Batch, Problem
from dlviz.engine.state import State, Weights

Columns: TypeAlias = "dict[str, tuple[slice, tuple[int, ...]]]"


@dataclass(frozen=True)
class Recipe:
    """What a chunk is compiled from. `sizes`: the distinct minibatch sizes; `whole`: every batch is all rows."""

    problem: Problem
    optimizer: Optimizer
    instruments: tuple[Instrument, ...]
    sizes: tuple[int, ...]
    steps_per_epoch: int
    whole: bool
    capacity: int


class Plan(NamedTuple):
    """What a chunk needs that is known beforehand.

    `rows` (capacity, widest batch) row numbers of each update's minibatch; `rates` (capacity,) learning rates;
    `kinds` (steps per epoch,) which of `Recipe.sizes` each minibatch of an epoch has.
    """

    rows: Any
    rates: Any
    kinds: Any


class Inputs(NamedTuple):
    """What stays the same over a run: rows to learn from, held-out rows or None, the root of all random keys."""

    data: Batch
    held_out: Batch | None
    root: jax.Array


class Chunk(NamedTuple):
    """`state` after the updates; `records` (capacity, width), of which the first `done` rows were written.

    `finite`: whether every loss and every parameter is.
    """

    state: State
    records: Float[Array, "capacity width"]
    done: Int[Array, ""]
    finite: Any


def columns(recipe: Recipe, params: Weights) -> tuple[Columns, Columns, int]:
    """Return where each column stands in a record: (those of row t, those of row t + 1, the width)."""
    now: dict[str, tuple[int, ...]] = {"loss": ()}
    for instrument in recipe.instruments:
        labels = instrument.labels(recipe.problem)
        now[instrument.column] = (len(labels),) if labels else ()
    then: dict[str, tuple[int, ...]] = {metric.name: (metric.size,) for metric in recipe.problem.metrics}
    if recipe.problem.held_out is not None:
        then |= {"val_loss": ()} | {f"val_{metric.name}": (metric.size,) for metric in recipe.problem.metrics}
    place = 0
    found: list[Columns] = []
    for group in (now, then):
        where: Columns = {}
        for name, shape in group.items():
            where[name] = (slice(place, place + prod(shape)), shape)
            place += prod(shape)
        found.append(where)
    return found[0], found[1], place


def make_chunk(recipe: Recipe) -> Callable[..., Chunk]:
    """Return the function (state, n, hyper, plan, inputs) -> Chunk, ready for `jax.jit`."""
    step = _make_step(recipe)

    def chunk(state: State, n: jax.Array, hyper: Mapping[str, Any], plan: Plan, inputs: Inputs) -> Chunk:
        width = columns(recipe, state.params)[2]
        records = jnp.zeros((recipe.capacity, width))

        def more(carry: tuple[Any, ...]) -> jax.Array:
            i, _, _, finite = carry
            go_on: jax.Array = (i < n) & finite
            return go_on

        def body(carry: tuple[Any, ...]) -> tuple[Any, ...]:
            i, state, records, _ = carry
            state, record = step(state, hyper, plan, i, inputs)
            records = lax.dynamic_update_index_in_dim(records, record, i, 0)
            return i + 1, state, records, jnp.isfinite(record[0])

        start = (jnp.zeros_like(n), state, records, jnp.ones((), bool))
        done, state, records, finite = lax.while_loop(more, body, start)
        sound = jnp.stack([jnp.isfinite(leaf).all() for leaf in jax.tree.leaves(state.params)]).all()
        return Chunk(state, records, done, (finite, sound))

    return chunk


def _make_step(recipe: Recipe) -> Callable[..., tuple[State, Float[Array, " width"]]]:
    problem, optimizer = recipe.problem, recipe.optimizer
    forward_instruments = [i for i in recipe.instruments if i.stage == "forward"]
    update_instruments = [i for i in recipe.instruments if i.stage == "update"]

    def forward(state: State, hyper: Mapping[str, Any], batch: Batch, data: Batch, key: jax.Array) -> tuple[Any, ...]:
        """Loss, gradients and all that needs the outputs, whose shapes depend on the batch size."""
        trainable = {name: state.params[name] for name in problem.layers}

        def loss(trainable: Weights) -> tuple[jax.Array, Any]:
            params = {**state.params, **trainable}
            return problem.loss(params, state.layer_state, hyper["layers"], batch, key, True)

        (value, (outputs, layer_state)), gradients = jax.value_and_grad(loss, has_aux=True)(trainable)
        reading = Reading(
            state.params, state.layer_state, gradients, {}, optimizer, state.optimizer, outputs, batch, data, hyper,
            {}, key, state.step,
        )  # fmt: skip
        values, memory = _measure_all(problem, forward_instruments, reading, state.memory)
        return value, gradients, layer_state, problem.score(outputs, batch), values, memory

    def step(
        state: State, hyper: Mapping[str, Any], plan: Plan, i: jax.Array, inputs: Inputs
    ) -> tuple[State, Float[Array, " width"]]:
        data, held_out, root = inputs
        key = jax.random.fold_in(root, state.step)
        within = state.step % recipe.steps_per_epoch

        def on_batch(size: int) -> tuple[Any, ...]:
            rows = plan.rows[i, :size]
            batch = jax.tree.map(lambda array: array.at[rows].get(mode="promise_in_bounds"), data)
            return forward(state, hyper, batch, data, key)

        if recipe.whole:
            found = forward(state, hyper, data, data, key)
        elif len(recipe.sizes) == 1:
            found = on_batch(recipe.sizes[0])
        else:
            found = lax.switch(plan.kinds[within], [lambda size=size: on_batch(size) for size in recipe.sizes])
        loss, gradients, layer_state, sums, forward_values, memory = found

        trainable = {name: state.params[name] for name in problem.layers}
        knobs = {**hyper["optimizer"], "learning_rate": plan.rates[i]}
        updates, optimizer_state = optimizer.update(gradients, state.optimizer, trainable, hyper=knobs, step=state.step)
        reading = Reading(
            state.params, state.layer_state, gradients, updates, optimizer, optimizer_state, {}, (), data,
            {**hyper, "optimizer": knobs}, {}, key, state.step,
        )  # fmt: skip
        update_values, memory = _measure_all(problem, update_instruments, reading, memory)

        moved = jax.tree.map(jnp.add, trainable, updates)
        metrics = {name: jnp.where(within == 0, 0.0, state.metrics[name]) + value for name, value in sums.items()}
        after = State(
            {name: moved.get(name, weights) for name, weights in state.params.items()},
            layer_state, optimizer_state, metrics, memory, state.step + 1,
        )  # fmt: skip
        values = {**forward_values, **update_values}
        record = [loss[None]] + [values[instrument.column].reshape(-1) for instrument in recipe.instruments]
        if problem.metrics or held_out is not None:
            record.append(_at_epoch_end(recipe, after, hyper, held_out, within))
        return after, jnp.concatenate(record)

    return step


def _measure_all(
    problem: Problem, instruments: list[Instrument], reading: Reading, memory: dict[str, Any]
) -> tuple[dict[str, jax.Array], dict[str, Any]]:
    values: dict[str, jax.Array] = {}
    for instrument in instruments:
        name = instrument.column
        own = reading._replace(own=reading.hyper["instruments"].get(name, {}))
        labels = instrument.labels(problem)
        shape = (len(labels),) if labels else ()

        def measure(memory: Any, instrument: Instrument = instrument, own: Reading = own) -> tuple[jax.Array, Any]:
            return instrument.measure(problem, own, memory)

        def skip(memory: Any, shape: tuple[int, ...] = shape) -> tuple[jax.Array, Any]:
            return jnp.full(shape, jnp.nan), memory

        if instrument.every == 1:
            values[name], carried = measure(memory[name])
        else:
            values[name], carried = lax.cond(reading.step % instrument.every == 0, measure, skip, memory[name])
        memory = {**memory, name: carried}
    return values, memory


def _at_epoch_end(
    recipe: Recipe, after: State, hyper: Mapping[str, Any], held_out: Batch | None, within: jax.Array
) -> jax.Array:
    """The epoch's metric sums, then loss and metric sums on the held-out rows; NaN inside an epoch."""
    problem = recipe.problem

    def measure() -> jax.Array:
        parts = [after.metrics[metric.name] for metric in problem.metrics]
        if held_out is not None:
            loss, (outputs, _) = problem.loss(after.params, after.layer_state, hyper["layers"], held_out, None, False)
            sums = problem.score(outputs, held_out)
            parts += [loss[None]] + [sums[metric.name] for metric in problem.metrics]
        return jnp.concatenate(parts)

    shape = jax.eval_shape(measure)
    blank = jnp.full(shape.shape, jnp.nan, shape.dtype)
    found: jax.Array = lax.cond(within == recipe.steps_per_epoch - 1, measure, lambda: blank)
    return found
