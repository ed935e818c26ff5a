"""Gestures in time, which every screen over a session has: play, steps, epochs, marks, the timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.screen import Screen

from dlviz.tui import milestones
from dlviz.tui.actions import Place
from dlviz.tui.milestones import Mark
from dlviz.tui.numbers import count
from dlviz.tui.panels.drawn import Slider
from dlviz.tui.pictures import timeline
from dlviz.tui.player import Player
from dlviz.tui.screens.asking import Asking
from dlviz.tui.view import View

if TYPE_CHECKING:
    from dlviz.tui.app import DlvizApp

MOST_SAID = 3
"""Marks of one tick that are named."""


class Travelling(Asking, Screen[None]):
    """A screen over a session, with a timeline in its row of that name. `run_in_front`: a place in `View.runs`."""

    PLACE: ClassVar[Place] = "workbench"
    """What the table of actions calls it."""

    player: Player
    view: View
    run_in_front = 0

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

    def action_go_to(self) -> None:
        """Ask where to go."""
        from dlviz.tui.screens.go_to import GoTo

        def go(tick: int | None) -> None:
            if tick is not None:
                self.go(tick)

        self.dlviz.push_screen(GoTo(lambda: (self.view, self.run_in_front), self.dlviz.look.ascii), go)

    def action_next_mark(self) -> None:
        """To the next mark of the timeline, with what it is."""
        self._go_to_marks(milestones.after(self.view, self.player.tick, self.run_in_front), "after")

    def action_previous_mark(self) -> None:
        """To the mark before."""
        self._go_to_marks(milestones.before(self.view, self.player.tick, self.run_in_front), "before")

    def action_best_validation(self) -> None:
        """To the best validation of the run in front, or to its least loss."""
        found = milestones.best(self.view, self.run_in_front)
        if isinstance(found, str):
            self._say(found)
        else:
            self._go_to_marks((found,))

    def action_divergence(self) -> None:
        """To the last finite loss of a run that diverged; from there to where it did."""
        found = milestones.divergence(self.view, self.run_in_front)
        if isinstance(found, str):
            self._say(found)
        else:
            here = self.player.tick
            self._go_to_marks((next((mark for mark in found if mark.tick > here), found[0]),))

    def go(self, tick: int) -> None:
        """To this tick."""
        self.player.go(tick)
        self.frame()

    def _go_to_marks(self, marks: tuple[Mark, ...], side: str = "") -> None:
        """To the tick that these share, and say what they are."""
        if not marks:
            self._say(f"No mark {side} step {count(self.player.tick)}.")
            return
        self.go(marks[0].tick)
        more = f" And {len(marks) - MOST_SAID} more." if len(marks) > MOST_SAID else ""
        self._say(" ".join(mark.text for mark in marks[:MOST_SAID]) + more)

    def _move(self, ticks: int) -> None:
        self.player.move(ticks)
        self.frame()

    def on_slider_moved(self, message: Slider.Moved) -> None:
        """The cursor follows the mouse along the timeline."""
        self.go(timeline.tick_at(self.view, self.size.width, message.x, self.run_in_front))

    def on_slider_stepped(self, message: Slider.Stepped) -> None:
        """The wheel over the timeline goes step by step."""
        self._move(message.by)

    def on_key(self, event: events.Key) -> None:
        """A notice goes with the next key, which still does what it does; escape only takes the notice away."""
        if self.notice and event.key == "escape":
            event.stop()
            event.prevent_default()
        self._dismiss()

    def _say(self, text: str) -> None:
        self.notice = text
        self.lay_out()

    def _dismiss(self) -> None:
        if self.notice:
            self.notice = ""
            self.lay_out()
