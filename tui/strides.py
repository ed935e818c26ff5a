"""What the landscape shows of a step, and of paths in a plane through all weights."""

from __future__ import annotations

from dataclasses import dataclass

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
