"""Deciding claims on the numbers of runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dlviz.scenarios.claims import (
    Absolute,
    Arithmetic,
    Both,
    Comparison,
    Logic,
    Minimum,
    Not,
    Number,
    Sum,
    Value,
)

Lookup = Callable[[Value | Minimum], float]
"""The number that a value of a claim stands for at the moment; NaN where there is none."""


@dataclass(frozen=True)
class ClaimResult:
    """A claim at one moment.

    `holds` is None while it cannot be said, and for ever if a run that it speaks of is not run. `left` and
    `right` are the sides of the comparison that decides.
    """

    text: str
    holds: bool | None
    left: float | None
    right: float | None
    decided: bool


@dataclass(frozen=True)
class Verdict:
    """Truth, and both sides of the comparison that decided it."""

    holds: bool
    left: float
    right: float

    @property
    def slack(self) -> float:
        """How far apart the sides are, as a share of the larger one; inf where that cannot be said."""
        scale = max(abs(self.left), abs(self.right))
        apart = abs(self.left - self.right) / scale if scale else 0.0
        return apart if np.isfinite(apart) else float("inf")


def judge(claim: Logic, lookup: Lookup) -> Verdict:
    """Whether the claim holds; of two joined comparisons, the sides of the one that decides or is closest."""
    match claim:
        case Not():
            inside = judge(claim.inside, lookup)
            return Verdict(not inside.holds, inside.left, inside.right)
        case Both():
            left, right = judge(claim.left, lookup), judge(claim.right, lookup)
            if left.holds != right.holds:
                return left if left.holds == (claim.operator == "or") else right
            return min(left, right, key=lambda verdict: verdict.slack)
        case Comparison():
            a, b = number(claim.left, lookup), number(claim.right, lookup)
            return Verdict(_compare(claim.operator, a, b), a, b)


def number(node: Arithmetic, lookup: Lookup) -> float:
    """The value of an expression; a division by zero gives ±inf or NaN."""
    match node:
        case Number():
            return node.value
        case Value() | Minimum():
            return lookup(node)
        case Absolute():
            return abs(number(node.inside, lookup))
        case Sum():
            a, b = np.float64(number(node.left, lookup)), np.float64(number(node.right, lookup))
            with np.errstate(all="ignore"):
                match node.operator:
                    case "+":
                        return float(a + b)
                    case "-":
                        return float(a - b)
                    case "*":
                        return float(a * b)
            with np.errstate(all="ignore"):
                return float(a / b)


def _compare(operator: str, a: float, b: float) -> bool:
    if np.isnan(a) or np.isnan(b):
        return False  # != would be true
    match operator:
        case "<":
            return a < b
        case "<=":
            return a <= b
        case ">":
            return a > b
        case ">=":
            return a >= b
        case "==":
            return a == b
    return a != b
