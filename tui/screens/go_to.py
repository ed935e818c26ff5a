"""The prompt for a step or an epoch, in the place of the footer."""

from __future__ import annotations

import re

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from dlviz.tui.numbers import count
from dlviz.tui.view import View


def read_place(text: str, view: View) -> int | str:
    """The tick that is meant by `120`, `1,200` or `e12`, or a sentence about what would be right."""
    found = re.fullmatch(r"(e|epoch)?\s*([\d,_']+)", text.strip().lower())
    last = max(view.ticks, view.front)
    epochs = last // max(view.ticks_per_epoch, 1)
    if found is None:
        return "a step is a number, an epoch is written e12"
    number = int(re.sub(r"\D", "", found[2]) or 0)
    if found[1] and number > epochs:
        return f"there are {count(epochs)} epochs"
    tick = number * view.ticks_per_epoch if found[1] else number
    return tick if tick <= last else f"there are {count(last)} steps"


class GoTo(ModalScreen[int | None]):
    """Asks where to go; gives the tick, or None if it was left."""

    BINDINGS = [Binding("escape", "leave", show=False)]  # noqa: RUF012
    CSS = """
    GoTo { align: left bottom; background: $background 0%; }
    GoTo Horizontal { height: 1; background: $surface; }
    GoTo Label { padding: 0 1; color: $primary; text-style: bold; }
    GoTo #hint { color: $text-muted; text-style: none; }
    GoTo Input { width: 14; border: none; height: 1; padding: 0; background: $surface; }
    GoTo Input:focus { border: none; }
    """

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view

    def compose(self) -> ComposeResult:
        """A word, the text, and what is possible."""
        epochs = self._view.ticks // max(self._view.ticks_per_epoch, 1)
        with Horizontal():
            yield Label("go to step")
            yield Input(max_length=12, select_on_focus=False)
            yield Label(f"0 to {count(self._view.ticks)}, or e1 to e{count(epochs)} for an epoch", id="hint")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go there, or say what would be right."""
        if not event.value.strip():
            self.dismiss(None)
            return
        place = read_place(event.value, self._view)
        if isinstance(place, int):
            self.dismiss(place)
        else:
            self.query_one("#hint", Label).update(place)

    def action_leave(self) -> None:
        """Stay where we were."""
        self.dismiss(None)
