"""The prompt for a step, an epoch, an input or a place with a name, in the place of the footer."""

from __future__ import annotations

import re
from collections.abc import Callable

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Input, Label

from dlviz.tui import milestones, words
from dlviz.tui.numbers import count
from dlviz.tui.view import View

NAMES = ("start", "end", "best", "diverged")
"""Places with a name: the initial weights, the last trained step, the best validation, a divergence."""


def read_place(text: str, view: View, front: int = 0) -> int | str:
    """The tick that is meant by `120`, `1,200`, `e12`, `50%` or a name, or a sentence about what would be right.

    An epoch is where it is over; an input or a row of a computation is where it begins, `i1` at step 0. `front`: the
    place of the run whose best validation is meant.
    """
    text, last = text.strip().lower(), max(view.ticks, view.front)
    if text in NAMES:
        return _named(text, view, front)
    if part := re.fullmatch(r"(\d+(?:\.\d*)?)\s*%", text):
        return round(float(part[1]) / 100 * last) if float(part[1]) <= 100 else "100% is the end"
    word, least, most = _groups(view)
    found = re.fullmatch(rf"({word[0]}|{word})?\s*([\d,_']+)", text)
    if found is None:
        group = f", {_an(word)} is written {word[0]}{min(12, most)}" if most else ""
        return f"a step is a number{group}; or 50%, {', '.join(NAMES)}"
    number = int(re.sub(r"\D", "", found[2]) or 0)
    if found[1] and not least <= number <= most:
        return f"there are {count(most)} {word}s"
    tick = (number - least) * view.ticks_per_epoch if found[1] else number
    return tick if tick <= last else f"there are {count(last)} steps"


def meaning(text: str, view: View, front: int = 0) -> tuple[str, bool]:
    """What stands beside the text while it is typed, and whether it is a place: `step 240, epoch 48`."""
    word, least, _ = _groups(view)
    place = read_place(text, view, front)
    if isinstance(place, str):
        begun = any(name.startswith(text.strip().lower()) for name in (*NAMES, word))
        return (_possible(view), True) if begun else (place, False)
    per = max(view.ticks_per_epoch, 1)
    group = f", {word} {count(place // per + least)}" if per > 1 else ""
    return f"step {count(place)}{group}" + (", trained on the way" if place > view.front else ""), True


def _named(name: str, view: View, front: int) -> int | str:
    if name in ("start", "end"):
        return 0 if name == "start" else max(view.front, 0)
    if name == "best":
        best = milestones.best(view, front)
        return best if isinstance(best, str) else best.tick
    found = milestones.divergence(view, front)
    return found if isinstance(found, str) else found[0].tick


def _possible(view: View) -> str:
    word, _, most = _groups(view)
    to = f", {word[0]}1 to {word[0]}{count(most)}" if most else ""
    return f"0 to {count(view.ticks)}{to}, 50%, {', '.join(NAMES)}"


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
    GoTo #hint.-wrong { color: $error; }
    GoTo Input { width: 14; border: none; height: 1; padding: 0; background: $surface; }
    GoTo Input:focus { border: none; }
    """

    def __init__(self, look: Callable[[], tuple[View, int]], ascii: bool = False) -> None:
        """Ask; `look` gives the view there is now, for training goes on meanwhile, and the place of the run meant."""
        super().__init__()
        self._look, self._ascii = look, ascii

    def compose(self) -> ComposeResult:
        """A word, the text, and what is possible."""
        with Horizontal():
            yield Label("go to step")
            yield Input(max_length=12, select_on_focus=False)
            yield Label(self._clean(_possible(self._look()[0])), id="hint", markup=False)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say at every letter what is meant, or what would be right."""
        self._hint(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go there, or say what would be right."""
        if not event.value.strip():
            self.dismiss(None)
            return
        place = read_place(event.value, *self._look())
        if isinstance(place, int):
            self.dismiss(place)
        else:
            self._hint(event.value)

    def _hint(self, text: str) -> None:
        said, right = meaning(text, *self._look())
        hint = self.query_one("#hint", Label)
        hint.update(self._clean(said))
        hint.set_class(not right, "-wrong")

    def _clean(self, text: str) -> str:
        return words.clean(text, self._ascii)

    def action_leave(self) -> None:
        """Stay where we were."""
        self.dismiss(None)
