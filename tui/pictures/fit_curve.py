"""Points, the curves of all runs, and the residuals of the run in front: how far each point lies from its curve."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.braille import Dots, polyline, snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.pictures.axes import columns_axis, rows_axis
from dlviz.tui.pictures.fit_residuals import held_out, mean_off
from dlviz.tui.pictures.frame import Area, draw_frame, plot_area
from dlviz.tui.pictures.read_points import read_fit
from dlviz.tui.pictures.scatter import cells_at, dots_at, draw_curve, draw_legend, draw_points, range_of
from dlviz.tui.view import FitView, Floats

Rows = NDArray[np.integer]

FEW = "•"
"""A row that was learned from, where these are few."""

DENSE = 4
"""Points a cell across."""


def draw_fit(
    canvas: Canvas, fits: dict[int, FitView], front: int, batch: Rows | None, names: Mapping[int, str]
) -> None:
    """The plot below the title row of a canvas.

    `fits`: what runs predict, by their index; `names`: of these runs; `front`: that of the run in front; `batch`: the
    rows whose residuals are drawn, None for a fair choice of all rows.
    """
    fit = fits[front]
    assert fit.inputs is not None
    assert fit.truth is not None
    truth = np.asarray(fit.truth, np.float64)
    limits = range_of(truth)
    rows = max(canvas.height - 3, 1)
    y = rows_axis(*limits, rows)
    area = plot_area(canvas.width, canvas.height, y.gutter)
    if area.empty:
        return
    if area.height != rows:
        y = rows_axis(*limits, area.height)
    x = columns_axis(*range_of(fit.inputs), area.width)
    draw_frame(canvas, area, x, y, fit.feature)
    for index, other in fits.items():
        if index != front and other.curve is not None:
            draw_curve(canvas, area, x, y, other, index, canvas.theme.stem(canvas.theme.run(index)))
    unseen = held_out(fit)
    learned = len(truth) - unseen
    theme = canvas.theme
    if unseen:
        draw_points(canvas, area, x, y, fit.inputs[learned:], truth[learned:], theme.faint)
    # What a curve has learned from lies on top of what it has not.
    draw_points(canvas, area, x, y, fit.inputs[:learned], truth[:learned], theme.bright if unseen else theme.muted)
    shown = _shown(fit.inputs[: fit.training or None], area.width) if batch is None else _places(fit, batch)
    lines = fit.values is not None and 0 < len(shown) <= area.width
    if fit.values is not None and lines:
        across, ends = dots_at(area, x, y, fit.inputs[shown], np.asarray(fit.values, np.float64)[shown])
        _, starts = dots_at(area, x, y, fit.inputs[shown], truth[shown])
        _residuals(canvas, area, across, starts, ends, front)
    if fit.curve is not None:
        draw_curve(canvas, area, x, y, fit, front)
    if unseen and learned <= area.width:  # few enough to be seen one by one
        columns, levels, _ = cells_at(area, x, y, fit.inputs[:learned], truth[:learned])
        canvas.scatter(columns, levels, FEW, theme.bright)
    read_fit(canvas, area, x, y, fits, names, front)
    if canvas.height >= 8:
        said = mean_off(fit)
        if not (lines and draw_legend(canvas, area, ((f"lines: ŷ − y, {said}", "muted"),))):
            draw_legend(canvas, area, ((said, "muted"),))


def _places(fit: FitView, batch: Rows) -> Rows:
    """Where the rows of a minibatch stand among those of a fit; those of a large table that were not taken nowhere."""
    return batch if fit.rows is None else np.flatnonzero(np.isin(fit.rows, batch))


def _shown(inputs: Floats, width: int) -> Rows:
    """At most one row for every two cells across, evenly from the least to the greatest input.

    None where points are so dense that lines would hide them.
    """
    most = max(width // 2, 1) if len(inputs) <= DENSE * width else 0
    order = np.argsort(inputs, kind="stable")
    return order[np.unique(np.linspace(0, len(order) - 1, min(len(order), most)).astype(np.int64))]


def _residuals(canvas: Canvas, area: Area, across: Floats, starts: Floats, ends: Floats, index: int) -> None:
    """Upright lines from what is true to what is predicted."""
    theme = canvas.theme
    gap = np.full(len(across), np.nan)
    columns = snap(np.where(np.isfinite(across), across, 0.0)).astype(np.float64)
    cols, rows, _ = polyline(
        np.stack([columns, columns, gap], axis=1).ravel(), np.stack([starts, ends, gap], axis=1).ravel()
    )
    dots = Dots(area.width, area.height)
    dots.points(cols, rows)
    canvas.dots(dots, area.x, area.y, theme.stem(theme.run(index)))
