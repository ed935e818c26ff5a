"""The command palette: every action of the place where the user is, and every scenario."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from dlviz.tui.actions import actions_at
from dlviz.tui.numbers import count
from dlviz.tui.pictures import tabs

if TYPE_CHECKING:
    from dlviz.tui.app import DlvizApp


ALSO = {
    "All runs: hide, rename, remove …": "delete show undo",
    "Choose the panels: show, hide, order …": "view layout window",
    "Change hyper-parameters …": "edit settings",
    "Choose a theme …": "colours colors",
    "Command palette": "commands",
    "Export the picture …": "save image svg png gif",
    "Export the comparison …": "save image svg png",
    "Fork at the cursor": "branch",
    "Help": "keys shortcuts",
    "Interrupt": "exit",
    "Light or dark": "colours colors theme",
    "Play or pause": "start stop train",
    "Quit": "exit close leave",
    "Read values": "mouse hover cursor tooltip",
    "Restart": "undo reset",
    "Save the traces": "export csv",
    "Write the scenario as a file": "save export toml",
}
"""What people look for in the place of the words of a title and of its sentence."""
KEYS = 7  # cells of a key before its sentence
BEGINS, KEY, TITLE, SCENARIO, SENTENCE, INSIDE = 1.0, 0.95, 0.9, 0.8, 0.6, 0.4


def score_of(asked: list[str], title: str, text: str) -> float:
    """How well a command fits the words: its title, its key, its sentence or what people say for it; 0 not at all.

    `text`: its key and its sentence.
    """
    lower = title.casefold()
    if not asked:
        return 0.0
    if lower.startswith(" ".join(asked)):
        return BEGINS
    if len(asked) == 1 and text[:KEYS].strip().casefold() == asked[0]:
        return KEY
    at = places(asked, title)
    if len(at) == len(asked):
        return TITLE - min(at)[0] / 1000  # the sooner the better
    if len(places(asked, f"{title} {text[KEYS:]} {ALSO.get(title, '')}")) == len(asked):
        return SENTENCE
    return INSIDE if all(len(word) > 2 and word in lower for word in asked) else 0.0


def places(asked: list[str], text: str) -> list[tuple[int, int]]:
    """Where a word of the text begins with one that is asked for, for each of these that is there."""
    found = (re.search(rf"(?<!\w){re.escape(word)}", text, re.IGNORECASE) for word in asked)
    return [one.span() for one in found if one is not None]


class Actions(Provider):
    """What the table of actions offers here, then the scenarios."""

    async def discover(self) -> Hits:
        """Everything, before a letter is typed."""
        for title, text, run in self._commands():
            yield DiscoveryHit(title, run, help=text)

    async def search(self, query: str) -> Hits:
        """What has every word of the query, by beginnings of words; scenarios are found as in the catalogue."""
        from dlviz.scenarios.finding import matching

        asked = query.casefold().split()
        found = [f"Open {entry.name}" for entry in matching(query)] if asked else []
        for title, text, run in self._commands():
            score = score_of(asked, title, text)
            if title in found:
                score = max(score, SCENARIO) - found.index(title) / 1000
            if score > 0:
                yield Hit(score, self._marked(title, asked), run, help=text)

    def _marked(self, title: str, asked: list[str]) -> Content:
        """The title, in which stands out what was typed."""
        content = Content(title)
        for start, end in places(asked, title):
            content = content.stylize(self.match_style or "bold", start, end)
        return content

    def _panels(self) -> tuple[str, ...]:
        return tuple(getattr(self.screen, "panels", ()))

    def _commands(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        app = cast("DlvizApp", self.app)
        offered = actions_at(app.place)
        if getattr(self.screen, "pointing", False):
            offered = (*(action for action in actions_at("crosshair") if action.place == "crosshair"), *offered)
        for action in offered:
            owner = app if action.app else self.screen
            for call in dict.fromkeys(call for _, call in action.calls()) or (action.name,):
                title = action.title
                if action.numbered:
                    number, panels = int(call.partition("(")[2].rstrip(")")), self._panels()
                    if number > len(panels):
                        continue
                    title = f"{action.title} {number}: {tabs.name(panels[number - 1])}"
                yield title, f"{action.shown:{KEYS}}{action.sentence}", partial(app.run_action, call, owner)
        yield from self._marks(app)
        from dlviz.scenarios import catalogue

        for entry in catalogue():
            yield f"Open {entry.name}", f"§{entry.section} {entry.title}", partial(self._open, app, entry.name)

    def _open(self, app: DlvizApp, name: str) -> None:
        """Run a scenario; chosen once more it agrees to what would be lost."""
        from dlviz.tui.screens.asking import Asking

        again = f"Open {name}, chosen once more,"
        if isinstance(self.screen, Asking) and not self.screen.lets_go(app.lost(name), again, again):
            return
        app.open_named(name)

    def _marks(self, app: DlvizApp) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """The marks of the timeline, where there is one."""
        from dlviz.tui import milestones
        from dlviz.tui.screens.travelling import Travelling

        screen = self.screen
        if isinstance(screen, Travelling):
            for mark in milestones.marks(screen.view, screen.run_in_front):
                title = f"Go to step {count(mark.tick)}: {mark.text.rstrip('.')}"
                yield title, "A mark of the timeline.", partial(screen.go, mark.tick)
