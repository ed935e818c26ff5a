"""What runs set differently, by the names that Keras has for it."""

from __future__ import annotations

import pytest

from dlviz.scenarios import catalogue, load
from dlviz.scenarios.comparable import unlike
from dlviz.scenarios.differences import differing, flat


def told(scenario):
    return {one.label: one.values for one in differing([flat(spec) for spec in scenario.runs])}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("perceptron-gd", {"learning_rate": ("1e-05", "1e-06", "5e-05")}),
        ("iris-mlp", {}),
        ("vanishing-gradients", {"dense.activation + 5": ("sigmoid", "tanh", "relu")}),
        ("nesterov", {"nesterov": ("no", "yes")}),
        ("batch-size", {"batch": ("full", "30", "5")}),
        ("early-stopping", {
            "early_stopping": ("monitor val_loss patience 10 restore_best_weights yes", "none"),
        }),
        ("batch-normalization", {
            "dense.activation + 5": ("linear", "linear", "sigmoid"),
            "batch_normalization + 5": ("BatchNormalization", "BatchNormalization", None),
            "activation + 5": ("Activation", "Activation", None),
        }),
        ("optimizers-race", {  # of options that not all have, those that were given
            "optimizer": ("SGD", "SGD", "Adagrad", "RMSprop", "Adam"),
            "learning_rate": ("0.001", "0.002", "0.5", "0.02", "0.1"),
            "momentum": ("0", "0.9", None, "0", None),
        }),
    ],
)  # fmt: skip
def test_what_differs(name, expected):
    assert told(load(name)) == expected


def test_long_lists_are_told_apart_though_they_are_cut():
    """Three initial weights of 120 numbers each differ, and none of them fills the screen."""
    cells = told(load("nonconvex"))["start.dense.kernel"]
    assert len(cells) == 3
    assert all("(120)" in cell and len(cell) < 40 for cell in cells)


def test_two_ways_to_write_one_thing_are_no_difference():
    """A name alone and a table with its defaults, a size alone and a table with it, are the same."""
    overrides = ['training.optimizer={ name = "Adam" }', "training.batch={ size = 15 }"]
    short = ['training.optimizer="Adam"', "training.batch=15"]
    one, other = (load("iris-mlp", given).runs[0] for given in (overrides, short))
    assert differing([flat(one), flat(other)]) == []


@pytest.mark.parametrize("name", [entry.name for entry in catalogue()])
def test_every_scenario_with_two_runs_says_what_differs(name):
    scenario = load(name)
    assert bool(told(scenario)) == (len(scenario.runs) > 1)


def test_losses_are_compared_where_they_are_numbers_of_one_function():
    """Not where they are sums over unlike many rows, under unlike penalties, or unlike losses; a metric is always."""

    def why(name, column):
        documents = [run.document for run in load(name).runs]
        return {one.path: one.values for one in unlike(documents, column, [20] * len(documents))}

    penalties = {"with penalties": ("l2 0.05", "l2 0.01")}
    assert why("gd-vs-sgd", "loss") == penalties | {"summed over": ("20 rows", "4 rows")}
    assert why("gd-vs-sgd", "val_loss") == penalties
    assert why("gd-vs-sgd", "full_loss") == why("gd-vs-sgd", "accuracy") == {}  # with GD's penalty for both
    assert why("l1-vs-l2", "full_loss") == {"with penalties": ("l1 0.003", "l2 0.003", None)}
    assert why("wrong-loss", "epoch_loss") == {"measured by": ("mean_squared_error", "binary_crossentropy")}
    assert why("batch-size", "loss") == why("optimizers-race", "loss") == why("neuron", "loss") == {}
