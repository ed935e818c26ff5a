"""The one error of this room, and the words it is made of."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

TOO_LONG = "a number has more digits than can be read; write a smaller one"


class ScenarioError(ValueError):
    """A scenario that cannot be run: one sentence with file, key, what was given, what is possible."""


def nearest(given: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant, if one is near."""
    near = close(given, names, most=1)
    return near[0] if near else None


def close(given: str, names: Iterable[str], most: int = 3) -> list[str]:
    """The names that may have been meant, the nearest first; capitals do not matter."""
    by_lower = {name.lower(): name for name in names}
    return [by_lower[one] for one in get_close_matches(given.lower(), by_lower, n=most, cutoff=0.6)]


def listed(names: Iterable[str], most: int = 24) -> str:
    """The names in one line, cut where it would grow too long."""
    names = list(names)
    return ", ".join(names[:most]) + (f", … ({len(names)} in all)" if len(names) > most else "")


def choices(given: str, names: Iterable[str]) -> str:
    """The clause that ends a sentence about an unknown name: the nearest one, and all there are."""
    names = list(names)
    near = nearest(given, names)
    return f"did you mean {near} (possible: {listed(names)})?" if near else f"possible: {listed(names)}"
