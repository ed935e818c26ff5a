"""What the short lists at the edge of the screen share: j and k move as the arrows do, escape leaves."""

from __future__ import annotations

from typing import TypeVar

from textual.binding import Binding
from textual.screen import ModalScreen
from textual.widgets import OptionList

Taken = TypeVar("Taken")


class ShortList(ModalScreen[Taken | None]):
    """Asks for one of a list; gives it, or None if it was left."""

    BINDINGS = [  # noqa: RUF012
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

    def action_leave(self) -> None:
        """Nothing."""
        self.dismiss(None)
