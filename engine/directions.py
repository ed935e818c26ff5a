"""Planes through weight space: random ones, the one through three ends, the one a training lies in.

A direction is a tree like the trainable weights. Unlike single weights, directions of a deep network have no scale
of their own (ReLU layers can trade size), so random ones are normalised filter by filter.
A picture in a plane shows what a path does IN it: `explained` says how much of the path that is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Key
from numpy.typing import NDArray

from dlviz.engine.compiled import compiled
from dlviz.engine.errors import SettingError
from dlviz.engine.landscape import Floats, in_batches
from dlviz.engine.problem import Problem
from dlviz.engine.state import Weights


class Plane(NamedTuple):
    """origin + a·first + b·second.

    `explained`: the share of the variation of what the plane was fitted to that lies along each direction, or
    None where nothing was fitted.
    """

    origin: Weights
    first: Weights
    second: Weights
    explained: tuple[float, float] | None = None


def random_plane(problem: Problem, params: Weights, key: Key[Any, ""], *, filter_normalised: bool = True) -> Plane:
    """Return a plane through `params` along two random directions.

    Filter normalisation: each filter of a direction (the weights into one unit or channel) gets the norm of the
    same filter of the network, d ← d / ‖d‖ · ‖θ‖, and biases stay where they are.
    Source: Li et al. 2018, "Visualizing the loss landscape of neural nets", section 4.
    """
    centre = {layer: params[layer] for layer in problem.layers}
    first, second = (_random(centre, one, filter_normalised) for one in jax.random.split(key))
    return Plane(centre, first, second)


def plane_through(problem: Problem, first: Weights, second: Weights, third: Weights) -> Plane:
    """Return the plane through three sets of weights: they lie at (0, 0), (1, 0) and (0, 1).

    Source: Garipov et al. 2018, section 3 (the plane; axes here are not made orthogonal, so that corners have
    whole coordinates). Raises SettingError when the three lie on a line.
    """
    one, two, three = ({layer: weights[layer] for layer in problem.layers} for weights in (first, second, third))
    plane = Plane(one, jax.tree.map(jnp.subtract, two, one), jax.tree.map(jnp.subtract, three, one))
    basis, _ = _basis(plane)
    if np.linalg.matrix_rank(basis) < 2:
        raise SettingError("the three sets of weights lie on a line, so there is no plane through them; choose others")
    return plane


def trajectory_plane(problem: Problem, path: Sequence[Weights]) -> Plane:
    """Return the plane through the last weights of a path along its two principal components.

    The components are those of the differences θ_i - θ_last, of unit length; `explained` is the share of the
    squared differences that each carries. Raises SettingError for fewer than three points.
    Source: Li et al. 2018, section 7 (optimization paths along PCA directions).
    """
    if len(path) < 3:
        raise SettingError(f"a plane through a path needs at least 3 points of it, not {len(path)}")
    last = {layer: path[-1][layer] for layer in problem.layers}
    rows = [flat({layer: weights[layer] for layer in problem.layers}) for weights in path]
    differences = np.stack(rows) - rows[-1]
    _, sizes, components = np.linalg.svd(differences, full_matrices=False)
    total = (sizes**2).sum()
    shares = sizes[:2] ** 2 / total if total > 0 else np.zeros(2)
    first, second = (like(last, component) for component in components[:2])
    return Plane(last, first, second, (float(shares[0]), float(shares[1])))


def coordinates(plane: Plane, path: Sequence[Weights]) -> Floats:
    """Return where each set of weights stands in the plane, (points, 2), by orthogonal projection."""
    basis, origin = _basis(plane)
    away = np.stack([flat({layer: weights[layer] for layer in plane.origin}) for weights in path]) - origin
    found, *_ = np.linalg.lstsq(basis, away.T, rcond=None)
    return np.asarray(found.T)


def components(plane: Plane, vector: Weights) -> Floats:
    """Return how far a vector goes along each direction of the plane, (2,), by orthogonal projection."""
    basis, _ = _basis(plane)
    found, *_ = np.linalg.lstsq(basis, flat({layer: vector[layer] for layer in plane.origin}), rcond=None)
    return np.asarray(found)


def flat(weights: Weights) -> NDArray[np.float64]:
    """Return all weights in one row, in the order of `ravel_pytree` but without a computation of JAX."""
    return np.concatenate([np.asarray(leaf, dtype=float).ravel() for leaf in jax.tree.leaves(weights)])


def like(weights: Weights, row: Floats) -> Weights:
    """Return the numbers of one row as weights such as these, the other way round than `flat`."""
    leaves, tree = jax.tree.flatten(weights)
    ends = np.cumsum([leaf.size for leaf in leaves])[:-1]
    parts = zip(np.split(row, ends), leaves, strict=True)
    found: Weights = jax.tree.unflatten(tree, [part.reshape(leaf.shape).astype(leaf.dtype) for part, leaf in parts])
    return found


def length_of(plane: Plane, along: Floats) -> float:
    """Return the length in weight space of a vector with these components in the plane, oblique or not."""
    return float(np.linalg.norm(_basis(plane)[0] @ np.asarray(along, dtype=float)))


def left_out(plane: Plane, path: Sequence[Weights]) -> float:
    """Return the share of a path's length that its projection into the plane lacks: 0 inside it, 1 across it.

    1 - Σ‖P Δθ_i‖ / Σ‖Δθ_i‖ over the pieces between points; 0 for a path that does not move.
    """
    basis, _ = _basis(plane)
    pieces = np.diff([flat({layer: weights[layer] for layer in plane.origin}) for weights in path], axis=0)
    inside = pieces @ np.linalg.pinv(basis).T @ basis.T
    whole = float(np.linalg.norm(pieces, axis=1).sum())
    return max(1.0 - float(np.linalg.norm(inside, axis=1).sum()) / whole, 0.0) if whole > 0 else 0.0


def plane_loss(
    problem: Problem,
    params: Weights,
    layer_state: Weights,
    plane: Plane,
    ranges: Sequence[tuple[float, float]],
    resolution: Sequence[int],
) -> tuple[tuple[Floats, Floats], Floats]:
    """Return the grids of a and b and the loss over them, (n_b, n_a); weights outside the plane from `params`."""
    first, second = (np.linspace(low, high, n) for (low, high), n in zip(ranges, resolution, strict=True))
    points = np.array([(a, b) for b, a in product(second, first)])
    program = compiled("plane", problem, _make_losses)
    losses = in_batches(
        problem,
        points,
        lambda batch: program(params, layer_state, plane[:3], problem.hyper(), problem.data, batch),
    )
    return (first, second), losses.reshape(len(second), len(first))


def _make_losses(problem: Problem) -> Callable[..., Any]:
    def losses(params: Weights, layer_state: Weights, plane: Any, hyper: Any, data: Any, points: jax.Array) -> Any:
        origin, first, second = plane

        def one(point: jax.Array) -> jax.Array:
            moved = jax.tree.map(lambda o, u, v: o + point[0] * u + point[1] * v, origin, first, second)
            return problem.loss({**params, **moved}, layer_state, hyper, data, None, False)[0]

        return jax.lax.map(one, points)

    return losses


def _basis(plane: Plane) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.stack([flat(plane.first), flat(plane.second)], axis=1), flat(plane.origin)


def _random(centre: Weights, key: jax.Array, filter_normalised: bool) -> Weights:
    leaves, tree = jax.tree.flatten(centre)
    keys = jax.random.split(key, len(leaves))
    drawn = []
    for w, one in zip(leaves, keys, strict=True):
        d = jax.random.normal(one, w.shape)
        if filter_normalised:
            # a filter: all weights that lead into one unit or channel, the last axis of every Keras kernel
            axes = tuple(range(w.ndim - 1))
            sizes = jnp.sqrt((w**2).sum(axes)) / jnp.maximum(jnp.sqrt((d**2).sum(axes)), 1e-30)
            d = d * sizes if w.ndim > 1 else jnp.zeros_like(w)
        drawn.append(d)
    found: Weights = jax.tree.unflatten(tree, drawn)
    return found
