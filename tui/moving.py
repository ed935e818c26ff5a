"""What is found about the step at the cursor: the algorithm line by line, and what the optimizer remembers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class QuantityView:
    """A quantity by its symbol, with its numbers, or with its size over all weights and in each layer."""

    symbol: str
    values: tuple[float, ...]
    layers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class WorkLineView:
    """A line of pseudo-code; what stands beside it is text or quantities, and `says` is a sentence about it."""

    code: str
    text: str = ""
    quantities: tuple[QuantityView, ...] = ()
    indent: int = 0
    says: str = ""


@dataclass(frozen=True)
class WorkView:
    """An algorithm at the cursor.

    `at`: the lines at work; `order`: those that one step carries out one after the other; `settings`: numbers that
    the lines name; `names`: of the weights whose numbers are written out; `note`: a sentence about this moment.
    """

    title: str
    lines: tuple[WorkLineView, ...]
    at: tuple[int, ...] = ()
    order: tuple[int, ...] = ()
    settings: tuple[QuantityView, ...] = ()
    names: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class MotionView:
    """What an optimizer remembers and does at the cursor, a row a layer, or a row a weight where there are few.

    Shapes: `values` (names, symbols): of a weight the numbers, of a layer the root mean square; `past` (updates,
    names, symbols), the last of them at the cursor, empty where rows are layers; `spread` (names, bins): how many
    weights have which log₁₀ of η/D between the ends of `decades`; `rates` (points,): the learning rate of all planned
    updates, every `stride`-th.
    """

    title: str
    names: tuple[str, ...]
    symbols: tuple[str, ...]
    values: Floats
    few: bool
    rate: float
    rates: Floats
    stride: int = 1
    step: int = 0
    past: Floats = field(default_factory=lambda: np.zeros((0, 0, 0)))
    spread: NDArray[np.integer] = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    decades: tuple[float, float] = (-9.0, 3.0)

    @property
    def constant(self) -> bool:
        """The learning rate is the same at all updates."""
        return len(self.rates) == 0 or bool((self.rates == self.rates[0]).all())
