"""A loss over one or two weights, as far as it has been computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Surface:
    """What has been computed of a loss at the points of a grid.

    Shapes: `grids` one (n,) per axis, rising; `loss` (n,) for one axis, (n_y, n_x) for two, NaN where it is still to
    come. `axes`: what the weights are called; `unit`: what is computed; `note`: what holds for the other weights.
    """

    axes: tuple[str, ...]
    grids: tuple[Floats, ...]
    loss: Floats
    unit: str = ""
    note: str = ""
