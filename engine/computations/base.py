"""What a computation is: a figure that computes and does not train, stepped through position by position.

    @dataclass(frozen=True)
    class Parabola(Computation):
        points: int = 5
        @property
        def steps(self): return self.points - 1                # rows 0 … 4
        @property
        def labels(self): return {"x": (), "y": ()}             # two columns, single numbers
        def measure(self):
            x = np.linspace(-1, 1, self.points)
            return {"x": x, "y": x**2}                          # row t of every column is position t

All positions are computed at once, before the first step; stepping only shows one more of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlviz.engine.probes.graph import Graph
from dlviz.engine.probes.sliding import SlidingImage, SlidingSignal
from dlviz.engine.probes.surface import Surface
from dlviz.engine.probes.work import Work

Columns = dict[str, NDArray[np.floating[Any]]]


class Computation:
    """A pure function of its settings; subclasses are frozen dataclasses."""

    @property
    def steps(self) -> int:
        """How many steps lead from the first position to the last."""
        raise NotImplementedError

    @property
    def steps_per_epoch(self) -> int:
        """How many positions belong together, such as those of one input; 1 where none do."""
        return 1

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """The columns and what their entries are called, () for a single number."""
        raise NotImplementedError

    def measure(self) -> Columns:
        """Return every column: (steps + 1,), or (steps + 1, entries)."""
        raise NotImplementedError

    def describe(self) -> str:
        """Return the settings in a few words, for a legend; empty where the run's name says all."""
        return ""

    def graph(self, row: int) -> Graph | None:
        """Return the units and weights at a position, None where there are none."""
        return None

    def work(self, row: int) -> Work | None:
        """Return the algorithm at a position: its lines and the numbers they stand at, None without one."""
        return None

    def surface(self, row: int) -> Surface | None:
        """Return the loss over its weights as far as it is known at a position, None where there is no such loss.

        A column `position` with an entry for each of its axes is drawn on it as a path.
        """
        return None

    def sliding(self, row: int) -> SlidingSignal | SlidingImage | None:
        """Return the window and what it slides over at a position, None where nothing slides."""
        return None
