"""The masks of an update are those that the compiled step used, and its network is the one they leave."""

import jax
import numpy as np
import pytest

from dlviz.engine import SGD, Dense, FullBatch, Run, Sequential, Shuffled, Supervised
from dlviz.engine.layers import Activation, BatchNormalization, Conv1D, Dropout, Flatten, Parallel, Residual
from dlviz.engine.probes.masks import dropouts, dropped, masks
from dlviz.engine.probes.network import graph

RNG = np.random.default_rng(3)
X = RNG.normal(size=(10, 3))
Y = np.eye(2)[RNG.integers(2, size=10)]
CHAIN = (
    Dropout(0.25),
    Dense(6, activation="tanh"),
    Dropout(0.4),
    Dense(5),
    Activation("relu"),
    Dropout(0.5),
    Dense(2, activation="softmax"),
)


def trained(*layers, batches=None, steps=9, x=X):
    problem = Supervised(Sequential(layers or CHAIN, x.shape[1:]), x, Y, "categorical_crossentropy")
    run = Run(problem, SGD(learning_rate=0.5), batches=batches or Shuffled(4), steps=steps, seed=2)
    run.advance(steps)
    return run


def softmax(o):
    e = np.exp(o)
    return e / e.sum(-1, keepdims=True)


@pytest.mark.parametrize("step", [0, 2, 5, 8])
def test_the_loss_of_the_trace_is_that_of_the_masked_network(step):
    """With these masks, in NumPy and float64, the loss of minibatch t at θ_t is the recorded one."""
    run = trained(batches=Shuffled(2))
    state, feed = run.state_at(step), run.feed(step)
    found = masks(run.problem, state, feed)
    weights = {name: (np.asarray(w["kernel"], float), np.asarray(w["bias"], float)) for name, w in state.params.items()}
    h = np.asarray(feed.batch[0], float)
    for mask, name in zip(found.layers, ("dense", "dense_1", "dense_2"), strict=True):
        h = np.where(mask.kept, h / (1 - mask.rate), 0.0) @ weights[name][0] + weights[name][1]
        h = {"dense": np.tanh, "dense_1": lambda o: np.maximum(o, 0), "dense_2": softmax}[name](h)
    loss = -np.log((h * np.asarray(feed.batch[1])).sum(-1)).mean()
    assert run.trace["loss"][step] == pytest.approx(loss, rel=1e-5)
    np.testing.assert_allclose(found.y, h, rtol=1e-4)


def test_units_are_called_after_the_layer_that_has_them():
    """Activations, noise and normalisation keep units as they are; inside a block names are full ones."""
    run = trained(
        Dropout(0.1), Dense(4), BatchNormalization(), Activation("relu"), Dropout(0.2), Dropout(0.3), Flatten(),
        Residual(layers=[Dense(4), Dropout(0.5)]), Dense(2, activation="softmax"), steps=1,
    )  # fmt: skip
    assert dropouts(run.problem) == {
        "dropout": "input",
        "dropout_1": "dense",
        "dropout_2": "dense",
        "residual/dropout": "residual/dense",
    }


@pytest.mark.parametrize("batches", [Shuffled(4), FullBatch()])
def test_counts_are_those_of_the_masks_one_by_one(batches):
    """Over 9 updates, a smaller last batch among them, and over some of them."""
    run = trained(batches=batches)
    for steps in (range(9), range(3, 8), (7,)):
        counted = dropped(run, steps)
        for place, name in enumerate(dropouts(run.problem)):
            alone = [~masks(run.problem, run.state_at(t), run.feed(t)).layers[place].kept[0] for t in steps]
            np.testing.assert_array_equal(counted[name], np.sum(alone, axis=0))


def test_masks_inside_blocks_and_of_series():
    """In branches and after convolutions each Dropout has its own mask, as wide as what it is given."""
    x = RNG.normal(size=(10, 6, 1))
    branches = [[Conv1D(2, 3, padding="same"), Dropout(0.5)], [Conv1D(2, 1), Dropout(0.5)]]
    run = trained(Parallel(branches=branches), Flatten(), Dense(2, activation="softmax"), steps=2, x=x)
    first, second = masks(run.problem, run.state_at(1), run.feed(1)).layers
    assert first.kept.shape == second.kept.shape == (2, 12)
    assert (first.kept != second.kept).any()
    assert set(dropped(run, [0, 1])) == {"parallel/dropout", "parallel/dropout_1"}


def test_a_rate_that_was_changed_holds_from_then_on():
    """Before the change a unit is off in about a quarter of the updates, with rate 0.9 in nearly all."""
    run = trained(steps=400)
    fork = run.fork({"dropout_2.rate": 0.9}, at=200)
    fork.advance(200)
    before, after = (dropped(fork, span)["dropout_2"].mean() / 200 for span in (range(200), range(200, 400)))
    assert before == pytest.approx(0.5, abs=0.06)
    assert after == pytest.approx(0.9, abs=0.04)


def test_the_network_of_an_update_has_its_units_switched_off():
    """With the update's key: dropped units give 0, kept ones are scaled up, and no gradient reaches what is off."""
    run = trained()
    state, feed = run.state_at(4), run.feed(4)
    found = graph(run.problem, state.params, state.layer_state, feed.batch, key=feed.key)
    masked = masks(run.problem, state, feed)
    for layer, mask in zip(found.layers, masked.layers, strict=False):
        np.testing.assert_array_equal(layer.dropped, ~mask.kept[0])
        expected = np.where(mask.kept[0], mask.values[0] / (1 - mask.rate), 0.0)
        np.testing.assert_allclose(layer.values, expected, rtol=1e-6)
    assert found.layers[-1].dropped is None

    def loss(params):
        return run.problem.loss(params, state.layer_state, run.problem.hyper(), feed.batch, feed.key, True)[0]

    for layer in found.layers[1:]:
        np.testing.assert_allclose(layer.gradient, jax.grad(loss)(state.params)[layer.name]["kernel"], atol=1e-7)
    off = graph(run.problem, state.params, state.layer_state, feed.batch)
    assert all(layer.dropped is None for layer in off.layers)
