"""What is found about the dropouts of a run at the cursor: which units are off, and how often they were so far."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class MaskView:
    """One Dropout over the units before it; of very many the first ones.

    `units_of`: the layer whose units these are, `input` for the features. Shapes: `kept` and `values` (rows, n): which
    of the units are kept and what they give before the mask; `dropped` (n,): in how many of the last updates a unit
    was off; `counts` (rows,): how many of all `units` are kept.
    """

    name: str
    units_of: str
    rate: float
    units: int
    kept: NDArray[np.bool_]
    values: Floats
    dropped: NDArray[np.int64]
    counts: NDArray[np.int64]
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class DropoutView:
    """All dropouts of a run, and what goes in and comes out.

    `updates`: over how many updates it was counted how often a unit was off, the one at the cursor among them, and
    `since` the first of them. `rows`: the rows of the minibatch in words. Shapes: `x` (rows, inputs), `y` (rows,
    outputs), both empty where there are too many to be told.
    """

    layers: tuple[MaskView, ...]
    step: int
    updates: int
    since: int
    rows: tuple[str, ...]
    x: Floats
    y: Floats
    features: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
