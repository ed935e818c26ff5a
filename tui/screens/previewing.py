"""The catalogue's preview: where it stands, and what of it is drawn as it moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.screen import Screen

from dlviz.tui import answers
from dlviz.tui.layout import Rect
from dlviz.tui.panels.drawn import Drawn
from dlviz.tui.pictures import draw_panel
from dlviz.tui.preview import Preview, panel_of
from dlviz.tui.view import PanelOptions, View

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario
    from dlviz.tui.app import DlvizApp

LOOKS = 10
"""Looks at the preview a second."""
LEAST_ROWS = 26  # of the chosen scenario's description, from which a preview has room below it
MOST_ROWS = 18


class Previewing(Screen[None]):
    """A screen on which the chosen scenario trains in passing, small."""

    scenario: Scenario | None = None  # that is chosen
    still: View | None = None  # what is known of it before anything is trained

    def __init__(self) -> None:
        super().__init__()
        self._panel: str | None = None
        self._place: Rect | None = None
        self._drawn: View | None = None

    @property
    def _program(self) -> DlvizApp:
        return cast("DlvizApp", self.app)

    @property
    def preview(self) -> Preview:
        """What trains; the app holds it, for opening takes it along."""
        app = self._program
        if app.preview is None:
            app.preview = Preview(app.player_of)
        return app.preview

    def on_mount(self) -> None:
        """Look at it from now on."""
        self.set_interval(1 / LOOKS, self.look_at_preview)

    def on_unmount(self) -> None:
        """Nothing trains for a catalogue that is gone."""
        self.preview.stop()

    def prepare(self, name: str) -> None:
        """The scenario of this name is chosen; none if empty."""
        if name == (self.scenario.name if self.scenario is not None else ""):
            return
        self.scenario = self.still = self._panel = None
        if not name:
            return
        from dlviz.scenarios import load
        from dlviz.tui import observe
        from dlviz.tui.screens.arranging import arranged

        self.scenario, panels = arranged(self._program.remembered, load(name))
        self.still = observe.waiting(self.scenario)
        self._panel = panel_of(self.scenario, panels or self.scenario.display.panels)

    def divide(self, details: Rect) -> tuple[Rect, Rect]:
        """The room of the description, and that of the preview below it, which may be none."""
        rows = min(details.height // 3, MOST_ROWS) if details.height >= LEAST_ROWS and self._panel else 0
        above = details.height - rows
        return (
            Rect(details.x, details.y, details.width, above),
            Rect(details.x, details.y + above, details.width, rows),
        )

    def draw_preview(self, place: Rect | None) -> None:
        """Draw it at its place; without one, and of what runs under the catalogue, nothing is trained."""
        self._place, self._drawn = place if place is not None and place.height else None, None
        running = self._program.running
        runs = running is not None and self.scenario is not None and running.scenario.name == self.scenario.name
        if runs and running is not None:
            self.still = running.view
        self.preview.choose(self.scenario if self._place and not runs else None, self._panel or "")
        self.look_at_preview()

    def look_at_preview(self) -> None:
        """Draw what has changed since the last look, while the catalogue is in front."""
        app, place = self._program, self._place
        if app.place != "catalogue" or place is None or self.still is None or self._panel is None:
            return
        view = self.preview.frame(app.clock()) or self.still
        if view is self._drawn:
            return
        self._drawn, view = view, answers.seen(view, frozenset())
        canvas = draw_panel(self._panel, view, place.width, place.height, app.look, PanelOptions())
        self.query_one("#preview", Drawn).show(canvas)
