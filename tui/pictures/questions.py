"""The lesson's questions: each with its choices, what was taken, its answer, and the keys that bring all that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dlviz.tui import markdown, words
from dlviz.tui.markdown import Line, Piece
from dlviz.tui.theme import Theme
from dlviz.tui.view import ExerciseView, PanelOptions

Choice = tuple[int, int]
"""The number of a question and that of one of its choices."""


@dataclass(frozen=True)
class Questions:
    """Their lines; `choices`: which choice stands on a line; `spans`: the first and the last line of each question."""

    lines: tuple[Line, ...] = ()
    choices: Mapping[int, Choice] = field(default_factory=dict)
    spans: tuple[tuple[int, int], ...] = ()


def told(exercises: tuple[ExerciseView, ...], options: PanelOptions) -> frozenset[int]:
    """The numbers of those whose answers are shown: asked for, or answered."""
    return frozenset(range(len(exercises))) if options.answered else frozenset(number for number, _ in options.picked)


def still_open(exercises: tuple[ExerciseView, ...], options: PanelOptions) -> list[Choice]:
    """The choices that can still be taken."""
    done = told(exercises, options)
    asked = (number for number, one in enumerate(exercises) if one.choices and number not in done)
    return [(number, choice) for number in asked for choice in range(len(exercises[number].choices))]


def questions(exercises: tuple[ExerciseView, ...], room: int, theme: Theme, options: PanelOptions) -> Questions:
    """Each question with its choices; told, the right one filled, what was taken instead crossed, the answer below."""
    if not exercises:
        return Questions()
    done, picked = told(exercises, options), dict(options.picked)
    out = [Line((("Think first, then watch", "faint", False),))]
    choices: dict[int, Choice] = {}
    spans: list[tuple[int, int]] = []
    for number, one in enumerate(exercises):
        out += [Line()] * (number > 0)
        first = len(out)
        out += markdown.marked(("? ", "cursor", True), one.ask, room, theme.ascii)
        for place, choice in enumerate(one.choices):
            glyph = _glyph(choice, one, number in done, picked.get(number), theme)
            if options.choosing == (number, place):
                glyph = ("> " if theme.ascii else "▸ ", "cursor", True)
            lines = markdown.marked(glyph, choice, room - 2, theme.ascii)
            choices |= dict.fromkeys(range(len(out), len(out) + len(lines)), (number, place))
            out += [Line(line.pieces, line.indent + 2) for line in lines]
        if options.choosing is not None and options.choosing[0] == number:
            out += _keys((("↑ ↓", "choose"), ("enter", "takes it"), ("esc", "back")), room, theme)
        if number in done:
            out += _answer(one, picked.get(number), room, theme)
        spans.append((first, len(out) - 1))
    answers = f"answer{'s' * (len(exercises) > 1)}"
    keys = [("a", f"{'hides' if len(done) == len(exercises) else 'shows'} the {answers}")]
    if still_open(exercises, options) and options.choosing is None:
        keys.append(("enter" if options.focused or options.zoomed else "pgdn enter", "chooses"))
    out += _keys(keys, room, theme)
    spans[-1] = spans[-1][0], len(out) - 1  # the keys are seen with the last one
    return Questions(tuple(out), choices, tuple(spans))


def _glyph(choice: str, one: ExerciseView, known: bool, picked: str | None, theme: Theme) -> Piece:
    full, hollow = ("* ", "o ") if theme.ascii else ("● ", "○ ")
    if known and choice == one.right:
        return full, "good", True
    return ("✗ ", "bad", True) if known and choice == picked else (hollow, "muted", False)


def _answer(one: ExerciseView, picked: str | None, room: int, theme: Theme) -> list[Line]:
    """What was taken is called right or wrong before it."""
    if picked is None:
        return markdown.marked(("→ ", "good", True), one.answer, room, theme.ascii)
    right = picked == one.right
    verdict, glyph, role = ("Right.", "✓ ", "good") if right else ("Wrong.", "✗ ", "bad")
    return markdown.marked((glyph, role, True), f"**{verdict}** {one.answer.lstrip()}", room, theme.ascii)


def _keys(parts: Sequence[tuple[str, str]], room: int, theme: Theme) -> tuple[Line, ...]:
    """Keys and what they do; below each other where they have no room side by side."""
    pieces: list[Piece] = []
    for key, word in parts:
        pieces += [("  " * bool(pieces) + f"{key} ", "cursor", True), (word, "muted", False)]
    if sum(words.width(text, theme.ascii) for text, _, _ in pieces) <= room - 2:
        return (Line(tuple(pieces), 2),)
    return tuple(Line(((f"{key} ", "cursor", True), (word, "muted", False)), 2) for key, word in parts)
