"""The runs of a session: which there are, on one clock, and what comes and goes while they are trained.

A run has a place among those of its session, which may change, and an index, its colour and its mark, which does not.
What is kept of a run is kept by its index, so that no other run ever gets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dlviz.engine.run import Run
    from dlviz.engine.snapshots import SnapshotBudget
    from dlviz.engine.state import State
    from dlviz.engine.walk import Walk
    from dlviz.scenarios.build import Built
    from dlviz.scenarios.planes import Planes
    from dlviz.scenarios.probes import LandscapeResult
    from dlviz.scenarios.rows import Rows
    from dlviz.scenarios.scenario import RunSpec, Scenario
    from dlviz.scenarios.schema import Change, Document
    from dlviz.scenarios.whatif import Edit, Origin


@dataclass(frozen=True)
class SessionRun:
    """One run at work.

    `index`: its place among all runs of the scenario, behind them that of a fork or an added run: no other run has it.
    `rows`: None for an objective; `on_landscape`: whether the landscape of the scenario is that of its function; it has
    one of its own where it is not. `spec` are its present settings, `base` those it was made with, `edits` what was
    changed since, `origin` where a fork left another run; `ahead`: changes of its file that are yet to be made.
    """

    name: str
    index: int
    run: Run | Walk
    spec: RunSpec
    problem: Any  # Supervised, Objective or a Computation
    rows: Rows | None
    optimizer_text: str
    on_landscape: bool
    origin: Origin | None = None
    base: RunSpec | None = None  # None: its settings
    edits: tuple[Edit, ...] = ()
    ahead: tuple[Change, ...] = ()

    @property
    def planned(self) -> int:
        """The steps of the whole run, were it not cut short."""
        from dlviz.engine.walk import Walk

        if isinstance(self.run, Walk):
            return self.run.planned
        return self.spec.document.training.updates(self.run.steps_per_epoch)


class Roster:
    """The runs of one scenario, those that were added to them, and their clock."""

    _drawn: Document  # of the run whose landscape is shown
    _snapshots: SnapshotBudget

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.runs: tuple[SessionRun, ...] = ()
        self._endowed: set[int] = set()  # indices of the runs that got the weights they begin with
        self._furthest = 0  # ticks: how far the front has been
        self._states: dict[tuple[int, int], State] = {}  # by the run's index, and its row
        self._landscapes: dict[tuple[int, int], LandscapeResult] = {}  # by the run's index, -1: of all, and its row
        self._planes: Planes | None = None

    def make(self, spec: RunSpec, built: Built) -> SessionRun:
        """The run of these settings over a problem, which has not begun and is none of the session's yet."""
        raise NotImplementedError

    @property
    def front(self) -> int:
        """The furthest tick that has been reached."""
        raise NotImplementedError

    @property
    def ticks_per_epoch(self) -> int:
        """K, the updates per epoch of the run that has the most."""
        return max(one.run.steps_per_epoch for one in self.runs)

    def row(self, run: int, tick: int) -> int:
        """The row at which a run stands at a tick; it may lie beyond the run's front."""
        return tick * self.runs[run].run.steps_per_epoch // self.ticks_per_epoch

    def waits(self, one: SessionRun) -> bool:
        """Whether a run has yet to get the weights that it begins with, from another one at its end."""
        return one.spec.inherits is not None and one.origin is None and one.index not in self._endowed

    def source_of(self, one: SessionRun) -> str:
        """What the run is called now whose weights a run begins with."""
        assert one.spec.inherits is not None
        source = one.spec.inherits.source
        place = self.named().get(source)
        return source if place is None else self.runs[place].name

    def owns(self, one: SessionRun) -> bool:
        """Whether a run is one of the scenario: its claims may speak of it."""
        return one.index < len(self.scenario.all_runs)

    def named(self) -> dict[str, int]:
        """The places of the scenario's runs by the names that it gives them, whatever they are called now."""
        places = {one.index: place for place, one in enumerate(self.runs)}
        return {spec.name: places[spec.index] for spec in self.scenario.all_runs if spec.index in places}

    # ── what if ─────────────────────────────────────────────────────────────────────────────────────────────

    def adjust(self, place: int, changes: Mapping[str, float]) -> str:
        """Change options of a run from its front on; see `whatif.adjust`."""
        from dlviz.scenarios import whatif

        return whatif.adjust(self, place, changes)

    def fork(self, place: int, tick: int, changes: Mapping[str, float] | None = None, name: str = "") -> int:
        """Add a run that goes on from another one's row at a tick, and return its place; see `whatif.fork`."""
        from dlviz.scenarios import whatif

        return whatif.fork(self, place, tick, changes or {}, name)

    def refork(self, place: int, changes: Mapping[str, float]) -> str:
        """Let a fork begin anew where it left its source, with these changes; see `whatif.refork`."""
        from dlviz.scenarios import whatif

        return whatif.refork(self, place, changes)

    def add(self, spec: RunSpec) -> int:
        """Add a run with these settings, and return its place; see `whatif.add`."""
        from dlviz.scenarios import whatif

        return whatif.add(self, spec)

    def remove(self, place: int) -> None:
        """Let go of a fork or an added run; see `whatif.remove`."""
        from dlviz.scenarios import whatif

        whatif.remove(self, place)

    def rename(self, place: int, name: str) -> None:
        """Call a run by another name; see `whatif.rename`."""
        from dlviz.scenarios import whatif

        whatif.rename(self, place, name)

    def append(self, one: SessionRun) -> None:
        """Take a run in, at the last place."""
        self._change((*self.runs, one))

    def put(self, place: int, one: SessionRun, anew: bool = False) -> None:
        """Put a run in the place of one with the same index; `anew`: its past is another one."""
        if anew:
            self._forget(one.index)
        self._change((*self.runs[:place], one, *self.runs[place + 1 :]))

    def drop(self, place: int) -> None:
        """Let go of a run, and of what was computed of it."""
        self._forget(self.runs[place].index)
        self._change((*self.runs[:place], *self.runs[place + 1 :]))

    def _change(self, runs: tuple[SessionRun, ...]) -> None:
        """Other runs from now on; their clock may have other ticks, and what was reached stays as many epochs."""
        before, reached = self.ticks_per_epoch, self.front
        self.runs = runs
        self._furthest = reached * self.ticks_per_epoch // before

    def _forget(self, index: int) -> None:
        for kept in (self._states, self._landscapes):
            for key in [key for key in kept if key[0] == index]:
                del kept[key]
        if self._planes is not None:
            self._planes.forget(index)
        self._endowed.discard(index)
