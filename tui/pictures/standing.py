"""The mark of what stands on a landscape: in a colour that can be told there, and with an arrow where it has left.

What lies off the chart has its mark one cell inside the edge and, at the edge, an arrow that points to it; several
that left at one place stand next to each other.
"""

from __future__ import annotations

from collections.abc import Callable
from math import floor, isfinite

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.canvas import Canvas
from dlviz.tui.colour import contrast, mix
from dlviz.tui.pictures.frame import Area
from dlviz.tui.theme import Theme

ARROWS = {(-1, 0): "←", (1, 0): "→", (0, -1): "↑", (0, 1): "↓"}
PLAIN_ARROWS = {(-1, 0): "<", (1, 0): ">", (0, -1): "^", (0, 1): "v"}
TOLD = 3.0
"""The contrast that a mark needs with what lies under it, WCAG 2.1, 1.4.11."""


def off(area: Area, dot_x: float, dot_y: float) -> tuple[int, int]:
    """Whereto a dot lies off the plot, the way it lies farther: (-1, 0) to the left, (0, 1) below, (0, 0) inside."""
    across, down = (dot_x + 0.5) / 2, (dot_y + 0.5) / 4  # cells
    beyond_x = min(across, 0.0) + max(across - area.width, 0.0)
    beyond_y = min(down, 0.0) + max(down - area.height, 0.0)
    if not (across < 0 or across >= area.width or down < 0 or down >= area.height):
        return 0, 0
    if abs(beyond_x) >= 2 * abs(beyond_y) and (across < 0 or across >= area.width):  # a cell is twice as high as wide
        return (-1 if across < 0 else 1), 0
    return 0, (-1 if down < 0 else 1)


def put_mark(
    canvas: Canvas,
    area: Area,
    dots: tuple[float, float],
    glyph: str,
    ink: Callable[[int, int], int],
    taken: set[tuple[int, int]],
    bold: bool = False,
) -> None:
    """A mark at a dot of the plot, nowhere if that is not finite; `ink` of a cell, `taken` cells of those that left."""
    if not (isfinite(dots[0]) and isfinite(dots[1])):
        return
    aside, along = off(area, *dots)
    column, row = cell_of(area, *dots)
    if (aside, along) != (0, 0):
        row, column = _free(area, column, row, sideways=bool(along), taken=taken)
        arrow = (PLAIN_ARROWS if canvas.theme.ascii else ARROWS)[aside, along]
        canvas.put(area.x + column, area.y + row, arrow, ink(column, row), bold=True)
        column, row = max(column - aside, 0), max(row - along, 0)
    canvas.put(area.x + column, area.y + row, glyph, ink(column, row), bold=bold)


def cell_of(area: Area, dot_x: float, dot_y: float) -> tuple[int, int]:
    """The column and the row of the plot nearest to a dot."""
    x, y = min(max(dot_x, 0.0), 2.0 * area.width - 1), min(max(dot_y, 0.0), 4.0 * area.height - 1)
    return min(floor(x + 0.5) // 2, area.width - 1), min(floor(y + 0.5) // 4, area.height - 1)


def _free(area: Area, column: int, row: int, sideways: bool, taken: set[tuple[int, int]]) -> tuple[int, int]:
    """The nearest cell along the edge that no other has taken; one row or column inside it takes the mark."""
    if sideways:
        places = [(row, x) for x in sorted(range(area.width), key=lambda x: abs(x - column))]
    else:
        places = [(y, column) for y in sorted(range(area.height), key=lambda y: abs(y - row))]
    spot = next((place for place in places if place not in taken), (row, column))
    taken.add(spot)
    return spot


def told(theme: Theme, index: int, under: NDArray[np.int32], alone: bool) -> Callable[[int, int], int]:
    """The colour of a run's mark over a field: the run's own, towards bright where it could not be told from it.

    A run that is `alone` on its field has nothing to be mixed up with: its mark is as bright as can be, at the end of
    a path in its colour. Shapes: under (rows, columns), what lies below each cell.
    """
    own = theme.run(index)
    if not (theme.hues and theme.greys):
        return lambda *_: own
    if alone:
        return lambda *_: theme.bright

    def ink(column: int, row: int) -> int:
        ground = int(under[row, column])
        shades = (mix(own, theme.bright, share) for share in (0.0, 0.15, 0.3, 0.45, 0.6, 0.75))
        return next((shade for shade in shades if contrast(shade, ground) >= TOLD), theme.bright)

    return ink
