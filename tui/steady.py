"""Limits that pictures of a moment share with other moments: those of a film's frames.

A chart over time has the axes of its whole run. A picture of one moment takes its limits from that moment, and asks
here for those that it draws to: the same ones, or within a film the widest that any of its frames asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from math import isfinite
from typing import TypeVar

ROUNDS = 4
"""Times that frames are drawn before their limits are taken as they are; some limits follow from others."""

T = TypeVar("T")
U = TypeVar("U")
Limits = tuple[float, float]

_shared: ContextVar[dict[str, Limits] | None] = ContextVar("shared", default=None)


def limits(name: str, low: float, high: float) -> Limits:
    """From where to where to draw what has this name in a picture."""
    known = _shared.get()
    if known is None or not (isfinite(low) and isfinite(high)):
        return low, high
    before = known.get(name, (low, high))
    known[name] = min(before[0], low), max(before[1], high)
    return known[name]


def largest(name: str, size: float) -> float:
    """How large a thing of this name is drawn at most, from zero."""
    return limits(name, 0.0, size)[1]


def drawn(moments: Iterable[T], draw: Callable[[T], U]) -> list[U]:
    """Draw all moments, again and again until none of them widens the limits of the others."""
    every, known = list(moments), dict[str, Limits]()
    token = _shared.set(known)
    try:
        for _ in range(ROUNDS):
            before = dict(known)
            pictures = [draw(moment) for moment in every]
            if known == before:
                break
    finally:
        _shared.reset(token)
    return pictures
