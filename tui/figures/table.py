"""The numbers of a figure as one tidy CSV table: a row a point, the columns by the traces, else by the axes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np

from dlviz.tui import words
from dlviz.tui.figures.figure import Array, Chart, Figure, Line

FIELD = "field"
"""What stands as the series of a point of a grid."""


def to_csv(figure: Figure) -> str:
    """The table as text; charts that are not told apart by their runs have a column of their own."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(header(figure))
    writer.writerows(rows(figure))
    return file.getvalue()


def header(figure: Figure) -> list[str]:
    """`run, series, step, loss`, of `run` and `series` those that say something.

    The names of axes that charts do not share are x and y.
    """
    plain = [chart for chart in figure.charts if chart.field is None]
    deep = [chart for chart in figure.charts if chart.field is not None]
    xs = {chart.x for chart in figure.charts}
    ys = {chart.column or chart.y for chart in plain} | {chart.y for chart in deep}
    values = {chart.column or chart.value for chart in deep}
    names = [_spelt(names.pop()) if len(names) == 1 else axis for names, axis in ((xs, "x"), (ys, "y"))]
    chart = ["chart"] if _apart(figure) else []
    value = [_spelt(values.pop()) or "value"] if values else []
    return [*chart, *_told(figure), *names, *value]


def _told(figure: Figure) -> list[str]:
    """Which of `run` and `series` are not empty in every row."""
    lines = [line for chart in figure.charts for line in chart.lines]
    deep = any(chart.field is not None for chart in figure.charts)
    said = {"run": any(line.run for line in lines), "series": deep or any(line.series for line in lines)}
    return [name for name, found in said.items() if found]


def _apart(figure: Figure) -> bool:
    """A row must say which of several charts it is of."""
    return len(figure.charts) > 1 and any(line.run != chart.title for chart in figure.charts for line in chart.lines)


def _spelt(name: str) -> str:
    """A name that every program reads: η is eta, − is -."""
    return " ".join(words.clean(name, ascii=True).split())


def rows(figure: Figure) -> Iterator[list[str]]:
    """Line after line, then the grid."""
    deep = any(chart.field is not None for chart in figure.charts)
    told = _told(figure)
    for chart in figure.charts:
        first = [chart.title] if _apart(figure) else []
        for line in chart.lines:
            names = [name for what, name in (("run", line.run), ("series", line.series)) if what in told]
            for point in zip(*_texts(line, deep), strict=True):
                yield [*first, *names, *point]
        if chart.field is not None:
            yield from _grid(chart, [*first, ""] if "run" in told else first)


def _texts(line: Line, deep: bool) -> list[list[str]]:
    columns = [numbers(line.x), numbers(line.y)]
    if deep:
        columns.append([""] * len(line.x) if line.z is None else numbers(line.z))
    return columns


def _grid(chart: Chart, first: list[str]) -> Iterator[list[str]]:
    field = chart.field
    assert field is not None
    across, up = numbers(field.x), numbers(field.y)
    for y, line in zip(up, field.values, strict=True):
        for x, value, text in zip(across, line.tolist(), numbers(line), strict=True):
            named = field.classes[int(value)] if field.classes and np.isfinite(value) else text
            yield [*first, FIELD, x, y, named]


def numbers(values: Array) -> list[str]:
    """Each number with the fewest digits that give it again, in float32 where it is one; NaN is empty."""
    with np.errstate(over="ignore"):
        short = values.astype(np.float32)
    same = short.astype(np.float64) == values
    return [
        "" if np.isnan(value) else (str(few) if alike else repr(value)).removesuffix(".0")
        for value, few, alike in zip(values.tolist(), short, same.tolist(), strict=True)
    ]
