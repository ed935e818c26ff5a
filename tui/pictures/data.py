"""The rows that are learned from, the minibatch in use, and what runs predict: a fitted line, or classes and errors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark, small
from dlviz.tui.numbers import count
from dlviz.tui.pictures.axes import Axis, columns_axis, dates, rows_axis
from dlviz.tui.pictures.frame import Area, PanelTitle, draw_frame, panel, plot_area, run_in_front, say, title_room
from dlviz.tui.pictures.read_points import read_data
from dlviz.tui.pictures.samples import draw_samples, samples_said
from dlviz.tui.pictures.scatter import (
    Legend,
    cells_at,
    class_legend,
    draw_curve,
    draw_legend,
    draw_line,
    draw_points,
    glyph,
    lettered,
    range_of,
    split_legend,
)
from dlviz.tui.pictures.table import draw_table, table_rows
from dlviz.tui.theme import Theme
from dlviz.tui.view import DataView, PanelOptions, View

WRONG = "×"

FEW = "•"
"""A row that is learned from, where these are few."""

Mask = NDArray[np.bool_]


def title(view: View, options: PanelOptions, width: int = 120, ascii: bool = False) -> PanelTitle:
    """`Data PRICE over RM`, the minibatch, and a legend of the classes where there is room for both."""
    data = view.data
    if data is None:
        return PanelTitle("Data")
    if data.samples is not None and data.classes is not None:
        return PanelTitle("Data", samples_said(data, title_room(PanelTitle("Data"), width, ascii)))
    unit = f"{data.y_label} over {data.x_label}"
    batch = _batch(view, options)
    legend = _legend(view, options)
    if batch is not None:
        whole = f"{unit}, minibatch of {count(len(batch))} lit"
        unit = whole if words.width(whole, ascii) <= title_room(PanelTitle("Data"), width, ascii) else unit
    bare, head = PanelTitle("Data", unit), PanelTitle("Data", unit, legend)
    shown = title_room(head, width, ascii) < title_room(bare, width, ascii)  # else it is too long for the title
    return head if shown and title_room(head, width, ascii) >= words.width(unit, ascii) else bare


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    data = view.data
    head = title(view, options, width, theme.ascii)
    if data is None or len(data.x) == 0:
        canvas = panel(head, width, height, theme, options)
        say(canvas, Area(1, 1, width - 2, height - 1), view.message or "no data in this scenario")
        return canvas
    if data.samples is not None and data.classes is not None:
        canvas = panel(head, width, height, theme, options)
        draw_samples(canvas, Area(1, 1, width - 2, height - 1), data)
        return canvas
    below = table_rows(data, height - 1)
    plot_height = height - below
    x_range, y_range = range_of(data.x), range_of(data.y)
    rows = max(plot_height - 3, 1)
    y = rows_axis(*y_range, rows)
    area = plot_area(width, plot_height, y.gutter)
    if area.height != rows:
        y = rows_axis(*y_range, max(area.height, 1))
    x = columns_axis(*x_range, max(area.width, 1))
    x = dates(x) if data.over_time else x
    if area.empty:
        return panel(head, width, height, theme, options)
    part = Canvas(width, plot_height, theme)
    draw_frame(part, area, x, y, data.x_label)
    lit = _lit(view, options, data)
    if data.over_time:
        draw_line(part, area, x, y, data.x, data.y, theme.faint)
    if data.classes is None:
        _rows(part, area, x, y, data)
    else:
        _classes(part, area, x, y, data, lit, _wrong(view, options))
    for place, (run, fit) in enumerate(zip(view.runs, view.fits, strict=False)):
        if fit.curve is not None and (not options.alone or place == run_in_front(view, options)):
            draw_curve(part, area, x, y, fit, run.index)
    if data.classes is None:
        _few(part, area, x, y, data, lit, view.runs[run_in_front(view, options)].index if view.runs else 0)
    read_data(part, area, x, y, data, lit)
    if not head.legend and not draw_legend(part, area, _legend(view, options)):
        # No calm place in the plot for all of it: what the rows are goes there, or into the title.
        split = _split(data)
        rest = _legend(view, options)
        if split and not draw_legend(part, area, split):
            rest = split
        head = PanelTitle(head.name, head.unit, rest)
    canvas = panel(head, width, height, theme, options)
    part.chars[0], part.fg[0], part.bold[0] = canvas.chars[0], canvas.fg[0], canvas.bold[0]
    canvas.blit(part, 0, 0)
    if below:
        draw_table(canvas, data, plot_height, below, lit)
    return canvas


def _legend(view: View, options: PanelOptions) -> Legend:
    """The classes, which rows are learned from, and how many the run in front gets wrong."""
    split = _split(view.data)
    if view.data is None or view.data.classes is None:
        return split
    named = class_legend(view.data.class_names)
    wrong = _wrong(view, options)
    if wrong is None:
        return (*named, *split)
    taken = view.fits[run_in_front(view, options)].rows
    said = f"{count(int(wrong.sum()))} wrong" + (f" of {count(len(taken))}" if taken is not None else "")
    last = split[:-1] + tuple((f"{text}  ", role) for text, role in split[-1:])
    if len(view.runs) == 1:
        return (*named, *last, (f"{WRONG} ", "bad"), (said, "muted"))
    index = view.runs[run_in_front(view, options)].index
    return (*named, *last, (f"{mark(index)} ", f"run {index}"), (f"{WRONG} {said}", "bad"))


def _split(data: DataView | None) -> Legend:
    """How rows learned from are told from those held out, nothing where there are none."""
    if data is None or _learned(data) is None:
        return ()
    if data.classes is not None:
        return split_legend(data.class_names)
    return (("• ", "bright"), ("train  ", "muted"), ("• ", "faint"), ("validation", "muted"))


def _learned(data: DataView) -> Mask | None:
    """Which rows are learned from, None where all are."""
    return np.arange(len(data.x)) < data.training if 0 < data.training < len(data.x) else None


def _batch(view: View, options: PanelOptions) -> NDArray[np.integer] | None:
    """The rows of the minibatch of the run in front."""
    place = run_in_front(view, options)
    return view.batches[place] if place < len(view.batches) else None


def _lit(view: View, options: PanelOptions, data: DataView) -> Mask | None:
    """Which rows are in the minibatch, None where there is none."""
    batch = _batch(view, options)
    if batch is None:
        return None
    lit = np.zeros(len(data.x), np.bool_)
    lit[batch[batch < len(lit)]] = True
    return lit


def _rows(canvas: Canvas, area: Area, x: Axis, y: Axis, data: DataView) -> None:
    """Dots, bright if learned from where others are not."""
    theme = canvas.theme
    learned = _learned(data)
    draw_points(canvas, area, x, y, data.x, data.y, theme.faint)
    if learned is not None:
        draw_points(canvas, area, x, y, data.x[learned], data.y[learned], theme.bright)


def _few(canvas: Canvas, area: Area, x: Axis, y: Axis, data: DataView, lit: Mask | None, index: int) -> None:
    """What lies above the curves: a few rows that are learned from, and the minibatch in marks of its run."""
    theme = canvas.theme
    learned = _learned(data)
    if learned is not None and learned.sum() <= area.width:
        columns, rows, _ = cells_at(area, x, y, data.x[learned], data.y[learned])
        canvas.scatter(columns, rows, FEW, theme.bright)
    if lit is not None:
        columns, rows, _ = cells_at(area, x, y, data.x[lit], data.y[lit])
        canvas.scatter(columns, rows, small(index), theme.run(index), bold=True)


def _classes(
    canvas: Canvas, area: Area, x: Axis, y: Axis, data: DataView, lit: Mask | None, wrong: Mask | None
) -> None:
    """Marks of the classes; beside the rows of a minibatch all others are dim, and what is wrong lies on top."""
    theme = canvas.theme
    assert data.classes is not None
    columns, rows, known = cells_at(area, x, y, data.x, data.y)
    classes = data.classes[known]
    missed = np.zeros(len(classes), np.bool_) if wrong is None else wrong[known]
    bright = np.ones(len(classes), np.bool_) if lit is None else lit[known]
    learned = _learned(data)
    if learned is not None and lettered(data.class_names):
        bright &= learned[known]  # letters have no second form
    filled = np.zeros(len(classes), np.bool_) if learned is None else learned[known]
    for now, full in ((False, False), (False, True), (True, False), (True, True)):
        for kind in np.unique(classes).tolist():
            mine = (classes == kind) & ~missed & (bright == now) & (filled == full)
            ink = theme.of_class(kind)
            sign = glyph(kind, data.class_names, full)
            canvas.scatter(
                columns[mine], rows[mine], sign, ink if now else theme.stem(ink), bold=now and lit is not None
            )
    for now in (False, True):
        mine = missed & (bright == now)
        canvas.scatter(columns[mine], rows[mine], WRONG, theme.bad if now else theme.stem(theme.bad), bold=now)


def _wrong(view: View, options: PanelOptions) -> Mask | None:
    data, place = view.data, run_in_front(view, options)
    if data is None or data.classes is None or place >= len(view.fits):
        return None
    fit, wrong = view.fits[place], np.zeros(len(data.classes), np.bool_)
    rows = np.arange(len(wrong)) if fit.rows is None else fit.rows
    if fit.predicted is None or fit.truth is None or (fit.predicted < 0).all():
        return None  # a run that diverged names no class
    if fit.predicted.shape != rows.shape or not np.array_equal(fit.truth, data.classes[rows]):
        return None  # it has other rows
    wrong[rows] = fit.predicted != data.classes[rows]
    return wrong
