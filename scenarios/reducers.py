"""What the reducers of claims make of a column.

A column that stands at the ends of epochs (`epoch_loss`, `val_loss`, metrics) is read there alone, one that is
measured every k steps at rows 0, k, 2k, …; all others at every row. `step` numbers count updates from 0, in both kinds.

    first last        its first and last value
    min max mean      over the values that are numbers
    argmin argmax     the step of the least and the greatest value
    at(s)             the value at step s
    min_step max_step the least and the greatest change from one value to the next: min_step > 0 says that the
                      column rises every time, max_step < 0 that it falls every time
    rises             how often it is higher than the time before
    first_below(x)    the first step with a value below x
    share_below(C)    of the rows where both are numbers, the share whose value lies below that of column C

What does not exist (a step not reached, a column without a number) is NaN; a comparison with NaN is false. Columns are
numbers of 32 bits, and so is what they are compared with: an accuracy of 4/5 is not above 0.8, but equal to it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.floating]
COUNTED = ("argmin", "argmax", "rises", "first_below", "share_below")
"""The reducers that count rows, exactly, whatever the column's precision."""


def reduce(
    reducer: str,
    values: Values,
    steps: NDArray[np.integer],
    argument: float = np.nan,
    other: Values | None = None,
) -> float:
    """Reduce the values of a column that were measured at `steps`.

    `argument` is the number that `at` and `first_below` take, `other` the column of `share_below`.
    Shapes: values, steps, other (n,).
    """
    if len(values) == 0:
        return float("nan")
    match reducer:
        case "first":
            return float(values[0])
        case "last":
            return float(values[-1])
        case "at":
            return _at(values, steps == argument)
        case "min" | "max" | "mean" | "argmin" | "argmax":
            return _over_numbers(reducer, values, steps)
        case "first_below":
            below = np.flatnonzero(values < argument)  # which is rounded to the column's precision first
            return float(steps[below[0]]) if below.size else float("nan")
        case "share_below":
            return float(np.mean(values < other)) if other is not None else float("nan")
    return _over_changes(reducer, values)


def _at(values: Values, there: NDArray[np.bool_]) -> float:
    return float(values[there][0]) if there.any() else float("nan")


def _over_numbers(reducer: str, values: Values, steps: NDArray[np.integer]) -> float:
    known = ~np.isnan(values)
    if not known.any():
        return float("nan")
    values, steps = values[known], steps[known]
    match reducer:
        case "min":
            return float(values.min())
        case "max":
            return float(values.max())
        case "mean":
            return float(values.mean(dtype=np.float64))
    return float(steps[values.argmin() if reducer == "argmin" else values.argmax()])


def _over_changes(reducer: str, values: Values) -> float:
    with np.errstate(invalid="ignore", over="ignore"):
        changes = np.diff(values)
    if len(changes) == 0:
        return float("nan")
    match reducer:
        case "min_step":
            return float(changes.min())
        case "max_step":
            return float(changes.max())
    return float((changes > 0).sum())  # rises
