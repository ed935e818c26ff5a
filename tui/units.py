"""What is found about the units of a run at the cursor: the network as a graph, and what each layer's units do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class NodesView:
    """One column of units; of a wide layer the first and the last.

    Shapes: `kept` (k,): which units, ascending; values, sums, bias (k,); kernel, gradient (k of the column before,
    k): the weights and ∂L/∂weight. What a layer does not have is None. `kernel_top`, `gradient_top`: the largest
    size among all of its weights, kept or not.
    """

    name: str
    units: int
    kept: NDArray[np.int64]
    values: Floats
    sums: Floats | None = None
    kernel: Floats | None = None
    gradient: Floats | None = None
    bias: Floats | None = None
    activation: str = "linear"
    labels: tuple[str, ...] = ()  # what the kept units are called
    kernel_top: float = 0.0
    gradient_top: float = 0.0
    dropped: NDArray[np.bool_] | None = None  # (k,): which of the kept ones a dropout has switched off


@dataclass(frozen=True)
class GraphView:
    """The columns from the input on; `at`: the one at work; `subject`: the row that its values are of, in words.

    `weighs`: whether kernels hold weights, and not only how strongly a link is to be drawn;
    `note`: what the weights come to all together, where that can be said.
    """

    layers: tuple[NodesView, ...]
    at: int | None = None
    subject: str = ""
    weighs: bool = True
    note: str = ""


@dataclass(frozen=True)
class UnitsView:
    """The units of one layer over the training rows.

    `reach`: the axis of sums goes from −reach to reach. Shapes: `edges` (bins + 1,), `counts` (bins,): how many sums
    lie where; `points` (n, 2): sum and output of some; `curve` (m, 2): φ, (0, 2) where it has no curve. `mean`,
    `std`: of the outputs; `slope`: the mean of φ′; `dead`, `saturated`: shares from 0 to 1. NaN: no such number.
    """

    name: str
    activation: str
    units: int
    rows: int
    reach: float
    edges: Floats
    counts: NDArray[np.integer]
    points: Floats
    curve: Floats
    sum_mean: float
    sum_std: float
    mean: float
    std: float
    slope: float
    dead: float
    saturated: float


@dataclass(frozen=True)
class ActivityView:
    """The layers with an activation, in order."""

    layers: tuple[UnitsView, ...]
