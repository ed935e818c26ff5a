"""What all panels share: the hairline with the title, the rectangle inside, the frame of a chart, a read-out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.numbers import count
from dlviz.tui.pictures.axes import Axis
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, View


@dataclass(frozen=True)
class PanelTitle:
    """What the hairline of a panel carries; the legend is pieces of (text, role).

    `shorter`: units to say instead where the first has no room, the longest first; without any the first is cut.
    """

    name: str
    unit: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    turned: bool | None = None  # whether y has turned the picture; None where it changes the scale, which the unit says
    shorter: tuple[str, ...] = ()


@dataclass(frozen=True)
class Area:
    """A rectangle of cells."""

    x: int
    y: int
    width: int
    height: int

    @property
    def empty(self) -> bool:
        """There is no cell in it."""
        return self.width <= 0 or self.height <= 0


def panel(title: PanelTitle, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """An empty panel with its hairline: `─ Title unit ──── legend ─`."""
    canvas = Canvas(width, height, theme)
    rule = theme.cursor if options.focused else theme.rule
    canvas.line(0, 0, width, "─", rule)
    room = width - 4
    if room <= 0:
        return canvas
    name = words.shorten(title.name, room, theme.ascii)
    after = 2 + words.width(name, theme.ascii)
    legend = _legend_width(title, width, theme.ascii)
    canvas.write(1, 0, f" {name} ", theme.cursor if options.focused else theme.text, bold=True)
    left = title_room(title, width, theme.ascii)
    units = _of_step((title.unit, *title.shorter), options.late)
    forms = (one for one in units if words.width(one, theme.ascii) <= left)
    whole = next(forms, "" if len(units) > 1 else title.unit)
    # A stump of a unit says nothing, nor does half of a word.
    unit = words.beginning(whole, left, theme.ascii)
    size = words.width(unit, theme.ascii)
    if left > min(8, words.width(whole, theme.ascii)) and size >= min(8, words.width(whole, theme.ascii)) > 0:
        canvas.write(after + 1, 0, f"{unit} ", theme.muted)
    if legend:
        x = width - legend - 3
        canvas.write(x - 1, 0, " " * (legend + 2), theme.muted)
        for text, role in title.legend:
            x += canvas.write(x, 0, text, theme.ink(role))
    return canvas


def _of_step(units: tuple[str, ...], late: int | None) -> tuple[str, ...]:
    """Forms of a unit; of a picture that lags behind the cursor each with the step that it is of."""
    if late is None:
        return units
    said = f"of step {count(late)}"
    return (*(f"{one} · {said}" for one in units if one), said)


def _legend_width(title: PanelTitle, width: int, ascii: bool) -> int:
    """Cells of the legend, 0 where it is not shown for want of room."""
    legend = sum(words.width(text, ascii) for text, _ in title.legend)
    return legend if 2 + words.width(title.name, ascii) + legend + 7 <= width else 0


def title_room(title: PanelTitle, width: int, ascii: bool = False) -> int:
    """Cells that the hairline of a panel leaves for the unit."""
    legend = _legend_width(title, width, ascii)
    return width - 2 - words.width(title.name, ascii) - 3 - (legend + 4 if legend else 0)


def say(canvas: Canvas, area: Area, text: str, ink: int | None = None) -> None:
    """A sentence in the middle of an area that has nothing else to show."""
    theme = canvas.theme
    lines = words.wrap(text, max(area.width - 2, 1), theme.ascii)[: max(area.height, 0)]
    top = area.y + max((area.height - len(lines)) // 2, 0)
    for i, line in enumerate(lines):
        canvas.write(
            area.x + area.width // 2,
            top + i,
            line,
            theme.muted if ink is None else ink,
            align="centre",
            room=area.width,
        )


def plot_area(width: int, height: int, gutter: int) -> Area:
    """The plot inside a panel: below the title, right of the labels, above the axis and its labels."""
    if height < 5 or width < gutter + 8:
        return Area(min(1, width), min(1, height), max(width - 2, 0), max(height - 1, 0))
    return Area(gutter + 2, 1, width - gutter - 3, height - 3)


def edge(theme: Theme) -> int:
    """Rows that a lower edge takes of what lies over the screen: where there is no ground to tell it from the rest."""
    return int(not theme.greys)


def enclose(canvas: Canvas) -> None:
    """Where there is no ground: sides and a lower edge for what has a hairline on top."""
    theme, right, bottom = canvas.theme, canvas.width - 1, canvas.height - 1
    if not edge(theme) or bottom < 1:
        return
    canvas.line(0, bottom, canvas.width, "─", theme.cursor)
    for x, upper, lower in ((0, *"┌└"), (right, *"┐┘")) if not theme.ascii else ((0, *"++"), (right, *"++")):
        quiet = canvas.chars[1:bottom, x] == ord(" ")
        canvas.chars[1:bottom, x][quiet] = ord("│")
        canvas.fg[1:bottom, x][quiet] = theme.cursor
        canvas.put(x, 0, upper, theme.cursor)
        canvas.put(x, bottom, lower, theme.cursor)


def draw_frame(canvas: Canvas, area: Area, x: Axis, y: Axis | None, name: str, grid: bool = True) -> None:
    """Labels left of the plot, hairlines at the y ticks, one line with `┬` below; the last label is the axis' name."""
    theme = canvas.theme
    bottom = area.y + area.height
    if y is not None:
        previous = -2
        for tick in y.ticks:
            row = bottom - 1 - int(tick.dot + 0.5) // 4
            if not area.y <= row < bottom or row == previous:
                continue
            previous = row
            if grid and not theme.ascii:
                # Where there are no greys a hairline is thinned out, so that it stays behind the data.
                canvas.line(area.x, row, area.width, "─" if theme.greys else "┈", theme.grid)
            if area.x >= y.gutter + 1:
                canvas.write(area.x - 2, row, tick.label, theme.muted, align="right")
    if bottom + 1 >= canvas.height:
        return
    canvas.line(area.x, bottom, area.width, "─", theme.rule)
    end = area.x + area.width - 1
    label = words.width(name, theme.ascii)
    free = end - label if name else end + 1  # labels end before this cell
    taken = -1
    for tick in x.ticks:
        column = area.x + int(tick.dot + 0.5) // 2
        if not area.x <= column <= end:
            continue
        canvas.put(column, bottom, "┬", theme.rule)
        size = len(tick.label)
        left = max(min(column - size // 2, canvas.width - size), 0)
        if left > taken and left + size <= free:
            canvas.write(left, bottom + 1, tick.label, theme.muted)
            taken = left + size
    canvas.write(end, bottom + 1, name, theme.faint, align="right")


@dataclass(frozen=True)
class Readout:
    """A small table of numbers: heads and right-aligned columns, a run a row."""

    heads: tuple[str, ...]
    rows: tuple[tuple[int, str, tuple[str, ...]], ...]  # (run index, its name, the cells)
    note: str = ""


def readout_size(table: Readout, theme: Theme) -> tuple[int, int]:
    """Cells that a read-out takes: width, height."""
    names = max((words.width(name, theme.ascii) for _, name, _ in table.rows), default=0)
    widths = _column_widths(table, theme)
    width = 2 + names + sum(w + 2 for w in widths)
    height = len(table.rows) + any(table.heads) + bool(table.note)
    return max(width, words.width(table.note, theme.ascii)), height


def _column_widths(table: Readout, theme: Theme) -> list[int]:
    return [
        max([words.width(head, theme.ascii)] + [words.width(cells[i], theme.ascii) for _, _, cells in table.rows])
        for i, head in enumerate(table.heads)
    ]


def draw_readout(canvas: Canvas, area: Area, table: Readout) -> bool:
    """Put the table into the emptiest corner of a plot; False if there is no calm place for it."""
    theme = canvas.theme
    width, height = readout_size(table, theme)
    spot = emptiest(canvas, area, width + 2, height)
    if spot is None or not table.rows:
        return False
    x, y = spot[0] + 1, spot[1]
    for row in range(height):
        canvas.write(x - 1, y + row, " " * (width + 2), theme.text)
    widths = _column_widths(table, theme)
    names = width - 2 - sum(w + 2 for w in widths)
    line = y
    if any(table.heads):
        end = x + 1 + names
        for head, w in zip(table.heads, widths, strict=True):
            end += w + 2
            canvas.write(end, line, head, theme.faint, align="right")
        line += 1
    for index, name, cells in table.rows:
        canvas.put(x, line, mark(index), theme.run(index))
        canvas.write(x + 2, line, name, theme.run(index))
        end = x + 1 + names
        for cell, w in zip(cells, widths, strict=True):
            end += w + 2
            canvas.write(end, line, cell, theme.text, align="right")
        line += 1
    if table.note:
        canvas.write(x, line, table.note, theme.muted)
    return True


QUIET = " ─│┈"
"""Glyphs that a read-out may lie on."""


def emptiest(canvas: Canvas, area: Area, width: int, height: int, quiet: str = QUIET) -> tuple[int, int] | None:
    """The top left cell of the corner, edge or middle with the fewest drawn cells, None if all are busy."""
    if width > area.width or height > area.height:
        return None
    inked = _inked(canvas, quiet)
    columns = (area.x, area.x + area.width - width, area.x + (area.width - width) // 2)
    rows = (area.y, area.y + area.height - height, area.y + (area.height - height) // 2)
    best: tuple[int, int] | None = None
    least = max(1, width * height // 12)
    for y in rows:
        for x in columns:
            drawn = int(inked[y : y + height, x : x + width].sum())
            if drawn < least:
                best, least = (x, y), drawn
    return best


def _inked(canvas: Canvas, quiet: str) -> NDArray[np.bool_]:
    return np.asarray(~np.isin(canvas.chars, [ord(c) for c in quiet]))


def run_in_front(view: View, options: PanelOptions) -> int:
    """The place of the run that a panel speaks of, within what there is."""
    return min(max(options.run, 0), max(len(view.runs) - 1, 0))
