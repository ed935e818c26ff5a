import jax
import numpy as np
import pytest

from dlviz.engine import initializers
from dlviz.engine.errors import SettingError, ShapeError

KEY = jax.random.key(0)
DENSE = (400, 100)


def drawn(spec, shape=DENSE):
    return np.asarray(initializers.get(spec)(KEY, shape))


# name: variance of a (400, 100) kernel, and the largest |w| in standard deviations
LAWS = {
    "glorot_uniform": (2 / 500, np.sqrt(3)),
    "glorot_normal": (2 / 500, 2 / 0.8796),
    "he_uniform": (2 / 400, np.sqrt(3)),
    "he_normal": (2 / 400, 2 / 0.8796),
    "lecun_uniform": (1 / 400, np.sqrt(3)),
    "lecun_normal": (1 / 400, 2 / 0.8796),
    "random_uniform": (0.1**2 / 12, np.sqrt(3)),
    "truncated_normal": ((0.05 * 0.8796) ** 2, 2 / 0.8796),
    "random_normal": (0.05**2, 6),
}


@pytest.mark.parametrize("name", LAWS)
def test_weights_have_the_variance_of_the_paper(name):
    """Mean 0 and the variance within five sigma of 40,000 draws; a bounded law is bounded."""
    variance, largest = LAWS[name]
    w = drawn(name)
    assert abs(w.mean()) < 5 * np.sqrt(variance / w.size)
    assert abs(w.var() / variance - 1) < 5 * np.sqrt(2 / w.size)
    assert np.abs(w).max() < largest * np.sqrt(variance) * 1.001


def test_the_window_of_a_convolution_counts_in_both_fans():
    """A 5 x 5 kernel from 6 to 16 channels: 150 inputs, 400 outputs of one unit."""
    assert initializers.fans((5, 5, 6, 16)) == (150, 400)
    assert initializers.fans((7,)) == (7, 7)


@pytest.mark.parametrize("shape", [(20, 6), (6, 20), (3, 3, 2, 5)])
def test_orthogonal_weights_have_orthonormal_columns_or_rows(shape):
    """w'w = gain² times the identity, on the shorter side."""
    w = drawn({"name": "orthogonal", "gain": 2.0}, shape).reshape(-1, shape[-1])
    gram = w.T @ w if w.shape[0] >= w.shape[1] else w @ w.T
    np.testing.assert_allclose(gram, 4 * np.eye(len(gram)), atol=2e-5)


def test_constants_and_given_values_are_handed_out():
    """zeros, ones, constant, and nested lists of the right shape."""
    assert (drawn("zeros") == 0).all()
    assert (drawn("ones") == 1).all()
    assert (drawn({"name": "constant", "value": 0.5}) == 0.5).all()
    assert (drawn([[1.0, 2.0], [3.0, 4.0]], (2, 2)) == [[1, 2], [3, 4]]).all()
    with pytest.raises(ShapeError, match=r"the given values have shape \(2,\), the weight has \(2, 2\)"):
        drawn([1.0, 2.0], (2, 2))


def test_the_same_key_gives_the_same_weights():
    """And another key others."""
    he = initializers.get("HeNormal")
    assert (he(KEY, DENSE) == he(KEY, DENSE)).all()
    assert (he(KEY, DENSE) != he(jax.random.key(1), DENSE)).all()


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ("he_nromal", "there is no initializer 'he_nromal'; did you mean he_normal or lecun_normal or he_uniform?"),
        ({"name": "zeros", "value": 1}, "initializer 'zeros' has no option 'value'; it has none"),
        ({"name": "random_normal", "stddev": -1}, "RandomNormal: stddev is -1; it must be a number at least 0"),
        (
            {"name": "variance_scaling", "mode": "fan"},
            "VarianceScaling: mode is 'fan'; it must be one of fan_in, fan_out, fan_avg",
        ),
    ],
)
def test_a_wrong_setting_is_one_sentence(spec, sentence):
    """The error says what was given and what would be right."""
    with pytest.raises(SettingError) as error:
        initializers.get(spec)
    assert str(error.value) == sentence
