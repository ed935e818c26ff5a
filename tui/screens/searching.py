"""The catalogue's search, and what a key says that is none there."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from dlviz.scenarios.finding import matching
from dlviz.tui.actions import actions_at
from dlviz.tui.screens.asking import Asking
from dlviz.tui.screens.previewing import Previewing

SEARCHING = ("up", "down", "open", "back_out")
"""What keys still do in a search, where letters are typed."""


class Searching(Asking, Previewing):
    """A list of scenarios that can be narrowed. Letters are keys, until `/` begins a search."""

    def __init__(self, chosen: str, searching: bool) -> None:
        super().__init__()
        self._entries = matching("")
        names = [entry.name for entry in self._entries]
        self.chosen = names.index(chosen) if chosen in names else 0
        self.searching = searching
        self._before = chosen  # where one was before the search
        self._asked_for = searching  # to search is what one came for

    def lay_out(self) -> None:
        """Place and draw everything."""
        raise NotImplementedError

    def action_open(self) -> None:
        """Run what is chosen."""
        raise NotImplementedError

    def action_search(self) -> None:
        """Type to search."""
        if not self.searching and self._entries:
            self._before = self._entries[self.chosen].name
        self.searching = True
        self.lay_out()
        self.query_one(Input).focus()

    def action_back_out(self) -> None:
        """Out of the search, else back to where one came from; at once where one came to search and typed nothing."""
        came_to_search = self._asked_for and not self.query_one(Input).value
        if self._program.running is not None and (came_to_search or not self.searching):
            self._program.pop_screen()
        elif self.searching:
            self.searching = self._asked_for = False
            self.set_focus(None)
            self.query_one(Input).value = ""
            self._find("", self._before)
        else:
            self._say("Nothing runs yet: enter runs what is chosen, q leaves.")

    def on_key(self, event: events.Key) -> None:
        """Letters typed in one go with `/`, before the line has the focus, are text too; one that is no key says so."""
        if self.take_back(event):
            return
        if self.notice:
            self._say("")
        bound = {key for action in actions_at("catalogue") for key in action.keys}
        letter = event.character if event.is_printable and event.character else ""
        if self.searching:
            if letter:
                event.stop()
                self.query_one(Input).insert_text_at_cursor(letter)
        elif letter == "/":
            event.stop()
            self.action_search()
        elif event.key not in bound:
            event.stop()
            event.prevent_default()  # tab would go into the line to search in, which is not there yet
            back = f", esc goes back to {running.scenario.name}" if (running := self._program.running) else ""
            key = letter.strip() or event.key.replace("ctrl+", "^")
            self._say(f"{key} is no key of the catalogue: / searches, enter runs what is chosen{back}.")

    def _say(self, text: str) -> None:
        """A sentence above the footer, until the next key."""
        self.notice = text
        self.lay_out()

    def on_paste(self, event: events.Paste) -> None:
        """Pasted text is searched for."""
        if not self.searching and event.text.strip():
            self.action_search()
            self.query_one(Input).insert_text_at_cursor(event.text.strip())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the list with every letter; what fits best is chosen, or where one was once there is nothing left."""
        if self.searching:
            self._find(event.value, "" if event.value.strip() else self._before)

    def on_input_submitted(self) -> None:
        """Enter runs the scenario, in a search too."""
        self.action_open()

    def _find(self, query: str, name: str) -> None:
        self._entries = matching(query)
        names = [entry.name for entry in self._entries]
        self.chosen = names.index(name) if name in names else 0
        self.lay_out()
