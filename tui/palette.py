"""The command palette: every action of the place where the user is, and every scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from dlviz.tui.actions import actions_at
from dlviz.tui.numbers import count
from dlviz.tui.pictures import tabs

if TYPE_CHECKING:
    from dlviz.tui.app import DlvizApp


class Actions(Provider):
    """What the table of actions offers here, then the scenarios."""

    async def discover(self) -> Hits:
        """Everything, before a letter is typed."""
        for title, text, run in self._commands():
            yield DiscoveryHit(title, run, help=text)

    async def search(self, query: str) -> Hits:
        """What matches, letters in order."""
        matcher = self.matcher(query)
        for title, text, run in self._commands():
            score = matcher.match(title)
            if score > 0:
                yield Hit(score, matcher.highlight(title), run, help=text)

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
                yield title, f"{action.shown:7}{action.sentence}", partial(app.run_action, call, owner)
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
