"""What runs came to at the cursor, row by row, and which of them did best: the lower part of a comparison."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from dlviz.scenarios.columns import epoch_columns, named
from dlviz.scenarios.comparable import unlike
from dlviz.scenarios.differences import Difference, Said, differing, flat
from dlviz.scenarios.scenario import RunSpec
from dlviz.scenarios.training_tables import METRICS_OF_CLASSES
from dlviz.tui import milestones, reduction
from dlviz.tui.numbers import NOTHING, count, number
from dlviz.tui.pictures import labels
from dlviz.tui.view import RunView, View

RISING = (*METRICS_OF_CLASSES, "r2_score")
"""What is better the larger it is; losses and errors are better the smaller they are."""

Values = Sequence[float | None]


@dataclass(frozen=True)
class Row:
    """A row of the table: its name, a cell a run, and the places of the runs that did best in it.

    `exact`: of numbers that are rounded in the cells, all their figures.
    """

    label: str
    cells: tuple[str, ...]
    best: frozenset[int] = frozenset()
    exact: tuple[str, ...] = ()

    def told(self, place: int) -> str:
        """The value of a run, as exactly as it is known."""
        return (self.exact or self.cells)[place]


def settings(view: View, answered: bool = True) -> list[Row]:
    """The settings in which the runs differ; of changed ones when that was.

    What an exercise hides of the network is told with its answer alone.
    """
    specs = tuple(run.spec for run in view.runs if isinstance(run.spec, RunSpec))
    rows = []
    if len(specs) == len(view.runs) > 1:
        hidden = _layers(specs) if "network" in view.card.hides and not answered else frozenset()
        for one in _differing(specs):
            if re.split(r"[./]", one.path)[0] in hidden:
                continue
            rows.append(Row(one.label, tuple(NOTHING if value is None else value for value in one.values)))
    if any(run.left for run in view.runs):
        rows.append(Row("forked", tuple(_left(view, run) for run in view.runs)))
    changes = [[event for event in run.events if event.kind == "change"] for run in view.runs]
    for i in range(max(map(len, changes), default=0)):
        pairs = zip(view.runs, changes, strict=True)
        cells = (f"{own[i].text} {_when(view, run, own[i].row)}" if i < len(own) else NOTHING for run, own in pairs)
        rows.append(Row("changed", tuple(cells)))
    return rows


def outcome(view: View, answered: bool = True) -> list[Row]:
    """What every run has come to at the cursor; of what only computes, the numbers of this step."""
    runs = view.runs
    if _computes(view):
        return _computed(view)
    rows = []
    for name in ("full_loss", "loss"):
        if any(name in run.columns for run in runs):
            alike = not (reasons := _unlike(view, name))
            rows.append(_numbers(name, [_at(run, name, view.row(run)) for run in runs], alike=alike))
            rows.append(_numbers(f"least {name}", [_least(run, name, view.row(run)) for run in runs], alike=alike))
            rows += reasons
    for name in dict.fromkeys(name for run in runs for name in _epochal(run)):
        values, alike = [_at(run, name, _epoch_row(view, run)) for run in runs], not _unlike(view, name)
        rows.append(_numbers(name, values, name, alike))
        if name == "val_loss":
            rows += _best_validation(view, alike)
    if any(run.events or run.scheduled for run in runs):
        rates = [_at(run, "learning_rate", view.row(run)) for run in runs]
        if any(one is not None for one in rates):
            cells = tuple(NOTHING if one is None else labels.rate(one) for one in rates)
            rows.append(Row("learning_rate now", cells, exact=_exact(rates)))
    return rows + [row for row in _facts(view) if answered or row.label != "params" or "network" not in view.card.hides]


def pace(run: RunView) -> float:
    """Seconds of computing a step, on the mean; 0 while nothing was measured."""
    return run.seconds / max(run.front - (run.left.row if run.left else 0), 1)


def _differing(specs: tuple[RunSpec, ...]) -> list[Difference]:
    """Found once for the same settings: a picture is drawn many times a second."""
    key = tuple(map(id, specs))
    if key not in _known:
        if len(_known) > 16:
            _known.clear()
        found: list[dict[str, Said]] = [flat(spec) for spec in specs]
        _known[key] = specs, differing(found)
    return _known[key][1]


_known: dict[tuple[int, ...], tuple[tuple[RunSpec, ...], list[Difference]]] = {}


def _layers(specs: tuple[RunSpec, ...]) -> frozenset[str]:
    return frozenset(name for spec in specs for name, _ in named(spec.document.model))


def _left(view: View, run: RunView) -> str:
    return NOTHING if run.left is None else f"{run.left.name} {_when(view, run, run.left.row)}"


def _when(view: View, run: RunView, row: int) -> str:
    """`at 35`, by the clock that all runs share."""
    return f"at {count(milestones.tick_of(view, run, row))}"


def _at(run: RunView, name: str, row: int) -> float | None:
    column = run.columns.get(name)
    return float(column[row]) if column is not None and column.ndim == 1 and 0 <= row < len(column) else None


def _least(run: RunView, name: str, row: int) -> float | None:
    column = run.columns.get(name)
    if column is None or column.ndim != 1 or row < 0:
        return None
    return float(reduction.reduce(column, np.array([0]), np.array([row + 1])).low[0])


def _epoch_row(view: View, run: RunView) -> int:
    """The row of the last epoch that is over at the cursor, -1 before the first."""
    k = max(run.steps_per_epoch, 1)
    row = view.row(run) // k * k
    return row if row >= k else -1


def _epochal(run: RunView) -> list[str]:
    """The columns that stand at the ends of epochs, where these are not the loss of the step once more."""
    if isinstance(run.spec, RunSpec):
        names = list(epoch_columns(run.spec.document))
    else:
        names = [
            name for name in run.columns if name != "loss" and (name.startswith("val_") or f"val_{name}" in run.columns)
        ]
    return [name for name in names if name in run.columns and (name != "epoch_loss" or run.steps_per_epoch > 1)]


def _computes(view: View) -> bool:
    """Whether the runs train nothing."""
    specs = [run.spec for run in view.runs if isinstance(run.spec, RunSpec)]
    if specs:
        return any(spec.document.computation is not None for spec in specs)
    return not any("loss" in run.columns or "val_loss" in run.columns for run in view.runs)


def _computed(view: View) -> list[Row]:
    """The single numbers of a computation that stand at the cursor, as far as there are any, and how far it is."""
    rows = []
    for name in dict.fromkeys(name for run in view.runs for name, one in run.columns.items() if one.ndim == 1):
        values = [_at(run, name, view.row(run)) for run in view.runs]
        if any(one is not None and not np.isnan(one) for one in values):
            whole = all(labels.are_whole(run.columns[name]) for run in view.runs if name in run.columns)
            cells = labels.counts(values) if whole else labels.column(values)
            rows.append(Row(name, tuple(cells), exact=_exact(values)))
    return [*rows, Row("steps", tuple(count(max(view.row(run), 0)) for run in view.runs))]


def _unlike(view: View, name: str) -> list[Row]:
    """Why the losses of a column cannot be compared, as rows; none where they can."""
    specs = [run.spec for run in view.runs if isinstance(run.spec, RunSpec)]
    if len(specs) < len(view.runs):
        return []
    found = unlike([spec.document for spec in specs], name, [run.examples for run in view.runs])
    return [Row(f"  {one.path}", tuple(NOTHING if value is None else value for value in one.values)) for one in found]


def _best_validation(view: View, alike: bool) -> Iterator[Row]:
    """The best validation up to the cursor and the epoch that it stood after."""
    rows = [milestones.best_validation(run, view.row(run) + 1) for run in view.runs]
    pairs = list(zip(view.runs, rows, strict=True))
    values = [None if row is None else float(run.columns["val_loss"][row]) for run, row in pairs]
    yield _numbers("best val_loss", values, alike=alike)
    epochs = [None if row is None else row // max(run.steps_per_epoch, 1) for run, row in pairs]
    yield Row("  after epoch", tuple(NOTHING if one is None else count(one) for one in epochs))


def _facts(view: View) -> Iterator[Row]:
    """What is neither better nor worse: how far, how long, how large, and how it ended."""

    def row(label: str, value: Callable[[int, RunView], str]) -> Row:
        return Row(label, tuple(value(place, run) for place, run in enumerate(view.runs)))

    own = any(run.steps_per_epoch != view.ticks_per_epoch for run in view.runs)
    yield row("updates" if own else "steps", lambda _, run: count(max(view.row(run), 0)))
    if view.card.group == "epoch" and any(run.steps_per_epoch > 1 for run in view.runs):
        yield row("epochs", lambda _, run: count(max(view.row(run), 0) // max(run.steps_per_epoch, 1)))
    if any(run.seconds for run in view.runs):
        seconds = labels.column([pace(run) * max(view.row(run), 0) for run in view.runs])
        yield Row("seconds", tuple(seconds))
    if any(view.network_of(place) for place in range(len(view.runs))):
        yield row("params", lambda place, _: count(sum(layer.params for layer in view.network_of(place))))
    yield row("status", lambda _, run: milestones.ending(view, run))


def _numbers(label: str, values: Values, column: str = "loss", alike: bool = True) -> Row:
    """A row of numbers, if they are `alike` with the best, as far as one sees; where all are the same none is."""
    cells = tuple(labels.column(values))
    known = [place for place, one in enumerate(values) if one is not None and np.isfinite(one)]
    best: frozenset[int] = frozenset()
    if alike and known and len(set(cells)) > 1:
        top = (max if column.removeprefix("val_") in RISING else min)(known, key=lambda place: values[place] or 0.0)
        best = frozenset(place for place in known if cells[place] == cells[top])
    return Row(label, cells, best, _exact(values))


def _exact(values: Values) -> tuple[str, ...]:
    """As many figures as a number of 32 bits has."""
    known = (value if value is not None and np.isfinite(value) else None for value in values)
    pairs = zip(values, known, strict=True)
    return tuple(number(value) if finite is None else labels.minus(f"{finite:.7g}") for value, finite in pairs)
