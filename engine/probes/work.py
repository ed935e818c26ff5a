"""An algorithm at work: its lines, the line that is being carried out, and the numbers it stands at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Quantity:
    """A quantity by its symbol, with its numbers: all of them where they are few, else one, its size.

    `layers`: the same of each layer alone.
    """

    symbol: str
    values: tuple[float, ...]
    layers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """A line of pseudo-code and the numbers that belong to it, as text (`m̂ = 0.0312`) or as quantities.

    `says`: a sentence about what it is for.
    """

    code: str
    numbers: str | tuple[Quantity, ...] = ""
    indent: int = 0
    says: str = ""


@dataclass(frozen=True)
class Work:
    """An algorithm at one moment.

    `at` holds the places of the lines at work; `order` those that one step carries out one after the other, where
    there are several: while a step goes by slowly they are lit in turn. `settings` are numbers that the lines name
    and that do not change from line to line; `note` is a sentence about this moment.
    """

    title: str
    lines: tuple[Line, ...]
    at: tuple[int, ...] = ()
    order: tuple[int, ...] = ()
    settings: tuple[Quantity, ...] = ()
    note: str = ""
