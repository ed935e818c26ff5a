"""Compiled chunks, shared by all runs of one structure and counted.

A run asks for the program of its recipe. Runs that differ only in traced numbers, in their seed or in their rows
get the same one, so three learning rates compile once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import jax

from dlviz.engine.compiled import Memory, compiled, without_rows
from dlviz.engine.optimizers import Optimizer
from dlviz.engine.problem import Problem
from dlviz.engine.state import State, Weights
from dlviz.engine.step import Chunk, Inputs, Plan, Recipe, make_chunk
from dlviz.engine.structure import structure


class Program:
    """A jitted chunk and how often it was compiled; once per set of shapes, never for a changed number.

    The jitted function does not know the program: nothing but the runs and the memory of programs holds it, and it
    takes its machine code along.
    """

    def __init__(self, recipe: Recipe) -> None:
        """Wrap the recipe's chunk; it compiles when first called."""
        self._traced = traced = [0]
        chunk = make_chunk(recipe)

        def counted(state: State, n: Any, hyper: Mapping[str, Any], plan: Plan, inputs: Inputs) -> Chunk:
            traced[0] += 1  # runs when traced, which is when a program is compiled
            return chunk(state, n, hyper, plan, inputs)

        self._run = jax.jit(counted)

    @property
    def compiles(self) -> int:
        """How often it was compiled."""
        return self._traced[0]

    def __call__(self, state: State, n: Any, hyper: Mapping[str, Any], plan: Plan, inputs: Inputs) -> Chunk:
        """Run n updates from this state."""
        chunk: Chunk = self._run(state, n, hyper, plan, inputs)
        return chunk


_programs: Memory[Program] = Memory(8)  # and those of the runs that there are


def program_for(recipe: Recipe) -> Program:
    """Return the program of this recipe, made at most once in a process."""
    key = (
        recipe.problem.key(), structure(recipe.optimizer), structure(recipe.instruments), recipe.sizes,
        recipe.steps_per_epoch, recipe.whole, recipe.capacity, recipe.problem.held_out is None,
    )  # fmt: skip
    return _programs.get(key, lambda: Program(replace(recipe, problem=without_rows(recipe.problem))))


def start_for(recipe: Recipe) -> Callable[[Any, Any], tuple[State, jax.Array]]:
    """Return the jitted function (seed, given weights) -> (state at step 0, root of the run's random keys).

    Given weights, and statistics of layers, take the place of initial ones; layers without any get an empty dict.
    The root is another key than the one that the initial weights come from.
    """
    optimizer, instruments = recipe.optimizer, recipe.instruments

    def make(problem: Problem) -> Callable[..., tuple[State, jax.Array]]:
        def start(seed: jax.Array, given: Weights) -> tuple[State, jax.Array]:
            state = initial_state(problem, optimizer, instruments, seed, given)
            return state, jax.random.fold_in(jax.random.key(seed), 1)

        return start

    return compiled("start", recipe.problem, make, structure(optimizer), structure(instruments), quickly=True)


def initial_state(
    problem: Problem, optimizer: Optimizer, instruments: tuple[Any, ...], seed: jax.Array, given: Weights
) -> State:
    """Return the state before the first update; pure, so that shapes can be had without memory."""

    def instead(initial: Weights) -> Weights:
        return {
            layer: {name: given.get(layer, {}).get(name, value) for name, value in group.items()}
            for layer, group in initial.items()
        }

    params, layer_state = (instead(initial) for initial in problem.init(jax.random.key(seed)))
    trainable = {layer: params[layer] for layer in problem.layers}
    metrics = {metric.name: jax.numpy.zeros(metric.size) for metric in problem.metrics}
    memory = {instrument.column: instrument.start(trainable) for instrument in instruments}
    step = jax.numpy.zeros((), jax.numpy.int32)
    return State(params, layer_state, optimizer.init(trainable), metrics, memory, step)
