"""Landscapes are the loss they say they are, and the minimum found is the one that is known."""

import json
from pathlib import Path

import numpy as np
import pytest

from dlviz.engine import (
    SGD,
    Axis,
    Dense,
    FullLoss,
    Objective,
    Position,
    Run,
    Sequential,
    SettingError,
    Supervised,
    minimise,
    refine,
    slice_loss,
)
from dlviz.engine.objectives import FUNCTIONS

ORACLES = Path(__file__).parents[1] / "oracles"
W = Axis.parse("dense.kernel[0,0]", "w")
ALPHA = (Axis.parse("dense.kernel[0,0]", "α₀"), Axis.parse("dense.kernel[1,0]", "α₁"))


def oracle(name):
    content = json.loads((ORACLES / f"{name}.json").read_text())
    return content["input"], content["expected"]


def perceptron():
    given, expected = oracle("01_perceptron_boston_rm")
    model = Sequential([Dense(1, use_bias=False)], input_shape=(1,))
    x = np.array(given["x"])[:, None]
    return Supervised(model, x, given["y"], {"name": "mean_squared_error", "reduction": "sum"}), expected


def logistic():
    given, expected = oracle("10_gd_logistic_notes_4_1")
    penalty = {"name": "L2", "l2": given["lam"] / 2}
    model = Sequential([Dense(1, use_bias=False, kernel_regularizer=penalty)], input_shape=(2,))
    loss = {"name": "binary_crossentropy", "from_logits": True, "reduction": "sum"}
    labels = (np.array(given["y"]) + 1) / 2
    return Supervised(model, np.array(given["x"]), labels, loss), given, expected


def start_of(problem):
    run = Run(problem, SGD(), steps=1)
    return run.state.params, run.state.layer_state


def test_the_perceptrons_curve_is_its_sum_of_squares():
    """L(w) = Σ(wx - y)² on a grid over [-2, 10]."""
    problem, _ = perceptron()
    landscape = slice_loss(problem, *start_of(problem), [W], [(-2, 10)], [41])
    x, y = np.asarray(problem.data[0]), np.asarray(problem.data[1])
    want = ((landscape.grids[0] * x - y) ** 2).sum(axis=0)
    np.testing.assert_allclose(landscape.loss, want, rtol=1e-5)
    assert landscape.axes == (W,)


def test_the_perceptrons_minimum_and_stable_rate_have_their_closed_forms():
    """w* = Σxy/Σx², and gradient descent is stable below 2/λmax = 1/Σx²."""
    problem, expected = perceptron()
    minimum = minimise(problem, *start_of(problem), [W], [0.0])
    np.testing.assert_allclose(minimum.position[0], expected["minimiser"], rtol=1e-6)
    np.testing.assert_allclose(minimum.loss, expected["loss_at_minimiser"], rtol=1e-5)
    np.testing.assert_allclose(minimum.stable_rate, expected["largest_stable_lr"], rtol=1e-5)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_perceptrons_three_descents_follow_their_closed_form(number):
    """Ten updates at 1e-5, 1e-6 and 5e-5 give the weights and losses of the closed form to 1e-5."""
    problem, expected = perceptron()
    known = expected["runs"][number]
    run = Run(
        problem,
        SGD(learning_rate=known["lr"]),
        steps=10,
        params={"dense": {"kernel": 0.0}},
        instruments=(Position(axes=(W,)),),
    )
    run.advance(10)
    closed = known["closed_form_float64"]
    np.testing.assert_allclose(run.trace["position"][:, 0], closed["w"], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(run.trace["loss"], closed["loss"], rtol=1e-5)
    assert run.status == "finished"


def test_the_logistic_descent_of_the_notes_is_reproduced():
    """Ten epochs of gradient descent in figure 4.1 follow NumPy in float64 to 1e-5."""
    problem, given, expected = logistic()
    start = {"dense": {"kernel": np.array(given["start"])[:, None]}}
    run = Run(
        problem,
        SGD(learning_rate=given["lr"]),
        epochs=10,
        params=start,
        instruments=(Position(axes=ALPHA), FullLoss()),
    )
    run.advance(10)
    np.testing.assert_allclose(run.trace["position"], expected["path"], rtol=1e-5)
    np.testing.assert_allclose(run.trace["loss"], expected["loss"], rtol=1e-5)
    np.testing.assert_allclose(run.trace["full_loss"], expected["loss"], rtol=1e-5)
    minimum = minimise(problem, run.state.params, {}, ALPHA, given["start"])
    np.testing.assert_allclose(minimum.position, expected["minimiser"], rtol=2e-5)
    np.testing.assert_allclose(minimum.loss, expected["loss_at_minimiser"], rtol=1e-5)


def test_a_field_has_the_second_axis_first():
    """loss[j, i] belongs to (first axis[i], second axis[j])."""
    problem, _, _ = logistic()
    field = slice_loss(problem, *start_of(problem), ALPHA, [(-1, 7), (-4, 1)], [5, 3])
    assert field.loss.shape == (3, 5)
    x, y = np.asarray(problem.data[0]), np.asarray(problem.data[1])
    alpha = np.array([field.grids[0][4], field.grids[1][0]])
    z = x @ alpha
    want = np.logaddexp(0, np.where(y[:, 0] > 0, -z, z)).sum() + 0.05 * (alpha**2).sum()
    np.testing.assert_allclose(field.loss[0, 4], want, rtol=1e-5)


def test_a_slice_holds_all_other_weights():
    """Along an axis of a network the loss at the present weight is the present loss."""
    model = Sequential([Dense(3, activation="tanh"), Dense(1)], input_shape=(2,))
    rng = np.random.default_rng(0)
    problem = Supervised(model, rng.normal(size=(9, 2)), rng.normal(size=9), "mean_squared_error")
    params, state = start_of(problem)
    axis = Axis.parse("dense.kernel[1,2]")
    here = float(params["dense"]["kernel"][1, 2])
    curve = slice_loss(problem, params, state, [axis], [(here, here + 1)], [2])
    now, _ = problem.loss(params, state, problem.hyper(), problem.data, None, False)
    np.testing.assert_allclose(curve.loss[0], float(now), rtol=1e-6)


def test_a_landscape_comes_coarse_first():
    """refine yields one landscape per resolution, and nothing is computed that is not asked for."""
    problem, _, _ = logistic()
    stages = refine(problem, *start_of(problem), ALPHA, [(-1, 7), (-4, 1)], [[4, 4], [40, 40]])
    assert next(stages).loss.shape == (4, 4)
    assert next(stages).loss.shape == (40, 40)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("dense", "the axis 'dense' does not read as layer.weight[i,j], such as dense.kernel[0,0]"),
        (
            "dens.kernel[0,0]",
            "the axis dens.kernel[0,0]: the model has no weight dens.kernel; did you mean dense.kernel?",
        ),
        ("dense.kernel[0]", "the axis dense.kernel[0]: dense.kernel has shape (2, 1); give one index within each"),
        ("dense.kernel[0,4]", "the axis dense.kernel[0,4]: dense.kernel has shape (2, 1); give one index within each"),
    ],
)
def test_an_axis_that_is_not_there_is_one_sentence(path, sentence):
    """A wrong axis names what there is."""
    problem, _, _ = logistic()
    with pytest.raises(SettingError) as caught:
        slice_loss(problem, *start_of(problem), [Axis.parse(path)], [(0, 1)], [3])
    assert str(caught.value) == sentence


@pytest.mark.parametrize("name", FUNCTIONS)
def test_known_minimisers_are_minimisers(name):
    """At each known minimum of an objective the gradient vanishes and the curvature is not negative."""
    problem = Objective(name)
    for known in problem.function.minimisers:
        at = {"point": {"x": np.array(known)}}
        minimum = minimise(problem, at, {}, problem.axes, known)
        np.testing.assert_allclose(minimum.position, known, atol=1e-3)
        assert minimum.eigenvalues[0] > -1e-3


def test_where_it_is_flat_the_search_stays():
    """A weight into a dead unit changes nothing: the minimum is where one started, not nowhere."""
    model = Sequential([Dense(1, activation="relu"), Dense(1)], input_shape=(1,))
    problem = Supervised(model, [[1.0], [2.0]], [1.0, 0.0], "mean_squared_error")
    start = {"dense": {"kernel": 0.5, "bias": -100.0}}
    run = Run(problem, SGD(), steps=1, params=start)
    minimum = minimise(problem, run.state.params, {}, [W], [0.5])
    np.testing.assert_array_equal(minimum.position, [0.5])
    assert np.isfinite(minimum.loss)
    assert minimum.stable_rate == float("inf")
