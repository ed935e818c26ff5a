"""What can be read off a picture: rectangles of cells, each with a function from a cell to lines.

A picture attaches them to its canvas, `canvas.read(area, at)`. The function is called for the one cell that a
crosshair or the mouse points at, and costs nothing before; it is pure, as the picture is. Cells are counted from the
top left of the rectangle. A picture of the past or of what is to come also says which tick a column stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple


class Line(NamedTuple):
    """What it is and how much; `run`: the index of the run whose mark stands before it, hollow for its validation."""

    what: str
    value: str = ""
    run: int | None = None
    hollow: bool = False

    @property
    def text(self) -> str:
        """The line in one piece, without its mark."""
        return f"{self.what} {self.value}".strip()


Lines = tuple[Line, ...]
At = Callable[[int, int], Iterable[Line]]
Tick = Callable[[int], int]


@dataclass(frozen=True)
class Reading:
    """A rectangle that can be read; no line where there is nothing under a cell."""

    x: int
    y: int
    width: int
    height: int
    at: At
    tick: Tick | None = None  # of a column, where a step further right is a later one
    aside: bool = False  # a crosshair begins in it only where there is nothing else

    def holds(self, x: int, y: int) -> bool:
        """Whether this cell of the canvas is in it."""
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height

    def moved(self, x: int, y: int) -> Reading:
        """The same, further right and down."""
        return replace(self, x=self.x + x, y=self.y + y)


def under(reads: Iterable[Reading], x: int, y: int) -> Reading | None:
    """What lies on top at a cell: of two that overlap the later one."""
    found = None
    for one in reads:
        found = one if one.holds(x, y) else found
    return found


def lines_at(reads: Iterable[Reading], x: int, y: int) -> Lines:
    """What is to be read at a cell of the canvas."""
    one = under(reads, x, y)
    return tuple(one.at(x - one.x, y - one.y)) if one is not None else ()


def tick_at(reads: Iterable[Reading], x: int, y: int) -> int | None:
    """The tick that a cell stands for, None where it has none."""
    one = under(reads, x, y)
    return one.tick(x - one.x) if one is not None and one.tick is not None else None


def begin(reads: tuple[Reading, ...], cursor: int) -> tuple[int, int] | None:
    """Where a crosshair begins: in the largest rectangle, at the cursor where that has a column, else in the middle."""
    if not reads:
        return None
    one = max([one for one in reads if not one.aside] or reads, key=lambda one: one.width * one.height)
    column = one.width // 2
    if one.tick is not None:
        ticks = [one.tick(x) for x in range(one.width)]
        column = min(range(one.width), key=lambda x: (abs(ticks[x] - cursor), x))
    return one.x + column, one.y + one.height // 2


def step(reads: tuple[Reading, ...], at: tuple[int, int], across: int, down: int) -> tuple[int, int]:
    """The cell so far away; out of a rectangle first to its edge, from there into the next one that way."""
    x, y = at
    here = under(reads, x, y)
    if under(reads, x + across, y + down) is not None and (abs(across) <= 1 and abs(down) <= 1):
        return x + across, y + down
    if here is not None:
        edge = (
            min(max(x + across, here.x), here.x + here.width - 1),
            min(max(y + down, here.y), here.y + here.height - 1),
        )
        if edge != at:
            return edge
    return _beyond(reads, at, across, down)


def _beyond(reads: tuple[Reading, ...], at: tuple[int, int], across: int, down: int) -> tuple[int, int]:
    """The nearest cell of a rectangle that begins in this direction; where there is none, the same cell."""
    x, y = at
    found = []
    for one in reads:
        near_x = min(max(x, one.x), one.x + one.width - 1)
        near_y = min(max(y, one.y), one.y + one.height - 1)
        ahead = (near_x - x) * across + (near_y - y) * down
        if ahead > 0 and not one.holds(x, y):
            aside = abs(near_y - y) if across else abs(near_x - x)
            found.append((aside > 0, abs(near_x - x) + 2 * aside + abs(near_y - y), near_x, near_y))
    return min(found)[2:] if found else at


def edge(reads: tuple[Reading, ...], at: tuple[int, int], last: bool) -> tuple[int, int]:
    """The first or the last column of the rectangle under a cell."""
    one = under(reads, *at)
    if one is None:
        return at
    return (one.x + one.width - 1 if last else one.x), at[1]


def settle(reads: tuple[Reading, ...], at: tuple[int, int], cursor: int) -> tuple[int, int] | None:
    """Where a crosshair stands when the picture under it has changed: still there, else where it began."""
    return at if under(reads, *at) is not None else begin(reads, cursor)
