"""Where only ASCII may be written: the last look at every line, whoever drew it.

Our own pictures and words are spelt before they come here; this catches what Textual's widgets add and what was
forgotten. Every character keeps its width.
"""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_FRAMES = {
    **dict.fromkeys("─┄╌┈", "-"),
    **dict.fromkeys("━▁▔", "="),
    **dict.fromkeys("│┃┊▌▐▎▏", "|"),
    **dict.fromkeys("┬┴├┤┼╋┌┐└┘╭╮╰╯", "+"),
    **dict.fromkeys("█▀▄", "#"),
    "🔎": "/",
}
"""Lines and blocks; the other glyphs are spelt as in words."""


class InAscii(LineFilter):
    """Lets nothing beyond 127 through."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same cells, spelt."""
        if all(text.isascii() for text, _, _ in segments):
            return segments
        return [Segment(spelt(text), style, control) for text, style, control in segments]


def spelt(text: str) -> str:
    """The text in ASCII, cell by cell: as many characters as it has cells."""
    return text if text.isascii() else "".join(map(_spelt, text))


@lru_cache(maxsize=1024)
def _spelt(char: str) -> str:
    from dlviz.tui.marks import IN_ASCII  # with NumPy, which the first words do without
    from dlviz.tui.words import clean

    cells = cell_len(char)
    if char.isascii() or not cells:
        return char if char.isascii() else ""
    found = IN_ASCII.get(char) or _FRAMES.get(char) or clean(char, ascii=True)
    return found[:cells].ljust(cells) if found.strip("?") else "?" * cells
