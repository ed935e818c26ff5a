"""A column of a run as a series over time, cut down to what the dots of a chart can show.

The cost depends on the width of the chart, never on the number of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import reduction
from dlviz.tui.kept import once
from dlviz.tui.marks import hollow, mark
from dlviz.tui.view import Floats, RunView, View

GRAINS = 2048
"""Of the width of a chart; the widest have 800 dots."""
MOST_STRIDE = 4096
"""Rows that are searched for the first two measured ones."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Series:
    """Values at ticks first, first + stride, first + 2·stride, …; `hollow` is the validation of its run."""

    run: RunView
    values: Floats
    first: float
    stride: float
    offset: float = 0.0  # taken off every value when it is drawn
    hollow: bool = False
    span: float = 0.0  # ticks of the whole chart, as far as they are known

    @cached_property
    def drawn(self) -> Floats:
        """The values that a line is drawn of."""
        return settled(self.run, self.values, self.span / self.stride)

    def at(self, tick: float) -> int:
        """The index of the last value at or before a tick, -1 before the first."""
        return min(int(np.floor((tick - self.first) / self.stride + 1e-9)), len(self.values) - 1)

    def value(self, tick: float) -> float | None:
        """The value that stands at a tick."""
        index = self.at(tick)
        return None if index < 0 else float(self.values[index]) - self.offset

    @cached_property
    def extent(self) -> tuple[float, float]:
        """Least and greatest finite value."""
        low, high = once(self.drawn, "extent", lambda: reduction.extent(self.drawn))
        return low - self.offset, high - self.offset


def settled(run: RunView, values: Floats, planned: float) -> Floats:
    """Of a run that is training all whole grains of a column that will have so many rows; else every row.

    A grain is less than what a dot can show. So a picture is drawn anew a few times a second, not for every row.
    """
    return values[: settled_rows(run, len(values), planned)]


def settled_rows(run: RunView, rows: int, planned: float) -> int:
    """How many of the rows of a column are drawn."""
    grain = int(planned / GRAINS)
    return rows if grain < 2 or rows < 2 * grain or run.stage == "ended" else rows - rows % grain


@dataclass(frozen=True)
class Thinned:
    """At dot columns `x`: the line to draw and, for a noisy series, the band around it."""

    x: Array
    line: Array
    low: Array
    high: Array
    window: int  # rows in the running mean; 1: none


def every_step(view: View, run: RunView, column: str, offset: float = 0.0) -> Series | None:
    """A column with a value in every row."""
    values = run.columns.get(column)
    if values is None or values.ndim != 1 or len(values) == 0:
        return None
    return Series(run, values, 0.0, view.ticks_per_epoch / max(run.steps_per_epoch, 1), offset, span=view.ticks)


def every_epoch(view: View, run: RunView, column: str, hollow: bool = False) -> Series | None:
    """A column with values on the rows k, 2k, … that end an epoch."""
    values = run.columns.get(column)
    k = max(run.steps_per_epoch, 1)
    if values is None or values.ndim != 1 or len(values) <= k:
        return None
    epoch = float(view.ticks_per_epoch)
    return Series(run, values[k::k], epoch, epoch, hollow=hollow, span=view.ticks)


def on_stride(view: View, run: RunView, column: str, entry: int | None = None) -> Series | None:
    """A column that is measured every so many rows, or one entry of it; what lies between is NaN and left out."""
    values = run.columns.get(column)
    if values is None or values.ndim != (1 if entry is None else 2) or len(values) == 0:
        return None
    values = values if entry is None else values[:, entry]
    known = np.flatnonzero(np.isfinite(values[:MOST_STRIDE]))
    if not len(known):
        return None
    first, stride = int(known[0]), int(np.diff(known[:2])[0]) if len(known) > 1 else max(len(values), 1)
    tick = view.ticks_per_epoch / max(run.steps_per_epoch, 1)
    return Series(run, values[first::stride], first * tick, stride * tick, span=view.ticks)


def is_epochal(run: RunView, column: str) -> bool:
    """The column stands at the ends of epochs only."""
    return run.steps_per_epoch > 1 and (column == "epoch_loss" or column.startswith("val_") or column not in _STEPWISE)


def pair_legend(series: list[Series]) -> tuple[tuple[str, str], ...]:
    """What full and hollow marks mean, where there is validation; in the colour of the run if there is one only."""
    if not any(one.hollow for one in series):
        return ()
    indices = {one.run.index for one in series}
    index = min(indices)
    role = f"run {index}" if len(indices) == 1 else "muted"
    return ((f"{mark(index)} ", role), ("train  ", "muted"), (f"{hollow(index)} ", role), ("validation", "muted"))


_STEPWISE = {"loss", "full_loss"}


def noisy_window(series: list[Series], span: float, columns: int) -> int:
    """Rows in the running mean if the series jitter from step to step, 1 if they are smooth.

    A series is noisy if inside most cells it reaches much further than from one cell to the next.
    """
    for one in series:
        per_cell = span / one.stride / max(columns, 1)
        if one.hollow or len(one.drawn) < 16 or per_cell < 4:
            continue
        if once(one.drawn, ("jitters", per_cell), partial(_jitters, one.drawn, per_cell)):
            return _round_window(2.0 * per_cell)
    return 1


def _jitters(values: Floats, per_cell: float) -> bool:
    rows = len(values)
    edges = np.unique(np.linspace(0, rows, max(int(rows / per_cell), 2) + 1).astype(np.int64))
    cells = reduction.bins(values, edges)
    spread = cells.high - cells.low
    drift = np.abs(np.diff(cells.mean, append=cells.mean[-1]))
    whole = np.nanmax(cells.high, initial=-np.inf) - np.nanmin(cells.low, initial=np.inf)
    ok = np.isfinite(spread) & np.isfinite(drift)
    if not ok.any() or not np.isfinite(whole):
        return False
    scale = np.maximum(np.abs(cells.mean), 1e-3 * abs(whole))
    return bool(np.median(((spread - 2.0 * drift) / np.where(scale > 0, scale, 1.0))[ok]) > 0.25)


def _round_window(rows: float) -> int:
    power = 10.0 ** np.floor(np.log10(max(rows, 5.0)))
    return int(max(f * power for f in (1.0, 2.5, 5.0) if f * power <= max(rows, 5.0)))


def thin(series: Series, span: float, columns: int, window: int) -> Thinned:
    """The series on a chart of `columns` cells that shows the ticks 0 … span."""
    what = "thin", series.first, series.stride, series.offset, span, columns, window
    return once(series.drawn, what, lambda: _thin(series, span, columns, window))


def _thin(series: Series, span: float, columns: int, window: int) -> Thinned:
    dots = max(2 * columns - 1, 1)
    values = series.drawn
    rows = len(values)
    per_dot = span / dots / series.stride  # rows a dot
    if per_dot <= 1.0 and window == 1:
        index = np.arange(rows)
        at = np.asarray((series.first + index * series.stride) * dots / max(span, 1e-12), np.float64)
        inside = at <= dots + 0.5
        y = np.asarray(values[inside], np.float64) - series.offset
        return Thinned(at[inside], y, y, y, 1)
    front = (series.first + (rows - 1) * series.stride) * dots / max(span, 1e-12)
    x = np.arange(min(dots, int(np.floor(front + 0.5))) + 1)
    if per_dot > 1.0:
        edges = np.ceil(((np.arange(len(x) + 1) - 0.5) * span / dots - series.first) / series.stride - 1e-9)
        edges = np.maximum.accumulate(np.clip(edges, 0, rows).astype(np.int64))
        edges[-1] = rows
        cells = reduction.bins(values, edges)
        line = _running(cells, max(int(window / per_dot / 2), 0)) if window > 1 else cells.mean
    else:
        # A dot is narrower than a row: it shows the row under it.
        centre = (x * span / dots - series.first) / series.stride
        under = np.clip(np.floor(centre + 0.5), 0, rows - 1).astype(np.int64)
        cells = reduction.reduce(values, under, under + 1)
        half = window / 2
        line = reduction.reduce(
            values, np.floor(centre - half).astype(np.int64), np.ceil(centre + half).astype(np.int64)
        ).mean
    o = series.offset
    return Thinned(x.astype(np.float64), line - o, cells.low - o, cells.high - o, window)


def telling_rows(values: Array, last: int, most: int) -> NDArray[np.int64]:
    """About `most` of the rows 0 … last, with the least and the greatest value of every stretch among them."""
    rows = last + 1
    if rows <= most:
        return np.arange(rows)
    each = -(-rows // max(most // 3, 1))
    starts = np.arange(0, rows, each)
    padded = np.full(len(starts) * each, np.nan)
    padded[:rows] = values[:rows]
    part = padded.reshape(len(starts), each)
    known = np.isfinite(part)
    least = np.where(known, part, np.inf).argmin(axis=1)
    greatest = np.where(known, part, -np.inf).argmax(axis=1)
    found = np.concatenate([starts, starts + least, starts + greatest, [last]])
    return np.unique(found[found <= last])


def _running(cells: reduction.Summary, reach: int) -> Array:
    """The mean over each cell and `reach` cells on both sides of it."""
    n = len(cells.mean)
    sums = np.concatenate([[0.0], np.cumsum(np.where(cells.count > 0, cells.mean * cells.count, 0.0))])
    counts = np.concatenate([[0], np.cumsum(cells.count)])
    low, high = np.maximum(np.arange(n) - reach, 0), np.minimum(np.arange(n) + reach + 1, n)
    number = counts[high] - counts[low]
    return np.asarray(np.where(number > 0, (sums[high] - sums[low]) / np.maximum(number, 1), np.nan))
