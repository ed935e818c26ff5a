"""What a picture reads of a view: while that is the same, the panel need not be drawn again."""

from __future__ import annotations

from dlviz.tui.view import View

ALL = tuple(name for name in View.__dataclass_fields__ if name != "phase")

READS: dict[str, tuple[str, ...]] = {
    "lesson": ("card", "claims", "landscape", "own_landscapes"),
    "algorithm": (*ALL, "phase"),
    "features": ("card", "features", "networks", "message", "troubles"),
    "predictions": ("card", "predictions", "networks", "chosen", "message", "troubles"),
    "data": ("card", "data", "fits", "message"),
}
"""Of pictures that do not change with every step; the others read everything."""


def changed(panel: str, old: View, new: View) -> bool:
    """Whether this panel looks different now."""
    return old is not new and any(getattr(old, name) is not getattr(new, name) for name in READS.get(panel, ALL))
