"""The lines of the curves: columns of runs over another column, whole or entry by entry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.pictures.frame import run_in_front
from dlviz.tui.view import PanelOptions, RunView, View

Array = NDArray[np.float64]

LOG_FROM = 1e3
"""Largest over smallest value of positive columns from which on a logarithmic scale shows more."""


@dataclass(frozen=True)
class Curve:
    """One line of the chart: of which run, which column, which entry; `at` is the row of the cursor.

    Shapes: x, y (rows,).
    """

    run: RunView
    column: str
    label: str
    stroke: int  # which of the columns
    x: Array
    y: Array
    at: int


def is_drawn(one: Curve) -> bool:
    """There is a point of it."""
    return bool((np.isfinite(one.x) & np.isfinite(one.y)).any())


def collect(view: View, options: PanelOptions) -> list[Curve]:
    """Every curve there is: of all runs, or of the one in front where a column has several entries."""
    names, front = view.card.curves, run_in_front(view, options)
    several = any(run.labels.get(name) for run in view.runs for name in names)
    out: list[Curve] = []
    for place, run in enumerate(view.runs):
        if run.front < 0 or (place != front and (several or options.alone)):
            continue
        over = run.columns.get(view.card.curves_x)
        x = np.arange(run.front + 1, dtype=np.float64) if over is None else np.asarray(over, np.float64)
        for stroke, name in enumerate(names):
            values = run.columns.get(name)
            if values is None or x.ndim != 1:
                continue
            entries = run.labels.get(name, ()) if values.ndim == 2 else ("",)
            table = np.asarray(values, np.float64).reshape(len(x), -1)
            out += [
                Curve(run, name, label, stroke, x, table[:, i], max(view.row(run), 0))
                for i, label in enumerate(entries)
            ]
    return out


def is_log(curves: list[Curve], options: PanelOptions, apart: bool = False) -> bool:
    """Whether a chart is logarithmic; of itself not where columns stand apart: a function has its own shape."""
    low, high = limits([one.y for one in curves])
    asked = options.log if options.log is not None else not apart and high > LOG_FROM * low
    return bool(low > 0 and asked)


def limits(values: list[Array]) -> tuple[float, float]:
    """Least and greatest finite number, NaN without one."""
    finite = [one[np.isfinite(one)] for one in values]
    known = np.concatenate(finite) if finite else np.zeros(0)
    return (float(known.min()), float(known.max())) if len(known) else (np.nan, np.nan)
