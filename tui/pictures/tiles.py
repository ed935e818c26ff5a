"""Samples in lines, each with a line of words below it: pictures as large as lets enough of them stand there."""

from __future__ import annotations

from dataclasses import dataclass

from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.pixels import size_in

GAP = 2
LEAST_PICTURE = 5
"""Rows of a picture below which rather fewer are shown."""
ENLARGED = 2
CURVE = 24
"""Cells across of a series."""
LEAST_CURVE = 16
"""Of one where there is little room."""
OF_CURVES = 5


@dataclass(frozen=True)
class Tiles:
    """Places in lines; `rows`: of the picture, without the words below it."""

    area: Area
    width: int
    rows: int
    per_line: int
    lines: int

    @property
    def count(self) -> int:
        """How many places there are."""
        return self.per_line * self.lines

    def place(self, i: int) -> Area:
        """The picture's place; the words stand in the row below it."""
        x = self.area.x + i % self.per_line * (self.width + GAP)
        y = self.area.y + i // self.per_line * (self.rows + 2)
        return Area(x, y, min(self.width, self.area.x + self.area.width - x), self.rows)

    def at(self, x: int, y: int) -> int | None:
        """Which place is under a cell, its words included."""
        for i in range(self.count):
            place = self.place(i)
            if place.x <= x < place.x + place.width and place.y <= y <= place.y + place.height:
                return i
        return None


def arrange(shape: tuple[int, ...], words: int, area: Area, wanted: int, least: int = LEAST_PICTURE) -> Tiles:
    """The largest places of which there are as many as wanted, else the most there can be of what can be recognised.

    `shape`: of a sample, (height, width, channels) or (steps, channels); `words`: cells of what stands below it;
    `least`: rows of a picture.
    """
    if len(shape) == 3:
        full = -(-shape[0] * ENLARGED // 2)
        least = min(least, -(-shape[0] // 2))
    else:
        full, least = OF_CURVES, 2
    top = max(min(full, area.height - 1), 1)
    heights = range(top, min(least, top) - 1, -1)
    curves = (CURVE,) if len(shape) == 3 else (CURVE, LEAST_CURVE)
    found = [_tiles(shape, words, area, rows, across, wanted) for across in curves for rows in heights]
    return next((one for one in found if one.count >= wanted), max(found, key=lambda one: one.count))


def _tiles(shape: tuple[int, ...], words: int, area: Area, rows: int, across: int, wanted: int) -> Tiles:
    if len(shape) == 3:
        down, across = size_in(shape, rows, max(area.width, 1), ENLARGED)
        rows = -(-down // 2)
    width = min(max(across, words), max(area.width, 1))
    per_line, lines = max((area.width + GAP) // (width + GAP), 1), max((area.height + 1) // (rows + 2), 1)
    if len(shape) < 3:  # a curve takes all the room that there is across
        per_line = min(per_line, -(-wanted // lines))
        width = max((area.width + GAP) // per_line - GAP, 1)
    return Tiles(area, width, rows, per_line, lines)
