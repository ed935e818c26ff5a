"""The first and last rows of a data set."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.numbers import count
from dlviz.tui.pictures import labels
from dlviz.tui.view import DataView

MOST = 8
LEAST_HEAD = 8
"""Cells of a head that is cut."""

ROOM = 18
"""Rows that a scatter and the smallest table need together."""


def table_rows(data: DataView, room: int) -> int:
    """Rows for the table below a scatter: an empty one, the heads, some rows, `…` and the last ones; 0 if too few."""
    if not data.header or not data.head or room < ROOM:
        return 0
    most = MOST if room >= 22 else 4
    return 2 + min(len(data.head) + len(data.tail) + bool(data.tail), most)


def draw_table(canvas: Canvas, data: DataView, top: int, rows: int, lit: NDArray[np.bool_] | None = None) -> None:
    """Heads in `faint`, numbers right aligned, rows that are lit in bold.

    Heads are cut where not all columns fit and they can still be told apart; features that do not fit are left out,
    and counted.
    """
    theme = canvas.theme
    lines = rows - 2
    tail = data.tail[-min(len(data.tail), max(lines // 3, 1)) :] if data.tail else ()
    head = data.head[: max(lines - len(tail) - bool(tail), 1)]
    body = [*head, *tail]
    places = [*range(len(head)), *range(data.rows - len(tail), data.rows)]
    bold = [lit is not None and place < len(lit) and bool(lit[place]) for place in places]
    columns = [[row[k] if k < len(row) else "" for row in body] for k in range(len(data.header))]
    sizes = [
        max(words.width(text, theme.ascii) for text in (name, *cells))
        for name, cells in zip(data.header, columns, strict=True)
    ]
    x, end, last, left_out = 1, canvas.width - 1, len(sizes) - 1, 0
    if sum(sizes) + 2 * last > end - x:
        widths = [max((words.width(cell, theme.ascii) for cell in cells), default=0) for cells in columns]
        cut = [max(width, min(size, LEAST_HEAD)) for width, size in zip(widths, sizes, strict=True)]
        heads = {words.shorten(name, size, theme.ascii) for name, size in zip(data.header, cut, strict=True)}
        if len(heads) == len(set(data.header)):  # x[t−1] and x[t−2] are not cut to the same x[…
            sizes = cut
    for k, (name, cells, size) in enumerate(zip(data.header, columns, sizes, strict=True)):
        # The last one is the target, for which room is kept.
        if x + size > (end if k == last else end - sizes[last] - 2):
            left_out += 1
            continue
        right = all(_is_number(cell) for cell in cells)
        _cell(canvas, x, size, top + 1, words.shorten(name, size, theme.ascii), theme.faint, right)
        for i, cell in enumerate(cells):
            y = top + 2 + i + (i >= len(head)) * bool(tail)
            _cell(canvas, x, size, y, cell, theme.bright if bold[i] else theme.text, right, bold[i])
        x += size + 2
    if tail:
        held_out = data.rows - data.training if 0 < data.training < data.rows else 0
        more = f", {count(left_out)} more column{'s' * (left_out > 1)}" if left_out else ""
        held = f", the last {count(held_out)} not learned from" if held_out else ""
        said = f"… {count(data.rows)} rows{more}"
        if words.width(said + held, theme.ascii) <= canvas.width - 2:
            said += held
        canvas.write(1, top + 2 + len(head), said, theme.muted, room=canvas.width - 2)


def _cell(canvas: Canvas, x: int, size: int, y: int, text: str, ink: int, right: bool, bold: bool = False) -> None:
    if right:
        canvas.write(x + size - 1, y, labels.minus(text), ink, align="right", bold=bold)
    else:
        canvas.write(x, y, text, ink, bold=bold)


def _is_number(text: str) -> bool:
    return bool(text) and all(c.isdigit() or c in "+-−.,e–∞ " for c in text)
