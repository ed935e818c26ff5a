"""The tabs of a small screen: `1 Loss  2 Gradients …`, the digit of the one in front in the colour of the cursor."""

from __future__ import annotations

from collections.abc import Sequence

from dlviz.tui.canvas import Canvas
from dlviz.tui.theme import Theme

GAP = 3


def name(panel: str) -> str:
    """How a panel is called on its tab."""
    return panel.replace("_", " ").capitalize()


def spans(panels: Sequence[str], width: int) -> list[tuple[int, int]]:
    """First cell and cell after the last of every tab; shorter words where they do not all fit."""
    for letters, gap in ((99, GAP), (99, 2), (99, 1), (8, 1), (5, 1), (3, 1), (0, 1)):
        digits = [len(str(number)) for number in range(1, len(panels) + 1)]
        sizes = [
            count + 1 + len(name(panel)[:letters]) if letters else count
            for count, panel in zip(digits, panels, strict=True)
        ]
        if 1 + sum(sizes) + gap * (len(sizes) - 1) <= width or letters == 0:
            break
    out, x = [], 1
    for size in sizes:
        out.append((x, x + size))
        x += size + gap
    return out


def tab_at(panels: Sequence[str], width: int, x: int) -> int | None:
    """The tab under a cell."""
    for i, (first, last) in enumerate(spans(panels, width)):
        if first <= x < last:
            return i
    return None


def draw(panels: Sequence[str], active: int, width: int, theme: Theme) -> Canvas:
    """One row."""
    canvas = Canvas(width, 1, theme)
    for i, (panel, (first, last)) in enumerate(zip(panels, spans(panels, width), strict=True)):
        front = i == active
        canvas.write(first, 0, str(i + 1), theme.cursor if front else theme.faint, bold=front)
        canvas.write(
            first + len(str(i + 1)) + 1,
            0,
            name(panel)[: max(last - first - len(str(i + 1)) - 1, 0)],
            theme.bright if front else theme.muted,
            bold=front,
        )
    return canvas
