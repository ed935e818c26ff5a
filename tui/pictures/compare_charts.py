"""The loss of all runs on one chart, or on one each with the same axes, over one of four measures of effort.

Steps, epochs, examples and seconds: each run is drawn over its own. Where these differ, no upright line can stand for
the cursor; then every run's mark alone says where it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.compared import pace
from dlviz.tui.marks import mark
from dlviz.tui.milestones import ending
from dlviz.tui.numbers import number
from dlviz.tui.pictures import loss
from dlviz.tui.pictures.axes import columns_axis, rows_axis
from dlviz.tui.pictures.chart import Chart, draw_cursor, limits, prefers_log
from dlviz.tui.pictures.chart_lines import draw_series
from dlviz.tui.pictures.frame import Area, PanelTitle, draw_frame, panel, plot_area, say
from dlviz.tui.pictures.read_time import Effort, read_effort
from dlviz.tui.pictures.series import Series, every_step, noisy_window, pair_legend
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, RunView, View

Measure = Literal["step", "epoch", "examples", "seconds"]
MEASURES: tuple[Measure, ...] = ("step", "epoch", "examples", "seconds")
LEAST = (26, 7)
"""Columns and rows that one chart of several gets at least."""
GAP = 2  # columns between two charts
FINE = 1000
"""Parts of a unit on the axis that are told apart."""


@dataclass(frozen=True)
class Curves:
    """The series of all runs over one measure, and where each run's cursor is; `units`: the axis' length."""

    series: tuple[Series, ...]
    cursors: dict[int, int]  # by the run's index, in parts of a unit
    units: float
    measure: Measure
    effort: Effort

    @property
    def counted(self) -> str:
        """What the axis counts; where runs make unlike many steps an epoch, these are their own updates."""
        return self.effort.name


def measures(view: View) -> tuple[Measure, ...]:
    """The measures that tell something of all these runs."""
    found: list[Measure] = ["step"]
    if view.card.group == "epoch" and any(run.steps_per_epoch > 1 for run in view.runs):
        found.append("epoch")
    if view.runs and all(run.examples for run in view.runs):
        found.append("examples")
    if view.runs and all(run.seconds > 0 for run in view.runs):
        found.append("seconds")
    return tuple(found)


def curves(view: View, measure: Measure) -> Curves:
    """What the loss panel draws, each run over its own steps, epochs, examples or seconds."""
    series = loss.collect(view) or [
        one for run in view.runs for name in view.card.curves[:1] if (one := every_step(view, run, name)) is not None
    ]
    steps = {run.index: _scale(run, measure) * FINE for run in view.runs}
    parts = {run.index: steps[run.index] * run.steps_per_epoch / max(view.ticks_per_epoch, 1) for run in view.runs}
    found = []
    for one in series:
        own = parts[one.run.index]
        found.append(replace(one, first=one.first * own, stride=max(one.stride * own, 1e-9), span=one.span * own))
    # Rounded up, so that the row itself lies at the cursor and not behind it.
    cursors = {run.index: ceil(max(view.row(run), 0) * steps[run.index] - 1e-6) for run in view.runs}
    alike = max(parts.values(), default=0.0)
    tick = alike if alike > 0 and alike - min(parts.values()) < 1e-9 * alike else None
    lengths = (run.front if run.stage == "ended" else run.steps for run in view.runs)
    units = max((length * steps[run.index] / FINE for run, length in zip(view.runs, lengths, strict=True)), default=1.0)
    name = "update" if measure == "step" and len({run.steps_per_epoch for run in view.runs}) > 1 else measure
    return Curves(tuple(found), cursors, max(units, 1e-9), measure, Effort(name, FINE, steps, tick))


def overlaid(view: View, width: int, height: int, theme: Theme, options: PanelOptions, measure: Measure) -> Canvas:
    """All runs on one chart."""
    found = curves(view, measure)
    log = is_log(found, options)
    canvas = panel(_title(view, found, log), width, height, theme, options)
    if not found.series:
        say(canvas, Area(1, 1, width - 2, height - 1), view.message or "no rows yet")
        return canvas
    _draw(canvas, view, found, list(found.series), log, options.run)
    return canvas


def apart(view: View, width: int, height: int, theme: Theme, options: PanelOptions, measure: Measure) -> Canvas:
    """A chart for each run with the same axes, as many as have room round the one in front."""
    found = curves(view, measure)
    log = is_log(found, options)
    canvas = Canvas(width, height, theme)
    placed = spots(len(view.runs), width, height, options.run)
    if not placed:
        say(canvas, Area(0, 0, width, height), view.message or "no rows yet")
    for place, area in placed.items():
        front = place == options.run and len(view.runs) > 1
        small = _small(view.runs[place], view, found, log, area, theme, front)
        canvas.blit(small, area.x, area.y)
    return canvas


def spots(runs: int, width: int, height: int, front: int) -> dict[int, Area]:
    """Where the chart of each run stands, by its place, of those that have room."""
    across, down = grid(runs, width, height)
    shown = around(runs, across * down, front)
    down = max(-(-len(shown) // across), 1)
    found = {}
    for i, place in enumerate(shown):
        row, column = divmod(i, across)
        left, right = (width + GAP) * column // across, (width + GAP) * (column + 1) // across - GAP
        top, bottom = height * row // down, height * (row + 1) // down
        found[place] = Area(left, top, right - left, bottom - top)
    return found


def grid(runs: int, width: int, height: int) -> tuple[int, int]:
    """Charts side by side and one above the other: as even a grid as the room allows."""
    across = max(min(runs, (width + GAP) // (LEAST[0] + GAP)), 1)
    down = max(min(-(-runs // across), height // LEAST[1]), 1)
    while across > 1 and (across - 1) * down >= runs:
        across -= 1
    return across, down


def around(runs: int, room: int, front: int) -> tuple[int, ...]:
    """The places of so many runs, the one in front among them."""
    first = min(max(front - room + 1, 0), max(runs - room, 0))
    return tuple(range(first, min(first + room, runs)))


def _scale(run: RunView, measure: Measure) -> float:
    """Units a step."""
    k = max(run.steps_per_epoch, 1)
    return {"step": 1.0, "epoch": 1.0 / k, "examples": run.examples / k, "seconds": pace(run)}[measure]


def is_log(found: Curves, options: PanelOptions) -> bool:
    """Whether the scale is logarithmic: as was chosen, else as the losses ask for."""
    return prefers_log(list(found.series)) if options.log is None else options.log


def quantity(view: View, found: Curves) -> str:
    """What is drawn: the loss by its name, or less its minimum, or the first column of what only computes."""
    trains = any("loss" in run.columns for run in view.runs) or not view.card.curves
    return loss.above_minimum(found.series) or view.card.loss_name if trains else view.card.curves[0]


def _title(view: View, found: Curves, log: bool) -> PanelTitle:
    over = {"seconds": "seconds, at each run's mean pace", "examples": "over the rows learned from"}
    over |= {"update": "over each run's own updates"}
    rows = "on all rows" * (view.card.loss_column == "full_loss" and bool(found.series))
    name = " ".join(part for part in (quantity(view, found), rows) if part)
    parts = [name, "log" if log else "", over.get(found.counted, "")]
    return PanelTitle("Compare", " · ".join(part for part in parts if part), pair_legend(list(found.series)))


def _small(run: RunView, view: View, found: Curves, log: bool, area: Area, theme: Theme, front: bool) -> Canvas:
    """The chart of one run under its mark, its name and its loss at the cursor."""
    own = [one for one in found.series if one.run.index == run.index]
    value = next((one.value(found.cursors[run.index]) for one in own if not one.hollow), None)
    title = PanelTitle(f"{mark(run.index)} {run.name}", "", ((number(value), "text"),))
    canvas = panel(title, area.width, area.height, theme, PanelOptions(focused=front))
    size = min(2 + words.width(run.name, theme.ascii), max(area.width - 4, 0))
    canvas.fg[:1, 2 : 2 + size] = theme.run(run.index)
    if own:
        _draw(canvas, view, found, own, log, None)
    elif area.height > 2:
        say(canvas, Area(1, 1, area.width - 2, area.height - 1), ending(view, run))
    return canvas


def _draw(canvas: Canvas, view: View, found: Curves, shown: list[Series], log: bool, front: int | None) -> None:
    """Frame, cursor and lines below the title; the axes are those of all series."""
    low, high = limits(list(found.series), log)
    rows = max(canvas.height - 3, 1)
    y = rows_axis(low, high, rows, log, canvas.theme.ascii)
    area = plot_area(canvas.width, canvas.height, y.gutter)
    if area.height != rows:
        y = rows_axis(low, high, max(area.height, 1), log, canvas.theme.ascii)
    whole = found.measure != "seconds"
    x = columns_axis(0.0, found.units, max(area.width, 1), whole=whole)
    draw_frame(canvas, area, x, y, "s" if found.counted == "seconds" else found.counted)
    span = found.units * FINE
    chart = Chart(area, x, y, span, noisy_window(shown, span, max(area.width, 1)))
    read_effort(canvas, view, area, span, found.effort, shown, loss.above_minimum(shown))
    at_once = {found.cursors[one.run.index] for one in shown}
    plain = front is None or chart.window > 1 or any(one.hollow for one in shown)
    index = view.runs[front].index if front is not None and front < len(view.runs) else None
    if len(at_once) == 1:
        moment = replace(view, cursor=at_once.pop())
        draw_cursor(canvas, moment, chart)
        draw_series(canvas, moment, chart, shown, plain, index)
        return
    for run in sorted(view.runs, key=lambda run: run.index == index):
        own = [one for one in shown if one.run.index == run.index]
        draw_series(canvas, replace(view, cursor=found.cursors[run.index]), chart, own, plain, index)
