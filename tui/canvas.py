"""A grid of cells: a character, two colours and a weight each; everything on the screen is drawn on one.

What lies outside is cut off, so a picture cannot write beyond its panel. Arrays have the shape (height, width).
A canvas also carries what can be read off it (`dlviz.tui.readings`): `read` attaches a rectangle of cells and a
function from one of its cells to lines, which nobody calls before somebody points there; `blit` takes them along.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from textual.strip import Strip

from dlviz.tui import words
from dlviz.tui.braille import EMPTY, Dots
from dlviz.tui.colour import mix_many, numbered
from dlviz.tui.marks import to_ascii
from dlviz.tui.readings import At, Reading, Tick
from dlviz.tui.strips import ansi_lines, cell_strips, text_lines
from dlviz.tui.theme import Theme

Align = Literal["left", "right", "centre"]
SPACE = 32
HALF = ord("▀")


class Canvas:
    """Cells in the colours of a theme, paper at first."""

    def __init__(self, width: int, height: int, theme: Theme, background: int | None = None) -> None:
        shape = (max(height, 0), max(width, 0))
        self.theme = theme
        self.chars: NDArray[np.uint32] = np.full(shape, SPACE, dtype=np.uint32)
        self.fg = np.full(shape, theme.text, dtype=np.int32)
        self.bg = np.full(shape, theme.paper if background is None else background, dtype=np.int32)
        self.bold = np.zeros(shape, dtype=np.bool_)
        self.reads: tuple[Reading, ...] = ()

    @property
    def width(self) -> int:
        """Cells in a row."""
        return int(self.chars.shape[1])

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.chars.shape[0])

    def write(
        self,
        x: int,
        y: int,
        text: str,
        ink: int,
        *,
        bold: bool = False,
        align: Align = "left",
        room: int | None = None,
    ) -> int:
        """Write one line of text and return how many cells it took.

        x is its first cell, for "right" its last, for "centre" its middle; `room` is the most it may take, with an
        ellipsis at its end.
        """
        if room is not None:
            text = words.shorten(text, room, self.theme.ascii)
        codes = words.codes(text, self.theme.ascii)
        taken = len(codes)
        left = {"left": x, "right": x - taken + 1, "centre": x - taken // 2}[align]
        first, last = max(left, 0), min(left + taken, self.width)
        if not 0 <= y < self.height or first >= last:
            return taken
        row = self.chars[y]
        # Half of a wide character is no character: blank what is left of one that is cut.
        if first > 0 and row[first] == 0:
            row[first - 1] = SPACE
        if last < self.width and row[last] == 0:
            row[last] = SPACE
        piece = codes[first - left : last - left].copy()
        if piece[0] == 0:
            piece[0] = SPACE
        if last - left < taken and codes[last - left] == 0:
            piece[-1] = SPACE
        row[first:last] = piece
        self.fg[y, first:last] = ink
        self.bold[y, first:last] = bold
        return taken

    def spans(self, x: int, y: int, spans: tuple[tuple[str, int], ...]) -> int:
        """Write pieces of text in their colours, one after the other; the cells taken."""
        start = x
        for text, ink in spans:
            x += self.write(x, y, text, ink)
        return x - start

    def put(self, x: int, y: int, char: str, ink: int, *, bold: bool = False) -> None:
        """One glyph in one cell."""
        if 0 <= x < self.width and 0 <= y < self.height:
            self.chars[y, x] = ord(char)
            self.fg[y, x] = ink
            self.bold[y, x] = bold

    def scatter(self, xs: NDArray[np.int64], ys: NDArray[np.int64], char: str, ink: int, *, bold: bool = False) -> None:
        """One glyph in many cells."""
        inside = (xs >= 0) & (ys >= 0) & (xs < self.width) & (ys < self.height)
        where = ys[inside], xs[inside]
        self.chars[where] = ord(char)
        self.fg[where] = ink
        self.bold[where] = bold

    def line(self, x: int, y: int, length: int, char: str, ink: int) -> None:
        """A run of one glyph to the right."""
        first, last = max(x, 0), min(x + length, self.width)
        if 0 <= y < self.height and first < last:
            self.chars[y, first:last] = ord(char)
            self.fg[y, first:last] = ink
            self.bold[y, first:last] = False

    def column(self, x: int, y: int, length: int, char: str, ink: int) -> None:
        """A run of one glyph downwards."""
        first, last = max(y, 0), min(y + length, self.height)
        if 0 <= x < self.width and first < last:
            self.chars[first:last, x] = ord(char)
            self.fg[first:last, x] = ink
            self.bold[first:last, x] = False

    def fill(self, x: int, y: int, width: int, height: int, background: int) -> None:
        """Blank cells on a background."""
        area = np.s_[max(y, 0) : max(y + height, 0), max(x, 0) : max(x + width, 0)]
        self.chars[area] = SPACE
        self.bg[area] = background
        self.bold[area] = False

    def dots(self, dots: Dots, x: int, y: int, ink: int | NDArray[np.int32]) -> None:
        """Braille dots with their top left cell at (x, y), in one colour or in one for each column of cells.

        A cell has one foreground: dots of the same colour join, others are replaced.
        """
        rows, columns = np.nonzero(dots.patterns)
        patterns = dots.patterns[rows, columns].astype(np.uint32)
        inks = np.broadcast_to(np.asarray(ink, dtype=np.int32), dots.patterns.shape[1:])[columns]
        rows, columns = rows + y, columns + x
        inside = (rows >= 0) & (columns >= 0) & (rows < self.height) & (columns < self.width)
        if not inside.all():
            rows, columns, patterns, inks = rows[inside], columns[inside], patterns[inside], inks[inside]
        old = self.chars[rows, columns]
        mine = (old >= EMPTY) & (old < EMPTY + 256) & (self.fg[rows, columns] == inks)
        self.chars[rows, columns] = EMPTY + (patterns | np.where(mine, old & 0xFF, 0).astype(np.uint32))
        self.fg[rows, columns] = inks
        self.bold[rows, columns] = False

    def cells(
        self,
        x: int,
        y: int,
        chars: NDArray[np.uint32] | str,
        fg: NDArray[np.int32],
        bg: NDArray[np.int32] | None = None,
    ) -> None:
        """A block of cells with their own colours. Shapes: (rows, columns) each; chars may be one glyph for all."""
        rows, columns = fg.shape
        y0, x0, y1, x1 = max(-y, 0), max(-x, 0), min(rows, self.height - y), min(columns, self.width - x)
        if y0 >= y1 or x0 >= x1:
            return
        here, there = np.s_[y + y0 : y + y1, x + x0 : x + x1], np.s_[y0:y1, x0:x1]
        self.chars[here] = ord(chars) if isinstance(chars, str) else chars[there]
        self.fg[here] = fg[there]
        self.bold[here] = False
        if bg is not None:
            self.bg[here] = bg[there]

    def copy(self) -> Canvas:
        """The same cells, to draw over."""
        out = Canvas(0, 0, self.theme)
        out.chars, out.fg, out.bg, out.bold = self.chars.copy(), self.fg.copy(), self.bg.copy(), self.bold.copy()
        out.reads = self.reads
        return out

    def read(
        self, x: int, y: int, width: int, height: int, at: At, tick: Tick | None = None, aside: bool = False
    ) -> None:
        """What a rectangle says to who points at it: `at` gives the lines of a cell, `tick` the tick of a column.

        `aside`: it stands beside something else that is rather read.
        """
        self._attach(Reading(x, y, width, height, at, tick, aside))

    def _attach(self, one: Reading) -> None:
        """What of it lies on the canvas."""
        width, height = min(one.width, self.width - one.x), min(one.height, self.height - one.y)
        if width > 0 and height > 0:
            whole = (width, height) == (one.width, one.height)
            self.reads = (*self.reads, one if whole else replace(one, width=width, height=height))

    def blit(self, other: Canvas, x: int, y: int) -> None:
        """Lay another canvas over this one, its top left cell at (x, y), with what can be read off it."""
        y0, x0, y1, x1 = (
            max(-y, 0),
            max(-x, 0),
            min(other.height, self.height - y),
            min(other.width, self.width - x),
        )
        if y0 >= y1 or x0 >= x1:
            return
        here, there = np.s_[y + y0 : y + y1, x + x0 : x + x1], np.s_[y0:y1, x0:x1]
        self.chars[here] = other.chars[there]
        self.fg[here] = other.fg[there]
        self.bg[here] = other.bg[there]
        self.bold[here] = other.bold[there]
        for one in other.reads:
            self._attach(one.moved(x, y))

    def shown(self) -> NDArray[np.uint32]:
        """The characters that leave the canvas: below 128 under an ASCII theme."""
        return np.where(self._pixels(), np.uint32(SPACE), to_ascii(self.chars)) if self.theme.ascii else self.chars

    def _pixels(self) -> NDArray[np.bool_]:
        """Cells of two pixels: in ASCII they are one, of the colour between the two."""
        return np.asarray((self.chars == HALF) & (self.fg >= 0) & (self.bg >= 0))

    def inks(self, rows: NDArray[np.int64] | slice = slice(None)) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """The colours that leave the canvas, of all rows or some: numbers of a terminal's 256 where there are few."""
        fg, bg = self.fg[rows], self.bg[rows]
        if self.theme.ascii:
            bg = np.where(self._pixels()[rows], mix_many(fg, bg, 0.5), bg)
        return (numbered(fg), numbered(bg)) if self.theme.few else (fg, bg)

    def strips(self) -> list[Strip]:
        """One Textual strip a row."""
        return cell_strips(self.shown(), *self.inks(), self.bold)

    def text(self) -> str:
        """The characters alone, rows ended by newlines, without spaces at their ends."""
        return "\n".join(line.rstrip() for line in text_lines(self.shown())) + "\n"

    def ansi(self) -> str:
        """The rows with colours as a terminal wants them; without any under a theme that has none."""
        return "\n".join(ansi_lines(self.shown(), *self.inks(), self.bold)) + "\n"
