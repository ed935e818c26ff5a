"""What is said once, at the first start: three keys from which all others are found."""

from __future__ import annotations

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.layout import Rect
from dlviz.tui.theme import Theme

HINTS = (("space", "plays and pauses"), ("← →", "step through time"), ("?", "explains what you see"))
SHORT = (("space", "plays"), ("← →", "step in time"), ("?", "helps"))


def above(timeline: Rect, theme: Theme) -> tuple[Rect, Canvas]:
    """One row above the timeline, which panels leave free for it, and where it lies."""
    width = timeline.width
    canvas = Canvas(width, 1, theme, theme.bar)
    canvas.put(0, 0, "▌", theme.cursor)
    size = sum(words.width(key, theme.ascii) + 1 + words.width(said, theme.ascii) + 3 for key, said in HINTS)
    x = 2
    for key, said in HINTS if size <= width - 2 else SHORT:
        x += canvas.write(x, 0, key, theme.cursor, bold=True) + 1
        x += canvas.write(x, 0, said, theme.text) + 3
    return Rect(timeline.x, timeline.y - 1, width, 1), canvas
