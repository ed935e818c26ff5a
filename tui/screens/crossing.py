"""A crosshair in a picture, moved by keys: it reads the values under it, on every screen over a session."""

from __future__ import annotations

from textual import events

from dlviz.tui import keys, readings
from dlviz.tui.actions import ACTIONS
from dlviz.tui.canvas import Canvas
from dlviz.tui.screens.hovering import Hovering

FAR = 10  # cells of a long step
CALLS = {key: call for action in ACTIONS if action.place == "crosshair" for key, call in action.calls()}


class Crossing(Hovering):
    """A screen with a crosshair; it says which of its widgets that stands on."""

    NOTHING = "Nothing can be read off this cell by cell."
    pointing = False

    def __init__(self) -> None:
        super().__init__()
        self._spot: tuple[object, int, int] | None = None  # where the crosshair stands, and in which picture

    def crossed_name(self) -> str:
        """The widget that is read, "" where there is none."""
        raise NotImplementedError

    def crossed_where(self) -> object:
        """What tells its picture from another on the same widget: there a crosshair begins anew."""
        raise NotImplementedError

    def cross_over(self, by: int) -> None:
        """Into the next picture that can be read, or the one before."""
        raise NotImplementedError

    # ── its gestures ────────────────────────────────────────────────────────────────────────────────────────

    def action_crosshair(self) -> None:
        """Into the picture, or away."""
        if self.pointing:
            self.action_cross_leave()
        elif not self.reads():
            self._say(self.NOTHING)
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
        """Into the next picture that can be read."""
        self.cross_over(1)

    def action_cross_previous(self) -> None:
        """Into the picture before that can be read."""
        self.cross_over(-1)

    def action_cross_go(self) -> None:
        """The cursor goes to the step under the crosshair."""
        at = self.cross_at()
        tick = readings.tick_at(self.reads(), *at) if at is not None else None
        if tick is None:
            self._say("Only where a picture is drawn over the steps is there a step to go to.")
            return
        self.player.go(tick)
        self.frame()

    def pointing_items(self, width: int) -> list[keys.Item]:
        """The footer's items while there is a crosshair; to go to a step only where a picture has steps."""
        off = ("search",) if any(one.tick for one in self.reads()) else ("search", "cross_go")
        return keys.fitting(keys.items("crosshair", off=off), width, self.dlviz.look)

    # ── where it stands ─────────────────────────────────────────────────────────────────────────────────────

    def reads(self) -> tuple[readings.Reading, ...]:
        """What can be read off the picture."""
        canvas = self._plain.get(self.crossed_name())
        return canvas.reads if canvas is not None else ()

    def cross_at(self) -> tuple[int, int] | None:
        """The crosshair's cell: where it was left in this picture, else where it begins."""
        reads, spot = self.reads(), self._spot
        if spot is not None and spot[0] == self.crossed_where():
            return readings.settle(reads, spot[1:], self.view.cursor)
        return readings.begin(reads, self.view.cursor)

    def stand(self, at: tuple[int, int]) -> None:
        """Put the crosshair on a cell of the picture."""
        name = self.crossed_name()
        if name in self._plain:
            self._spot = (self.crossed_where(), *at)
            self.show_canvas(name, self._plain[name])

    def _shift(self, across: int, down: int) -> None:
        at = self.cross_at()
        if at is not None:
            self.stand(readings.step(self.reads(), at, across, down))

    def _edge(self, last: bool) -> None:
        at = self.cross_at()
        if at is not None:
            self.stand(readings.edge(self.reads(), at, last))

    def overlaid(self, name: str, canvas: Canvas) -> Canvas:
        """The picture of a widget, with the crosshair if it stands there."""
        if self.pointing and name == self.crossed_name():
            at = self.cross_at()
            return canvas if at is None else self.crossed(name, canvas, *at, cross=True)
        return super().overlaid(name, canvas)

    def on_key(self, event: events.Key) -> None:
        """With a crosshair its keys are its own, unless a question stands."""
        if self.take_back(event):
            return
        call = CALLS.get(event.key) if self.pointing else None
        if call is not None:
            event.stop()
            event.prevent_default()  # the notice goes before the key acts, which may say something itself
            self.point_at(None)
            self._dismiss()
            getattr(self, f"action_{call}")()
