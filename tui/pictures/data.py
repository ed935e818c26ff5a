"""The rows that are learned from, and what the runs predict at the cursor: a fitted line, or classes and errors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import words
from dlviz.tui.braille import Dots, dashed, polyline, snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import DASHES, hollow, mark
from dlviz.tui.numbers import count
from dlviz.tui.pictures.axes import Axis, columns_axis, rows_axis
from dlviz.tui.pictures.frame import Area, PanelTitle, draw_frame, emptiest, panel, plot_area, run_in_front, say
from dlviz.tui.pictures.table import draw_table, table_rows
from dlviz.tui.theme import Theme
from dlviz.tui.view import DataView, FitView, Floats, PanelOptions, View

WRONG = "×"

Array = NDArray[np.float64]


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Fit PRICE over RM`, or the data's name with a legend of its classes."""
    data = view.data
    if data is None:
        return PanelTitle("Data")
    if data.classes is None:
        fitted = any(fit.curve is not None for fit in view.fits)
        return PanelTitle("Fit" if fitted else "Data", f"{data.y_label} over {data.x_label}")
    legend: list[tuple[str, str]] = []
    for i, name in enumerate(data.class_names):
        legend += [(f"{hollow(i)} ", _class_role(i)), (f"{name}  ", "muted")]
    wrong = _wrong(view, options)
    if wrong is not None:
        if len(view.runs) > 1:
            index = view.runs[run_in_front(view, options)].index
            legend += [(f"{mark(index)} ", f"run {index}"), (f"{WRONG} {count(int(wrong.sum()))} wrong", "bad")]
        else:
            legend += [(f"{WRONG} ", "bad"), (f"{count(int(wrong.sum()))} wrong", "muted")]
    return PanelTitle("Data", f"{data.y_label} over {data.x_label}", tuple(legend))


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    canvas = panel(title(view, options), width, height, theme, options)
    data = view.data
    if data is None or len(data.x) == 0:
        say(canvas, Area(1, 1, width - 2, height - 1), view.message or "no data in this scenario")
        return canvas
    below = table_rows(data, height - 1)
    plot_height = height - below
    x_range, y_range = _range(data.x), _range(data.y)
    rows = max(plot_height - 3, 1)
    y = rows_axis(*y_range, rows)
    area = plot_area(width, plot_height, y.gutter)
    if area.height != rows:
        y = rows_axis(*y_range, max(area.height, 1))
    x = columns_axis(*x_range, max(area.width, 1))
    if area.empty:
        return canvas
    part = Canvas(width, plot_height, theme)
    draw_frame(part, area, x, y, data.x_label)
    if data.classes is None:
        _points(part, area, x, y, data)
    else:
        _classes(part, area, x, y, data, _wrong(view, options))
    for place, (run, fit) in enumerate(zip(view.runs, view.fits, strict=False)):
        if fit.curve is not None and (not options.alone or place == run_in_front(view, options)):
            _curve(part, area, x, y, fit, run.index)
    _legend(part, area, title(view, options))
    part.chars[0], part.fg[0], part.bold[0] = canvas.chars[0], canvas.fg[0], canvas.bold[0]
    canvas.blit(part, 0, 0)
    if below:
        draw_table(canvas, data, plot_height, below)
    return canvas


def _legend(canvas: Canvas, area: Area, head: PanelTitle) -> None:
    """The classes in the emptiest corner, where the title has no room for them."""
    theme = canvas.theme
    size = sum(words.width(text, theme.ascii) for text, _ in head.legend)
    if not size or size + words.width(head.name, theme.ascii) + 9 <= canvas.width:
        return
    pairs = [head.legend[i : i + 2] for i in range(0, len(head.legend), 2)]
    widest = max(sum(words.width(text.rstrip(), theme.ascii) for text, _ in pair) + 1 for pair in pairs)
    spot = emptiest(canvas, area, widest + 2, len(pairs))
    if spot is None:
        return
    for i, pair in enumerate(pairs):
        canvas.write(spot[0], spot[1] + i, " " * (widest + 2), theme.text)
        canvas.spans(spot[0] + 1, spot[1] + i, tuple((text, theme.ink(role)) for text, role in pair))


def _range(values: NDArray[np.floating]) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    if not len(known):
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    # A range that starts near zero starts at zero.
    return (0.0 if 0 < low < 0.12 * high else low), high


def _dots(area: Area, x: Axis, y: Axis, xs: Floats, ys: Floats) -> tuple[Array, Array]:
    return x.dots(xs), 4 * area.height - 1 - y.dots(ys)


def _points(canvas: Canvas, area: Area, x: Axis, y: Axis, data: DataView) -> None:
    across, down = _dots(area, x, y, data.x, data.y)
    known = np.isfinite(across) & np.isfinite(down)
    dots = Dots(area.width, area.height)
    dots.points(snap(across[known]), snap(down[known]))
    canvas.dots(dots, area.x, area.y, canvas.theme.faint)


def _class_role(index: int) -> str:
    return ("cursor", "text", "muted", "good")[index % 4]


def _classes(canvas: Canvas, area: Area, x: Axis, y: Axis, data: DataView, wrong: NDArray[np.bool_] | None) -> None:
    theme = canvas.theme
    across, down = _dots(area, x, y, data.x, data.y)
    assert data.classes is not None
    known = np.isfinite(across) & np.isfinite(down)
    columns, rows = area.x + snap(across[known]) // 2, area.y + snap(down[known]) // 4
    classes = data.classes[known]
    missed = np.zeros(len(classes), np.bool_) if wrong is None else wrong[known]
    for kind in np.unique(classes).tolist():
        mine = (classes == kind) & ~missed
        canvas.scatter(columns[mine], rows[mine], hollow(kind), theme.ink(_class_role(kind)))
    canvas.scatter(columns[missed], rows[missed], WRONG, theme.bad, bold=True)


def _wrong(view: View, options: PanelOptions) -> NDArray[np.bool_] | None:
    data, place = view.data, run_in_front(view, options)
    if data is None or data.classes is None or place >= len(view.fits):
        return None
    predicted = view.fits[place].predicted
    return None if predicted is None or predicted.shape != data.classes.shape else predicted != data.classes


def _curve(canvas: Canvas, area: Area, x: Axis, y: Axis, fit: FitView, index: int) -> None:
    theme = canvas.theme
    assert fit.curve is not None
    across, down = _dots(area, x, y, np.asarray(fit.curve[:, 0], np.float64), np.asarray(fit.curve[:, 1], np.float64))
    cols, rows, arc = polyline(across, down)
    on = dashed(arc, DASHES[index % len(DASHES)])
    dots = Dots(area.width, area.height)
    dots.points(cols[on], rows[on])
    canvas.dots(dots, area.x, area.y, theme.run(index))
    inside = (cols >= 0) & (cols < 2 * area.width) & (rows >= 0) & (rows < 4 * area.height)
    if inside.any():
        # At the right end of what is seen of the line: where it leaves the plot it leaves its mark.
        last = int(np.where(inside, arc, -1).argmax())
        canvas.put(area.x + int(cols[last]) // 2, area.y + int(rows[last]) // 4, mark(index), theme.run(index))
