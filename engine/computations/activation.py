"""An activation function and its slope, from one end of an interval to the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from dlviz.engine import activations
from dlviz.engine.computations.base import Columns, Computation
from dlviz.engine.errors import SettingError
from dlviz.engine.probes.work import Line, Work


@dataclass(frozen=True)
class Activation(Computation):
    """φ(o) and φ′(o) at equally spaced weighted sums o.

    Columns: `o`, `output` φ(o), `derivative` φ′(o); all (points,).
    Raises: SettingError for an unknown activation, an empty range or fewer than two points.
    Source: notes 2.3 and 4.3.
    """

    activation: str = "tanh"
    range: tuple[float, float] = (-4.0, 4.0)
    points: int = 161

    def __post_init__(self) -> None:
        """Check the settings."""
        activations.get(self.activation)
        if not self.range[0] < self.range[1]:
            raise SettingError(f"the range {list(self.range)} is empty; its first number must be the smaller one")
        if self.points < 2:
            raise SettingError(f"points is {self.points}; it must be at least 2")

    @property
    def steps(self) -> int:
        """One fewer than there are points."""
        return self.points - 1

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Three single numbers."""
        return {"o": (), "output": (), "derivative": ()}

    def measure(self) -> Columns:
        """Return the sums, the function and its derivative."""
        o = np.linspace(*self.range, self.points, dtype=np.float32)
        φ, at = activations.get(self.activation), jnp.asarray(o)
        return {"o": o, "output": np.asarray(φ(at)), "derivative": np.asarray(φ.derivative(at))}

    def work(self, row: int) -> Work:
        """Return the function and its slope at a position, with their numbers."""
        found = {name: float(column[row]) for name, column in self.measure().items()}
        return Work(
            self.activation,
            (
                Line("o ← w·x + b", f"o = {found['o']:.3g}"),
                Line("a ← φ(o)", f"a = {found['output']:.3g}"),
                Line("slope ← φ′(o)", f"φ′ = {found['derivative']:.3g}"),
            ),
            (1, 2),
        )
