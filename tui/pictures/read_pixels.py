"""What pixels, maps and small curves say to who points at them: where it is, counted from 0, and the numbers there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.canvas import Canvas
from dlviz.tui.numbers import NOTHING
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.read_time import between
from dlviz.tui.readings import Line

COLOURS = ("red", "green", "blue")

Floats = NDArray[np.floating]
Span = tuple[int, int]


def span(pixel: int, pixels: int, length: int) -> Span:
    """First and last of `length` numbers that a pixel of a row of `pixels` shows, as `pixels.resized` has it."""
    if pixels >= length:
        at = min(pixel, pixels - 1) * length // pixels
        return at, at
    return pixel * length // pixels, max(-(-(pixel + 1) * length // pixels) - 1, pixel * length // pixels)


def joined(first: Span, second: Span) -> Span:
    """From the first to the second."""
    return first[0], second[1]


def index(*spans: Span) -> str:
    """`[3, 5–6]`."""
    return f"[{', '.join(str(a) if a == b else f'{a}–{b}' for a, b in spans)}]"


def told(values: Floats) -> str:
    """The number there, or the least and the greatest of several."""
    known = values[np.isfinite(values)]
    return between(float(known.min()), float(known.max())) if known.size else NOTHING


def read_picture(
    canvas: Canvas,
    x: int,
    y: int,
    size: Span,
    values: Floats,
    name: str,
    head: Iterable[Line] = (),
    last: tuple[int, ...] = (),
) -> None:
    """Attach to a picture of `size` pixels down and across, two a row of cells, the numbers (height, width[, 3]) there.

    `last`: indices that follow row and column, as that of a channel.
    """
    down, across = size
    height, width = values.shape[:2]
    head = tuple(head)

    def at(column: int, row: int) -> Iterator[Line]:
        rows = joined(span(2 * row, down, height), span(min(2 * row + 1, down - 1), down, height))
        columns = span(column, across, width)
        part = values[rows[0] : rows[1] + 1, columns[0] : columns[1] + 1]
        yield from head
        where = f"{name}{index(rows, columns, *((k, k) for k in last))}"
        if values.ndim == 2 or values.shape[2] == 1:
            yield Line(where, told(part))
            return
        yield Line(where)
        names = COLOURS if values.shape[2] == len(COLOURS) else tuple(f"channel {k}" for k in range(values.shape[2]))
        for k, called in enumerate(names):
            yield Line(called, told(part[..., k]))

    canvas.read(x, y, across, -(-down // 2), at)


def read_steps(
    canvas: Canvas, area: Area, values: Floats, name: str, head: Iterable[Line] = (), last: str = ""
) -> None:
    """Attach to small curves, one a column of values (steps[, channels]), the numbers under a column of cells."""
    head = tuple(head)

    def at(column: int, _: int) -> Iterator[Line]:
        series = values.reshape(len(values), -1)
        at_dots = np.linspace(0.0, max(2 * area.width - 1, 0), len(series))
        where = np.flatnonzero((at_dots >= 2 * column - 0.5) & (at_dots < 2 * column + 1.5))
        if not len(where):
            where = np.array([int(np.abs(at_dots - 2 * column - 0.5).argmin())])
        first, final = int(where[0]), int(where[-1])
        yield from head
        for k in range(series.shape[1]):
            channel = f", {k}" if series.shape[1] > 1 else ""
            yield Line(f"{name}{index((first, final))[:-1]}{channel}{last}]", told(series[first : final + 1, k]))

    if len(values):
        canvas.read(area.x, area.y, area.width, area.height, at)
