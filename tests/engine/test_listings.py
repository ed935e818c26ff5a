"""The pseudo-code, run word by word in NumPy, does what the optimizers do."""

import math
import re
from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from dlviz.engine import optimizers
from dlviz.engine.errors import SettingError
from dlviz.engine.optimizers import listings

VARIANTS = (
    optimizers.SGD(0.1),
    optimizers.SGD(0.1, momentum=0.9),
    optimizers.SGD(0.1, momentum=0.9, nesterov=True),
    optimizers.SGD(0.1, weight_decay=0.2),
    optimizers.SGD(0.1, clipvalue=0.3),
    optimizers.SGD(0.1, clipnorm=0.8),
    optimizers.SGD(0.1, momentum=0.5, global_clipnorm=0.8),
    *(optimizers.Adam(0.01, epsilon=1e-3, form=form) for form in optimizers.adam.FORMS),
    optimizers.Adam(0.01, beta_2=0.8, amsgrad=True),
    optimizers.AdamW(0.01, weight_decay=0.1, form="paper"),
    optimizers.Adamax(0.01),
    optimizers.Nadam(0.01),
    optimizers.RMSprop(0.01),
    optimizers.RMSprop(0.01, centered=True),
    optimizers.RMSprop(0.01, momentum=0.9),
    optimizers.RMSprop(0.01, momentum=0.9, centered=True),
    optimizers.Adagrad(0.01),
    optimizers.Adadelta(0.5),
    optimizers.Lion(0.01, weight_decay=0.1),
)
NAMES = [f"{listings.title(one)} {i}" for i, one in enumerate(VARIANTS)]
GRADIENTS = np.random.default_rng(0).normal(size=(6, 4))
START = np.random.default_rng(1).normal(size=4)


def as_python(text):
    """`m ← β₁·m + (1 − β₁)·g` as `m = β1*m + (1 - β1)*g`; two statements where a comma parts two."""
    for old, new in (("ᵗ⁺¹", "**(t + 1)"), ("ᵗ", "**t"), ("½", "0.5"), ("·", "*"), ("−", "-"), ("m̂", "m_hat")):
        text = text.replace(old, new)
    for old, new in (("v̂", "v_hat"), ("⁺", "_plus"), ("²", "**2"), ("₁", "1"), ("₂", "2")):
        text = text.replace(old, new)
    text = re.sub(r"‖(\w+)‖", r"norm(\1)", text)
    text = re.sub(r"\|(\w+)\|", r"absolute(\1)", text)
    text = re.sub(r"√([\w]+)", r"sqrt(\1)", text).replace("√(", "sqrt(")
    return "\n".join(part.replace("←", "=") for part in re.split(r",  (?=\S+ ←)", text) if "∇" not in part)


def run(optimizer, gradients, start):
    """The weights after these gradients by the listing alone, with all names it used."""
    names = {
        "sqrt": np.sqrt, "norm": np.linalg.norm, "sign": np.sign, "absolute": np.abs, "max": np.maximum,
        "min": np.minimum, "θ": start.copy(), "η": optimizer.rate(0), "Π": 1.0,
        **dict.fromkeys(("m", "v", "u", "d", "v_plus"), 0.0),
        "a": getattr(optimizer, "initial_accumulator_value", 0.0),
    }  # fmt: skip
    for symbol, option in listings.numbers(optimizer):
        names[as_python(symbol)] = getattr(optimizer, option)
    for t, g in enumerate(gradients, start=1):
        before = names["θ"]
        names |= {"t": t, "g": g}
        for line in listings.listing(optimizer):
            exec(as_python(line.text), {}, names)  # the lines are ours; nothing a user wrote comes here
    names["Δθ"] = names["θ"] - before
    return names


@pytest.mark.parametrize("optimizer", VARIANTS, ids=NAMES)
def test_the_pseudo_code_does_what_the_optimizer_does(optimizer):
    """Six steps by the printed lines end at the engine's weights, and every quantity shown has the line's value."""
    params = {"layer": {"w": jnp.array(START, float)}}
    slots = optimizer.init(params)
    hyper = optimizer.hyper() | {"learning_rate": optimizer.rate(0)}
    for step, g in enumerate(GRADIENTS):
        found = optimizer.explain({"layer": {"w": jnp.array(g, float)}}, slots, params, hyper=hyper, step=step)
        updates, slots = optimizer.update({"layer": {"w": jnp.array(g, float)}}, slots, params, hyper=hyper, step=step)
        params = jax.tree.map(jnp.add, params, updates)
    names = run(optimizer, GRADIENTS, START)
    tolerance = 1e-9 if jax.config.jax_enable_x64 else 3e-4
    np.testing.assert_allclose(params["layer"]["w"], names["θ"], rtol=tolerance, atol=tolerance)
    for line in listings.listing(optimizer):
        for symbol in line.shows:
            if symbol == "L":
                continue
            symbol = "g" if symbol == "g clipped" else symbol
            theirs = names.get(as_python(symbol))
            if theirs is not None:  # m̂ and v̂ stand beside Keras' lines, which do without them
                np.testing.assert_allclose(found[symbol]["layer"]["w"], theirs, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("optimizer", VARIANTS, ids=NAMES)
def test_a_listing_ends_with_the_weights_and_names_its_symbols(optimizer):
    """Weights are moved by a line that shows Δθ; every other symbol is one the optimizer explains."""
    lines = listings.listing(optimizer)
    moves = [line for line in lines if line.shows == ("Δθ",)]
    assert len(moves) == 1
    assert moves[0].text.startswith("θ ←")
    w = {"layer": {"w": jnp.ones(2)}}
    found = optimizer.explain(w, optimizer.init(w), w, hyper=optimizer.hyper() | {"learning_rate": 0.1}, step=0)
    shown = {symbol for line in lines for symbol in line.shows} - {"L", "g clipped"}
    assert shown <= set(found)


def adam(form, gradients, beta_1=0.9, beta_2=0.999, epsilon=1e-7, rate=0.01):
    optimizer = optimizers.Adam(rate, beta_1, beta_2, epsilon, form=form)
    w = {"layer": {"w": jnp.zeros(np.shape(gradients)[1:], float)}}
    slots, found = optimizer.init(w), {}
    for step, g in enumerate(gradients):
        hyper = optimizer.hyper() | {"learning_rate": rate}
        found = optimizer.explain({"layer": {"w": jnp.array(g, float)}}, slots, w, hyper=hyper, step=step)
        updates, slots = optimizer.update({"layer": {"w": jnp.array(g, float)}}, slots, w, hyper=hyper, step=step)
        w = jax.tree.map(jnp.add, w, updates)
    return w["layer"]["w"], {symbol: value["layer"]["w"] for symbol, value in found.items()}


@pytest.mark.parametrize("steps", [1, 2, 10, 40])
def test_under_a_constant_gradient_the_corrected_moments_are_the_gradient(steps):
    """m̂ = g and v̂ = g² at every step, m = (1 − β₁ᵗ)·g: what bias correction is for."""
    g = np.array([0.5, -3.0])
    for form in ("keras", "paper"):
        _, found = adam(form, [g] * steps)
        np.testing.assert_allclose(found["m̂"], g, rtol=2e-4)
        np.testing.assert_allclose(found["v̂"], g**2, rtol=2e-4)
        np.testing.assert_allclose(found["m"], (1 - 0.9**steps) * g, rtol=2e-4)


@pytest.mark.parametrize("steps", [1, 3, 6])
def test_the_moments_are_those_of_optax(steps):
    """m, v and the corrected m̂, v̂ of six gradients."""
    state = optax.scale_by_adam(0.9, 0.999, eps=1e-3)
    kept = state.init(jnp.zeros(4))
    for g in GRADIENTS[:steps]:
        scaled, kept = state.update(jnp.array(g, float), kept)
    _, found = adam("paper", GRADIENTS[:steps], epsilon=1e-3)
    tolerance = 1e-10 if jax.config.jax_enable_x64 else 1e-4
    np.testing.assert_allclose(found["m"], kept.mu, rtol=tolerance)
    np.testing.assert_allclose(found["v"], kept.nu, rtol=tolerance)
    np.testing.assert_allclose(found["m̂"] / (np.sqrt(found["v̂"]) + 1e-3), scaled, rtol=tolerance)


def test_keras_and_the_papers_form_agree_without_epsilon_and_differ_as_epsilon_says():
    """At ε = 0 both are one; else Keras' step is the paper's with ε/√(1 − β₂ᵗ) for ε."""
    tolerance = 1e-12 if jax.config.jax_enable_x64 else 2e-5
    both = [adam(form, GRADIENTS, epsilon=0.0)[0] for form in ("keras", "paper")]
    np.testing.assert_allclose(*both, rtol=tolerance)
    g = np.array([2.0])
    for epsilon in (1e-3, 1.0):
        keras, paper = (adam(form, [g], epsilon=epsilon)[0] for form in ("keras", "paper"))
        np.testing.assert_allclose(keras, -0.01 * 2 / (2 + epsilon / math.sqrt(0.001)), rtol=1e-4)
        np.testing.assert_allclose(paper, -0.01 * 2 / (2 + epsilon), rtol=1e-4)


def test_without_correction_the_first_step_is_three_times_the_rate():
    """(1 − β₁)/√(1 − β₂) = 0.1/√0.001 ≈ 3.16 times η."""
    w, _ = adam("uncorrected", [np.array([5.0])])
    np.testing.assert_allclose(w, [-0.01 * 0.1 / math.sqrt(0.001)], rtol=1e-4)


@pytest.mark.parametrize("steps", [1, 2, 3, 5, 8])
def test_the_printed_recursion_multiplies_what_it_holds(steps):
    """Under a constant gradient 1 its m and v are those of exact fractions: 1, 5.26, 17.8, …; 1, 500, 1.7e5, …."""
    m = v = Fraction(0)
    b1, b2 = Fraction(9, 10), Fraction(999, 1000)
    for t in range(1, steps + 1):
        m = (b1 * m + 1 - b1) / (1 - b1**t)
        v = (b2 * v + 1 - b2) / (1 - b2**t)
    _, found = adam("printed", [np.array([1.0])] * steps)
    np.testing.assert_allclose(found["m"], [float(m)], rtol=2e-3 if not jax.config.jax_enable_x64 else 1e-10)
    np.testing.assert_allclose(found["v"], [float(v)], rtol=2e-3 if not jax.config.jax_enable_x64 else 1e-10)


def test_where_the_printed_v_overflows_nothing_moves_any_more():
    """v = ∞ after a few dozen steps makes the step 0, not NaN."""
    count = 25 if not jax.config.jax_enable_x64 else 400
    w, found = adam("printed", [np.array([1.0])] * count)
    assert np.isinf(found["v"]).all()
    assert (found["Δθ"] == 0).all()
    assert np.isfinite(w).all()


def test_a_form_that_does_not_exist_is_refused():
    """The sentence names the forms; amsgrad goes with Keras' alone."""
    with pytest.raises(SettingError, match="form is 'kears'; it must be one of keras, paper, uncorrected, printed"):
        optimizers.Adam(form="kears")
    with pytest.raises(SettingError, match="amsgrad belongs to form"):
        optimizers.AdamW(form="paper", amsgrad=True)
