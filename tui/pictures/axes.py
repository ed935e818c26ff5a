"""Axes: from values to dots and to ticks that stand evenly on rows.

A dot axis is affine in the value or in its log₁₀. On a y axis every tick is the same whole number of rows from the
next, and the rows that are left over extend the range beyond the top tick.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.pictures import labels

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Tick:
    """A place on an axis: its dot, its label; an empty label is a grid line only."""

    dot: float
    label: str


@dataclass(frozen=True)
class Axis:
    """dot = origin + gain · (f(value) − low), f the identity or log₁₀; dots counted from the left or the bottom."""

    low: float
    gain: float
    origin: float
    log: bool
    ticks: tuple[Tick, ...]

    def dots(self, values: Floats | float) -> NDArray[np.float64]:
        """Where values lie, in dots, not rounded; NaN where they have no place (log of 0 and below: far under)."""
        v = np.asarray(values, dtype=np.float64)
        with np.errstate(all="ignore"):
            if self.log:
                below = (v <= 0.0) & (v > -np.inf)
                v = np.log10(v)
                if below.any():
                    v = np.where(below, -1e3, v)
            out = self.origin + self.gain * (v - self.low)
            inside = np.minimum(np.maximum(out, -1e6), 1e6)
        known = np.isfinite(out)
        return np.asarray(inside if known.all() else np.where(known, inside, np.nan))

    def dot(self, value: float) -> float:
        """Where one value lies."""
        if self.log:
            if -math.inf < value <= 0.0:
                value = -1e3
            elif not value > 0.0:
                return math.nan
            else:
                value = math.log10(value)
        dot = self.origin + self.gain * (value - self.low)
        return min(max(dot, -1e6), 1e6) if math.isfinite(dot) else math.nan

    def value(self, dot: float) -> float:
        """The value at a dot."""
        v = self.low + (dot - self.origin) / self.gain
        return float(10.0**v) if self.log else float(v)

    @property
    def gutter(self) -> int:
        """Cells of the widest label."""
        return max((len(tick.label) for tick in self.ticks), default=0)


def nice_step(rough: float) -> float:
    """The least of 1, 2, 5 · 10ᵏ that is not below `rough`."""
    power = 10.0 ** math.floor(math.log10(rough))
    for factor in (1.0, 2.0, 5.0, 10.0):
        if factor * power >= rough * (1 - 1e-9):
            return factor * power
    return 10.0 * power


def widen(low: float, high: float) -> tuple[float, float]:
    """Limits that are finite and apart: a constant gets room on both sides, nothing at all becomes 0 … 1."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return 0.0, 1.0
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        room = 0.5 * abs(high) or 1.0
        return low - room, high + room
    return low, high


def rows_axis(low: float, high: float, rows: int, log: bool = False, ascii: bool = False) -> Axis:
    """A y axis over `rows` rows of cells, four dots each."""
    if log and not (0 < low <= high and math.isfinite(high)):
        low, high = 0.1, 1.0
    return _log_rows(low, high, rows, ascii) if log else _linear_rows(*widen(low, high), rows)


def _linear_rows(low: float, high: float, rows: int) -> Axis:
    gaps = max(rows - 1, 1)
    rough = nice_step((high - low) / max(gaps / 3, 1.0))
    best: tuple[float, float, int, int, int] | None = None
    for step in (
        nice_step(rough / 2.001),
        rough,
        nice_step(rough * 1.01),
        nice_step(rough * 2.01),
        nice_step(rough * 5),
    ):
        first = math.ceil(low / step - 1e-9)
        for spacing in range(min(3 if rows >= 10 else 2, gaps), min(7, gaps + 1)):
            below = math.ceil((first - low / step) * spacing - 1e-6)
            above = math.ceil((high / step - first) * spacing - 1e-6)
            if below + above > gaps or above < 0:
                continue
            use = (high - low) / step * spacing / gaps
            use -= 0.3 * (above < spacing) + 0.05 * abs(spacing - 4)
            if best is None or use > best[0]:
                best = (use, step, first, spacing, below)
    if best is None:  # no room for two ticks: one at the bottom, the greatest value at the top
        step = high - low
        return Axis(low, 4.0 * gaps / step, 1.5, False, (Tick(1.5, labels.tick(low, nice_step(step))),))
    _, step, first, spacing, below = best
    origin = 1.5 + 4.0 * below
    ticks = tuple(
        Tick(origin + 4.0 * spacing * k, labels.tick(round(first + k, 6) * step, step))
        for k in range(-(below // spacing), (gaps - below) // spacing + 1)
    )
    return Axis(first * step, 4.0 * spacing / step, origin, False, ticks)


def _log_rows(low: float, high: float, rows: int, ascii: bool) -> Axis:
    if high / low < 8 and rows >= 4:
        return _within_decade(low, high, rows)
    gaps = max(rows - 1, 1)
    bottom, top = math.log10(low), math.log10(high)
    for stride in range(1, 700):
        first = math.ceil(bottom / stride - 1e-9) * stride
        spacings = range(max(gaps, 1), 0 if stride > 300 else min(2, gaps) - 1, -1)
        for spacing in spacings:
            below = math.ceil((first - bottom) / stride * spacing - 1e-6)
            above = math.ceil((top - first) / stride * spacing - 1e-6)
            # Two labels at least: a scale with one is none.
            if below + above <= gaps and (below // spacing + (gaps - below) // spacing >= 1 or rows < 4):
                origin = 1.5 + 4.0 * below
                ticks = tuple(
                    Tick(origin + 4.0 * spacing * k, labels.decade(first + stride * k, ascii))
                    for k in range(-(below // spacing), (gaps - below) // spacing + 1)
                )
                return Axis(float(first), 4.0 * spacing / stride, origin, True, ticks)
    return Axis(bottom, 4.0 * gaps / max(top - bottom, 1e-9), 1.5, True, ())


def _within_decade(low: float, high: float, rows: int) -> Axis:
    marks = [
        m * 10.0**k for k in range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 2) for m in (1, 2, 5)
    ]
    first = max(m for m in marks if m <= low * (1 + 1e-9))
    last = min(m for m in marks if m >= high * (1 - 1e-9) and m > first)
    gain = 4.0 * (rows - 1) / math.log10(last / first)
    ticks = tuple(Tick(1.5 + gain * math.log10(m / first), labels.tick(m, m)) for m in marks if first <= m <= last)
    return Axis(math.log10(first), gain, 1.5, True, ticks)


def columns_axis(
    low: float, high: float, columns: int, whole: bool = False, label_gap: int = 3, spacing: float = 8.0
) -> Axis:
    """An x axis over `columns` columns of cells, two dots each, from edge to edge; `whole` takes whole ticks only.

    `spacing`: about how many columns lie between two ticks at least.
    """
    low, high = widen(low, high)
    dots = max(2 * columns - 1, 1)
    gain = dots / (high - low)
    step = nice_step((high - low) / max(columns / spacing, 1.0))
    for _ in range(12):
        step = max(step, 1.0) if whole else step
        if whole and step != round(step):
            step = nice_step(step * 1.01)
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        widest = max(len(labels.tick(first * step, step)), len(labels.tick(last * step, step)))
        if step * gain / 2 >= widest + label_gap or last - first <= 1:
            break
        step = nice_step(step * 1.01)
    ticks = tuple(Tick((k * step - low) * gain, labels.tick(k * step, step)) for k in range(first, last + 1))
    return Axis(low, gain, 0.0, False, ticks)


def dates(axis: Axis) -> Axis:
    """The axis with years written as such: 1900, not 1,900."""
    return replace(axis, ticks=tuple(Tick(tick.dot, tick.label.replace(",", "")) for tick in axis.ticks))
