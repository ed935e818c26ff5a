"""The prompt for a step, an epoch or an input, in the place of the footer."""

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
    """The tick that is meant by `120`, `1,200` or `e12`, or a sentence about what would be right.

    An epoch is where it is over; an input or a row of a computation is where it begins, `i1` at step 0.
    """
    word, least, most = _groups(view)
    found = re.fullmatch(rf"({word[0]}|{word})?\s*([\d,_']+)", text.strip().lower())
    last = max(view.ticks, view.front)
    if found is None:
        return "a step is a number" + (f", {_an(word)} is written {word[0]}{min(12, most)}" if most else "")
    number = int(re.sub(r"\D", "", found[2]) or 0)
    if found[1] and not least <= number <= most:
        return f"there are {count(most)} {word}s"
    tick = (number - least) * view.ticks_per_epoch if found[1] else number
    return tick if tick <= last else f"there are {count(last)} steps"


def _groups(view: View) -> tuple[str, int, int]:
    """What steps belong together in, and the numbers of the first and the last; 0 where every step is for itself."""
    word, per = view.card.group, max(view.ticks_per_epoch, 1)
    if word == "epoch":
        return word, 0, max(view.ticks, view.front) // per
    return word, 1, view.ticks // per + 1 if per > 1 else 0


def _an(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


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
        word, _, most = _groups(self._view)
        to = f", or {word[0]}1 to {word[0]}{count(most)} for {_an(word)}" if most else ""
        with Horizontal():
            yield Label("go to step")
            yield Input(max_length=12, select_on_focus=False)
            yield Label(f"0 to {count(self._view.ticks)}{to}", id="hint")

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
