"""Where a run would predict which class, over two features: tinted regions, their borders, the rows in their marks.

Low is paper: a tint is as strong as the prediction is sure, and a guess sinks into the background. With two classes
the border is where both have the same share.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.braille import EMPTY, pack
from dlviz.tui.canvas import Canvas
from dlviz.tui.colour import mix, mix_many
from dlviz.tui.ink import LEVELS
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.axes import Axis, Tick, columns_axis, rows_axis, widen
from dlviz.tui.pictures.bilinear import bilinear
from dlviz.tui.pictures.contours import Contours, place_labels
from dlviz.tui.pictures.field import HALF, Field, lay_field, mend
from dlviz.tui.pictures.fit_residuals import held_out
from dlviz.tui.pictures.frame import Area, draw_frame, plot_area, say
from dlviz.tui.pictures.memory import Memory
from dlviz.tui.pictures.read_points import read_regions
from dlviz.tui.pictures.scatter import Legend, cells_at, draw_legend, glyph, lettered
from dlviz.tui.theme import Theme
from dlviz.tui.view import FitView, RegionView

Array = NDArray[np.float64]

MARGIN = 0.04
"""Of a feature's reach, beyond the rows on both sides."""

_fields = Memory(8)


def draw_regions(canvas: Canvas, region: RegionView, fit: FitView | None, legends: tuple[Legend, ...] = ()) -> None:
    """The plot below the title row of a canvas, with the first of the legends that a calm place has room for."""
    theme = canvas.theme
    rows = max(canvas.height - 3, 1)
    y = filled_rows(*_limits(region.y), rows)
    area = plot_area(canvas.width, canvas.height, y.gutter)
    if area.empty:
        return
    if area.height != rows:
        y = filled_rows(*_limits(region.y), area.height)
    x = columns_axis(*_limits(region.x), area.width)
    draw_frame(canvas, area, x, y, region.x_label, grid=False)
    field = _fields.get(region, (area, theme.name, theme.ascii), lambda: _make(region, area, x, y, theme))
    lay_field(canvas, area, field)
    columns, lines, known = cells_at(area, x, y, region.x, region.y)
    _rows(canvas, columns, lines, known, fit)
    if not np.isfinite(region.shares).any():
        say(canvas, area, "no prediction is a finite number")
    if region.shares.shape[-1] == 2:
        half = Contours(field.contours.patterns, (0.5,), field.contours.cells)
        busy = np.zeros((area.height, area.width), np.bool_)
        busy[lines - area.y, columns - area.x] = True
        for column, row, text in place_labels(half, busy):
            canvas.write(area.x + column, area.y + row, text, theme.bright)
    if canvas.height >= 8:
        any(draw_legend(canvas, area, legend, quiet=f" {HALF}") for legend in legends)
    mend(canvas, area, field)
    read_regions(canvas, area, x, y, region, fit, lambda across, up: _shares_at(region, across, up))


def _shares_at(region: RegionView, across: float, up: float) -> Array:
    """How much goes to each class at a place. Shapes: -> (classes,)."""
    return np.asarray(bilinear(region.across, region.up, region.shares, np.array([across]), np.array([up]))[0, 0])


def filled_rows(low: float, high: float, rows: int) -> Axis:
    """A y axis that shows as little beyond low … high as it can, alike on both sides, with its ticks evenly on rows."""
    low, high = widen(low, high)
    span = (high - low) * rows / max(rows - 1, 1)  # a row to spare: ticks stand in the middle of theirs
    first = math.floor(math.log10(span / rows))
    steps = [factor * 10.0**power for power in range(first, first + 3) for factor in (1, 2, 5)]
    choices = [
        (rows * step / spacing, abs(spacing - 4), step, spacing)
        for step in steps
        for spacing in range(3 if rows >= 10 else 2, 8)
        if rows * step / spacing >= span and 2 * spacing <= rows
    ]
    if not choices:
        return rows_axis(low, high, rows)
    shown, _, step, spacing = min(choices)
    bottom = (low + high - shown) / 2
    tick = math.ceil(bottom / step - 1e-9)
    row = math.floor((tick * step - bottom) / step * spacing)
    count = (rows - 1 - row) // spacing + 1
    ticks = tuple(
        Tick(4.0 * (row + k * spacing) + 1.5, labels.tick(round(tick + k, 6) * step, step)) for k in range(count)
    )
    return Axis(tick * step, 4.0 * spacing / step, 4.0 * row + 1.5, False, ticks)


def _limits(values: NDArray[np.floating]) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    if not len(known):
        return 0.0, 1.0
    room = MARGIN * float(known.max() - known.min())
    return float(known.min()) - room, float(known.max()) + room


def _rows(
    canvas: Canvas,
    columns: NDArray[np.int64],
    lines: NDArray[np.int64],
    known: NDArray[np.bool_],
    fit: FitView | None,
) -> None:
    """Every row in the mark of its class, filled if it was learned from and others were not.

    Those that are predicted wrongly lie on top, in the colour of faults.
    """
    if fit is None or fit.truth is None or len(fit.truth) != len(known):
        return
    theme, truth = canvas.theme, np.asarray(fit.truth)[known]
    predicted = truth if fit.predicted is None else fit.predicted[known]
    wrong = (predicted != truth) & (predicted >= 0)
    split = held_out(fit) > 0
    learned = (np.flatnonzero(known) < fit.training) & split
    for missed in (False, True):
        for filled in (False, True):
            dim = split and not filled and lettered(fit.classes)
            for kind in np.unique(truth).tolist():
                mine = (truth == kind) & (wrong == missed) & (learned == filled)
                ink = theme.bad if missed else theme.of_class(kind)
                sign = glyph(kind, fit.classes, filled)
                canvas.scatter(columns[mine], lines[mine], sign, theme.stem(ink) if dim else ink, bold=missed)


def _make(region: RegionView, area: Area, x: Axis, y: Axis, theme: Theme) -> Field:
    width, height = area.width, area.height
    pixels = _shares(region, x, y, 2 * _upto(width) + 0.5, 2 * _upto(2 * height) + 0.5, height)
    dots = _shares(region, x, y, _upto(2 * width), _upto(4 * height), height)
    border = _border(dots)
    cells = np.asarray(border.reshape(height, 4, width, 2).any(axis=(1, 3)), np.bool_)
    contours = Contours(pack(border).astype(np.uint32), (), (cells,))
    blank = np.full((height, width), theme.paper, dtype=np.int32)
    drawn = contours.patterns > 0
    if not theme.hues:
        ink = mix(theme.paper, theme.bright, 0.6)
        chars = np.where(drawn, contours.patterns + EMPTY, 32).astype(np.uint32)
        return Field(chars, np.full_like(blank, ink), blank, blank, contours)
    colours = _colours(pixels, theme)
    upper, lower = colours[0::2], colours[1::2]
    under = mix_many(upper, lower, 0.5)
    ink_on = mix_many(under, theme.bright, 0.55 if theme.dark else 0.45)
    return Field(
        np.where(drawn, contours.patterns + EMPTY, ord(HALF)).astype(np.uint32),
        np.where(drawn, ink_on, upper).astype(np.int32),
        np.where(drawn, under, lower).astype(np.int32),
        under,
        contours,
    )


def _upto(count: int) -> Array:
    return np.arange(count, dtype=np.float64)


def _shares(region: RegionView, x: Axis, y: Axis, columns: Array, rows: Array, height: int) -> Array:
    """Shares at dots counted from the top left; NaN beyond the grid. Shapes: -> (rows, columns, classes)."""
    xs = x.low + (columns - x.origin) / x.gain
    ys = y.low + (4 * height - 1 - rows - y.origin) / y.gain
    shares = bilinear(region.across, region.up, region.shares, xs, ys)
    outside = [(at < grid[0] - 1e-9) | (at > grid[-1] + 1e-9) for grid, at in ((region.across, xs), (region.up, ys))]
    shares[:, outside[0]], shares[outside[1]] = np.nan, np.nan
    return shares


def _known(shares: Array) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(shares).all(axis=-1), np.bool_)


def _border(shares: Array) -> NDArray[np.bool_]:
    """Dots to whose right or below another class is predicted."""
    known = _known(shares)
    chosen = np.where(known[..., None], shares, 0.0).argmax(axis=-1)
    out = np.zeros(chosen.shape, np.bool_)
    out[:, :-1] |= (chosen[:, :-1] != chosen[:, 1:]) & known[:, :-1] & known[:, 1:]
    out[:-1] |= (chosen[:-1] != chosen[1:]) & known[:-1] & known[1:]
    return out


def _colours(shares: Array, theme: Theme) -> NDArray[np.int32]:
    """The tint of the class with the largest share; the level is how far it lies above an even split."""
    known = _known(shares)
    filled = np.where(known[..., None], shares, 0.0)
    chosen, classes = filled.argmax(axis=-1), shares.shape[-1]
    even = 1.0 / classes
    sure = np.clip((filled.max(axis=-1) - even) / (1.0 - even), 0.0, 1.0)
    tints = np.stack([theme.class_field(kind) for kind in range(classes)])
    level = np.floor(sure * (LEVELS - 1) + 0.5).astype(np.int64)
    return np.where(known, tints[chosen, level], np.int32(theme.paper)).astype(np.int32)
