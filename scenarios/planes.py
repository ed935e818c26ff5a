"""Landscapes over planes through all weights: in them the paths of a session's runs, as far as these were trained.

A path is sampled at a bounded number of rows, on a grid whose distance doubles while the run goes on, so that most
samples stay. A plane that is fitted to paths is found anew a few times while these grow, and when they have ended.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import jax
import numpy as np

from dlviz.engine.directions import (
    coordinates,
    left_out,
    plane_loss,
    plane_through,
    random_plane,
    trajectory_plane,
)
from dlviz.engine.errors import SettingError
from dlviz.scenarios.errors import ScenarioError
from dlviz.scenarios.probes import LandscapeResult, PlaneResult

if TYPE_CHECKING:
    from dlviz.engine.state import Weights
    from dlviz.scenarios.session import Session

SAMPLES = 64
"""Rows of a path at which its weights are kept, at most."""

SAMPLED_BYTES = 2**26
"""What they may take of memory, a run."""

STAGES = 8
"""So often a fitted plane is found anew while its runs are trained."""

WORK = 6e8
"""Weights times rows times points of a field: about half a second."""

KEPT = 16


class Planes:
    """The planes of one session: what was sampled, and what was found."""

    def __init__(self, session: Session, reference: Any) -> None:
        self._session, self._reference = session, reference
        self._samples: dict[int, dict[int, Weights]] = {}  # by the run's index
        self._found: dict[Hashable, LandscapeResult] = {}

    def look(self, tick: int, run: int | None) -> LandscapeResult | None:
        """The plane of the scenario, or of one run that does not lie in it; None while paths are too short.

        Raises: ScenarioError where there is no such plane.
        """
        session = self._session
        settings = session.scenario.display.landscape
        assert settings is not None
        kind = settings.projection
        shown = next((i for i, one in enumerate(session.runs) if one.problem is self._reference), 0)
        alone = kind == "random" or (run is not None and not session.runs[run].on_landscape)
        place = run if run is not None and alone else shown
        places = [place] if alone else [i for i, one in enumerate(session.runs) if one.on_landscape]
        row = min(session.row(place, tick), session.runs[place].run.step)
        stage = (row, *self._stages(places)) if kind == "random" else self._stages(places)
        key = (tuple((i, session.runs[i].index) for i in places), stage)
        if key not in self._found:
            found = self._find(str(kind), place, places, tick, settings.unit)
            if found is None:
                return None
            if len(self._found) >= KEPT:
                self._found.pop(next(iter(self._found)))
            self._found[key] = found
        return self._found[key]

    def forget(self, index: int) -> None:
        """Let go of a run's path, and of all planes: it may have been in them."""
        self._samples.pop(index, None)
        self._found.clear()

    def _stages(self, places: list[int]) -> tuple[int, ...]:
        """How far the runs came, in eighths of what is planned; beyond that when they have ended."""
        runs = [self._session.runs[place].run for place in places]
        return tuple(STAGES + 1 if run.ended else STAGES * run.step // max(run.steps, 1) for run in runs)

    def _find(self, kind: str, place: int, places: list[int], tick: int, unit: str) -> LandscapeResult | None:
        one = self._session.runs[place]
        problem: Any = one.problem
        state = self._session.state(place, tick)
        paths = {i: self._path(i) for i in places}
        names = ("PC 1", "PC 2") if kind == "pca" else ("random 1", "random 2")
        if kind == "random":
            plane = random_plane(problem, state.params, jax.random.key(0))
        elif kind == "ends":
            ends = places[:3]
            if len(ends) < 3:
                raise ScenarioError("the plane goes through where three runs end; let all of them run")
            names = tuple(f"→ {self._session.runs[i].name}" for i in ends[1:])  # type: ignore[assignment]
            try:
                plane = plane_through(problem, *(paths[i][max(paths[i])] for i in ends))
            except SettingError:
                return None  # they have not gone apart yet
        else:
            others = [weights for i in places if i != place for weights in paths[i].values()]
            every = [*others, *paths[place].values()]
            if len(every) < 3:
                return None
            plane = trajectory_plane(problem, every)
        at = {i: coordinates(plane, list(path.values())) for i, path in paths.items()}
        ranges = _ranges(np.concatenate(list(at.values())), least=1.0 if kind == "random" else 0.0)
        size = sum(leaf.size for layer in problem.layers for leaf in state.params[layer].values())
        points = int(np.clip(np.sqrt(WORK / (size * problem.rows)), 21, 61))
        grids, loss = plane_loss(problem, state.params, state.layer_state, plane, ranges, (points, points))
        nowhere, unknown = np.full(2, np.nan), float("nan")
        rows = {i: np.array(list(path)) for i, path in paths.items()}
        off = {i: left_out(plane, list(path.values())) for i, path in paths.items()}
        found = PlaneResult(kind, plane, plane.explained, rows, at, off)
        return LandscapeResult(names, grids, loss, False, unit, nowhere, unknown, unknown, unknown, None, found)

    def _path(self, place: int) -> dict[int, Weights]:
        """The trainable weights of a run at rows 0, k, 2k, … and at its front, by row."""
        run: Any = self._session.runs[place].run
        index = self._session.runs[place].index
        kept = self._samples.setdefault(index, {})
        first = run.state_at(0).params
        size = sum(leaf.nbytes for layer in run.problem.layers for leaf in first[layer].values())
        most, stride = int(np.clip(SAMPLED_BYTES // max(size, 1), 8, SAMPLES)), 1
        while run.step // stride > most:
            stride *= 2
        rows = sorted({*range(0, run.step + 1, stride), run.step})
        missing = [row for row in rows if row not in kept]
        for row, state in zip(missing, run.states_at(missing), strict=True):
            kept[row] = {layer: state.params[layer] for layer in run.problem.layers}
        self._samples[index] = {row: kept[row] for row in rows}
        return self._samples[index]


def _ranges(points: np.ndarray[Any, Any], least: float) -> list[tuple[float, float]]:
    """What is shown of the plane: all points with room around them, neither axis much shorter than the other."""
    known = points[np.isfinite(points).all(axis=1)]
    if not len(known):
        known = np.zeros((1, 2))
    low, high = known.min(axis=0), known.max(axis=0)
    widest = float((high - low).max()) or 1.0
    half = np.maximum(np.maximum(0.7 * (high - low), 0.4 * widest), least)
    middle = (low + high) / 2
    return [(float(m - h), float(m + h)) for m, h in zip(middle, half, strict=True)]
