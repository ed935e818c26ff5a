"""The first and last rows of a data set."""

from __future__ import annotations

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.numbers import count
from dlviz.tui.view import DataView

MOST = 7


def table_rows(data: DataView, room: int) -> int:
    """Rows for the table below a scatter: an empty one, the heads, some rows, `…` and the last ones; 0 if too few."""
    if not data.header or not data.head or room < 22:
        return 0
    return 2 + min(len(data.head) + len(data.tail) + bool(data.tail), MOST)


def draw_table(canvas: Canvas, data: DataView, top: int, rows: int) -> None:
    """Heads in `faint`, numbers right aligned; columns that do not fit are left out."""
    theme = canvas.theme
    lines = rows - 2
    tail = data.tail[-min(len(data.tail), 2) :] if data.tail else ()
    head = data.head[: max(lines - len(tail) - bool(tail), 1)]
    body = [*head, *tail]
    x = 1
    for k, name in enumerate(data.header):
        cells = [row[k] if k < len(row) else "" for row in body]
        size = max(words.width(text, theme.ascii) for text in (name, *cells))
        if x + size > canvas.width - 1:
            break
        right = all(_is_number(cell) for cell in cells)
        _cell(canvas, x, size, top + 1, name, theme.faint, right)
        for i, cell in enumerate(cells):
            y = top + 2 + i + (i >= len(head)) * bool(tail)
            _cell(canvas, x, size, y, cell, theme.text, right)
        x += size + 2
    if tail:
        canvas.write(1, top + 2 + len(head), f"… {count(data.rows)} rows", theme.muted)


def _cell(canvas: Canvas, x: int, size: int, y: int, text: str, ink: int, right: bool) -> None:
    if right:
        canvas.write(x + size - 1, y, text, ink, align="right")
    else:
        canvas.write(x, y, text, ink)


def _is_number(text: str) -> bool:
    return bool(text) and all(c.isdigit() or c in "+-−.,e–∞ " for c in text)
