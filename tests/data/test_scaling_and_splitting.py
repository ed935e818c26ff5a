"""Scaling and splitting agree with scikit-learn's and Keras' definitions."""

import numpy as np
import pytest

from dlviz import data


def test_standardised_columns_have_mean_zero_and_population_deviation_one():
    x = data.load("boston").x
    z = data.fit_scaling(x)(x)
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(np.sqrt((z**2).mean(axis=0)), 1, rtol=1e-12)


def test_scaling_fitted_on_some_rows_serves_others():
    x = data.load("iris").x
    scaling = data.fit_scaling(x[:100])
    np.testing.assert_allclose(scaling(x[100:]), (x[100:] - x[:100].mean(0)) / x[:100].std(0))
    np.testing.assert_allclose(scaling.back(scaling(x)), x)


def test_a_constant_column_becomes_zero():
    """0.1 has no exact mean: the rounding error of its deviation must not be blown up to ±1."""
    x = np.column_stack([np.full(7, 0.1), np.arange(7.0)])
    assert data.fit_scaling(x)(x)[:, 0].tolist() == pytest.approx([0] * 7, abs=1e-15)


def test_the_shuffle_depends_on_its_seed_alone():
    order = data.shuffled(150, 0)
    assert sorted(order) == list(range(150))
    np.testing.assert_array_equal(order, data.shuffled(150, 0))
    assert not np.array_equal(order, data.shuffled(150, 1))


@pytest.mark.parametrize(("rows", "fraction", "start"), [(150, 0.3, 105), (10, 0.25, 7), (3, 0.5, 1), (506, 0.2, 404)])
def test_validation_rows_are_the_last_ones_counted_as_keras_counts(rows, fraction, start):
    assert data.validation_start(rows, fraction) == start


@pytest.mark.parametrize(("rows", "fraction", "side"), [(3, 0.9, "training"), (2, 1e-20, "validation")])
def test_a_split_that_leaves_one_side_empty_is_refused(rows, fraction, side):
    with pytest.raises(data.DataError) as error:
        data.validation_start(rows, fraction)
    assert str(error.value) == (f"validation_split = {fraction} of {rows} rows leaves no {side} row; choose another")


def test_one_hot_puts_a_one_at_the_class():
    assert data.one_hot(np.array([2, 0]), 3).tolist() == [[0, 0, 1], [1, 0, 0]]
