"""An activation function and its slope, from one end of an interval to the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jax.numpy as jnp
import numpy as np

from dlviz.engine import activations, evaluated
from dlviz.engine.computations.base import Columns, Computation
from dlviz.engine.errors import SettingError
from dlviz.engine.probes.work import Line, Quantity, Work


@dataclass(frozen=True)
class Activation(Computation):
    """φ(o) and φ′(o) at equally spaced weighted sums o.

    Columns: `o`, `output` φ(o), `derivative` φ′(o); all (points,).
    Raises: SettingError for an unknown activation or softmax, an empty range or fewer than two points.
    Source: notes 2.3 and 4.3.
    """

    activation: str | Mapping[str, Any] = "tanh"
    range: tuple[float, float] = (-4.0, 4.0)
    points: int = 161

    def __post_init__(self) -> None:
        """Check the settings."""
        if activations.get(self.activation).name == "softmax":
            raise SettingError("softmax is no function of one number; take the kind output_activation")
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
        return dict(self._found)

    @cached_property
    def _found(self) -> Columns:
        o = np.linspace(*self.range, self.points, dtype=jnp.result_type(float))
        φ = activations.get(self.activation)
        return {"o": o, "output": evaluated.outputs(φ, o), "derivative": evaluated.slopes(φ, o)}

    def work(self, row: int) -> Work:
        """Return the function and its slope at a position, with their numbers."""
        o, a, slope = (float(self._found[name][row]) for name in ("o", "output", "derivative"))
        lines = (
            Line("o ← w·x + b", (Quantity("o", (o,)),)),
            Line("a ← φ(o)", (Quantity("a", (a,)),)),
            Line("slope ← φ′(o)", (Quantity("φ′", (slope,)),)),
        )
        return Work(activations.get(self.activation).name, lines, (1, 2))
