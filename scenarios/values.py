"""What the values of claims stand for: a run's column up to a tick, reduced to a number."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from dlviz.engine.trace import Trace
from dlviz.scenarios.claims import Minimum, Value
from dlviz.scenarios.reducers import COUNTED, Values, reduce

EVERY = (0, 1)


def reduce_column(value: Value, trace: Trace, rows: int, sparse: Mapping[str, tuple[int, int]]) -> np.floating:
    """The number that a value of a claim stands for on the first `rows` rows of a trace, as exact as its column.

    `sparse`: (first row, stride) of the columns that do not stand in every row.
    """
    return (np.float64 if value.reducer in COUNTED else trace.dtype.type)(_reduced(value, trace, rows, sparse))


def _reduced(value: Value, trace: Trace, rows: int, sparse: Mapping[str, tuple[int, int]]) -> float:
    if isinstance(value.argument, str):
        values, steps = _column(trace, value.column, value.label, rows, EVERY)
        other, _ = _column(trace, value.argument, None, rows, EVERY)
        both = ~(np.isnan(values) | np.isnan(other))  # a column that is measured now and then is NaN between
        return reduce(value.reducer, values[both], steps[both], other=other[both])
    values, steps = _column(trace, value.column, value.label, rows, sparse.get(value.column, EVERY))
    return reduce(value.reducer, values, steps, np.nan if value.argument is None else value.argument)


def _column(
    trace: Trace, name: str, label: str | None, rows: int, where: tuple[int, int]
) -> tuple[Values, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    column = trace[name][:rows]
    if label is not None:
        column = column[:, trace.labels(name).index(label)]
    first, stride = where
    return column[first::stride], np.arange(len(column))[first::stride]


def lookup(
    of_run: Callable[[Value], np.floating], minimum: Callable[[], Mapping[str, float]]
) -> Callable[[Value | Minimum], float | np.floating]:
    """The number of a value, whether it speaks of a run or of the landscape's minimum."""

    def number(value: Value | Minimum) -> float | np.floating:
        if isinstance(value, Minimum):
            return minimum()[value.name]
        return of_run(value)

    return number
