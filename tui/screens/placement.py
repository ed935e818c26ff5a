"""Where a sheet lies: in the corner where it hides the fewest marks of runs, then least of the panels where they move.

A change is drawn from the marks on, and in charts to the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.layout import Place, Rect
from dlviz.tui.marks import RUN
from dlviz.tui.pictures import sheet as picture
from dlviz.tui.pictures.sheet import Sheet
from dlviz.tui.theme import Theme

Spots = Sequence[tuple[int, int]]
"""Cells of the screen, x and y."""

MOVING = {"landscape": 1, "loss": 2, "metrics": 2, "curves": 2}
"""Panels where runs move, and how much a cell of their right half counts: charts go on there."""
CORNERS = ((True, True), (False, True), (True, False), (False, False))
"""Right or left, bottom or top: of those that cover the same the first is taken."""

NEAR = (2, 1)
"""Columns and rows around a mark that are to be seen with it."""

Choice = tuple[bool, bool, int]  # right, bottom, and the cells across that there are at most


def choose(sheet: Sheet, places: Sequence[Place], spots: Spots, body: Rect, theme: Theme, least: int) -> Choice:
    """The corner of the body where the sheet covers least, and how wide it may be there.

    It is as narrow as the panel in the corner, or as it can be, where that covers less. `spots`: where the marks of
    runs stand.
    """
    narrow = min(max(picture.narrowest(sheet, theme), least), body.width)
    choices = []
    for right, bottom in CORNERS:
        x, y = body.x + (body.width - 1) * right, body.y + (body.height - 1) * bottom
        panel = [p.rect.width for p in places if _shared(p.rect, Rect(x, y, 1, 1))]
        choices += [(right, bottom, most) for most in (body.width, *panel, narrow) if most >= narrow]
    return min(choices, key=lambda choice: _covered(lie(sheet, choice, body, theme, least), places, spots))


def lie(sheet: Sheet, choice: Choice, body: Rect, theme: Theme, least: int) -> Rect:
    """The rectangle of the sheet in this corner; rows that have become wider get their room."""
    right, bottom, most = choice
    most = min(max(most, picture.narrowest(sheet, theme)), body.width)
    width, height = picture.size(sheet, most, body.height, theme, least)
    x, y = body.x + (body.width - width) * right, body.y + (body.height - height) * bottom
    return Rect(x, y, width, height)


def marks(place: Place, canvas: Canvas) -> list[tuple[int, int]]:
    """Where the marks of runs stand on the screen, in the picture of a panel."""
    rows, columns = np.nonzero(np.isin(canvas.chars, words.codes(RUN, canvas.theme.ascii)))
    return [(place.rect.x + int(x), place.rect.y + int(y)) for x, y in zip(columns, rows, strict=True)]


def _covered(sheet: Rect, places: Sequence[Place], spots: Spots) -> tuple[int, int]:
    """The marks under the sheet, and the cells in which runs move, those where charts go on twice."""
    across, down = NEAR
    near = Rect(sheet.x - across, sheet.y - down, sheet.width + 2 * across, sheet.height + 2 * down)
    hidden = sum(_shared(Rect(x, y, 1, 1), near) for x, y in spots)
    total = 0
    for place in places:
        if place.panel in MOVING:
            rect, left = place.rect, place.rect.width // 2
            half = replace(rect, x=rect.x + left, width=rect.width - left)
            total += _shared(rect, sheet) + (MOVING[place.panel] - 1) * _shared(half, sheet)
    return hidden, total


def _shared(one: Rect, other: Rect) -> int:
    """The cells that two rectangles share."""
    across = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    down = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return max(across, 0) * max(down, 0)
