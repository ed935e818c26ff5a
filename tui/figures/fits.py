"""The rows of a table and what runs predict for them, as numbers."""

from __future__ import annotations

import numpy as np

from dlviz.tui.figures.figure import Array, Chart, Field, Line
from dlviz.tui.pictures.fit_residuals import held_out
from dlviz.tui.pictures.frame import run_in_front
from dlviz.tui.view import FitView, PanelOptions, RegionView, RunView, View


def rows(view: View, options: PanelOptions) -> list[Chart]:
    """The points of the panel of data, class by class, or its series."""
    data = view.data
    if data is None or data.samples is not None:
        return []
    x, y = np.asarray(data.x, np.float64), np.asarray(data.y, np.float64)
    lines = _by_class(x, y, data.classes, data.class_names) if data.classes is not None else []
    if not lines:
        lines = [Line(x, y, series=data.y_label, joined=data.over_time)]
    return [Chart(data.name, data.x_label, data.y_label, tuple(lines))]


def fits(view: View, options: PanelOptions) -> list[Chart]:
    """Curves over points, a series and its forecasts, predicted over true numbers, or regions of classes."""
    place = run_in_front(view, options)
    fit = view.fits[place] if place < len(view.fits) else None
    if fit is None or fit.truth is None:
        return []
    run = view.runs[place]
    if fit.naive is not None:
        return [_forecast(fit, run)]
    if fit.curve is not None:
        return [_curve(view, fit, options, place)]
    if fit.values is not None:
        return [_against(fit, run)]
    region = view.regions[place] if place < len(view.regions) else None
    return [] if region is None else [_regions(fit, region, run)]


def _curve(view: View, fit: FitView, options: PanelOptions, front: int) -> Chart:
    """What is predicted along the one feature, of all runs, over the rows."""
    assert fit.inputs is not None
    lines = _points(fit, np.asarray(fit.inputs, np.float64), np.asarray(fit.truth, np.float64))
    for place, (run, other) in enumerate(zip(view.runs, view.fits, strict=False)):
        if other.curve is not None and (place == front or not options.alone):
            curve = np.asarray(other.curve, np.float64)
            lines.append(Line(curve[:, 0], curve[:, 1], run.name, "", run.index, faint=place != front))
    return Chart("Fit", fit.feature or "x", fit.target or "y", tuple(lines))


def _points(fit: FitView, x: Array, y: Array, run: RunView | None = None) -> list[Line]:
    """The rows: those that were learned from, then the others."""
    unseen = held_out(fit)
    seen = len(y) - unseen
    name, index = (run.name, run.index) if run is not None else ("", None)
    lines = [Line(x[:seen], y[:seen], name, "train" if unseen else "rows", index, joined=False)]
    if unseen:
        lines.append(Line(x[seen:], y[seen:], name, "validation", index, joined=False, hollow=True))
    return lines


def _against(fit: FitView, run: RunView) -> Chart:
    """Predicted over true, and the line where both are equal."""
    truth, values = np.asarray(fit.truth, np.float64), np.asarray(fit.values, np.float64)
    ends = np.array([truth.min(), truth.max()])
    lines = [*_points(fit, truth, values, run), Line(ends, ends, series="equal", dash=(1, 2))]
    return Chart("Fit", f"true {fit.target}", f"predicted {fit.target}", tuple(lines))


def _forecast(fit: FitView, run: RunView) -> Chart:
    """The series in order of time, the run's forecasts and the naive ones."""
    assert fit.inputs is not None
    order = np.argsort(fit.inputs, kind="stable")
    times = np.asarray(fit.inputs, np.float64)[order]

    def line(values: object, **how: object) -> Line:
        return Line(times, np.asarray(values, np.float64)[order], **how)  # type: ignore[arg-type]

    lines = (
        line(fit.truth, series="true"),
        line(fit.values, run=run.name, series="forecast", index=run.index),
        line(fit.naive, series="naive", dash=(1, 2), faint=True),
    )
    return Chart("Fit", fit.feature or "time", fit.target or "value", lines)


def _regions(fit: FitView, region: RegionView, run: RunView) -> Chart:
    """Which class is the likeliest where, how sure it is, and the rows in their classes."""
    shares = np.asarray(region.shares, np.float64)
    known = np.isfinite(shares).all(axis=2)
    likeliest = np.where(known, np.nan_to_num(shares).argmax(axis=2), np.nan)
    sure = np.where(known, np.nan_to_num(shares).max(axis=2), np.nan)
    across, up = np.asarray(region.across, np.float64), np.asarray(region.up, np.float64)
    truth = np.asarray(fit.truth, np.int64)
    lines = _by_class(np.asarray(region.x, np.float64), np.asarray(region.y, np.float64), truth, fit.classes)
    field = Field(across, up, likeliest, sure, fit.classes)
    return Chart(f"Fit of {run.name}", region.x_label, region.y_label, tuple(lines), field, "class")


def _by_class(x: Array, y: Array, classes: object, names: tuple[str, ...]) -> list[Line]:
    numbers = np.asarray(classes)
    lines = []
    for index in np.unique(numbers[numbers >= 0]).tolist():
        mine = numbers == index
        name = names[index] if index < len(names) else f"class {index}"
        lines.append(Line(x[mine], y[mine], "", name, index, "class", joined=False, marked=True))
    return lines
