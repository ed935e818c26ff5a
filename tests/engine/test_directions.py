"""Planes through weight space go where they should, and the loss over them is the loss there."""

import jax
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree

from dlviz.engine import (
    SGD,
    Dense,
    Run,
    Sequential,
    SettingError,
    Supervised,
    coordinates,
    plane_loss,
    plane_through,
    random_plane,
    trajectory_plane,
)


def trained(steps=30):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(20, 3))
    model = Sequential([Dense(5, activation="tanh"), Dense(1)], input_shape=(3,))
    run = Run(Supervised(model, x, np.sin(x[:, 0]), "mean_squared_error"), SGD(0.1), steps=steps, seed=2)
    run.advance(steps)
    return run


def flat(tree):
    return np.asarray(ravel_pytree(tree)[0], dtype=float)


def loss_of(run, params):
    return float(run.problem.loss(params, {}, {}, run.problem.data, None, False)[0])


def test_random_directions_have_the_size_of_each_filter():
    """Filter by filter a direction is as long as the network's weights; biases do not move."""
    run = trained()
    params = run.state.params
    plane = random_plane(run.problem, params, jax.random.key(0))
    for layer in run.problem.layers:
        for direction in (plane.first, plane.second):
            got = np.linalg.norm(direction[layer]["kernel"], axis=0)
            np.testing.assert_allclose(got, np.linalg.norm(params[layer]["kernel"], axis=0), rtol=1e-5)
            assert not np.asarray(direction[layer]["bias"]).any()
    assert abs(flat(plane.first) @ flat(plane.second)) < 0.9 * np.linalg.norm(flat(plane.first)) ** 2


def test_the_centre_of_a_plane_has_the_loss_of_its_weights():
    """At (0, 0) the loss is L(θ), at (a, b) that of the weights moved there."""
    run = trained()
    params = run.state.params
    plane = random_plane(run.problem, params, jax.random.key(1))
    (a, b), losses = plane_loss(run.problem, params, {}, plane, [(-1, 1), (0, 2)], [3, 2])
    assert losses.shape == (2, 3)
    np.testing.assert_allclose(losses[0, 1], loss_of(run, params), rtol=1e-5)
    moved = jax.tree.map(lambda o, u, v: o + a[2] * u + b[1] * v, plane.origin, plane.first, plane.second)
    np.testing.assert_allclose(losses[1, 2], loss_of(run, moved), rtol=1e-5)


def test_three_ends_are_the_corners_of_their_plane():
    """The three sets of weights stand at (0, 0), (1, 0) and (0, 1)."""
    run = trained()
    ends = [run.state_at(step).params for step in (0, 10, 30)]
    plane = plane_through(run.problem, *ends)
    np.testing.assert_allclose(coordinates(plane, ends), [[0, 0], [1, 0], [0, 1]], atol=1e-5)
    (_, _), losses = plane_loss(run.problem, ends[0], {}, plane, [(0, 1), (0, 1)], [2, 2])
    want = [loss_of(run, end) for end in ends]
    np.testing.assert_allclose([losses[0, 0], losses[0, 1], losses[1, 0]], want, rtol=1e-4)
    with pytest.raises(SettingError, match="lie on a line"):
        plane_through(run.problem, ends[0], ends[1], ends[1])


def test_the_plane_of_a_path_explains_what_pca_explains():
    """Directions and shares are those of the singular values of the differences to the end."""
    run = trained()
    path = [run.state_at(step).params for step in range(31)]
    plane = trajectory_plane(run.problem, path)
    rows = np.array([flat(params) for params in path]) - flat(path[-1])
    values = np.linalg.eigvalsh(rows.T @ rows)[::-1]
    np.testing.assert_allclose(plane.explained, values[:2] / values.sum(), rtol=1e-4)
    places = coordinates(plane, path)
    np.testing.assert_allclose(places[-1], 0, atol=1e-6)
    np.testing.assert_allclose((places**2).sum(axis=0), values[:2], rtol=1e-4)
    with pytest.raises(SettingError, match="needs at least 3 points of it, not 2"):
        trajectory_plane(run.problem, path[:2])
