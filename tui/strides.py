"""What the landscape shows of a step, and of paths in a plane through all weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class StridePart:
    """One part of the update at the cursor; the last part of a stride is the whole of it.

    `kind`: gradient, memory, decay or step; `formula`: −η·g; `along` (axes,): how far it goes on each axis of the
    landscape; `length`: over all weights; `shown`: of that, what lies in the landscape.
    """

    kind: str
    formula: str
    along: Floats
    length: float
    shown: float


@dataclass(frozen=True)
class StrideView:
    """The update at the cursor of one run: where it starts, (axes,), its learning rate, its parts."""

    at: Floats
    rate: float
    parts: tuple[StridePart, ...]


@dataclass(frozen=True)
class PlaneView:
    """A plane through all weights that the landscape lies over.

    By the run's place: `rows` (k,) at which its path was sampled, `paths` (k, 2) where it stood in the plane, `off` the
    share of its length that the plane does not show, `strides` its step at the cursor. `explained`: the shares of the
    paths' variation along the two directions.
    """

    kind: str  # "pca", "random" or "ends"
    explained: tuple[float, float] | None
    rows: Mapping[int, NDArray[np.integer]]
    paths: Mapping[int, Floats]
    off: Mapping[int, float]
    strides: Mapping[int, StrideView] = field(default_factory=dict)
