"""A grid against descent, both against NumPy by hand."""

import itertools

import numpy as np
import pytest

from dlviz.engine.computations import GridSearch
from dlviz.engine.errors import SettingError


@pytest.mark.parametrize(("weights", "points"), [(1, 11), (2, 121), (3, 1331)])
def test_a_grid_costs_its_values_to_the_power_of_the_weights(weights, points):
    search = GridSearch(weights=weights)
    found = search.measure()
    assert search.steps + 1 == points
    assert found["evaluations"][-1] == points
    assert found["log10_points"][-1] == pytest.approx(np.log10(points))


def test_every_combination_is_tried_once_and_its_loss_is_that_of_the_rows():
    search = GridSearch(weights=2, points=4, range=(-1.0, 2.0), rows=30)
    x, y = search.problem
    axis = [-1.0, 0.0, 1.0, 2.0]
    expected = [
        np.mean([(x_i @ np.array(w) - y_i) ** 2 for x_i, y_i in zip(x, y, strict=True)])
        for w in itertools.product(axis, axis)
    ]
    found = search.measure()
    np.testing.assert_allclose(found["point_loss"], expected, rtol=1e-5)
    np.testing.assert_allclose(found["best_loss"], [min(expected[: i + 1]) for i in range(16)], rtol=1e-5)


def test_the_gradient_is_that_of_finite_differences():
    problem = GridSearch(weights=3).problem
    w = np.array([1.0, -2.0, 0.5])
    for i, shift in enumerate(1e-6 * np.eye(3)):
        above, below = problem.loss(np.stack([w + shift, w - shift]))
        assert problem.gradient(w)[i] == pytest.approx((above - below) / 2e-6, rel=1e-6)


def test_descent_ends_at_the_least_squares_solution():
    search = GridSearch(weights=3)
    x, y = search.problem
    best, *_ = np.linalg.lstsq(x, y, rcond=None)
    np.testing.assert_allclose(search.descent[-1], best, rtol=1e-9)
    np.testing.assert_array_equal(search.descent[0], [-5, -5, -5])
    least = np.mean((x @ best - y) ** 2)
    assert search.measure()["descent_loss"][-1] == pytest.approx(least, rel=1e-5)
    assert (search.measure()["best_loss"] > least).all()


def test_descent_that_diverges_goes_to_infinity_without_a_warning(recwarn):
    found = GridSearch(weights=3, learning_rate=5.0).measure()
    assert not np.isfinite(found["descent_loss"][-1])
    assert not recwarn.list


def test_the_line_that_keeps_a_point_is_lit_where_the_loss_fell():
    search = GridSearch(weights=2)
    fell = np.diff(search.measure()["best_loss"], prepend=np.inf) < 0
    assert [2 in search.work(row).at for row in range(search.steps + 1)] == fell.tolist()
    assert search.work(5).lines[0].code == "for each of the 11² = 121 points w"
    assert search.work(5).lines[0].numbers == "point 6"
    assert search.work(5).lines[1].numbers[0].values == (-5.0, 0.0)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"weights": 6}, r"11\^6 points, more than 200,000"),
        ({"rows": 100_000, "points": 100_000}, "100,000 points times 100,000 rows make 10,000,000,000 errors"),
        ({"points": 1}, "points"),
        ({"range": (1.0, 1.0)}, "range"),
        ({"learning_rate": -1.0}, "learning_rate"),
    ],
)
def test_a_setting_that_cannot_be_is_refused(settings, said):
    with pytest.raises(SettingError, match=said):
        GridSearch(**settings)


def test_what_has_been_tried_is_seen_and_nothing_else():
    """Of two weights the field fills row by row, of three the slice at the present first weight, of one the curve."""
    search = GridSearch(weights=2, points=4)
    seen = search.surface(5)
    assert seen.axes == ("w₂", "w₁")
    np.testing.assert_array_equal(np.isfinite(seen.loss), np.arange(16).reshape(4, 4) <= 5)
    for row, (j, i) in ((5, (1, 1)), (2, (0, 2))):
        w = np.array([[seen.grids[1][j], seen.grids[0][i]]])
        np.testing.assert_allclose(search.surface(row).loss[j, i], search.problem.loss(w)[0], rtol=1e-6)
    cube = GridSearch(weights=3, points=4)
    assert cube.surface(16).axes == ("w₃", "w₂")
    assert np.isfinite(cube.surface(16).loss).sum() == 1  # the second value of w₁ has just begun
    assert cube.surface(16).note == "w₁ = -1.667"
    assert GridSearch(points=4).surface(2).loss.shape == (4,)


@pytest.mark.parametrize("weights", [1, 2, 3])
def test_the_path_lies_along_the_axes_of_what_is_seen(weights):
    """Descent ends near the true weights in these coordinates."""
    search = GridSearch(weights=weights, points=6)
    assert search.labels["position"] == search.surface(0).axes
    last = search.measure()["position"][-1]
    best = np.linalg.lstsq(search.problem.x, search.problem.y, rcond=None)[0]
    np.testing.assert_allclose(last, best[::-1][:2], atol=0.5)
