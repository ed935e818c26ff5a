"""Deciding claims on the numbers of runs.

A trace keeps numbers of 32 bits, in which 4/5 is 0.800000012. A comparison in which such a number stands is made in
32 bits on both sides: 0.8 as measured is then neither more nor less than 0.8 as written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

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
    values,
)

Known = Mapping[Value | Minimum, float | np.floating]
Precision = type[np.float32] | type[np.float64]

Lookup = Callable[[Value | Minimum], float | np.floating]
"""The number that a value of a claim stands for at the moment, as exact as its type; NaN where there is none."""

STEPS = ("argmin", "argmax", "first_below")
"""The reducers that tell when."""


@dataclass(frozen=True)
class ClaimResult:
    """A claim at one moment.

    `holds` is None while it cannot be said, and for ever if a run that it speaks of is not run. `left` and
    `right` are the sides of the comparison that decides, `unit` what both count: steps, epochs, or nothing.
    """

    text: str
    holds: bool | None
    left: float | None
    right: float | None
    decided: bool
    unit: str = ""


@dataclass(frozen=True)
class Verdict:
    """Truth, and both sides of the comparison that decided it.

    `in_steps`: they are numbers of steps; `equates`: it asks whether they are the same.
    """

    holds: bool
    left: float
    right: float
    in_steps: bool = False
    equates: bool = False

    @property
    def slack(self) -> float:
        """How far apart the sides are, as a share of the larger one; inf where that tells nothing."""
        if self.equates and self.holds:
            return float("inf")
        scale = max(abs(self.left), abs(self.right))
        apart = abs(self.left - self.right) / scale if scale else 0.0
        return apart if np.isfinite(apart) else float("inf")


def judge(claim: Logic, lookup: Lookup) -> Verdict:
    """Whether the claim holds; of two joined comparisons, the sides of the one that decides or is closest."""
    match claim:
        case Not():
            inside = judge(claim.inside, lookup)
            return replace(inside, holds=not inside.holds, equates=False)
        case Both():
            left, right = judge(claim.left, lookup), judge(claim.right, lookup)
            if left.holds != right.holds:
                return left if left.holds == (claim.operator == "or") else right
            return min(left, right, key=lambda verdict: verdict.slack)
        case Comparison():
            known = {value: lookup(value) for value in values(claim)}
            narrow = any(isinstance(one, np.float32) for one in known.values())
            a, b = (_side(side, known, np.float32 if narrow else np.float64) for side in (claim.left, claim.right))
            in_steps = _in_steps(claim.left) or _in_steps(claim.right)
            return Verdict(_compare(claim.operator, a, b), a, b, in_steps, claim.operator == "==")


def said(text: str, verdict: Verdict, decided: bool, steps_per_epoch: int) -> ClaimResult:
    """The result of a claim; numbers of steps are told in epochs where its sentence speaks of epochs."""
    left, right, unit = verdict.left, verdict.right, "steps" if verdict.in_steps else ""
    if unit and steps_per_epoch and "epoch" in text.lower():
        left, right, unit = left / steps_per_epoch, right / steps_per_epoch, "epochs"
    return ClaimResult(text, verdict.holds if decided else None, left, right, decided, unit)


def _side(node: Arithmetic, known: Known, precision: Precision) -> float:
    """A side of a comparison, rounded to a precision."""
    with np.errstate(over="ignore"):
        return float(precision(number(node, known, precision)))


def _in_steps(node: Arithmetic) -> bool:
    """Whether a number counts steps."""
    match node:
        case Value():
            return node.reducer in STEPS
        case Absolute():
            return _in_steps(node.inside)
        case Sum(operator="/"):
            return _in_steps(node.left) and not _in_steps(node.right)
        case Sum():
            return _in_steps(node.left) or _in_steps(node.right)
    return False


def number(node: Arithmetic, known: Known, precision: Precision = np.float64) -> float:
    """The value of an expression, what is written in it rounded to a precision; a division by zero gives ±inf or NaN.

    `known`: the number of each value in it.
    """
    match node:
        case Number():
            with np.errstate(over="ignore"):
                return float(precision(node.value))
        case Value() | Minimum():
            return float(known[node])
        case Absolute():
            return abs(number(node.inside, known, precision))
        case Sum():
            a, b = (np.float64(number(side, known, precision)) for side in (node.left, node.right))
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
