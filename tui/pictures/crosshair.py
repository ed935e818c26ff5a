"""A crosshair over a panel and the box with what is read under it.

Its lines run through the plot alone and only where nothing is drawn; on a field, which is drawn everywhere, they lie
on its colours. The box stands where it hides least, never on the crosshair's cell and never outside the panel.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.colour import mix_many
from dlviz.tui.marks import hollow, mark
from dlviz.tui.pictures.frame import QUIET
from dlviz.tui.readings import Line, Lines, Reading, lines_at, tick_at, under

SQUARES = "▀"
GOES_THERE = "g goes to this step"
WORDS = 3
"""Cells that a letter under a box counts for: half a word is worse than half a line."""
PATIENCE = 3.0
"""How much more a box hides, in eights of cells, before it leaves where it stands."""
Cell = tuple[int, int]
_QUIET = np.array([ord(c) for c in QUIET], np.uint32)


def over(canvas: Canvas, x: int, y: int, cross: bool, kept: Cell | None = None) -> tuple[Canvas, Cell | None]:
    """The panel with a crosshair at a cell and its box, and where that begins.

    Without `cross` the cell is lit alone, as for the mouse. `kept`: where the box stood before; it stays there unless
    it would hide much more than elsewhere, so that it does not jump while time flows.
    """
    one = under(canvas.reads, x, y)
    if one is None:
        return canvas, None
    said = lines_at(canvas.reads, x, y)
    out = canvas.copy()
    if cross:
        _lines(out, one, x, y)
    _spot(out, x, y)
    if cross and said and tick_at(canvas.reads, x, y) is not None:
        said = (*said, Line(GOES_THERE))
    return out, _box(out, canvas, said, one, x, y, kept) if said else None


def _lines(canvas: Canvas, one: Reading, x: int, y: int) -> None:
    """One line across the rectangle and one down."""
    top, bottom = max(one.y, 0), min(one.y + one.height, canvas.height)
    left, right = max(one.x, 0), min(one.x + one.width, canvas.width)
    for cells, glyph in ((np.s_[y, left:right], "─"), (np.s_[top:bottom, x], "│")):
        chars = canvas.chars[cells]
        squares = chars == ord(SQUARES)
        free = np.isin(chars, _QUIET) | squares
        if canvas.theme.greys and squares.any():
            both = mix_many(canvas.fg[cells], canvas.bg[cells], 0.5)
            canvas.bg[cells] = np.where(squares, both, canvas.bg[cells])
        elif not canvas.theme.greys:
            free &= ~squares
        canvas.chars[cells] = np.where(free, ord(glyph), chars)
        canvas.fg[cells] = np.where(free, canvas.theme.cursor, canvas.fg[cells])
        canvas.bold[cells] &= ~free


def _spot(canvas: Canvas, x: int, y: int) -> None:
    """The cell itself: what is drawn there stays, on the colour of the cursor; without colours a cross takes it."""
    theme = canvas.theme
    char = chr(int(canvas.chars[y, x]))
    if not theme.greys or char in QUIET or char in (SQUARES, "\0"):
        canvas.put(x, y, "┼" if not theme.ascii else "+", theme.cursor, bold=True)
        if char == SQUARES and theme.greys:
            canvas.fg[y, x], canvas.bg[y, x] = theme.paper, theme.cursor
        return
    canvas.fg[y, x], canvas.bg[y, x] = theme.paper, theme.cursor


def _box(canvas: Canvas, drawn: Canvas, said: Lines, one: Reading, x: int, y: int, kept: Cell | None) -> Cell | None:
    """The read-out on a ground of its own, and where it begins; lines that have no room are left out from the end."""
    theme = canvas.theme
    most = max(y - 1, canvas.height - 1 - y)  # rows above the crosshair, the title left out, or below it
    beside = max(x, canvas.width - 1 - x) >= _width(said, theme.ascii) + 1
    room = max(canvas.height - 1 if beside else most, 0)
    lines = said if len(said) <= room else (*said[: max(room - 1, 0)], Line("…"))[:room]
    width = min(_width(lines, theme.ascii), canvas.width)
    spot = _emptiest(drawn, width, len(lines), one, x, y, kept) if lines else None
    if spot is None:
        return None
    left, top = spot
    canvas.fill(left, top, width, len(lines), theme.bar)
    canvas.fg[top : top + len(lines), left : left + width] = theme.text
    for row, line in enumerate(lines, start=top):
        _write(canvas, line, left + 1, row, width - 2)
    return spot


def _write(canvas: Canvas, line: Line, x: int, y: int, room: int) -> None:
    theme = canvas.theme
    end, ink = x + room, theme.muted if line.value else theme.bright
    if line.what == GOES_THERE:
        ink = theme.cursor
    if line.run is not None:
        canvas.put(x, y, (hollow if line.hollow else mark)(line.run), theme.run(line.run))
        x, ink = x + 2, theme.run(line.run)
    value = words.shorten(line.value, max(end - x, 1), theme.ascii)
    size = words.width(value, theme.ascii)
    canvas.write(x, y, line.what, ink, room=max(end - x - size - bool(size), 0))
    if size:
        canvas.write(end - 1, y, value, theme.text, align="right")


def _width(lines: Lines, ascii: bool) -> int:
    """Cells across of a box, with a blank on both sides."""
    sizes = [
        words.width(line.what, ascii)
        + 2 * (line.run is not None)
        + (2 + words.width(line.value, ascii)) * bool(line.value)
        for line in lines
    ]
    return max(sizes, default=0) + 2


def _emptiest(canvas: Canvas, width: int, height: int, one: Reading, x: int, y: int, kept: Cell | None) -> Cell | None:
    """Where a box hides least: in a corner below the title, beside what is read or beside the crosshair."""
    chars = canvas.chars
    inked = np.where(np.isin(chars, _QUIET), 0, np.where((chars < 0x2500) & (chars > 32), WORDS, 1))
    last_x, last_y = canvas.width - width, canvas.height - height
    columns = {0, last_x, last_x // 2, x + 2, x - 1 - width, one.x, one.x + one.width, one.x - width}
    rows = {1, last_y, (1 + last_y) // 2, y + 1, y - height, one.y, one.y - height}
    rows |= {one.y + one.height, one.y + one.height + 1}
    cells = {(left, top) for left in columns for top in rows} | ({kept} if kept is not None else set())
    found: list[tuple[float, int, Cell]] = []
    for left, top in cells:
        inside = 0 <= left <= last_x and min(1, last_y) <= top <= last_y
        covers = left <= x < left + width and top <= y < top + height
        if inside and not covers:
            hidden = _hidden(inked, left, top, width, height, x, y) - (PATIENCE if (left, top) == kept else 0.0)
            found.append((hidden, _near(left, top, width, height, x, y), (left, top)))
    return min(found)[2] if found else None


def _hidden(inked: NDArray[np.int64], left: int, top: int, width: int, height: int, x: int, y: int) -> float:
    """Cells of the picture under a box, in steps of a few, its share of the crosshair's lines, and how far it is."""
    cells = int(inked[top : top + height, left : left + width].sum())
    crossed = (left <= x < left + width) + (top <= y < top + height)
    return cells // 8 + 0.5 * crossed + _near(left, top, width, height, x, y) // 30


def _near(left: int, top: int, width: int, height: int, x: int, y: int) -> int:
    """How far a box begins from a cell: of places that hide as much the nearest is taken."""
    across = max(left - x, 0, x - left - width + 1)
    return across + 2 * max(top - y, 0, y - top - height + 1)
