"""The chain rule factor by factor, against JAX, finite differences and a pass written out by hand."""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dlviz.engine.computations import ChainRule
from dlviz.engine.errors import SettingError
from dlviz.engine.walk import Walk

FUNCTIONS = {"tanh": jnp.tanh, "sigmoid": jax.nn.sigmoid, "relu": jax.nn.relu}
STAGES = 14  # of a 5-7-7-3 network: input, 3 layers, loss, ∂L/∂a, 3 slopes, 3 gradients, 2 weights


def loss(weights, x, y, φ):
    for kernel in weights:
        x = φ(x @ kernel)
    return 0.5 * jnp.sum((x - y) ** 2)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_gradients_are_those_of_automatic_differentiation(name):
    chain = ChainRule(activation=name, seed=3)
    norms = chain.measure()["grad_norm"]
    for n in range(chain.inputs):
        expected = jax.grad(loss)(list(chain.weights), chain.x[n], chain.y[n], FUNCTIONS[name])
        last = chain.graph((n + 1) * STAGES - 1)
        for layer, gradient in zip(last.layers[1:], expected, strict=True):
            np.testing.assert_allclose(layer.gradient, gradient, rtol=2e-5, atol=1e-7)
        np.testing.assert_allclose(
            norms[(n + 1) * STAGES - 1], [np.linalg.norm(gradient) for gradient in expected], rtol=2e-5, atol=1e-7
        )


def test_the_gradients_are_those_of_finite_differences():
    """In float64, step 1e-5: the central difference is right to 9 digits."""
    chain = ChainRule(units=(2, 3, 2), activation="sigmoid", inputs=1)
    weights = [kernel.astype(np.float64) for kernel in chain.weights]

    def height(given):
        a = chain.x[0].astype(np.float64)
        for kernel in given:
            a = 1 / (1 + np.exp(-a @ kernel))
        return 0.5 * np.sum((a - chain.y[0]) ** 2)

    found = chain.graph(chain.steps).layers
    for i, kernel in enumerate(weights):
        for at in np.ndindex(kernel.shape):
            moved = [[one.copy() for one in weights] for _ in range(2)]
            moved[0][i][at] += 1e-5
            moved[1][i][at] -= 1e-5
            slope = (height(moved[0]) - height(moved[1])) / 2e-5
            assert found[i + 1].gradient[at] == pytest.approx(slope, rel=1e-4, abs=1e-7)


def test_every_row_of_an_input_by_hand():
    """A 2-2-1 network, all of g's lengths and factors in NumPy."""
    chain = ChainRule(units=(2, 2, 1), activation="tanh", inputs=1, seed=1)
    found = chain.measure()
    first, second = chain.weights
    a1 = np.tanh(chain.x[0] @ first)
    a2 = np.tanh(a1 @ second)
    g = [a2 - chain.y[0]]
    g.append(g[0] * (1 - a2**2))
    g.append(second @ g[1])
    g.append(g[2] * (1 - a1**2))
    lengths = [float(np.linalg.norm(one)) for one in g]
    nan = np.nan  # the rows: input, two layers, loss; ∂L/∂a, slope, gradient, weights, slope, gradient
    signal = [nan] * 4 + [lengths[0], lengths[1], lengths[1], lengths[2], lengths[3], lengths[3]]
    np.testing.assert_allclose(found["signal"], signal, rtol=1e-5)
    ratios = [b / a for a, b in itertools.pairwise(lengths)]
    np.testing.assert_allclose(found["factor"], [nan] * 5 + [ratios[0], nan, ratios[1], ratios[2], nan], rtol=1e-5)
    slopes = [nan] * 4 + [1, *[ratios[0]] * 3, *[ratios[0] * ratios[2]] * 2]
    np.testing.assert_allclose(found["slopes"], slopes, rtol=1e-5)
    np.testing.assert_allclose(found["loss"], [nan] * 3 + [0.5 * lengths[0] ** 2] * 7, rtol=1e-5)
    np.testing.assert_allclose(found["slope"][-1], [(1 - a1**2).mean(), (1 - a2**2).mean()], rtol=1e-5)
    np.testing.assert_allclose(found["steepest"][-1], [(1 - a1**2).max(), (1 - a2**2).max()], rtol=1e-5)
    np.testing.assert_array_equal(found["stage"], np.arange(10))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_gradient_is_as_long_as_all_the_factors_multiplied(name):
    """‖∂L/∂w⁽⁰⁾‖ = ‖∂L/∂a⁽³⁾‖ · every factor · ‖a⁽⁰⁾‖."""
    chain = ChainRule(activation=name)
    found = chain.measure()
    for n in range(chain.inputs):
        rows = slice(n * STAGES, (n + 1) * STAGES)
        error = found["signal"][rows][5]
        product = error * np.nanprod(found["factor"][rows]) * np.linalg.norm(chain.x[n])
        assert found["grad_norm"][rows][-1, 0] == pytest.approx(product, rel=1e-5)


def test_what_an_input_has_not_come_to_yet_is_unknown():
    chain = ChainRule()
    walk = Walk(chain)
    walk.advance(chain.steps)
    norms = walk.trace["grad_norm"]
    known = np.isfinite(norms).sum(axis=1)[:STAGES]
    np.testing.assert_array_equal(known, [0] * 7 + [1, 1, 1, 2, 2, 2, 3])
    assert np.isnan(norms[STAGES]).all(), "the next input begins with none"
    half = chain.graph(2)
    assert half.at == 2
    assert np.isfinite(half.layers[2].values).all()
    assert np.isnan(half.layers[3].values).all()


def test_each_row_has_a_line_of_its_own_and_no_line_knows_more_than_its_row():
    chain = ChainRule()
    for s in range(STAGES):
        work = chain.work(STAGES + s)
        assert work.at == (s,)
        assert [bool(line.numbers) for line in work.lines] == [True] * (s + 1) + [False] * (STAGES - s - 1)
    assert work.title == "chain rule, input 2 of 4"
    assert work.lines[8].code == "g ← w⁽²⁾ᵀ g"
    assert work.lines[8].numbers[0].values[0] == pytest.approx(chain.measure()["factor"][STAGES + 8])


def test_a_signal_that_has_died_stays_dead():
    """Seed 4 has an input that no relu output hears: the gradients are 0, and no factor of 0/0 follows."""
    found = ChainRule(activation="relu", seed=4).measure()
    ends = slice(STAGES - 1, None, STAGES)
    dead = found["signal"][ends] == 0
    assert dead.any()
    assert (found["slopes"][ends][dead] == 0).all()
    assert (found["grad_norm"][ends][dead] == 0).all()


def test_runs_differ_in_their_activation_alone():
    tanh, relu = ChainRule(activation="tanh", seed=7), ChainRule(activation="relu", seed=7)
    for mine, other in zip(tanh.weights, relu.weights, strict=True):
        np.testing.assert_array_equal(mine, other)
    np.testing.assert_array_equal(tanh.x, relu.x)
    assert not np.array_equal(tanh.x, ChainRule(seed=8).x)


def test_initial_weights_have_glorots_variance():
    """Var w = 2 / (inputs + units); 200 · 200 draws, 2 %."""
    (kernel,) = ChainRule(units=(200, 200), inputs=1).weights
    assert kernel.var() == pytest.approx(2 / 400, rel=0.02)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"activation": "softmax"}, "softmax has no slope"),
        ({"units": (5,)}, "at least one layer"),
        ({"units": (5, 0)}, "units"),
        ({"inputs": 0}, "inputs"),
        ({"units": (1000, 1000), "inputs": 5}, "5,000,000 gradients, more than 4,000,000"),
        ({"activation": "tanhh"}, "did you mean tanh"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(settings, said):
    with pytest.raises(SettingError, match=said):
        ChainRule(**settings)
