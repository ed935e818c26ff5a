"""What the presenter's mode shows beside the panels: the question, a heading to be read from the last row, the answer.

Few words with room around them. A terminal has one size of letters; what is large here is bold, spaced and alone.
"""

from __future__ import annotations

from dlviz.tui import markdown, words
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.numbers import count
from dlviz.tui.pictures.lesson import MARKS
from dlviz.tui.theme import Theme
from dlviz.tui.view import View

TALL = 30  # rows of a screen from which the heading has room around it
MARGIN = 4


def heading_rows(height: int) -> int:
    """Rows of the heading on a screen of so many."""
    return 5 if height >= TALL else 2


def question(view: View, width: int, height: int, theme: Theme) -> Canvas:
    """The scenario's question in the middle of the screen, then the one to think about, its choices, the runs."""
    canvas = Canvas(width, height, theme)
    card = view.card
    room = max(min(width - 2 * MARGIN, 76), 1)
    air = 2 if height >= TALL else 1
    lines: list[tuple[str, str, bool]] = [(_large(card.title, room, theme), "cursor", True)]
    lines += [("", "text", False)] * air
    lines += [(line, "bright", True) for line in words.wrap(card.question, room, theme.ascii)]
    for one in card.exercises[:1]:
        lines += [("", "text", False)] * air
        lines += [(line.text, "text", False) for line in markdown.lines(one.ask, room, theme.ascii)]
        circle = "o" if theme.ascii else "○"
        lines += [("", "text", False)] * (air - 1)
        choices = [" ".join(line.text for line in markdown.lines(choice, room, theme.ascii)) for choice in one.choices]
        lines += [(f"{circle} {choice}", "text", False) for choice in choices]
    lines = lines[: max(height - 3, 1)]
    top = max((height - 3 - len(lines)) // 2, 0)
    x = max((width - room) // 2, 0)
    for y, (text, role, bold) in enumerate(lines, start=top):
        canvas.write(x, y, text, theme.ink(role), bold=bold, room=width - x - 1)
    _legend(canvas, view, x, height - 2)
    return canvas


def heading(view: View, width: int, rows: int, theme: Theme) -> Canvas:
    """Title and step, then the runs, large, and the claims as marks alone."""
    canvas = Canvas(width, rows, theme)
    first, second = (1, 3) if rows >= 5 else (0, 1)
    step = f"{count(view.cursor)} / {count(view.ticks)}"
    canvas.write(width - 2, first, step, theme.bright, bold=True, align="right")
    room = width - 6 - len(step)
    canvas.write(2, first, _large(view.card.title, room, theme), theme.cursor, bold=True, room=room)
    marks = [MARKS[claim.holds] for claim in view.claims]
    x = width - 2 - max(2 * len(marks) - 1, 0)
    _legend(canvas, view, 2, second, x - 2)
    for glyph, role in marks:
        canvas.put(x, second, glyph, theme.ink(role), bold=True)
        x += 2
    return canvas


def answer(view: View, width: int, height: int, theme: Theme) -> Canvas:
    """The answers to the lesson's questions; where it asks none, what its claims say."""
    canvas = Canvas(width, height, theme)
    room = max(width - 2 * 2, 1)
    blocks: list[list[tuple[str, str, str]]] = []  # glyph, its role, a line of text
    for one in view.card.exercises:
        blocks.append(_block("→", "good", one.answer, room, theme))
    if not blocks:
        blocks = [_block(*MARKS[claim.holds], claim.text, room, theme) for claim in view.claims]
    for air in (2, 1, 0):
        lines = [line for block in blocks for line in [*block, *[("", "text", "")] * air]]
        if len(lines) - air <= height:
            break
    lines = lines[: len(lines) - air or None]
    top = max((height - len(lines)) // 2, 0)
    for y, (glyph, role, text) in enumerate(lines, start=top):
        if glyph:
            canvas.write(2, y, glyph, theme.ink(role), bold=True)
        canvas.write(5, y, text, theme.bright, bold=True, room=max(width - 6, 0))
    return canvas


def _block(glyph: str, role: str, text: str, room: int, theme: Theme) -> list[tuple[str, str, str]]:
    lines = markdown.lines(text, max(room - 4, 1), theme.ascii)
    return [(glyph if i == 0 else "", role, line.text) for i, line in enumerate(lines)]


def _large(text: str, room: int, theme: Theme) -> str:
    """The words with their letters apart where that has room."""
    apart = "   ".join(" ".join(word) for word in text.split())
    return apart if words.width(apart, theme.ascii) <= room else text


def _legend(canvas: Canvas, view: View, x: int, y: int, end: int | None = None) -> None:
    """The runs with a piece of their line, as far apart as there is room."""
    theme, end = canvas.theme, canvas.width - 1 if end is None else end
    names = [words.width(run.name, theme.ascii) for run in view.runs]
    stroke, gap = next(
        ((s, g) for s, g in ((3, 5), (1, 3), (0, 2)) if sum(names) + len(names) * (s + 2 + g) - g <= end - x), (0, 2)
    )
    for run, size in zip(view.runs, names, strict=True):
        if x + stroke + 2 >= end:
            return
        ink = theme.run(run.index)
        canvas.line(x, y, stroke, "━" if not theme.ascii else "=", ink)
        canvas.put(x + stroke, y, mark(run.index), ink, bold=True)
        canvas.write(x + stroke + 2, y, run.name, ink, bold=True, room=max(end - x - stroke - 2, 0))
        x += stroke + 2 + size + gap
