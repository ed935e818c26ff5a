"""Series on a chart over time: bands, lines, marks and ends.

Order, back to front: bands, lines, marks. What is trained but lies ahead of the cursor is dimmed; what is not trained
is not there.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import reduction
from dlviz.tui.braille import Dots, dashed, polyline, snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.kept import once
from dlviz.tui.marks import MINIMUM, dash, hollow, mark
from dlviz.tui.milestones import ending
from dlviz.tui.pictures.chart import Chart, cursor_dot, dot_rows
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.series import Series, Thinned, thin
from dlviz.tui.view import View

Inks = NDArray[np.int32]
NEAREST = tuple((across, down) for across in (0, -1, 1, -2, 2) for down in (0, 1))
"""Where a mark goes whose cell is taken: to the row on its nearer side, less than a row off, else a column or two."""


def draw_series(
    canvas: Canvas, view: View, chart: Chart, series: list[Series], plain_lines: bool, front: int | None = None
) -> None:
    """Bands first, then lines, then marks; `plain_lines` draws no dashes; the run of index `front` lies on top."""
    if chart.area.empty:
        return
    series = sorted(series, key=lambda one: one.run.index == front)
    thinned = [thin(one, chart.span, chart.area.width, 1 if one.hollow else chart.window) for one in series]
    for one, few in zip(series, thinned, strict=True):
        if few.window > 1:
            _draw_band(canvas, view, chart, one, few)
    pairs = any(one.hollow for one in series)
    for one, few in zip(series, thinned, strict=True):
        _draw_line(canvas, view, chart, one, few, plain_lines, faint=pairs and not one.hollow)
    for one, few in zip(series, thinned, strict=True):
        _draw_marks_along(canvas, view, chart, one, few)
    pairs_of_front_first = sorted(zip(series, thinned, strict=True), key=lambda pair: pair[0].run.index != front)
    _draw_marks_at_cursor(canvas, view, chart, pairs_of_front_first)
    _draw_endings(canvas, view, chart, series)


def _inks(canvas: Canvas, view: View, chart: Chart, ink: int) -> Inks:
    """The colour of each column of cells: dimmed ahead of the cursor."""
    later = np.arange(chart.area.width) > cursor_dot(view, chart) // 2
    return np.where(later, canvas.theme.ahead(ink), ink).astype(np.int32)


def _draw_band(canvas: Canvas, view: View, chart: Chart, series: Series, few: Thinned) -> None:
    area, theme = chart.area, canvas.theme
    dots = once(series.drawn, ("band", chart.window, chart.place(series)), lambda: _band(chart, few))
    inks = _inks(canvas, view, chart, theme.band(theme.run(series.run.index)))
    if theme.greys:
        canvas.dots(dots, area.x, area.y, inks)
    else:
        # Without greys the band is a shade, so that the line in it can be told from it.
        rows, columns = np.nonzero(dots.patterns)
        canvas.chars[area.y + rows, area.x + columns] = ord("." if theme.ascii else "░")
        canvas.fg[area.y + rows, area.x + columns] = inks[columns]


def _band(chart: Chart, few: Thinned) -> Dots:
    known = np.isfinite(few.low)
    top = np.maximum(snap(dot_rows(chart, few.high[known])), 0)
    bottom = np.minimum(snap(dot_rows(chart, few.low[known])), 4 * chart.area.height - 1)
    dots = Dots(chart.area.width, chart.area.height)
    dots.columns(snap(few.x[known]), top, bottom)
    return dots


def _draw_line(
    canvas: Canvas, view: View, chart: Chart, series: Series, few: Thinned, plain_lines: bool, faint: bool
) -> None:
    area, theme = chart.area, canvas.theme
    index = series.run.index
    pattern = () if plain_lines or few.window > 1 else dash(index)
    ink = theme.stem(theme.run(index)) if faint else theme.run(index)
    what = "line", few.window, chart.place(series), pattern, theme.thick
    dots = once(series.drawn, what, lambda: line_dots(chart, few, pattern, theme.thick))
    canvas.dots(dots, area.x, area.y, _inks(canvas, view, chart, ink))


def line_dots(chart: Chart, few: Thinned, pattern: tuple[int, ...], thick: bool) -> Dots:
    """The dots of a line, dashed, with its spikes."""
    cols, rows, arc = polyline(few.x, dot_rows(chart, few.line))
    on = dashed(arc, pattern)
    dots = Dots(chart.area.width, chart.area.height)
    dots.stroke(cols[on], rows[on], thick)
    draw_spikes(dots, chart, few)
    return dots


def draw_spikes(dots: Dots, chart: Chart, few: Thinned) -> None:
    """Of a line that joins the means of many rows: up and down to the rows that the line itself does not come near."""
    if few.window > 1 or few.low is few.line:
        return
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.log10(few.high / np.maximum(few.low, 0.0)) if chart.y.log else few.high - few.low
        tall = np.flatnonzero(reach * chart.y.gain > 1.0)
    if not len(tall):
        return
    beside = np.clip(tall + np.array([[-1], [0], [1]]), 0, len(few.x) - 1)
    line = dot_rows(chart, few.line[beside])
    line = np.where(np.isfinite(line), line, line[1])
    for values, least in ((few.high, True), (few.low, False)):
        far, near = dot_rows(chart, values[tall]), line.min(axis=0) if least else line.max(axis=0)
        out = far < near - 1 if least else far > near + 1
        ends = snap(np.clip(np.stack([far, near])[:, out], -1, 4 * chart.area.height))
        dots.columns(snap(few.x[tall[out]]), ends.min(axis=0), ends.max(axis=0))


def _draw_marks_along(canvas: Canvas, view: View, chart: Chart, series: Series, few: Thinned) -> None:
    """Two runs that overlap and have no colour differ by mark alone: one every tenth of the width."""
    theme, index = canvas.theme, series.run.index
    if theme.hues or not len(few.x):
        return
    dots = max(2 * chart.area.width - 1, 1)
    shift = (index % 6) * dots // 60
    for spot in range(dots // 10 + shift, dots - dots // 20, max(dots // 10, 2)):
        where = int(np.searchsorted(few.x, spot))
        if where < len(few.x) and spot < cursor_dot(view, chart) - 6 and few.x[where] - spot < dots / 10:
            cell = _cell(chart, few.x[where], few.line[where])
            if cell is not None:
                canvas.put(*cell, _glyph(series), theme.run(index))


def _draw_marks_at_cursor(canvas: Canvas, view: View, chart: Chart, series: list[tuple[Series, Thinned]]) -> None:
    """The mark of every series where the cursor crosses it; those that would share a cell stand around it.

    None stands in the cell of another. A mark is seen at a row more or less rather than at another step.
    """
    found = []
    for one, few in series:
        if view.cursor < one.first or not len(few.x):
            continue
        tick = min(view.cursor, one.first + (len(one.values) - 1) * one.stride)
        dot = tick / chart.span * max(2 * chart.area.width - 1, 1)
        where = min(int(np.searchsorted(few.x, dot + 1e-9, side="right")) - 1, len(few.x) - 1)
        if where < 0:
            continue
        exact = few.window > 1 or len(few.x) > 2 * chart.area.width - 2
        cell = _cell(chart, dot if exact else few.x[where], few.line[where])
        if cell is not None:
            low = snap(dot_rows(chart, few.line[where])) % 4 >= 2  # it lies in the lower half of its cell
            found.append((one, cell, 1 if low else -1))
    homes, taken = {cell for _, cell, _ in found}, set[tuple[int, int]]()
    for one, cell, side in found:
        around = ((cell[0] + across, cell[1] + side * down) for across, down in NEAREST)
        free = (spot for spot in around if spot not in taken and (spot == cell or spot not in homes))
        spot = next((spot for spot in free if _within(chart.area, *spot)), cell)
        taken.add(spot)
        canvas.put(*spot, _glyph(one), canvas.theme.run(one.run.index))


def _within(area: Area, x: int, y: int) -> bool:
    return area.x <= x < area.x + area.width and area.y <= y < area.y + area.height


def line_at(view: View, chart: Chart, one: Series) -> float | None:
    """The value of a drawn line where the cursor crosses it: of a mean, what its mark stands at."""
    few = thin(one, chart.span, chart.area.width, 1 if one.hollow else chart.window)
    tick = min(view.cursor, one.first + (len(one.values) - 1) * one.stride)
    dot = tick / chart.span * max(2 * chart.area.width - 1, 1)
    where = min(int(np.searchsorted(few.x, dot + 1e-9, side="right")), len(few.x)) - 1
    return float(few.line[where]) if where >= 0 and view.cursor >= one.first else None


def _glyph(series: Series) -> str:
    return hollow(series.run.index) if series.hollow else mark(series.run.index)


def _cell(chart: Chart, dot: float, value: float) -> tuple[int, int] | None:
    area = chart.area
    row = 4 * area.height - 1 - chart.y.dot(float(value))
    if not math.isfinite(row):
        return None
    y = min(max(math.floor(row + 0.5) // 4, 0), area.height - 1)
    return area.x + min(math.floor(dot + 0.5) // 2, area.width - 1), area.y + y


def _draw_endings(canvas: Canvas, view: View, chart: Chart, series: list[Series]) -> None:
    """A cross and a word where a run left the numbers."""
    area, theme = chart.area, canvas.theme
    taken: set[int] = set()
    for one in series:
        if one.hollow or not one.run.status.startswith("diverged"):
            continue
        bad = reduction.first_bad(one.values)
        last = len(one.values) - 1 if bad is None else bad
        tick = one.first + last * one.stride
        before = one.values[max(last - 1, 0)] - one.offset
        row = float(dot_rows(chart, np.asarray(before if np.isfinite(before) else np.inf)))
        y = area.y + int(np.clip(snap(row if np.isfinite(row) else 0.0) // 4, 0, area.height - 1))
        while y in taken and y < area.y + area.height - 1:
            y += 1
        taken.add(y)
        x = area.x + min(int(snap(tick / chart.span * max(2 * area.width - 1, 1))) // 2, area.width - 1)
        ink = theme.bad if tick <= view.cursor else theme.ahead(theme.bad)
        canvas.put(x, y, MINIMUM, ink, bold=True)
        right, left = area.x + area.width - x - 2, x - area.x - 2
        said = ending(view, one.run)
        text = next((text for text in (said, said.partition(",")[0]) if len(text) <= max(left, right)), "")
        if text and len(text) <= right:
            canvas.write(x + 1, y, f" {text}", ink)
        elif text:
            canvas.write(x - 1, y, f"{text} ", ink, align="right")
