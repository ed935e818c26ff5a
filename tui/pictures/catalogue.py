"""The catalogue: scenarios by chapter, and what the chosen one asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.pictures import lesson
from dlviz.tui.pictures.frame import Area, PanelTitle, panel, say
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, View


@dataclass(frozen=True)
class Line:
    """A line of the list: a chapter's head, or a scenario with its number among those shown."""

    text: str
    section: str = ""
    title: str = ""
    number: int | None = None
    seen: bool = False


def header(scenarios: int, seen: int, width: int, theme: Theme) -> Canvas:
    """The first row of the screen: how many there are, and how many of them were seen."""
    canvas = Canvas(width, 1, theme, theme.bar)
    right = f"{seen} of {scenarios} seen" if seen else f"{scenarios} scenarios"
    x = 1 + canvas.write(1, 0, "dlviz", theme.bright, bold=True) + 2
    canvas.write(x, 0, "deep learning, step by step", theme.muted, room=max(width - x - len(right) - 3, 0))
    canvas.write(width - 2, 0, right, theme.muted, align="right")
    return canvas


def listing(lines: Sequence[Line], chosen: int, top: int, width: int, height: int, theme: Theme, query: str) -> Canvas:
    """The list under its hairline; `top` is the first line shown."""
    more = "↓" if top + height - 1 < len(lines) else "↑" if top > 0 else ""
    legend = ((f"{more} ", "cursor"), ("more", "muted")) if more else ()
    title = PanelTitle("Catalogue", f"matching “{query}”" if query else "", legend)
    canvas = panel(title, width, height, theme, PanelOptions(focused=True))
    if not any(line.number is not None for line in lines):
        say(canvas, Area(0, 1, width, height - 1), f"no scenario matches “{query}”; esc shows all")
        return canvas
    names = max((words.width(line.text, theme.ascii) for line in lines if line.number is not None), default=0)
    for row, line in enumerate(lines[top : top + height - 1], start=1):
        if line.number is None:
            canvas.write(1, row, line.section, theme.muted)
            canvas.write(4, row, line.text, theme.muted, bold=True, room=width - 5)
            continue
        mine = line.number == chosen
        if mine:
            canvas.fill(0, row, width, 1, theme.rule if theme.greys else theme.bar)
            canvas.put(1, row, "▌" if not theme.ascii else ">", theme.cursor)
        if line.seen:
            canvas.put(2, row, "✓", theme.good)
        room = width - 6 - len(line.section)
        canvas.write(4, row, line.text, theme.bright if mine else theme.text, bold=mine, room=room)
        room = width - 4 - names - 2 - 8
        if room >= 12:
            canvas.write(6 + names, row, line.title, theme.muted, room=room)
        canvas.write(width - 2, row, line.section, theme.text if mine else theme.faint, align="right")
    return canvas


def details(view: View, facts: Sequence[tuple[str, str]], width: int, height: int, theme: Theme) -> Canvas:
    """The chosen scenario: title, lesson, what it is made of."""
    canvas = Canvas(width, height, theme)
    right = f"{view.card.section} · {view.card.name}"
    canvas.write(width - 2, 0, right, theme.muted, align="right")
    canvas.write(0, 0, view.card.title, theme.bright, bold=True, room=width - words.width(right, theme.ascii) - 4)
    canvas.line(0, 1, width - 1, "─", theme.rule)
    kept = facts if height >= 24 else facts[: max((height - 12) // 2, 0)]
    room = height - 2 - (len(kept) + 1 if kept else 0)
    text = lesson.draw(_beforehand(view), width + 1, room + 1, theme, PanelOptions())
    canvas.blit(_without_title(text), -1, 2)
    for row, (head, value) in enumerate(kept, start=height - len(kept)):
        canvas.write(0, row, head, theme.faint)
        canvas.write(10, row, value, theme.text, room=width - 11)
    return canvas


def _beforehand(view: View) -> View:
    """What can be read before a scenario is opened: its keys mean something else here, and no answer is given away."""
    card = view.card
    formulas = () if "formulas" in card.hides else card.formulas
    card = replace(card, formulas=formulas, exercises=(), hides=frozenset(), tries=(), next_name="")
    return replace(view, card=card, claims=() if "claims" in view.card.hides else view.claims)


def brief(view: View, width: int, height: int, theme: Theme) -> Canvas:
    """The chosen scenario's question, where there is no room for more."""
    canvas = Canvas(width, height, theme)
    canvas.line(0, 0, width, "─", theme.rule)
    for row, line in enumerate(words.wrap(view.card.question, width - 2, theme.ascii)[: height - 1], start=1):
        canvas.write(1, row, line, theme.bright, bold=True)
    return canvas


def _without_title(canvas: Canvas) -> Canvas:
    out = Canvas(canvas.width, canvas.height - 1, canvas.theme)
    out.blit(canvas, 0, -1)
    return out
