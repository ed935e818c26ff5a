"""What a chart of curves says to who points at it: the number that is swept, and each curve's value or range there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.numbers import NOTHING, count
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.axes import Axis
from dlviz.tui.pictures.curves_columns import Curve
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.read_time import between, moment, stands_for
from dlviz.tui.readings import Line
from dlviz.tui.view import View


def read_curves(canvas: Canvas, view: View, area: Area, x: Axis, curves: Sequence[Curve]) -> None:
    """Attach what each column of cells says; over steps it can be gone to."""
    over_steps = view.card.curves_x == "step"
    names = {one.column for one in curves}

    def at(column: int, _: int) -> Iterator[Line]:
        rows = [_rows_under(one, x, column) for one in curves]
        if over_steps and len(rows[0]):
            first, last = int(rows[0][0]), int(rows[0][-1])
            yield from moment(view, _tick(view, curves[0], first), _tick(view, curves[0], last))
        else:
            here = np.concatenate([one.x[where] for one, where in zip(curves, rows, strict=True)])
            said = between(float(here.min()), float(here.max())) if len(here) else NOTHING
            yield Line(words.column(view.card.curves_x), said)
        for one, where in zip(curves, rows, strict=True):
            values = one.y[where]
            values = values[np.isfinite(values)]
            column_name = words.column(one.column) * (len(names) > 1)
            called = " ".join(part for part in (one.label or one.run.name, column_name) if part)
            whole = labels.are_whole(one.y)
            yield Line(called, between(values.min(), values.max(), whole) if len(values) else NOTHING, one.run.index)
        if over_steps and len(rows[0]):
            yield from stands_for(int(rows[0][0]), int(rows[0][-1]))
        elif rows and len(rows[0]) > 1:
            yield Line(f"1 column = {count(len(rows[0]))} values")

    def tick(column: int) -> int:
        rows = _rows_under(curves[0], x, column)
        return _tick(view, curves[0], int(rows[0])) if len(rows) else 0

    canvas.read(area.x, area.y, area.width, area.height, at, tick if over_steps and curves else None)


def _tick(view: View, one: Curve, row: int) -> int:
    return row * max(view.ticks_per_epoch, 1) // max(one.run.steps_per_epoch, 1)


def _rows_under(one: Curve, x: Axis, column: int) -> NDArray[np.int64]:
    """The rows that are drawn in a column of cells; where none is, the one nearest to its middle."""
    dots = x.dots(one.x)
    with np.errstate(invalid="ignore"):
        inside = np.flatnonzero((dots >= 2 * column - 0.5) & (dots < 2 * column + 1.5))
    if len(inside) or not np.isfinite(dots).any():
        return inside
    return np.array([int(np.nanargmin(np.abs(dots - 2 * column - 0.5)))])
