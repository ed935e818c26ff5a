"""The loss over chosen weights: curves and fields to look at, outside the step.

A landscape holds all other weights where they are. Where the axes are all the weights there are, it is the loss
itself and belongs to every step; otherwise it is a slice through one state and moves with it.
Losses are those of all training rows, penalties included, with dropout off.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float
from numpy.typing import NDArray

from dlviz.engine.axes import Axis
from dlviz.engine.compiled import compiled
from dlviz.engine.errors import SettingError
from dlviz.engine.problem import Problem
from dlviz.engine.state import Weights

Floats = NDArray[np.floating]

_WORK = 2**19
"""Points times rows that one compiled call looks at, so that its arrays stay in cache and can be cancelled."""


class Landscape(NamedTuple):
    """The loss over one or two axes.

    Shapes: `grids` one (n,) per axis; `loss` (n,) for one axis, (n of the second, n of the first) for two.
    """

    axes: tuple[Axis, ...]
    grids: tuple[Floats, ...]
    loss: Floats


class Minimum(NamedTuple):
    """Where the loss is least along the axes.

    `position` (axes,); `eigenvalues` of the Hessian there, ascending (axes,); `lambda_max` the largest;
    `stable_rate` = 2/λmax: gradient descent with a larger learning rate climbs away from this minimum.
    """

    position: Floats
    loss: float
    eigenvalues: Floats
    lambda_max: float
    stable_rate: float


def slice_loss(
    problem: Problem,
    params: Weights,
    layer_state: Weights,
    axes: Sequence[Axis],
    ranges: Sequence[tuple[float, float]],
    resolution: Sequence[int],
) -> Landscape:
    """Return the loss on a grid over one or two axes.

    `ranges` [(low, high)] and `resolution` [points] one per axis. Raises SettingError for a bad axis or range.
    """
    for landscape in refine(problem, params, layer_state, axes, ranges, [resolution]):
        return landscape
    raise AssertionError("refine yields once per resolution")


def refine(
    problem: Problem,
    params: Weights,
    layer_state: Weights,
    axes: Sequence[Axis],
    ranges: Sequence[tuple[float, float]],
    resolutions: Sequence[Sequence[int]],
) -> Iterator[Landscape]:
    """Yield the landscape once per resolution, coarse first; whoever stops asking has cancelled the rest."""
    if not 1 <= len(axes) <= 2:
        raise SettingError(f"a landscape has one or two axes, not {len(axes)}")
    for axis, (low, high) in zip(axes, ranges, strict=True):
        axis.check(params)
        if not low < high:
            raise SettingError(f"the range of {axis.label} goes from {low:g} to {high:g}; it must rise")
    for resolution in resolutions:
        grids = tuple(np.linspace(low, high, n) for (low, high), n in zip(ranges, resolution, strict=True))
        points = np.array([place[::-1] for place in product(*grids[::-1])])
        loss = losses_at(problem, params, layer_state, axes, points)
        yield Landscape(tuple(axes), grids, loss.reshape([len(grid) for grid in grids[::-1]]))


def in_batches(problem: Problem, points: Floats, evaluate: Callable[[Floats], Any]) -> Floats:
    """Return the losses at points (n, axes), shape (n,), from calls that all get as many points: one compile."""
    size = int(np.clip(_WORK // max(problem.rows, 1), 8, 512))
    found = []
    for start in range(0, len(points), size):
        part = points[start : start + size]
        padded = np.concatenate([part, np.repeat(part[-1:], size - len(part), axis=0)])
        found.append(np.asarray(evaluate(padded))[: len(part)])
    return np.concatenate(found)


def losses_at(problem: Problem, params: Weights, layer_state: Weights, axes: Sequence[Axis], points: Floats) -> Floats:
    """Return the loss at points (n, axes) of the axes, every other weight held: shape (n,).

    One compile serves any number of points.
    """
    evaluate = compiled("losses", problem, lambda bare: _make_losses(bare, tuple(axes)), tuple(axes))
    return in_batches(
        problem, points, lambda batch: evaluate(params, layer_state, problem.hyper(), problem.data, batch)
    )


def minimise(
    problem: Problem, params: Weights, layer_state: Weights, axes: Sequence[Axis], start: Sequence[float]
) -> Minimum:
    """Return the minimum that a damped Newton method finds from `start` (axes,), every other weight held.

    Source: Nocedal and Wright 2006, section 3.4 (Hessian modification by eigenvalues).
    """
    for axis in axes:
        axis.check(params)
    search = compiled("newton", problem, lambda bare: _make_newton(bare, tuple(axes)), tuple(axes))
    position, loss, eigenvalues = search(params, layer_state, problem.hyper(), problem.data, np.asarray(start, float))
    largest = float(np.asarray(eigenvalues)[-1])
    rate = 2 / largest if largest > 0 else float("inf")
    return Minimum(np.asarray(position), float(loss), np.asarray(eigenvalues), largest, rate)


def _along(problem: Problem, axes: tuple[Axis, ...]) -> Callable[..., Float[Array, ""]]:
    """The loss as a function of the axes' values."""

    def loss(
        point: jax.Array, params: Weights, layer_state: Weights, hyper: Mapping[str, Any], data: Any
    ) -> Float[Array, ""]:
        for place, axis in enumerate(axes):
            params = axis.write(params, point[place])
        return problem.loss(params, layer_state, hyper, data, None, False)[0]

    return loss


def _make_losses(problem: Problem, axes: tuple[Axis, ...]) -> Callable[..., Any]:
    loss = _along(problem, axes)

    def losses(params: Weights, layer_state: Weights, hyper: Any, data: Any, points: jax.Array) -> jax.Array:
        each = jax.vmap(loss, in_axes=(0, None, None, None, None))
        found: jax.Array = each(points, params, layer_state, hyper, data)
        return found

    return losses


def _make_newton(problem: Problem, axes: tuple[Axis, ...]) -> Callable[..., Any]:
    loss = _along(problem, axes)
    scales = 0.5 ** np.arange(12)

    def newton(params: Weights, layer_state: Weights, hyper: Any, data: Any, start: jax.Array) -> Any:
        def value(point: jax.Array) -> jax.Array:
            return loss(point, params, layer_state, hyper, data)

        def direction(point: jax.Array) -> jax.Array:
            eigenvalues, vectors = jnp.linalg.eigh(jax.hessian(value)(point))
            # where it is flat in every direction there is nowhere to go: 0 divided by a tiny number, not by 0
            steepness = jnp.maximum(jnp.abs(eigenvalues), jnp.maximum(1e-6 * jnp.abs(eigenvalues).max(), 1e-30))
            newton: jax.Array = -vectors @ ((vectors.T @ jax.grad(value)(point)) / steepness)
            return newton

        def damped(_: int, point: jax.Array) -> jax.Array:
            tried = jnp.concatenate([point + scales[:, None] * direction(point), point[None]])
            losses = jax.vmap(value)(tried)
            # the last one stays where it is, and is taken where no other has a finite loss
            ranked = jnp.where(jnp.isfinite(losses), losses, np.finfo(losses.dtype).max)
            return tried[jnp.where((ranked < ranked[-1]).any(), jnp.argmin(ranked), len(tried) - 1)]

        found = jax.lax.fori_loop(0, 60, damped, start)
        # at a minimum losses tie within rounding, while the gradient still points the way: two full steps
        polished = jax.lax.fori_loop(0, 2, lambda _, point: point + direction(point), found)
        near = value(polished) <= value(found) * (1 + 1e-6)
        found = jnp.where(near & jnp.isfinite(polished).all(), polished, found)
        return found, value(found), jnp.linalg.eigvalsh(jax.hessian(value)(found))

    return newton
