"""What if: the player's gestures that change runs, let them come and go, or hide them.

Runs are named by their index, which stays while places change. A gesture returns at once; its order tells later what
came of it. Hiding is a matter of the view alone: a hidden run trains like the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dlviz.tui.arranged import Arranger, without
from dlviz.tui.view import View
from dlviz.tui.worker import Order, Worker

if TYPE_CHECKING:
    from dlviz.scenarios.roster import SessionRun
    from dlviz.scenarios.scenario import RunSpec
    from dlviz.scenarios.session import Session

Changes = Mapping[str, float]


class WhatIf:
    """A player's runs: which are seen, and what is done with them. `view`: what is seen, at the cursor."""

    training: bool
    _worker: Worker
    _view: View
    _latest: View | None = None  # what the worker had published when the view was made

    def __init__(self) -> None:
        self._hidden: frozenset[int] = frozenset()
        self._kept: tuple[Path, dict[int, RunSpec]] | None = None  # a file, and the settings it has by a run's index
        self._arranger = Arranger()

    # -- orders

    def adjust(self, indices: Iterable[int], changes: Changes) -> Order:
        """Change options of these runs from their fronts on; refused where none of them can be changed any more."""
        chosen = tuple(indices)

        def do(session: Session) -> str:
            said, faults = [], []
            for index in chosen:
                try:
                    said.append(session.adjust(_place(session, index), changes))
                except ValueError as fault:  # one that has ended meanwhile does not keep the others
                    faults.append(fault)
            if faults and not said:
                raise faults[0]
            return said[0] if said else ""

        return self._order(do)

    def fork(self, index: int, changes: Changes | None = None, name: str = "") -> Order:
        """A run that goes on from this one's state at the cursor; its result is the new run's index."""
        tick, per = self._view.cursor, self._view.ticks_per_epoch

        def do(session: Session) -> int:
            source = _place(session, index)
            updates = session.runs[source].run.steps_per_epoch
            row = tick * updates // per
            now = -(-row * session.ticks_per_epoch // updates)  # the clock may have got finer, or coarser
            place = session.fork(source, now, changes, name)
            return session.runs[place].index

        return self._let(do)

    def refork(self, index: int, changes: Changes) -> Order:
        """A fork begins anew where it left its source, with these changes."""
        return self._let(lambda session: session.refork(_place(session, index), changes))

    def add(self, spec: RunSpec) -> Order:
        """A run with these settings, from its first step on; its result is the new run's index."""

        def do(session: Session) -> int:
            place = session.add(spec)
            return session.runs[place].index

        return self._let(do)

    def remove(self, index: int) -> Order:
        """Let go of a fork or an added run."""
        return self._order(lambda session: session.remove(_place(session, index)))

    def rename(self, index: int, name: str) -> Order:
        """Call a run by another name."""
        return self._order(lambda session: session.rename(_place(session, index), name))

    def _let(self, do: Callable[[Session], object]) -> Order:
        """An order for a run that is asked what becomes of it: training goes on, wherever the cursor rests."""
        self.training = True
        return self._order(do)

    def _order(self, do: Callable[[Session], object]) -> Order:
        return self._worker.command(do)

    # -- hiding

    @property
    def whole(self) -> View:
        """The view with all runs, hidden or not."""
        return replace(self._worker.view, cursor=self._view.cursor)

    @property
    def runs(self) -> tuple[SessionRun, ...]:
        """The session's runs, hidden or not, to be read alone; none before they are made."""
        return self._worker.runs

    @property
    def hidden(self) -> frozenset[int]:
        """The indices of the runs that are not seen."""
        return self._hidden

    def hide(self, index: int) -> str:
        """Hide a run, or show it again; a sentence where that cannot be."""
        seen = [run.name for run in self._worker.view.runs if run.index not in self._hidden | {index}]
        if not seen:
            return "One run has to be seen; show another one first."
        self._hidden = self._hidden ^ {index}
        self._latest = None
        return ""

    def keep(self, runs: Iterable[SessionRun], file: Path) -> None:
        """These runs stand in a file, which trains them again."""
        self._kept = file, {one.index: one.spec for one in runs}

    def lost(self) -> str:
        """What leaving would let go of, empty if nothing: what a file has, as it is now, is not lost."""
        kept = self._kept[1] if self._kept is not None and self._kept[0].exists() else {}
        return self.made(frozenset(one.index for one in self._worker.runs if kept.get(one.index) is one.spec))

    def made(self, apart: frozenset[int] = frozenset()) -> str:
        """What training anew would let go of, empty if nothing; `apart` from the runs of these indices."""
        runs = [run for run in self._worker.view.runs if run.index not in apart]
        later = [run.name for run in runs if not run.own]
        changed = [run.name for run in runs if run.own and run.edited]
        parts = [", ".join(later)] if later else []
        if changed:
            parts.append(f"the changes of {', '.join(changed)}")
        return " and ".join(parts)

    def _seen(self, latest: View) -> View:
        """What is shown of a view of all runs; all of them where those that were shown have gone."""
        there = {run.index for run in latest.runs}
        self._hidden &= there  # the index of one that has gone may come to be another's
        if self._hidden == there:
            self._hidden = frozenset()
        return without(latest, self._hidden, self._arranger)


def _place(session: Session, index: int) -> int:
    """Where a run stands now.

    Raises: ScenarioError where it is gone.
    """
    from dlviz.scenarios import ScenarioError

    place = next((place for place, one in enumerate(session.runs) if one.index == index), None)
    if place is None:
        raise ScenarioError("that run is gone")
    return place
