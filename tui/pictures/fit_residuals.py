"""Numbers predicted from several features: predicted against true, and how often they are off by how much."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import steady
from dlviz.tui.braille import Dots, polyline, snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.ink import mix
from dlviz.tui.numbers import count
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.axes import columns_axis, rows_axis
from dlviz.tui.pictures.frame import Area, draw_frame, plot_area, say
from dlviz.tui.pictures.read_points import bins_at, read_against
from dlviz.tui.pictures.scatter import dots_at, draw_legend, draw_points, range_of
from dlviz.tui.view import FitView

Array = NDArray[np.float64]

LEAST_BIN = 2
"""Dots that a bar of the histogram is wide, at least."""


def residuals(fit: FitView) -> Array:
    """ŷ − y of the rows that were not learned from; of all rows where there are no others."""
    assert fit.values is not None
    assert fit.truth is not None
    off = np.asarray(fit.values, np.float64) - np.asarray(fit.truth, np.float64)
    return off[fit.training :] if held_out(fit) else off


def held_out(fit: FitView) -> int:
    """How many rows were not learned from."""
    return 0 if fit.truth is None or not fit.training else max(len(fit.truth) - fit.training, 0)


def mean_off(fit: FitView) -> str:
    """`mean |ŷ − y| = 3.435`, and of which rows where some were not learned from."""
    off = np.abs(residuals(fit))
    value = labels.column([float(off.mean()) if len(off) else None])[0]
    return f"mean |ŷ − y| = {value}" + (f", {fit.of or 'validation rows'}" if fit.of or held_out(fit) else "")


def rows_said(fit: FitView) -> str:
    """`45 validation rows`, `150 rows`, or of a large table `2,000 of 60,000 rows`."""
    unseen = held_out(fit)
    total = 0 if fit.truth is None else len(fit.truth)
    return fit.of or (f"{count(unseen)} validation rows" if unseen else f"{count(total)} rows")


def draw_against(canvas: Canvas, fit: FitView, index: int) -> None:
    """A dot a row, predicted over true, below the title row of a canvas; on the line both are equal."""
    assert fit.values is not None
    assert fit.truth is not None
    theme = canvas.theme
    truth, values = np.asarray(fit.truth, np.float64), np.asarray(fit.values, np.float64)
    known = values[np.isfinite(values)]
    if not len(known):
        say(canvas, Area(1, 1, canvas.width - 2, canvas.height - 1), "no prediction is a finite number")
        return
    # A few rows far off leave the plot rather than flatten the others.
    limits = range_of(truth, np.array(steady.limits(f"predicted {index}", *np.quantile(known, [0.02, 0.98]))))
    rows = max(canvas.height - 3, 1)
    y = rows_axis(*limits, rows)
    area = plot_area(canvas.width, canvas.height, y.gutter)
    if area.empty:
        return
    if area.height != rows:
        y = rows_axis(*limits, area.height)
    x = columns_axis(*range_of(truth), area.width)
    draw_frame(canvas, area, x, y, f"true {fit.target}")
    ends = np.array([x.value(0), x.value(2 * area.width - 1)])
    line = Dots(area.width, area.height)
    line.points(*polyline(*dots_at(area, x, y, ends, ends))[:2])
    canvas.dots(line, area.x, area.y, theme.muted)
    read_against(canvas, area, x, y, fit)
    unseen = held_out(fit)
    learned = len(truth) - unseen
    draw_points(canvas, area, x, y, truth[:learned], values[:learned], theme.faint if unseen else theme.run(index))
    if unseen:
        draw_points(canvas, area, x, y, truth[learned:], values[learned:], theme.run(index))
    if canvas.height >= 8:
        draw_legend(canvas, area, ((mean_off(fit), "muted"),))


def _round_up(value: float) -> float:
    """The least of 1, 1.5, 2, 3, 5, 7 · 10ᵏ that is not below a value."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(
        factor * power for factor in (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0) if factor * power >= value * (1 - 1e-9)
    )


def draw_histogram(canvas: Canvas, fit: FitView, index: int) -> None:
    """Bars of residuals round zero, with a caption in the top row of a canvas."""
    theme = canvas.theme
    off = residuals(fit)
    canvas.write(1, 0, f"ŷ − y of {rows_said(fit)}", theme.faint, room=canvas.width - 2)
    off = off[np.isfinite(off)]
    if not len(off):
        return
    # What lies beyond the reach counts in the last bars; the reach moves in round steps only.
    reach = steady.largest(f"ŷ − y {index}", _round_up(max(float(np.quantile(np.abs(off), 0.98)), 1e-12)))
    area = plot_area(canvas.width, canvas.height, 5)
    if area.empty:
        return
    bars = max(min(area.width * 2 // LEAST_BIN, 2 * math.isqrt(len(off)) + 3) | 1, 3)  # odd: one stands on zero
    edges = np.linspace(-reach, reach, bars + 1)
    counts = np.histogram(np.clip(off, -reach, reach), edges)[0]
    y = rows_axis(0.0, steady.largest(f"rows {index}", float(counts.max())), area.height)
    x = columns_axis(-reach, reach, area.width)
    draw_frame(canvas, area, x, y, "ŷ − y")
    middle = area.x + int(snap(float(x.dots(0.0)))) // 2
    canvas.column(middle, area.y, area.height, "│", theme.rule)
    columns = np.arange(2 * area.width)
    bin_of = np.minimum(((columns + 0.5) / (2 * area.width) * bars).astype(np.int64), bars - 1)
    heights = snap(4 * area.height - 1 - y.dots(counts[bin_of].astype(np.float64)))
    canvas.read(area.x, area.y, area.width, area.height, bins_at(edges, counts, bin_of, "ŷ − y"))
    filled = counts[bin_of] > 0
    dots = Dots(area.width, area.height)
    dots.columns(columns[filled], heights[filled], np.full(int(filled.sum()), 4 * area.height - 1))
    canvas.dots(dots, area.x, area.y, mix(theme.run(index), theme.paper, 0.28))
