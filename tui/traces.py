"""The traces of a view, as rows of a file: what `--out` would write of the session at this moment.

A view never changes, so they can be written while training goes on.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlviz.scenarios import writers
from dlviz.scenarios.report import Traced, columns_of, rows_of
from dlviz.tui.naming import stem, write_beside
from dlviz.tui.numbers import count
from dlviz.tui.view import Floats, RunView, View

SUFFIX = ".csv"
BREATH = 64  # rows, about 2 ms


@dataclass(frozen=True)
class Seen:
    """The trace of a run as the view has it."""

    run: RunView

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.run.front + 1

    @property
    def names(self) -> Sequence[str]:
        """The names of the columns."""
        return tuple(self.run.columns)

    def labels(self, name: str) -> Sequence[str]:
        """What the entries of a column are called."""
        return self.run.labels.get(name, ())

    def __getitem__(self, name: str) -> Floats:
        return self.run.columns[name]


def traced(view: View) -> list[Traced]:
    """The runs that have rows."""
    return [Traced(run.name, run.steps_per_epoch, Seen(run)) for run in view.runs if run.front >= 0]


def save(view: View, folder: Path) -> str:
    """Write all rows to a file beside those that are there; the sentence about it.

    Raises: ScenarioError where it cannot be written.
    """
    runs = traced(view)
    names, rows = columns_of(runs), _giving_way(rows_of(view.card.name, runs))
    path = write_beside(folder, stem(view.card.name), SUFFIX, lambda at: writers.WRITERS[SUFFIX](at, names, rows))
    number = sum(one.trace.rows for one in runs)
    return f"Saved: {path.name} in {path.parent}, {count(number)} rows of {_several(len(runs), 'run')}."


def _giving_way(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows, with a breath after every few: the interface is the other thread, and has frames to draw."""
    for number, row in enumerate(rows):
        if number % BREATH == BREATH - 1:
            time.sleep(0.001)
        yield row


def _several(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"
