"""What the optimizer remembers at the cursor, a row a layer or a weight; the learning rate over all planned steps.

Where the weights are few, the last steps of each: the gradient, the average that the step goes along, and the size
that it is divided by. Where they are many, how the effective rates of a layer's weights are distributed, and how long
each run's steps are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.moving import MotionView
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.chart import draw_cursor, lay_out, limits
from dlviz.tui.pictures.chart_lines import draw_series
from dlviz.tui.pictures.frame import Area, PanelTitle, panel, run_in_front, say
from dlviz.tui.pictures.optimizer_table import draw_table
from dlviz.tui.pictures.past import draw_past
from dlviz.tui.pictures.read_time import named, read_chart
from dlviz.tui.pictures.series import Series
from dlviz.tui.reduction import by_row
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, View

LEAST_CHART = 7  # rows: a heading, four of plot, two of axis
COMFORT = 10  # rows that a chart gets before there is a second one below it

Array = NDArray[np.float64]


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Optimizer Adam, Keras' form · η 0.1`, and the run in front where there are several."""
    motion = _motion(view, options)
    legend: tuple[tuple[str, str], ...] = ()
    if len(view.runs) > 1:
        run = view.runs[run_in_front(view, options)]
        legend = ((f"{mark(run.index)} ", f"run {run.index}"), (run.name, "muted"))
    if motion is None:
        return PanelTitle("Optimizer", "", legend)
    rate = f"η {labels.setting(motion.rate)}"
    name = motion.title.partition(",")[0]
    return PanelTitle("Optimizer", f"{motion.title} · {rate}", legend, shorter=(f"{name} · {rate}", rate))


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    canvas = panel(title(view, options), width, height, theme, options)
    motion = _motion(view, options)
    if motion is None:
        waits = "no optimizer is at work here" if view.motions else "computing what the optimizer remembers"
        missing = view.troubles.get("optimizer") or view.message or waits
        say(canvas, Area(1, 1, width - 2, height - 1), missing)
        return canvas
    charts = _charts(view, motion, options)
    rows = len(motion.names)
    # Where there are many layers, a chart of the schedule is worth more than the last of them.
    least = LEAST_CHART if charts and height - 1 >= LEAST_CHART + 3 else 0
    shown = rows if rows + 1 + least <= height - 1 else max(height - 2 - least, 0)
    used = draw_table(canvas, motion, shown, options, theme)
    top = 1 + used + (height - 1 - used > LEAST_CHART)
    _draw_charts(canvas, charts, Area(0, top, width, height - top), theme)
    return canvas


def _motion(view: View, options: PanelOptions) -> MotionView | None:
    place = run_in_front(view, options)
    return view.motions[place] if place < len(view.motions) else None


@dataclass(frozen=True)
class _Chart:
    """A chart that draws itself on a canvas of its own: its heading in row 0."""

    draw: Callable[[Canvas], None]
    least: int = LEAST_CHART


def _charts(view: View, motion: MotionView, options: PanelOptions) -> list[_Chart]:
    """The charts that there is something to draw in, the most telling first."""
    charts: list[_Chart] = []
    if any(one is not None and not one.constant for one in view.motions):
        charts.append(_Chart(lambda canvas: _schedule(canvas, view, options)))
    run = view.runs[run_in_front(view, options)]
    steps = _Chart(lambda canvas: _lengths(canvas, view, options))
    if len(motion.symbols) == 2:  # nothing is remembered: how the others step tells more
        charts.append(steps)
    if motion.few and len(motion.past) > 0:
        charts += [_Chart(lambda canvas, k=k: draw_past(canvas, motion, k, run)) for k in _lively(motion)]  # type: ignore[misc]
    return charts if steps in charts else [*charts, steps]


def _lively(motion: MotionView) -> list[int]:
    """The weights, the one whose gradient changed its sign most often first."""
    signs = np.sign(np.nan_to_num(motion.past[:, :, 0]))
    turns = (signs[1:] * signs[:-1] < 0).sum(axis=0)
    return sorted(range(len(motion.names)), key=lambda k: -int(turns[k]))


def _draw_charts(canvas: Canvas, charts: Sequence[_Chart], area: Area, theme: Theme) -> None:
    """As many charts as fit, side by side where it is wide, else under each other."""
    if area.height < LEAST_CHART or area.width < 24:
        return
    across = max(min(area.width // 42, len(charts)), 1)
    down = max(min(area.height // COMFORT, -(-len(charts) // across)), 1)
    height = area.height // down
    for k, chart in enumerate(charts[: across * down]):
        column, row = k % across, k // across
        left = area.width * column // across
        wide = area.width * (column + 1) // across - left - 2 * (column < across - 1)
        tall = height + (area.height - height * down) * (row == down - 1)
        own = Canvas(wide, tall, theme)
        chart.draw(own)
        canvas.blit(own, area.x + left, area.y + height * row)


def _heading(canvas: Canvas, text: str, unit: str = "") -> None:
    x = 1 + canvas.write(1, 0, text, canvas.theme.text, room=canvas.width - 2) + 1
    if canvas.width - 1 - x > 4:
        canvas.write(x, 0, unit, canvas.theme.muted, room=canvas.width - 1 - x)


def rates(view: View) -> list[Series]:
    """The learning rate of every run over all its planned updates: what is to come is known."""
    series = []
    for run, motion in zip(view.runs, view.motions, strict=False):
        if motion is not None and len(motion.rates):
            stride = motion.stride * view.ticks_per_epoch / max(run.steps_per_epoch, 1)
            series.append(Series(run, motion.rates, 0.0, stride))
    return series


def _schedule(canvas: Canvas, view: View, options: PanelOptions) -> None:
    series = rates(view)
    log = options.log if options.log is not None else False
    _heading(canvas, "Learning rate η", "log" if log else "")
    _draw_chart(canvas, view, series, log)


def lengths(view: View, options: PanelOptions) -> list[Series]:
    """How far each run's weights move in a step, over all weights or those of the chosen layer."""
    series = []
    for run in view.runs:
        norms = run.columns.get("update_norm")
        if norms is None or norms.ndim != 2 or not len(norms):
            continue
        names = run.labels.get("update_norm", ())
        values = norms[:, names.index(options.layer)] if options.layer in names else by_row(norms, "norm", _norm)
        series.append(Series(run, values, 0.0, view.ticks_per_epoch / max(run.steps_per_epoch, 1), span=view.ticks))
    return series


def _norm(rows: NDArray[np.floating]) -> Array:
    """‖·‖₂ of each row."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(np.sqrt((np.asarray(rows, np.float64) ** 2).sum(axis=1)))


def _lengths(canvas: Canvas, view: View, options: PanelOptions) -> None:
    series = lengths(view, options)
    # A run that comes to rest leaves the chart at its foot rather than flatten the others.
    least = 1e-4 * max((one.extent[1] for one in series if np.isfinite(one.extent[1])), default=0.0)
    low, high = limits(series, log=True)
    log = bool(series) and (options.log if options.log is not None else high > 8.0 * max(low, least))
    where = f" of {options.layer}" if options.layer is not None else ""
    _heading(canvas, f"Length of the step ‖Δθ‖{where}", "log" if log else "")
    _draw_chart(canvas, view, series, log, least)


def _draw_chart(canvas: Canvas, view: View, series: list[Series], log: bool, floor: float = -np.inf) -> None:
    """What lies below the floor is not shown."""
    if not series:
        return
    chart = lay_out(canvas, view, series, log, epochs=False, window=1, floor=floor)
    draw_cursor(canvas, view, chart)
    draw_series(canvas, view, chart, series, plain_lines=False)
    read_chart(canvas, view, chart.area, chart.span, named(series))
