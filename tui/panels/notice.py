"""Sentences that lie over the screen: what went wrong, and that the terminal is too small."""

from __future__ import annotations

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.layout import Rect
from dlviz.tui.pictures.frame import Area, say
from dlviz.tui.theme import Theme

MOST_ROWS = 4
NOWHERE = Rect(0, 0, 0, 0)


def above_footer(text: str, width: int, height: int, theme: Theme) -> tuple[Rect, Canvas]:
    """The sentence in as many rows as it needs, above the last row of the screen."""
    lines = words.wrap(text, max(width - 4, 1), theme.ascii)[:MOST_ROWS]
    canvas = Canvas(width, len(lines), theme, theme.bar)
    canvas.column(0, 0, len(lines), "▌", theme.bad)
    for row, line in enumerate(lines):
        canvas.write(2, row, line, theme.text)
    return Rect(0, max(height - 1 - len(lines), 0), width, len(lines)), canvas


def alone(text: str, width: int, height: int, theme: Theme) -> tuple[Rect, Canvas]:
    """The sentence in the middle of an otherwise empty screen."""
    canvas = Canvas(width, height, theme)
    say(canvas, Area(0, 0, width, height), text, theme.text)
    return Rect(0, 0, width, height), canvas
