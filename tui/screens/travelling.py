"""Gestures in time, which every screen over a session has: play, steps, epochs, marks, the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import events
from textual.screen import Screen

from dlviz.tui.panels.drawn import Slider
from dlviz.tui.pictures import timeline
from dlviz.tui.player import Player
from dlviz.tui.view import View

if TYPE_CHECKING:
    from dlviz.tui.app import DlvizApp


class Travelling(Screen[None]):
    """A screen over a session, with a timeline in its row of that name. `run_in_front`: a place in `View.runs`."""

    player: Player
    view: View
    run_in_front = 0
    notice = ""

    def frame(self) -> None:
        """Look at the player and draw what changed."""
        raise NotImplementedError

    def lay_out(self) -> None:
        """Place and draw everything."""
        raise NotImplementedError

    @property
    def dlviz(self) -> DlvizApp:
        """The app, by its own type."""
        return cast("DlvizApp", self.app)

    def action_play(self) -> None:
        """Pause or go on."""
        self.player.toggle()
        self.frame()

    def action_back(self) -> None:
        """One step back."""
        self._move(-1)

    def action_forward(self) -> None:
        """One step forward."""
        self._move(1)

    def action_back_ten(self) -> None:
        """Ten steps back."""
        self._move(-10)

    def action_forward_ten(self) -> None:
        """Ten steps forward."""
        self._move(10)

    def action_epoch_back(self) -> None:
        """To the start of the epoch."""
        self.player.move_epoch(-1)
        self.frame()

    def action_epoch_forward(self) -> None:
        """To the start of the next epoch."""
        self.player.move_epoch(1)
        self.frame()

    def action_home(self) -> None:
        """To the initial weights."""
        self.player.home()
        self.frame()

    def action_end(self) -> None:
        """To the front of training."""
        self.player.end()
        self.frame()

    def action_faster(self) -> None:
        """Twice as fast."""
        self.player.faster()
        self.frame()

    def action_slower(self) -> None:
        """Half as fast."""
        self.player.slower()
        self.frame()

    def action_restart(self) -> None:
        """Train anew."""
        self.notice = ""
        self.player.restart()
        self.frame()

    def action_go_to(self) -> None:
        """Ask where to go."""
        from dlviz.tui.screens.go_to import GoTo

        def go(tick: int | None) -> None:
            if tick is not None:
                self.player.go(tick)
                self.frame()

        self.dlviz.push_screen(GoTo(self.view), go)

    def _move(self, ticks: int) -> None:
        self.player.move(ticks)
        self.frame()

    def on_slider_moved(self, message: Slider.Moved) -> None:
        """The cursor follows the mouse along the timeline."""
        self.player.go(timeline.tick_at(self.view, self.size.width, message.x))
        self.frame()

    def on_key(self, event: events.Key) -> None:
        """A notice goes with the next key, which still does what it does."""
        self._dismiss()

    def _say(self, text: str) -> None:
        self.notice = text
        self.lay_out()

    def _dismiss(self) -> None:
        if self.notice:
            self.notice = ""
            self.lay_out()
