"""The lesson: the question, words, formulas, questions to think about first, claims with their marks, what next.

It is one page. Where that is longer than the panel, a panel in front scrolls it; any other shows of it what has room,
the question and the claims first.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from dlviz.tui import markdown, words
from dlviz.tui.canvas import Canvas
from dlviz.tui.markdown import Line, Piece
from dlviz.tui.numbers import count
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import PanelTitle, panel, run_in_front
from dlviz.tui.pictures.labels import minus
from dlviz.tui.pictures.questions import Choice, Questions, questions
from dlviz.tui.theme import Theme
from dlviz.tui.view import ClaimView, PanelOptions, RunView, View

MARKS = {True: ("✓", "good"), False: ("✗", "bad"), None: ("·", "muted")}
_AIR = 3  # between all blocks


@dataclass(frozen=True)
class Page:
    """The lesson in lines, as wide as its panel.

    `rows`: lines that the panel shows; `asked`: the line where the questions begin.
    """

    lines: tuple[Line, ...]
    rows: int
    asked: int = 0
    questions: Questions = field(default_factory=Questions)

    @property
    def furthest(self) -> int:
        """Lines that can be scrolled."""
        return max(len(self.lines) - self.rows, 0)

    def choice_at(self, line: int) -> Choice | None:
        """The choice that stands on a line of the page."""
        return self.questions.choices.get(line - self.asked)

    def shows(self, scroll: int, first: int, last: int) -> int:
        """The scroll nearest to this one at which these lines of the questions are shown, at least the first."""
        first, last = first + self.asked, last + self.asked
        return min(max(min(max(scroll, last - self.rows + 1), first), 0), self.furthest)


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Lesson`, and the scenario's title."""
    return PanelTitle("Lesson", view.card.title if view.card.title != view.card.name else "")


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included; where there is more than it shows, the title says which key brings it."""
    if width < 6 or height < 2:
        return panel(title(view, options), width, height, theme, options)
    whole = page(view, width, height, theme, options)
    if not whole.furthest:
        return _drawn(view, whole.lines, width, height, theme, options, ())
    if not (options.focused or options.zoomed):
        digest = _digest(view, width - 2, height - 1, theme, options)
        return _drawn(view, digest, width, height, theme, options, (("pgdn ", "cursor"), ("more", "muted")))
    top = min(max(options.scroll, 0), whole.furthest)
    way = ("pgdn ", "more") if top < whole.furthest else ("pgup ", "back")
    lines = whole.lines[top : top + whole.rows]
    canvas = _drawn(view, lines, width, height, theme, options, ((way[0], "cursor"), (way[1], "muted")), True)
    _bar(canvas, whole, top)
    return canvas


def page(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Page:
    """All of the lesson for a panel of this size, with as much air as leaves it in one piece."""
    blocks = _blocks(view, width - 2, theme, options)
    rows = max(height - 1, 0)
    for air in (_AIR, 2, 1, 0):
        lines, asked = _page(blocks, air)
        if len(lines) <= rows:
            spare = rows - len(lines) >= 2
            return Page((*[Line()] * spare, *lines), rows, asked + spare, blocks.exercises)
    beside_bar = _blocks(view, width - 3, theme, options)
    lines, asked = _page(beside_bar, _AIR)
    return Page(tuple(lines), rows, asked, beside_bar.exercises)


def _drawn(
    view: View, lines: Sequence[Line], width: int, height: int, theme: Theme, options: PanelOptions,
    legend: tuple[tuple[str, str], ...], bar: bool = False,
) -> Canvas:  # fmt: skip
    head = title(view, options)
    canvas = panel(PanelTitle(head.name, head.unit, legend), width, height, theme, options)
    for y, line in enumerate(lines, 1):
        x = 1 + line.indent
        for text, role, bold in line.pieces:
            x += canvas.write(x, y, text, theme.ink(role), bold=bold, room=max(width - 1 - x, 0))
        if line.right:
            canvas.write(width - 2 - bar, y, line.right, theme.muted, align="right")
    return canvas


def _bar(canvas: Canvas, whole: Page, top: int) -> None:
    """At the right edge, which part of the page is shown."""
    theme, rows = canvas.theme, whole.rows
    size = max(rows * rows // len(whole.lines), 1)
    start = (rows - size) * top // whole.furthest
    canvas.column(canvas.width - 1, 1, rows, "│", theme.grid if theme.greys else theme.rule)
    canvas.column(canvas.width - 1, 1 + start, size, "┃" if not theme.ascii else "#", theme.cursor)


# ── the blocks, and how they stand under each other ─────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Blocks:
    """What the page is made of, in its order."""

    question: tuple[Line, ...]
    prose: tuple[Line, ...]
    formulas: tuple[Line, ...]
    exercises: Questions
    claims: tuple[Line, ...]
    coming: tuple[Line, ...]


def _blocks(view: View, room: int, theme: Theme, options: PanelOptions) -> _Blocks:
    card = view.card
    hidden = frozenset() if options.answered else card.hides
    question = tuple(Line(((line, "bright", True),)) for line in words.wrap(card.question, room, theme.ascii))
    prose = markdown.lines(card.look, room, theme.ascii) if card.look.strip() else ()
    formulas = _formulas(view, room, theme, options)
    if "formulas" in hidden and formulas:
        formulas = _behind((), len(card.formulas), "formula", room, theme)
    if "claims" in hidden and view.claims:
        marks = tuple((f"{glyph} ", role, False) for glyph, role in (MARKS[claim.holds] for claim in view.claims))
        claims = _behind(marks, len(view.claims), "claim", room, theme)
    else:
        claims = tuple(line for claim in view.claims for line in _claim(claim, room, theme))
    exercises = questions(card.exercises, room, theme, options)
    return _Blocks(question, prose, formulas, exercises, claims, _coming(view, room, theme))


def _behind(marks: tuple[Piece, ...], number: int, word: str, room: int, theme: Theme) -> tuple[Line, ...]:
    """Something that would tell the answer: `✓ · 2 claims, with the answer: a`."""
    head: tuple[Piece, ...] = (*marks, (f"{number} {word}{'s' * (number > 1)}, ", "muted", False))
    tail: tuple[Piece, ...] = (("with the answer: ", "muted", False), ("a", "cursor", True))
    fits = sum(words.width(text, theme.ascii) for text, _, _ in (*head, *tail)) <= room
    return (Line((*head, *tail)),) if fits else (Line(head), Line(tail, 2 * bool(marks)))


def _page(blocks: _Blocks, air: int) -> tuple[list[Line], int]:
    """The blocks under each other, and where the exercises begin.

    `air` 1 parts the words, 2 the exercises, the claims and what comes next, 3 the formulas from what is above.
    """
    lines, asked = list(blocks.question), 0
    for block, parted in (
        (blocks.prose, air > 0),
        (blocks.formulas, air > 2),
        (blocks.exercises.lines, air > 1),
        (blocks.claims, air > 1),
        (blocks.coming, air > 1),
    ):
        lines += [Line()] * (parted and bool(block) and bool(lines))
        asked = len(lines) if block is blocks.exercises.lines else asked
        lines += block
    return lines, asked


def _digest(view: View, room: int, rows: int, theme: Theme, options: PanelOptions) -> list[Line]:
    """Of a page that is too long what has room: question and claims first, then words and formulas.

    What does not fit is left out: what comes next, sentences from the end of the prose, then the formulas, then all
    prose. Of the exercises it only says that they are there.
    """
    blocks = _blocks(view, room, theme, options)
    hint = _hint(len(view.card.exercises), room, theme)
    question, claims = [*blocks.question, *hint], list(blocks.claims)
    texts = markdown.beginnings(view.card.look)
    for airs, formulas, prose_from in (
        ((3, 2), blocks.formulas, texts),
        ((1,), blocks.formulas, texts),
        ((2, 1), (), texts),
        ((0,), (), texts),
        ((3, 2, 1, 0), blocks.formulas, ("",)),
        ((3, 2, 1, 0), (), ("",)),
    ):
        for text in prose_from:
            prose = markdown.lines(text, room, theme.ascii) if text else ()
            for air in airs:
                shown = _Blocks(tuple(question), prose, formulas, Questions(), blocks.claims, ())
                lines, _ = _page(shown, air)
                if len(lines) <= rows:
                    return [Line()] * (rows - len(lines) >= 2) + lines
    lines = question + claims if len(question) + len(claims) <= rows else [*blocks.question, *claims]
    return lines if len(lines) <= rows else [*lines[: max(rows - 1, 0)], *[Line((("…", "muted", False),))] * (rows > 0)]


def _hint(exercises: int, room: int, theme: Theme) -> list[Line]:
    """That there is something to think about first."""
    count = f"{exercises} question{'s' * (exercises > 1)}, "
    for said in (f"Think first: {count}", count) if exercises else ():
        pieces: tuple[Piece, ...] = (("? ", "cursor", True), (said, "muted", False), ("pgdn", "cursor", True))
        if sum(words.width(text, theme.ascii) for text, _, _ in pieces) <= room:
            return [Line(pieces)]
    return []


# ── each block ──────────────────────────────────────────────────────────────────────────────────────────────────


def _coming(view: View, room: int, theme: Theme) -> tuple[Line, ...]:
    """What to try, and the scenario that follows."""
    out = [Line((("Try", "faint", False),))] * bool(view.card.tries)
    for text in view.card.tries:
        out += markdown.marked(("· ", "muted", False), text, room, theme.ascii)
    name, about = view.card.next_name, view.card.next_title
    if name:
        said = f"next: *{name}*" + (f", {about}" if about else "")
        out += markdown.marked(("n ", "cursor", True), said, room, theme.ascii)
    return tuple(out)


def _formulas(view: View, room: int, theme: Theme, options: PanelOptions) -> tuple[Line, ...]:
    """The formulas; the bound of stable learning rates gets its number, or a line of its own."""
    number = _bound(view, options)
    named = [formula for formula in view.card.formulas if "2/λmax" in formula]
    texts = [(formula + number if formula in named else formula, "cursor") for formula in view.card.formulas]
    plain = all(_is_plain(run) for run in view.runs)  # of momentum and Adam the bound is another
    if number and plain and not any("stable" in formula for formula in view.card.formulas):
        texts.append((f"stable while η < 2/λmax{number}", "muted"))
    out: list[Line] = []
    for text, role in texts:
        # Indented as far as the line leaves room.
        size = words.width(text, theme.ascii)
        indent = max(min(2, room - size), 0)
        parts = [text] if size <= room else words.wrap(text, room, theme.ascii)
        out += [Line(((line, role, False),), indent) for line in parts]
    return tuple(out)


def _bound(view: View, options: PanelOptions) -> str:
    """` = 4.94e-05`: the bound where the runs that are shown lie; where they differ, that of the run in front."""
    found = [view.landscape_of(place) for place in range(len(view.runs))]
    rates = [landscape.stable_rate if landscape is not None else None for landscape in found]
    if not rates:
        return ""
    front = run_in_front(view, options)
    rate = rates[front]
    if rate is None or not math.isfinite(rate):
        return ""
    whose = f" ({view.runs[front].name})" if len(set(rates)) > 1 else ""
    return f" = {labels.rate(rate)}{whose}"


def _is_plain(run: RunView) -> bool:
    """Whether it may be gradient descent and nothing else, by what its settings say."""
    return "η" not in run.settings or (run.settings.startswith("SGD") and "β" not in run.settings)


def _claim(claim: ClaimView, room: int, theme: Theme) -> list[Line]:
    """`✓ text      0.10 < 0.26`; the numbers below it where they do not fit beside it."""
    glyph, role = MARKS[claim.holds]
    ink = "muted" if claim.holds is None else "text"
    value = words.clean(compared(claim), theme.ascii)
    lines = words.wrap(claim.text, room - 2, theme.ascii) or [""]
    out = [Line(((f"{glyph} ", role, False), (lines[0], ink, False)))]
    out += [Line(((line, ink, False),), 2) for line in lines[1:]]
    if not value:
        return out
    if words.width(lines[-1]) + 2 + words.width(value) + 2 <= room:
        last = out[-1]
        out[-1] = Line(last.pieces, last.indent, value)
    elif room >= words.width(value) + 2:
        out.append(Line((), 2, value))
    return out


def compared(claim: ClaimView) -> str:
    """The two sides of a claim as they are: `0.103 < 0.260`, `36 < 80 epochs`."""
    a, b = claim.left, claim.right
    unit = f" {claim.unit}" if claim.unit else ""
    if a is None or b is None or not (math.isfinite(a) and math.isfinite(b)):
        known = [v for v in (a, b) if v is not None and not math.isnan(v)]
        return _brief(known[0]) + unit if len(known) == 1 else ""
    return f"{_brief(a)} {'<' if a < b else '>' if a > b else '='} {_brief(b)}{unit}"


def _brief(value: float) -> str:
    """A number as short as it can be said: whole ones without decimals, others with three."""
    if math.isfinite(value) and value == int(value) and abs(value) < 1e7:
        return minus(count(int(value)))
    return labels.column([value], narrow=True, wide=True)[0]
