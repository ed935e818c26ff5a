import runpy
from pathlib import Path

import jax
import jax.numpy as jnp
import pytest

keras = runpy.run_path(str(Path(__file__).with_name("keras_training.py")))
FILES = ("06_layers_dense_conv", "06_layers_pooling", "06_layers_norm_residual")
CASES = [
    pytest.param(given, want, id=given["label"])
    for name in FILES
    for given, want in zip(keras["oracle"](name)["input"], keras["oracle"](name)["expected"], strict=True)
]
STATE = ("moving_mean", "moving_variance")


def in_our_tree(weights, inner):
    """Keras' `layer0_residual_0_dense/kernel` as {"dense": {"kernel": …}}."""
    if not any("/" in path for path in weights):
        return weights
    tree, places = {name: {} for name in inner}, []
    for path, value in weights.items():
        layer, weight = path.split("/")
        places += [] if layer in places else [layer]
        tree[inner[places.index(layer)]][weight] = value
    return tree


@pytest.mark.parametrize(("given", "want"), CASES)
def test_a_layer_and_its_gradients_are_those_of_keras(given, want):
    """Outputs, gradients by input and weights, and moving statistics agree."""
    (layer,) = keras["build"]([given["layer"]], None)
    x, dy = jnp.array(given["x"], float), jnp.array(given["dy"], float)
    params, state, shape = layer.init(jax.random.key(0), x.shape[1:])
    assert shape == dy.shape[1:]
    weights = {
        name: jnp.array(value, float)
        for name, value in given["weights"].items()
        if name not in STATE and not isinstance(value, dict)
    }
    inner = [name for name, _ in layer.inner()] if hasattr(layer, "inner") else []
    weights = in_our_tree(weights, inner)
    assert jax.tree.structure(weights) == jax.tree.structure(params)
    moving = {name: jnp.array(given["weights"][name], float) for name in STATE if name in state}

    def scalar(weights, x):
        y, after = layer.apply(weights, moving, x, hyper=layer.hyper(), key=None, training=given["training"])
        return jnp.sum(y * dy), (y, after)

    (_, (y, after)), (dweights, dx) = jax.jit(jax.value_and_grad(scalar, argnums=(0, 1), has_aux=True))(weights, x)
    # the oracle's numbers are float32, whatever we compute in
    assert keras["distance"](y, want["y"]) < 1e-5
    assert keras["distance"](dx, want["dx"]) < 1e-5
    expected = in_our_tree({name: jnp.array(value) for name, value in want["dweights"].items()}, inner)
    for ours, theirs in zip(jax.tree.leaves(dweights), jax.tree.leaves(expected), strict=True):
        assert keras["distance"](ours, theirs) < 1e-5
    for name, value in want["state_after"].items():
        assert keras["distance"](after[name], value) < 1e-5


def test_dropout_keeps_the_law_of_its_rate():
    """Kept numbers are x / (1 - rate), their share is 1 - rate within five sigma; prediction is the identity."""
    case = keras["oracle"]("06_dropout")
    x = jnp.full((case["input"]["n"],), case["input"]["x"])
    for rate, want in zip(case["input"]["rates"], case["expected"], strict=True):
        (layer,) = keras["build"]([{"type": "Dropout", "rate": rate}], None)
        y, _ = layer.apply({}, {}, x, hyper={"rate": rate}, key=jax.random.key(1), training=True)
        kept = y[y != 0]
        assert keras["distance"](kept, jnp.full(kept.shape, want["value_of_kept_entries"])) < 1e-6
        dropped = 1 - kept.size / x.size
        assert abs(dropped - want["expected_fraction_dropped"]) < want["five_sigma_band_of_fraction_dropped"]
        y, _ = layer.apply({}, {}, x, hyper={"rate": rate}, key=None, training=False)
        assert (y == want["inference_output_of_every_entry"]).all()


@pytest.mark.parametrize("name", ["05_regularizer_l1", "05_regularizer_l2", "05_regularizer_l1l2"])
def test_penalties_train_as_in_keras(name):
    """Losses with and without penalties, gradient norms and weights agree."""
    case = keras["oracle"](name)
    # Keras' own float64 rounds the tanh of these networks by some 1e-8: NumPy's float64 gives our first loss, to 1e-15
    found = keras["train"](case, case["input"]["X"], case["input"]["Y"])
    keras["assert_agrees"](case, found, in_float64=1e-6)
