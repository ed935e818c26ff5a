"""The step at the cursor as arrows from the current point: gradient, memory, and the whole.

An arrow that ends in the cell where it starts is not drawn; its length stands in the legend all the same. One that
leaves the plot is cut at its edge and has no head.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, pi

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import words
from dlviz.tui.braille import Dots, dashed, polyline, snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.numbers import number
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import Area
from dlviz.tui.strides import StrideView
from dlviz.tui.theme import Theme
from dlviz.tui.view import RunView, View

LEAST = (40, 10)  # cells of a plot that has room for arrows and their legend
PATTERNS = {"gradient": (3, 2), "memory": (1, 1), "decay": (1, 3), "step": ()}
HEADS, PLAIN_HEADS = "→↗↑↖←↙↓↘", ">/^\\</v\\"

Array = NDArray[np.float64]


def stride_of(view: View, place: int) -> StrideView | None:
    """The step of the run at a place, where it is known and finite."""
    landscape = view.landscape_of(place)
    if landscape is not None and landscape.plane is not None:
        found = landscape.plane.strides.get(place)
    else:
        found = view.strides[place] if place < len(view.strides) else None
    return found if found is not None and all(np.isfinite(part.along).all() for part in found.parts) else None


def ink_of(kind: str, theme: Theme) -> int:
    """Formulas have the cursor's colour, and so has the gradient; the whole step is as bright as the run's head."""
    return {"gradient": theme.cursor, "memory": theme.good, "decay": theme.muted}.get(kind, theme.bright)


def draw_arrow(canvas: Canvas, area: Area, cols: Array, rows: Array, kind: str) -> None:
    """A line through these dots, counted from the top left of the plot, with a head where it ends inside."""
    known = np.isfinite(cols) & np.isfinite(rows)
    cols, rows = cols[known], rows[known]
    if len(cols) < 2:
        return
    inside = (cols >= 0) & (rows >= 0) & (cols <= 2 * area.width - 1) & (rows <= 4 * area.height - 1)
    if not inside[0]:
        return
    if inside.all() and abs(cols[-1] - cols[0]) < 2 and abs(rows[-1] - rows[0]) < 4:
        return
    if not inside.all():
        cols, rows = _cut(cols, rows, int(np.argmin(inside)), area)
    ink = ink_of(kind, canvas.theme)
    across, down, arc = polyline(cols, rows)
    on = dashed(arc, PATTERNS[kind])
    dots = Dots(area.width, area.height)
    dots.points(across[on], down[on])
    canvas.dots(dots, area.x, area.y, ink)
    if inside.all():
        heads = PLAIN_HEADS if canvas.theme.ascii else HEADS
        turn = atan2(-(rows[-1] - rows[-2]), cols[-1] - cols[-2])
        head = heads[int(np.floor(turn / (pi / 4) + 0.5)) % 8]
        canvas.put(area.x + int(snap(cols[-1])) // 2, area.y + int(snap(rows[-1])) // 4, head, ink, bold=True)


def _cut(cols: Array, rows: Array, first: int, area: Area) -> tuple[Array, Array]:
    """The line up to the edge of the plot, which it crosses before its point number `first`."""
    a, b = np.array([cols[first - 1], rows[first - 1]]), np.array([cols[first], rows[first]])
    most = np.array([2 * area.width - 1, 4 * area.height - 1])
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(b > most, (most - a) / (b - a), np.where(b < 0, a / (a - b), 1.0))
    end = a + max(float(shares.min()), 0.0) * (b - a)
    return np.append(cols[:first], end[0]), np.append(rows[:first], end[1])


def draw_legend(
    canvas: Canvas, area: Area, busy: NDArray[np.bool_], run: RunView, stride: StrideView, exact: bool, named: bool
) -> None:
    """The parts with their lengths, in the corner of the plot that hides least; nowhere if all hide too much.

    `busy`: cells of the plot that hold something; `exact`: the landscape shows all weights; `named`: say whose step.
    """
    theme = canvas.theme
    lengths, shown = (_numbers([getattr(part, name) for part in stride.parts]) for name in ("length", "shown"))
    heads = ["length"] if exact else ["length", "here"]
    cells = [[a] if exact else [a, b] for a, b in zip(lengths, shown, strict=True)]
    formulas = [_named(part.kind, part.formula) for part in stride.parts]
    first = max(words.width(text, theme.ascii) for text in (*formulas, "next step")) + 2
    widths = [max(len(head), *(len(row[i]) for row in cells)) for i, head in enumerate(heads)]
    width, height = first + sum(2 + w for w in widths), len(cells) + 1
    spot = _calmest(busy, width + 2, height)
    if spot is None:
        return
    x, y = area.x + spot[0] + 1, area.y + spot[1]
    for line in range(height):
        canvas.write(x - 1, y + line, " " * (width + 2), theme.text)
    if named:
        canvas.put(x, y, mark(run.index), theme.run(run.index))
        canvas.write(x + 2, y, "next step", theme.muted, room=max(first - 2, 0))
    else:
        canvas.write(x, y, "next step", theme.muted, room=first)
    _row(canvas, x + first, y, heads, widths, theme.faint)
    arrow = ">" if theme.ascii else "→"
    for line, (part, text) in enumerate(zip(stride.parts, formulas, strict=True), start=1):
        ink = ink_of(part.kind, theme)
        canvas.put(x, y + line, arrow, ink)
        canvas.write(x + 2, y + line, text, ink)
        _row(canvas, x + first, y + line, cells[line - 1], widths, theme.text)


def _numbers(values: list[float]) -> list[str]:
    """With one count of decimals, unless that left nothing of the smallest."""
    sizes = [value for value in values if value > 0]
    apart = bool(sizes) and max(sizes) > 100 * min(sizes)
    return [number(value) for value in values] if apart else labels.column(values, narrow=True)


def _named(kind: str, formula: str) -> str:
    return formula if kind != "step" or formula.startswith("step") else f"step {formula}"


def _row(canvas: Canvas, x: int, y: int, cells: Sequence[str], widths: Sequence[int], ink: int) -> None:
    for cell, width in zip(cells, widths, strict=True):
        x += 2 + width
        canvas.write(x - 1, y, cell, ink, align="right")


def _calmest(busy: NDArray[np.bool_], width: int, height: int) -> tuple[int, int] | None:
    rows, columns = busy.shape
    if width > columns or height > rows // 2:
        return None
    corners = [(x, y) for y in (0, rows - height) for x in (columns - width, 0)]
    hidden = [int(busy[y : y + height, x : x + width].sum()) for x, y in corners]
    least = int(np.argmin(hidden))
    return corners[least] if hidden[least] <= 2 else None
