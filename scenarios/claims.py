"""Claims as trees: comparisons of columns that are reduced to numbers, joined by and, or and not.

How they are written stands in `claim_parser`, what the reducers mean in `reducers`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

PLAIN = ("last", "first", "min", "max", "mean", "argmin", "argmax", "min_step", "max_step", "rises")
WITH_NUMBER = ("at", "first_below")
WITH_COLUMN = ("share_below",)
REDUCERS = PLAIN + WITH_NUMBER + WITH_COLUMN
MINIMUM = "minimum"
"""The pseudo-run that speaks of the minimum of the landscape."""


class ClaimError(ValueError):
    """A claim that does not parse: the sentence marks the place with ▸ and counts characters from 1."""

    def __init__(self, text: str, at: int, problem: str) -> None:
        super().__init__(f"at character {at + 1}, {text[:at]}▸{text[at:]}: {problem}")


@dataclass(frozen=True)
class Number:
    """A number as written."""

    value: float


@dataclass(frozen=True)
class Value:
    """A column of a run reduced to a number. `at`: where it stands in the claim, for messages."""

    run: str
    column: str
    label: str | None
    reducer: str
    argument: float | str | None
    at: int


@dataclass(frozen=True)
class Minimum:
    """A number of the landscape's minimum."""

    name: str
    at: int


@dataclass(frozen=True)
class Sum:
    """Two numbers joined by + - * /."""

    operator: str
    left: Arithmetic
    right: Arithmetic


@dataclass(frozen=True)
class Absolute:
    """|x|."""

    inside: Arithmetic


@dataclass(frozen=True)
class Comparison:
    """What a claim comes down to."""

    operator: str
    left: Arithmetic
    right: Arithmetic


@dataclass(frozen=True)
class Not:
    """The opposite."""

    inside: Logic


@dataclass(frozen=True)
class Both:
    """`and`, `or`."""

    operator: Literal["and", "or"]
    left: Logic
    right: Logic


Arithmetic = Number | Value | Minimum | Sum | Absolute
Logic = Comparison | Not | Both


def values(node: Logic | Arithmetic) -> Iterator[Value | Minimum]:
    """Every value a claim speaks of, from left to right."""
    match node:
        case Value() | Minimum():
            yield node
        case Absolute() | Not():
            yield from values(node.inside)
        case Sum() | Comparison() | Both():
            yield from values(node.left)
            yield from values(node.right)
