"""Minimum, maximum and mean of any stretches of a growing column, at a cost that does not grow with its length.

For each buffer a pyramid of blocks of 8, 64, 512 … rows is kept and extended by the rows that are new; a stretch is
then put together from at most 14 blocks a level. Values that are not finite are left out; where nothing is left the
answer is NaN.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.growing import Growing
from dlviz.tui.kept import Kept

BLOCK = 8

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Summary:
    """Of each stretch, shape (stretches, …): the finite values' least, greatest, mean and number."""

    low: Floats
    high: Floats
    mean: Floats
    count: Ints


def _of_rows(values: NDArray[Any]) -> Floats:
    """The four statistics of single rows, shape (4, …)."""
    known = np.isfinite(values)
    out = np.empty((4, *values.shape))
    if known.all():
        out[:3], out[3] = values, 1.0
        return out
    out[0] = np.where(known, values, np.inf)
    out[1] = np.where(known, values, -np.inf)
    out[2] = np.where(known, values, 0.0)
    out[3] = known
    return out


def _join(stats: Floats, axis: int) -> Floats:
    with np.errstate(over="ignore"):  # a sum beyond float64 is inf, and so is its mean
        return np.stack([stats[0].min(axis), stats[1].max(axis), stats[2].sum(axis), stats[3].sum(axis)])


class _Pyramid:
    def __init__(self, shape: tuple[int, ...]) -> None:
        self.shape = shape
        self.levels: list[Growing] = []
        self.rows: Ints = np.zeros(0, np.int64)
        self.values: NDArray[Any] = np.zeros((0, *shape))
        self.low, self.high = np.inf, -np.inf
        self.bad: int | None = None
        self.seen = 0

    def holds(self, column: NDArray[Any]) -> bool:
        """The rows looked at again are those that went in: the buffer was not rewritten."""
        rows, values = self.rows, self.values
        if len(rows) and rows[-1] >= len(column):
            known = rows < len(column)
            rows, values = rows[known], values[known]
        return column[rows].tobytes() == values.tobytes()

    def extend(self, column: NDArray[Any]) -> None:
        """Take in the rows that are new."""
        rows = len(column)
        if rows <= self.seen:
            return
        new = column[self.seen :]
        known = np.isfinite(new)
        if self.bad is None:
            spoilt = ~known.reshape(rows - self.seen, -1).all(axis=1)
            self.bad = self.seen + int(spoilt.argmax()) if spoilt.any() else None
        self.low = min(self.low, float(np.min(new, where=known, initial=np.inf)))
        self.high = max(self.high, float(np.max(new, where=known, initial=-np.inf)))
        self.seen = rows
        # Rows 0, 1, 3, 7, … and the last are looked at again.
        self.rows = np.unique(np.append(2 ** np.arange(rows.bit_length()) - 1, rows - 1))
        self.values = column[self.rows]
        source, depth = rows, 0
        while source >= BLOCK:
            if depth == len(self.levels):
                self.levels.append(Growing(4, *self.shape, axis=1))
            level = self.levels[depth]
            first, last = level.rows * BLOCK, source // BLOCK * BLOCK
            if last > first:
                below = _of_rows(column[first:last]) if depth == 0 else self.levels[depth - 1].values[:, first:last]
                level.append(_join(below.reshape(4, -1, BLOCK, *self.shape), 1))
            source, depth = level.rows, depth + 1


_pyramids: Kept[_Pyramid] = Kept(512)


def _pyramid(column: NDArray[Any]) -> _Pyramid:
    found = _pyramids.of(column, lambda: _Pyramid(column.shape[1:]), holds=lambda one: one.holds(column))
    found.extend(column)
    return found


class _ByRow:
    """A number for each row of a growing column."""

    def __init__(self) -> None:
        self.numbers = Growing()
        self.last = b""

    def extend(self, column: NDArray[Any], of: Callable[[NDArray[Any]], Floats]) -> Floats:
        rows, known = len(column), self.numbers.rows
        if known > rows:  # an earlier view
            return self.numbers.values[:rows]
        if known and column[known - 1].tobytes() != self.last:  # rewritten
            self.numbers, known = Growing(), 0
        if rows > known:
            self.numbers.append(of(column[known:]))
            self.last = column[rows - 1].tobytes()
        return self.numbers.values


_by_row: Kept[_ByRow] = Kept(512)


def by_row(column: NDArray[Any], name: str, of: Callable[[NDArray[Any]], Floats]) -> Floats:
    """A number for each row, computed once: `of` takes rows and gives their numbers, `name` says which these are.

    Shapes: column (rows, …), result (rows,), a view of a growing buffer as the column is one.
    """
    return _by_row.of(column, _ByRow, name).extend(column, of)


def first_bad(column: NDArray[Any]) -> int | None:
    """The first row with a value that is not finite."""
    bad = _pyramid(column).bad
    return bad if bad is not None and bad < len(column) else None


def reduce(column: NDArray[Any], starts: Ints, stops: Ints) -> Summary:
    """Of rows start … stop - 1, stretch by stretch. Shapes: column (rows, …), starts and stops (stretches,)."""
    rows = len(column)
    low, high = np.clip(starts, 0, rows), np.clip(stops, 0, rows)
    shape = column.shape[1:]
    total = np.zeros((4, len(low), *shape))
    total[0], total[1] = np.inf, -np.inf
    pyramid = _pyramid(column)
    for depth in range(len(pyramid.levels) + 1):
        top = depth == len(pyramid.levels)
        up_low, up_high = -(-low // BLOCK), high // BLOCK
        left_stop = np.maximum(np.minimum(up_low * BLOCK, high), low)
        right_start = np.maximum(up_high * BLOCK, left_stop)
        for a, b in ((low, high),) if top else ((low, left_stop), (right_start, high)):
            reach = int((b - a).max(initial=0))
            if reach <= 0:
                continue
            index = a[:, None] + np.arange(reach)
            outside = index >= b[:, None]
            index = np.where(outside, 0, index)
            stats = _of_rows(column[index]) if depth == 0 else pyramid.levels[depth - 1].values[:, index]
            for part, nothing in zip(stats, (np.inf, -np.inf, 0.0, 0.0), strict=True):
                part[outside] = nothing
            joined = _join(stats, 1)
            total[0] = np.minimum(total[0], joined[0])
            total[1] = np.maximum(total[1], joined[1])
            total[2:] += joined[2:]
        low, high = up_low, np.maximum(up_high, up_low)
    return _summary(total)


def _summary(total: Floats) -> Summary:
    count = total[3].astype(np.int64)
    none = count == 0
    if not none.any():
        return Summary(total[0], total[1], total[2] / count, count)
    mean = total[2] / np.where(none, 1, count)
    low, high, mean = (np.asarray(np.where(none, np.nan, part)) for part in (total[0], total[1], mean))
    return Summary(low, high, mean, count)


def bins(column: NDArray[Any], edges: Ints) -> Summary:
    """Of the rows between consecutive edges, which rise; inner edges are moved by at most 1/16 of a bin.

    Where bins are long their edges go to the nearest ends of blocks, so that each is put together from at most 72
    blocks of one level. Shapes: column (rows, …), edges (bins + 1,).
    """
    edges = np.clip(edges, 0, len(column))
    count, shape = len(edges) - 1, column.shape[1:]
    pyramid = _pyramid(column)
    depth, block = 0, 1
    while depth < len(pyramid.levels) and block * BLOCK * BLOCK <= (edges[-1] - edges[0]) / max(count, 1):
        depth, block = depth + 1, block * BLOCK
    first, last = int(edges[0]), int(edges[-1])
    if depth == 0:
        cut, source, tail = edges - first, _of_rows(column[first:last]), last
    else:
        # What lies before the first and behind the last whole block is added row by row.
        level = pyramid.levels[depth - 1]
        start, stop = -(-first // block), min(last // block, level.rows)
        cut = np.clip((edges + block // 2) // block, start, max(stop, start)) - start
        cut[-1] = max(stop - start, 0)
        source, tail = level.values[:, start : start + int(cut[-1])], (start + int(cut[-1])) * block
    total = np.zeros((4, count, *shape))
    total[0], total[1] = np.inf, -np.inf
    filled = cut[1:] > cut[:-1]
    if filled.any():
        at = cut[:-1][filled]
        with np.errstate(over="ignore"):
            for k, join in enumerate((np.minimum, np.maximum, np.add, np.add)):
                total[k][filled] = join.reduceat(source[k], at, axis=0)
    if depth and count:
        for where, a, b in ((0, first, min(start * block, last)), (count - 1, tail, last)):
            if b > a:
                rest = reduce(column, np.array([a]), np.array([b]))
                some = rest.count[0] > 0
                total[0, where] = np.where(some, np.fmin(total[0, where], rest.low[0]), total[0, where])
                total[1, where] = np.where(some, np.fmax(total[1, where], rest.high[0]), total[1, where])
                total[2, where] += np.where(some, rest.mean[0] * rest.count[0], 0.0)
                total[3, where] += rest.count[0]
    return _summary(total)


def extent(column: NDArray[Any]) -> tuple[float, float]:
    """The least and the greatest finite value, NaN if there is none."""
    pyramid = _pyramid(column)
    if pyramid.seen == len(column):
        low, high = pyramid.low, pyramid.high
    else:
        summary = reduce(column, np.array([0]), np.array([len(column)]))
        low = float(np.min(summary.low, where=summary.count > 0, initial=np.inf))
        high = float(np.max(summary.high, where=summary.count > 0, initial=-np.inf))
    return (low, high) if low <= high else (float("nan"), float("nan"))
