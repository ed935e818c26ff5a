"""The loss over two weights: a field of half blocks, contours at round numbers, the paths of the runs on it.

Low is paper. Colour follows log(L − L* + c), never L, else all colour sits in a corner. One cell is one pixel wide
and two high, so that both axes have the same scale wherever the grid reaches far enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import steady
from dlviz.tui.braille import EMPTY, Dots
from dlviz.tui.canvas import Canvas
from dlviz.tui.colour import mix, mix_many
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.axes import Axis, Tick, nice_step
from dlviz.tui.pictures.bilinear import bilinear
from dlviz.tui.pictures.contours import Contours, reach, trace_contours
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.memory import Memory
from dlviz.tui.pictures.path import shared
from dlviz.tui.theme import Theme, levels
from dlviz.tui.view import LandscapeView

HALF = "▀"

Array = NDArray[np.float64]
Span = tuple[float, float, tuple[float, float]]  # an axis' grid from … to, and the part of it that must be seen
Colours = NDArray[np.int32]


@dataclass(frozen=True)
class Window:
    """What is shown of the grid: the values at the centre of the first pixel, and pixels per unit."""

    x_low: float
    y_high: float
    x_scale: float
    y_scale: float
    y_step: float  # between ticks of the y axis


@dataclass(frozen=True)
class Field:
    """A field ready to lay on a canvas. Shapes: (rows, columns) of cells."""

    chars: NDArray[np.uint32]
    fg: Colours
    bg: Colours
    under: Colours  # the mean of a cell's two pixels: the background of whatever is written on it
    contours: Contours


@dataclass(frozen=True)
class _Sample:
    """A landscape at the pixels and at the dots of a window, with its own limits of colours and contours."""

    pixels: Array
    dots: Array
    shades: tuple[float, float]
    between: tuple[float, float]


def _one_axis(low: float, high: float, inner: tuple[float, float], pixels: int, scale: float) -> tuple[float, float]:
    """Start and scale of an axis that shows `inner`, within the grid low … high, at `scale` if that is possible."""
    least = pixels / (high - low)
    room = inner[1] - inner[0]
    scale = max(min(scale, pixels / room) if room > 0 else scale, least)
    shown = pixels / scale
    start = (low + high - shown) / 2
    start = min(max(start, inner[1] - shown), inner[0])
    return min(max(start, low), high - shown), scale


def choose_window(landscape: LandscapeView, box: tuple[Array, Array], width: int, height: int) -> Window:
    """The largest part of the grid with equal scales on both axes that holds `box` (low corner, high corner)."""
    spans = []
    for axis in (0, 1):
        grid = landscape.grids[axis]
        low, high = float(grid[0]), float(grid[-1])
        margin = 0.06 * (high - low)
        inner = (max(low, float(box[0][axis]) - margin), min(high, float(box[1][axis]) + margin))
        spans.append((low, high, inner if inner[0] <= inner[1] else (low, high)))
    scale = max(width / (spans[0][1] - spans[0][0]), 2 * height / (spans[1][1] - spans[1][0]))
    x_low, x_scale = _one_axis(*spans[0], width, scale)
    y_low, y_scale = _one_axis(*spans[1], 2 * height, scale)
    step = nice_step(2 * (2.5 if height >= 10 else 1.7) / y_scale)
    # Ticks of the y axis are to lie whole rows apart: stretch it by a few per cent, or zoom in on both axes.
    for spacing, most, both in ((round, 0.04, False), (ceil, 0.25, True), (round, 0.12, False)):
        even = 2 * max(spacing(step * y_scale / 2), 1) / step
        low, reached = _one_axis(*spans[1], 2 * height, even)
        if abs(even / y_scale - 1) > most or reached != even:
            continue
        if both:
            left, zoomed = _one_axis(*spans[0], width, even)
            if x_scale != y_scale or zoomed != even:
                continue
            x_low, x_scale = left, zoomed
        y_low, y_scale = low, even
        break
    y_low = _on_rows(y_low, y_scale, step, spans[1], height)
    return Window(x_low + 0.5 / x_scale, y_low + (2 * height - 0.5) / y_scale, x_scale, y_scale, step)


def _on_rows(low: float, scale: float, step: float, span: Span, height: int) -> float:
    """Shift by less than a row, so that the ticks stand in the middle of rows, as far as the grid reaches."""
    row = 2 / scale
    shift = ((step * np.ceil(low / step) - low) / row - 0.5) % 1.0
    for moved in (low + shift * row, low + (shift - 1.0) * row):
        if span[0] - 1e-9 <= moved and moved + height * row <= span[1] + 1e-9:
            return float(moved)
    return low


def field_axes(window: Window, width: int, height: int) -> tuple[Axis, Axis]:
    """The axes in dots: two dots a pixel on both."""
    gain_x, gain_y = 2 * window.x_scale, 2 * window.y_scale
    step_y = window.y_step
    low_y = window.y_high - (2 * height - 1) / window.y_scale
    y = _ticked(low_y, gain_y, step_y, 4 * height, 0.5)
    step_x = nice_step(max(10 / window.x_scale, step_y if window.x_scale == window.y_scale else 0.0))
    return _ticked(window.x_low, gain_x, step_x, 2 * width, 0.5), y


def _ticked(low: float, gain: float, step: float, dots: int, origin: float) -> Axis:
    first = int(np.ceil((low - 0.5 / gain) / step - 1e-9))
    last = int(np.floor((low + (dots - 1) / gain) / step + 1e-9))
    ticks = tuple(
        Tick(origin + (k * step - low) * gain, labels.tick(k * step, step))
        for k in range(first, min(last, first + 200) + 1)
    )
    return Axis(low, gain, origin, False, ticks)


_fields, _samples = Memory(8), Memory(8)


def make_field(landscape: LandscapeView, window: Window, width: int, height: int, theme: Theme) -> Field:
    """The field, made once for a landscape, a window, a size, a theme, and the limits of colours and contours."""
    sample = _samples.get(landscape.loss, (window, width, height), lambda: _sampled(landscape, window, width, height))
    name = shared(landscape)
    shades, between = steady.limits(f"shades of {name}", *sample.shades), steady.limits(f"of {name}", *sample.between)
    key = (window, width, height, theme.name, theme.ascii, shades, between)
    return _fields.get(landscape.loss, key, lambda: _make(sample, shades, between, theme))


def _sampled(landscape: LandscapeView, window: Window, width: int, height: int) -> _Sample:
    loss = np.where(np.isfinite(landscape.loss), landscape.loss, np.nan).astype(np.float64)
    pixels_x = np.asarray(window.x_low + np.arange(width) / window.x_scale, np.float64)
    pixels_y = np.asarray(window.y_high - np.arange(2 * height) / window.y_scale, np.float64)
    dots_x = np.asarray(window.x_low + (np.arange(2 * width) - 0.5) / (2 * window.x_scale), np.float64)
    dots_y = np.asarray(window.y_high - (np.arange(4 * height) - 0.5) / (2 * window.y_scale), np.float64)
    pixels, dots = _sample(landscape, loss, pixels_x, pixels_y), _sample(landscape, loss, dots_x, dots_y)
    return _Sample(pixels, dots, ends(landscape), reach(dots))


def _make(sample: _Sample, shades: tuple[float, float], between: tuple[float, float], theme: Theme) -> Field:
    contours, values = trace_contours(sample.dots, between), sample.pixels
    blank = np.full((values.shape[0] // 2, values.shape[1]), theme.paper, dtype=np.int32)
    known = np.isfinite(values)
    drawn = (contours.patterns > 0) & known[0::2] & known[1::2]
    if not theme.hues:
        ink = mix(theme.paper, theme.bright, 0.45)
        chars = np.where(drawn, contours.patterns + EMPTY, 32).astype(np.uint32)
        return Field(chars, np.full_like(blank, ink), blank, blank, contours)
    colours = levels(brightness(values, *shades), theme.field, theme.paper)
    upper, lower = colours[0::2], colours[1::2]
    under = mix_many(upper, lower, 0.5)
    ink_on = mix_many(under, theme.bright, 0.30 if theme.dark else 0.26)
    return Field(
        np.where(drawn, contours.patterns + EMPTY, ord(HALF)).astype(np.uint32),
        np.where(drawn, ink_on, upper).astype(np.int32),
        np.where(drawn, under, lower).astype(np.int32),
        under,
        contours,
    )


def ends(landscape: LandscapeView) -> tuple[float, float]:
    """L* and the loss from which on all is the highest colour, of the whole grid: the same wherever it is drawn."""
    known = landscape.loss[np.isfinite(landscape.loss)].astype(np.float64)
    if not len(known):
        return np.nan, np.nan
    lowest = float(known.min())
    if landscape.minimum_loss is not None and np.isfinite(landscape.minimum_loss):
        lowest = min(lowest, landscape.minimum_loss)
    return lowest, float(np.quantile(known, 0.99))


def brightness(values: Array, lowest: float, highest: float) -> Array:
    """u in 0 … 1 of log(L − L* + c)."""
    top = highest - lowest
    if not top > 0:
        return np.where(np.isfinite(values), 0.0, np.nan)
    c = 0.01 * top
    with np.errstate(invalid="ignore"):
        u = np.log1p(np.maximum(values - lowest, 0.0) / c) / np.log1p(top / c)
    return np.asarray(u)


def _sample(landscape: LandscapeView, loss: Array, xs: Array, ys: Array) -> Array:
    """Bilinear values of the grid at xs (columns) and ys (rows)."""
    return bilinear(landscape.grids[0], landscape.grids[1], loss, xs, ys)


def lay_field(canvas: Canvas, area: Area, field: Field) -> None:
    """The field and its contours, with one number on each contour."""
    canvas.cells(area.x, area.y, field.chars, field.fg, field.bg)


def mend(canvas: Canvas, area: Area, field: Field) -> None:
    """Give all that was written on the field its background."""
    inside = np.s_[area.y : area.y + area.height, area.x : area.x + area.width]
    written = canvas.chars[inside] != ord(HALF)
    canvas.bg[inside] = np.where(written, field.under, field.bg)


def thick(width: int, height: int, cols: NDArray[np.int64], rows: NDArray[np.int64]) -> Dots:
    """A line two dots thick."""
    dots = Dots(width, height)
    for dx, dy in ((0, 0), (1, 0), (0, 1)):
        dots.points(cols + dx, rows + dy)
    return dots
