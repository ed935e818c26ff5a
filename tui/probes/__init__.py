"""The probes of a session at the cursor: claims, landscape, and what is computed run by run.

Only what is looked at is computed, and nothing twice. A probe that fails costs its own panels and nothing else:
training goes on.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from dlviz.tui import observe
from dlviz.tui.errors import is_wrong_input
from dlviz.tui.probes.per_run import PER_RUN, RunProbe
from dlviz.tui.terminal import log_crash
from dlviz.tui.view import ClaimView, View

if TYPE_CHECKING:
    from dlviz.scenarios.session import Session
    from dlviz.tui.worker import Wish

OF_RUNS = {probe.field: probe for probe in PER_RUN}
PANELS = {
    "claims": ("lesson",),
    "verdicts": (),  # for the timeline, which is always seen
    "landscape": ("landscape",),
    **{probe.field: probe.panels for probe in PER_RUN},
}
SUBJECTS = {
    "claims": "the claims",
    "verdicts": "the claims",
    "landscape": "the landscape",
    **{probe.field: probe.subject for probe in PER_RUN},
}


class Probes:
    """Answers wishes, one probe a call, each in its turn: a cursor that moves on must leave none without answer."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._answered: dict[str, Hashable] = {}
        self._turns: dict[str, int] = {}  # when each was last answered
        self._found: dict[str, dict[Hashable, Any]] = {probe.field: {} for probe in PER_RUN}
        self._faults: dict[str, str] = {}  # what is said of each probe whose last answer failed
        self._logged: dict[str, str] = {}  # where, of each probe that has failed
        self._exact = False  # an exact landscape does not depend on the cursor

    def stale(self, wish: Wish, view: View) -> bool:
        """Whether something that is looked at is not yet known at this cursor."""
        return bool(self._due(wish, view))

    def look(self, wish: Wish, view: View) -> View:
        """The view with one probe more answered; where that failed, with a sentence for its panels."""
        name, key = min(self._due(wish, view), key=lambda one: self._turns.get(one[0], 0))
        self._answered[name] = key
        self._turns[name] = max(self._turns.values(), default=0) + 1
        try:
            view = self._answer(name, min(wish.cursor, view.front), wish.chosen, view)
            self._faults.pop(name, None)
        except Exception as error:
            view = self._without(name, error, view)
        troubles = self._troubles(wish)
        return view if troubles == view.troubles else replace(view, troubles=troubles)

    def _troubles(self, wish: Wish) -> dict[str, str]:
        """Of the panels that are looked at those that lack something, each with a sentence about it."""
        return {panel: said for name, said in self._faults.items() for panel in PANELS[name] if panel in wish.looking}

    def _answer(self, name: str, tick: int, chosen: int | None, view: View) -> View:
        if name == "claims":
            return replace(view, claims=self._claims(tick))
        if name == "verdicts":
            return replace(view, verdicts=self._session.verdicts())
        if name in OF_RUNS:
            rows = {run.index: view.row(run, tick) for run in view.runs}
            view = replace(view, found_at={**view.found_at, name: rows})
            return _with(view, name, self._look_at_runs(OF_RUNS[name], tick, chosen, view))
        landscape = observe.landscape(self._session, tick)
        own = observe.own_landscapes(self._session, tick)
        self._exact = not observe.grows(self._session) and all(
            one is None or one.exact for one in (landscape, *own.values())
        )
        return replace(view, landscape=landscape, own_landscapes=own)

    def _without(self, name: str, error: Exception, view: View) -> View:
        """The view without what a probe would have found at this cursor; its fault is logged at the first time."""
        if name not in self._logged:
            self._logged[name] = "" if is_wrong_input(error) else f" (written to {log_crash(error)})"
        said = f"{SUBJECTS[name]} cannot be computed here: {observe.sentence(error)}{self._logged[name]}"
        self._faults[name] = said
        if name == "claims":
            return replace(view, claims=tuple(ClaimView(claim.text, None, None, None) for claim in view.claims))
        if name == "verdicts":
            return view  # the lesson says it, if it is looked at
        if name in OF_RUNS:
            view = replace(view, found_at={field: rows for field, rows in view.found_at.items() if field != name})
            return _with(view, name, ())
        return replace(view, landscape=None, own_landscapes={})

    def _due(self, wish: Wish, view: View) -> list[tuple[str, Hashable]]:
        begun = [run for run in view.runs if run.stage != "waiting"]  # others wait for what these will have found
        if not begun or any(run.front < 0 for run in begun):
            return []  # the first step comes first
        tick = min(wish.cursor, view.front)
        rows = tuple(view.row(run, tick) for run in view.runs)  # a fork may not have come to the cursor yet
        done = all(run.stage == "ended" for run in view.runs)
        keys: dict[str, Hashable] = {}
        if "lesson" in wish.looking:
            keys["claims"] = (tick, done)
        if ended := sum(run.stage == "ended" for run in view.runs):
            keys["verdicts"] = ended
        for probe in PER_RUN:
            if not wish.looking.isdisjoint(probe.panels):
                keys[probe.field] = (rows, *probe.asked(wish.chosen))
        if "landscape" in wish.looking and not self._exact:
            keys["landscape"] = rows
        return [(name, key) for name, key in keys.items() if self._answered.get(name) != key]

    def _claims(self, tick: int) -> tuple[ClaimView, ...]:
        return tuple(
            ClaimView(one.text, one.holds, one.left, one.right, one.unit) for one in self._session.claims(tick)
        )

    def _look_at_runs(self, probe: RunProbe, tick: int, chosen: int | None, view: View) -> tuple[Any, ...]:
        """What the probe finds in every run; a run that has not moved since is not looked at again."""
        known: dict[Any, Any] = self._found[probe.field]
        found: list[Any] = []
        for place, run in enumerate(view.runs):
            asked = probe.asked(chosen)
            key = (place, view.row(run, tick), *asked)
            if run.front < 0:
                found.append(None)  # it waits for another run
                continue
            if key not in known:
                if len(known) >= probe.kept:
                    del known[next(iter(known))]
                known[key] = probe.look(self._session, place, tick, *asked)
            found.append(known[key])
        return tuple(found)


def _with(view: View, field: str, found: tuple[Any, ...]) -> View:
    changed: dict[str, Any] = {field: found}
    return replace(view, **changed)
