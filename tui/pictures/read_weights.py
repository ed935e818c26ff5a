"""What the weights say to who points at them: which one it is, by its path, and its value; or how they are spread."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.canvas import Canvas
from dlviz.tui.kernels import KernelView, WeightsView
from dlviz.tui.numbers import count, number
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.read_pixels import Span, index, read_picture, read_steps
from dlviz.tui.readings import Line

Array = NDArray[np.float64]


def read_matrix(
    canvas: Canvas, x: int, y: int, shown: Array, one: KernelView, size: tuple[int, int], turned: bool
) -> None:
    """Attach the weight, or the block of weights, of each pixel. `size`: rows and columns of pixels of one of them."""
    tall, wide = size
    lines, columns = len(shown) // tall, shown.shape[1] // wide

    def at(column: int, row: int) -> Iterator[Line]:
        for line in dict.fromkeys(min(pixel // tall, lines - 1) for pixel in (2 * row, 2 * row + 1)):
            down, across = (one.shape[1], one.shape[0]) if turned else one.shape[:2]
            i, j = _block(line, lines, down), _block(min(column // wide, columns - 1), columns, across)
            value = number(float(shown[line * tall, column]))
            block = (i[1] - i[0] + 1) * (j[1] - j[0] + 1)
            yield Line(_path(one, *((j, i) if turned else (i, j))), value)
            if block > 1:
                yield Line(f"the furthest from 0 of {count(block)}")

    canvas.read(x, y, shown.shape[1], -(-len(shown) // 2), at)


def _block(pixel: int, pixels: int, length: int) -> Span:
    """First and last index under a pixel, as `pooling.furthest` has it."""
    first = pixel * length // pixels
    return first, max((pixel + 1) * length // pixels - 1, first)


def _path(one: KernelView, *spans: Span) -> str:
    """`dense.kernel[3, 1]`."""
    return f"{one.name}.kernel{index(*spans)}"


def read_filter(
    canvas: Canvas, x: int, y: int, one: KernelView, weights: Array, scale: int, which: tuple[int, int]
) -> None:
    """Attach each weight of a filter that is drawn as a small picture. `which`: its channel and its number."""
    size = weights.shape[0] * scale, weights.shape[1] * scale
    head = (Line(f"filter {which[1]}, channel {which[0]}"),)
    read_picture(canvas, x, y, size, weights, f"{one.name}.kernel", head, which)


def read_filter_curve(canvas: Canvas, area: Area, one: KernelView, weights: Array, which: int) -> None:
    """Attach each weight of a filter of a series, (size, channels), that is drawn as curves."""
    head, last = (Line(f"filter {which}"),), f", 0, {which}"
    if weights.shape[1] == 1:
        read_steps(canvas, area, weights[:, 0], f"{one.name}.kernel", head, last)
    else:
        read_steps(canvas, area, weights, f"{one.name}.kernel", head, f", {which}")


def read_spread(
    canvas: Canvas,
    area: Area,
    found: WeightsView,
    one: KernelView,
    bins: tuple[Array, float],
    at_steps: NDArray[np.integer],
) -> None:
    """Attach to a histogram over time the step, the bin and how many weights lie in it. `bins`: shares and reach."""
    shares, reach = bins
    weights = int(np.prod(one.shape))
    each = 2 * reach / len(shares)

    def at(column: int, row: int) -> Iterator[Line]:
        k = int(at_steps[column])
        if column * (found.planned + 1) // area.width > found.step:
            yield Line("ahead of the cursor")
            return
        yield Line(f"{one.name}, step {count(int(found.steps[k]))}")
        top = reach - 2 * row * each
        yield Line("w", f"{number(top - 2 * each)} … {number(top)}")
        share = float(shares[2 * row : 2 * row + 2, k].sum())
        yield Line("weights", f"{count(round(share * weights))} of {count(weights)}, {100 * share:.1f} %")
        if found.stride > 1:
            yield Line(f"looked at every {count(found.stride)} steps")

    def tick(column: int) -> int:
        return int(found.steps[int(at_steps[column])])

    canvas.read(area.x, area.y, area.width, area.height, at, tick)
