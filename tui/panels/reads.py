"""What a picture reads of a view: while that is the same, the panel need not be drawn again.

Every chunk of training publishes new runs, with longer columns. Most panels show what a probe found at the cursor and
read of the runs only who they are.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from dlviz.tui.view import View

ALL = tuple(name for name in View.__dataclass_fields__ if name != "phase")


def _who(view: View) -> Hashable:
    return tuple((run.name, run.index, run.front < 0) for run in view.runs)


def _rows(view: View) -> Hashable:
    rows = [(run, view.row(run)) for run in view.runs]
    return tuple((row, row == run.front) for run, row in rows)  # the last row has no update yet


OF_RUNS: dict[str, Callable[[View], Hashable]] = {"who": _who, "rows": _rows}
"""What is read of the runs, apart from their columns: who they are, where they stand at the cursor."""

_PROBED = ("card", "networks", "message", "troubles", "who")

READS: dict[str, tuple[str, ...]] = {
    "lesson": ("card", "claims", "landscape", "own_landscapes"),
    "algorithm": (*ALL, "phase"),
    "features": ("card", "features", "networks", "message", "troubles"),
    "predictions": ("card", "predictions", "networks", "chosen", "message", "troubles"),
    "data": ("card", "data", "fits", "message"),
    "network": (*_PROBED, "graphs", "cursor", "rows"),
    "activations": (*_PROBED, "activities"),
    "dropout": (*_PROBED, "dropouts"),
    "weights": (*_PROBED, "kernels"),
    "image": (*_PROBED, "images"),
    "signal": (*_PROBED, "signals"),
    "fit": (*_PROBED, "batches", "data", "fits", "regions"),
}
"""Of pictures that do not change with every step; the others read everything."""


def changed(panel: str, old: View, new: View) -> bool:
    """Whether this panel looks different now."""
    return old is not new and any(_differs(name, old, new) for name in READS.get(panel, ALL))


def _differs(name: str, old: View, new: View) -> bool:
    if name in OF_RUNS:
        return old.runs is not new.runs and OF_RUNS[name](old) != OF_RUNS[name](new)
    return getattr(old, name) is not getattr(new, name)
