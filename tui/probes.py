"""The probes of a session at the cursor: claims, fits, landscape; only what is looked at, and nothing twice.

A probe that fails costs its own panel and nothing else: training goes on.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import TYPE_CHECKING

from dlviz.tui import observe
from dlviz.tui.errors import is_wrong_input
from dlviz.tui.terminal import log_crash
from dlviz.tui.view import ClaimView, FitView, View

if TYPE_CHECKING:
    from dlviz.scenarios.session import Session
    from dlviz.tui.worker import Wish

PANELS = {"claims": "lesson", "fits": "data", "landscape": "landscape"}
SUBJECTS = {"claims": "the claims", "fits": "the fit", "landscape": "the landscape"}
KEPT_FITS = 512  # a curve of 100 points is 1.6 kB


class Probes:
    """Answers wishes, one probe a call, the cheapest first."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._answered: dict[str, Hashable] = {}
        self._fits: dict[tuple[int, int], FitView] = {}
        self._logged: dict[str, str] = {}  # where, of each probe that has failed
        self._exact = False  # an exact landscape does not depend on the cursor

    def stale(self, wish: Wish, view: View) -> bool:
        """Whether something that is looked at is not yet known at this cursor."""
        return bool(self._due(wish, view))

    def look(self, wish: Wish, view: View) -> View:
        """The view with one probe more answered; where that failed, with a sentence for its panel."""
        name, key = self._due(wish, view)[0]
        self._answered[name] = key
        panel = PANELS[name]
        try:
            view = self._answer(name, min(wish.cursor, view.front), view)
        except Exception as error:
            return self._without(name, error, view)
        if panel in view.troubles:
            view = replace(view, troubles={one: said for one, said in view.troubles.items() if one != panel})
        return view

    def _answer(self, name: str, tick: int, view: View) -> View:
        if name == "claims":
            return replace(view, claims=self._claims(tick))
        if name == "fits":
            return replace(view, fits=self._fit(tick, view))
        landscape = observe.landscape(self._session, tick)
        own = observe.own_landscapes(self._session, tick)
        self._exact = all(one is None or one.exact for one in (landscape, *own.values()))
        return replace(view, landscape=landscape, own_landscapes=own)

    def _without(self, name: str, error: Exception, view: View) -> View:
        """The view without what a probe would have found at this cursor; its fault is logged at the first time."""
        if name not in self._logged:
            self._logged[name] = "" if is_wrong_input(error) else f" (written to {log_crash(error)})"
        said = f"{SUBJECTS[name]} cannot be computed here: {observe.sentence(error)}{self._logged[name]}"
        view = replace(view, troubles={**view.troubles, PANELS[name]: said})
        if name == "claims":
            return replace(view, claims=tuple(ClaimView(claim.text, None, None, None) for claim in view.claims))
        if name == "fits":
            return replace(view, fits=())
        return replace(view, landscape=None, own_landscapes={})

    def _due(self, wish: Wish, view: View) -> list[tuple[str, Hashable]]:
        if any(run.front < 0 for run in view.runs):
            return []  # the first step comes first
        tick = min(wish.cursor, view.front)
        done = all(run.stage == "ended" for run in view.runs)
        keys: dict[str, Hashable] = {}
        if "lesson" in wish.looking:
            keys["claims"] = (tick, done)
        if "data" in wish.looking:
            keys["fits"] = tick
        if "landscape" in wish.looking and not self._exact:
            keys["landscape"] = tick
        return [(name, key) for name, key in keys.items() if self._answered.get(name) != key]

    def _claims(self, tick: int) -> tuple[ClaimView, ...]:
        return tuple(
            ClaimView(claim.text, claim.holds, claim.left, claim.right) for claim in self._session.claims(tick)
        )

    def _fit(self, tick: int, view: View) -> tuple[FitView, ...]:
        fits = []
        for place, run in enumerate(view.runs):
            key = (place, view.row(run, tick))
            if key not in self._fits:
                if len(self._fits) >= KEPT_FITS:
                    del self._fits[next(iter(self._fits))]
                self._fits[key] = observe.fit(self._session, place, tick)
            fits.append(self._fits[key])
        return tuple(fits)
