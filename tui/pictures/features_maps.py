"""The maps of one layer: pictures of a convolution over pictures, curves of one over series, cells of dense units."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.inputs import MapsView
from dlviz.tui.numbers import number
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.pixels import Scale, draw_map, draw_series, lay, scale_of, size_in
from dlviz.tui.pictures.read_pixels import index, read_picture, read_steps, span, told
from dlviz.tui.pictures.scatter import glyph
from dlviz.tui.readings import Line

SMALLEST = 3
"""Rows of a map, below which some are rather left out."""
LEAST_CURVE = 14
"""Cells across of a curve."""
ENLARGED = 4


def draw_maps(canvas: Canvas, area: Area, layer: MapsView, lit: bool) -> None:
    """The head and, below it, as many of the maps as fit, all on one scale."""
    if area.empty:
        return
    body = Area(area.x, area.y + 1, area.width, area.height - 1)
    scale = scale_of(layer.values, f"maps {layer.name}")
    draw = _pictures if layer.values.ndim == 3 else _curves
    shown = draw(canvas, body, layer, scale) if not body.empty else 0
    _head(canvas, area, layer, layer.values.shape[-1] - shown, lit, scale)


def _head(canvas: Canvas, area: Area, layer: MapsView, more: int, lit: bool, scale: Scale) -> None:
    """`conv2d  28×28×6  Conv2D  colours 0 … 1.250           … 2 more`: the ends of the scale where they have room."""
    theme = canvas.theme
    rest = f"… {more} more" if more > 0 else ""
    room = area.width - (words.width(rest, theme.ascii) + 2 if rest else 0)
    at = canvas.write(area.x, area.y, layer.name, theme.cursor if lit else theme.text, bold=True, room=max(room, 0))
    said = f"{layer.shape}  {layer.type}"
    ends = f"−{number(scale.high)}" if scale.signed else number(scale.low)
    longer = f"{said}  colours {ends} … {number(scale.high)}"
    if math.isfinite(scale.high) and words.width(longer, theme.ascii) <= room - at - 2:
        said = longer
    canvas.write(area.x + at + 2, area.y, said, theme.muted, room=max(room - at - 2, 0))
    if rest:
        canvas.write(area.x + area.width - 1, area.y, rest, theme.muted, align="right")


def _pictures(canvas: Canvas, area: Area, layer: MapsView, scale: Scale) -> int:
    """Maps in lines, as large as lets all of them stand there; how many do."""
    values = layer.values
    maps = int(values.shape[2])
    per_line, lines, size = _grid(values.shape, area)
    rows = -(-size[0] // 2)
    if not size[0]:
        return 0
    shown = min(per_line * lines, maps)
    for i in range(shown):
        x, y = area.x + i % per_line * (size[1] + 1), area.y + i // per_line * (rows + 1)
        draw_map(canvas, x, y, values[:, :, i], scale, size)
        read_picture(canvas, x, y, size, values[:, :, i], layer.name, (Line(f"channel {i}"),), (i,))
    return shown


def _grid(shape: tuple[int, ...], area: Area) -> tuple[int, int, tuple[int, int]]:
    """Maps in a line, lines, and pixels of a map."""
    best = (1, 1, (0, 0))
    for rows in range(area.height, 0, -1):
        size = size_in(shape, rows, area.width, ENLARGED)
        taken = -(-size[0] // 2)
        if not taken:
            continue
        per_line = max((area.width + 1) // (size[1] + 1), 1)
        lines = max((area.height + 1) // (taken + 1), 1)
        best = (per_line, lines, size)
        if per_line * lines >= shape[2] or taken <= SMALLEST:
            break
    return best


def rows_for_all(layer: MapsView, width: int) -> int:
    """Rows that show all maps of a layer in the smallest size in which they can be told apart, the head included."""
    if layer.values.ndim == 2:
        per_line = max((width + 2) // (LEAST_CURVE + 2), 1)
        return 1 + 2 * -(-int(layer.values.shape[1]) // per_line)
    size = size_in(layer.values.shape, SMALLEST, width, ENLARGED)
    per_line = max((width + 1) // (size[1] + 1), 1)
    return -(-int(layer.values.shape[2]) // per_line) * (-(-size[0] // 2) + 1)


def _curves(canvas: Canvas, area: Area, layer: MapsView, scale: Scale) -> int:
    """Series side by side and below one another; where curves would be too small, as rows of colour."""
    values = layer.values
    maps = int(values.shape[1])
    for rows in range(min(area.height, 6), 1, -1):
        lines = area.height // rows
        per_line = -(-maps // lines)
        across = (area.width - 2 * (per_line - 1)) // per_line
        if across >= LEAST_CURVE:
            for i in range(maps):
                at = Area(area.x + i % per_line * (across + 2), area.y + i // per_line * rows, across, rows)
                draw_series(canvas, at, values[:, i], scale, canvas.theme.run(0))
                read_steps(canvas, at, values[:, i], layer.name, (Line(f"channel {i}"),), f", {i}")
            return maps
    shown = min(maps, 2 * area.height)
    draw_map(canvas, area.x, area.y, values.T[:shown], scale, (shown, area.width))
    _read_rows(canvas, area, layer, shown)
    return shown


def _read_rows(canvas: Canvas, area: Area, layer: MapsView, shown: int) -> None:
    """Of maps as rows of colour, two a row of cells: both channels at the steps of a column."""

    def at(column: int, row: int) -> Iterator[Line]:
        first, last = span(column, area.width, len(layer.values))
        for i in range(2 * row, min(2 * row + 2, shown)):
            yield Line(f"{layer.name}{index((first, last), (i, i))}", told(layer.values[first : last + 1, i]))

    canvas.read(area.x, area.y, area.width, -(-shown // 2), at)


def unit_rows(layer: MapsView, room: int, classes: tuple[str, ...] = ()) -> int:
    """Rows that the units of a layer take beside its name; those of the last layer have the names of classes above."""
    units = layer.values.size
    if len(classes) == units:
        return 2
    return min(max(-(-units // max(2 * room, 1)), 1), 3) if units > room else 1


def draw_units(canvas: Canvas, area: Area, layer: MapsView, gutter: int, classes: tuple[str, ...], lit: bool) -> None:
    """The units of a layer as cells beside its name; of wide layers two in a cell, one above the other."""
    theme = canvas.theme
    if area.empty:
        return
    gutter = min(gutter, area.width // 2)
    values = np.asarray(layer.values, np.float64).ravel()
    named = len(classes) == len(values) and area.height > 1
    y = area.y + named
    ink = theme.cursor if lit else theme.text
    at = canvas.write(area.x, y, layer.name, ink, bold=True, room=max(gutter - 1, 0))
    canvas.write(area.x + at + 1, y, layer.shape, theme.muted, room=max(gutter - at - 2, 0))
    room, rows = area.width - gutter, area.height - named
    if room <= 0 or rows <= 0:
        return
    x, scale = area.x + gutter, scale_of(values, f"maps {layer.name}")

    def said(i: int) -> Iterator[Line]:
        if i < len(values):
            called = f" {classes[i]}" if len(classes) == len(values) else ""
            yield Line(f"{layer.name}[{i}]{called}", number(float(values[i])))

    u = scale.share(values)
    colours = theme.signed_of(u) if scale.signed else theme.heat_of(u)
    if len(values) <= room * rows:
        per_line = min(room, len(values))
        wide = max(min(room // per_line, 6 if named else 2), 1)
        for line in range(-(-len(values) // per_line)):
            part = slice(line * per_line, (line + 1) * per_line)
            lay(canvas, x, y + line, *(np.tile(np.repeat(one[part], wide), (2, 1)) for one in (colours, np.abs(u))))
        lines = -(-len(values) // per_line)
        canvas.read(x, y, per_line * wide, lines, lambda column, line: said(line * per_line + column // wide))
        fits = max((words.width(name, theme.ascii) for name in classes), default=0) < wide
        for i, name in enumerate(classes if named else ()):
            canvas.write(x + i * wide, area.y, name if fits else glyph(i, classes), theme.muted)
        return
    # Two lines of pixels a row; what is left over at the end is said, not drawn.
    shown = min(len(values), 2 * room * rows)
    grid = -(-shown // room)
    padded = np.full((grid + grid % 2) * room, theme.paper, np.int32)
    padded[:shown] = colours[:shown]
    sizes = np.zeros(len(padded))
    sizes[:shown] = np.nan_to_num(np.abs(u[:shown]))
    lay(canvas, x, y, padded.reshape(-1, room), sizes.reshape(-1, room))

    def pair(column: int, row: int) -> Iterator[Line]:
        for line in (2 * row, 2 * row + 1):
            yield from said(line * room + column)

    canvas.read(x, y, room, -(-grid // 2), pair)
    if shown < len(values):
        canvas.write(
            area.x + area.width - 1, y + rows - 1, f" … {len(values) - shown} more", theme.muted, align="right"
        )
