"""A series and what a run forecasts of it, a step ahead: the whole of it, and its end close enough to tell both apart.

The naive forecast, that all stays as it was last, is the series itself moved to the right. So it is drawn close up.
"""

from __future__ import annotations

import numpy as np

from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.axes import Axis, columns_axis, dates, rows_axis
from dlviz.tui.pictures.fit_residuals import held_out
from dlviz.tui.pictures.frame import QUIET, Area, draw_frame, plot_area
from dlviz.tui.pictures.read_points import read_times
from dlviz.tui.pictures.scatter import Legend, cells_at, draw_legend, draw_line, range_of
from dlviz.tui.view import FitView, Floats

TRUE = "•"
NAIVE_DASH = (1, 2)
UNSEEN = "validation"
PER_VALUE = 2
"""Cells that a value takes across in the close-up."""


def draw_series(canvas: Canvas, fit: FitView, index: int, alone: bool) -> None:
    """The whole series below the title row of a canvas, and the forecasts, dim where the rows were learned from.

    `alone`: no close-up stands beside it that says which is which.
    """
    order = _order(fit)
    plot = _frame(canvas, fit, order)
    if plot is None:
        return
    area, x, y = plot
    theme = canvas.theme
    times, truth, values, _ = _columns(fit, order)
    unseen = held_out(fit)
    seen = order < len(order) - unseen
    ink = theme.run(index)
    draw_line(canvas, area, x, y, times, truth, theme.muted)
    draw_line(canvas, area, x, y, times[seen], values[seen], theme.stem(ink) if unseen else ink)
    draw_line(canvas, area, x, y, times[~seen], values[~seen], ink)
    column = area.x + int(x.dots(float(times[~seen].min()))) // 2 if unseen else 0
    if unseen and _is_free(canvas, column, area):
        canvas.write(column, area.y, UNSEEN, theme.faint)
    if alone and canvas.height >= 8:
        role = f"run {index}"
        draw_legend(canvas, area, ((f"{mark(index)} ", role), ("forecast", role), ("  ", "muted"), ("true", "muted")))


def draw_closeup(canvas: Canvas, fit: FitView, index: int) -> None:
    """The end of the series: what is true, what the run forecasts and what the naive forecast says.

    Its first row says which is which.
    """
    canvas.spans(2, 0, tuple((text, canvas.theme.ink(role)) for text, role in closeup_legend(index)))
    order = _order(fit)
    shown = max((canvas.width - 9) // PER_VALUE, 2)
    order = order[-min(shown, held_out(fit) or len(order)) :]
    plot = _frame(canvas, fit, order)
    if plot is None:
        return
    area, x, y = plot
    theme = canvas.theme
    times, truth, values, naive = _columns(fit, order)
    draw_line(canvas, area, x, y, times, naive, theme.muted, NAIVE_DASH)
    draw_line(canvas, area, x, y, times, values, theme.run(index))
    columns, levels, _ = cells_at(area, x, y, times, truth)
    canvas.scatter(columns, levels, TRUE, theme.bright)


def _is_free(canvas: Canvas, x: int, area: Area) -> bool:
    """Whether the name of the validation rows has room at the top of the plot."""
    end = x + len(UNSEEN)
    return end <= area.x + area.width and all(chr(code) in QUIET for code in canvas.chars[area.y, x:end].tolist())


def errors_said(fit: FitView) -> str:
    """`mean |ŷ − y| = 13.90, naive 25.00`: of the rows that were not learned from, of all where there are no others."""
    own, naive = mean_errors(fit)
    cells = labels.column([own, naive])
    return f"mean |ŷ − y| = {cells[0].strip()}, naive {cells[1].strip()}"


def mean_errors(fit: FitView) -> tuple[float | None, float | None]:
    """The mean absolute error of the run and of the naive forecast; None where it is no finite number."""
    start = fit.training if held_out(fit) else 0
    truth = np.asarray(fit.truth, np.float64)[start:]
    found = []
    for forecast in (fit.values, fit.naive):
        off = np.abs(np.asarray(forecast, np.float64)[start:] - truth)
        found.append(float(off.mean()) if len(off) and np.isfinite(off).all() else None)
    return found[0], found[1]


def closeup_legend(index: int) -> Legend:
    """What the marks of the close-up are."""
    return (
        (f"{TRUE} ", "bright"),
        ("true  ", "muted"),
        (f"{mark(index)} ", f"run {index}"),
        ("forecast  ", "muted"),
        ("┈ ", "muted"),
        ("naive", "muted"),
    )


def _order(fit: FitView) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    return np.argsort(np.asarray(fit.inputs, np.float64), kind="stable")


def _columns(fit: FitView, order: np.ndarray[tuple[int], np.dtype[np.intp]]) -> tuple[Floats, Floats, Floats, Floats]:
    """Times, truth, forecasts and naive forecasts of these rows."""
    parts = (fit.inputs, fit.truth, fit.values, fit.naive)
    times, truth, values, naive = (np.asarray(part, np.float64)[order] for part in parts)
    return times, truth, values, naive


def _frame(
    canvas: Canvas, fit: FitView, order: np.ndarray[tuple[int], np.dtype[np.intp]]
) -> tuple[Area, Axis, Axis] | None:
    """The frame of a plot of these rows, on the scale of what is true; None where there is no room."""
    times, truth, _, _ = _columns(fit, order)
    limits = range_of(np.asarray(fit.truth, np.float64))
    rows = max(canvas.height - 3, 1)
    y = rows_axis(*limits, rows)
    area = plot_area(canvas.width, canvas.height, y.gutter)
    if area.empty or not len(truth):
        return None
    if area.height != rows:
        y = rows_axis(*limits, area.height)
    x = dates(columns_axis(*range_of(times), area.width))
    draw_frame(canvas, area, x, y, fit.feature)
    read_times(canvas, area, x, fit, order)
    return area, x, y
