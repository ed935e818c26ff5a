"""What `x` does on every screen over a session: ask for the kind of file, draw, write it beside what is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dlviz.tui import kinds
from dlviz.tui.canvas import Canvas
from dlviz.tui.naming import stem, write_beside
from dlviz.tui.panels.board import Board
from dlviz.tui.panels.drawn import Drawn
from dlviz.tui.remembered import TAKEN
from dlviz.tui.screens.hovering import Hovering
from dlviz.tui.screens.writing import Writing
from dlviz.tui.theme import Theme

if TYPE_CHECKING:
    from dlviz.tui.figures.figure import Figure
    from dlviz.tui.screens.kind_list import Choice

SCALE = 2  # of pixels: fine enough for print
LEAST = 20  # cells across of a picture
OVER = ("notice", "hint")
"""Widgets that lie over the others and leave with no picture."""


@dataclass(frozen=True)
class Taken:
    """What is taken away: its name in file names and, as written on the screen, in the list."""

    name: str
    title: str
    draw: Callable[[Theme], Canvas]
    figure: Callable[[], Figure | str]  # the numbers in it, or why there are none


class Exports(Hovering, Writing):
    """A screen whose picture can be taken away."""

    @property
    def look(self) -> Theme:
        """The theme that pictures wear."""
        return self.dlviz.look

    def taken(self) -> Taken | None:
        """What `x` means here, None where there is nothing to take."""
        raise NotImplementedError

    def action_export(self) -> None:
        """Ask for the kind of file, and write it."""
        from dlviz.tui.screens.kind_list import KindList

        taken = self.taken()
        if taken is None:
            return

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self.dlviz.remembered.keep(TAKEN, "kind", choice.key)
                self._export(choice, taken)

        last = self.dlviz.remembered.of(TAKEN).get("kind", "")
        self.dlviz.push_screen(KindList(taken.title, str(last), self.dlviz.look.ascii), chosen)

    def _export(self, choice: Choice, taken: Taken) -> None:
        """Draw here, where pictures are drawn; write in a thread."""
        card, cursor, name = self.view.card, self.view.cursor, "screen" if choice.whole else taken.name
        if choice.kind in kinds.NUMBERS:
            found = taken.figure()
            if isinstance(found, str):
                self._say(found)
                return
            produce = kinds.numbers_to_file(choice.kind, found, self.dlviz.on_paper)
        else:
            # Text is for this terminal, pictures are not: they have all colours and signs.
            theme = self.look if choice.kind in kinds.LETTERS else replace(self.dlviz.on_paper, thick=self.look.thick)
            canvas = self._screen() if choice.whole else taken.draw(theme)
            produce = kinds.to_file(choice.kind, canvas, f"{card.title}: {name}, step {cursor}", SCALE)
        file, suffix = stem(card.name, name, f"step{cursor}"), kinds.SUFFIXES[choice.kind][0]

        def write() -> str:
            path = write_beside(Path.cwd(), file, suffix, produce)
            return f"Written: {path.name} in {path.parent}"

        self.aside(write)

    def _screen(self) -> Canvas:
        """All that is on the screen, but no notice, no hint, no crosshair and no lit title."""
        self.lay_out()
        whole = Canvas(*self.size, self.look)
        board = self.query_one(Board)
        for widget in board.query_children(Drawn):
            rect, name = board.rectangles.get(widget), widget.id or ""
            part = None if rect is None or name in OVER else self.unmarked(name)
            if rect is not None and part is not None:
                whole.blit(part, rect.x, rect.y)
        return whole

    def unmarked(self, name: str) -> Canvas | None:
        """The picture of a widget without what lies on it."""
        return self._plain.get(name, self.widget(name).canvas)
