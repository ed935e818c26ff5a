"""What plots of rows say to who points at them: the rows near a cell, what is true of them and what is predicted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.canvas import Canvas
from dlviz.tui.numbers import NOTHING, count, number
from dlviz.tui.pictures.axes import Axis
from dlviz.tui.pictures.frame import Area
from dlviz.tui.readings import At, Line
from dlviz.tui.view import DataView, FitView, Floats, RegionView

MOST = 2
"""Rows that are told one by one."""
NEAR = 1.5
"""Cells within which a row is told."""

Rows = Callable[[int], Iterable[Line]]


def value_at(axis: Axis, cell: int, cells: int, upwards: bool = False) -> float:
    """The value in the middle of a cell of an axis, counted from the left or from the top."""
    return axis.value(4 * (cells - cell) - 2.5 if upwards else 2 * cell + 0.5)


def rows_near(area: Area, x: Axis, y: Axis, xs: Floats, ys: Floats, column: int, row: int) -> NDArray[np.intp]:
    """The rows that are drawn in a cell, else the one that is drawn nearest to it, if that is near."""
    across = np.floor(x.dots(xs) + 0.5) // 2
    down = (4 * area.height - 1 - np.floor(y.dots(ys) + 0.5)) // 4
    with np.errstate(invalid="ignore"):
        far = np.hypot(across - column, down - row)
    far = np.where(np.isfinite(far), far, np.inf)
    here = np.flatnonzero(far < 0.5)
    if len(here) or not len(far) or far.min() > NEAR:
        return here
    return np.array([int(far.argmin())])


def told_rows(rows: NDArray[np.intp], told: Rows) -> Iterator[Line]:
    """Each row for itself, as many as there is room for, and how many more there are."""
    for i in islice(rows.tolist(), MOST):
        yield from told(int(i))
    if len(rows) > MOST:
        yield Line(f"{count(len(rows) - MOST)} more row{'s' * (len(rows) > MOST + 1)} here")


def read_data(canvas: Canvas, area: Area, x: Axis, y: Axis, data: DataView, lit: NDArray[np.bool_] | None) -> None:
    """Attach the rows of a table under a cell: number, features and class; elsewhere the two features alone."""
    across: Callable[[float], str] = date if data.over_time else number

    def told(i: int) -> Iterator[Line]:
        seen = data.training and i >= data.training
        kind = " · validation" if seen else " · in the minibatch" if lit is not None and i < len(lit) and lit[i] else ""
        yield Line(f"row {count(i + 1)}{kind}")
        yield Line(data.x_label, across(float(data.x[i])))
        yield Line(data.y_label, number(float(data.y[i])))
        if data.classes is not None:
            yield Line("class", data.class_names[int(data.classes[i])])

    def at(column: int, row: int) -> Iterator[Line]:
        rows = rows_near(area, x, y, data.x, data.y, column, row)
        if len(rows):
            yield from told_rows(rows, told)
            return
        yield Line(data.x_label, across(value_at(x, column, area.width)))
        yield Line(data.y_label, number(value_at(y, row, area.height, upwards=True)))

    canvas.read(area.x, area.y, area.width, area.height, at)


def date(value: float) -> str:
    """A year as it is written, 1869, or a time between two."""
    return f"{value:.0f}" if value == round(value) else f"{value:.6g}"


def row_told(fit: FitView, i: int) -> Iterator[Line]:
    """A row of a fit: its number, what is true, what is predicted, and by how much that is off."""
    table = i if fit.rows is None else int(fit.rows[i])
    yield Line(f"row {count(table + 1)}" + " · validation" * bool(fit.training and i >= fit.training))
    if fit.truth is None:
        return
    if fit.values is None:
        predicted = -1 if fit.predicted is None else int(fit.predicted[i])
        yield Line("true", fit.classes[int(fit.truth[i])])
        yield Line("predicted", fit.classes[predicted] if predicted >= 0 else NOTHING)
        return
    truth, value = float(fit.truth[i]), float(fit.values[i])
    yield Line(f"true {fit.target}".strip(), number(truth))
    yield Line("predicted ŷ", number(value))
    yield Line("residual ŷ − y", number(value - truth))


def read_fit(
    canvas: Canvas, area: Area, x: Axis, y: Axis, fits: dict[int, FitView], names: Mapping[int, str], front: int
) -> None:
    """Attach what each run's curve predicts at a column, and the rows under a cell with their residuals."""
    fit = fits[front]
    inputs, truth = np.asarray(fit.inputs, np.float64), np.asarray(fit.truth, np.float64)

    def at(column: int, row: int) -> Iterator[Line]:
        here = value_at(x, column, area.width)
        yield Line(fit.feature or "x", number(here))
        for index, one in sorted(fits.items()):
            if one.curve is not None and len(one.curve):
                curve = np.asarray(one.curve, np.float64)
                yield Line(f"{names.get(index, '')} predicts".strip(), number(float(np.interp(here, *curve.T))), index)
        yield from told_rows(rows_near(area, x, y, inputs, truth, column, row), lambda i: _with_input(fit, inputs, i))

    canvas.read(area.x, area.y, area.width, area.height, at)


def _with_input(fit: FitView, inputs: Floats, i: int) -> Iterator[Line]:
    lines = list(row_told(fit, i))
    yield lines[0]
    yield Line(fit.feature or "x", number(float(inputs[i])))
    yield from lines[1:]


def read_against(canvas: Canvas, area: Area, x: Axis, y: Axis, fit: FitView) -> None:
    """Attach the rows under a cell of predicted over true; elsewhere both numbers alone."""
    truth, values = np.asarray(fit.truth, np.float64), np.asarray(fit.values, np.float64)

    def at(column: int, row: int) -> Iterator[Line]:
        rows = rows_near(area, x, y, truth, values, column, row)
        if len(rows):
            yield from told_rows(rows, lambda i: row_told(fit, i))
            return
        yield Line(f"true {fit.target}".strip(), number(value_at(x, column, area.width)))
        yield Line("predicted ŷ", number(value_at(y, row, area.height, upwards=True)))

    canvas.read(area.x, area.y, area.width, area.height, at)


def read_times(canvas: Canvas, area: Area, x: Axis, fit: FitView, order: NDArray[np.intp]) -> None:
    """Attach to a series the time under a column, what is true then, the forecast and the naive one."""
    times = np.asarray(fit.inputs, np.float64)[order]

    def at(column: int, _: int) -> Iterator[Line]:
        i = int(order[int(np.abs(x.dots(times) - 2 * column - 0.5).argmin())])
        assert fit.inputs is not None
        yield Line(fit.feature or "time", date(float(fit.inputs[i])))
        yield from row_told(fit, i)
        if fit.naive is not None:
            yield Line("naive forecast", number(float(fit.naive[i])))

    if len(times):
        canvas.read(area.x, area.y, area.width, area.height, at)


def read_regions(
    canvas: Canvas,
    area: Area,
    x: Axis,
    y: Axis,
    region: RegionView,
    fit: FitView | None,
    shares_at: Callable[[float, float], Floats],
) -> None:
    """Attach the two features at a cell, how much goes to each class there, and the rows that lie there."""
    classes = fit.classes if fit is not None and fit.classes else tuple(map(str, range(region.shares.shape[-1])))

    def at(column: int, row: int) -> Iterator[Line]:
        across, up = value_at(x, column, area.width), value_at(y, row, area.height, upwards=True)
        yield Line(region.x_label, number(across))
        yield Line(region.y_label, number(up))
        shares = shares_at(across, up)
        for name, share in zip(classes, shares.tolist(), strict=False):
            yield Line(f"p({name})", number(share))
        if fit is not None and fit.truth is not None and len(fit.truth) == len(region.x):
            near = rows_near(area, x, y, region.x, region.y, column, row)
            yield from told_rows(near, lambda i: row_told(fit, i))

    canvas.read(area.x, area.y, area.width, area.height, at)


def bins_at(edges: Floats, counts: NDArray[np.integer], bin_of: NDArray[np.integer], what: str) -> At:
    """Of a histogram the bin under a column of cells, `bin_of` (dots,), and how many lie in it."""

    def at(column: int, _: int) -> Iterator[Line]:
        k = int(bin_of[2 * column])
        yield Line(what, f"{number(float(edges[k]))} … {number(float(edges[k + 1]))}")
        yield Line("rows", count(int(counts[k])))

    return at
