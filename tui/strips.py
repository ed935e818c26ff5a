"""From cells to what a terminal takes: runs of equal style, found with NumPy, their styles made once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from dlviz.tui.ink import ANSI, DIM
from dlviz.tui.words import AS_WRITTEN, HATTED

Chars = NDArray[np.uint32]
Colours = NDArray[np.int32]
Weights = NDArray[np.bool_]


@lru_cache(maxsize=16384)
def style(fg: int, bg: int, bold: bool) -> Style:
    """The rich style of a cell; never `None`, which Textual cannot filter."""
    return Style(color=_colour(fg), bgcolor=_colour(bg), bold=bold or None, dim=(fg == DIM) or None)


def _colour(colour: int) -> Color | None:
    """What a cell's number is to rich; None is the terminal's own."""
    if colour >= 0:
        return Color.from_rgb(colour >> 16 & 255, colour >> 8 & 255, colour & 255)
    return Color.from_ansi(ANSI - colour) if colour <= ANSI else None


def runs(
    chars: Chars, fg: Colours, bg: Colours, bold: Weights
) -> Iterator[list[tuple[int, int, tuple[int, int, bool]]]]:
    """For each row its pieces of one style: first cell, cell after the last, (fg, bg, bold)."""
    height, width = chars.shape
    if width == 0:
        yield from ([] for _ in range(height))
        return
    # A space shows no foreground: it goes on with the style to its left, which keeps the pieces few.
    inked = (chars != 32) & (chars != 0)
    first = inked.argmax(axis=1)[:, None]
    source = np.maximum(np.maximum.accumulate(np.where(inked, np.arange(width), 0), axis=1), first)
    fg = np.take_along_axis(fg, source, axis=1)
    bold = np.take_along_axis(bold, source, axis=1)
    change = np.ones(chars.shape, np.bool_)
    change[:, 1:] = (fg[:, 1:] != fg[:, :-1]) | (bg[:, 1:] != bg[:, :-1]) | (bold[:, 1:] != bold[:, :-1])
    rows, starts = np.nonzero(change)
    styles = zip(fg[rows, starts].tolist(), bg[rows, starts].tolist(), bold[rows, starts].tolist(), strict=True)
    keys = list(styles)
    firsts = starts.tolist()
    bounds = np.searchsorted(rows, np.arange(height + 1)).tolist()
    for row in range(height):
        low, high = bounds[row], bounds[row + 1]
        ends = [*firsts[low + 1 : high], width]
        yield list(zip(firsts[low:high], ends, keys[low:high], strict=True))


def _rows(chars: Chars) -> list[str]:
    return [row.astype("<u4").tobytes().decode("utf-32-le") for row in chars]


def _written(cells: str) -> str:
    """The characters of cells: without the second halves of wide ones, with the hats that share a cell."""
    return cells if cells.isascii() and "\0" not in cells else cells.replace("\0", "").translate(AS_WRITTEN)


def text_lines(chars: Chars) -> list[str]:
    """Rows of characters; the second cell of a wide one is gone."""
    return [_written(row) for row in _rows(chars)]


_kept: OrderedDict[bytes, Strip] = OrderedDict()
_MOST = 1024  # rows that are kept


def cell_strips(chars: Chars, fg: Colours, bg: Colours, bold: Weights) -> list[Strip]:
    """One strip a row; a row of the same cells as before is the same strip, with all that Textual keeps about it."""
    width = chars.shape[1]
    cells = np.concatenate([chars.view(np.int32), fg, bg, bold.astype(np.int32)], axis=1)
    keys = [row.tobytes() for row in cells]
    found = [_kept.get(key) for key in keys]
    new = [row for row, strip in enumerate(found) if strip is None]
    made = zip(new, _rows(chars[new]), runs(chars[new], fg[new], bg[new], bold[new]), strict=True)
    for row, text, pieces in made:
        apart = "\0" in text or any(code in text for code in HATTED.values())  # letters and cells
        # A Segment is a named tuple; made as a tuple it takes a third of the time, and there are thousands.
        segments = [
            tuple.__new__(Segment, (_written(text[a:b]) if apart else text[a:b], style(*key), None))
            for a, b, key in pieces
        ]
        found[row] = _kept[keys[row]] = Strip(segments, width)
    while len(_kept) > _MOST:
        _kept.popitem(last=False)
    return [strip for strip in found if strip is not None]


def ansi_lines(chars: Chars, fg: Colours, bg: Colours, bold: Weights) -> Iterator[str]:
    """One line with escape codes a row, each ending in a reset."""
    for row, pieces in zip(_rows(chars), runs(chars, fg, bg, bold), strict=True):
        out = []
        for a, b, (ink, ground, heavy) in pieces:
            codes = ["1"] * heavy + ["2"] * (ink == DIM)
            for layer, colour in ((38, ink), (48, ground)):
                codes += _codes(colour, layer)
            text = _written(row[a:b])
            out.append(f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if codes else text)
        yield "".join(out)


def _codes(colour: int, layer: int) -> list[str]:
    """The escape codes of a colour; layer 38 is the foreground, 48 the background."""
    if colour >= 0:
        return [f"{layer};2;{colour >> 16 & 255};{colour >> 8 & 255};{colour & 255}"]
    number = ANSI - colour
    if number < 0:
        return []
    if number >= 16:
        return [f"{layer};5;{number}"]
    return [str(layer - 8 + number if number < 8 else layer + 44 + number)]
