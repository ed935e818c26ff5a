"""What the values of claims stand for: a run's column up to a tick, reduced to a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from dlviz.engine.trace import Trace
from dlviz.scenarios.claims import Minimum, Value
from dlviz.scenarios.reducers import Values, reduce


def reduce_column(value: Value, trace: Trace, rows: int, steps_per_epoch: int, epoch_columns: tuple[str, ...]) -> float:
    """The number that a value of a claim stands for on the first `rows` rows of a trace."""
    values, steps = _column(value.column, value.label, trace, rows, steps_per_epoch, epoch_columns)
    if isinstance(value.argument, str):
        both = {value.column, value.argument} & set(epoch_columns)
        of_epochs = (value.column, value.argument) if both else ()  # compared where both exist
        values, steps = _column(value.column, value.label, trace, rows, steps_per_epoch, of_epochs)
        other, _ = _column(value.argument, None, trace, rows, steps_per_epoch, of_epochs)
        return reduce(value.reducer, values, steps, other=other)
    return reduce(value.reducer, values, steps, np.nan if value.argument is None else value.argument)


def _column(
    name: str,
    label: str | None,
    trace: Trace,
    rows: int,
    steps_per_epoch: int,
    epoch_columns: tuple[str, ...],
) -> tuple[Values, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    column = trace[name][:rows]
    if label is not None:
        column = column[:, trace.labels(name).index(label)]
    steps = np.arange(len(column))
    if name in epoch_columns:
        column, steps = column[steps_per_epoch::steps_per_epoch], steps[steps_per_epoch::steps_per_epoch]
    return column, steps


def lookup(
    of_run: Callable[[Value], float], minimum: Callable[[], Mapping[str, float]]
) -> Callable[[Value | Minimum], float]:
    """The number of a value, whether it speaks of a run or of the landscape's minimum."""

    def number(value: Value | Minimum) -> float:
        if isinstance(value, Minimum):
            return minimum()[value.name]
        return of_run(value)

    return number
