"""A canvas as an SVG picture that needs no special font.

Blocks, lines, marks and braille dots are drawn as shapes on the grid of cells; words are text, each run stretched to
its cells by `textLength`, so that a font with other widths moves nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from xml.sax.saxutils import escape

import numpy as np

from dlviz.tui.braille import EMPTY
from dlviz.tui.canvas import Canvas
from dlviz.tui.colour import DEFAULT
from dlviz.tui.printed import BLACK, GREY, printed
from dlviz.tui.shapes import BARS, BASELINE, DOT, DOTS, DRAWN, FILLED, FONT_SIZE, RINGS, SHADES, STROKE, H, W
from dlviz.tui.strips import runs
from dlviz.tui.words import AS_WRITTEN

SCALE = 2  # units a pixel
FONTS = "'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace"


@lru_cache(maxsize=4096)
def _colour(colour: int) -> str:
    value = int(printed(np.array([colour], np.int32))[0])
    return {BLACK: "#000", GREY: "#777"}.get(value, f"#{value:06x}")


def to_svg(canvas: Canvas, title: str = "") -> str:
    """The picture as SVG text, one pixel for two units."""
    width, height = canvas.width * W, canvas.height * H
    paper = canvas.theme.paper
    name = f"<title>{escape(title)}</title>" if title else ""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width // SCALE}" height="{height // SCALE}" '
        f'viewBox="0 0 {width} {height}" font-family="{FONTS}" font-size="{FONT_SIZE}">{name}',
        f'<rect width="{width}" height="{height}" fill="{"#fff" if paper == DEFAULT else _colour(paper)}"/>',
        '<g shape-rendering="crispEdges">',
        *_paths(_backgrounds(canvas)),
        *_paths(_bars(canvas)),
        "</g>",
        *_shaded(canvas),
        *_paths(_outlines(canvas, FILLED)),
        f'<g fill="none" stroke-width="{STROKE}">',
        *_strokes(_outlines(canvas, RINGS)),
        "</g>",
        f'<g fill="none" stroke-width="{DOT}" stroke-linecap="round">',
        *_strokes(_dots(canvas)),
        "</g>",
        *_texts(canvas),
        "</svg>\n",
    ]
    return "\n".join(parts)


Drawing = dict[int, list[str]]  # pieces of path data by colour


def _paths(drawing: Drawing) -> Iterator[str]:
    for colour, pieces in drawing.items():
        yield f'<path fill="{_colour(colour)}" d="{"".join(pieces)}"/>'


def _strokes(drawing: Drawing) -> Iterator[str]:
    for colour, pieces in drawing.items():
        yield f'<path stroke="{_colour(colour)}" d="{"".join(pieces)}"/>'


def _rect(x: int, y: int, width: int, height: int) -> str:
    return f"M{x} {y}h{width}v{height}h{-width}z"


def _backgrounds(canvas: Canvas) -> Drawing:
    out: Drawing = defaultdict(list)
    for y in range(canvas.height):
        for first, last, colour in _stretches(canvas.bg[y].tolist()):
            if colour not in (canvas.theme.paper, DEFAULT):
                out[colour].append(_rect(first * W, y * H, (last - first) * W, H))
    return out


def _stretches(values: list[int]) -> Iterator[tuple[int, int, int]]:
    first = 0
    for i in range(1, len(values) + 1):
        if i == len(values) or values[i] != values[first]:
            yield first, i, values[first]
            first = i


def _bars(canvas: Canvas) -> Drawing:
    """Blocks and lines; neighbours of one glyph and colour become one rectangle where it spans the cell."""
    out: Drawing = defaultdict(list)
    chars = canvas.shown()
    for y in range(canvas.height):
        keys = ((chars[y].astype("i8") << 32) + canvas.fg[y]).tolist()
        for first, last, _ in _stretches(keys):
            bars = BARS.get(chr(int(chars[y, first])), ())
            for x, top, width, tall in bars:
                if width == W:
                    out[int(canvas.fg[y, first])].append(_rect(first * W, y * H + top, (last - first) * W, tall))
                    continue
                for cell in range(first, last):
                    out[int(canvas.fg[y, first])].append(_rect(cell * W + x, y * H + top, width, tall))
    return out


def _shaded(canvas: Canvas) -> Iterator[str]:
    chars = canvas.shown()
    for glyph, share in SHADES.items():
        out: Drawing = defaultdict(list)
        for y, x in zip(*(chars == ord(glyph)).nonzero(), strict=True):
            out[int(canvas.fg[y, x])].append(_rect(int(x) * W, int(y) * H, W, H))
        if out:
            yield f'<g opacity="{share}">'
            yield from _paths(out)
            yield "</g>"


def _outlines(canvas: Canvas, shapes: dict[str, str]) -> Drawing:
    out: Drawing = defaultdict(list)
    chars = canvas.shown()
    for glyph, outline in shapes.items():
        for y, x in zip(*(chars == ord(glyph)).nonzero(), strict=True):
            out[int(canvas.fg[y, x])].append(f"M{int(x) * W} {int(y) * H}{outline}")
    return out


def _dots(canvas: Canvas) -> Drawing:
    out: Drawing = defaultdict(list)
    chars = canvas.shown()
    for y, x in zip(*((chars > EMPTY) & (chars < EMPTY + 256)).nonzero(), strict=True):
        pattern, left, top = int(chars[y, x]) - EMPTY, int(x) * W, int(y) * H
        out[int(canvas.fg[y, x])] += [f"M{left + dx} {top + dy}h0" for dx, dy, bit in DOTS if pattern & bit]
    return out


def _texts(canvas: Canvas) -> Iterator[str]:
    chars = canvas.shown()
    groups: dict[tuple[int, bool], list[str]] = defaultdict(list)
    for y, pieces in enumerate(runs(chars, canvas.fg, canvas.bg, canvas.bold)):
        for first, last, (ink, _, bold) in pieces:
            for start, text, cells in _words(chars[y, first:last].tolist()):
                x, base = (first + start) * W, y * H + BASELINE
                groups[ink, bool(bold)].append(
                    f'<text x="{x}" y="{base}" textLength="{cells * W}">{escape(text)}</text>'
                )
    for (ink, bold), texts in groups.items():
        weight = ' font-weight="700"' if bold else ""
        yield f'<g fill="{_colour(ink)}"{weight} lengthAdjust="spacingAndGlyphs">'
        yield from texts
        yield "</g>"


def _words(codes: list[int]) -> Iterator[tuple[int, str, int]]:
    """Stretches of text: first cell, characters, cells. Two spaces, or a drawn glyph, end one."""
    start, end = -1, -1
    for i, code in enumerate([*codes, 32, 32]):
        drawn = EMPTY <= code < EMPTY + 256 or chr(code) in DRAWN
        if code != 32 and not drawn:
            start = i if start < 0 else start
            end = i + 1
        elif start >= 0 and (drawn or i > end):
            piece = codes[start:end]
            yield start, "".join(chr(c) for c in piece if c).translate(AS_WRITTEN), len(piece)
            start = -1
