"""Every layer's gradients against finite differences; they need float64, where test_float64 runs them."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dlviz.engine import activations, layers

float64 = pytest.mark.skipif(
    not jax.config.jax_enable_x64, reason="finite differences need float64; test_float64 runs this file there"
)
SERIES, IMAGE, ROW = (7, 2), (6, 5, 2), (4,)
CASES = {
    "Dense": (layers.Dense(3, activation="tanh"), ROW),
    "Activation": (layers.Activation("mish"), ROW),
    "PReLU": (layers.PReLU(alpha_initializer={"name": "constant", "value": 0.3}), ROW),
    "Dropout": (layers.Dropout(0.4), ROW),
    "GaussianNoise": (layers.GaussianNoise(0.3), ROW),
    "Flatten": (layers.Flatten(), IMAGE),
    "Reshape": (layers.Reshape((-1, 5)), IMAGE),
    "Conv1D": (layers.Conv1D(3, 3, padding="causal", dilation_rate=2), SERIES),
    "Conv2D": (layers.Conv2D(3, (2, 3), strides=2, padding="same"), IMAGE),
    "MaxPooling1D": (layers.MaxPooling1D(3, 2, "same"), SERIES),
    "MaxPooling2D": (layers.MaxPooling2D(2), IMAGE),
    "AveragePooling1D": (layers.AveragePooling1D(3, 2, "same"), SERIES),
    "AveragePooling2D": (layers.AveragePooling2D((3, 2), 1), IMAGE),
    "GlobalMaxPooling1D": (layers.GlobalMaxPooling1D(), SERIES),
    "GlobalMaxPooling2D": (layers.GlobalMaxPooling2D(), IMAGE),
    "GlobalAveragePooling1D": (layers.GlobalAveragePooling1D(), SERIES),
    "GlobalAveragePooling2D": (layers.GlobalAveragePooling2D(keepdims=True), IMAGE),
    "ZeroPadding1D": (layers.ZeroPadding1D((2, 1)), SERIES),
    "ZeroPadding2D": (layers.ZeroPadding2D(((1, 0), (2, 3))), IMAGE),
    "BatchNormalization": (layers.BatchNormalization(), IMAGE),
    "LayerNormalization": (layers.LayerNormalization(), SERIES),
    "Residual": (layers.Residual([layers.Dense(5, activation="tanh"), layers.Dense(4)]), ROW),
    "Parallel": (layers.Parallel([[layers.Dense(2)], [layers.Dense(3, activation="elu"), layers.Dropout(0.2)]]), ROW),
}


BLOCKS = ("Residual", "Parallel")


def test_every_layer_is_here():
    """No layer escapes this file."""
    assert set(CASES) == set(layers.LAYERS)


@float64
@pytest.mark.parametrize("name", CASES)
def test_gradients_are_finite_differences(name):
    """d/dε of a random projection of the output, along random directions of input and weights, to 1e-7."""
    layer, shape = CASES[name]
    key = jax.random.key(7)
    inner = {name: traced for name, part in layer.inner() if (traced := part.hyper())} if name in BLOCKS else {}
    hyper = inner or layer.hyper()
    params, state, output_shape = layer.init(key, shape)
    params = jax.tree.map(lambda w: w + 0.1 * jax.random.normal(key, w.shape), params)
    x = jax.random.normal(jax.random.key(1), (3, *shape))

    def scalar(params, x):
        y, _ = layer.apply(params, state, x, hyper=hyper, key=key, training=True)
        assert y.shape == (3, *output_shape)
        return jnp.sum(y * jnp.cos(jnp.arange(y.size, dtype=y.dtype)).reshape(y.shape))

    along = jax.tree.map(lambda w: jax.random.normal(jax.random.key(2), w.shape), (params, x))

    @jax.jit
    def slopes(at):
        gradients = jax.grad(scalar, argnums=(0, 1))(*at)
        exact = sum(jax.tree.leaves(jax.tree.map(jnp.vdot, gradients, along)))
        moved = [jax.tree.map(lambda w, d, s=sign: w + s * 1e-6 * d, at, along) for sign in (1, -1)]
        return exact, (scalar(*moved[0]) - scalar(*moved[1])) / 2e-6

    exact, numeric = slopes((params, x))
    np.testing.assert_allclose(numeric, exact, rtol=1e-7, atol=1e-7)


@float64
@pytest.mark.parametrize("name", sorted(activations.FUNCTIONS))
def test_derivatives_are_finite_differences(name):
    """Away from the kinks, to 1e-7."""
    f = activations.get(name)
    x = jnp.linspace(-4.05, 4.05, 28)
    if name == "softmax":
        np.testing.assert_allclose(f.derivative(x), jnp.diag(jax.jacobian(f)(x)), atol=1e-12)
    else:
        np.testing.assert_allclose(f.derivative(x), (f(x + 1e-6) - f(x - 1e-6)) / 2e-6, atol=1e-7)
