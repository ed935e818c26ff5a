"""The probe of activations: sums before φ, and numbers that are those of the instruments."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dlviz.engine import SGD, Dense, FullBatch, Run, Sequential, Supervised
from dlviz.engine.instruments import ActivationMean, ActivationStd, DeadUnits, SaturatedUnits
from dlviz.engine.layers import Activation, Conv1D, Flatten, Parallel, Residual
from dlviz.engine.probes.activity import MOST_ROWS, POINTS, activity, rows_looked_at
from dlviz.engine.probes.sums import forward

RNG = np.random.default_rng(3)
X = RNG.normal(size=(14, 3))
Y = np.eye(2)[(X[:, 0] > 0).astype(int)]


def problem(activation="relu", x=X, y=Y, units=5):
    model = Sequential([Dense(units, activation=activation), Dense(2, activation="softmax")], input_shape=(3,))
    return Supervised(model, x, y, "categorical_crossentropy")


def start(one, seed=0):
    return one.init(jax.random.key(seed))


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid", {"name": "leaky_relu", "negative_slope": 0.1}])
def test_sums_are_what_the_activation_is_given(activation):
    """The sums of a Dense layer are x W + b, NumPy's; φ of them is what the layer puts out, also where φ is flat."""
    one = problem(activation)
    params, state = start(one)
    outputs, sums = forward(one.model, params, state, one.hyper(), jnp.asarray(X))
    weights = {name: np.asarray(w) for name, w in params["dense"].items()}
    np.testing.assert_allclose(sums["dense"], X @ weights["kernel"] + weights["bias"], rtol=1e-5, atol=1e-6)
    hidden = np.asarray(outputs["dense"])
    by_hand = {
        "relu": lambda o: np.maximum(o, 0),
        "tanh": np.tanh,
        "sigmoid": lambda o: 1 / (1 + np.exp(-o)),
        "leaky_relu": lambda o: np.where(o > 0, o, 0.1 * o),
    }[activation if isinstance(activation, str) else activation["name"]]
    np.testing.assert_allclose(hidden, by_hand(np.asarray(sums["dense"])), rtol=1e-5, atol=1e-6)


def test_listening_changes_nothing():
    """Outputs are those of the model itself, in convolutions, in blocks, and in layers that are an activation."""
    model = Sequential(
        [
            Conv1D(4, 3, padding="same", activation="relu"),
            Residual(layers=[Dense(4, activation="tanh"), Activation("sigmoid")]),
            Parallel(branches=[[Dense(2, activation="relu")], [Dense(3, activation="tanh"), Dense(2)]]),
            Flatten(),
            Dense(1),
        ],
        input_shape=(6, 1),
    )
    params, state = model.init(jax.random.key(1))
    x = jnp.asarray(RNG.normal(size=(5, 6, 1)))
    expected, _ = model.apply(params, state, x, hyper=model.hyper(), key=None, training=False)
    outputs, sums = forward(model, params, state, model.hyper(), x)
    assert list(outputs) == list(expected)
    for name, value in expected.items():
        np.testing.assert_array_equal(outputs[name], value)
    np.testing.assert_allclose(outputs["residual/dense"], np.tanh(sums["residual/dense"]), atol=1e-6)
    np.testing.assert_array_equal(sums["residual/activation"], outputs["residual/dense"])
    np.testing.assert_allclose(outputs["parallel/dense_1"], np.tanh(sums["parallel/dense_1"]), atol=1e-6)
    assert sums["conv1d"].shape == (5, 6, 4)


@pytest.mark.parametrize("activation", ["relu", "tanh", "sigmoid"])
def test_numbers_agree_with_the_instruments(activation):
    """On full batches, at every row: mean, spread, dead and saturated are the columns of the instruments."""
    one = problem(activation)
    instruments = (ActivationMean(), ActivationStd(), DeadUnits(), SaturatedUnits())
    run = Run(one, SGD(learning_rate=2.0), batches=FullBatch(), steps=6, seed=4, instruments=instruments)
    run.advance(6)
    for t in (0, 3, 6):
        state = run.state_at(t)
        found = activity(one, state.params, state.layer_state)
        for column, numbers in (
            ("activation_mean", [layer.mean for layer in found]),
            ("activation_std", [layer.std for layer in found]),
            ("dead_units", [layer.dead for layer in found]),
            ("saturated_units", [layer.saturated for layer in found]),
        ):
            np.testing.assert_allclose(numbers, run.trace[column][t], rtol=1e-5, atol=1e-7, err_msg=column)


def test_dead_units_are_those_whose_sums_are_never_positive():
    """Two of five ReLU units with a bias of −100 are dead: 0.4, and their sums lie left of 0."""
    one = problem()
    params, state = start(one)
    params["dense"]["bias"] = jnp.array([-100.0, 50.0, 50.0, 50.0, -100.0])
    layer = activity(one, params, state)[0]
    assert layer.dead == pytest.approx(0.4)
    assert layer.slope == pytest.approx(0.6)
    assert layer.counts[: len(layer.counts) // 2].sum() == 2 * len(X)


def test_all_sums_are_counted_and_points_lie_on_the_curve():
    """The histogram holds every sum of every row; each point is (o, φ(o)); the slope is the mean of φ′."""
    one = problem("tanh")
    params, state = start(one)
    layer, last = activity(one, params, state)
    assert layer.counts.sum() == 14 * 5
    assert layer.points.shape == (70, 2)
    np.testing.assert_allclose(layer.points[:, 1], np.tanh(layer.points[:, 0]), atol=1e-5)
    np.testing.assert_allclose(layer.curve[:, 1], np.tanh(layer.curve[:, 0]), atol=1e-5)
    assert layer.slope == pytest.approx(np.mean(1 - np.tanh(layer.points[:, 0]) ** 2), abs=1e-5)
    assert layer.reach == 4.0
    assert np.isnan(layer.dead) == np.isnan(layer.mean) == False  # noqa: E712
    # softmax is no function of one number
    assert last.activation == "softmax"
    assert last.curve.shape == (0, 2)
    assert np.isnan(last.slope)


def test_many_rows_are_thinned_from_first_to_last_and_points_come_from_all_units():
    """At most MOST_ROWS rows, the first and the last among them; of sixteen units all are among the points kept."""
    x = np.repeat(np.arange(5000.0)[:, None] / 5000, 3, axis=1)
    one = problem("linear", x, np.eye(2)[np.arange(5000) % 2], units=16)
    rows = rows_looked_at(one)
    assert len(rows) == MOST_ROWS
    assert (rows[0], rows[-1]) == (0, 4999)
    params, state = start(one)
    params["dense"] = {"kernel": jnp.zeros((3, 16)), "bias": jnp.arange(16.0)}
    layer = activity(one, params, state)[0]
    assert len(layer.points) == POINTS
    assert set(layer.points[:, 0].tolist()) == set(range(16))


def test_weights_that_are_no_numbers_leave_an_empty_histogram():
    """After a divergence there are no finite sums: nothing is counted, nothing raises."""
    one = problem()
    params, state = start(one)
    params["dense"]["kernel"] = jnp.full((3, 5), jnp.nan)
    layer = activity(one, params, state)[0]
    assert layer.counts.sum() == 0
    assert np.isnan(layer.mean)
    params["dense"]["kernel"] = jnp.full((3, 5), 1e30)
    assert activity(one, params, state)[0].reach >= 1e30


def test_layers_come_in_the_order_of_the_network():
    """Twelve layers and an activation of its own: dense_10 after dense_9, activation where it stands."""
    layers = [*(Dense(2, activation="tanh") for _ in range(11)), Activation("relu"), Dense(2, activation="softmax")]
    one = Supervised(Sequential(layers, (3,)), X, Y, "categorical_crossentropy")
    names = [layer.name for layer in activity(one, *start(one))]
    assert names == ["dense", *(f"dense_{i}" for i in range(1, 11)), "activation", "dense_11"]
