"""The parameters of a network of Dense layers, counted one unit after another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlviz.engine import activations
from dlviz.engine.computations.base import Columns, Computation
from dlviz.engine.errors import SettingError, whole
from dlviz.engine.layers import Dense
from dlviz.engine.model import Sequential
from dlviz.engine.probes.graph import Graph, GraphLayer
from dlviz.engine.probes.work import Line, Work

FAINT = 0.1
"""Of a link that was counted before, where one that is counted now has 1."""


@dataclass(frozen=True)
class ModelSummary(Computation):
    """A unit has a weight for each unit of the layer before and one bias; a row counts one unit more.

    `units`: of the input and of every layer. Columns, as counted so far: `weights`, `biases`, `params` their sum;
    `layer_params`, per layer.
    Raises: SettingError.
    Source: notes 2.4, exercise 1.
    """

    units: tuple[int, ...] = (10, 20, 3)
    activation: str | Mapping[str, Any] = "relu"
    output: str | Mapping[str, Any] = "softmax"

    def __post_init__(self) -> None:
        """Check the settings."""
        if len(self.units) < 2:
            raise SettingError(f"units is {list(self.units)}; it must name the inputs and at least one layer")
        for size in self.units:
            whole("model_summary", "units", size)
        activations.get(self.activation), activations.get(self.output)

    @cached_property
    def model(self) -> Sequential:
        """The network that is counted."""
        *hidden, last = self.units[1:]
        layers = [Dense(units, activation=self.activation) for units in hidden]
        return Sequential([*layers, Dense(last, activation=self.output)], self.units[0])

    @property
    def steps(self) -> int:
        """The units of all layers; the input has none that hold parameters."""
        return sum(self.units[1:])

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Three single numbers, one column with an entry a layer."""
        return {"weights": (), "biases": (), "params": (), "layer_params": self.model.names}

    def measure(self) -> Columns:
        """Return the counts at every row."""
        before = np.array(self.units[:-1])
        counted = self._counted(np.arange(self.steps + 1))
        layer_params = counted * (before + 1)
        return {
            "weights": (counted * before).sum(axis=1).astype(float),
            "biases": counted.sum(axis=1).astype(float),
            "params": layer_params.sum(axis=1).astype(float),
            "layer_params": layer_params.astype(float),
        }

    def _counted(self, rows: NDArray[np.integer[Any]]) -> NDArray[np.integer[Any]]:
        """How many units of each layer are counted: (rows, layers)."""
        sizes = np.array(self.units[1:])
        first = np.cumsum(sizes) - sizes
        return np.asarray(np.clip(rows[:, None] - first, 0, sizes))

    def describe(self) -> str:
        """Return how many there are in all."""
        return f"{self.model.count_params():,} parameters"

    def graph(self, row: int) -> Graph:
        """Return the network as far as it is counted: a unit's value is how many parameters it has.

        Links that are counted are drawn, those of the last unit strongest; the others are NaN.
        """
        counted, now = self._counted(np.array([row]))[0], self._layer(row)
        layers = [GraphLayer("input", np.zeros(self.units[0]))]
        for i, name in enumerate(self.model.names):
            inputs, size = self.units[i], self.units[i + 1]
            known = np.arange(size) < counted[i]
            links = np.where(known, FAINT, np.nan)
            if i == now:
                links[counted[i] - 1] = 1.0
            layers.append(
                GraphLayer(
                    name,
                    np.where(known, inputs + 1.0, np.nan),
                    kernel=links * np.ones((inputs, 1)),
                    bias=np.where(known, 1.0, np.nan),
                    activation=activations.get(self.output if i == len(self.units) - 2 else self.activation).name,
                )
            )
        return Graph(tuple(layers), None if now is None else now + 1, weighs=False)

    def work(self, row: int) -> Work:
        """Return the sum, layer by layer, with what is counted at a row."""
        counted, at = self._counted(np.array([row]))[0].tolist(), self._layer(row)
        lines, sums, title = [], [], "-".join(map(str, self.units))
        for i, name in enumerate(self.model.names):
            inputs, size = self.units[i], self.units[i + 1]
            done = counted[i] * (inputs + 1)
            sums.append(f"{done:,}")
            one = f"{inputs:,} weight{'s' * (inputs != 1)} + 1 bias"
            code = f"{name}: {size:,} unit{'s' * (size != 1)} of {one}"
            lines.append(Line(code, f"{counted[i]:,} × {inputs + 1:,} = {done:,}"))
        total = sum(count * (inputs + 1) for count, inputs in zip(counted, self.units, strict=False))
        lines.append(Line(f"{title}: all layers", f"{' + '.join(sums)} = {total:,}"))
        lit = () if at is None else (at,)
        return Work(title, tuple(lines), (len(lines) - 1,) if row >= self.steps else lit)

    def _layer(self, row: int) -> int | None:
        """The layer whose unit was counted last; None before the first."""
        if row <= 0:
            return None
        return int(np.searchsorted(np.cumsum(self.units[1:]), row))
