"""A view of other runs: some are hidden, came or went. One function knows what belongs to a run by its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dlviz.tui.strides import PlaneView
from dlviz.tui.view import FitView, LandscapeView, RunView, View

BY_PLACE = (
    "fits", "regions", "batches", "networks", "graphs", "activities", "features", "predictions", "works", "motions",
    "strides", "signals", "images", "dropouts", "kernels",
)  # fmt: skip
"""The fields of a view with one entry a run."""


class Arranger:
    """Arranges one view after the other; what is the same part again becomes the same part again."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Any, tuple[int | None, ...], Any]] = {}

    def of(self, view: View, runs: tuple[RunView, ...], like: Mapping[int, int] | None = None) -> View:
        """The view of these runs: what was found of one that was in it stays, of a new one nothing is known yet.

        `like`: indices of runs that are new, and of those whose state at the cursor they share.
        """
        old = {run.index: place for place, run in enumerate(view.runs)}
        places = tuple(old.get(run.index, old.get((like or {}).get(run.index, -1))) for run in runs)
        if places == tuple(range(len(view.runs))):
            return replace(view, runs=runs)
        changes: dict[str, Any] = {name: self._part(name, getattr(view, name), places) for name in BY_PLACE}
        changes["own_landscapes"] = self._part("own_landscapes", view.own_landscapes, places)
        changes["landscape"] = self._part("landscape", view.landscape, places)
        return replace(view, runs=runs, **changes)

    def _part(self, name: str, part: Any, places: tuple[int | None, ...]) -> Any:
        kept = self._kept.get(name)
        if kept is None or kept[0] is not part or kept[1] != places:
            self._kept[name] = kept = part, places, _moved(name, part, places)
        return kept[2]


def without(view: View, hidden: frozenset[int], arranger: Arranger | None = None) -> View:
    """The view without the runs of these indices."""
    shown = tuple(run for run in view.runs if run.index not in hidden)
    return view if len(shown) == len(view.runs) else (arranger or Arranger()).of(view, shown)


def _moved(name: str, part: Any, places: tuple[int | None, ...]) -> Any:
    """A part of the view for runs that stood at these places before, None for a new one."""
    if name == "own_landscapes":
        lands: Mapping[int, LandscapeView] = part
        return {new: _land(lands[old], places) for new, old in enumerate(places) if old is not None and old in lands}
    if name == "landscape":
        return None if part is None else _land(part, places)
    nothing: Any = {"networks": (), "fits": FitView()}.get(name)
    return tuple(part[old] if old is not None and old < len(part) else nothing for old in places) if part else part


def _land(land: LandscapeView, places: Sequence[int | None]) -> LandscapeView:
    """A landscape with the paths of these runs alone."""
    plane = land.plane
    if plane is None:
        return land

    def moved(by_place: Mapping[int, Any]) -> dict[int, Any]:
        return {new: by_place[old] for new, old in enumerate(places) if old is not None and old in by_place}

    kept = PlaneView(
        plane.kind, plane.explained, moved(plane.rows), moved(plane.paths), moved(plane.off), moved(plane.strides)
    )
    return replace(land, plane=kept)
