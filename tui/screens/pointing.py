"""A crosshair in the focused panel, moved by keys: it reads the values under it."""

from __future__ import annotations

from textual import events

from dlviz.tui import readings
from dlviz.tui.actions import ACTIONS
from dlviz.tui.canvas import Canvas
from dlviz.tui.layout import Place
from dlviz.tui.screens.hovering import Hovering
from dlviz.tui.screens.studying import Studying

FAR = 10  # cells of a long step
CALLS = {key: call for action in ACTIONS if action.place == "crosshair" for key, call in action.calls()}
NOTHING = "Nothing can be read off this panel cell by cell; tab goes to the next one."


class Pointing(Hovering, Studying):
    """The gestures of a workbench, those that read values included."""

    pointing = False

    def __init__(self) -> None:
        super().__init__()
        self._spot: tuple[Place, int, int] | None = None  # where the crosshair stands, and in which panel

    # ── the crosshair ───────────────────────────────────────────────────────────────────────────────────────

    def action_crosshair(self) -> None:
        """Into the focused panel, or away."""
        if self.pointing:
            self.action_cross_leave()
        elif not self._reads():
            self._say(NOTHING)
        else:
            self.point_at(None)
            self.pointing = True
            self.lay_out()

    def action_cross_leave(self) -> None:
        """Away with it."""
        self.pointing = False
        self.lay_out()

    def action_cross_left(self) -> None:
        """A cell to the left."""
        self._shift(-1, 0)

    def action_cross_right(self) -> None:
        """A cell to the right."""
        self._shift(1, 0)

    def action_cross_up(self) -> None:
        """A cell up."""
        self._shift(0, -1)

    def action_cross_down(self) -> None:
        """A cell down."""
        self._shift(0, 1)

    def action_cross_left_far(self) -> None:
        """Ten cells to the left."""
        self._shift(-FAR, 0)

    def action_cross_right_far(self) -> None:
        """Ten cells to the right."""
        self._shift(FAR, 0)

    def action_cross_up_far(self) -> None:
        """Ten cells up."""
        self._shift(0, -FAR)

    def action_cross_down_far(self) -> None:
        """Ten cells down."""
        self._shift(0, FAR)

    def action_cross_first(self) -> None:
        """To the left edge of the plot."""
        self._edge(last=False)

    def action_cross_last(self) -> None:
        """To the right edge of the plot."""
        self._edge(last=True)

    def action_cross_next(self) -> None:
        """Into the next panel that can be read."""
        self._cross_over(1)

    def action_cross_previous(self) -> None:
        """Into the panel before that can be read."""
        self._cross_over(-1)

    def action_cross_go(self) -> None:
        """The cursor goes to the step under the crosshair."""
        at = self._at()
        tick = readings.tick_at(self._reads(), *at) if at is not None else None
        if tick is None:
            self._say("Only where the panel is drawn over the steps is there a step to go to.")
            return
        self.player.go(tick)
        self.frame()

    def _cross_over(self, by: int) -> None:
        for _ in self.panels:
            self._turn(by)
            if self._reads():
                return

    def _shift(self, across: int, down: int) -> None:
        at = self._at()
        if at is not None:
            self._stand(readings.step(self._reads(), at, across, down))

    def _edge(self, last: bool) -> None:
        at = self._at()
        if at is not None:
            self._stand(readings.edge(self._reads(), at, last))

    def _stand(self, at: tuple[int, int]) -> None:
        """Put the crosshair on a cell of the panel in front."""
        name, place = self._named_in_front(), self.place_in_front()
        if place is not None and name in self._plain:
            self._spot = (place, *at)
            self.show_canvas(name, self._plain[name])

    def _named_in_front(self) -> str:
        place = self.place_in_front()
        return f"panel-{self.placed.places.index(place)}" if place is not None else ""

    def _reads(self) -> tuple[readings.Reading, ...]:
        """What can be read off the panel in front."""
        canvas = self._plain.get(self._named_in_front())
        return canvas.reads if canvas is not None else ()

    def _at(self) -> tuple[int, int] | None:
        """The crosshair's cell: where it was left in this panel, else where it begins."""
        reads, spot = self._reads(), self._spot
        if spot is not None and spot[0] == self.place_in_front():
            return readings.settle(reads, spot[1:], self.view.cursor)
        return readings.begin(reads, self.view.cursor)

    def overlaid(self, name: str, canvas: Canvas) -> Canvas:
        """The picture of a widget, with the crosshair if it stands there."""
        if self.pointing and name == self._named_in_front():
            at = self._at()
            return canvas if at is None else self.crossed(name, canvas, *at, cross=True)
        return super().overlaid(name, canvas)

    # ── its keys ──────────────────────────────────────────────────────────────────────────────────

    def on_key(self, event: events.Key) -> None:
        """With a crosshair its keys are its own."""
        call = CALLS.get(event.key) if self.pointing else None
        if call is not None:
            event.stop()
            event.prevent_default()  # the notice goes before the key acts, which may say something itself
            self.point_at(None)
            self._dismiss()
            getattr(self, f"action_{call}")()
