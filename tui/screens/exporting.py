"""What `x` does: the focused panel, the numbers in it, or the whole screen, as a file of the user's choice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dlviz.tui import kinds
from dlviz.tui.canvas import Canvas
from dlviz.tui.naming import stem, write_beside
from dlviz.tui.panels.board import Board
from dlviz.tui.panels.drawn import Drawn
from dlviz.tui.pictures import draw_panel, tabs
from dlviz.tui.remembered import TAKEN
from dlviz.tui.screens.results import Results
from dlviz.tui.screens.studying import Studying
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions
from dlviz.tui.workbench_picture import under_header

if TYPE_CHECKING:
    from dlviz.tui.layout import Place
    from dlviz.tui.screens.kind_list import Choice

SCALE = 2  # of pixels: fine enough for print
LEAST = 20  # cells across of a picture


class Exporting(Results, Studying):
    """The gestures of a workbench, those that write what is seen included."""

    _plain: dict[str, Canvas]

    @property
    def look(self) -> Theme:
        """The theme that pictures wear."""
        raise NotImplementedError

    def action_export(self) -> None:
        """Ask for the kind of file, and write it."""
        from dlviz.tui.screens.kind_list import KindList

        place = self.place_in_front()
        if place is None or self.placed.sentence:
            return

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                self.dlviz.remembered.keep(TAKEN, "kind", choice.key)
                self._export(choice, place)

        last = self.dlviz.remembered.of(TAKEN).get("kind", "")
        self.dlviz.push_screen(KindList(tabs.name(place.panel), str(last), self.dlviz.look.ascii), chosen)

    def _export(self, choice: Choice, place: Place) -> None:
        """Draw here, where pictures are drawn; write in a thread, for disks are slow."""
        view, panel = self.view, "screen" if choice.whole else place.panel
        step = f"step{view.cursor}"
        title = f"{view.card.title}: {panel}, step {view.cursor}"
        if choice.kind in kinds.NUMBERS:
            produce = self._numbers(choice.kind, place)
            if produce is None:
                return
        else:
            # Text is for this terminal, pictures are not: they have all colours and signs.
            theme = self.look if choice.kind in kinds.LETTERS else replace(self.dlviz.on_paper, thick=self.look.thick)
            canvas = self._screen() if choice.whole else self._panel(place, theme)
            produce = kinds.to_file(choice.kind, canvas, title, SCALE)
        name, suffix = stem(self.scenario.name, panel, step), kinds.SUFFIXES[choice.kind][0]

        def write() -> str:
            path = write_beside(Path.cwd(), name, suffix, produce)
            return f"Written: {path.name} in {path.parent}"

        self._aside(write)

    def _numbers(self, kind: str, place: Place) -> Callable[[Path], object] | None:
        """What writes the numbers of a panel; None, and a word about why, where it has none."""
        from dlviz.tui.figures.panels import CHARTED, figure

        options = self.options(place)
        found = figure(place.panel, self.view, options)
        if place.panel in self.view.card.hides and not options.answered:
            self._say("The numbers would tell the answer: a shows both.")
        elif found is None:
            others = [panel for panel in CHARTED if panel in self.panels and panel != place.panel]
            self._say(f"{kinds.no_numbers(place.panel, others)}.".capitalize())
        elif not found.charts:
            self._say("There are no numbers in it yet.")
        else:
            return kinds.numbers_to_file(kind, found, self.dlviz.on_paper)
        return None

    def _panel(self, place: Place, theme: Theme) -> Canvas:
        """The panel as it stands on the screen, under the header, which says what marks and step are."""
        width, height = max(place.rect.width, LEAST), place.rect.height
        options = self._unlit(place)
        return under_header(place.panel, self.view, width, height + 1, theme, options)

    def _screen(self) -> Canvas:
        """All that is on the screen, but no notice, no hint, no crosshair and no lit title."""
        self.lay_out()
        whole = Canvas(*self.size, self.look)
        panels = {f"panel-{i}": place for i, place in enumerate(self.placed.places)}
        board = self.query_one(Board)
        for widget in board.query_children(Drawn):
            rect, place = board.rectangles.get(widget), panels.get(widget.id or "")
            if rect is None or widget.id in ("notice", "hint"):
                continue
            if place is not None:
                size = rect.width, rect.height
                part: Canvas | None = draw_panel(place.panel, self.view, *size, self.look, self._unlit(place))
            else:
                part = self._plain.get(widget.id or "", widget.canvas)
            if part is not None:
                whole.blit(part, rect.x, rect.y)
        return whole

    def _unlit(self, place: Place) -> PanelOptions:
        return replace(self.options(place), focused=False)
