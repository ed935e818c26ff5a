"""The kinds of file in a list at the edge of the screen: a key takes one, enter the one that was taken last."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from dlviz.tui import words
from dlviz.tui.screens.short_list import ShortList


@dataclass(frozen=True)
class Choice:
    """A line of the list: `kind` by the words of `kinds.SUFFIXES`; `whole`: of the screen, not of the panel."""

    key: str
    kind: str
    text: str
    whole: bool = False


CHOICES = (
    Choice("s", "svg", "SVG, shapes for every size"),
    Choice("p", "png", "PNG, pixels"),
    Choice("t", "text", "text"),
    Choice("a", "ansi", "text with colours, ANSI"),
    Choice("c", "csv", "CSV, the numbers in it"),
    Choice("g", "pgf", "pgf, a figure for LaTeX"),
    Choice("S", "svg", "the whole screen as SVG", whole=True),
    Choice("P", "png", "the whole screen as PNG", whole=True),
)


class KindList(ShortList[Choice]):
    """Asks what to write of a panel; gives the choice, or None if it was left."""

    KEYS = "A letter writes that kind at once. "
    BINDINGS = [  # noqa: RUF012
        Binding("x", "leave", show=False),
        *(Binding(choice.key, f"take('{choice.key}')", show=False) for choice in CHOICES),
    ]
    CSS = """
    KindList { align: right bottom; background: $background 0%; }
    KindList Vertical { width: 36; max-width: 100%; height: auto; max-height: 100%; margin: 1 0; padding: 0 1;
        background: $surface; }
    KindList OptionList { height: auto; max-height: 100%; border: none; padding: 0; background: $surface; }
    KindList OptionList:focus { border: none; }
    KindList #head { text-style: bold; }
    KindList #foot { color: $text-muted; }
    """

    def __init__(self, panel: str, last: str, ascii: bool) -> None:
        super().__init__()
        self._panel, self._last, self._ascii = panel, last, ascii

    def compose(self) -> ComposeResult:
        """The panel, the kinds, each with its key, and the keys around them."""
        with Vertical():
            yield Static(words.clean(f"Export {self._panel}", self._ascii), id="head", markup=False)
            yield OptionList(*(Option(f"{one.key}  {one.text}", id=one.key) for one in CHOICES), compact=True)
            yield Static(words.clean("enter takes it · esc back", self._ascii).replace(" . ", ", "), id="foot")

    def on_mount(self) -> None:
        """Begin at what was taken last."""
        chooser = self.query_one(OptionList)
        known = [choice.key for choice in CHOICES]
        chooser.highlighted = known.index(self._last) if self._last in known else 0
        chooser.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter, or a click."""
        self.action_take(event.option_id or "")

    def action_take(self, key: str) -> None:
        """This one."""
        self.dismiss(next((choice for choice in CHOICES if choice.key == key), None))
