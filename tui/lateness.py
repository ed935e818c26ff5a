"""Pictures that lag behind the cursor, for the worker is busy: which step they are of."""

from __future__ import annotations

import math

from dlviz.tui import milestones
from dlviz.tui.view import View

FIELDS = {
    "fit": "fits",
    "network": "graphs",
    "features": "features",
    "predictions": "predictions",
    "activations": "activities",
    "dropout": "dropouts",
    "weights": "kernels",
}
"""Of panels that show what was computed at the cursor: the field of the view that it stands in."""
PLAYED = 15.0
"""Seconds that a run takes where time flows as fast as it goes."""


def late(panel: str, view: View, place: int) -> int | None:
    """The step that a panel shows of a run, where it is another than that at the cursor; while time flows a second is
    not late.
    """
    found = view.found_at.get(FIELDS.get(panel, ""), {})
    run = view.runs[place] if place < len(view.runs) else None
    if run is None or run.index not in found or found[run.index] == view.row(run):
        return None
    step = milestones.tick_of(view, run, found[run.index])
    speed = view.speed if math.isfinite(view.speed) else view.ticks / PLAYED
    return step if abs(view.cursor - step) > (speed if view.playing else 0) else None
