"""The course through the catalogue: what was seen of it, what comes next, and the hints at its beginning."""

from __future__ import annotations

from dlviz.tui.player import ended
from dlviz.tui.remembered import HINTS, SEEN, key_of
from dlviz.tui.screens.arranging import Arranging

LONG_ENOUGH = 30.0  # seconds of looking at a scenario after which it counts as seen
LONGEST_LOOK = 1.0  # seconds between two looks that count: a window that was away is not watched


class Watching(Arranging):
    """The gestures of a workbench, with what it remembers of the course."""

    hinting = False

    def __init__(self) -> None:
        super().__init__()
        self._watched, self._last_look, self._kept = 0.0, 0.0, False

    def begin_hints(self) -> None:
        """At the very first start, unless they are not wanted: three hints, until the first key."""
        app = self.dlviz
        if app.preferences.hints and not app.presents and not app.remembered.of(HINTS).get("workbench"):
            app.remembered.keep(HINTS, "workbench", True)
            self.hinting = True

    def note_seen(self) -> None:
        """Remember the scenario as seen once its cursor has come to the end, or after half a minute."""
        if self._kept:
            return
        now, view = self.dlviz.clock(), self.view
        if self._last_look and view.front > 0:
            self._watched += min(now - self._last_look, LONGEST_LOOK)
        self._last_look = now
        at_end = view.front > 0 and ended(view) and view.cursor >= view.front
        if at_end or self._watched >= LONG_ENOUGH:
            self._kept = True
            self.dlviz.remembered.keep(SEEN, key_of(self.scenario), True)

    def action_next_unseen(self) -> None:
        """The next of the catalogue that was not seen yet."""
        if not self.dlviz.open_unseen(self.scenario.name):
            self.notice = "Every scenario of the catalogue has been seen."
            self.lay_out()

    def _dismiss(self) -> None:
        if self.hinting:
            self.hinting = False
            self.lay_out()
        super()._dismiss()
