"""What the short lists at the edge of the screen share: j and k move as the arrows do, escape leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from dlviz.tui import words

if TYPE_CHECKING:
    from dlviz.tui.app import DlvizApp

Taken = TypeVar("Taken")


class ShortList(ModalScreen[Taken | None]):
    """Asks for one of a list; gives it, or None if it was left."""

    KEYS = ""
    """What takes one, beside enter, and what else its help says; the line below the list is `#foot`."""
    BINDINGS = [  # noqa: RUF012
        Binding("question_mark,f1", "keys", show=False),
        Binding("escape,q", "leave", show=False),
        Binding("j", "step(1)", show=False),
        Binding("k", "step(-1)", show=False),
    ]

    def action_step(self, by: int) -> None:
        """The next one, or the one before."""
        chooser = self.query_one(OptionList)
        if by > 0:
            chooser.action_cursor_down()
        else:
            chooser.action_cursor_up()

    def action_keys(self) -> None:
        """Say the keys below the list."""
        said = f"{self.KEYS}↑ ↓ j k, home and end choose, enter takes it; esc or q goes back without."
        self.query_one("#foot", Static).update(words.clean(said, cast("DlvizApp", self.app).look.ascii))

    def action_leave(self) -> None:
        """Nothing."""
        self.dismiss(None)
