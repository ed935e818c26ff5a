"""A training case of the oracles, run in a plain loop, and how far two answers are from each other."""

import json
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np

from dlviz.engine import layers, losses, optimizers
from dlviz.engine.model import Sequential

ORACLES = Path(__file__).parents[1] / "oracles"


def oracle(name):
    return json.loads((ORACLES / f"{name}.json").read_text())


def expected(case):
    """The float64 oracle when the test runs in float64."""
    return case["expected_float64" if jax.config.jax_enable_x64 else "expected"]


def distance(a, b):
    """max|a - b| / max|b|, the scale of the oracles' README."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    assert a.shape == b.shape
    return np.abs(a - b).max() / max(np.abs(b).max(), 1e-300)


def build(architecture, input_shape):
    made = []
    for spec in architecture:
        options = dict(spec)
        kind = options.pop("type")
        penalty = {name: options.pop(name) for name in ("l1", "l2") if name in options}
        if penalty:
            options["kernel_regularizer"] = {name: value for name, value in penalty.items() if value}
        if kind == "Residual":
            options["layers"] = build(options["layers"], input_shape)
        made.append(getattr(layers, kind)(**options))
    return made


def starting_weights(case, model):
    """The oracle's weights, {layer0_dense: …} in our names, or from its formula."""
    given = case["input"]["initial_weights"]
    with_weights = [name for name in model.names if name in model.trainable]
    if "formula" not in given:
        return {
            name: {key: jnp.array(value) for key, value in weights.items()}
            for name, weights in zip(with_weights, given.values(), strict=True)
        }
    params = {name: {} for name in with_weights}
    order = list(dict.fromkeys(path.split("/")[0] for path, _ in case["input"]["variables_in_keras_order"]))
    ours = dict(zip(order, with_weights, strict=True))
    for number, (path, shape) in enumerate(case["input"]["variables_in_keras_order"]):
        layer, weight = path.split("/")
        values = np.zeros(shape)
        if weight == "kernel":
            s, flat = given["seed"] + number, []
            for _ in range(values.size):
                s = (1103515245 * s + 12345) % 2**31
                flat.append(2 * s / 2**31 - 1)
            limit = np.sqrt(6 / np.prod(shape[:-1]))
            values = np.round(limit * np.array(flat), 5).reshape(shape)
        params[ours[layer]][weight] = jnp.array(values)
    return params


def train(case, x, y):
    """Train as the case says: losses, gradient norms, first gradients, weights after."""
    given = case["input"]
    model = Sequential(build(given["architecture"], given["input_shape"]), given["input_shape"])
    loss = losses.get({"name": given["loss"]["name"], **given["loss"]["config"]})
    optimizer = optimizers.get({"name": given["optimizer"]["name"], **given["optimizer"]["config"]})
    params, hyper = starting_weights(case, model), model.hyper()

    def total(params, hyper, x, y):
        outputs, _ = model.apply(params, {}, x, hyper=hyper, key=None, training=True)
        data = loss(y, outputs[model.names[-1]])
        return data + model.penalty(params, hyper, outputs), data

    @jax.jit
    def step(params, slots, x, y, number, hyper, numbers):
        (value, data), grads = jax.value_and_grad(total, has_aux=True)(params, hyper, x, y)
        updates, slots = optimizer.update(grads, slots, params, hyper=numbers, step=number)
        return jax.tree.map(jnp.add, params, updates), slots, value, data, grads

    slots = jax.jit(optimizer.init)(params)
    found = {"loss": [], "data_loss": [], "grad_norm_global": [], "grad_norm_per_layer": []}
    x, y = jnp.array(x, float), jnp.array(y, float)
    for number, rows in enumerate(given["batches"]):
        numbers = optimizer.hyper() | {"learning_rate": optimizer.rate(number)}
        params, slots, value, data, grads = step(
            params, slots, x[jnp.array(rows)], y[jnp.array(rows)], number, hyper, numbers
        )
        squares = {name: sum(np.vdot(g, g) for g in layer.values()) for name, layer in grads.items()}
        found["loss"].append(float(value))
        found["data_loss"].append(float(data))
        found["grad_norm_global"].append(np.sqrt(sum(squares.values())))
        found["grad_norm_per_layer"].append([np.sqrt(value) for value in squares.values()])
        if number == 0:
            found["first_step_gradients"] = grads
    found["final_weights"] = params
    found["final_full_loss"] = float(jax.jit(total)(params, hyper, x, y)[0])
    return found


def assert_agrees(case, found, in_float64=1e-9):
    """Every number of the case, at the tolerances of the oracles' README."""
    want = expected(case)
    tight, loose = (in_float64, in_float64) if jax.config.jax_enable_x64 else (1e-5, 2e-4)
    for name in ("loss", "data_loss", "grad_norm_global"):
        assert distance(found[name], want[name]) < tight, name
    norms = np.array(list(want["grad_norm_per_layer"].values())).T
    assert distance(found["grad_norm_per_layer"], norms) < tight
    assert distance(found["final_full_loss"], want["final_full_loss"]) < tight
    for path, gradient in want.get("first_step_gradients", {}).items():
        layer, weight = path.split("/")
        place = list(want["grad_norm_per_layer"]).index(layer)
        ours = list(found["first_step_gradients"].values())[place][weight]
        assert distance(ours, gradient) < tight, path
    layers_found = list(found["final_weights"].values())
    for place, layer in enumerate(want["grad_norm_per_layer"]):
        for weight, value in layers_found[place].items():
            limit = loose if weight == "bias" else tight
            if "final_weights" in want:
                assert distance(value, want["final_weights"][layer][weight]) < limit, (layer, weight)
            sums = want["final_weight_checksums"][f"{layer}/{weight}"]
            value = np.asarray(value, float)
            assert abs(value.sum() - sums["sum"]) < limit * np.sqrt(sums["n"] * sums["sum_sq"]), (
                layer,
                weight,
            )
            assert abs((value**2).sum() / sums["sum_sq"] - 1) < 2 * limit, (layer, weight)
            assert distance(value.ravel()[:5], sums["first5"]) < limit, (layer, weight)
