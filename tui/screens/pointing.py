"""The crosshair of the workbench: it stands in the focused panel, and tab takes it to the next one."""

from __future__ import annotations

from dlviz.tui.screens.answering import Answering
from dlviz.tui.screens.crossing import Crossing


class Pointing(Crossing, Answering):
    """The gestures of a workbench, those that read values included."""

    NOTHING = "Nothing can be read off this panel cell by cell; tab goes to the next one."

    def action_crosshair(self) -> None:
        """Into the picture, or away; in the lesson it chooses an answer."""
        if self.pointing or not self.answers_here():
            super().action_crosshair()

    def crossed_name(self) -> str:
        """The panel in front."""
        place = self.place_in_front()
        return f"panel-{self.placed.places.index(place)}" if place is not None else ""

    def crossed_where(self) -> object:
        """Where that stands: another panel has a crosshair of its own."""
        return self.place_in_front()

    def cross_over(self, by: int) -> None:
        """Into the next panel that can be read, or the one before."""
        for _ in self.panels:
            self._turn(by)
            if self.reads():
                return
