"""Minimum, maximum and mean of any stretches of a growing column, at a cost that does not grow with its length.

A column is a view of an append-only buffer: what has been written stays. For each buffer a pyramid of blocks of 8,
64, 512 … rows is kept and extended by the rows that are new; a stretch is then put together from at most 14 blocks
a level. Values that are not finite are left out; where nothing is left the answer is NaN.
"""

from __future__ import annotations

import weakref
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 8
_KEPT = 96  # pyramids

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Summary:
    """Of each stretch, shape (stretches, …): the finite values' least, greatest, mean and number."""

    low: Floats
    high: Floats
    mean: Floats
    count: Ints


class _Level:
    """Rows of low, high, sum and count in arrays that double when they are full."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self.rows = 0
        self.stats = np.empty((4, 64, *shape))

    def append(self, new: Floats) -> None:
        rows = self.rows + new.shape[1]
        if rows > self.stats.shape[1]:
            grown = np.empty((4, max(rows, 2 * self.stats.shape[1]), *self.stats.shape[2:]))
            grown[:, : self.rows] = self.stats[:, : self.rows]
            self.stats = grown
        self.stats[:, self.rows : rows] = new
        self.rows = rows


def _of_rows(values: NDArray[Any]) -> Floats:
    """The four statistics of single rows, shape (4, …)."""
    known = np.isfinite(values)
    out = np.empty((4, *values.shape))
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
        self.levels: list[_Level] = []
        self.last: NDArray[Any] | None = None  # the last row that went in, to notice a buffer that was rewritten
        self.bad: int | None = None
        self.seen = 0

    def holds(self, column: NDArray[Any]) -> bool:
        if self.seen > len(column):
            return True
        return self.last is None or np.array_equal(column[self.seen - 1], self.last, equal_nan=True)

    def extend(self, column: NDArray[Any]) -> None:
        rows = len(column)
        if rows <= self.seen:
            return
        if self.bad is None:
            spoilt = ~np.isfinite(column[self.seen :]).reshape(rows - self.seen, -1).all(axis=1)
            self.bad = self.seen + int(spoilt.argmax()) if spoilt.any() else None
        self.seen, self.last = rows, column[-1].copy()
        source, depth = rows, 0
        while source >= BLOCK:
            if depth == len(self.levels):
                self.levels.append(_Level(self.shape))
            level = self.levels[depth]
            first, last = level.rows * BLOCK, source // BLOCK * BLOCK
            if last > first:
                below = _of_rows(column[first:last]) if depth == 0 else self.levels[depth - 1].stats[:, first:last]
                level.append(_join(below.reshape(4, -1, BLOCK, *self.shape), 1))
            source, depth = level.rows, depth + 1


_pyramids: OrderedDict[tuple[Any, ...], tuple[weakref.ref[Any], _Pyramid]] = OrderedDict()


def _pyramid(column: NDArray[Any]) -> _Pyramid:
    owner = column if column.base is None else column.base
    key = (
        id(owner),
        column.__array_interface__["data"][0],
        column.strides,
        column.dtype.str,
        column.shape[1:],
    )
    found = _pyramids.get(key)
    if found is None or found[0]() is not owner or not found[1].holds(column):
        try:
            found = (weakref.ref(owner), _Pyramid(column.shape[1:]))
        except TypeError:  # an owner that cannot be watched: nothing is kept
            pyramid = _Pyramid(column.shape[1:])
            pyramid.extend(column)
            return pyramid
        _pyramids[key] = found
    _pyramids.move_to_end(key)
    while len(_pyramids) > _KEPT:
        _pyramids.popitem(last=False)
    found[1].extend(column)
    return found[1]


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
            stats = _of_rows(column[index]) if depth == 0 else pyramid.levels[depth - 1].stats[:, index]
            for part, nothing in zip(stats, (np.inf, -np.inf, 0.0, 0.0), strict=True):
                part[outside] = nothing
            joined = _join(stats, 1)
            total[0] = np.minimum(total[0], joined[0])
            total[1] = np.maximum(total[1], joined[1])
            total[2:] += joined[2:]
        low, high = up_low, np.maximum(up_high, up_low)
    count = total[3].astype(np.int64)
    none = count == 0
    mean = total[2] / np.where(none, 1, count)
    low_, high_, mean_ = (np.asarray(np.where(none, np.nan, part)) for part in (total[0], total[1], mean))
    return Summary(low_, high_, mean_, count)


def extent(column: NDArray[Any]) -> tuple[float, float]:
    """The least and the greatest finite value, NaN if there is none."""
    summary = reduce(column, np.array([0]), np.array([len(column)]))
    if not summary.count.any():
        return float("nan"), float("nan")
    return float(np.nanmin(summary.low)), float(np.nanmax(summary.high))
