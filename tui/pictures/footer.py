"""The last row of the screen: keys and what they do; keys.py says which are dropped where not all fit."""

from __future__ import annotations

from collections.abc import Sequence

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.theme import Theme


def draw(keys: Sequence[tuple[str, str]], width: int, theme: Theme) -> Canvas:
    """One row of (key, word)."""
    canvas = Canvas(width, 1, theme, theme.bar)
    for (key, word), (first, last) in zip(keys, spans(keys, width, theme), strict=False):
        x = first + canvas.write(first, 0, key, theme.cursor, bold=True) + 1
        canvas.write(x, 0, word, theme.muted, room=last - x)
    return canvas


def spans(keys: Sequence[tuple[str, str]], width: int, theme: Theme) -> list[tuple[int, int]]:
    """First cell and cell after the last of the keys that fit: where a click finds them."""
    out, x = [], 1
    for key, word in keys:
        size = words.width(key, theme.ascii) + 1 + words.width(word, theme.ascii)
        if x + size > width:
            break
        out.append((x, x + size))
        x += size + 2
    return out
