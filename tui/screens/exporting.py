"""What `x` takes from the workbench: the focused panel, the numbers in it, or the whole screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dlviz.tui import kinds
from dlviz.tui.canvas import Canvas
from dlviz.tui.pictures import draw_panel, tabs
from dlviz.tui.screens.exports import LEAST, Exports, Taken
from dlviz.tui.screens.results import Results
from dlviz.tui.screens.studying import Studying
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions
from dlviz.tui.workbench_picture import under_header

if TYPE_CHECKING:
    from dlviz.tui.figures.figure import Figure
    from dlviz.tui.layout import Place


class Exporting(Exports, Results, Studying):
    """The gestures of a workbench, those that write what is seen included."""

    def taken(self) -> Taken | None:
        """The panel in front."""
        place = self.place_in_front()
        if place is None or self.placed.sentence:
            return None
        return Taken(
            place.panel,
            tabs.name(place.panel),
            lambda theme: self._panel(place, theme),
            lambda: self._numbers(place),
        )

    def _numbers(self, place: Place) -> Figure | str:
        """The numbers of a panel, or a word about why it has none."""
        from dlviz.tui.figures.panels import CHARTED, figure

        options = self.options(place)
        if place.panel in self.view.card.hides and not options.answered:
            return "The numbers would tell the answer: a shows both."
        found = figure(place.panel, self.view, options)
        if found is None:
            others = [panel for panel in CHARTED if panel in self.panels and panel != place.panel]
            return f"{kinds.no_numbers(place.panel, others)}.".capitalize()
        return found if found.charts else "There are no numbers in it yet."

    def _panel(self, place: Place, theme: Theme) -> Canvas:
        """The panel as it stands on the screen, under the header, which says what marks and step are."""
        width, height = max(place.rect.width, LEAST), place.rect.height
        return under_header(place.panel, self.view, width, height + 1, theme, self._unlit(place))

    def unmarked(self, name: str) -> Canvas | None:
        """The picture of a widget; of panels without a lit title."""
        number = int(name.removeprefix("panel-")) if name.startswith("panel-") else -1
        if not 0 <= number < len(self.placed.places):
            return super().unmarked(name)
        place = self.placed.places[number]
        size = place.rect.width, place.rect.height
        return draw_panel(place.panel, self.view, *size, self.look, self._unlit(place))

    def _unlit(self, place: Place) -> PanelOptions:
        return replace(self.options(place), focused=False)
