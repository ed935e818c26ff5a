"""What each panel draws, as numbers up to the cursor: the same series, scales and names as on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from dlviz.tui import words
from dlviz.tui.figures.figure import Array, Chart, Field, Figure, Line
from dlviz.tui.figures.fits import fits, rows
from dlviz.tui.marks import DASHES
from dlviz.tui.numbers import count
from dlviz.tui.pictures import compare_charts, curves_columns, gradients, loss, metrics, optimizer, stability
from dlviz.tui.pictures.chart import prefers_log
from dlviz.tui.pictures.compare import CompareOptions
from dlviz.tui.pictures.field import brightness, ends
from dlviz.tui.pictures.frame import run_in_front
from dlviz.tui.pictures.path import lying_on, walked
from dlviz.tui.pictures.series import Series, every_step
from dlviz.tui.view import LandscapeView, PanelOptions, RunView, View


def comparison(view: View, options: CompareOptions) -> Figure:
    """The numbers behind the charts of a comparison: the loss of each run over its own effort, up to the cursor."""
    found = compare_charts.curves(view, options.measure)
    clock = _Clock(found.counted, float(compare_charts.FINE))
    lines = tuple(_over_time(replace(view, cursor=found.cursors[one.run.index]), one, clock) for one in found.series)
    log = options.log if options.log is not None else prefers_log(list(found.series))
    quantity, whole = compare_charts.quantity(view, found), found.measure == "step"
    drawn = loss.above_minimum(found.series) or view.card.loss_name
    column = _loss_column(view, found.series) if quantity == drawn else quantity
    chart = Chart("Comparison", clock.name, quantity, lines, log=log, whole=whole, column=column)
    return _figured("compare", view, [chart])


def figure(panel: str, view: View, options: PanelOptions) -> Figure | None:
    """The numbers behind a panel, without charts where there are none yet; None where it is no chart.

    What would tell the answer of an exercise is no chart until that is asked for.
    """
    if panel not in CHARTED or (panel in view.card.hides and not options.answered):
        return None
    return _figured(panel, view, CHARTED[panel](view, options))


def _figured(panel: str, view: View, found: Iterable[Chart]) -> Figure:
    """The charts that have something in them, and what they are of."""
    charts = tuple(chart for chart in found if chart.lines or chart.field is not None)
    runs = ", ".join(f"{run.name}: {run.settings}" for run in view.runs if run.settings)
    step = f"step {count(view.cursor)} of {count(view.ticks)}"
    return Figure(f"{view.card.title}, {panel}", charts, "; ".join(part for part in (step, runs) if part))


# ── over time ───────────────────────────────────────────────────────────────────────────────────────────────────


class _Clock(NamedTuple):
    """What the time axis counts."""

    name: str
    unit: float


def _clock(view: View, epochs: bool) -> _Clock:
    return _Clock("epoch", float(max(view.ticks_per_epoch, 1))) if epochs else _Clock("step", 1.0)


def _over_time(
    view: View, one: Series, clock: _Clock, series: str = "", dash: tuple[int, ...] | None = None, faint: bool = False
) -> Line:
    """A series up to the cursor."""
    known = max(one.at(view.cursor) + 1, 0)
    x = (one.first + one.stride * np.arange(known)) / clock.unit
    y = np.asarray(one.values[:known], np.float64) - one.offset
    own = () if one.hollow else DASHES[one.run.index % len(DASHES)]
    return Line(
        np.asarray(x, np.float64),
        y,
        one.run.name,
        series or ("validation" if one.hollow else ""),
        one.run.index,
        dash=own if dash is None else dash,
        marked=one.hollow,
        hollow=one.hollow,
        faint=faint,
    )


def _timed(view: View, series: Iterable[Series], clock: _Clock) -> tuple[Line, ...]:
    return tuple(_over_time(view, one, clock) for one in series)


def _loss_column(view: View, series: Iterable[Series]) -> str:
    """The trace that is drawn, and whether the minimum is taken off."""
    return view.card.loss_column + ("_minus_minimum" if any(one.offset for one in series) else "")


def _loss(view: View, options: PanelOptions) -> list[Chart]:
    series = loss.collect(view)
    log = options.log if options.log is not None else prefers_log(series)
    clock = _clock(view, loss.by_epoch(view, series))
    name = loss.above_minimum(series) or view.card.loss_column.replace("_", " ")
    if name in ("loss", "full loss", "epoch loss") and view.card.loss_name:
        name = view.card.loss_name
    column = _loss_column(view, series)
    return [Chart("Loss", clock.name, name, _timed(view, series, clock), log=log, whole=True, column=column)]


def _metrics(view: View, options: PanelOptions) -> list[Chart]:
    clock = _clock(view, view.ticks_per_epoch > 1 and view.ticks >= 2 * view.ticks_per_epoch)
    column = metrics.metric(view) or "metric"
    name = column.replace("_", " ")
    lines = _timed(view, metrics.collect(view), clock)
    return [Chart(name.capitalize(), clock.name, name, lines, log=bool(options.log), whole=True, column=column)]


def _stability(view: View, options: PanelOptions) -> list[Chart]:
    found = stability.Measured(view, options)
    if not found.sharpness:
        return []
    losses = [one for run in view.runs if (one := every_step(view, run, "loss")) is not None]
    clock = _clock(view, loss.by_epoch(view, losses))
    lines = [_over_time(view, one, clock, "λmax") for one in found.sharpness]
    lines += [_over_time(view, one, clock, "bound", stability.DOTS) for one in found.bounds]
    lines += [
        _over_time(view, one, clock, f"λ{number}", stability.FAINT, faint=True)
        for number, one in enumerate(found.others, start=2)
    ]
    return [
        Chart("Stability", clock.name, "sharpness", tuple(lines), log=found.log, whole=True),
        Chart(
            "Loss",
            clock.name,
            view.card.loss_name or "loss",
            _timed(view, losses, clock),
            log=prefers_log(losses),
            whole=True,
            column="loss",
        ),
    ]


def _optimizer(view: View, options: PanelOptions) -> list[Chart]:
    clock = _clock(view, False)
    charts = []
    for title, name, column, series, log in (
        ("Learning rate", "η", "learning_rate", optimizer.rates(view), False),
        ("Length of the step", "‖Δθ‖", "update_norm", optimizer.lengths(view, options), None),
    ):
        chosen = options.log if options.log is not None else prefers_log(series) if log is None and series else False
        charts.append(
            Chart(title, clock.name, name, _timed(view, series, clock), log=chosen, whole=True, column=column)
        )
    return charts


def _gradients(view: View, options: PanelOptions) -> list[Chart]:
    """A chart a run, a line a layer; on the screen these are a heat map."""
    charts = []
    for place, run in enumerate(view.runs):
        norms = run.columns.get(gradients.COLUMN)
        if norms is None or norms.ndim != 2 or (options.alone and place != run_in_front(view, options)):
            continue
        stride = view.ticks_per_epoch / max(run.steps_per_epoch, 1)
        lines = []
        for layer, name in enumerate(run.labels.get(gradients.COLUMN, ())):
            one = _over_time(view, Series(run, norms[:, layer], 0.0, stride), _clock(view, False), name)
            lines.append(Line(one.x, one.y, run.name, name, layer, dash=DASHES[layer % len(DASHES)]))
        column = gradients.COLUMN
        charts.append(Chart(run.name, "step", "‖∂L/∂W‖", tuple(lines), log=True, whole=True, column=column))
    return charts


# ── over something else ─────────────────────────────────────────────────────────────────────────────────────────


def _curves(view: View, options: PanelOptions) -> list[Chart]:
    """A chart for all columns, or one a column; a computation's curves reach to its end, as they do on the screen."""
    found = curves_columns.collect(view, options)
    card = view.card
    apart = card.curves_apart and len(card.curves) > 1
    charts = []
    for names in [(name,) for name in card.curves] if apart else [card.curves]:
        mine = [one for one in found if one.column in names]
        lines = []
        for one in mine:
            series = one.label or (words.column(one.column) if len(names) > 1 else "")
            dash = () if apart else DASHES[one.stroke % len(DASHES)]
            end = len(one.x) if card.group != "epoch" else one.at + 1
            lines.append(Line(one.x[:end], one.y[:end], one.run.name, series, one.run.index, dash=dash))
        if mine:
            log = curves_columns.is_log(mine, options, card.curves_apart)
            told = ", ".join(map(words.column, names))
            charts.append(Chart(told, words.column(card.curves_x), told, tuple(lines), log=log))
    return charts


def _landscape(view: View, options: PanelOptions) -> list[Chart]:
    landscape = view.landscape_of(run_in_front(view, options))
    if landscape is None:
        return []
    draw = _valley if len(landscape.axes) == 1 else _plane
    return [draw(view, landscape, lying_on(view, landscape, options), options)]


def _valley(view: View, landscape: LandscapeView, runs: list[RunView], options: PanelOptions) -> Chart:
    """The loss over one weight, and where each run stood on it."""
    grid, values = np.asarray(landscape.grids[0], np.float64), np.asarray(landscape.loss, np.float64)
    lines = [Line(grid, values, series="landscape")]
    for run in runs:
        x = _path(view, run, 1)[:, 0]
        y = np.interp(x, grid, values)
        lines.append(Line(x, y, run.name, "", run.index, joined=False, marked=True))
    if landscape.minimum is not None and landscape.minimum_loss is not None:
        at, least = np.asarray(landscape.minimum, np.float64), np.array([landscape.minimum_loss], np.float64)
        lines.append(Line(at, least, series="minimum", joined=False, marked=True))
    log = bool(options.log) and float(np.nanmin(values)) > 0
    over, unit = landscape.axes[0], landscape.unit or "loss"
    return Chart("Loss landscape", over, unit, tuple(lines), log=log, column="loss")


def _plane(view: View, landscape: LandscapeView, runs: list[RunView], options: PanelOptions) -> Chart:
    """The loss over two weights or directions, and the path of each run."""
    values = np.where(np.isfinite(landscape.loss), landscape.loss, np.nan).astype(np.float64)
    across, up = (np.asarray(grid, np.float64) for grid in landscape.grids)
    field = Field(across, up, values, brightness(values, *ends(landscape)))
    lines = []
    for run in runs:
        path = _path(view, run, 2)
        lines.append(Line(path[:, 0], path[:, 1], run.name, "", run.index, z=_loss_along(view, run, len(path))))
    minima = landscape.minimisers if landscape.minimisers is not None else landscape.minimum
    if minima is not None:
        at = np.atleast_2d(np.asarray(minima, np.float64))
        lines.append(Line(at[:, 0], at[:, 1], series="minimum", joined=False, marked=True))
    unit = landscape.unit or "loss"
    x, y = landscape.axes
    return Chart("Loss landscape", x, y, tuple(lines), field, unit, square=landscape.exact, column="loss")


def _path(view: View, run: RunView, axes: int) -> Array:
    """Every position up to the cursor; in a plane of directions those that are known there."""
    path, row = run.columns.get("position"), view.row(run)
    landscape = view.landscape_of(view.runs.index(run))
    if path is None or path.ndim != 2 or path.shape[1] != axes or (landscape is not None and landscape.plane):
        return walked(view, run, axes)
    return np.asarray(path[: row + 1], np.float64)


def _loss_along(view: View, run: RunView, points: int) -> Array | None:
    """The loss of every point, where there is one for every step."""
    values = run.columns.get(view.card.loss_column)
    if values is None or values.ndim != 1 or points != view.row(run) + 1:
        return None
    return np.asarray(values[:points], np.float64)


CHARTED: dict[str, Callable[[View, PanelOptions], list[Chart]]] = {
    "loss": _loss,
    "metrics": _metrics,
    "landscape": _landscape,
    "gradients": _gradients,
    "data": rows,
    "fit": fits,
    "stability": _stability,
    "curves": _curves,
    "optimizer": _optimizer,
}
"""Panels that are charts."""
