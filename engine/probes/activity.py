"""What the units of each layer do on the training rows: their weighted sums, where these lie on φ, and what comes out.

    for layer in activity(problem, state.params, state.layer_state):
        layer.name, layer.counts, layer.dead

A layer's numbers are those of the instruments of the same name, taken over these rows in place of a minibatch.
Source: Glorot and Bengio 2010, figures 2 to 4 (spread and saturation per layer); notes 4.3 (the slope φ′).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any
from weakref import WeakKeyDictionary

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float
from numpy.typing import NDArray

from dlviz.engine import evaluated
from dlviz.engine.activations import Activation, get
from dlviz.engine.compiled import compiled
from dlviz.engine.instruments.activations import DeadUnits, SaturatedUnits
from dlviz.engine.probes.sums import forward
from dlviz.engine.problem import Supervised
from dlviz.engine.state import Weights

Floats = NDArray[np.floating]

MOST_ROWS = 1024
MOST_VALUES = 500_000
"""Sums of all layers together that one look takes in: a few milliseconds."""
POINTS = 600
"""Sums and outputs that are kept one by one, as dots to draw."""
BINS = 120
CURVE = 241
REACHES = tuple(factor * 10.0**power for power in range(38) for factor in (1.0, 2.0, 4.0))[2:]
"""Ends of the axis of sums: 4, 10, 20, 40, 100 …"""
NO_FUNCTION_OF_ONE = ("softmax",)
"""Activations whose output depends on all sums of the layer: they have no curve and no slope."""


@dataclass(frozen=True)
class LayerActivity:
    """The units of one layer over the rows.

    `reach`: the axis of sums goes from −reach to reach. Shapes: `edges` (bins + 1,), `counts` (bins,): how many sums
    lie in each bin; `points` (n, 2): sum and output of some of them; `curve` (m, 2): φ on the axis, (0, 2)
    where φ is no function of one number. `mean`, `std`: of the outputs; `slope`: mean of φ′ at the sums; `dead` and
    `saturated`: shares as the instruments `dead_units` and `saturated_units` define them. NaN: there is no such
    number.
    """

    name: str
    activation: str
    units: int
    rows: int
    reach: float
    edges: Floats
    counts: NDArray[np.int64]
    points: Floats
    curve: Floats
    sum_mean: float
    sum_std: float
    mean: float
    std: float
    slope: float
    dead: float
    saturated: float


def activity(problem: Supervised, params: Weights, layer_state: Weights) -> tuple[LayerActivity, ...]:
    """Return the activity of every layer with an activation, in order.

    All training rows are looked at, or as many, evenly taken, as make `MOST_ROWS` rows and `MOST_VALUES` sums.
    """
    x = np.asarray(problem.data[0])[rows_looked_at(problem)]
    hyper = problem.hyper()
    measured = compiled("activity", problem, _make)(params, layer_state, hyper, x)
    functions = _functions(problem)
    # a compiled function gives its dictionary back in the order of the alphabet
    return tuple(
        _layer(name, phi, len(x), *(np.asarray(part) for part in measured[name])) for name, phi in functions.items()
    )


def rows_looked_at(problem: Supervised) -> NDArray[np.int64]:
    """Return the numbers of the rows that are looked at, ascending."""
    if problem not in _rows:
        _rows[problem] = _chosen_rows(problem)
    return _rows[problem]


_rows: WeakKeyDictionary[Supervised, NDArray[np.int64]] = WeakKeyDictionary()


def _chosen_rows(problem: Supervised) -> NDArray[np.int64]:
    """As many as `MOST_ROWS` and `MOST_VALUES` allow; shapes suffice to tell."""
    params, layer_state = jax.eval_shape(lambda: problem.init(jax.random.key(0)))
    sizes = jax.eval_shape(problem.outputs, params, layer_state, np.asarray(problem.data[0])[:1])
    a_row = sum(prod(one.shape[1:]) for name, one in sizes.items() if name in problem.activations)
    most = max(min(MOST_ROWS, MOST_VALUES // max(a_row, 1), problem.rows), 1)
    return np.linspace(0, problem.rows - 1, most).round().astype(np.int64)


def _make(problem: Supervised) -> Callable[..., Any]:
    model, functions = problem.model, _functions(problem)

    def measure(params: Weights, layer_state: Weights, hyper: Any, x: jax.Array) -> dict[str, tuple[Array, ...]]:
        outputs, sums = forward(model, params, layer_state, hyper, x)
        return {name: _measure(functions[name], sums[name], outputs[name]) for name in functions}

    return measure


def _functions(problem: Supervised) -> dict[str, Activation]:
    layers = dict(problem.model.inner)
    return {name: get(layers[name].activation) for name in problem.activations}  # type: ignore[attr-defined]


def _measure(phi: Activation, sums: Float[Array, "rows ..."], outputs: Float[Array, "rows ..."]) -> tuple[Array, ...]:
    """Return sums, outputs and six numbers: mean and spread of both, slope, dead, saturated."""
    slope = jnp.full((), jnp.nan) if phi.name in NO_FUNCTION_OF_ONE else phi.derivative(sums).mean()
    numbers = (
        sums.mean(), sums.std(), outputs.mean(), outputs.std(), slope,
        DeadUnits().value(outputs, phi.name), SaturatedUnits().value(outputs, phi.name),
    )  # fmt: skip
    return sums, outputs, jnp.stack(numbers)


def _layer(name: str, phi: Activation, rows: int, sums: Floats, outputs: Floats, numbers: Floats) -> LayerActivity:
    flat, out = sums.ravel(), outputs.ravel()
    known = np.isfinite(flat)
    furthest = float(np.abs(flat[known]).max(initial=0.0))
    reach = next((reach for reach in REACHES if furthest <= reach), REACHES[-1])
    edges = np.linspace(-reach, reach, BINS + 1)
    counts, _ = np.histogram(flat[known], edges)
    take = _some(len(flat))
    return LayerActivity(
        name=name,
        activation=phi.name,
        units=sums.shape[-1],
        rows=rows,
        reach=reach,
        edges=edges,
        counts=counts,
        points=np.column_stack([flat[take], out[take]]).astype(np.float64),
        curve=_curve(phi, reach),
        **dict(zip(_NUMBERS, map(float, numbers), strict=True)),
    )


@lru_cache(maxsize=64)
def _curve(phi: Activation, reach: float) -> Floats:
    """φ on the axis of sums."""
    if phi.name in NO_FUNCTION_OF_ONE:
        return np.zeros((0, 2))
    at = np.linspace(-reach, reach, CURVE)
    return np.column_stack([at, evaluated.outputs(phi, at)])


@lru_cache(maxsize=64)
def _some(n: int) -> NDArray[np.int64]:
    """Which of n numbers are kept, drawn once for all: every so manyth would be those of a few units."""
    return np.sort(np.random.default_rng(0).permutation(n)[:POINTS])


_NUMBERS = ("sum_mean", "sum_std", "mean", "std", "slope", "dead", "saturated")
