"""What predictions mean: outputs as shares of classes, and a plane of rows to predict for.

    grid = plane(x, (2, 3), (60, 100))    # 60 x 100 rows over features 2 and 3, the others at their mean
    shares = class_shares(predict(grid.x), from_logits=False)
    chosen = class_numbers(shares)

A network is asked for one array of rows, so that a whole plane is one compiled call. NumPy alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

NOT_KNOWN = -1
"""In the place of a class number where the outputs are not finite."""


@dataclass(frozen=True)
class Plane:
    """A grid over two features, the others held at their mean.

    Shapes: `across` (columns,), `up` (rows,) values of the two features, rising; `x` (rows · columns, features), row
    after row from the lowest.
    """

    across: Floats
    up: Floats
    x: Floats


def plane(x: Floats, axes: tuple[int, int], shape: tuple[int, int], margin: float = 0.04, training: int = 0) -> Plane:
    """Return the plane of two features that holds all rows, with a margin on all sides.

    The others are held at their mean over the first `training` rows, 0 for all. A feature that is the same in all
    rows gets a reach of 1. Shapes: x (n, features), axes (the feature across, the one upwards), shape (rows, columns).
    """
    grids = []
    for axis, points in zip(axes, shape[::-1], strict=True):
        low, high = float(x[:, axis].min()), float(x[:, axis].max())
        room = margin * (high - low) or 0.5
        grids.append(np.linspace(low - room, high + room, points))
    across, up = grids
    rows = np.tile(x[: training or len(x)].mean(axis=0), (shape[0] * shape[1], 1))
    rows[:, axes[0]] = np.tile(across, shape[0])
    rows[:, axes[1]] = np.repeat(up, shape[1])
    return Plane(across, up, rows)


def class_shares(outputs: Floats, from_logits: bool) -> NDArray[np.float32]:
    """Return how much a network's outputs give to each class, in 0 … 1; the largest share is its choice.

    One output is the share of class 1, σ(o) of a logit, and class 0 has the rest: class 1 wins above one half, as
    in the metric accuracy. Several outputs are shares if they are none below zero and sum to 1, else they go
    through the softmax, which keeps their order. Shapes: outputs (n, 1) or (n, classes) -> (n, classes).
    """
    o = np.asarray(outputs, np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        if o.shape[-1] == 1:
            p = 1.0 / (1.0 + np.exp(-o[:, 0])) if from_logits else np.clip(o[:, 0], 0.0, 1.0)
            return np.stack([1.0 - p, p], axis=-1).astype(np.float32)
        sums = o.sum(axis=-1)
        known = np.isfinite(sums)
        if from_logits or not (np.abs(sums[known] - 1.0) < 1e-3).all() or (o[known] < 0.0).any():
            powers = np.exp(o - o.max(axis=-1, keepdims=True))
            o = powers / powers.sum(axis=-1, keepdims=True)
    return o.astype(np.float32)


def class_numbers(shares: NDArray[Any]) -> NDArray[np.int64]:
    """Return the class with the largest share, the first of equals; `NOT_KNOWN` where a share is not a number.

    Shapes: shares (..., classes) -> (...).
    """
    known = np.isfinite(shares).all(axis=-1)
    return np.where(known, np.where(known[..., None], shares, 0.0).argmax(axis=-1), NOT_KNOWN).astype(np.int64)


def from_logits(loss: Any) -> bool:
    """Return whether a loss, by its settings, takes outputs that have not gone through sigmoid or softmax."""
    return bool(getattr(loss, "from_logits", False))
