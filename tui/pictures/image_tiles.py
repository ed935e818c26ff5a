"""The tiles of a window sliding over a picture: the picture, its channels, what comes out, as large as they fit.

A pixel is a square of half blocks. What padding puts around a picture is a chequered frame. The window's outline lies
just outside of what it covers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.colour import pack
from dlviz.tui.marks import ramp
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.pixels import resized
from dlviz.tui.pictures.read_sliding import Pixel, input_pixel, output_pixel, read_tile
from dlviz.tui.sliding import ImageView
from dlviz.tui.theme import Theme

Array = NDArray[np.floating]
Ints = NDArray[np.int32]

GAP = 1
"""Columns between two tiles, beside their margins."""

LARGEST = 8
"""Half blocks on a side of a pixel."""

CHANNELS = ("red", "green", "blue")
TINTS = np.array([[1.0, 0.25, 0.2], [0.3, 0.95, 0.3], [0.3, 0.5, 1.0]])
"""What a channel is drawn in: its colour, with enough of the others to be told from black."""


@dataclass(frozen=True)
class _Tile:
    """A field of pixels with its name and, where there is one, the outline on it.

    Shapes: colours (rows, columns); shades (rows, columns) in 0 … 1, what stands for them where there are no greys.
    `outline`: row and column of its first pixel, its rows and columns; `pixel`: what one of the pixels says;
    `ends`: between which numbers its colours lie.
    """

    name: str
    colours: Ints
    shades: Array
    outline: tuple[int, int, int, int] | None = None
    pixel: Pixel | None = None
    ends: str = ""

    def size(self, scale: int) -> tuple[int, int]:
        """Columns and rows of cells, a margin for the outline included."""
        (rows, columns), margin = self.colours.shape, self.margin
        return columns * scale + 2 * margin, -(-(rows * scale + 2 * margin) // 2)

    @property
    def margin(self) -> int:
        """Half blocks around the pixels, where the outline may lie."""
        return int(self.outline is not None)


def draw_tiles(canvas: Canvas, seen: ImageView, width: int, height: int) -> int:
    """Draw the richest choice of tiles that there is room for, as large as they can be, and return their rows."""
    theme = canvas.theme
    choices = _choices(seen, theme)
    for tiles in choices:
        for scale in range(LARGEST, 0, -1):
            sizes = [tile.size(scale) for tile in tiles]
            places = _pack(sizes, width, height) or _beside(sizes, width, height)
            if places is not None:
                for tile, (x, y) in zip(tiles, places, strict=True):
                    _draw_tile(canvas, tile, 1 + x, 1 + y, scale)
                return max(y + 1 + tile.size(scale)[1] for tile, (_, y) in zip(tiles, places, strict=True))
    part = Canvas(max(width, 0), max(height, 0), theme)  # too small for any: the corner that fits
    _draw_tile(part, choices[-1][0], 0, 0, 1)
    canvas.blit(part, 1, 1)
    return max(height, 0)


def _pack(sizes: list[tuple[int, int]], width: int, height: int) -> list[tuple[int, int]] | None:
    """Where tiles stand that are laid like words on lines, a row for the name above each; None without room."""
    places, x, y, tallest = [], 0, 0, 0
    for columns, rows in sizes:
        if x and x + columns > width:
            x, y, tallest = 0, y + tallest, 0
        if columns > width or y + 1 + rows > height:
            return None
        places.append((x, y))
        x, tallest = x + columns + GAP, max(tallest, 1 + rows)
    return places


def _beside(sizes: list[tuple[int, int]], width: int, height: int) -> list[tuple[int, int]] | None:
    """The first tile, and beside it the others like words on lines; None without room."""
    (columns, rows), others = sizes[0], sizes[1:]
    places = _pack(others, width - columns - GAP, height)
    if places is None or 1 + rows > height:
        return None
    return [(0, 0), *((x + columns + GAP, y) for x, y in places)]


def _choices(seen: ImageView, theme: Theme) -> list[list[_Tile]]:
    """Tiles from the richest choice to the poorest: channels whole, in half their size, under the window alone; all in
    half their size."""
    top, across = (start + before for start, (before, _) in zip(seen.start, seen.around, strict=True))
    outline = (top, across, *seen.size)
    height, width, channels = seen.x.shape
    if channels == 1:
        low, high = _limits(seen.x[..., 0])
        shades = _share(seen.x[..., 0], low, high)
        pixel = input_pixel(seen)
        picture = _framed(f"picture {height}x{width}", _grey(shades), shades, seen.around, outline, theme, pixel)
        out = _output(seen, theme)
        return [[picture, out], [picture]]
    mean = seen.x.mean(axis=2)
    colours = pack(np.nan_to_num(seen.x)) if theme.hues else _grey(np.clip(mean, 0, 1))
    pixel = input_pixel(seen)
    picture = _framed(f"picture {height}x{width}", colours, np.clip(mean, 0, 1), seen.around, outline, theme, pixel)
    whole, halved, under = [], [], []
    for c, name in enumerate(CHANNELS):
        shades = np.clip(seen.x[..., c], 0, 1)
        tinted = pack(np.nan_to_num(shades)[..., None] * TINTS[c]) if theme.hues else _grey(shades)
        tile = _framed(name, tinted, shades, seen.around, outline, theme, input_pixel(seen, c))
        whole.append(tile)
        small = resized(shades, -(-height // 2), -(-width // 2)) if not np.any(seen.around) else None
        if small is not None:
            ink = pack(np.nan_to_num(small)[..., None] * TINTS[c]) if theme.hues else _grey(small)
            halved.append(_Tile(f"{name} 1:2", ink, small, _half(outline), input_pixel(seen, c, each=2)))
        cut = np.s_[top : top + seen.size[0], across : across + seen.size[1]]
        pixel = input_pixel(seen, c, (top, across))
        under.append(_Tile(name, tile.colours[cut], tile.shades[cut], pixel=pixel))
    out = _output(seen, theme)
    smaller, least = [], []
    if halved:
        small = resized(seen.x, -(-height // 2), -(-width // 2))
        grey = np.clip(small.mean(axis=2), 0, 1)
        ink = pack(np.nan_to_num(small)) if theme.hues else _grey(grey)
        less = _Tile("picture 1:2", ink, grey, _half(outline), input_pixel(seen, each=2))
        smaller, least = [[picture, *halved, out]], [[less, *halved, out], [less, out]]
    return [[picture, *whole, out], *smaller, [picture, *under, out], [picture, out], *least, [picture]]


def _half(outline: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """The pixels of a picture of half the size that a window touches."""
    top, left, tall, wide = outline
    return top // 2, left // 2, -(-(top + tall) // 2) - top // 2, -(-(left + wide) // 2) - left // 2


def _framed(
    name: str,
    colours: Ints,
    shades: Array,
    around: tuple[tuple[int, int], tuple[int, int]],
    outline: tuple[int, int, int, int],
    theme: Theme,
    pixel: Pixel,
) -> _Tile:
    """A picture with the frame that padding puts around it."""
    rows, columns = (n + before + after for n, (before, after) in zip(colours.shape, around, strict=True))
    chequered = np.indices((rows, columns)).sum(axis=0) % 2 == 0
    out = np.where(chequered, np.int32(theme.grid), np.int32(theme.rule)).astype(np.int32)
    grey = np.where(chequered, 0.0, 0.34)
    inside = np.s_[around[0][0] : around[0][0] + colours.shape[0], around[1][0] : around[1][0] + colours.shape[1]]
    out[inside], grey[inside] = colours, shades
    return _Tile(name, out, grey, outline, pixel)


def _output(seen: ImageView, theme: Theme) -> _Tile:
    """What has been computed, grey from the least to the largest output there will be, or with a sign in two hues; what
    is to come has the colour of the grid."""
    low, high = seen.limits
    known = np.isfinite(seen.y)
    if low < 0 and theme.greys:
        top = max(-low, high) or 1.0
        colours, shades = theme.signed_of(seen.y / top), _share(np.abs(seen.y), 0.0, top)
    else:
        shades = _share(seen.y, low, high)
        colours = _grey(shades)
    colours = np.where(known, colours, np.int32(theme.grid)).astype(np.int32)
    name = f"output {'x'.join(map(str, seen.y.shape))}"
    top = max(-low, high)
    ends = " … ".join(labels.column([-top, top] if low < 0 else [low, high]))
    return _Tile(name, colours, shades, (*seen.place, 1, 1), output_pixel(seen), ends)


def _limits(values: Array) -> tuple[float, float]:
    """0 … 1 where everything lies in it, else the least and the greatest number."""
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    return (0.0, 1.0) if low >= 0 and high <= 1 else (low, high)


def _share(values: Array, low: float, high: float) -> Array:
    """Where values lie between two limits, in 0 … 1."""
    return np.asarray(np.clip((values - low) / ((high - low) or 1.0), 0.0, 1.0))


def _grey(shades: Array) -> Ints:
    """Greys from black to white; what is not a number is black."""
    return pack(np.repeat(np.nan_to_num(shades)[..., None], 3, axis=-1))


def _draw_tile(canvas: Canvas, tile: _Tile, x: int, y: int, scale: int) -> None:
    """The name, then the pixels in half blocks, with the outline around what it is about."""
    theme = canvas.theme
    (columns, rows), edge = tile.size(scale), tile.margin
    name = f"{tile.name}  {tile.ends}" if tile.ends else tile.name
    room = columns + GAP - edge
    canvas.write(x + edge, y, name if words.width(name, theme.ascii) <= room else tile.name, theme.muted, room=room)
    if tile.pixel is not None:
        read_tile(canvas, Area(x, y + 1, columns, rows), tile.colours.shape[:2], edge, scale, tile.pixel)
    shape = (2 * rows, columns)
    colours = np.full(shape, theme.paper, np.int32)
    shades = np.zeros(shape)
    height, width = (n * scale for n in tile.colours.shape)
    inside = np.s_[edge : edge + height, edge : edge + width]
    colours[inside] = np.kron(tile.colours, np.ones((scale, scale), np.int32))
    shades[inside] = np.kron(np.nan_to_num(tile.shades), np.ones((scale, scale)))
    ring = np.zeros(shape, np.bool_)
    if tile.outline is not None:
        top, left, tall, wide = tile.outline
        if scale == 1 and tall == wide == 1:  # an outline would hide all that is near: the pixel itself is lit
            ring[1 + top, 1 + left] = True
        else:
            outer = np.s_[top * scale : (top + tall) * scale + 2, left * scale : (left + wide) * scale + 2]
            ring[outer] = True
            ring[1 + top * scale : 1 + (top + tall) * scale, 1 + left * scale : 1 + (left + wide) * scale] = False
    if theme.greys:
        colours = np.where(ring, np.int32(theme.cursor), colours).astype(np.int32)
        canvas.cells(x, y + 1, "▀", colours[0::2], colours[1::2])
        return
    chars = ramp(shades.reshape(rows, 2, columns).mean(axis=1), theme.ascii)
    lit = ring.reshape(rows, 2, columns)
    upright = lit.all(axis=1) & (np.roll(lit.all(axis=1), 1, axis=0) | np.roll(lit.all(axis=1), -1, axis=0))
    chars = np.where(lit.any(axis=1), np.where(upright, ord("│"), ord("─")), chars).astype(np.uint32)
    canvas.cells(x, y + 1, chars, np.full(chars.shape, theme.text, np.int32))
