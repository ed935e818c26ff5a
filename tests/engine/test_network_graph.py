"""A trained network as a graph: units by hand, gradients by finite differences."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dlviz.engine import Dense, Sequential, Supervised
from dlviz.engine.layers import Activation, Conv1D, Dropout, Flatten, Residual
from dlviz.engine.probes.network import graph

RNG = np.random.default_rng(5)
X = RNG.normal(size=(6, 3))
Y = np.eye(2)[[0, 1, 1, 0, 1, 0]]


def problem(*layers, x=X, y=Y):
    model = Sequential(layers or [Dense(4, activation="tanh"), Dense(2, activation="softmax")], x.shape[1:])
    return Supervised(model, x, y, "categorical_crossentropy")


def test_units_are_those_of_the_first_row():
    """Sums are x W + b, values tanh and softmax of them, for the first row of the batch, in NumPy."""
    one = problem()
    params, state = one.init(jax.random.key(0))
    found = graph(one, params, state, tuple(part[2:] for part in one.data), ("a", "b", "c"), ("no", "yes"))
    first, hidden, last = found.layers
    np.testing.assert_allclose(first.values, X[2], rtol=1e-6)
    assert first.labels == ("a", "b", "c")
    o = X[2] @ hidden.kernel + hidden.bias
    np.testing.assert_allclose(hidden.sums, o, rtol=1e-5)
    np.testing.assert_allclose(hidden.values, np.tanh(o), rtol=1e-5)
    e = np.exp(np.tanh(o) @ last.kernel + last.bias)
    np.testing.assert_allclose(last.values, e / e.sum(), rtol=1e-5)
    assert (last.labels, last.activation, hidden.activation) == (("no", "yes"), "softmax", "tanh")
    assert found.at is None


def test_gradients_are_those_of_the_whole_batch():
    """Each entry is the slope of the batch's loss, by central differences in float64 NumPy."""
    one = problem()
    params, state = one.init(jax.random.key(1))
    found = graph(one, params, state, one.data)

    def loss(kernels):
        h = np.tanh(X @ kernels[0])
        o = h @ kernels[1]
        return -np.mean(np.log((np.exp(o) / np.exp(o).sum(1, keepdims=True))[Y == 1]))

    kernels = [np.asarray(layer.kernel, np.float64) for layer in found.layers[1:]]
    for place, layer in enumerate(found.layers[1:]):
        for at in np.ndindex(layer.kernel.shape):
            sides = []
            for step in (1e-5, -1e-5):
                moved = [kernel.copy() for kernel in kernels]
                moved[place][at] += step
                sides.append(loss(moved))
            assert layer.gradient[at] == pytest.approx((sides[0] - sides[1]) / 2e-5, abs=2e-6)


def test_layers_without_weights_belong_to_the_column_before():
    """An activation of its own gives its units' values and its name; dropout is off; no column is added."""
    one = problem(Dropout(0.5), Dense(4), Activation("relu"), Dropout(0.9), Dense(2, activation="softmax"))
    params, state = one.init(jax.random.key(0))
    found = graph(one, params, state, one.data)
    assert [layer.name for layer in found.layers] == ["input", "dense", "dense_1"]
    hidden = found.layers[1]
    assert hidden.activation == "relu"
    np.testing.assert_allclose(hidden.values, np.maximum(hidden.sums, 0))
    np.testing.assert_allclose(found.layers[0].values, X[0], rtol=1e-6)


@pytest.mark.parametrize(
    ("layers", "x"),
    [
        ([Conv1D(2, 3, activation="relu"), Flatten(), Dense(2, activation="softmax")], RNG.normal(size=(6, 5, 1))),
        ([Residual(layers=[Dense(3, activation="relu")]), Dense(2, activation="softmax")], X),
    ],
)
def test_what_is_no_chain_of_units_has_no_graph(layers, x):
    """A convolution or a block is not drawn as columns of units."""
    one = problem(*layers, x=x)
    params, state = one.init(jax.random.key(0))
    assert graph(one, params, state, one.data) is None


def test_names_that_do_not_fit_are_left_out():
    """Two classes at one output, or a feature too few: no names rather than wrong ones."""
    one = Supervised(Sequential([Dense(1, use_bias=False)], (3,)), X, Y[:, :1], "mean_squared_error")
    params, state = one.init(jax.random.key(0))
    found = graph(one, params, state, one.data, ("a", "b"), ("no", "yes"))
    assert found.layers[0].labels == found.layers[1].labels == ()
    assert found.layers[1].bias is None
    assert jnp.isfinite(found.layers[1].gradient).all()
