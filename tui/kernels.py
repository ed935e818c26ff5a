"""What is found about the weights of a run: the kernels at the cursor, and how their spread went up to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class KernelView:
    """The weights of one layer.

    `shape` is theirs; `kernel` has it too, unless the layer is large: then each number of a matrix stands for a block
    of weights, and is the one that is furthest from 0. `zeros`: the share of weights with |w| < the view's threshold;
    `top`: the largest size; `spread`: their standard deviation. `past` (bins, steps): which share of the weights lies
    in each of equal bins from −reach to reach, at each of the view's steps.
    """

    name: str
    shape: tuple[int, ...]
    kernel: Floats
    zeros: float
    top: float
    spread: float
    reach: float
    past: Floats


@dataclass(frozen=True)
class WeightsView:
    """The layers that have a kernel, in order; biases are left out.

    `steps` (k,): where the spread was looked at, up to the cursor, `stride` apart; `planned`: the last step of the run.
    """

    layers: tuple[KernelView, ...]
    step: int
    steps: NDArray[np.int64]
    stride: int
    planned: int
    threshold: float
