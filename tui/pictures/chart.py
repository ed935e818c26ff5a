"""A chart over time: what the loss and the metrics share, up to the lines themselves.

Order, back to front: hairlines, the cursor, what `chart_lines` draws, the read-out.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace

import numpy as np

from dlviz.tui import reduction
from dlviz.tui.braille import snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.kept import once
from dlviz.tui.pictures.axes import Axis, columns_axis, rows_axis
from dlviz.tui.pictures.frame import Area, draw_frame, plot_area
from dlviz.tui.pictures.series import Array, Series
from dlviz.tui.view import Floats, View


@dataclass(frozen=True)
class Chart:
    """A chart that has been laid out: where it is and how values become dots."""

    area: Area
    x: Axis
    y: Axis
    span: float
    window: int

    def place(self, series: Series) -> Hashable:
        """All that says where the dots of a series lie, its values apart."""
        size = self.area.width, self.area.height
        scale = self.y.low, self.y.gain, self.y.origin, self.y.log
        return size, scale, self.span, series.first, series.stride, series.offset


def limits(series: list[Series], log: bool) -> tuple[float, float]:
    """The range of all series; a run that blows up leaves at the top rather than flatten the others."""
    lows, highs, caps = [], [], []
    for one in series:
        low, high = one.extent
        if log and low <= 0:
            low = _least_positive(one)
        lows.append(low)
        if one.run.status.startswith("diverged"):
            first = float(one.values[0]) - one.offset
            caps.append(first if np.isfinite(first) else np.nan)
        highs.append(high)
    sane = [h for h, s in zip(highs, series, strict=True) if not s.run.status.startswith("diverged")] + caps
    top = max((h for h in sane if np.isfinite(h)), default=np.nan)
    high = max((h for h in highs if np.isfinite(h)), default=np.nan)
    low = min((v for v in lows if np.isfinite(v)), default=np.nan)
    if caps and np.isfinite(top) and top > 0:
        high = min(high, top * (100.0 if log else 3.0))
    return low, max(high, low) if np.isfinite(low) else high


def _least_positive(series: Series) -> float:
    what = "least positive", series.offset
    return once(series.drawn, what, lambda: _least_above(series.drawn, series.offset))


def _least_above(drawn: Floats, offset: float) -> float:
    edges = np.linspace(0, len(drawn), min(len(drawn), 400) + 1).astype(np.int64)
    cells = reduction.reduce(drawn, edges[:-1], edges[1:])
    values = np.concatenate([cells.low, cells.mean, cells.high]) - offset
    values = values[np.isfinite(values) & (values > 0)]
    return float(values.min()) if len(values) else float("nan")


def prefers_log(series: list[Series]) -> bool:
    """The values are positive and span more than a factor of 8."""
    low, high = limits(series, log=True)
    lowest = min((s.extent[0] for s in series), default=np.nan)
    return bool(np.isfinite(low) and high > 8.0 * low and lowest > -1e-6 * high)


def lay_out(
    canvas: Canvas,
    view: View,
    series: list[Series],
    log: bool,
    epochs: bool,
    window: int,
    ceiling: float = np.inf,
    gutter: int = 0,
    floor: float = -np.inf,
) -> Chart:
    """Choose the axes for the room there is and draw the frame; no tick stands above `ceiling`.

    `floor`: the y axis reaches no further down. `gutter`: cells that labels get at least, so that charts under each
    other have one time axis.
    """
    low, high = limits(series, log)
    low = max(low, min(floor, high))
    span = float(max(view.ticks, 1))
    rows = max(canvas.height - 3, 1)
    y = rows_axis(low, high, rows, log, canvas.theme.ascii)
    area = plot_area(canvas.width, canvas.height, max(y.gutter, gutter))
    if area.height != rows:
        y = rows_axis(low, high, max(area.height, 1), log, canvas.theme.ascii)
    y = (
        replace(y, ticks=tuple(tick for tick in y.ticks if tick.dot <= float(y.dots(ceiling)) + 1e-6))
        if np.isfinite(ceiling)
        else y
    )
    unit = float(max(view.ticks_per_epoch, 1)) if epochs else 1.0
    x = columns_axis(0.0, span / unit, max(area.width, 1), whole=True)
    draw_frame(canvas, area, x, y, "epoch" if epochs else "step")
    return Chart(area, x, y, span, window)


def cursor_dot(view: View, chart: Chart) -> int:
    """The dot column of the cursor."""
    return int(snap(min(view.cursor / chart.span, 1.0) * max(2 * chart.area.width - 1, 1)))


def draw_cursor(canvas: Canvas, view: View, chart: Chart) -> None:
    """The line of time, behind the data."""
    area = chart.area
    canvas.column(area.x + cursor_dot(view, chart) // 2, area.y, area.height, "│", canvas.theme.cursor)


def dot_rows(chart: Chart, values: Array) -> Array:
    """Dot rows from the top of the plot."""
    return 4 * chart.area.height - 1 - chart.y.dots(values)
