"""The runs of one scenario, driven together: what headless runs, the player, checks and notebooks all use.

    session = load("gd-vs-sgd").session()
    session.build()
    session.train()
    session.claims()

How they are driven stands in `driven`, which runs there are in `roster`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from weakref import proxy

import numpy as np

from dlviz.scenarios.alike import share_a_function
from dlviz.scenarios.claims import Logic, Value, values
from dlviz.scenarios.columns import rows_of_columns
from dlviz.scenarios.driven import Driven
from dlviz.scenarios.judge import ClaimResult, judge, said
from dlviz.scenarios.roster import SessionRun
from dlviz.scenarios.scenario import RunSpec, Scenario

if TYPE_CHECKING:
    import pandas as pd

    from dlviz.engine.axes import Axis
    from dlviz.engine.state import State
    from dlviz.scenarios.build import Built
    from dlviz.scenarios.data_view import DataResult
    from dlviz.scenarios.planes import Planes
    from dlviz.scenarios.probes import LandscapeResult


KEPT_STATES = 16
"""States at the cursor that are kept for the next probe."""


class Session(Driven):
    """The runs of one scenario with their clock, claims and probes.

    Making one is cheap: nothing is imported before `build`, nothing compiled before the first step.
    """

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario)
        self._reference: Built | None = None  # the problem that the landscape shows
        self._planes: Planes | None = None
        self._predictors: dict[int, tuple[Any, Callable[..., Any]]] = {}  # of each problem that runs share, by its id
        self._axes: tuple[Axis, ...] = ()

    def __repr__(self) -> str:
        """One line for a notebook: the runs and how they stand."""
        runs = ", ".join(f"{one.name} {one.run.status}" for one in self.runs) or "not built"
        return f"<session of {self.scenario.name}: {runs}>"

    # ── building ────────────────────────────────────────────────────────────────────────────────────────────

    def build(self, say: Callable[[str], object] = lambda text: None) -> None:
        """Import JAX and make the runs; they compile on their first step.

        Raises: ScenarioError where the network does not fit the data or the memory.
        """
        say("importing JAX")
        from dlviz.scenarios import build, compilation_cache

        compilation_cache.enable()
        from dlviz.engine.snapshots import SnapshotBudget

        scenario = self.scenario
        if scenario.runs[0].table is not None:
            say(f"loading {scenario.runs[0].table.name}")
        landscape = scenario.display.landscape
        shown = (landscape.run if landscape else None) or scenario.all_runs[0].name
        needed = (*scenario.run_names, *((shown,) if landscape else ()))
        problems = {spec.name: build.build_problem(spec) for spec in scenario.all_runs if spec.name in needed}
        self._reference = problems[shown] if landscape else None
        self._drawn = next(spec for spec in scenario.all_runs if spec.name == shown).document
        self._axes = build.landscape_axes(scenario)
        self._snapshots = SnapshotBudget()
        say("building the runs")
        self.runs = tuple(self.make(spec, problems[spec.name]) for spec in scenario.runs)
        build.check_inheritances({one.name: (one.spec, one.run) for one in self.runs})

    def make(self, spec: RunSpec, built: Built) -> SessionRun:
        """The run of these settings over a problem, which has not begun and is none of the session's yet."""
        from dlviz.scenarios import build, whatif

        if spec.document.computation is not None:
            walk = build.build_walk(spec, built, self.scenario)
            one = SessionRun(spec.name, spec.index, walk, spec, built.problem, None, walk.computation.describe(), True)
            return whatif.with_changes(one)
        instruments = build.build_instruments(self.scenario, spec, self._reference)
        run = build.build_run(spec, built, self.scenario, instruments, self._snapshots)
        text = build.describe(spec.document.training, None if built.rows is None else run.batch_size)
        on_landscape = built is self._reference or (
            self._shares_landscape(built) and share_a_function(spec.document, self._drawn)
        )
        one = SessionRun(spec.name, spec.index, run, spec, built.problem, built.rows, text, on_landscape)
        return whatif.with_changes(one)

    def _shares_landscape(self, built: Built) -> bool:
        """Whether all runs lie on the landscape: a slice or a random plane is that of one run alone."""
        import jax

        from dlviz.scenarios import probes

        settings = self.scenario.display.landscape
        if settings is None or settings.projection is not None:
            return settings is None or settings.projection != "random"
        shapes, _ = jax.eval_shape(lambda: built.problem.init(jax.random.key(0)))
        return not self._axes or probes.is_exact(shapes, self._axes)

    # ── claims ──────────────────────────────────────────────────────────────────────────────────────────────

    def claims(self, tick: int | None = None) -> tuple[ClaimResult, ...]:
        """Every claim, at a tick: only rows up to it count. None: all rows there are."""
        checks = zip(self.scenario.claims, self.scenario.checks, strict=True)
        return tuple(self._claim(claim.text, check, tick) for claim, check in checks)

    def verdicts(self) -> tuple[tuple[int, bool], ...]:
        """Of each claim that the ends of its runs have decided: the tick of the last of these, and whether it holds.

        One that speaks of no run holds or fails from the start; it is counted with the last end of all.
        """
        ends = {name: self._tick(self.runs[place]) for name, place in self.named().items() if self._at_end(place, None)}
        found = []
        for check in self.scenario.checks:
            names = _spoken(check) or self.named().keys()
            if names and names <= ends.keys():
                found.append((max(ends[name] for name in names), bool(self._claim("", check, None).holds)))
        return tuple(found)

    def _claim(self, text: str, check: Logic, tick: int | None) -> ClaimResult:
        from dlviz.scenarios.values import lookup

        spoken = _spoken(check)
        by_name = {name: place for name, place in self.named().items() if not self.waits(self.runs[place])}
        if not spoken <= by_name.keys():
            return ClaimResult(text, None, None, None, False)
        places = [by_name[name] for name in spoken]
        decided = all(self._at_end(place, tick) for place in places)

        def of_run(value: Value) -> np.floating:
            return self._reduce(value, by_name[value.run], tick)

        verdict = judge(check, lookup(of_run, lambda: self._minimum(tick)))
        paces = {self.runs[place].run.steps_per_epoch for place in places}
        return said(text, verdict, decided, paces.pop() if len(paces) == 1 else 0)

    def _at_end(self, place: int, tick: int | None) -> bool:
        """Whether a run has come to its own end, and the tick shows it. One that was cut short never has."""
        one = self.runs[place]
        cut = one.run.status == "interrupted" or (one.run.status == "finished" and one.run.steps < one.planned)
        return one.run.ended and not cut and (tick is None or self.row(place, tick) >= one.run.step)

    def _reduce(self, value: Value, place: int, tick: int | None) -> np.floating:
        from dlviz.scenarios.values import reduce_column

        one = self.runs[place]
        trace = one.run.trace
        rows = trace.rows if tick is None else min(trace.rows, self.row(place, tick) + 1)
        return reduce_column(value, trace, rows, rows_of_columns(one.spec.document, one.run.steps_per_epoch))

    def _minimum(self, tick: int | None) -> Any:
        landscape = self.landscape(self.front if tick is None else tick)
        assert landscape is not None  # else the claim was refused on loading
        return landscape.numbers()

    # ── probes ──────────────────────────────────────────────────────────────────────────────────────────────

    def state(self, run: int, tick: int) -> State:
        """The exact state of a run at a tick, at most at its front; the last few are kept, for several probes."""
        engine = self.runs[run].run
        key = (self.runs[run].index, min(self.row(run, tick), engine.step))
        if key not in self._states:
            if len(self._states) >= KEPT_STATES:
                del self._states[next(iter(self._states))]
            self._states[key] = engine.state_at(key[1])
        return self._states[key]

    @property
    def axes(self) -> tuple[Axis, ...]:
        """The weights along which the landscape lies; none where there is no landscape, or where it is a plane."""
        return self._axes

    def landscape(self, tick: int, run: int | None = None) -> LandscapeResult | None:
        """The landscape at a tick, the scenario's or a run's; where its axes are all weights, it is the same at all."""
        from dlviz.scenarios import probes

        settings, reference = self.scenario.display.landscape, self._reference
        if settings is None or reference is None:
            return None
        if settings.projection is not None:
            return self._look_at_plane(tick, run)
        shown = next((one for one in self.runs if one.problem is reference.problem), self.runs[0])
        problem = reference.problem
        own = run is not None and not self.runs[run].on_landscape
        if run is not None and own:
            shown = self.runs[run]
            settings, problem = shown.spec.document.display.landscape or settings, shown.problem
        place = self.runs.index(shown)
        row = min(self.row(place, tick), shown.run.step)
        exact = probes.is_exact(shown.run.state_at(0).params, self._axes)
        key = (shown.index if own or not exact else -1, 0 if exact else row)
        if key not in self._landscapes:
            state = shown.run.state_at(key[1])
            problem = problem if exact else shown.problem
            if not exact and len(self._landscapes) >= 64:  # slices are looked at around the cursor
                self._landscapes.pop(next(iter(self._landscapes)))
            self._landscapes[key] = probes.look_around(problem, state.params, state.layer_state, self._axes, settings)
        return self._landscapes[key]

    def _look_at_plane(self, tick: int, run: int | None) -> LandscapeResult | None:
        from dlviz.scenarios.planes import Planes

        assert self._reference is not None
        if self._planes is None:
            self._planes = Planes(proxy(self), self._reference.problem)  # it does not keep the session alive
        return self._planes.look(tick, run)

    def predict(self, run: int, tick: int, x: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """What a run's network gives at a tick for rows x, in the units of the table; an objective predicts nothing.

        Shapes: x (rows, features) -> (rows, outputs).
        """
        from dlviz.scenarios import probes

        one = self.runs[run]
        assert one.rows is not None
        state = self.state(run, tick)
        if id(one.problem) not in self._predictors:
            there = {id(other.problem) for other in self.runs}
            self._predictors = {key: kept for key, kept in self._predictors.items() if key in there}
            self._predictors[id(one.problem)] = one.problem, probes.predictor(one.problem)
        inputs = one.rows.inputs if x is one.rows.table.x else one.rows.as_inputs(x)
        return np.asarray(self._predictors[id(one.problem)][1](state.params, state.layer_state, inputs))

    @property
    def data(self) -> DataResult | None:
        """The rows of the first run, as a table and a scatter shows them; None for an objective."""
        from dlviz.scenarios.data_view import look_at

        rows = self.runs[0].rows
        return None if rows is None else look_at(rows, self.scenario.display.data)

    # ── results ─────────────────────────────────────────────────────────────────────────────────────────────

    def rows(self) -> Iterator[dict[str, Any]]:
        """One dict per run and step, for `--out`."""
        from dlviz.scenarios.report import rows

        return rows(self)

    def report(self) -> dict[str, Any]:
        """The object that `--json` prints; a number that is not finite is None."""
        from dlviz.scenarios.report import report

        return report(self)

    def frame(self) -> pd.DataFrame:
        """All rows of all runs as a table."""
        from dlviz.scenarios.report import frame

        return frame(self)


def _spoken(check: Logic) -> set[str]:
    """The names of the runs that a claim speaks of."""
    return {value.run for value in values(check) if isinstance(value, Value)}
