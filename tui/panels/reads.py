"""What a picture reads of a view: while that is the same, the panel need not be drawn again.

Every chunk of training publishes new runs, with longer columns. Most panels show what a probe found at the cursor and
read of the runs only who they are; charts change when a line has grown by a grain.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from dlviz.tui.lateness import late
from dlviz.tui.pictures.series import settled_rows
from dlviz.tui.view import View

ALL = tuple(name for name in View.__dataclass_fields__ if name != "phase")


def _who(view: View) -> Hashable:
    return tuple((run.name, run.index, run.settings, run.stage, run.status, run.front < 0) for run in view.runs)


def _rows(view: View) -> Hashable:
    rows = [(run, view.row(run)) for run in view.runs]
    return tuple((row, row == run.front) for run, row in rows)  # the last row has no update yet


def _grains(view: View) -> Hashable:
    per = view.ticks / max(view.ticks_per_epoch, 1)
    rows = [(run, settled_rows(run, run.front + 1, per * run.steps_per_epoch)) for run in view.runs]
    return tuple((rows, tuple(run.columns)) for run, rows in rows)


OF_RUNS: dict[str, Callable[[View], Hashable]] = {"who": _who, "rows": _rows, "grains": _grains}
"""What is read of the runs: who they are, where they stand at the cursor, what a line can show of their columns."""

_PROBED = ("card", "networks", "message", "troubles", "who")
_CHART = ("card", "cursor", "ticks", "ticks_per_epoch", "message", "who", "rows", "grains")

READS: dict[str, tuple[str, ...]] = {
    "lesson": ("card", "claims", "landscape", "own_landscapes", "who"),
    "algorithm": (*ALL, "phase"),
    "features": (*_PROBED, "features"),
    "predictions": (*_PROBED, "predictions", "chosen"),
    "data": ("card", "data", "fits", "batches", "message", "who"),
    "network": (*_PROBED, "graphs", "cursor", "rows", "ticks_per_epoch"),
    "activations": (*_PROBED, "activities"),
    "dropout": (*_PROBED, "dropouts"),
    "weights": (*_PROBED, "kernels"),
    "image": (*_PROBED, "images"),
    "signal": (*_PROBED, "signals"),
    "fit": (*_PROBED, "batches", "data", "fits", "regions"),
    "loss": (*_CHART, "landscape", "own_landscapes"),
    "metrics": _CHART,
    "gradients": _CHART,
    "stability": _CHART,
    "landscape": (*_CHART, "landscape", "own_landscapes", "strides", "troubles"),
}
"""Of pictures that do not change with every step; the others read everything."""


def changed(panel: str, old: View, new: View) -> bool:
    """Whether this panel looks different now."""
    if old is new:
        return False
    if any(_differs(name, old, new) for name in READS.get(panel, ALL)):
        return True
    return any(late(panel, old, place) != late(panel, new, place) for place in range(len(new.runs)))


def _differs(name: str, old: View, new: View) -> bool:
    if name in OF_RUNS:
        return old.runs is not new.runs and OF_RUNS[name](old) != OF_RUNS[name](new)
    before, now = getattr(old, name), getattr(new, name)
    return before is not now and not (isinstance(now, int | float | str) and before == now)
