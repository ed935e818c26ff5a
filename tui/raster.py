"""A canvas as pixels, and as a PNG file: a tile for each glyph, laid on the grid of cells with NumPy.

What is a shape in an SVG is one here; letters come from a font that dlviz ships, so no system needs one. A cell is
10 x 20 pixels at scale 1. Letters of scripts that the font does not have are boxes.
"""

from __future__ import annotations

import io
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dlviz.scenarios import ScenarioError
from dlviz.tui.braille import EMPTY
from dlviz.tui.canvas import Canvas
from dlviz.tui.printed import printed
from dlviz.tui.shapes import (
    BARS,
    BASELINE,
    DOT,
    DOTS,
    FILLED,
    FONT_SIZE,
    RINGS,
    SHADES,
    STROKE,
    W,
    circle,
    corners,
)
from dlviz.tui.words import AS_WRITTEN

if TYPE_CHECKING:
    from pathlib import Path

    from PIL.ImageFont import FreeTypeFont

CELL = 10, 20  # pixels of a cell at scale 1
FINER = 8  # a shape is drawn so much larger and then averaged
ALIKE = {"ℓ": "l", "⋄": "◇"}
"""Signs that the font lacks and what stands for them."""

Tile = NDArray[np.uint8]
"""How much of its ink each pixel of a cell shows, 0 to 255. Shape: (height, width)."""


def to_png(canvas: Canvas, path: Path, title: str = "", scale: int = 1) -> None:
    """Write the picture as a PNG file.

    Raises: ScenarioError without Pillow.
    """
    image, info = pillow().fromarray(pixels(canvas, scale), "RGB"), None
    if title:
        from PIL.PngImagePlugin import PngInfo

        info = PngInfo()
        info.add_itxt("Title", title)
    image.save(path, "PNG", pnginfo=info)


def pillow() -> Any:
    """The module that writes pictures.

    Raises: ScenarioError where it is not installed.
    """
    try:
        from PIL import Image
    except ImportError:
        raise ScenarioError(
            "PNG and films need Pillow; install it with pip install 'dlviz[images]', or write .svg instead"
        ) from None
    return Image


def pixels(canvas: Canvas, scale: int = 1) -> NDArray[np.uint8]:
    """The colours of all pixels. Shape: (20·scale·rows, 10·scale·columns, 3)."""
    width, height = CELL[0] * scale, CELL[1] * scale
    numbers, stack = tiles(canvas, scale)
    fg, bg = colours(canvas.fg, paper=False), colours(canvas.bg, paper=True)
    out = np.empty((canvas.height, height, canvas.width, width, 3), np.uint8)
    out[:] = bg[:, None, :, None, :]
    rows, columns = np.nonzero(np.asarray(stack.any(axis=(1, 2)))[numbers])
    share = stack[numbers[rows, columns], :, :, None].astype(np.uint16)
    ink, ground = fg[rows, columns][:, None, None, :], bg[rows, columns][:, None, None, :]
    mixed = share * ink + (255 - share) * ground + 128
    out[rows, :, columns] = (mixed + (mixed >> 8)) >> 8
    return out.reshape(canvas.height * height, canvas.width * width, 3)


def tiles(canvas: Canvas, scale: int) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """For each cell the number of its tile, and all tiles. Shapes: (rows, columns); (tiles, height, width)."""
    keys, numbers = np.unique(canvas.shown().astype(np.int64) << 1 | canvas.bold, return_inverse=True)
    drawn = [_tile(key >> 1, bool(key & 1), scale) for key in keys.tolist()]
    stack = np.stack(drawn) if drawn else np.zeros((0, CELL[1] * scale, CELL[0] * scale), np.uint8)
    return numbers.reshape(canvas.chars.shape), stack


def colours(values: NDArray[np.int32], paper: bool) -> NDArray[np.uint8]:
    """Red, green and blue."""
    known = printed(values, paper)
    return np.stack([known >> 16 & 255, known >> 8 & 255, known & 255], axis=-1).astype(np.uint8)


@lru_cache(maxsize=4096)
def _tile(code: int, bold: bool, scale: int) -> Tile:
    char = chr(code)
    if code in (0, 32):
        return np.zeros((CELL[1] * scale, CELL[0] * scale), np.uint8)
    if EMPTY <= code < EMPTY + 256:
        return _braille(code - EMPTY, scale)
    if char in SHADES:
        return np.full((CELL[1] * scale, CELL[0] * scale), int(255 * SHADES[char] + 0.5), np.uint8)
    if char in BARS:
        return _bars(char, scale)
    if char in FILLED or char in RINGS:
        return _outline(char, scale)
    return _letter(char, bold, scale)


def _bars(char: str, scale: int) -> Tile:
    """Rectangles on whole pixels, each at least one thick: crisp."""
    out = np.zeros((CELL[1] * scale, CELL[0] * scale), np.uint8)
    unit = CELL[0] * scale / W
    for x, y, width, height in BARS[char]:
        left, top = int(x * unit), int(y * unit)
        wide, tall = max(int(width * unit + 0.5), 1), max(int(height * unit + 0.5), 1)
        out[top : top + tall, left : left + wide] = 255
    return out


def _outline(char: str, scale: int) -> Tile:
    """A full shape, or a ring."""
    from PIL import Image, ImageDraw

    outline = FILLED.get(char) or RINGS[char]
    unit = CELL[0] * scale * FINER / W
    image = Image.new("L", (CELL[0] * scale * FINER, CELL[1] * scale * FINER))
    draw = ImageDraw.Draw(image)
    thick = int(STROKE * unit + 0.5)
    round_ = circle(outline)
    if round_:
        x, y, radius = round_
        radius += 0 if char in FILLED else STROKE / 2
        box = [(x - radius) * unit, (y - radius) * unit, (x + radius) * unit, (y + radius) * unit]
        draw.ellipse(box, fill=255 if char in FILLED else None, outline=255, width=thick)
        return _averaged(image)
    points = [(x * unit, y * unit) for x, y in corners(outline)]
    if char in FILLED:
        draw.polygon(points, fill=255)
    else:
        draw.line([*points, *points[:2]] if outline.endswith("z") else points, fill=255, width=thick, joint="curve")
    return _averaged(image)


def _averaged(image: Any) -> Tile:
    fine = np.asarray(image, np.float64)
    height, width = fine.shape
    blocks = fine.reshape(height // FINER, FINER, width // FINER, FINER)
    return np.asarray(blocks.mean(axis=(1, 3)) + 0.5, np.float64).astype(np.uint8)


@lru_cache(maxsize=1024)
def _braille(pattern: int, scale: int) -> Tile:
    """Round dots in the eighths of the cell."""
    unit = CELL[0] * scale / W
    y, x = np.mgrid[0 : CELL[1] * scale * FINER, 0 : CELL[0] * scale * FINER]
    x, y = (x + 0.5) / FINER / unit, (y + 0.5) / FINER / unit
    inside = np.zeros(x.shape, np.bool_)
    for across, down, bit in DOTS:
        if pattern & bit:
            inside |= (x - across) ** 2 + (y - down) ** 2 <= (DOT / 2) ** 2
    return _averaged(inside * 255.0)


def _letter(char: str, bold: bool, scale: int) -> Tile:
    """From the font, whose box stands for a letter that it does not have."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (CELL[0] * scale, CELL[1] * scale))
    draw, font = ImageDraw.Draw(image), _font(bold, scale)
    base = BASELINE * CELL[0] * scale / W
    for piece in AS_WRITTEN.get(ord(char), ALIKE.get(char, char)):
        draw.text((0, base), piece, fill=255, font=font, anchor="ls")
    return np.asarray(image, np.uint8)


@lru_cache
def _font(bold: bool, scale: int) -> FreeTypeFont:
    from PIL import ImageFont

    size = FONT_SIZE * CELL[0] * scale / W
    return ImageFont.truetype(io.BytesIO(_data(bold)), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache
def _data(bold: bool) -> bytes:
    name = "DejaVuSansMono-Bold.ttf" if bold else "DejaVuSansMono.ttf"
    return (resources.files("dlviz.tui") / "fonts" / name).read_bytes()
