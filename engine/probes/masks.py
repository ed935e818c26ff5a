"""Which units the dropout layers switch off in one update, and how often each was switched off so far.

    for layer in masks(run.problem, run.state_at(t), run.feed(t)).layers:
        layer.units_of, layer.kept[0]     # of the first row of the minibatch of update t: True where a unit is kept

The masks are those of the compiled step: the same layers draw them, from the same key. They depend on that key, on the
rate and on the shape of the minibatch alone, so those of past updates are drawn again without any forward pass.
Source: notes 5.3; Srivastava et al. 2014.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dlviz.engine.compiled import compiled
from dlviz.engine.layers import Activation, BatchNormalization, Dropout, LayerNormalization, PReLU
from dlviz.engine.layers.noise import Noise
from dlviz.engine.probes.sums import in_training
from dlviz.engine.probes.update import Feed
from dlviz.engine.problem import Supervised
from dlviz.engine.state import State

if TYPE_CHECKING:
    from dlviz.engine.run import Run

Floats = NDArray[np.floating]
Mask = NDArray[np.bool_]

ROWS = 2
"""Rows of a minibatch that are looked at."""
CHUNK = 64
"""Updates whose masks are drawn at a time: one compile serves all."""
INPUT = "input"
KEEP_UNITS = (Noise, Activation, BatchNormalization, LayerNormalization, PReLU)
"""Layers that change what units give and have none of their own."""


@dataclass(frozen=True)
class LayerMask:
    """What one Dropout does to some rows of a minibatch.

    `name` of the Dropout, `units_of` of the layer whose units it switches off, or `input`. Shapes: `kept` and `values`
    (rows, units): which units are kept, and what they give before they are multiplied by 1/(1 − rate).
    """

    name: str
    units_of: str
    rate: float
    kept: Mask
    values: Floats


@dataclass(frozen=True)
class Masks:
    """All dropouts in one update. Shapes: x (rows, inputs), y (rows, outputs): what goes in and what comes out."""

    layers: tuple[LayerMask, ...]
    x: Floats
    y: Floats


def dropouts(problem: Supervised) -> dict[str, str]:
    """Return {Dropout: the layer whose units it switches off}, by full names, in order."""
    found: dict[str, str] = {}
    owner = INPUT
    for name, layer in problem.model.inner:
        if isinstance(layer, Dropout):
            found[name] = owner
        elif not isinstance(layer, KEEP_UNITS):
            owner = name
    return found


def masks(problem: Supervised, state: State, feed: Feed) -> Masks:
    """Return the masks of update `state.step` for the first rows of its minibatch."""
    look = compiled("masks", problem, _look)
    x, y, kept, values = jax.device_get(
        look(state.params, state.layer_state, feed.hyper["layers"], feed.batch, feed.key)
    )
    rates = {name: float(feed.hyper["layers"][name]["rate"]) for name in kept}
    owners = dropouts(problem)
    return Masks(
        tuple(LayerMask(name, owners[name], rates[name], kept[name], values[name]) for name in owners),
        x,
        y,
    )


def dropped(run: Run, steps: Sequence[int]) -> dict[str, NDArray[np.int64]]:
    """Return in how many of these updates each unit was switched off for the first row of the minibatch.

    Shapes: (units,) for each Dropout, by full name. Cost: a random number for each unit and update.
    """
    problem: Any = run.problem
    names = dropouts(problem)
    sizes = [run.batch_sizes[step % run.steps_per_epoch] for step in steps]
    totals: dict[str, NDArray[np.int64]] = {}
    for size in sorted(set(sizes)):
        mine = [step for step, one in zip(steps, sizes, strict=True) if one == size]
        count = compiled("dropped", problem, _counter(size), size)
        for start in range(0, len(mine), CHUNK):
            chunk = mine[start : start + CHUNK]
            # what is missing in the last chunk is drawn and not counted
            padded = np.asarray(chunk + chunk[:1] * (CHUNK - len(chunk)), np.uint32)
            hyper = [run.settings.at(int(step)).hyper["layers"] for step in padded]
            rates = {name: np.asarray([one[name]["rate"] for one in hyper], float) for name in names}
            state = run.state_at(0)
            found = count(
                state.params, state.layer_state, hyper[0], rates, run.root, padded, np.arange(CHUNK) < len(chunk)
            )
            for name, number in jax.device_get(found).items():
                totals[name] = totals.get(name, 0) + number.astype(np.int64)
    return totals


def _look(problem: Supervised) -> Callable[..., Any]:
    model = problem.model

    def look(params: Any, layer_state: Any, hyper: Any, batch: Any, key: jax.Array) -> tuple[Any, ...]:
        seen = in_training(model, params, layer_state, hyper, batch[0], key)
        kept = {name: _rows(mask) for name, mask in seen.masks.items()}
        values = {name: _rows(given) for name, given in seen.given.items()}
        return _rows(batch[0]), _rows(seen.outputs[model.names[-1]]), kept, values

    return look


def _rows(values: jax.Array) -> jax.Array:
    return values[:ROWS].reshape(min(ROWS, values.shape[0]), -1)


def _counter(size: int) -> Callable[[Supervised], Callable[..., Any]]:
    def make(problem: Supervised) -> Callable[..., Any]:
        model = problem.model

        def count(
            params: Any, layer_state: Any, hyper: Any, rates: Any, root: jax.Array, steps: jax.Array, real: jax.Array
        ) -> dict[str, jax.Array]:
            x = jnp.zeros((size, *model.input_shape))

            def one(step: jax.Array, rates: Any, real: jax.Array) -> dict[str, jax.Array]:
                own = {**hyper, **{name: {**hyper[name], "rate": rate} for name, rate in rates.items()}}
                seen = in_training(model, params, layer_state, own, x, jax.random.fold_in(root, step))
                return {name: ~mask[0].reshape(-1) & real for name, mask in seen.masks.items()}

            return {name: mask.sum(axis=0) for name, mask in jax.vmap(one)(steps, rates, real).items()}

        return count

    return make
