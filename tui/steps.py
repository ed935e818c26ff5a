"""The next sensible value of a hyper-parameter: 1, 2, 5, 10 … for rates, 0.9, 0.95, 0.98 … for memories."""

from __future__ import annotations

import math

SHARES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9998, 0.9999)
"""How much of the past is kept."""
DROPPED = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""The share of units that are switched off."""
MEMORIES = ("momentum", "rho", "beta_1", "beta_2")
FIRST = {"learning_rate": 1e-3, "stddev": 0.01, "noise": 0.1, "l1": 1e-5, "l2": 1e-4, "epsilon": 1e-8}
"""What follows on 0."""
JOINING = {
    "momentum": 0.9, "weight_decay": 0.004, "clipnorm": 1.0, "global_clipnorm": 1.0, "clipvalue": 1.0,
    "rate": 0.2, "l2": 0.01, "l1": 0.001,
}  # fmt: skip
"""What one may begin with where there is none yet."""
LEAST = 1e-9
"""Below this a strength is 0."""


def step(name: str, value: float, up: bool) -> float:
    """The value that follows in this direction; the same where there is none."""
    option = name.rpartition(".")[2]
    if option in MEMORIES:
        return _along(SHARES, value, up)
    if option == "rate":
        return _along(DROPPED, value, up)
    if value <= 0:
        return FIRST.get(option.rpartition("_")[2], FIRST.get(option, 1e-4)) if up else value
    following = one_two_five(value, up)
    if following >= LEAST:
        return following
    return value if option.startswith(("clip", "global_clip")) else 0.0


def joining(name: str) -> float:
    """A sensible first value of an option that a run lacks."""
    option = name.rpartition(".")[2]
    return JOINING.get(option, JOINING.get(option.rpartition("_")[2], 1e-3))


def whole(value: int, up: bool, most: int = 2**20) -> int:
    """Twice as many, or half."""
    power = 2 ** (math.floor(math.log2(max(value, 1))) + 1) if up else 2 ** (math.ceil(math.log2(max(value, 1))) - 1)
    return int(min(max(power, 1), most))


def by_way_of(home: float | None, value: float, following: float) -> float:
    """The value that follows, or the one it began with where that is passed: so ← undoes →."""
    between = home is not None and min(value, following) < home < max(value, following)
    return home if home is not None and between else following


def one_two_five(value: float, up: bool) -> float:
    """The next of 1, 2, 5, 10, 20 … and 0.5, 0.2, 0.1 …"""
    power = math.floor(math.log10(value))
    ladder = [float(f"{m}e{e}") for e in range(power - 1, power + 2) for m in (1, 2, 5)]
    return _along(tuple(ladder), value, up)


def _along(ladder: tuple[float, ...], value: float, up: bool) -> float:
    if up:
        return next((one for one in ladder if one > value * (1 + 1e-9)), value)
    return next((one for one in reversed(ladder) if one < value * (1 - 1e-9)), value)
