"""The help: every key of the place where the user is, and how to read the panel in front."""

from __future__ import annotations

from itertools import groupby

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from dlviz.tui import words
from dlviz.tui.actions import ACTIONS, TIME, Action, Place, actions_at
from dlviz.tui.pictures import tabs
from dlviz.tui.screens.reading import COMPARING, POINTING, READING, TIME_TRAVEL

KEYS_WIDTH = 8
MOUSE: dict[Place, str] = {
    "workbench": "Over a panel the mouse reads the values under it. Drag along the timeline; click panels, layers, tabs"
    " and the keys below; a double click zooms, on a layer of the network it builds another one.",
    "compare": "Over a chart the mouse reads the values under it. Drag along the timeline; a click on a chart or a"
    " column brings its run to the front; the wheel scrolls the table.",
    "catalogue": "A click chooses, a double click runs, the wheel moves through the list.",
}

_ALSO: dict[Place, tuple[Place, ...]] = {"workbench": ("crosshair",), "compare": ("crosshair",)}


def help_text(place: Place, panel: str = "", ascii: bool = False) -> Content:
    """The whole help as styled text."""

    def say(text: str, style: str = "") -> Content:
        return Content.styled(words.clean(text, ascii), style)

    head = "bold $text"
    parts: list[Content | str] = []
    if panel in READING:
        text = READING[panel] + (f" {POINTING}" if panel != "lesson" else "")
        parts += [say(f"Reading the panel {tabs.name(panel)}", head), "\n", say(text), "\n\n"]
    if place == "compare":
        parts += [say("Reading the comparison", head), "\n", say(COMPARING), "\n\n"]
    offered = [action for action in ACTIONS if action in actions_at(place) or action.place in _ALSO.get(place, ())]
    offered = [action for action in offered if action.keys]
    for group, actions in groupby(sorted(offered, key=_group_order), key=lambda action: action.group):
        parts += [say(group, head), "\n"]
        for action in actions:
            parts += [say(action.shown.ljust(KEYS_WIDTH), "bold $primary"), say(action.sentence), "\n"]
        if group == TIME:
            parts += ["\n", say(TIME_TRAVEL), "\n"]
        parts.append("\n")
    return Content.assemble(*parts, say("Mouse", head), "\n", say(MOUSE[place]))


def _group_order(action: Action) -> int:
    return [one.group for one in ACTIONS].index(action.group)


class Help(ModalScreen[None]):
    """The help over the screen; it goes with Escape, q or ?."""

    BINDINGS = [  # noqa: RUF012
        Binding("escape,q,question_mark,f1,enter", "leave", show=False),
        Binding("down,j", "scroll(1)", show=False),
        Binding("up,k", "scroll(-1)", show=False),
    ]
    CSS = """
    Help { align: center middle; background: $background 60%; }
    Help Vertical { width: 84; max-width: 96%; height: auto; max-height: 92%; padding: 1 2; background: $surface; }
    Help VerticalScroll { height: auto; scrollbar-size-vertical: 0; }
    Help Static { height: auto; }
    Help #foot { dock: bottom; color: $text-muted; padding-top: 1; background: $surface; }
    """

    def __init__(self, place: Place, panel: str = "", ascii: bool = False) -> None:
        super().__init__()
        self._text = help_text(place, panel, ascii)
        self._foot = words.clean("esc closes this, ↑ and ↓ scroll", ascii)

    def compose(self) -> ComposeResult:
        """One text that scrolls, and how to leave it."""
        with Vertical():
            with VerticalScroll():
                yield Static(self._text)
            yield Static(self._foot, id="foot")

    def on_mount(self) -> None:
        """Arrows scroll at once."""
        self.query_one(VerticalScroll).focus()

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_leave(self) -> None:
        """Back to what lay under it."""
        self.dismiss(None)
