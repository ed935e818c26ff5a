"""The rows that are learned from, reduced to a scatter and a few lines of table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlviz.data import Table
from dlviz.scenarios.display_tables import DataPanel
from dlviz.scenarios.rows import Rows

HEAD = 5
"""Rows shown from either end of the table."""

OF_A_CLASS = 12
"""Pictures or series shown of each class."""

PLACES = 4
"""Decimals of a number in the table, at most."""


@dataclass(frozen=True)
class DataResult:
    """Shapes: x, y (n,): the numbers of the scatter; `classes` (n,) or None for regression; `training` of the
    rows are learned from, the rest is held out. Cells of `head` and `tail` are text. Of pictures and series there is
    no table: `samples` (k, *shape) are the first few of each class, or of all, `sampled` (k,) their rows.
    `over_time`: y is a series, x when."""

    name: str
    rows: int
    training: int
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    x_label: str
    y_label: str
    classes: NDArray[np.integer] | None
    class_names: tuple[str, ...]
    header: tuple[str, ...]
    head: tuple[tuple[str, ...], ...]
    tail: tuple[tuple[str, ...], ...]
    samples: NDArray[np.float64] | None = None
    sampled: NDArray[np.integer] | None = None
    over_time: bool = False


def look_at(rows: Rows, settings: DataPanel) -> DataResult:
    """The rows in the units of the table. Regression: target over a feature; classes: two features.

    Of a series whose values are predicted the target is shown over time.
    """
    table = rows.table
    if table.shape and table.times is None and settings.x is None:
        return _look_at_samples(rows)
    names = (*table.features, table.target)
    values: dict[str, Any] = dict(zip(names, [*table.x.T, table.y.astype(np.float64)], strict=True))
    over_time = table.times is not None and settings.x is settings.y is None
    if over_time:
        x_label, y_label = table.time, table.target
        values[x_label] = table.times
    else:
        x_label, y_label = scatter_axes(table, settings)
    lines = _lines(table)
    return DataResult(
        table.name,
        table.rows,
        len(rows.x),
        values[x_label],
        values[y_label],
        x_label,
        y_label,
        None if table.classes is None else table.y,
        table.classes or (),
        names,
        lines[:HEAD],
        lines[HEAD:],
        over_time=over_time,
    )


def _look_at_samples(rows: Rows) -> DataResult:
    """Pictures or series: some of each class."""
    table = rows.table
    if table.classes is None:
        sampled = np.arange(min(OF_A_CLASS, table.rows))
    else:
        sampled = np.concatenate([np.flatnonzero(table.y == k)[:OF_A_CLASS] for k in range(len(table.classes))])
    return DataResult(
        table.name,
        table.rows,
        len(rows.x),
        np.arange(1.0, table.rows + 1.0),
        table.y.astype(np.float64),
        "row",
        table.target,
        None if table.classes is None else table.y,
        table.classes or (),
        (),
        (),
        (),
        table.x[sampled].reshape(-1, *table.shape),
        sampled,
    )


def scatter_axes(table: Table, settings: DataPanel) -> tuple[str, str]:
    """The columns across and upwards: as asked for, else the first feature and the target, or of classes the second."""
    second = table.target if table.classes is None else table.features[min(1, len(table.features) - 1)]
    x_label = settings.x or table.features[0]
    return x_label, settings.y or (second if second != x_label else table.target)


def _lines(table: Table) -> tuple[tuple[str, ...], ...]:
    """The cells of the first and the last rows, the target last; ten rows at most, however many there are."""
    start, stop = min(HEAD, table.rows), max(table.rows - HEAD, HEAD)
    shown = np.r_[0:start, stop : table.rows]
    columns = [_column(values) for values in table.x[shown].T]
    columns.append(_column(table.y[shown]) if table.classes is None else [table.classes[y] for y in table.y[shown]])
    return tuple(zip(*columns, strict=True))


def _column(values: NDArray[Any]) -> list[str]:
    """Numbers under one another with as many decimals as one of them needs, four at most."""
    cells = [f"{value:.6g}" for value in values]
    if any("e" in cell or "n" in cell for cell in cells):  # 1e-05, nan, inf
        return cells
    places = min(max(len(cell.partition(".")[2]) for cell in cells), PLACES)
    return [f"{value:.{places}f}" for value in values]
