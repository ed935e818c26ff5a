"""A window that slides over a series or a picture, as it stands at the cursor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class SignalView:
    """A series, its output below it, and the window between them.

    Shapes: x (n,); y (m,), NaN where it is still to come; at (m,): the step of x that each output stands below;
    weights (k,), None where no one filter slides; earlier (m,): an output to compare with. `place`: the output that is
    being computed, None where all are at once; `start`: the step of x under the window's first cell, negative in the
    padding of `before` zeros; `peaks`: the steps of the largest x and y; `note`: a sentence about this moment;
    `limits`: the least and the largest output of all positions.
    """

    x: Floats
    y: Floats
    at: NDArray[np.integer]
    weights: Floats | None = None
    place: int | None = None
    start: int = 0
    before: int = 0
    after: int = 0
    stride: int = 1
    earlier: Floats | None = None
    peaks: tuple[int, int] | None = None
    note: str = ""
    limits: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True)
class ImageView:
    """A picture, its output beside it, and the window on it.

    Shapes: x (height, width, channels); y (rows, columns), NaN where it is still to come; weights (k, k, channels),
    None where the window takes the `how` of what lies under it and no weighted sum. `place`: row and column of the
    output that is being computed; `start`: row and column of x under the window's first cell, negative in the padding
    `around` it, ((above, below), (left, right)); `size`: of the window; `limits`: the least and the
    largest output of all positions.
    """

    x: Floats
    y: Floats
    place: tuple[int, int]
    start: tuple[int, int]
    size: tuple[int, int]
    around: tuple[tuple[int, int], tuple[int, int]] = ((0, 0), (0, 0))
    strides: tuple[int, int] = (1, 1)
    weights: Floats | None = None
    how: str = "sum"
    limits: tuple[float, float] = (0.0, 1.0)
