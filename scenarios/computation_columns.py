"""The columns that a computation fills, from its table in the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Columns = Mapping[str, tuple[str, ...]]
"""Column -> the labels of its entries, () for a single number."""

OF_PLACES = ("row", "column", "outputs", "output")
"""What a window that slides over a picture fills."""

_DOWN = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def single(*names: str) -> Callable[[Any], Columns]:
    """Of single numbers alone, whatever the table says."""
    return lambda table: dict.fromkeys(names, ())


def searched(table: Any) -> Columns:
    """Of a grid search: single numbers, and where descent stands along the one or two weights that run fastest."""
    numbers = ("evaluations", "log10_points", "point_loss", "best_loss", "descent_loss", "gradients")
    drawn = tuple(f"w{str(table.weights - i).translate(_DOWN)}" for i in range(min(table.weights, 2)))
    return dict.fromkeys(numbers, ()) | {"position": drawn}


def _layers(table: Any) -> tuple[str, ...]:
    """What Keras calls the Dense layers of a table with `units`."""
    return tuple(f"dense_{i}" if i else "dense" for i in range(len(table.units) - 1))


def chain(table: Any) -> Columns:
    """Of the chain rule: single numbers, and some of each layer."""
    numbers = dict.fromkeys(("loss", "signal", "factor", "slopes", "stage"), ())
    return numbers | dict.fromkeys(("grad_norm", "slope", "steepest"), _layers(table))


def counted(table: Any) -> Columns:
    """Of a model's summary: how many parameters there are, of each layer too."""
    return {"weights": (), "biases": (), "params": (), "layer_params": _layers(table)}


def _numbered(letter: str, count: int) -> tuple[str, ...]:
    """a₁, a₂, a₃."""
    return tuple(letter + str(i + 1).translate(_DOWN) for i in range(count))


def outputs(table: Any) -> Columns:
    """Of an output activation: the sum that moves, and what becomes of it and of the others."""
    numbers = dict.fromkeys(("o", "total", "least", "greatest"), ())
    return numbers | {"outputs": _numbered("a", 1 + len(table.others))}


def cells(table: Any) -> Columns:
    """Of a convolution: where the window stands, and a product for each number of the filter."""
    numbers = dict.fromkeys(("start", "zeros", "output", "outputs", "input_change", "output_change"), ())
    size = table.size if isinstance(table.filter, str) else len(table.filter)
    return numbers | {"products": tuple(str(k) for k in range(size))}


def terms(table: Any) -> Columns:
    """Of a neuron: its sums, and a product for each weight."""
    numbers = dict.fromkeys(("sum", "o", "output", "input"), ())
    return numbers | {"products": table.names or _numbered("x", len(table.weights))}
