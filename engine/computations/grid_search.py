"""Trying weights on a grid, point by point, against gradient descent with as many gradients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dlviz.engine.computations.base import Columns, Computation
from dlviz.engine.errors import SettingError, number, whole
from dlviz.engine.probes.surface import Surface
from dlviz.engine.probes.work import Line, Quantity, Work

Floats = NDArray[np.floating[Any]]

MOST = 200_000
"""Points of a grid."""

MOST_ERRORS = 20_000_000
"""Errors ŷ − y, one for each row at every point: 160 MB."""

UP, DOWN = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"), str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Problem(NamedTuple):
    """Rows of a linear model, ŷ = x·w. Shapes: x (rows, weights), y (rows,)."""

    x: Floats
    y: Floats

    def loss(self, w: Floats) -> Floats:
        """Return L(w), the mean of (ŷ − y)². Shapes: (points, weights) -> (points,)."""
        return np.asarray(((w @ self.x.T - self.y) ** 2).mean(axis=1))

    def gradient(self, w: Floats) -> Floats:
        """Return dL/dw = 2/rows · xᵀ(ŷ − y). Shapes: (weights,) -> (weights,)."""
        return np.asarray(2 / len(self.y) * (self.x @ w - self.y) @ self.x)


def axes(weights: int) -> tuple[str, ...]:
    """The weights that are drawn: the one that runs fastest in the grid, and the one before it where there is one."""
    return tuple(f"w{str(weights - i).translate(DOWN)}" for i in range(min(weights, 2)))


@dataclass(frozen=True)
class GridSearch(Computation):
    """The loss of a linear model at every point of a grid, `points` an axis, and along gradient descent.

    x is standard normal, y = x·w* + 0.3·noise, the true w* uniform in the inner half of the range; all are drawn from
    the seed. Both searches begin at the grid's first point, its lowest corner. Columns: `evaluations`, points tried so
    far, and their logarithm `log10_points`; `point_loss`, that of the present point; `best_loss`, the least so far;
    `descent_loss`, that of w ← w − η · dL/dw after `gradients` updates, one less than points were tried; `position`,
    where descent stands along the one or two weights that change fastest in the grid.

    Raises: SettingError.
    Source: notes 1.2.
    """

    weights: int = 1
    points: int = 11
    range: tuple[float, float] = (-5.0, 5.0)
    rows: int = 200
    learning_rate: float = 0.25
    seed: int = 0

    def __post_init__(self) -> None:
        """Check the settings."""
        for name, least in (("weights", 1), ("points", 2), ("rows", 1)):
            whole("grid_search", name, getattr(self, name), least)
        number("grid_search", "learning_rate", self.learning_rate, least=0)
        if not self.range[0] < self.range[1]:
            raise SettingError(f"the range {list(self.range)} is empty; its first number must be the smaller one")
        if self.weights * np.log(self.points) > np.log(MOST):
            raise SettingError(
                f"{self.points} values for each of {self.weights} weights make {self.points}^{self.weights} points, "
                f"more than {MOST:,}; take fewer values or weights"
            )
        errors = (self.steps + 1) * self.rows
        if errors > MOST_ERRORS:
            raise SettingError(
                f"{self.steps + 1:,} points times {self.rows:,} rows make {errors:,} errors, more than "
                f"{MOST_ERRORS:,}; take fewer values, weights or rows"
            )

    @property
    def steps(self) -> int:
        """One fewer than the grid has points."""
        return int(self.points**self.weights) - 1

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Single numbers, and the weights that are drawn."""
        single = ("evaluations", "log10_points", "point_loss", "best_loss", "descent_loss", "gradients")
        return dict.fromkeys(single, ()) | {"position": axes(self.weights)}

    def describe(self) -> str:
        """Return how many points there are."""
        return f"{self.steps + 1:,} points"

    @cached_property
    def problem(self) -> Problem:
        """The rows."""
        rng, (low, high) = np.random.default_rng(self.seed), self.range
        quarter = (high - low) / 4
        w = rng.uniform(low + quarter, high - quarter, self.weights)
        x = rng.normal(size=(self.rows, self.weights))
        return Problem(x, x @ w + 0.3 * rng.normal(size=self.rows))

    @cached_property
    def grid(self) -> Floats:
        """All points in the order in which they are tried: (points, weights), the last weight runs fastest."""
        axis = np.linspace(*self.range, self.points)
        return np.stack(np.meshgrid(*[axis] * self.weights, indexing="ij"), axis=-1).reshape(-1, self.weights)

    @cached_property
    def descent(self) -> Floats:
        """Where gradient descent stands after 0, 1, … updates: (points, weights)."""
        w = np.empty_like(self.grid)
        w[0] = self.grid[0]
        with np.errstate(over="ignore", invalid="ignore"):  # a rate that is too large leads to infinity
            for t in range(self.steps):
                w[t + 1] = w[t] - self.learning_rate * self.problem.gradient(w[t])
        return w

    @cached_property
    def _columns(self) -> Columns:
        tried = np.arange(1.0, self.steps + 2)
        loss = self.problem.loss(self.grid)
        with np.errstate(over="ignore", invalid="ignore"):
            descent = self.problem.loss(self.descent)
        found = {
            "evaluations": tried,
            "log10_points": np.log10(tried),
            "point_loss": loss,
            "best_loss": np.minimum.accumulate(loss),
            "descent_loss": descent,
            "gradients": tried - 1,
            "position": self.descent[:, ::-1][:, : len(axes(self.weights))],
        }
        dtype = np.dtype(jnp.result_type(float))
        with np.errstate(over="ignore"):
            return {name: values.astype(dtype) for name, values in found.items()}

    def measure(self) -> Columns:
        """Return both searches."""
        return dict(self._columns)

    def surface(self, row: int) -> Surface:
        """Return the losses of the points tried so far; of three weights or more those with the present first ones."""
        names = axes(self.weights)
        size = self.points ** len(names)
        start = row // size * size
        loss = np.full(size, np.nan)
        loss[: row - start + 1] = self._columns["point_loss"][start : row + 1]
        axis = np.linspace(*self.range, self.points)
        fixed = [f"w{str(i + 1).translate(DOWN)} = {w:.4g}" for i, w in enumerate(self.grid[row][: -len(names)])]
        shape = (self.points,) * len(names)
        return Surface(names, (axis,) * len(names), loss.reshape(shape), "L", ", ".join(fixed))

    def work(self, row: int) -> Work:
        """Return both searches as pseudo-code, with the numbers of a row."""
        now = {name: float(column[row]) for name, column in self._columns.items() if column.ndim == 1}
        better = row == 0 or self._columns["best_loss"][row] < self._columns["best_loss"][row - 1]
        power = str(self.weights).translate(UP)
        lines = (
            Line(f"for each of the {self.points}{power} = {self.steps + 1:,} points w", f"point {row + 1:,}"),
            Line("compute L(w)", (*self._numbers("w", self.grid[row]), Quantity("L", (now["point_loss"],))), 1),
            Line("if it is the least so far, keep w", (Quantity("least L", (now["best_loss"],)),), 1),
            Line("for t = 1, 2, …: gradient descent", f"{row:,} gradient{'s' * (row != 1)}"),
            Line(
                "w ← w − η · dL/dw",
                (*self._numbers("w", self.descent[row]), Quantity("L", (now["descent_loss"],))),
                1,
            ),
        )
        return Work(
            "grid search and descent",
            lines,
            (1, 2, 4) if better else (1, 4),
            settings=(Quantity("η", (self.learning_rate,)),),
        )

    @staticmethod
    def _numbers(symbol: str, w: Floats) -> tuple[Quantity, ...]:
        return (Quantity(symbol, tuple(w.tolist())),)
