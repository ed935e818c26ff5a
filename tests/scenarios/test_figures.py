"""Every built-in scenario runs headless, and its claims hold; two agree with closed forms."""

import json
from pathlib import Path

import numpy as np
import pytest

from dlviz.scenarios import catalogue

ENDS = {("exploding-gradients", "too large"): "diverged", ("early-stopping", "patience 10"): "stopped early"}
"""How runs end that are not meant to go to their end."""

ORACLES = Path(__file__).parents[1] / "oracles"


@pytest.mark.parametrize("name", [pytest.param(e.name, marks=pytest.mark.xdist_group(e.name)) for e in catalogue()])
def test_all_claims_hold(trained, name):
    session = trained(name)
    for one in session.runs:
        assert one.run.status.startswith(ENDS.get((name, one.name), "finished"))
    assert {claim.text: claim.holds for claim in session.claims()} == {claim.text: True for claim in session.claims()}


@pytest.mark.xdist_group("perceptron-gd")
def test_each_descent_of_perceptron_gd_follows_its_closed_form(trained):
    """w_t = w* + (w₀ - w*)(1 - 2 η Σx²)^t, to 1e-5 of the way from w₀ to w*."""
    expected = json.loads((ORACLES / "01_perceptron_boston_rm.json").read_text())["expected"]
    for one in trained("perceptron-gd").runs:
        rate = float(one.name)
        contraction = (1 - 2 * rate * expected["sum_xx"]) ** np.arange(11)
        w = expected["minimiser"] * (1 - contraction)
        loss = expected["sum_yy"] - 2 * w * expected["sum_xy"] + w**2 * expected["sum_xx"]
        np.testing.assert_allclose(one.run.trace["position"][:, 0], w, rtol=0, atol=1e-5 * expected["minimiser"])
        np.testing.assert_allclose(one.run.trace["loss"], loss, rtol=1e-5)


@pytest.mark.xdist_group("perceptron-gd")
def test_the_landscape_of_perceptron_gd_is_the_parabola(trained):
    expected = json.loads((ORACLES / "01_perceptron_boston_rm.json").read_text())["expected"]
    found = trained("perceptron-gd").landscape(0)
    w = found.grids[0]
    loss = expected["sum_yy"] - 2 * w * expected["sum_xy"] + w**2 * expected["sum_xx"]
    np.testing.assert_allclose(found.loss, loss, rtol=1e-5)
    assert found.exact
    assert found.axes == ("w",)
    assert found.minimum[0] == pytest.approx(expected["minimiser"], rel=1e-5)
    assert found.minimum_loss == pytest.approx(expected["loss_at_minimiser"], rel=1e-5)
    assert found.stable_rate == pytest.approx(expected["largest_stable_lr"], rel=1e-5)


@pytest.mark.xdist_group("gd-vs-sgd")
def test_gradient_descent_of_gd_vs_sgd_follows_numpy(trained):
    expected = json.loads((ORACLES / "10_gd_logistic_notes_4_1.json").read_text())["expected"]
    descent = trained("gd-vs-sgd").runs[0].run.trace
    np.testing.assert_allclose(descent["position"], expected["path"], rtol=1e-5)
    np.testing.assert_allclose(descent["loss"], expected["loss"], rtol=1e-5)
    np.testing.assert_allclose(descent["full_loss"], expected["loss"], rtol=1e-5)


@pytest.mark.xdist_group("gd-vs-sgd")
def test_the_minimum_of_gd_vs_sgd_is_that_of_numpy(trained):
    expected = json.loads((ORACLES / "10_gd_logistic_notes_4_1.json").read_text())["expected"]
    found = trained("gd-vs-sgd").landscape(0)
    np.testing.assert_allclose(found.minimum, expected["minimiser"], rtol=1e-5, atol=1e-5)
    assert found.minimum_loss == pytest.approx(expected["loss_at_minimiser"], rel=1e-5)


@pytest.mark.xdist_group("gd-vs-sgd")
def test_stochastic_descent_of_gd_vs_sgd_takes_the_steps_of_the_notes(trained):
    """Each step: minus η times the gradient of Σ log(1 + exp(-y xᵀα)) over 4 rows drawn, plus (λ/5) α."""
    one = trained("gd-vs-sgd").runs[1]
    x, sign = one.rows.table.x, 2 * one.rows.table.y - 1
    path = one.run.trace["position"].astype(float)
    alpha = path[0]
    np.testing.assert_array_equal(alpha, [1, -3])
    step = 0
    for epoch in range(10):
        for drawn in np.random.default_rng((0, epoch)).integers(20, size=20, dtype=np.int32).reshape(5, 4):
            margin = sign[drawn] * (x[drawn] @ alpha)
            gradient = -(sign[drawn] / (1 + np.exp(margin))) @ x[drawn] + 0.1 / 5 * alpha
            alpha = alpha - 0.2 * gradient
            step += 1
            np.testing.assert_allclose(path[step], alpha, rtol=1e-5, atol=1e-5)


@pytest.mark.xdist_group("gd-vs-sgd")
def test_full_loss_of_gd_vs_sgd_counts_the_penalty_of_gd_for_both(trained):
    gd, sgd = trained("gd-vs-sgd").runs
    assert sgd.run.trace["full_loss"][0] == gd.run.trace["full_loss"][0]


@pytest.mark.xdist_group("vanishing-gradients")
def test_the_network_of_vanishing_gradients_is_that_of_the_notes_picture(trained):
    model = trained("vanishing-gradients").runs[0].problem.model
    assert model.count_params() == 1491
    assert trained("vanishing-gradients").ticks == 1000


@pytest.mark.xdist_group("vanishing-gradients")
def test_the_runs_of_vanishing_gradients_start_from_the_same_weights(trained):
    first = [one.run.state_at(0).params["dense_3"]["kernel"] for one in trained("vanishing-gradients").runs]
    np.testing.assert_array_equal(first[0], first[1])
    np.testing.assert_array_equal(first[0], first[2])


@pytest.mark.xdist_group("iris-mlp")
def test_the_network_of_iris_mlp_has_the_parameters_of_the_exercise(trained):
    (one,) = trained("iris-mlp").runs
    assert [row[-1] for row in one.problem.model.rows()] == [500, 303]
    assert (len(one.rows.x), len(one.rows.validation[0])) == (105, 45)


@pytest.mark.xdist_group("perceptron-bias")
def test_the_landscapes_of_perceptron_bias_are_a_valley_and_a_bowl(trained):
    """Standardised, the loss bends the same in every direction: 2 along each axis, at the means of the prices."""
    raw, bowl = (trained("perceptron-bias").landscape(0, run) for run in (0, 1))
    prices = trained("perceptron-bias").runs[1].rows.y
    assert raw.lambda_max > 80
    assert bowl.lambda_max == pytest.approx(2, rel=1e-4)
    assert bowl.minimum[1] == pytest.approx(prices.mean(), rel=1e-4)
    assert bowl.minimum_loss == pytest.approx(raw.minimum_loss, rel=1e-4)
