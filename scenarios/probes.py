"""What is computed beside training, for a state: the landscape with its minimum, predictions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import prod
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from dlviz.engine.axes import Axis
from dlviz.engine.directions import Plane
from dlviz.engine.landscape import Landscape as Slice
from dlviz.engine.landscape import minimise, slice_loss
from dlviz.engine.objectives import Objective
from dlviz.engine.problem import Supervised
from dlviz.engine.state import Weights
from dlviz.scenarios.display_tables import Landscape

Floats = NDArray[np.floating]

CURVE = (241,)
FIELD = (121, 121)
"""Points of a landscape per axis: finer than a terminal can show."""


@dataclass(frozen=True)
class PlaneResult:
    """A plane through all weights, and what becomes of the paths in it.

    `rows` and `paths`, by the run's place: rows (k,) at which its path was sampled, and where it stood in the plane,
    (k, 2), by orthogonal projection. `off`: the share of the path's length that is lost by that.
    `explained`: the shares of the paths' variation along the two directions, None where nothing was fitted.
    """

    kind: str
    plane: Plane
    explained: tuple[float, float] | None
    rows: Mapping[int, Any]
    paths: Mapping[int, Floats]
    off: Mapping[int, float]


@dataclass(frozen=True)
class LandscapeResult:
    """The loss over one or two chosen weights.

    Shapes: `grids` one (n,) an axis; `loss` (n,), or (n of the second axis, n of the first); `minimum` (axes,);
    `minimisers` (k, axes): all minima that are known, those of an objective.
    `exact`: the axes are all the weights there are; otherwise a slice through one state.
    """

    axes: tuple[str, ...]
    grids: tuple[Floats, ...]
    loss: Floats
    exact: bool
    unit: str
    minimum: Floats
    minimum_loss: float
    lambda_max: float
    stable_rate: float
    minimisers: Floats | None = None
    plane: PlaneResult | None = None

    def numbers(self) -> Mapping[str, float]:
        """The minimum's numbers, by the names that claims use."""
        position = dict(zip(self.axes, map(float, self.minimum), strict=True))
        return position | {
            "loss": self.minimum_loss,
            "lambda_max": self.lambda_max,
            "stable_rate": self.stable_rate,
        }


def is_exact(params: Any, axes: tuple[Axis, ...]) -> bool:
    """Whether these axes are all the weights there are; shapes suffice."""
    return bool(sum(prod(leaf.shape) for leaf in jax.tree.leaves(params)) == len(axes))


def look_around(
    problem: Supervised | Objective,
    params: Weights,
    layer_state: Weights,
    axes: tuple[Axis, ...],
    settings: Landscape,
) -> LandscapeResult:
    """The landscape through this state, and its minimum along the axes: NaN where no loss is finite."""
    resolution = CURVE if len(axes) == 1 else FIELD
    ranges = [(low, high) for low, high in settings.range]
    found = slice_loss(problem, params, layer_state, axes, ranges, resolution)
    minimum = minimise(problem, params, layer_state, axes, _lowest(found))
    known = np.isfinite(minimum.loss)
    unknown = float("nan")
    return LandscapeResult(
        tuple(axis.label for axis in axes),
        found.grids,
        found.loss,
        is_exact(params, axes),
        settings.unit,
        minimum.position if known else np.full(len(axes), unknown),
        minimum.loss if known else unknown,
        minimum.lambda_max if known else unknown,
        minimum.stable_rate if known and np.isfinite(minimum.lambda_max) else unknown,
        np.array(problem.function.minimisers) if isinstance(problem, Objective) and axes == problem.axes else None,
    )


def _lowest(landscape: Slice) -> list[float]:
    """The grid's point of least loss; the middle of the ranges where no loss is finite, as after a divergence."""
    loss = np.where(np.isfinite(landscape.loss), landscape.loss, np.inf)
    if np.isinf(loss).all():
        return [float(grid[0] + grid[-1]) / 2 for grid in landscape.grids]
    lowest = np.unravel_index(np.argmin(loss), loss.shape)
    return [float(grid[i]) for grid, i in zip(landscape.grids, lowest[::-1], strict=True)]


def predictor(problem: Supervised) -> Callable[[Weights, Weights, Any], jax.Array]:
    """The compiled function (params, layer state, rows) -> the network's outputs."""
    return jax.jit(problem.predict)
