"""One neuron at work: it adds up weighted inputs, adds the bias, applies its activation; then the next input comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dlviz.engine import activations, evaluated
from dlviz.engine.computations.base import Columns, Computation
from dlviz.engine.errors import SettingError, number
from dlviz.engine.probes.graph import Graph, GraphLayer
from dlviz.engine.probes.work import Line, Work

Floats = NDArray[np.floating[Any]]

_DOWN = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class Neuron(Computation):
    """o = Σᵢ wᵢ xᵢ + b, a = φ(o), for one row of `inputs` after the other.

    Rows of an input of n numbers: a product wᵢ xᵢ each, the bias, the activation. Columns: `sum`, what is added up so
    far; `o`, the whole sum, and `output` a, NaN until an input has come to them; `products`, an entry a weight, NaN
    until it is computed; `input`, the number of the input, from 1.
    Raises: SettingError for inputs that do not go with the weights.
    Source: notes 1.1.
    """

    weights: tuple[float, ...] = (2.0, -1.0, -0.5)
    bias: float = -1.0
    activation: str | Mapping[str, Any] = "sigmoid"
    inputs: tuple[tuple[float, ...], ...] = ((1.0, -0.5, 0.0), (0.5, 1.5, 1.0), (-1.0, -0.5, 2.0), (2.0, 0.5, -1.0))
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the settings."""
        if not self.weights or not self.inputs:
            raise SettingError("a neuron needs at least one weight and one row of inputs")
        for i, row in enumerate(self.inputs):
            if len(row) != len(self.weights):
                raise SettingError(f"inputs[{i}] has {len(row)} numbers; there are {len(self.weights)} weights")
        if self.names and len(self.names) != len(self.weights):
            raise SettingError(f"names has {len(self.names)} words; there are {len(self.weights)} weights")
        if len(set(self.names)) < len(self.names):
            raise SettingError("two of the names are the same; give each input its own")
        for value in (self.bias, *self.weights, *(value for row in self.inputs for value in row)):
            number("neuron", "a weight, input or bias", value)
        if activations.get(self.activation).name == "softmax":
            raise SettingError("softmax compares several units; choose another activation, such as sigmoid")

    @property
    def steps(self) -> int:
        """All rows of all inputs, less the one it starts at."""
        return len(self.inputs) * self.steps_per_epoch - 1

    @property
    def steps_per_epoch(self) -> int:
        """The rows of one input: its products, the bias, the activation."""
        return len(self.weights) + 2

    @property
    def terms(self) -> tuple[str, ...]:
        """What the inputs are called."""
        return self.names or tuple(f"x{_down(i + 1)}" for i in range(len(self.weights)))

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Four single numbers, one column with an entry a weight."""
        return {"sum": (), "o": (), "output": (), "products": self.terms, "input": ()}

    @cached_property
    def _products(self) -> Floats:
        """wᵢ xᵢ: (inputs, weights)."""
        return np.asarray(np.asarray(self.inputs) * np.asarray(self.weights), jnp.result_type(float))

    @cached_property
    def _sums(self) -> Floats:
        """o: (inputs,)."""
        return np.asarray(self._products.sum(axis=1) + self._products.dtype.type(self.bias))

    @cached_property
    def _outputs(self) -> Floats:
        """a: (inputs,)."""
        return evaluated.outputs(activations.get(self.activation), self._sums)

    def measure(self) -> Columns:
        """Return what is known at every row."""
        k, n = self.steps_per_epoch, len(self.weights)
        found: Columns = {
            name: np.full((self.steps + 1, n) if entries else self.steps + 1, np.nan, self._products.dtype)
            for name, entries in self.labels.items()
        }
        for i, products in enumerate(self._products):
            rows, first = slice(i * k, (i + 1) * k), i * k
            found["input"][rows] = i + 1
            found["sum"][rows] = [*np.cumsum(products), self._sums[i], self._sums[i]]
            found["o"][first + n : first + k] = self._sums[i]
            found["output"][first + n + 1] = self._outputs[i]
            for j in range(n):
                found["products"][first + j : first + k, j] = products[j]
        return found

    def graph(self, row: int) -> Graph:
        """Return the inputs and the unit at a row: its sum so far, and its output once that is known."""
        i, s = divmod(row, self.steps_per_epoch)
        n, dtype = len(self.weights), self._products.dtype
        so_far = self._sums[i] if s >= n else self._products[i, : s + 1].sum()
        output = self._outputs[i] if s > n else np.nan
        unit = GraphLayer(
            "neuron",
            np.asarray([output], dtype),
            sums=np.asarray([so_far], dtype),
            kernel=np.asarray(self.weights, dtype)[:, None],
            bias=np.asarray([self.bias], dtype),
            activation=activations.get(self.activation).name,
            labels=("a",),
        )
        inputs = GraphLayer("input", np.asarray(self.inputs[i], dtype), labels=self.terms)
        return Graph((inputs, unit), 0 if s < n else 1, subject=f"input {i + 1} of {len(self.inputs)}")

    def work(self, row: int) -> Work:
        """Return the sum term by term, with the numbers that are known at a row."""
        i, s = divmod(row, self.steps_per_epoch)
        n, so_far, lines = len(self.weights), 0.0, []
        for j, (w, x, name) in enumerate(zip(self.weights, self.inputs[i], self.terms, strict=True)):
            so_far += float(self._products[i, j])
            code = f"o ← w{_down(j + 1)}·{name}" if j == 0 else f"o ← o + w{_down(j + 1)}·{name}"
            said = f"{_short(w)} · {_short(x)} = {_short(w * x)}" + (f"   o = {_short(so_far)}" if j else "")
            lines.append(Line(code, said if j <= s else f"{_short(w)} · {_short(x)}"))
        bias = f"+ {_short(self.bias)}" if self.bias >= 0 else f"− {_short(-self.bias)}"
        lines.append(Line("o ← o + b", f"{_short(so_far)} {bias} = {_short(float(self._sums[i]))}" if s >= n else ""))
        name = activations.get(self.activation).name
        a = f"{name}({_short(float(self._sums[i]))}) = {_short(float(self._outputs[i]))}" if s > n else ""
        lines.append(Line("a ← φ(o)", a))
        return Work(f"neuron, input {i + 1} of {len(self.inputs)}", tuple(lines), (s,))


def _short(value: float) -> str:
    """At most four figures, with a true minus."""
    return f"{value:.4g}".replace("-", "−")


def _down(n: int) -> str:
    return str(n).translate(_DOWN)
