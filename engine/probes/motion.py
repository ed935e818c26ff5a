"""What an optimizer remembers and how far it moves at one step: a table of its quantities, a row a layer.

    found = next_update(run.problem, run.optimizer, run.state_at(t), run.feed(t))
    table = motion(run.optimizer, found, learning_rate)
    table.names, table.symbols         # ("dense", "dense_1"), ("g", "m̂", "√v̂", "η/√v̂", "Δθ")

Of a layer each number is the root mean square over its weights, of η/D the median: a weight whose gradient was always
0 has one that says nothing. A problem of one or two weights has a row for each, with the very numbers and their
signs. All steps −η·(average of gradients) / D are one shape; `roles` says what the average and the root of D are
called.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.typing import NDArray

from dlviz.engine.optimizers import SGD, Adadelta, Adagrad, Adam, Adamax, Lion, Nadam, Optimizer, RMSprop
from dlviz.engine.probes.update import Update
from dlviz.engine.state import Weights

Floats = NDArray[np.float64]

FEW = 2
"""Weights that get a row each."""

DECADES = (-9.0, 3.0)
BINS = 120
"""Of the distribution of log₁₀ η/D: ten a decade."""


class Roles(NamedTuple):
    """What stands above and below in −η·(above)/(below), by symbol; empty where it is the gradient, or 1."""

    above: str = ""
    below: str = ""


def roles(optimizer: Optimizer) -> Roles:
    """Return the symbols of this optimizer's average of gradients and of what it divides by."""
    match optimizer:
        case SGD(momentum=momentum):
            return Roles("v" if momentum else "")
        case Adam(form="keras" | "paper") | Nadam():
            return Roles("m̂", "√v⁺" if getattr(optimizer, "amsgrad", False) else "√v̂")
        case Adam():
            return Roles("m", "√v")
        case Adamax():
            return Roles("m̂", "u")
        case RMSprop(momentum=momentum, centered=centered):
            return Roles("m" if momentum else "", "√(v−a²)" if centered else "√v")
        case Adagrad():
            return Roles("", "√a")
        case Adadelta():
            return Roles("", "√a/√d")
        case Lion():
            return Roles("c")
    return Roles()


@dataclass(frozen=True)
class Motion:
    """The quantities of one update.

    Shapes: `values` (names, symbols); `spread` (names, BINS): how many weights have which log₁₀ η/D between the ends
    of `DECADES`, none where there is no D; beyond their upper end lie weights whose gradient was always 0, which are
    not counted. `few`: the names are weights, not layers.
    """

    names: tuple[str, ...]
    symbols: tuple[str, ...]
    values: Floats
    spread: NDArray[np.int64]
    few: bool


def motion(optimizer: Optimizer, found: Update, learning_rate: float) -> Motion:
    """Return the table of an update, which `found` is."""
    above, below = roles(optimizer)
    trees: dict[str, Weights] = {"g": found.gradients}
    if above:
        trees[above] = found.parts[above]
    rates: Weights | None = None
    if below:
        rates = jax.tree.map(lambda d: learning_rate / np.asarray(d), found.divisors)
        trees |= {below: found.divisors, f"η/{below}" if "/" not in below else f"η/({below})": rates}
    trees["Δθ"] = found.updates
    names = weight_names(found.updates)
    few = bool(names)
    rows = [_numbers(tree) if few else _sizes(tree, tree is rates) for tree in trees.values()]
    spread = _spread(rates, found.updates) if rates is not None and not few else np.zeros((0, BINS), np.int64)
    return Motion(names or tuple(found.updates), tuple(trees), np.array(rows).T, spread, few)


def weight_names(tree: Weights) -> tuple[str, ...]:
    """Return the path of every weight, such as "dense.kernel[0,0]", where there are no more than `FEW`; else ()."""
    if sum(np.size(leaf) for leaf in jax.tree.leaves(tree)) > FEW:
        return ()
    return tuple(
        f"{layer}.{weight}[{','.join(map(str, place))}]"
        for layer, arrays in tree.items()
        for weight, array in arrays.items()
        for place in np.ndindex(np.shape(array))
    )


def _numbers(tree: Weights) -> list[float]:
    """Every number, layer after layer, in the order of `names`."""
    return [float(x) for arrays in tree.values() for array in arrays.values() for x in np.ravel(array)]


def _sizes(tree: Weights, median: bool) -> list[float]:
    return [(_median if median else _root_mean_square)(arrays) for arrays in tree.values()]


def _flat(arrays: Mapping[str, Any]) -> Floats:
    return np.concatenate([np.asarray(array, float).ravel() for array in arrays.values()])


def _median(arrays: Mapping[str, Any]) -> float:
    return float(np.median(_flat(arrays)))


def _root_mean_square(arrays: Mapping[str, Any]) -> float:
    flat = _flat(arrays)
    with np.errstate(over="ignore", invalid="ignore"):
        return float(np.sqrt(np.mean(flat * flat)))


def _spread(rates: Weights, like: Weights) -> NDArray[np.int64]:
    out = np.zeros((len(like), BINS), np.int64)
    low, high = DECADES
    for row, layer in enumerate(like):
        flat = _flat(rates[layer])
        with np.errstate(divide="ignore", invalid="ignore"):
            place = np.floor((np.log10(flat) - low) / (high - low) * BINS)
        known = np.isfinite(place) & (place < BINS)
        np.add.at(out[row], np.maximum(place[known], 0).astype(np.int64), 1)
    return out
