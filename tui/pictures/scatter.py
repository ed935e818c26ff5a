"""Points of the data and what runs predict for them: what the panels data and fit share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import words
from dlviz.tui.braille import Dots, dashed, polyline, snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import HOLLOW, dash, hollow, mark
from dlviz.tui.pictures.axes import Axis
from dlviz.tui.pictures.frame import QUIET, Area, emptiest
from dlviz.tui.view import FitView, Floats

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Legend = tuple[tuple[str, str], ...]


def range_of(*columns: Floats) -> tuple[float, float]:
    """The least and the greatest finite value; a range that starts near zero starts at zero."""
    known = np.concatenate([values[np.isfinite(values)] for values in columns])
    if not len(known):
        return 0.0, 1.0
    low, high = float(known.min()), float(known.max())
    return (0.0 if 0 < low < 0.12 * high else low), high


def dots_at(area: Area, x: Axis, y: Axis, xs: Floats, ys: Floats) -> tuple[Array, Array]:
    """Dot columns and dot rows from the top of an area, not rounded."""
    return x.dots(xs), 4 * area.height - 1 - y.dots(ys)


def draw_points(canvas: Canvas, area: Area, x: Axis, y: Axis, xs: Floats, ys: Floats, ink: int) -> None:
    """A braille dot for every row."""
    across, down = dots_at(area, x, y, xs, ys)
    known = np.isfinite(across) & np.isfinite(down)
    dots = Dots(area.width, area.height)
    dots.points(snap(across[known]), snap(down[known]))
    canvas.dots(dots, area.x, area.y, ink)


def draw_line(
    canvas: Canvas, area: Area, x: Axis, y: Axis, xs: Floats, ys: Floats, ink: int, dash: tuple[int, ...] = ()
) -> None:
    """A line through the rows from the least x to the greatest."""
    order = np.argsort(xs, kind="stable")
    columns, rows, arc = polyline(*dots_at(area, x, y, np.asarray(xs)[order], np.asarray(ys)[order]))
    on = dashed(arc, dash)
    dots = Dots(area.width, area.height)
    dots.points(columns[on], rows[on])
    canvas.dots(dots, area.x, area.y, ink)


def cells_at(area: Area, x: Axis, y: Axis, xs: Floats, ys: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64], Mask]:
    """Columns and rows of cells of the rows that have a place in the area, and which rows these are."""
    across, down = dots_at(area, x, y, xs, ys)
    known = np.isfinite(across) & np.isfinite(down)
    columns, rows = snap(np.where(known, across, -1)) // 2, snap(np.where(known, down, -1)) // 4
    known &= (columns >= 0) & (rows >= 0) & (columns < area.width) & (rows < area.height)
    return area.x + columns[known], area.y + rows[known], known


def glyph(index: int, names: Sequence[str], learned: bool = False) -> str:
    """The mark of a class, filled for rows that are `learned` from where others are held out.

    Where there are more classes than marks and each is one character, that character.
    """
    if lettered(names):
        return names[index]
    return mark(index) if learned else hollow(index)


def lettered(names: Sequence[str]) -> bool:
    """Whether the classes are marked by their own names: there are too many for other marks."""
    return len(names) > len(HOLLOW) and all(len(name) == 1 and name.isprintable() for name in names)


def split_legend(names: Sequence[str]) -> Legend:
    """How rows that are held out are told from those learned from: hollow marks, or, of letters, dim ones.

    The marks of all classes stand there: one alone would look like a further class.
    """
    if lettered(names):
        return (("dim ", "muted"), ("validation", "muted"))
    filled, open_ = ("".join(glyph(i, names, learned) for i in range(len(names))) for learned in (True, False))
    return ((f"{filled} ", "muted"), ("train  ", "muted"), (f"{open_} ", "muted"), ("validation", "muted"))


def class_legend(names: Sequence[str]) -> Legend:
    """A mark and a name for every class."""
    pieces: list[tuple[str, str]] = []
    for i, name in enumerate(names):
        sign = glyph(i, names)
        pieces += [(f"{sign} ", f"class {i}"), ("" if sign == name else f"{name}  ", "muted")]
    return tuple(pieces)


def draw_curve(canvas: Canvas, area: Area, x: Axis, y: Axis, fit: FitView, index: int, ink: int | None = None) -> None:
    """The line that a run predicts, in its dash; its mark stands on the last of it that is seen."""
    assert fit.curve is not None
    curve = np.asarray(fit.curve, np.float64)
    cols, rows, arc = polyline(*dots_at(area, x, y, curve[:, 0], curve[:, 1]))
    on = dashed(arc, dash(index))
    dots = Dots(area.width, area.height)
    dots.points(cols[on], rows[on])
    colour = canvas.theme.run(index) if ink is None else ink
    canvas.dots(dots, area.x, area.y, colour)
    inside = (cols >= 0) & (cols < 2 * area.width) & (rows >= 0) & (rows < 4 * area.height)
    if inside.any():
        # At the right end of what is seen of the line: where it leaves the plot it leaves its mark.
        last = int(np.where(inside, arc, -1).argmax())
        canvas.put(area.x + int(cols[last]) // 2, area.y + int(rows[last]) // 4, mark(index), colour)


def draw_legend(canvas: Canvas, area: Area, legend: Legend, quiet: str = QUIET) -> bool:
    """Pairs of mark and word under one another in the emptiest corner; False if there is no calm place for them."""
    theme = canvas.theme
    pairs = [legend[i : i + 2] for i in range(0, len(legend), 2)]
    if not pairs:
        return True
    widest = max(sum(words.width(text.rstrip(), theme.ascii) for text, _ in pair) + 1 for pair in pairs)
    spot = emptiest(canvas, area, widest + 2, len(pairs), quiet)
    if spot is None:
        return False
    for i, pair in enumerate(pairs):
        canvas.write(spot[0], spot[1] + i, " " * (widest + 2), theme.text)
        canvas.spans(spot[0] + 1, spot[1] + i, tuple((text, theme.ink(role)) for text, role in pair))
    return True
