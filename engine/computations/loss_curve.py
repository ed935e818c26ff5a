"""A loss of one prediction and its slope, from one end of an interval to the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from dlviz.engine import losses
from dlviz.engine.computations.base import Columns, Computation
from dlviz.engine.errors import SettingError, number, whole
from dlviz.engine.losses.base import EPSILON
from dlviz.engine.losses.crossentropy import BinaryCrossentropy, Hinge
from dlviz.engine.losses.regression import Huber
from dlviz.engine.probes.work import Line, Quantity, Work

OF_ONE_OUTPUT = (
    "mean_squared_error",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_logarithmic_error",
    "huber",
    "log_cosh",
    "poisson",
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "hinge",
    "squared_hinge",
)
"""Losses that a single output has; the others compare several."""

FORMULAS = {
    "MeanSquaredError": ("L ← (ŷ − y)²", "slope ← 2 (ŷ − y)"),
    "MeanAbsoluteError": ("L ← |ŷ − y|", "slope ← 1 if ŷ ≥ y, else −1"),
    "Huber": ("L ← ½ e² if |e| ≤ δ, else δ |e| − ½ δ²", "slope ← e if |e| ≤ δ, else δ · sign(e)"),
    "LogCosh": ("L ← log cosh(ŷ − y)", "slope ← tanh(ŷ − y)"),
    "Hinge": ("L ← max(0, 1 − y·ŷ)", "slope ← −y if y·ŷ < 1, else 0"),
    "SquaredHinge": ("L ← max(0, 1 − y·ŷ)²", "slope ← −2y · max(0, 1 − y·ŷ)"),
}


@dataclass(frozen=True)
class LossCurve(Computation):
    """L(y, ŷ) and ∂L/∂ŷ at equally spaced predictions ŷ, the target y given.

    With y = 0 the prediction is the error ŷ − y, with y = 1 it is the margin y·ŷ. The slope is that of automatic
    differentiation, the one that training uses: at the kink of |e| it is that of e > 0, at the kink of the hinge 0.
    Columns, all (points,): `prediction`, `value`, `derivative`.
    Raises: SettingError for a loss of several outputs, an empty range or fewer than two points.
    Source: notes 3.1 and 3.2; Huber 1964.
    """

    loss: str | Mapping[str, Any] = "mean_squared_error"
    target: float = 0.0
    range: tuple[float, float] = (-4.0, 4.0)
    points: int = 161

    def __post_init__(self) -> None:
        """Check the settings."""
        if type(self._loss) not in {losses.LOSSES[name] for name in OF_ONE_OUTPUT}:
            named = self.loss if isinstance(self.loss, str) else self.loss.get("name")
            raise SettingError(f"{named} compares several outputs; choose a loss of one, such as mean_squared_error")
        number("loss", "target", self.target)
        if not self.range[0] < self.range[1]:
            raise SettingError(f"the range {list(self.range)} is empty; its first number must be the smaller one")
        whole("loss", "points", self.points, least=2)
        self._loss.check(np.array([[self.target]]), (1,))

    @cached_property
    def _loss(self) -> losses.Loss:
        return losses.get(self.loss)

    @property
    def steps(self) -> int:
        """One fewer than there are points."""
        return self.points - 1

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Three single numbers."""
        return {"prediction": (), "value": (), "derivative": ()}

    @cached_property
    def _found(self) -> Columns:
        predicted = np.linspace(*self.range, self.points, dtype=jnp.result_type(float))

        # A cross-entropy keeps probabilities inside [ε, 1 − ε] and is flat beyond: at 0 and 1 the slope just inside.
        within = self._of_probability & (predicted >= 0) & (predicted <= 1)
        inside = np.where(within, np.clip(predicted, 2 * EPSILON, 1 - 2 * EPSILON), predicted)
        value, slope = _compiled(self._loss)(self.target, predicted, inside)
        return {
            "prediction": predicted,
            "value": np.asarray(value),
            "derivative": np.asarray(slope) + 0.0,  # no −0
        }

    @property
    def _of_probability(self) -> bool:
        """The prediction is a probability, which the loss keeps away from 0 and 1."""
        return isinstance(self._loss, BinaryCrossentropy) and not self._loss.from_logits

    def measure(self) -> Columns:
        """Return the predictions, the loss and its slope."""
        return dict(self._found)

    def work(self, row: int) -> Work:
        """Return the loss and its slope at a prediction, with their numbers."""
        predicted, value, slope = (float(self._found[name][row]) for name in self.labels)
        formula, derived = self._formulas()
        symbol = "p" if self._of_probability else "ŷ"
        lines = [Line(f"{symbol} ← prediction", (Quantity(symbol, (predicted,)),))]
        if isinstance(self._loss, Huber):
            lines.append(Line("e ← ŷ − y", (Quantity("e", (predicted - self.target,)),)))
        if isinstance(self._loss, Hinge) and self.target == 0:
            lines.append(Line("t ← −1, as y = 0 stands for −1", (Quantity("t", (-1.0,)),)))
            formula, derived = (text.replace("y", "t") for text in (formula, derived))  # ŷ is a letter of its own
        lines.append(Line(formula, (Quantity("L", (value,)),)))
        lines.append(Line(derived, (Quantity("slope", (slope,)),)))
        settings = [Quantity("y", (float(self.target),))]
        if isinstance(self._loss, Huber):
            settings.append(Quantity("δ", (float(self._loss.delta),)))
        name = self.loss if isinstance(self.loss, str) else str(self.loss["name"])
        return Work(name.replace("_", " "), tuple(lines), (len(lines) - 2, len(lines) - 1), settings=tuple(settings))

    def _formulas(self) -> tuple[str, str]:
        """The loss and its slope as they are written, for this target."""
        if type(self._loss) is BinaryCrossentropy and not self._loss.label_smoothing and self.target in (0, 1):
            if self._loss.from_logits:
                return (
                    ("L ← −log σ(ŷ) = log(1 + e^(−ŷ))", "slope ← σ(ŷ) − 1")
                    if self.target
                    else ("L ← −log(1 − σ(ŷ)) = log(1 + e^ŷ)", "slope ← σ(ŷ)")
                )
            return ("L ← −log p", "slope ← −1/p") if self.target else ("L ← −log(1 − p)", "slope ← 1/(1 − p)")
        return FORMULAS.get(type(self._loss).__name__, ("L ← loss(y, ŷ)", "slope ← ∂L/∂ŷ"))


@lru_cache(maxsize=8)
def _compiled(loss: losses.Loss) -> Callable[..., tuple[jax.Array, jax.Array]]:
    """One program: the loss at some predictions, and its slope at others. Shapes: (), (n,), (n,) -> (n,), (n,)."""

    def values(target: jax.Array, at: jax.Array) -> jax.Array:
        return loss.fn(jnp.full((at.size, 1), target, at.dtype), at[:, None])

    slopes = jax.grad(lambda at, target: values(target, at).sum())
    return jax.jit(lambda target, at, inside: (values(target, at), slopes(inside, target)))
