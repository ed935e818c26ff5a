"""The one error of this room."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class DataError(ValueError):
    """Data that cannot be used: one sentence with what is wrong, where, and what would be right."""


def nearest(name: str, names: Iterable[str]) -> str:
    """The clause that offers the nearest spelling, or all there is when nothing is near."""
    names = list(names)
    shown = ", ".join(names[:12]) + (f", … ({len(names)} in all)" if len(names) > 12 else "")
    close = get_close_matches(name.lower(), [n.lower() for n in names], n=1, cutoff=0.6)
    if close:
        return f"did you mean {next(n for n in names if n.lower() == close[0])} (possible: {shown})?"
    return f"possible: {shown}"
