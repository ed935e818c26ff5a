"""A sheet over the panels: rows with fields that are chosen and changed, what is wrong, what the keys do."""

from __future__ import annotations

from dataclasses import dataclass

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.pictures.frame import edge, enclose
from dlviz.tui.theme import Theme

Pieces = tuple[tuple[str, str], ...]
"""Pieces of text, each in the colour of a role."""

LEFT, GAP = 3, 2
"""Cells before a row, and between its columns."""
MOST_LINES = 3
"""Of a sentence."""
LEAST = 36
"""Cells across of any sheet."""


@dataclass(frozen=True)
class Field:
    """Something that can be chosen in a row."""

    text: str
    role: str = "text"
    right: bool = False


@dataclass(frozen=True)
class Row:
    """A row: what it is about, its fields, and a remark behind them."""

    head: Pieces
    fields: tuple[Field, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """All that a sheet shows. `typing`: the text of the chosen field is being written; `most`: rows seen at once;
    `below`: lines that sentences and keys have at least.
    """

    title: Pieces
    unit: str
    rows: tuple[Row, ...]
    chosen: int
    keys: tuple[tuple[str, str], ...]
    field: int = 0
    typing: bool = False
    fault: str = ""
    said: str = ""
    most: int = 10_000
    below: int = 0


@dataclass(frozen=True)
class Plan:
    """Where everything lies in the cells of a sheet."""

    columns: tuple[int, ...]  # the first cells of head and fields, and of the remarks
    top: int  # the first row that is seen
    seen: int  # how many are
    fault: tuple[str, ...]
    said: tuple[str, ...]
    blank: int  # lines between sentences and keys
    keys: tuple[tuple[tuple[str, str], ...], ...]


def size(sheet: Sheet, width: int, height: int, theme: Theme, least: int = 0) -> tuple[int, int]:
    """The cells that a sheet takes of a screen with so much room: as few as it can, but `least` across."""
    columns = _columns(sheet, theme)
    notes = max((words.width(row.note, theme.ascii) for row in sheet.rows), default=0)
    keys = sum(words.width(f"{key} {word}", theme.ascii) + GAP for key, word in sheet.keys)
    title = "".join(text for text, _ in sheet.title)
    head = words.width(f"─ {title} {sheet.unit} ─", theme.ascii) + GAP
    told = max(words.width(text, theme.ascii) for text in (sheet.said, sheet.fault)) + LEFT + 1
    wide = min(max(columns[-1] + notes + 2, min(keys + 2, told, 54), min(told, 58), head, LEAST, least), width)
    plan = _plan(sheet, wide, 10_000, theme)
    return wide, min(1 + min(len(sheet.rows), sheet.most) + _below(plan) + edge(theme), height)


def narrowest(sheet: Sheet, theme: Theme) -> int:
    """The cells across that its rows need; sentences and keys are broken, and the title is shortened."""
    notes = max((words.width(row.note, theme.ascii) for row in sheet.rows), default=0)
    return max(_columns(sheet, theme)[-1] + notes + 2, LEAST)


def draw(sheet: Sheet, width: int, height: int, theme: Theme) -> Canvas:
    """The sheet in this room; rows scroll where they do not all have a place."""
    canvas = Canvas(width, height, theme, theme.bar)
    plan = _plan(sheet, width, height, theme)
    canvas.line(0, 0, width, "─", theme.cursor)
    used = canvas.write(1, 0, " ", theme.cursor)
    for text, role in sheet.title:
        used += canvas.write(1 + used, 0, text, theme.ink(role), bold=True, room=max(width - used - 3, 0))
    used += canvas.write(1 + used, 0, " ", theme.cursor)
    if sheet.unit and width - used - 4 > 0:
        canvas.write(1 + used, 0, words.shorten(sheet.unit, width - used - 4, theme.ascii) + " ", theme.muted)
    for line, number in enumerate(range(plan.top, plan.top + plan.seen), start=1):
        _row(canvas, sheet, plan, number, line)
    if plan.top > 0:
        canvas.put(width - 1, 1, "↑" if not theme.ascii else "^", theme.muted)
    if plan.top + plan.seen < len(sheet.rows):
        canvas.put(width - 1, plan.seen, "↓" if not theme.ascii else "v", theme.muted)
    y = 1 + plan.seen
    for text in plan.fault:
        canvas.write(LEFT, y, text, theme.bad)
        y += 1
    for text in plan.said:
        canvas.write(LEFT, y, text, theme.muted)
        y += 1
    y += plan.blank
    for line_of_keys in plan.keys:
        x = LEFT
        for key, word in line_of_keys:
            x += canvas.write(x, y, key, theme.cursor, bold=True) + 1
            x += canvas.write(x, y, word, theme.muted) + GAP
        y += 1
    enclose(canvas)
    return canvas


def spot_at(sheet: Sheet, width: int, height: int, theme: Theme, x: int, y: int) -> tuple[int, int] | None:
    """The row and the field under a cell, None where there is none."""
    plan = _plan(sheet, width, height, theme)
    number = plan.top + y - 1
    if not (1 <= y <= plan.seen and number < len(sheet.rows)):
        return None
    last = max(len(sheet.rows[number].fields) - 1, 0)
    field = sum(x >= left for left in plan.columns[1:-1]) - 1
    return number, min(max(field, 0), last)


def key_at(sheet: Sheet, width: int, height: int, theme: Theme, x: int, y: int) -> str | None:
    """The key whose word is under a cell."""
    plan = _plan(sheet, width, height, theme)
    line = y - 1 - plan.seen - len(plan.fault) - len(plan.said) - plan.blank
    if not 0 <= line < len(plan.keys):
        return None
    left = LEFT
    for key, word in plan.keys[line]:
        size = words.width(f"{key} {word}", theme.ascii)
        if left <= x < left + size:
            return key
        left += size + GAP
    return None


def _row(canvas: Canvas, sheet: Sheet, plan: Plan, number: int, y: int) -> None:
    theme, row, chosen = canvas.theme, sheet.rows[number], number == sheet.chosen
    if chosen:
        canvas.write(1, y, "▸", theme.cursor, bold=True)
    x = plan.columns[0]
    for text, role in row.head:
        x += canvas.write(x, y, text, theme.bright if chosen and role == "text" else theme.ink(role), bold=chosen)
    for place, field in enumerate(row.fields):
        left, right = plan.columns[place + 1], plan.columns[place + 2] - GAP
        room = max(right - left, 0)
        here = chosen and place == sheet.field
        text = field.text + ("▏" if here and sheet.typing and not theme.ascii else "_" * (here and sheet.typing))
        if here and not theme.greys:
            text = f"[{text}]"
        ink = theme.bright if here else theme.ink(field.role)
        at = right - 1 if field.right else left
        taken = canvas.write(at, y, text, ink, bold=here, align="right" if field.right else "left", room=room or None)
        if here and theme.greys:
            first = at - taken + 1 if field.right else at
            canvas.bg[y, max(first - 1, 0) : first + taken + 1] = theme.rule
    if row.note:
        left = plan.columns[-1]
        canvas.write(left, y, words.shorten(row.note, max(canvas.width - left - 1, 0), theme.ascii), theme.muted)


def _columns(sheet: Sheet, theme: Theme) -> tuple[int, ...]:
    """The first cells of head, of every column of fields, and of the remarks; a field has room for what marks it."""
    ascii, marks = theme.ascii, 1 if theme.greys else 3
    heads = [sum(words.width(text, ascii) for text, _ in row.head) for row in sheet.rows]
    starts = [LEFT, LEFT + max(heads, default=0) + GAP]
    for place in range(max((len(row.fields) for row in sheet.rows), default=0)):
        widths = [words.width(row.fields[place].text, ascii) for row in sheet.rows if place < len(row.fields)]
        starts.append(starts[-1] + max(widths, default=0) + marks + GAP)
    return tuple(starts)


def _plan(sheet: Sheet, width: int, height: int, theme: Theme) -> Plan:
    room = max(width - LEFT - 1, 1)
    fault = tuple(words.wrap(sheet.fault, room, theme.ascii)[:MOST_LINES]) if sheet.fault else ()
    said = tuple(words.wrap(sheet.said, room, theme.ascii)[:MOST_LINES]) if sheet.said else ()
    keys = _lines_of_keys(sheet.keys, room, theme.ascii)
    left = height - 1 - edge(theme) - len(fault) - len(said) - len(keys)
    seen = min(len(sheet.rows), max(left, 1))
    blank = min(max(sheet.below - len(fault) - len(said) - len(keys), 0), max(left - seen, 0))
    top = min(max(sheet.chosen - seen // 2, 0), max(len(sheet.rows) - seen, 0))
    return Plan(_columns(sheet, theme), top, seen, fault, said, blank, keys)


def _below(plan: Plan) -> int:
    return len(plan.fault) + len(plan.said) + plan.blank + len(plan.keys)


def _lines_of_keys(
    keys: tuple[tuple[str, str], ...], room: int, ascii: bool
) -> tuple[tuple[tuple[str, str], ...], ...]:
    lines: list[list[tuple[str, str]]] = [[]]
    taken = 0
    for key, word in keys:
        size = words.width(f"{key} {word}", ascii)
        if taken and taken + size > room:
            lines.append([])
            taken = 0
        lines[-1].append((key, word))
        taken += size + GAP
    return tuple(tuple(line) for line in lines if line)
