"""An algorithm at work: its lines, the line that is being carried out, and the numbers it stands at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A line of pseudo-code and the numbers that it has just computed, as text: `m̂ = 0.0312`."""

    code: str
    numbers: str = ""
    indent: int = 0


@dataclass(frozen=True)
class Work:
    """An algorithm at one moment; `at` holds the places of the lines at work."""

    title: str
    lines: tuple[Line, ...]
    at: tuple[int, ...] = ()
