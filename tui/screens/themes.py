"""The themes in a list at the edge of the screen: the one that is chosen is worn at once, to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from dlviz.tui import words
from dlviz.tui.screens.short_list import ShortList
from dlviz.tui.theme import NAMES, named

if TYPE_CHECKING:
    from dlviz.tui.app import DlvizApp

OFFERED = tuple(name for name in NAMES if not named(name).ascii)
"""ASCII is a matter of the terminal, not of taste."""


class Themes(ShortList[str]):
    """Asks for a theme; gives its name, or None if it was left: then the old one is worn again."""

    KEYS = "Each is worn as it is chosen; closing the list wears the old one again. "
    BINDINGS = [Binding("T", "leave", show=False)]  # noqa: RUF012
    CSS = """
    Themes { align: right top; background: $background 0%; }
    Themes Vertical { width: 34; max-width: 100%; height: auto; max-height: 100%; margin: 1 0; padding: 0 1;
        background: $surface; }
    Themes OptionList { height: auto; max-height: 100%; border: none; margin: 1 0; padding: 0; background: $surface;
        scrollbar-size-vertical: 1; }
    Themes OptionList:focus { border: none; }
    Themes #head { text-style: bold; dock: top; }
    Themes #foot { color: $text-muted; dock: bottom; background: $surface; }
    """

    def __init__(self, present: str) -> None:
        super().__init__()
        self._present = present

    @property
    def _dlviz(self) -> DlvizApp:
        return cast("DlvizApp", self.app)

    def compose(self) -> ComposeResult:
        """The names, each with what it is made for, and the keys."""
        ascii = self._dlviz.look.ascii
        with Vertical():
            yield Static("Theme", id="head")
            yield OptionList(*(Option(f"{name:21}{_kind(name)}", id=name) for name in OFFERED), compact=True)
            yield Static(words.clean("enter keeps it · esc discards it", ascii).replace(" . ", ", "), id="foot")

    def on_mount(self) -> None:
        """Begin at the theme that is worn."""
        chooser = self.query_one(OptionList)
        chooser.highlighted = OFFERED.index(self._present) if self._present in OFFERED else 0
        chooser.focus()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Try it on."""
        if event.option_id and event.option_id != self._dlviz.look.name:
            self._dlviz.wear(event.option_id)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Keep it."""
        self.dismiss(event.option_id)

    def action_leave(self) -> None:
        """Wear what was worn before."""
        if self._dlviz.look.name != self._present:
            self._dlviz.wear(self._present)
        self.dismiss(None)


def _kind(name: str) -> str:
    theme = named(name)
    if name == "contrast":
        return "projector"
    if not theme.hues:
        return "greys" if theme.greys else "none"
    return "dark" if theme.dark else "light"
