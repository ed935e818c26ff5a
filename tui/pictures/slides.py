"""What the presenter's mode shows beside the panels: questions, a heading to be read from the last row, answers.

Few words with room around them. A terminal has one size of letters; what is large here is bold, spaced and alone.
"""

from __future__ import annotations

from typing import Literal

from dlviz.tui import markdown, words
from dlviz.tui.canvas import Canvas
from dlviz.tui.markdown import Line
from dlviz.tui.marks import mark
from dlviz.tui.numbers import count
from dlviz.tui.pictures.lesson import MARKS, compared
from dlviz.tui.theme import Theme
from dlviz.tui.view import ClaimView, ExerciseView, View

Slide = Literal["question", "watch", "ask", "answer", "claims"]
Numbered = tuple[Slide, int]
"""A slide with the number of the lesson's question that it asks or answers."""
TALL = 30  # rows of a screen from which the heading has room around it
MARGIN = 4


def heading_rows(height: int) -> int:
    """Rows of the heading on a screen of so many."""
    return 5 if height >= TALL else 2


def sequence(view: View) -> tuple[Numbered, ...]:
    """The slides of a scenario.

    The first question stands under the title; any other one is asked on a slide of its own before it is answered. Last
    the scenario's own question is answered by its claims, which have the number after that of the last question.
    """
    more: list[Numbered] = []
    for number in range(1, len(view.card.exercises)):
        more += [("ask", number), ("answer", number)]
    if view.card.exercises and view.claims:
        more.append(("claims", len(view.card.exercises)))
    return (("question", 0), ("watch", 0), ("answer", 0), *more)


def question(view: View, where: str, width: int, height: int, theme: Theme) -> Canvas:
    """The scenario's question in the middle of the screen, then the one to think about, its choices, the runs.

    `where`: which slide it is.
    """
    canvas = Canvas(width, height, theme)
    card, rows = view.card, max(height - 3, 1)
    room = max(min(width - 2 * MARGIN, 76), 1)
    title = Line(((_large(card.title, room, theme), "cursor", True),))
    first = [Line(((line, "bright", True),)) for line in words.wrap(card.question, room, theme.ascii)]
    lines: list[Line] = []
    for air in (2, 1, 0) if height >= TALL else (1, 0):
        lines = [title, *[Line()] * air, *first]
        for one in card.exercises[:1]:
            asked = _asked(one, room, theme, False, air // 2)
            lines += [Line()] * air + [Line(line.pieces, line.indent - 2) for line in asked]
        if len(lines) <= rows:
            break
    x = max((width - room) // 2, 0)
    _write(canvas, lines[:rows], x, max((rows - len(lines)) // 2, 0))
    canvas.write(width - 2, height - 2, where, theme.muted, align="right")
    _legend(canvas, view, x, height - 2, width - 3 - len(where))
    return canvas


def heading(view: View, where: str, width: int, rows: int, theme: Theme) -> Canvas:
    """Title, which slide it is and step, then the runs, large, and what has become of the claims."""
    canvas = Canvas(width, rows, theme)
    first, second = (1, 3) if rows >= 5 else (0, 1)
    step = f"{count(view.cursor)} / {count(view.ticks)}"
    canvas.write(width - 2, first, step, theme.bright, bold=True, align="right")
    canvas.write(width - 5 - len(step), first, where, theme.muted, align="right")
    room = width - 9 - len(step) - len(where)
    canvas.write(2, first, _large(view.card.title, room, theme), theme.cursor, bold=True, room=room)
    said = next((one for one in _claims(view) if _runs_fit(view, width - 5 - _cells(one), theme)), ())
    x = width - 1 - _cells(said)
    _legend(canvas, view, 2, second, x - 2)
    for text, role in said:
        x += canvas.write(x, second, text, theme.ink(role), bold=True)
    return canvas


def _claims(view: View) -> tuple[tuple[tuple[str, str], ...], ...]:
    """How many claims hold, do not and cannot be said yet, in many words and in few."""
    states = {state: sum(claim.holds is state for claim in view.claims) for state in (True, False, None)}
    verbs = {True: ("holds", "hold"), False: ("fails", "fail"), None: ("is open", "are open")}
    long: list[tuple[str, str]] = []
    for state, number in states.items():
        if number:
            glyph, role = MARKS[state]
            noun = "" if long else " claim" if number == 1 else " claims"
            long.append((f"{'   ' * bool(long)}{glyph} {number}{noun} {verbs[state][number > 1]}", role))
    if not long:
        return ((),)
    glyph, role = MARKS[False if states[False] else None if states[None] else True]
    return tuple(long), ((f"{glyph} {states[True]} of {len(view.claims)} hold", role),)


def _cells(pieces: tuple[tuple[str, str], ...]) -> int:
    return sum(words.width(text) for text, _ in pieces)


def spoken(view: View, number: int, width: int, height: int, theme: Theme, told: bool) -> Canvas:
    """A question of the lesson with its choices and, if `told`, the right one and the answer below.

    The question stands where it stood before the answer. The number after the last: what the claims say.
    """
    canvas = Canvas(width, height, theme)
    whole = _spoken(view, number, width, height, theme, True)
    lines = whole if told else _spoken(view, number, width, height, theme, False)
    _write(canvas, lines[:height], 0, max((height - len(whole)) // 2, 0))
    return canvas


def spoken_rows(view: View, number: int, width: int, theme: Theme) -> int:
    """Rows that a question takes with its answer, unshortened, and a row of air."""
    return len(_spoken(view, number, width, 0, theme, True, cut=False)) + 1


def _spoken(view: View, number: int, width: int, height: int, theme: Theme, told: bool, cut: bool = True) -> list[Line]:
    """The lines of both, with air where there is room for it; where there is none the question is shortened."""
    room = max(width - 2 * 2, 1)
    if number == len(view.card.exercises):
        blocks = [_proved(claim, room, theme) for claim in view.claims]
        return _parted([_hung("?", "cursor", view.card.question, room, theme), *blocks], height)
    one = view.card.exercises[number]
    answer = _hung("→", "good", one.answer, room, theme)
    asked = _asked(one, room, theme, told, 0)
    over = len(asked) + len(answer) - height
    if over > 0 and cut:
        asked = _asked(one, room, theme, told, 0, over)
    airs = next((air for air in (2, 1) if len(asked) + len(answer) + air + air // 2 <= height), 0)
    if airs == 2:
        asked = _asked(one, room, theme, told, 1)
    return [*asked, *[Line()] * airs, *answer] if told else asked


def _proved(claim: ClaimView, room: int, theme: Theme) -> list[Line]:
    """A claim with its mark, and its numbers at the cursor below it."""
    numbers = words.clean(compared(claim), theme.ascii)
    below = [Line(((numbers, "muted", False),), 5)] if numbers else []
    return _hung(*MARKS[claim.holds], claim.text, room, theme, bold=False) + below


def _parted(blocks: list[list[Line]], height: int) -> list[Line]:
    """Blocks under each other, as far apart as there is room."""
    lines: list[Line] = []
    for air in (2, 1, 0):
        lines = [line for block in blocks for line in [*block, *[Line()] * air]]
        lines = lines[: len(lines) - air]
        if len(lines) <= height:
            break
    return lines


def _asked(one: ExerciseView, room: int, theme: Theme, told: bool, air: int, less: int = 0) -> list[Line]:
    """The question, at most `less` lines shorter than it is, and its choices; if `told` the right one is marked."""
    lines = _hung("?", "cursor", one.ask, room, theme)
    rows, inner = max(len(lines) - less, 1), max(room - 4, 1)
    whole = " ".join(line.text for line in markdown.lines(one.ask, inner, theme.ascii))
    cells = rows * inner
    while len(lines) > rows and cells > 0:
        lines = _hung("?", "cursor", words.beginning(whole, cells, theme.ascii), room, theme)
        cells -= 1
    lines += [Line()] * (air if one.choices else 0)
    for choice in one.choices:
        right = told and choice == one.right
        glyph, role = MARKS[True] if right else ("o" if theme.ascii else "○", "muted")
        lines += _hung(glyph, role, choice, room - 3, theme, 3, "text" if told and not right else "bright", right)
    return lines


def _hung(
    glyph: str, role: str, text: str, room: int, theme: Theme, indent: int = 0, ink: str = "bright", bold: bool = True
) -> list[Line]:
    """Markdown behind a glyph, its other lines indented under it."""
    lines = markdown.lines(text, max(room - 4, 1), theme.ascii)
    out = [Line(((line.text, ink, bold),), indent + 5) for line in lines]
    return [Line(((f"{glyph}  ", role, True), *out[0].pieces), indent + 2), *out[1:]] if out else []


def _write(canvas: Canvas, lines: list[Line], x: int, top: int) -> None:
    for y, line in enumerate(lines, start=top):
        at = x + max(line.indent, 0)
        for text, role, bold in line.pieces:
            at += canvas.write(at, y, text, canvas.theme.ink(role), bold=bold, room=max(canvas.width - at - 1, 0))


def _large(text: str, room: int, theme: Theme) -> str:
    """The words with their letters apart where that has room."""
    apart = "   ".join(" ".join(word) for word in text.split())
    return apart if words.width(apart, theme.ascii) <= room else text


def _runs_fit(view: View, room: int, theme: Theme) -> bool:
    """Whether the legend has room for every run."""
    return sum(words.width(run.name, theme.ascii) + 4 for run in view.runs) - 2 <= room


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
