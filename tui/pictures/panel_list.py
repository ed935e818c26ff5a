"""The list of panels: those that are shown in their order, then those that could be, then those that cannot and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.layout import TALL, WIDE
from dlviz.tui.pictures import tabs
from dlviz.tui.pictures.frame import PanelTitle, edge, enclose, panel
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions

WIDTH = 46
FOOT = 3
"""Rows below the list: a sentence, the keys."""
KEYS = ((("space", "show"), ("⇧↑↓", "move"), ("enter", "to front")), (("r", "as at first"), ("esc", "back")))


@dataclass(frozen=True)
class Row:
    """A panel: `number` where it is shown, else what is said of it; `dim`: it cannot be shown."""

    panel: str
    number: int | None = None
    said: str = ""
    dim: bool = False


def size(rows: Sequence[Row], width: int, height: int, theme: Theme) -> tuple[int, int]:
    """Columns and rows of the list on a screen: what is said has room, header, timeline and footer are left alone."""
    wished = len(rows) + 1 + FOOT + edge(theme)
    said = max((words.width(f"{tabs.name(row.panel)}  {row.said}", theme.ascii) for row in rows), default=0)
    return min(max(WIDTH, said + 9), width), min(wished, max(height - 1 - below(width, height), 1))


def room(height: int, theme: Theme) -> int:
    """Panels that are seen at once in a list of so many rows."""
    return max(height - 1 - FOOT - edge(theme), 1)


def below(width: int, height: int) -> int:
    """Rows of timeline and footer."""
    return 3 if width >= WIDE and height >= TALL else 2


def draw(
    rows: Sequence[Row], chosen: int, top: int, width: int, height: int, theme: Theme, sentence: str = ""
) -> Canvas:
    """The list under its hairline, `top` its first row; below it a sentence and the keys."""
    shown = room(height, theme)
    more = "↓" if top + shown < len(rows) else "↑" if top > 0 else ""
    legend = ((f"{more} ", "cursor"), ("more", "muted")) if more else ()
    canvas = Canvas(width, height, theme, theme.bar)
    head = panel(
        PanelTitle("Panels", "numbered: shown, in this order", legend), width, 1, theme, PanelOptions(focused=True)
    )
    canvas.blit(head, 0, 0)
    canvas.bg[0] = theme.bar
    for y, row in enumerate(rows[top : top + shown], start=1):
        mine = top + y - 1 == chosen
        if mine:
            canvas.fill(0, y, width, 1, theme.rule if theme.greys else theme.bar)
            canvas.put(1, y, "▌" if not theme.ascii else ">", theme.cursor)
        lit = row.number is not None
        canvas.write(
            5, y, str(row.number) if lit else "·", theme.cursor if lit else theme.faint, align="right", bold=lit
        )
        ink = theme.faint if row.dim else theme.bright if mine else theme.text if lit else theme.muted
        x = 7 + canvas.write(7, y, tabs.name(row.panel), ink, bold=mine and not row.dim) + 2
        said = words.shorten(row.said, max(width - 2 - x, 0), theme.ascii)
        canvas.write(width - 2, y, said, theme.faint if row.dim else theme.muted, align="right")
    y = height - FOOT - edge(theme)
    lines = words.wrap(sentence, width - 4, theme.ascii)[:FOOT] if sentence else []
    for i, line in enumerate(lines):
        canvas.write(2, y + i, line, theme.text)
    for i, keys in enumerate(KEYS if not lines else ()):
        x = 2
        for key, word in keys:
            x += canvas.write(x, y + 1 + i, key, theme.cursor, bold=True) + 1
            x += canvas.write(x, y + 1 + i, word, theme.muted) + 2
    enclose(canvas)
    return canvas
