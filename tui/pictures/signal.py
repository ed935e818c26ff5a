"""A filter sliding over a series: the input with the window lit, the products and their sum, the output growing.

Both charts share the steps of the input as their x axis, so an output stands below the middle of the window that it was
computed from. A series that is filtered all at once has no window: its largest numbers are marked in both charts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import words
from dlviz.tui.braille import Dots, polyline, snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.colour import mix
from dlviz.tui.marks import mark, small
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.axes import Axis, columns_axis, rows_axis
from dlviz.tui.pictures.frame import Area, PanelTitle, draw_frame, panel, run_in_front, say
from dlviz.tui.pictures.read_sliding import read_filtered, read_signal
from dlviz.tui.sliding import SignalView
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, View

Array = NDArray[np.floating]

TABLE = 15
"""Rows of the panel from which on the products stand in a table."""

CHART = 3
"""Rows that a chart needs at least."""


@dataclass(frozen=True)
class _Chart:
    """One of the two charts, laid out."""

    area: Area
    x: Axis
    y: Axis

    def cells(self, steps: NDArray[np.integer], values: Array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Columns and rows of the canvas for points that have a place."""
        known = np.isfinite(values)
        columns = snap(self.x.dots(np.asarray(steps, float)[known])) // 2
        rows = (4 * self.area.height - 1 - snap(self.y.dots(np.asarray(values, float)[known]))) // 4
        inside = (columns >= 0) & (columns < self.area.width) & (rows >= 0) & (rows < self.area.height)
        return self.area.x + columns[inside], self.area.y + rows[inside]

    def column(self, step: float) -> int:
        """The column of the canvas in which a step stands."""
        return self.area.x + int(snap(float(self.x.dots(step)))) // 2

    @property
    def spacing(self) -> float:
        """Cells from one step of the input to the next."""
        return self.x.gain / 2


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Signal  filter of 5, stride 1, 2 + 2 zeros around`, and the run in front where there are several."""
    seen = _seen(view, options)
    legend: tuple[tuple[str, str], ...] = ()
    if len(view.runs) > 1:
        run = view.runs[run_in_front(view, options)]
        legend = ((f"{mark(run.index)} ", f"run {run.index}"), (run.name, "muted"))
    if seen is None:
        return PanelTitle("Signal", "", legend)
    what = "all inputs to every output" if seen.weights is None else f"filter of {len(seen.weights)}"
    if seen.place is None:
        return PanelTitle("Signal", what, legend)
    zeros = f"{seen.before} + {seen.after} zeros around" if seen.before + seen.after else "no padding"
    stride = f"{what}, stride {seen.stride}"
    return PanelTitle("Signal", f"{stride}, {zeros}", legend, shorter=(stride, what))


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    canvas = panel(title(view, options), width, height, theme, options)
    seen = _seen(view, options)
    if seen is None or not len(seen.x):
        missing = view.troubles.get("signal") or view.message or "no series is filtered here"
        say(canvas, Area(1, 1, width - 2, height - 1), missing)
        return canvas
    ink, head = view.runs[run_in_front(view, options)].index, 1
    colour = theme.run(ink)
    table = _table(seen, width - 2, theme) if height >= TABLE else []
    room = height - 1 - 2 * head - len(table) - 2  # without heads, table and axis
    if room < 2 * CHART:
        table, room = [], height - 5
    if room < 2 * CHART:
        _input(canvas, seen, 1, max(height - 1, 0), colour)
        return canvas
    upper = room // 2 + room % 2
    gutter = max(_axis(seen, upper, 0).gutter, _axis(seen, room - upper, 1).gutter)
    canvas.write(1, 1, "input x", theme.muted)
    _zeros_said(canvas, seen, width)
    first = _input(canvas, seen, 2, upper, colour, gutter)
    y = 2 + upper
    for line in table:
        canvas.spans(1, y, line)
        y += 1
    canvas.spans(1, y, _sum(seen, theme, colour))
    second = _output(canvas, seen, y + 1, room - upper, colour, gutter, ink)
    _join(canvas, seen, first, second, ink, y)
    return canvas


def _seen(view: View, options: PanelOptions) -> SignalView | None:
    front = run_in_front(view, options)
    return view.signals[front] if front < len(view.signals) else None


def _axis(seen: SignalView, rows: int, which: int) -> Axis:
    """The y axis of the input (0) or of the output (1), the same at every position."""
    if which:
        low, high = seen.limits
    else:
        known = seen.x[np.isfinite(seen.x)]
        low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
        if seen.before + seen.after:
            low, high = min(low, 0.0), max(high, 0.0)
    return rows_axis(low, high, max(rows, 1))


def _lay_out(canvas: Canvas, seen: SignalView, top: int, rows: int, gutter: int, which: int) -> _Chart:
    """Axes for a chart below `top`; the axis line under the output alone."""
    y = _axis(seen, rows, which)
    area = Area(gutter + 2, top, max(canvas.width - gutter - 3, 1), rows)
    x = columns_axis(-seen.before, len(seen.x) - 1 + seen.after, area.width, whole=True)
    if which:
        draw_frame(canvas, area, x, y, "step")
    else:
        for tick in y.ticks:
            row = top + rows - 1 - int(tick.dot + 0.5) // 4
            if top <= row < top + rows:
                canvas.line(area.x, row, area.width, "─" if canvas.theme.greys else "┈", canvas.theme.grid)
                canvas.write(area.x - 2, row, tick.label, canvas.theme.muted, align="right")
    return _Chart(area, x, y)


def _input(canvas: Canvas, seen: SignalView, top: int, rows: int, colour: int, gutter: int | None = None) -> _Chart:
    """The series as a line, the numbers under the window as marks, the zeros of the padding as rings."""
    theme = canvas.theme
    chart = _lay_out(canvas, seen, top, rows, _axis(seen, rows, 0).gutter if gutter is None else gutter, 0)
    steps = np.arange(len(seen.x))
    if seen.place is not None and seen.weights is not None:
        _light(canvas, chart, seen, colour)
    _line(canvas, chart, steps, seen.x, theme.text if seen.place is None else theme.muted)
    around = np.r_[-seen.before : 0, len(seen.x) : len(seen.x) + seen.after].astype(int)
    canvas.scatter(*chart.cells(around, np.zeros(len(around))), "○", theme.faint)
    if seen.place is not None and seen.weights is not None:
        under = np.arange(seen.start, seen.start + len(seen.weights))
        inside = (under >= 0) & (under < len(seen.x))
        canvas.scatter(*chart.cells(under[inside], seen.x[under[inside]]), "●", colour, bold=True)
        canvas.scatter(*chart.cells(under[~inside], np.zeros(int((~inside).sum()))), "○", colour, bold=True)
    read_signal(canvas, chart.area, chart.x, seen)
    return chart


def _light(canvas: Canvas, chart: _Chart, seen: SignalView, colour: int) -> None:
    """Colour behind the window; where there are no colours, its edges."""
    assert seen.weights is not None
    theme, area = canvas.theme, chart.area
    half = chart.spacing / 2
    left = max(int(np.floor(chart.column(seen.start) - half + 0.5)), area.x)
    right = min(int(np.floor(chart.column(seen.start + len(seen.weights) - 1) + half + 0.5)), area.x + area.width - 1)
    if theme.greys and right >= left:
        canvas.bg[area.y : area.y + area.height, left : right + 1] = mix(theme.paper, colour, 0.22)
    for x in {left, right} if not theme.hues else ():
        canvas.column(x, area.y, area.height, "┊", theme.muted)


def _output(canvas: Canvas, seen: SignalView, top: int, rows: int, colour: int, gutter: int, index: int) -> _Chart:
    """What has been computed: a line, with marks where outputs stand apart."""
    theme = canvas.theme
    chart = _lay_out(canvas, seen, top, rows, gutter, 1)
    if seen.earlier is not None:
        _line(canvas, chart, seen.at, seen.earlier, theme.ahead(colour))
    _line(canvas, chart, seen.at, seen.y, colour)
    if len(seen.at) > 1 and chart.spacing * float(np.diff(seen.at).mean()) >= 2:
        canvas.scatter(*chart.cells(seen.at, seen.y), small(index), colour)
    read_filtered(canvas, chart.area, chart.x, seen)
    return chart


def _line(canvas: Canvas, chart: _Chart, steps: NDArray[np.integer], values: Array, ink: int) -> None:
    x = chart.x.dots(np.asarray(steps, float))
    y = 4 * chart.area.height - 1 - chart.y.dots(np.asarray(values, float))
    columns, rows, _ = polyline(x, y)
    dots = Dots(chart.area.width, chart.area.height)
    dots.points(columns, rows)
    canvas.dots(dots, chart.area.x, chart.area.y, ink)


def _join(canvas: Canvas, seen: SignalView, first: _Chart, second: _Chart, index: int, between: int) -> None:
    """The present output with its mark, below the middle of its window; or the largest numbers of both charts."""
    theme, colour = canvas.theme, canvas.theme.run(index)
    if seen.place is not None:
        at = int(seen.at[seen.place])
        x = second.column(at)
        for y in range(second.area.y, second.area.y + second.area.height):
            if second.area.x <= x < second.area.x + second.area.width and canvas.chars[y, x] in (32, ord("─")):
                canvas.put(x, y, "│", theme.cursor)
        one = np.array([at]), seen.y[seen.place : seen.place + 1]
        canvas.scatter(*second.cells(*one), mark(index), colour, bold=True)
        return
    if seen.peaks is None:
        return
    for chart, values, at in ((first, seen.x, seen.peaks[0]), (second, seen.y, seen.peaks[1])):
        canvas.scatter(*chart.cells(np.array([at]), values[at : at + 1]), mark(index), colour, bold=True)


def _zeros_said(canvas: Canvas, seen: SignalView, width: int) -> None:
    """How many zeros lie under the window, at the right of the head."""
    if seen.place is None or seen.weights is None:
        return
    end = seen.start + len(seen.weights)
    zeros = max(min(-seen.start, len(seen.weights)), 0) + max(end - len(seen.x), 0)
    said = f"under the filter: steps {seen.start} to {end - 1}".replace("-", "−")
    said += f", {zeros} of them padding" if zeros else ""
    if width >= len(said) + 14:
        canvas.write(width - 2, 1, said, canvas.theme.muted, align="right")


def _table(seen: SignalView, width: int, theme: Theme) -> list[tuple[tuple[str, int], ...]]:
    """Three rows: what lies under the filter, the filter, the products; of a long one its first and last numbers.

    Where the whole series is filtered at once, the filter alone.
    """
    if seen.weights is None:
        return []
    if seen.place is None:
        said = "  ".join(labels.minus(f"{float(one):.3g}") for one in seen.weights)
        return [(("filter f   ", theme.muted), (words.shorten(said, max(width - 11, 1), theme.ascii), theme.text))]
    k = len(seen.weights)
    padded = np.pad(seen.x, (seen.before, seen.after))
    under = padded[seen.start + seen.before : seen.start + seen.before + k]
    fit = max((width - 6) // 8, 1)
    shown = list(range(k)) if k <= fit else [*range(fit - 2), -1, k - 1]
    rows: list[tuple[tuple[str, int], ...]] = []
    for name, values, ink in (
        ("x", under, theme.text),
        ("f", seen.weights, theme.text),
        ("f·x", under * seen.weights, theme.bright),
    ):
        numbers = labels.column([float(one) for one in values], narrow=True)
        cells = "".join(f"{'…' if i < 0 else numbers[i]:>8}" for i in shown)
        rows.append(((f"{name:<4}", theme.muted), (cells, ink)))
    return rows


def _sum(seen: SignalView, theme: Theme, colour: int) -> tuple[tuple[str, int], ...]:
    """The head of the output: `output y   y[12] = Σ f·x = 0.141`, or what the moment is about."""
    if seen.place is None:
        return (("output y   ", theme.muted), (seen.note, theme.bright))
    value = labels.column([float(seen.y[seen.place])], narrow=True)[0]
    said = "Σ f·x = " if seen.weights is not None else ""
    return (("output y   ", theme.muted), (f"y[{seen.place}] = {said}", theme.text), (value, colour))
