"""Training through `Run` agrees with Keras step by step: the same weights, the same minibatches."""

import json
from pathlib import Path

import jax
import numpy as np
import pytest

import dlviz.engine.layers as layer_types
from dlviz.engine import Given, InOrder, Run, Sequential, Supervised, callbacks, losses, optimizers

ORACLES = Path(__file__).parents[1] / "oracles"
TRAINED = sorted(ORACLES.glob("02_*.json")) + sorted(ORACLES.glob("05_regularizer_*.json"))


def read(path):
    return json.loads(path.read_text())


def model_of(given):
    built = []
    for spec in given["architecture"]:
        options = {key: value for key, value in spec.items() if key not in ("type", "l1", "l2")}
        penalty = {key: spec[key] for key in ("l1", "l2") if spec.get(key)}
        if penalty:
            options["kernel_regularizer"] = {"name": "L1L2", **penalty}
        built.append(getattr(layer_types, spec["type"])(**options))
    return Sequential(built, tuple(given["input_shape"]))


def weights_of(given, model):
    """Keras' layer0_dense, layer1_dense … under the names of our model."""
    named = zip(given["initial_weights"].values(), model.trainable, strict=True)
    return {name: weights for weights, name in named}


def loss_of(given):
    name = {"CategoricalCrossentropy": "categorical_crossentropy", "MeanSquaredError": "mean_squared_error"}
    return losses.get({"name": name[given["loss"]["name"]], **given["loss"]["config"]})


def scaled(got, want):
    """Largest difference on the scale of the array, as the oracles' README measures it."""
    got, want = np.asarray(got, float), np.asarray(want, float)
    return np.abs(got - want).max() / np.abs(want).max()


@pytest.mark.parametrize("path", TRAINED, ids=lambda path: path.stem)
def test_training_follows_keras(path):
    """Loss and gradient norms of 40 steps, and the weights after them, are Keras' to float32 rounding."""
    oracle = read(path)
    given, expected = oracle["input"], oracle["expected"]
    model = model_of(given)
    problem = Supervised(model, given["X"], given["Y"], loss_of(given))
    optimizer = optimizers.get({"name": given["optimizer"]["name"], **given["optimizer"]["config"]})
    batches = Given(given["batches"])
    run = Run(problem, optimizer, batches=batches, epochs=1, params=weights_of(given, model))
    assert run.advance(len(given["batches"])) == len(given["batches"])
    n = run.steps
    assert scaled(run.trace["loss"][:n], expected["loss"]) < 1e-5
    norms = np.array(list(expected["grad_norm_per_layer"].values())).T
    assert scaled(run.trace["grad_norm"][:n], norms) < 2e-5
    for (name, weights), layer in zip(expected["final_weights"].items(), model.trainable, strict=True):
        for weight, values in weights.items():
            tolerance = 2e-4 if weight == "bias" else 2e-5
            assert scaled(run.final[layer][weight], values) < tolerance, (name, weight)


def test_fit_history_follows_keras():
    """Epoch losses, accuracies and their validation counterparts are those of Keras' fit."""
    oracle = read(ORACLES / "05_fit_history_iris.json")
    given, expected = oracle["input"], oracle["expected"]
    model = model_of(given)
    x, y, n = np.array(given["X"]), np.array(given["Y"]), given["n_train"]
    stopping = given["early_stopping"]
    problem = Supervised(model, x[:n], y[:n], loss_of(given), validation=(x[n:], y[n:]), metrics=given["metrics"])
    metric = given["metrics"][0]
    run = Run(
        problem,
        optimizers.get({"name": given["optimizer"]["name"], **given["optimizer"]["config"]}),
        batches=InOrder(given["batch_size"]),
        epochs=given["epochs"],
        params=weights_of(given, model),
        early_stopping=callbacks.EarlyStopping(**stopping) if stopping else None,
    )
    run.advance(run.steps)
    k = run.steps_per_epoch
    for keras in ("loss", metric, "val_loss", f"val_{metric}"):
        got = run.trace["epoch_loss" if keras == "loss" else keras][k::k]
        assert len(got) == expected["epochs_run"]
        assert scaled(got, expected["history"][keras]) < 1e-4, keras
    assert np.isnan(run.trace["epoch_loss"][1:k]).all()
    assert jax.tree.all(jax.tree.map(lambda leaf: np.isfinite(leaf).all(), run.final))
