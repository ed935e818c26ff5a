import runpy
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from dlviz.engine import optimizers, schedules
from dlviz.engine.errors import SettingError

keras = runpy.run_path(str(Path(__file__).with_name("keras_training.py")))
CASES = sorted(path.stem for path in keras["ORACLES"].glob("02_*.json"))


@pytest.mark.parametrize("name", CASES)
def test_forty_steps_on_iris_are_those_of_keras(name):
    """Losses, gradient norms and weights of forty minibatches agree with Keras."""
    case = keras["oracle"](name)
    keras["assert_agrees"](case, keras["train"](case, case["input"]["X"], case["input"]["Y"]))


def steps(optimizer, gradients, w, numbers=None):
    params = {"layer": {"w": jnp.array(w, float)}}
    slots = optimizer.init(params)
    hyper = optimizer.hyper() | (numbers or {})

    @jax.jit
    def one(g, slots, params, hyper, number):
        return optimizer.update({"layer": {"w": g}}, slots, params, hyper=hyper, step=number)

    for number, g in enumerate(gradients):
        hyper["learning_rate"] = optimizer.rate(number)
        updates, slots = one(jnp.array(g, float), slots, params, hyper, number)
        params = jax.tree.map(jnp.add, params, updates)
    return params["layer"]["w"]


GRADIENTS = np.random.default_rng(0).normal(size=(7, 5))
START = np.random.default_rng(1).normal(size=5)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (optimizers.Adam(0.01, epsilon=0.0), optax.adam(0.01, eps=0.0)),
        (optimizers.Adam(0.01, epsilon=0.1, form="paper"), optax.adam(0.01, eps=0.1)),
        (
            optimizers.AdamW(0.01, epsilon=0.1, form="paper", weight_decay=0.2),
            optax.adamw(0.01, eps=0.1, weight_decay=0.2),
        ),
        (optimizers.RMSprop(0.01, momentum=0.9), optax.rmsprop(0.01, 0.9, 1e-7, momentum=0.9)),
        (optimizers.RMSprop(0.01, centered=True), optax.rmsprop(0.01, 0.9, 1e-7, centered=True)),
        (optimizers.SGD(0.1, clipvalue=0.5), optax.chain(optax.clip(0.5), optax.sgd(0.1))),
        (
            optimizers.SGD(0.1, global_clipnorm=0.5),
            optax.chain(optax.clip_by_global_norm(0.5), optax.sgd(0.1)),
        ),
        (optimizers.SGD(0.1, clipnorm=0.5), optax.chain(optax.clip_by_global_norm(0.5), optax.sgd(0.1))),
        (optimizers.SGD(0.1, weight_decay=0.2), optax.chain(optax.add_decayed_weights(0.2), optax.sgd(0.1))),
        (optimizers.Lion(0.01, weight_decay=0.1), optax.lion(0.01, 0.9, 0.99, weight_decay=0.1)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_variants_without_an_oracle_are_those_of_optax(ours, theirs):
    """Seven steps of one array agree with optax."""
    w, state = jnp.array(START, float), theirs.init(jnp.array(START, float))
    update = jax.jit(theirs.update)
    for g in GRADIENTS:
        updates, state = update(jnp.array(g, float), state, w)
        w = w + updates
    assert keras["distance"](steps(ours, GRADIENTS, START), w) < (1e-12 if jax.config.jax_enable_x64 else 2e-5)


def test_amsgrad_keeps_the_largest_second_moment():
    """Keras' AMSGrad (the largest uncorrected v, unlike optax) in NumPy."""
    w, m, v, largest = START.copy(), np.zeros(5), np.zeros(5), np.zeros(5)
    gradients = GRADIENTS * np.array([5.0, 4, 3, 1, 0.1, 0.1, 0.1])[:, None]
    for t, g in enumerate(gradients, start=1):
        m = 0.9 * m + 0.1 * g
        v = 0.8 * v + 0.2 * g**2
        largest = np.maximum(largest, v)
        w = w - 0.01 * np.sqrt(1 - 0.8**t) / (1 - 0.9**t) * m / (np.sqrt(largest) + 1e-7)
    found = steps(optimizers.Adam(0.01, beta_2=0.8, amsgrad=True), gradients, START)
    assert keras["distance"](found, w) < (1e-12 if jax.config.jax_enable_x64 else 2e-6)


@pytest.mark.parametrize("name", sorted(optimizers.OPTIMIZERS))
def test_a_zero_gradient_leaves_the_parameters_unchanged(name):
    """Without weight decay nothing moves a weight whose gradient was always 0."""
    optimizer = optimizers.get({"name": name, "weight_decay": None})
    assert (steps(optimizer, np.zeros((3, 5)), START) == jnp.array(START, float)).all()


@pytest.mark.parametrize("name", sorted(optimizers.OPTIMIZERS))
def test_slots_are_trees_like_the_parameters_and_keep_their_dtype(name):
    """Every slot has the parameters' structure, and no step changes a dtype."""
    optimizer = optimizers.get(name)
    params = {"a": {"kernel": jnp.ones((2, 3))}, "b": {"bias": jnp.ones(3)}}
    slots = optimizer.init(params)
    hyper = optimizer.hyper() | {"learning_rate": optimizer.rate(0)}
    updates, after = optimizer.update(params, slots, params, hyper=hyper, step=jnp.array(0))
    assert all(jax.tree.structure(slot) == jax.tree.structure(params) for slot in slots.values())
    assert jax.tree.map(lambda leaf: (leaf.shape, leaf.dtype), slots) == jax.tree.map(
        lambda leaf: (leaf.shape, leaf.dtype), after
    )
    assert jax.tree.map(lambda leaf: leaf.dtype, updates) == jax.tree.map(lambda leaf: leaf.dtype, params)


def test_the_global_norm_is_that_of_all_arrays_together():
    """Two arrays of norm 3 and 4 are scaled by 1/5 to a global norm of 1."""
    optimizer = optimizers.SGD(1.0, global_clipnorm=1.0)
    grads = {"a": {"w": jnp.array([3.0])}, "b": {"w": jnp.array([4.0])}}
    updates, _ = optimizer.update(grads, {}, grads, hyper={"learning_rate": 1.0, "global_clipnorm": 1.0}, step=0)
    np.testing.assert_allclose([updates["a"]["w"][0], updates["b"]["w"][0]], [-0.6, -0.8], rtol=1e-6)


def test_a_zero_gradient_is_not_spoilt_by_clipping():
    """Clipping by norm divides by no zero."""
    assert jnp.isfinite(steps(optimizers.SGD(0.1, clipnorm=1.0), np.zeros((1, 5)), START)).all()


def test_plain_gradient_descent_has_no_slots_and_no_numbers():
    """SGD without momentum carries nothing."""
    assert optimizers.SGD().init({"a": {"w": jnp.ones(2)}}) == {}
    assert optimizers.SGD().hyper() == {}
    assert optimizers.SGD(momentum=0.9).hyper() == {"momentum": 0.9}


def test_the_rate_follows_its_schedule():
    """A schedule is asked for each update; a constant is the same everywhere."""
    assert optimizers.Adam(schedules.ExponentialDecay(0.1, 10, 0.5)).rate(10) == pytest.approx(0.05)
    decay = {"name": "ExponentialDecay", "initial_learning_rate": 0.1, "decay_steps": 10, "decay_rate": 0.5}
    assert optimizers.get({"name": "adam", "learning_rate": decay}).rate(20) == pytest.approx(0.025)
    assert optimizers.SGD(0.3).rate(7) == 0.3


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ("Adm", "there is no optimizer 'Adm'; did you mean Adam or Nadam or AdamW?"),
        (
            {"name": "SGD", "momentun": 0.9},
            "optimizer SGD has no option 'momentun'; did you mean 'momentum'?",
        ),
        (
            {"name": "SGD", "momentum": 1.5},
            "SGD: momentum is 1.5; it must be a number at least 0 and at most 1",
        ),
        (
            {"name": "Adam", "beta_2": 1.0},
            "Adam: beta_2 is 1.0; it must be a number at least 0 and below 1",
        ),
        (
            {"name": "Adam", "learning_rate": float("nan")},
            "Adam: learning_rate is nan; it must be a number at least 0",
        ),
        (
            {"name": "SGD", "clipnorm": 1.0, "clipvalue": 1.0},
            "SGD: clipnorm and clipvalue are both given; keep one",
        ),
        (
            {"name": "SGD", "clipnorm": 0.0},
            "SGD: clipnorm is 0, which stops every update; give a number above 0",
        ),
    ],
)
def test_a_wrong_setting_is_one_sentence(spec, sentence):
    """The error says what was given and what would be right."""
    with pytest.raises(SettingError) as error:
        optimizers.get(spec)
    assert str(error.value) == sentence
