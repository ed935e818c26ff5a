"""A network at one input: what every unit receives and gives, and the weights between them.

Trained networks and computations give the same `Graph`, and one picture draws both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class GraphLayer:
    """One column of units.

    Shapes: values (units,), what the units give; sums (units,), o = W x + b, what their activation is given;
    kernel and gradient (inputs, units); bias (units,). What a layer does not have is None.
    """

    name: str
    values: Floats
    sums: Floats | None = None
    kernel: Floats | None = None
    gradient: Floats | None = None  # ∂L/∂kernel
    bias: Floats | None = None
    activation: str = "linear"
    labels: tuple[str, ...] = ()  # what the units are called: features, classes
    dropped: NDArray[np.bool_] | None = None  # (units,): which ones a dropout has switched off


@dataclass(frozen=True)
class Graph:
    """The layers from the input on, the first without kernel; `at`: the layer at work, by its place, None: none.

    `subject`: what the values are of, in words; `weighs`: whether kernels hold weights, and not only how strongly a
    link is to be drawn.
    """

    layers: tuple[GraphLayer, ...]
    at: int | None = None
    subject: str = ""
    weighs: bool = True
