"""A session that is looked at without a window: trained as far as a picture needs, with what its panels need."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from dlviz.scenarios import Scenario, Session
from dlviz.tui import collector, observe
from dlviz.tui.errors import InputError
from dlviz.tui.headless.progress import Progress
from dlviz.tui.numbers import count
from dlviz.tui.probes import Probes
from dlviz.tui.view import View
from dlviz.tui.worker import Wish

if TYPE_CHECKING:
    from dlviz.tui.headless.plot import Wanted

SCREEN = "screen"
"""The panel that stands for all of them."""


def look(scenario: Scenario, wanted: Wanted, shows: Progress) -> View:
    """What there is to see at the step that is asked for, with all that its panels need.

    Trained to that step, or on to --to: charts are on the scale of all that is trained, as the frames of a film are.

    Raises: InputError for a step that is never reached, or a row that there is not.
    """
    looking = Looking(scenario, wanted, shows)
    asked = tick_of(looking.session, wanted)
    last = None if asked is None else tick_at(looking.session, "--to", wanted.end, asked)
    if asked is not None and last is not None and last < asked:
        raise InputError(f"--to {wanted.end} lies before {which(wanted)}; a picture shows a step of what is trained")
    front = looking.train(last)
    tick = front if asked is None else asked
    if tick > front:
        raise InputError(f"{which(wanted)}: {looking.ends}; the last step there is {front}")
    return looking.at(tick)


class Looking:
    """A session that is built, trained once, and looked at in as many places as are wanted."""

    def __init__(self, scenario: Scenario, wanted: Wanted, shows: Progress) -> None:
        self.session = scenario.session()
        self._wanted, self._shows, self._scenario = wanted, shows, scenario
        try:
            with collector.at_rest():
                self.session.build(say=shows.say)
            self.view = observe.built(self.session, observe.waiting(scenario))
            self._chosen = row_of(self.view, wanted)
        finally:
            shows.end()
        self._probes = Probes(self.session)

    def train(self, tick: int | None) -> int:
        """Train to a tick, or to the end; the last tick that there is then."""
        session, shows, runs = self.session, self._shows, self.session.runs
        try:
            shows.begin(session)
            if tick is None:
                session.train(lambda done, ticks: shows.update(session))
            else:
                session.reach(tick, lambda done, ticks: shows.update(session))
        finally:
            shows.end()
        if session.runs is not runs:  # changes that the file has were made
            self.view, self._probes = observe.rearranged(session, self.view), Probes(session)
        self.view = observe.trained(session, self.view)
        return session.front

    @property
    def ends(self) -> str:
        """How the runs ended, in words."""
        return ", ".join(f"{one.name} {one.run.status}" for one in self.session.runs)

    def at(self, tick: int) -> View:
        """The view at a tick, with what the probes find there."""
        view = replace(self.view, cursor=tick, speed=0.0)
        panel = self._wanted.panel
        if panel == SCREEN:
            speed = float(self._scenario.display.speed or 1)
            view = replace(view, playing=not self.session.ended, speed=speed)
        shown = self._scenario.display.panels if panel == SCREEN else (panel,)
        wish = Wish(cursor=tick, looking=frozenset(shown), chosen=self._chosen)
        while self._probes.stale(wish, view):
            view = self._probes.look(wish, view)
        self.view = view
        return view


def row_of(view: View, wanted: Wanted) -> int | None:
    """The row of the data to look at, None where none is asked for.

    Raises: InputError for one that there is not.
    """
    if wanted.input is None:
        return None
    rows = view.data.rows if view.data is not None else 0
    if wanted.input > rows:
        there = f"{view.data.name} has rows 1 to {rows:,}" if view.data is not None else "there are no rows here"
        raise InputError(f"--input {wanted.input}: {there}")
    return wanted.input - 1


def tick_of(session: Session, wanted: Wanted) -> int | None:
    """The step on the clock that all runs share; None is the end.

    Raises: InputError for one beyond it.
    """
    if wanted.step is None and wanted.epoch is None:
        return None
    if wanted.epoch is not None and session.scenario.document.computation is not None:
        raise InputError(
            f"{which(wanted)}: {session.scenario.name} trains nothing and has no epochs; "
            f"choose a --step from 0 to {session.ticks:,}"
        )
    tick = wanted.step if wanted.step is not None else (wanted.epoch or 0) * session.ticks_per_epoch
    if tick > session.ticks:
        name, last = (
            ("step", session.ticks) if wanted.step is not None else ("epoch", session.ticks // session.ticks_per_epoch)
        )
        raise InputError(
            f"{which(wanted)}: {session.scenario.name} ends at {name} {last:,}; choose one from 0 to {last:,}"
        )
    return tick


def tick_at(session: Session, option: str, text: str | None, default: int) -> int:
    """The tick that `120`, or an epoch, `e12`, means.

    Raises: InputError.
    """
    if text is None:
        return default
    found = re.fullmatch(r"(e?)([\d,_]+)", text.strip())
    if not found or not re.search(r"\d", found[2]):
        raise InputError(f"{option} {text}: a step is written 120, an epoch e12")
    if found[1] and session.scenario.document.computation is not None:
        raise InputError(f"{option} {text}: {session.scenario.name} trains nothing and has no epochs; give a step")
    tick = int(re.sub(r"\D", "", found[2])) * (session.ticks_per_epoch if found[1] else 1)
    if tick > session.ticks:
        last = f"step {count(session.ticks)}"
        raise InputError(f"{option} {text}: {session.scenario.name} ends at {last}; choose one from 0 on")
    return tick


def which(wanted: Wanted) -> str:
    """The option that chose the step."""
    return f"--step {wanted.step}" if wanted.step is not None else f"--epoch {wanted.epoch}"
