"""Probes of single rows: against NumPy, and against what the model itself puts out."""

import jax
import numpy as np
import pytest

from dlviz.engine import Sequential, Supervised
from dlviz.engine.layers import Conv1D, Conv2D, Dense, Dropout, Flatten, MaxPooling2D, Residual
from dlviz.engine.probes import examples as probe
from dlviz.engine.probes.examples import examples
from dlviz.engine.probes.features import features

RNG = np.random.default_rng(0)
PICTURES = RNG.normal(size=(12, 6, 5, 2)).astype(np.float32)
CLASSES = np.arange(12) % 3


def convolutional(validation=False):
    model = Sequential(
        [
            Conv2D(4, 3, activation="relu"),
            MaxPooling2D(),
            Dropout(0.5),
            Flatten(),
            Dense(3, activation="softmax"),
        ],
        input_shape=(6, 5, 2),
    )
    y = np.eye(3)[CLASSES]
    held_out = (PICTURES[::-1] * 2, y[::-1]) if validation else None
    problem = Supervised(model, PICTURES, y, "categorical_crossentropy", validation=held_out)
    return problem, *jax.jit(problem.init)(jax.random.key(0))


def test_a_feature_map_is_what_a_filter_gives_all_over_the_picture():
    """Each entry is the sum of products under the window, by four loops, and negative ones are cut off."""
    problem, params, state = convolutional()
    kernel, bias = (np.asarray(params["conv2d"][name], np.float64) for name in ("kernel", "bias"))
    x = PICTURES[3].astype(np.float64)
    expected = np.zeros((4, 3, 4))
    for i in range(4):
        for j in range(3):
            for c in range(4):
                expected[i, j, c] = max((x[i : i + 3, j : j + 3] * kernel[..., c]).sum() + bias[c], 0.0)
    found = features(problem, params, state, PICTURES[3])
    assert [one.name for one in found] == ["conv2d", "max_pooling2d", "dropout", "flatten", "dense"]
    assert found[0].type == "Conv2D"
    np.testing.assert_allclose(found[0].values, expected, atol=1e-5)
    pooled = expected[:4, :2].reshape(2, 2, 1, 2, 4).max(axis=(1, 3))
    np.testing.assert_allclose(found[1].values, pooled, atol=1e-5)


def test_layers_that_hand_on_what_they_get_say_so():
    """At rest a dropout drops nothing, and flattening moves nothing; the others compute."""
    problem, params, state = convolutional()
    found = features(problem, params, state, PICTURES[0])
    assert [one.name for one in found if one.carried] == ["dropout", "flatten"]


def test_the_last_layer_gives_the_prediction():
    problem, params, state = convolutional()
    found = features(problem, params, state, PICTURES[5])
    expected = problem.predict(params, state, PICTURES[5:6])[0]
    np.testing.assert_allclose(found[-1].values, expected, atol=1e-6)


def test_layers_inside_others_stand_before_them():
    """A residual block shows its own layers first, and then the sum."""
    block = Residual((Conv1D(2, 3, padding="same"),))
    model = Sequential([block, Flatten(), Dense(1)], input_shape=(8, 2))
    x = RNG.normal(size=(4, 8, 2)).astype(np.float32)
    problem = Supervised(model, x, np.zeros(4), "mean_squared_error")
    params, state = jax.jit(problem.init)(jax.random.key(1))
    found = {one.name: one.values for one in features(problem, params, state, x[0])}
    assert list(found) == ["residual/conv1d", "residual", "flatten", "dense"]
    np.testing.assert_allclose(found["residual"], found["residual/conv1d"] + x[0], atol=1e-6)


def test_examples_have_the_loss_of_each_row():
    """Cross-entropy of a row is −log of what its true class gets, and their mean is the loss of all."""
    problem, params, state = convolutional()
    found = examples(problem, params, state)
    assert (found.held_out, found.of) == (False, 12)
    np.testing.assert_array_equal(found.rows, np.arange(12))
    given = found.outputs[np.arange(12), CLASSES].astype(np.float64)
    np.testing.assert_allclose(found.losses, -np.log(given), rtol=1e-4)
    whole, _ = problem.data_loss(params, state, problem.hyper(), problem.data, None, False)
    assert found.losses.mean() == pytest.approx(float(whole), rel=1e-5)


def test_validation_rows_are_looked_at_where_there_are_some():
    """They are counted after the training rows."""
    problem, params, state = convolutional(validation=True)
    found = examples(problem, params, state)
    assert found.held_out
    np.testing.assert_array_equal(found.rows, np.arange(12, 24))
    expected = problem.predict(params, state, PICTURES[::-1] * 2)
    np.testing.assert_allclose(found.outputs, expected, atol=1e-6)


def test_of_many_rows_some_are_taken_evenly():
    """First and last among them, and never more than may be."""
    problem, params, state = convolutional()
    found = examples(problem, params, state, most=4)
    np.testing.assert_array_equal(found.rows, [0, 4, 7, 11])
    assert found.of == 12
    np.testing.assert_allclose(found.losses, examples(problem, params, state).losses[found.rows], rtol=1e-5)
    assert probe.MOST_ROWS <= 2000


def test_rows_go_through_in_batches_of_one_size(monkeypatch):
    """Twelve rows by five, the last batch filled up: the same rows, the same numbers."""
    problem, params, state = convolutional()
    whole = examples(problem, params, state)
    monkeypatch.setattr(probe, "BATCH", 5)
    parts = examples(problem, params, state)
    assert parts.outputs.shape == (12, 3)
    np.testing.assert_allclose(parts.outputs, whole.outputs, atol=1e-6)
    np.testing.assert_allclose(parts.losses, whole.losses, rtol=1e-5)


def test_what_is_not_finite_stays_so():
    """Diverged weights give no number, and no error."""
    problem, params, state = convolutional()
    lost = jax.tree.map(lambda leaf: leaf * np.nan, params)
    assert np.isnan(examples(problem, lost, state).losses).all()
    assert np.isnan(features(problem, lost, state, PICTURES[0])[-1].values).all()
