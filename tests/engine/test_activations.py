import runpy
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dlviz.engine import activations
from dlviz.engine.errors import SettingError

keras = runpy.run_path(str(Path(__file__).with_name("keras_training.py")))
CASE = keras["oracle"]("04_activations")
OPTIONS = {
    "leaky_relu_0.2": {"name": "leaky_relu"},
    "leaky_relu_0.01": {"name": "leaky_relu", "negative_slope": 0.01},
    "elu_alpha_0.5": {"name": "elu", "alpha": 0.5},
    "gelu_exact": {"name": "gelu"},
    "gelu_tanh": {"name": "gelu", "approximate": True},
}
CURVES = [name for name in CASE["expected"] if name != "softmax"]


@pytest.mark.parametrize("name", CURVES)
def test_values_and_derivatives_are_those_of_keras(name):
    """Forty-one points; kinks are left out of the derivatives."""
    f = activations.get(OPTIONS.get(name, name))
    x, want = jnp.array(CASE["input"]["x"]), CASE["expected"][name]
    assert keras["distance"](f(x), want["value"]) < 1e-6
    smooth = ~np.isin(x, CASE["input"]["kinks"])
    assert keras["distance"](f.derivative(x)[smooth], np.array(want["derivative"])[smooth]) < 2e-6


def test_softmax_and_its_jacobian_are_those_of_keras():
    """The value, the whole Jacobian, its diagonal, and logits of a thousand."""
    x, want = jnp.array(CASE["input"]["softmax_x"]), CASE["expected"]["softmax"]
    f = activations.get("softmax")
    assert keras["distance"](f(x), want["value"]) < 1e-6
    assert keras["distance"](activations.softmax_jacobian(x), want["jacobian"]) < 1e-6
    assert keras["distance"](f.derivative(x), np.diag(want["jacobian"])) < 1e-6
    assert np.isfinite(f(jnp.array([1e4, 1e4 - 1, 0.0]))).all()


@pytest.mark.parametrize("name", sorted(set(activations.FUNCTIONS) - {"softmax"}))
def test_the_derivative_is_the_one_that_training_uses(name):
    """dy/dx as written is what JAX computes, at kinks too, far out too."""
    f = activations.get(name)
    x = jnp.array([-30.0, -6.0, -3.0, -1.5, -0.1, 0.0, 0.1, 1.5, 3.0, 6.0, 30.0])
    np.testing.assert_allclose(f.derivative(x), jax.vmap(jax.grad(f))(x), rtol=2e-6, atol=2e-6)


@pytest.mark.parametrize("name", sorted(activations.FUNCTIONS))
def test_nan_stays_nan(name):
    """A diverging network is seen, not hidden."""
    assert jnp.isnan(activations.get(name)(jnp.array([jnp.nan, 1.0])))[0]


def test_nothing_means_linear():
    """As in Keras, no activation is the identity."""
    assert activations.get(None) == activations.get("linear")


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ("sigmiod", "there is no activation 'sigmiod'; did you mean sigmoid or hard_sigmoid?"),
        (
            {"name": "leaky_relu", "negativ_slope": 0.1},
            "activation 'leaky_relu' has no option 'negativ_slope'; did you mean 'negative_slope'?",
        ),
        ({"name": "elu", "alpha": "big"}, "activation 'elu': alpha is 'big'; it must be a number"),
        ({"name": "relu", "alpha": 1}, "activation 'relu' has no option 'alpha'; it has none"),
    ],
)
def test_a_wrong_setting_is_one_sentence(spec, sentence):
    """The error says what was given and what would be right."""
    with pytest.raises(SettingError) as error:
        activations.get(spec)
    assert str(error.value) == sentence
