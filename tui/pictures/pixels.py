"""Small pictures made of half blocks: digits, feature maps, filters; and series as small curves.

A cell is one pixel wide and two pixels high. A picture that is larger than its room is reduced by the mean of what
comes to lie in a pixel; one that is smaller is enlarged by whole factors, so that a pixel stays a square.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import steady
from dlviz.tui.braille import Dots, polyline
from dlviz.tui.canvas import Canvas
from dlviz.tui.colour import mix, pack
from dlviz.tui.ink import LEVELS
from dlviz.tui.marks import ramp
from dlviz.tui.pictures.frame import Area
from dlviz.tui.theme import Theme, levels

Array = NDArray[np.float64]
Floats = NDArray[np.floating]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Scale:
    """Between which values colours lie: from `low`, paper, to `high`; `signed`: from −high over paper to high."""

    low: float
    high: float
    signed: bool = False

    def share(self, values: Floats) -> Array:
        """Where values lie, in 0 … 1, or in −1 … 1 of a signed scale; NaN stays NaN."""
        known = np.where(np.isfinite(values), values, np.nan).astype(np.float64)
        if self.signed:
            return np.clip(known / self.high, -1.0, 1.0) if self.high else known * 0.0
        return np.clip((known - self.low) / (self.high - self.low), 0.0, 1.0) if self.high > self.low else known * 0.0


def scale_of(values: Floats, name: str) -> Scale:
    """The scale of what belongs together: from zero where nothing is below, else with the sign told apart."""
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
    low, high = steady.limits(name, low, high)
    return Scale(0.0, max(abs(low), abs(high)), True) if low < 0.0 else Scale(min(low, 0.0), high)


def grey_scale(values: Floats) -> Scale:
    """The scale of pictures: from the darkest to the brightest value."""
    known = values[np.isfinite(values)]
    return Scale(float(known.min()), float(known.max())) if known.size else Scale(0.0, 0.0)


def size_in(shape: tuple[int, ...], rows: int, columns: int, most: int = 3) -> tuple[int, int]:
    """Pixels down and across of a picture in so many rows and columns of cells, enlarged `most` times; (0, 0): none."""
    height, width = shape[0], shape[1]
    share = min(2 * rows / height, columns / width)
    if share <= 0:
        return 0, 0
    share = min(float(int(share)), most) if share >= 1 else share
    return max(round(height * share), 1), max(round(width * share), 1)


def resized(values: Floats, down: int, across: int) -> Array:
    """A picture in so many pixels: means where it shrinks, repeated pixels where it grows. Shapes: (h, w, …)."""
    known = np.where(np.isfinite(values), values, np.nan).astype(np.float64)
    return _along(_along(known, down, 0), across, 1)


def _along(values: Array, size: int, axis: int) -> Array:
    length = values.shape[axis]
    if size == length:
        return values
    if size > length:
        return np.asarray(np.take(values, np.arange(size) * length // size, axis=axis))
    means = np.tensordot(_means(length, size), np.moveaxis(values, axis, 0), axes=(1, 0))
    return np.asarray(np.moveaxis(means, 0, axis))


@lru_cache(maxsize=64)
def _means(length: int, size: int) -> Array:
    """How much of each old pixel lies in each new one. Shapes: (size, length), rows sum to 1."""
    edges = np.linspace(0.0, length, size + 1)
    old = np.arange(length)
    overlap = np.minimum(edges[1:, None], old + 1) - np.maximum(edges[:-1, None], old)
    overlap = np.clip(overlap, 0.0, None)
    return np.asarray(overlap / overlap.sum(axis=1, keepdims=True))


@lru_cache(maxsize=8)
def greys(theme: Theme) -> Ints:
    """25 levels of the ink of pictures, from paper to that of text."""
    return np.array([mix(theme.paper, theme.text, u) for u in np.linspace(0.0, 1.0, LEVELS)], np.int32)


def draw_picture(canvas: Canvas, x: int, y: int, picture: Floats, scale: Scale, size: tuple[int, int]) -> None:
    """A picture (height, width), or (height, width, 3) in its own colours, in `size` pixels down and across."""
    theme = canvas.theme
    values = resized(picture, *size)
    if values.ndim == 3 and values.shape[2] == 3 and theme.hues:
        colours = np.where(np.isfinite(values).all(axis=2), pack(np.nan_to_num(scale.share(values))), theme.grid)
        lay(canvas, x, y, colours.astype(np.int32), np.zeros(size))
        return
    u = scale.share(values.mean(axis=2) if values.ndim == 3 else values)
    lay(canvas, x, y, theme.signed_of(u) if scale.signed else levels(u, greys(theme), theme.grid), np.abs(u))


def draw_map(canvas: Canvas, x: int, y: int, values: Floats, scale: Scale, size: tuple[int, int]) -> None:
    """A field of numbers (height, width) in the colours of heat maps, in `size` pixels down and across."""
    theme = canvas.theme
    u = scale.share(resized(values, *size))
    lay(canvas, x, y, theme.signed_of(u) if scale.signed else theme.heat_of(u), np.abs(u))


def lay(canvas: Canvas, x: int, y: int, colours: Ints, u: Array) -> None:
    """Pixels as half blocks; without colours as characters, the fuller the larger u. Shapes: (rows, columns) both."""
    theme = canvas.theme
    odd = len(colours) % 2
    if theme.greys and not theme.ascii:
        if odd:
            colours = np.concatenate([colours, np.full((1, colours.shape[1]), theme.paper, np.int32)])
        canvas.cells(x, y, "▀", colours[0::2], colours[1::2])
        return
    known = np.nan_to_num(u)
    if odd:
        known = np.concatenate([known, known[-1:]])
    chars = ramp(known.reshape(len(known) // 2, 2, -1).mean(axis=1), theme.ascii)
    canvas.cells(x, y, chars, np.full(chars.shape, theme.text, np.int32))


def draw_series(canvas: Canvas, area: Area, values: Floats, scale: Scale, ink: int) -> None:
    """A series (steps,) as a curve over the whole area, with a hairline at zero where zero is within."""
    if area.empty or len(values) == 0:
        return
    theme = canvas.theme
    low, high = (-scale.high, scale.high) if scale.signed else (scale.low, scale.high)
    reach = high - low or 1.0
    bottom = 4 * area.height - 1
    x = np.linspace(0.0, 2 * area.width - 1, len(values))
    down = bottom - (np.where(np.isfinite(values), values, np.nan) - low) / reach * bottom
    if low < 0.0 < high and not theme.ascii:
        row = area.y + int(bottom - (0.0 - low) / reach * bottom + 0.5) // 4
        canvas.line(area.x, row, area.width, "─" if theme.greys else "┈", theme.grid)
    dots = Dots(area.width, area.height)
    dots.points(*polyline(x, np.clip(down, 0, bottom))[:2])
    canvas.dots(dots, area.x, area.y, ink)
