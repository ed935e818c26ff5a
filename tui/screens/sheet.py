"""What all sheets over the workbench share: rows that are chosen, text that is typed, orders that are waited for."""

from __future__ import annotations

from typing import ClassVar, Protocol

from dlviz.tui.pictures.sheet import Sheet
from dlviz.tui.player import Player
from dlviz.tui.view import RunView, View
from dlviz.tui.worker import Order


class Desk(Protocol):
    """What a sheet lies on: the workbench."""

    player: Player
    view: View

    def run_before(self) -> RunView:
        """The run in front."""
        ...

    def bring(self, index: int) -> None:
        """Bring the run of this index to the front."""
        ...

    def lay(self, sheet: Paper | None) -> None:
        """Lay a sheet in the place of this one, or none."""
        ...

    def tell(self, text: str) -> None:
        """Say a sentence that stays when the sheet goes."""
        ...


LETTERS = {"j": "down", "k": "up", "h": "left", "l": "right", "q": "escape"}
"""What letters mean where nothing is written."""


class Paper:
    """A sheet at work. What a key means is its own affair; keys that mean nothing to it are the workbench's."""

    name: ClassVar[str]
    """By which the help knows it."""
    letters: ClassVar[dict[str, str]] = LETTERS
    least: ClassVar[int] = 0
    """Cells across that it has from the start, where the screen has them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.chosen = 0  # row
        self.field = 0
        self.text: str | None = None  # what is being typed into the chosen field
        self.proposed = False  # it stands there to be taken, or to be written over by the first letter
        self.fault = ""
        self.order: Order | None = None  # what was asked for last
        self.width = self.least  # cells that it has needed so far

    def sheet(self) -> Sheet:
        """How it looks now."""
        raise NotImplementedError

    def key(self, key: str, character: str | None) -> bool:
        """Take a key; False if it means nothing here."""
        if self.text is not None and self._type(key, character):
            return True
        key = self.letters.get(key, key)
        match key:
            case "up" | "down":
                self.choose(self.chosen + (1 if key == "down" else -1), self.field)
            case "left" | "right":
                self.turn(up=key == "right")
            case "enter":
                self.enter()
            case "escape":
                self.desk.lay(None)
            case _:
                return False
        return True

    def choose(self, row: int, field: int) -> None:
        """Choose a row and a field of it; what was being typed counts."""
        self.settle()
        rows = self.sheet().rows
        self.chosen = min(max(row, 0), max(len(rows) - 1, 0))
        self.field = min(max(field, 0), max(len(rows[self.chosen].fields) - 1, 0)) if rows else 0

    def turn(self, up: bool) -> None:
        """The next value of the chosen field, or the one before."""

    def enter(self) -> None:
        """What enter means."""

    def typed(self) -> None:
        """The text has changed: say what is wrong with it."""

    def settle(self) -> None:
        """What was being typed is done."""
        self.text = None

    def watch(self) -> bool:
        """Once a frame: see what became of the order; True when it is done."""
        if self.order is None or not self.order.done:
            return False
        order, self.order = self.order, None
        self.answered(order)
        return True

    def answered(self, order: Order) -> None:
        """An order is done."""
        self.fault = order.fault

    def _type(self, key: str, character: str | None) -> bool:
        assert self.text is not None
        proposed, self.proposed = self.proposed, False
        if key == "escape":
            self.text, self.fault = None, ""
        elif key == "backspace":
            self.text = self.text[:-1]
            self.typed()
        elif character is not None and character.isprintable() and key not in ("enter", "tab"):
            self.text = character if proposed else self.text + character
            self.typed()
        else:
            return False
        return True


def sentence(error: Exception) -> str:
    """What is wrong, with a full stop."""
    text = str(error)
    return text if text.endswith((".", "?")) else f"{text}."


def read_number(text: str) -> float:
    """The number that was typed.

    Raises: ValueError with a sentence where it is none.
    """
    written = text.strip().replace("−", "-")
    try:
        value = float(written)
    except ValueError:
        hint = "write 0.5 with a point" if "," in written else "write a number such as 0.01 or 1e-3"
        raise ValueError(f"{written or 'nothing'} is no number; {hint}") from None
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"{written} is not finite; write a number such as 0.01")
    return value
