"""How sharp the loss is at every step, against the sharpness up to which the optimizer is stable.

Filled marks and lines: λmax, measured every few steps. Hollow marks and dots: the bound, 2/η for gradient descent.
Source: Cohen et al. 2021, figures 1 and 5; notes 1.2.1 (the bound on a parabola).
"""

from __future__ import annotations

import numpy as np

from dlviz.tui import words
from dlviz.tui.braille import snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.kept import once
from dlviz.tui.marks import hollow, mark
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.chart import Chart, cursor_dot, dot_rows, draw_cursor, lay_out, prefers_log
from dlviz.tui.pictures.chart_lines import draw_series, line_dots
from dlviz.tui.pictures.frame import Area, PanelTitle, Readout, draw_readout, panel, run_in_front, say, title_room
from dlviz.tui.pictures.loss import by_epoch
from dlviz.tui.pictures.read_time import named, read_chart
from dlviz.tui.pictures.series import Series, every_step, noisy_window, on_stride, thin
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, RunView, View

LEAST_WITH_LOSS = 18  # rows of a panel that has room for the loss below
DOTS = (1, 3)  # of a bound's line: on, off
FAINT = (1, 2)  # of the eigenvalues below the largest


def title(view: View, options: PanelOptions, width: int = 120, ascii: bool = False) -> PanelTitle:
    """`Stability λmax of D^-½ H D^-½, log`, with what full and hollow marks mean; less where it has no room."""
    return _title(view, Measured(view, options), width, ascii)


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    found = Measured(view, options)
    canvas = panel(_title(view, found, width, theme.ascii), width, height, theme, options)
    if not found.sharpness:
        say(canvas, Area(1, 1, width - 2, height - 1), _missing(view))
        return canvas
    losses = [one for run in view.runs if (one := every_step(view, run, "loss")) is not None]
    below = max(height // 3, 7) if height >= LEAST_WITH_LOSS and width >= 40 and losses else 0
    epochs = by_epoch(view, losses)
    log = bool(prefers_log(losses))
    window = noisy_window(losses, float(max(view.ticks, 1)), max(width - 10, 1))
    upper, lower = Canvas(width, height - below, theme), Canvas(width, below, theme)
    gutter = 0
    if below:  # laid out once to learn how wide its labels are
        gutter = lay_out(Canvas(width, below, theme), view, losses, log, epochs, window).y.gutter
    upper.blit(canvas, 0, 0)
    chart = lay_out(upper, view, found.drawn, found.log, epochs, 1, gutter=gutter)
    _draw(upper, view, chart, found)
    canvas.blit(upper, 0, 0)
    if below:
        scale = ", ".join(part for part in (view.card.loss_name, "log" if log else "") if part not in ("", "loss"))
        lower.blit(panel(PanelTitle("Loss", scale), width, 1, theme, PanelOptions()), 0, 0)
        chart = lay_out(lower, view, losses, log, epochs, window, gutter=chart.y.gutter)
        draw_cursor(lower, view, chart)
        draw_series(lower, view, chart, losses, window > 1, found.front)
        read_chart(lower, view, chart.area, chart.span, named(losses))
        canvas.blit(lower, 0, height - below)
    return canvas


class Measured:
    """What there is to draw: λmax and bounds of all runs, the other eigenvalues of the run in front."""

    def __init__(self, view: View, options: PanelOptions) -> None:
        front = view.runs[run_in_front(view, options)] if view.runs else None
        self.front = None if front is None else front.index
        self.column = next((name for name in COLUMNS if any(name in run.columns for run in view.runs)), "")
        self.sharpness = [one for run in view.runs if (one := _sharpness(view, run, self.column)) is not None]
        self.bounds = [one for run in view.runs if (one := on_stride(view, run, "stability_bound")) is not None]
        spectrum = front.columns.get("eigenvalues") if front is not None else None
        entries = range(1, spectrum.shape[1]) if spectrum is not None and spectrum.ndim == 2 else ()
        others = [on_stride(view, front, "eigenvalues", entry) for entry in entries] if front is not None else []
        self.others = [one for one in others if one is not None]
        self.drawn = [*self.sharpness, *self.bounds, *self.others]
        wanted = prefers_log([*self.sharpness, *self.bounds]) if self.drawn else False
        self.log = wanted if options.log is None else options.log


COLUMNS = ("preconditioned_sharpness", "sharpness", "eigenvalues")
"""Columns that hold λmax, the one that bounds speak of first."""


def _sharpness(view: View, run: RunView, column: str) -> Series | None:
    return on_stride(view, run, column, 0 if column == "eigenvalues" else None)


def _title(view: View, found: Measured, width: int, ascii: bool) -> PanelTitle:
    if not found.sharpness:
        return PanelTitle("Stability")
    what = "λmax of D^-½·H·D^-½" if found.column == COLUMNS[0] else "λmax of the Hessian"
    last = len(found.others) + 1
    fainter = [f"λ2 to λ{last} fainter" if last > 2 else "λ2 fainter"] if found.others else []
    log = ["log"] if found.log else []
    legend = _legend(view, found) if found.bounds else ()
    room = title_room(PanelTitle("Stability", "", legend), width, ascii)
    units = [", ".join(parts) for parts in ([what, *log, *fainter], [what, *log], ["λmax", *log], ["λmax"])]
    return PanelTitle("Stability", next((one for one in units if words.width(one, ascii) <= room), units[-1]), legend)


def _legend(view: View, found: Measured) -> tuple[tuple[str, str], ...]:
    """The full mark is λmax, the hollow one its bound."""
    indices = {one.run.index for one in found.bounds}
    index = min(indices)
    role = f"run {index}" if len(indices) == 1 else "muted"
    bound = "2/η" if _of_descent(view, found) else "bound"
    return ((f"{mark(index)} ", role), ("λmax  ", "muted"), (f"{hollow(index)} ", role), (bound, "muted"))


def _of_descent(view: View, found: Measured) -> bool:
    """All bounds are 2/η at the cursor: those of plain gradient descent."""
    for one in found.bounds:
        rates, bound = one.run.columns.get("learning_rate"), one.value(view.cursor)
        row = view.row(one.run)
        if rates is None or bound is None or not 0 <= row < len(rates):
            return False
        if not abs(bound * float(rates[row]) - 2.0) < 1e-3:
            return False
    return bool(found.bounds)


def _missing(view: View) -> str:
    if any(run.front >= 0 for run in view.runs):
        return "no sharpness is measured; name it in training.instruments"
    return view.message or "no rows yet"


def _draw(canvas: Canvas, view: View, chart: Chart, found: Measured) -> None:
    theme, area = canvas.theme, chart.area
    if area.empty:
        return
    draw_cursor(canvas, view, chart)
    for one in found.others:
        _dotted(canvas, view, chart, one, theme.stem(theme.run(one.run.index)), FAINT)
    for one in found.bounds:
        _dotted(canvas, view, chart, one, theme.run(one.run.index), DOTS)
    draw_series(canvas, view, chart, found.sharpness, False, found.front)
    read_chart(canvas, view, area, chart.span, _named(view, found))
    taken: set[tuple[int, int]] = set()
    for one in found.bounds:
        value = one.value(view.cursor)
        row = float(dot_rows(chart, np.asarray(np.nan if value is None else value)))
        if not np.isfinite(row):
            continue
        # beside the cursor's line, where λmax has its mark
        x = area.x + min(cursor_dot(view, chart) // 2 + 1, area.width - 1)
        y = area.y + int(np.clip(snap(row) // 4, 0, area.height - 1))
        while (x, y) in taken and x < area.x + area.width - 1:
            x += 1
        taken.add((x, y))
        canvas.put(x, y, hollow(one.run.index), theme.run(one.run.index))
    if canvas.height >= 8:
        for wide in (True, False):
            if draw_readout(canvas, area, _readout(view, found, theme, wide)):
                break


def _named(view: View, found: Measured) -> list[tuple[str, Series]]:
    """Every line with what it is, of several runs with the run's name."""
    several = len(found.sharpness) > 1
    bound = "2/η" if _of_descent(view, found) else "bound"
    kinds = [("λmax", found.sharpness), (bound, found.bounds)]
    kinds += [(f"λ{k}", [one]) for k, one in enumerate(found.others, start=2)]
    return [(f"{one.run.name} {what}" if several else what, one) for what, series in kinds for one in series]


def _dotted(canvas: Canvas, view: View, chart: Chart, series: Series, ink: int, pattern: tuple[int, ...]) -> None:
    """A line of single dots, dimmed ahead of the cursor."""
    area, theme = chart.area, canvas.theme
    few = thin(series, chart.span, area.width, 1)
    what = "line", few.window, chart.place(series), pattern, False
    dots = once(series.drawn, what, lambda: line_dots(chart, few, pattern, thick=False))
    later = np.arange(area.width) > cursor_dot(view, chart) // 2
    canvas.dots(dots, area.x, area.y, np.where(later, theme.ahead(ink), ink).astype(np.int32))


def _readout(view: View, found: Measured, theme: Theme, wide: bool) -> Readout:
    """λmax, its bound and their ratio at the cursor, a run a row; λmax·η/2 is that ratio for gradient descent."""
    bounds = {one.run.index: one for one in found.bounds}
    sharp = [one.value(view.cursor) for one in found.sharpness]
    columns = [("λmax", labels.column(sharp))]
    note = ""
    if bounds:
        limits = [b.value(view.cursor) if (b := bounds.get(one.run.index)) else None for one in found.sharpness]
        ratios = [s / b if s is not None and b else None for s, b in zip(sharp, limits, strict=True)]
        if wide:
            columns.append(("2/η" if _of_descent(view, found) else "bound", labels.column(limits)))
        columns.append(("λ·η/2" if _of_descent(view, found) else "λ/bound", labels.column(ratios, narrow=True)))
        if wide and any(ratio is not None and ratio > 1.05 for ratio in ratios):
            note = "above 1 a swing across the valley grows"
    rows = tuple(
        (one.run.index, one.run.name, tuple(cells[i] for _, cells in columns)) for i, one in enumerate(found.sharpness)
    )
    heads = tuple(head for head, _ in columns)
    return Readout(heads, rows, note if words.width(note, theme.ascii) <= 40 else "")
