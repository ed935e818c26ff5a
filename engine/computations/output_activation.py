"""The output layer: one of its weighted sums goes over an interval, the others stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jax.numpy as jnp
import numpy as np

from dlviz.engine import activations, evaluated
from dlviz.engine.computations.base import Columns, Computation
from dlviz.engine.errors import SettingError, number, whole
from dlviz.engine.probes.graph import Graph, GraphLayer
from dlviz.engine.probes.work import Line, Quantity, Work

_DOWN = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True)
class OutputActivation(Computation):
    """aᵢ = φ(oᵢ), or of softmax aᵢ = exp(oᵢ) / Σⱼ exp(oⱼ); o₁ moves, `others` are o₂, o₃, …

    Columns: `o` o₁; `outputs`, an entry an output; `total` their sum, `least` and `greatest` of them.
    Raises: SettingError for an unknown activation, an empty range or fewer than two points.
    Source: notes 2.3.1.
    """

    activation: str | Mapping[str, Any] = "softmax"
    others: tuple[float, ...] = (1.0, 0.0)
    range: tuple[float, float] = (-4.0, 4.0)
    points: int = 81

    def __post_init__(self) -> None:
        """Check the settings."""
        activations.get(self.activation)
        for value in self.others:
            number("output_activation", "others", value)
        if not self.range[0] < self.range[1]:
            raise SettingError(f"the range {list(self.range)} is empty; its first number must be the smaller one")
        whole("output_activation", "points", self.points, least=2)

    @property
    def steps(self) -> int:
        """One fewer than there are points."""
        return self.points - 1

    @property
    def outputs(self) -> tuple[str, ...]:
        """What the outputs are called."""
        return tuple(f"a{_down(i + 1)}" for i in range(1 + len(self.others)))

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Four single numbers, one column with an entry an output."""
        return {"o": (), "outputs": self.outputs, "total": (), "least": (), "greatest": ()}

    @cached_property
    def _sums(self) -> Any:
        """The weighted sums, (points, outputs)."""
        moving = np.linspace(*self.range, self.points, dtype=jnp.result_type(float))
        return np.column_stack([moving, *(np.full_like(moving, value) for value in self.others)])

    @cached_property
    def _given(self) -> Any:
        """The outputs, (points, outputs)."""
        return evaluated.outputs(activations.get(self.activation), self._sums)

    def measure(self) -> Columns:
        """Return the moving sum and what the outputs give."""
        a = self._given
        total, least, greatest = a.sum(axis=1), a.min(axis=1), a.max(axis=1)
        return {"o": self._sums[:, 0], "outputs": a, "total": total, "least": least, "greatest": greatest}

    def graph(self, row: int) -> Graph:
        """Return the outputs at a position, with a link ∂aᵢ/∂oⱼ from every sum oⱼ that an output aᵢ depends on."""
        size = len(self.outputs)
        φ, o = activations.get(self.activation), self._sums[row]
        name = φ.name
        if name == "softmax":
            links = evaluated.jacobian(o).T
        else:
            links = np.where(np.eye(size) > 0, evaluated.slopes(φ, o), np.nan)
        sums = tuple(f"o{_down(i + 1)}" for i in range(size))
        return Graph(
            (
                GraphLayer("sums", self._sums[row], labels=sums),
                GraphLayer(
                    "output", self._given[row], sums=self._sums[row], kernel=links, activation=name, labels=self.outputs
                ),
            ),
            1,
            subject=f"o₁ = {self._sums[row, 0]:.3g}",
            weighs=False,
        )

    def work(self, row: int) -> Work:
        """Return how the outputs come about at a position, with their numbers."""
        o, a = (tuple(map(float, table[row])) for table in (self._sums, self._given))
        name = activations.get(self.activation).name
        lines = [Line("o ← W·h + b", (Quantity("o", o),))]
        if name == "softmax":
            powers = tuple(float(np.exp(value)) for value in o)
            lines.append(Line("eᵢ ← exp(oᵢ)", (Quantity("e", powers),)))
            lines.append(Line("s ← e₁ + e₂ + …", (Quantity("s", (sum(powers),)),)))
            lines.append(Line("aᵢ ← eᵢ / s", (Quantity("a", a),)))
        else:
            lines.append(Line("aᵢ ← oᵢ" if name == "linear" else f"aᵢ ← {name}(oᵢ)", (Quantity("a", a),)))
        at = len(lines) - 1
        lines.append(Line("a₁ + a₂ + …", (Quantity("Σ", (sum(a),)),)))
        return Work("identity" if name == "linear" else name, tuple(lines), (at,))


def _down(n: int) -> str:
    return str(n).translate(_DOWN)
