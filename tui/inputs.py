"""What is found about single inputs of a run: what its layers make of one, and which are predicted worst."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.numbers import count

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class MapsView:
    """What one layer gives. Shapes: `values` (height, width, maps), (steps, maps) or (units,)."""

    name: str
    type: str
    values: Floats
    weighted: bool = False  # it has weights of its own

    @property
    def shape(self) -> str:
        """`28×28×6`."""
        return "×".join(map(str, self.values.shape))


@dataclass(frozen=True)
class FeaturesView:
    """The chosen row of one run's table, and what each layer makes of it, in order.

    Shapes: `x` (height, width, channels), (steps, channels) or (features,), as the table has it; `low`, `high`: the
    least and the largest number of all rows. `shares` (classes,): how much goes to each class, None of a number.
    """

    row: int
    rows: int
    training: int  # so many rows, the first ones, are learned from
    x: Floats
    low: float
    high: float
    layers: tuple[MapsView, ...]
    truth: str  # in words: "3", "PRICE = 24.0"
    predicted: str
    right: bool | None = None  # None of a number
    shares: Floats | None = None
    classes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()  # of a row of numbers: what each is called


@dataclass(frozen=True)
class PredictionsView:
    """Rows of one run's table with what is predicted for them, the worst first: those of the largest loss.

    Shapes: `rows` (n,) their numbers in the table; `losses` (n,); `truth`, `predicted` (n,): class numbers, −1 where
    the outputs are not finite, or numbers; `shares` (n,): how much goes to the predicted class, (0,) of numbers; `x`
    (k, …): the first k of them as the table has them.
    """

    rows: NDArray[np.integer]
    losses: Floats
    truth: NDArray[np.generic]
    predicted: NDArray[np.generic]
    shares: Floats
    x: Floats
    low: float
    high: float
    of: int  # there are so many of their kind
    held_out: bool  # they were not learned from
    target: str
    classes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """`1,000 validation rows`, of more than were looked at `2,000 of 60,000 training rows`."""
        kind = "validation rows" if self.held_out else "training rows"
        looked = len(self.rows)
        return f"{count(looked)} {kind}" if looked == self.of else f"{count(looked)} of {count(self.of)} {kind}"
