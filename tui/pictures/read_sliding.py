"""What sliding windows say to who points at them: the number there, the filter's on it, and their product."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from dlviz.tui.canvas import Canvas
from dlviz.tui.numbers import number
from dlviz.tui.pictures.axes import Axis
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.read_pixels import COLOURS, Span, index
from dlviz.tui.readings import Line
from dlviz.tui.sliding import ImageView, SignalView

MOST = 3
"""Numbers under one column that are told one by one."""
Pixel = Callable[[int, int], Iterator[Line]]


def read_signal(canvas: Canvas, area: Area, x: Axis, seen: SignalView) -> None:
    """Attach to the input of a filter its numbers, with weight and product where the filter lies."""
    low, high = -seen.before, len(seen.x) + seen.after - 1

    def at(column: int, _: int) -> Iterator[Line]:
        first = max(int(np.ceil(x.value(2 * column - 0.5))), low)
        last = min(int(np.ceil(x.value(2 * column + 1.5))) - 1, high)
        steps = range(first, last + 1) if first <= last else [min(max(round(x.value(2 * column + 0.5)), low), high)]
        for step in list(steps)[:MOST]:
            inside = 0 <= step < len(seen.x)
            value = float(seen.x[step]) if inside else 0.0
            yield Line(f"x[{step}]" + " padding" * (not inside), number(value))
            k = step - seen.start
            if seen.place is not None and seen.weights is not None and 0 <= k < len(seen.weights):
                yield Line(f"f[{k}]", number(float(seen.weights[k])))
                yield Line("f·x", number(float(seen.weights[k]) * value))
        if len(steps) > MOST:
            yield Line(f"1 column = {len(steps)} steps")

    canvas.read(area.x, area.y, area.width, area.height, at)


def read_filtered(canvas: Canvas, area: Area, x: Axis, seen: SignalView) -> None:
    """Attach to the output of a filter its numbers, and what it was at first where that is drawn."""

    def at(column: int, _: int) -> Iterator[Line]:
        dots = x.dots(np.asarray(seen.at, np.float64))
        here = np.flatnonzero((dots >= 2 * column - 0.5) & (dots < 2 * column + 1.5))
        if not len(here) and len(dots):
            here = np.array([int(np.abs(dots - 2 * column - 0.5).argmin())])
        for i in here[:MOST].tolist():
            known = np.isfinite(seen.y[i])
            yield Line(f"y[{i}] at step {int(seen.at[i])}", number(float(seen.y[i])) if known else "still to come")
            if seen.earlier is not None:
                yield Line("at first", number(float(seen.earlier[i])))
        if len(here) > MOST:
            yield Line(f"1 column = {len(here)} outputs")

    canvas.read(area.x, area.y, area.width, area.height, at)


def input_pixel(seen: ImageView, channel: int | None = None, corner: Span = (0, 0), each: int = 1) -> Pixel:
    """Of a pixel of the picture its numbers, with weight and product where the window lies; 0 in the padding.

    `channel`: of one alone; `corner`: row and column of the first pixel in the padded picture; `each`: pixels across
    that one of a reduced picture stands for.
    """
    channels = range(seen.x.shape[2]) if channel is None else (channel,)
    top, left = seen.around[0][0], seen.around[1][0]

    def at(row: int, column: int) -> Iterator[Line]:
        row, column = row * each + corner[0] - top, column * each + corner[1] - left
        rows, columns = (row, min(row + each, seen.x.shape[0]) - 1), (column, min(column + each, seen.x.shape[1]) - 1)
        where = f"x{index(rows, columns)}"
        inside = 0 <= row < seen.x.shape[0] and 0 <= column < seen.x.shape[1]
        if not inside:
            yield Line(f"x[{row}, {column}] padding", "0")
            return
        several = len(channels) > 1
        if several:
            yield Line(where)
        i, j = row - seen.start[0], column - seen.start[1]
        under = each == 1 and 0 <= i < seen.size[0] and 0 <= j < seen.size[1]
        for c in channels:
            part = seen.x[rows[0] : rows[1] + 1, columns[0] : columns[1] + 1, c]
            name = COLOURS[c] if seen.x.shape[2] == len(COLOURS) else f"channel {c}"
            called = name if several else f"{where} {name}" if seen.x.shape[2] > 1 else where
            yield Line(called + " mean" * (each > 1), number(float(part.mean())))
            if under and seen.weights is not None:
                weight = float(seen.weights[i, j, c])
                yield Line(f"w[{i}, {j}]", number(weight))
                yield Line("w·x", number(weight * float(seen.x[row, column, c])))

    return at


def output_pixel(seen: ImageView) -> Pixel:
    """Of a pixel of the output its number."""

    def at(row: int, column: int) -> Iterator[Line]:
        value = float(seen.y[row, column])
        yield Line(f"y[{row}, {column}]", number(value) if np.isfinite(value) else "still to come")

    return at


def read_tile(canvas: Canvas, area: Area, shape: Span, edge: int, scale: int, pixel: Pixel) -> None:
    """Attach to a tile of `shape` pixels, each `scale` half blocks across, with a margin of `edge`, what they say."""

    def at(column: int, line: int) -> Iterator[Line]:
        across = (column - edge) // scale
        halves = dict.fromkeys((2 * line + half - edge) // scale for half in (0, 1))
        for down in halves:
            if 0 <= down < shape[0] and 0 <= across < shape[1]:
                yield from pixel(down, across)

    canvas.read(area.x, area.y, area.width, area.height, at)
