"""The step at the cursor is taken apart into what really moves the weights."""

import jax
import numpy as np
import optax
import pytest
from jax.flatten_util import ravel_pytree

from dlviz.engine import (
    SGD,
    Adadelta,
    Adagrad,
    Adam,
    Adamax,
    AdamW,
    Axis,
    BatchNormalization,
    Dense,
    Dropout,
    Lion,
    Nadam,
    Objective,
    Plane,
    RMSprop,
    Run,
    Sequential,
    Shuffled,
    Supervised,
)
from dlviz.engine.probes.stride import along, stride
from dlviz.engine.probes.update import next_update

RNG = np.random.default_rng(4)
X, Y = RNG.normal(size=(22, 3)), RNG.normal(size=22)

OPTIMIZERS = [
    SGD(0.1),
    SGD(0.1, momentum=0.8),
    SGD(0.1, momentum=0.8, nesterov=True),
    SGD(0.1, momentum=0.8, weight_decay=0.2),
    SGD(0.1, clipnorm=0.01),
    Adam(0.05),
    Adam(0.05, amsgrad=True),
    AdamW(0.05, weight_decay=0.3),
    Adamax(0.05),
    Nadam(0.05),
    RMSprop(0.02),
    RMSprop(0.02, momentum=0.7),
    Adagrad(0.1),
    Lion(0.01),
]


def network(optimizer, steps=9, layers=None):
    model = Sequential(layers or [Dense(4, activation="tanh"), Dense(1)], input_shape=(3,))
    run = Run(Supervised(model, X, Y, "mean_squared_error"), optimizer, batches=Shuffled(8), steps=steps, seed=1)
    run.advance(steps)
    return run


def flat(tree):
    return np.asarray(ravel_pytree(tree)[0], float)


def parts_at(run, step):
    return stride(run.problem, run.optimizer, run.state_at(step), run.feed(step))


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda one: f"{type(one).__name__}{len(one.hyper())}")
def test_the_whole_step_is_the_update_that_was_made(optimizer):
    """The last part is θ_{t+1} − θ_t of the run, minibatch by minibatch."""
    run = network(optimizer)
    for step in (0, 4):
        made = flat(run.state_at(step + 1).params) - flat(run.state_at(step).params)
        whole = parts_at(run, step)[-1]
        assert whole.kind == "step"
        np.testing.assert_allclose(flat(whole.vector), made, atol=2e-6)
        assert whole.length == pytest.approx(np.linalg.norm(made), rel=1e-4)


def test_the_rows_dropout_and_normalisation_are_those_of_the_run():
    """With layers that depend on minibatch and chance the update is still the one that was made."""
    layers = [Dense(6, activation="relu"), BatchNormalization(), Dropout(0.5), Dense(1)]
    run = network(SGD(0.1, momentum=0.5), layers=layers)
    for step in (0, 2, 5):  # 2 and 5: the smaller last minibatch of an epoch
        before, after = (run.state_at(t).params for t in (step, step + 1))
        made = flat({layer: jax.tree.map(np.subtract, after[layer], before[layer]) for layer in run.problem.layers})
        np.testing.assert_allclose(flat(parts_at(run, step)[-1].vector), made, atol=2e-6)


def test_gradient_and_velocity_make_up_the_step_of_momentum():
    """−η·g + β·v is the step, with the v before it in the classical form and the v after it in Nesterov's."""
    for optimizer in OPTIMIZERS[1:4]:
        parts = parts_at(network(optimizer), 5)
        assert [part.kind for part in parts[:1] + parts[-2:]] == ["gradient", "memory", "step"]
        np.testing.assert_allclose(sum(flat(part.vector) for part in parts[:-1]), flat(parts[-1].vector), atol=2e-6)
        assert parts[-2].length > 0.1 * parts[0].length


def test_a_plain_step_has_one_part():
    """Where the step is −η·g there is nothing to take apart."""
    (only,) = parts_at(network(SGD(0.1)), 3)
    assert (only.kind, only.formula) == ("step", "−η·g")


@pytest.mark.parametrize(
    ("optimizer", "divided"),
    [
        (RMSprop(0.02), "−η·g/√v"),
        (RMSprop(0.02, centered=True), "−η·g/√(v−a²)"),
        (Adagrad(0.1), "−η·g/√a"),
        (Adadelta(1.0), "−η·g/(√a/√d)"),
        (Adam(0.05), "−η·m̂/√v̂"),
    ],
    ids=lambda one: one if isinstance(one, str) else type(one).__name__,
)
def test_a_step_names_what_its_optimizer_divides_by(optimizer, divided):
    """The symbols are those of the optimizer panel."""
    assert parts_at(network(optimizer, steps=2), 1)[-1].formula == divided


def test_noise_in_the_gradient_is_part_of_the_step():
    """The random push of an objective is the one of that update."""
    run = Run(Objective("quadratic", (-4.0, 2.0), noise=3.0), SGD(0.1), steps=6, seed=3)
    run.advance(6)
    path = np.array([np.asarray(run.state_at(t).params["point"]["x"]) for t in range(7)])
    for step in range(6):
        np.testing.assert_allclose(flat(parts_at(run, step)[0].vector), path[step + 1] - path[step], atol=1e-5)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Adam(0.05, epsilon=0.0), optax.scale_by_adam(eps=0.0)),
        (Adamax(0.05, epsilon=0.0), optax.scale_by_adamax(eps=0.0)),
    ],
    ids=["Adam", "Adamax"],
)
def test_adams_parts_are_those_of_optax(ours, theirs):
    """m̂ is the first moment of optax' state, corrected for its start, and the step is optax' direction times −η."""
    run = network(ours)
    state = None
    for step in range(5):
        now = run.state_at(step)
        gradients = next_update(run.problem, run.optimizer, now, run.feed(step)).gradients
        params = {layer: now.params[layer] for layer in run.problem.layers}
        state = theirs.init(params) if state is None else state
        direction, state = theirs.update(gradients, state, params)
        gradient, memory, whole = parts_at(run, step)
        np.testing.assert_allclose(flat(gradient.vector), -0.05 * flat(gradients), rtol=1e-5)
        np.testing.assert_allclose(flat(memory.vector), -0.05 * flat(state.mu) / (1 - 0.9 ** (step + 1)), rtol=2e-4)
        np.testing.assert_allclose(flat(whole.vector), -0.05 * flat(direction), rtol=2e-4)


def test_weight_decay_is_a_part_of_its_own():
    """−η·λ·θ stands beside the gradient, and without it Adam's memory would not be −η·m̂."""
    run = network(AdamW(0.05, weight_decay=0.3))
    found = {part.kind: part for part in parts_at(run, 4)}
    np.testing.assert_allclose(flat(found["decay"].vector), -0.05 * 0.3 * flat(run.state_at(4).params), rtol=1e-5)
    slots = next_update(run.problem, run.optimizer, run.state_at(4), run.feed(4)).slots
    np.testing.assert_allclose(flat(found["memory"].vector), -0.05 * flat(slots["momentum"]) / (1 - 0.9**5), rtol=1e-3)


def test_a_vector_is_read_on_axes_and_projected_on_planes():
    """On axes it keeps its components; in a plane, oblique or not, a combination of its directions comes back."""
    run = network(SGD(0.1))
    vector = parts_at(run, 2)[0].vector
    axes = [Axis.parse("dense.kernel[2,1]"), Axis.parse("dense_1.bias[0]")]
    expected = [float(vector["dense"]["kernel"][2, 1]), float(vector["dense_1"]["bias"][0])]
    np.testing.assert_allclose(along(vector, axes), expected)
    origin, first, second = (run.state_at(t).params for t in (0, 3, 7))
    plane = Plane(origin, first, second)
    inside = jax.tree.map(lambda u, v: 2 * u - 3 * v, first, second)
    np.testing.assert_allclose(along(inside, plane), [2, -3], rtol=1e-4)


def test_states_along_a_run_are_those_at_each_step():
    """One walk gives the states that single looks give, bit for bit, after changes of the rate too."""
    run = network(SGD(0.1), steps=9)
    twin = run.fork(at=4, learning_rate=0.02)
    twin.advance(5)
    steps = [0, 1, 3, 5, 6, 9]
    for step, state in zip(steps, twin.states_at(steps), strict=True):
        assert (flat(state.params) == flat(twin.state_at(step).params)).all()
