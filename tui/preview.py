"""A scenario that trains behind the catalogue while it is chosen there: what its preview shows, and what opening takes.

It begins once the choice has rested, and there is never more than one: another waits until the thread of the one
before has ended. Nothing here waits for a thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dlviz.tui.answers import hidden
from dlviz.tui.pictures import PICTURES
from dlviz.tui.player import Player, ended
from dlviz.tui.view import View

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario

REST = 0.5  # seconds that a choice rests before it is trained
AGAIN = 3.0  # seconds after its end that it is played again
WORDS = ("lesson", "algorithm")
"""Panels that are to be read, which a picture in passing is not."""


def panel_of(scenario: Scenario, panels: tuple[str, ...]) -> str | None:
    """The panel that stands for a scenario: the first picture, or None where training would take too long."""
    if any(spec.table is not None and spec.table.shape for spec in scenario.runs):
        return None
    hides = hidden(scenario)
    return next((one for one in panels if one in PICTURES and one not in WORDS and one not in hides), None)


class Preview:
    """What trains behind the catalogue."""

    def __init__(self, make_player: Callable[[Scenario], Player]) -> None:
        self._make_player = make_player
        self._wanted: Scenario | None = None
        self._panel = ""
        self._since: float | None = None  # when it was chosen, by the clock of the first look after it
        self._over: float | None = None  # when its cursor came to the end
        self._player: Player | None = None
        self._leaving: Player | None = None  # it was told to stop and is still at work

    def choose(self, scenario: Scenario | None, panel: str = "") -> None:
        """Prefer this scenario from now on; None: none."""
        if scenario is not None and self._wanted is not None and scenario.name == self._wanted.name:
            return
        self.stop()
        self._wanted, self._panel = scenario, panel

    def frame(self, now: float) -> View | None:
        """What there is to see now, None before it has begun."""
        if self._leaving is not None and self._leaving.gone:
            self._leaving = None
        if self._player is None and self._wanted is not None:
            self._since = now if self._since is None else self._since
            if now - self._since >= REST and self._leaving is None:
                self._player = self._make_player(self._wanted)
                self._player.look_at(frozenset({self._panel}))
                self._player.start()
        if self._player is None:
            return None
        view = self._player.frame(now)
        self._replay(self._player, view, now)
        return view

    def take(self, name: str) -> Player | None:
        """Hand over the player of this scenario, if it is the one at work; another one is stopped."""
        player = self._player
        if player is None or player.failure or self._wanted is None or self._wanted.name != name:
            self.stop()
            return None
        self._player = self._wanted = None
        player.begin_again()
        return player

    def stop(self) -> None:
        """Let go of what is at work."""
        if self._player is not None:
            self._player.stop()
            self._leaving = self._player
        self._player = self._wanted = self._since = self._over = None

    def _replay(self, player: Player, view: View, now: float) -> None:
        if view.front <= 0 or not ended(view) or view.cursor < view.front:
            self._over = None
        elif self._over is None:
            self._over = now
        elif now - self._over >= AGAIN:
            player.begin_again()
