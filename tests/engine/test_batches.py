"""Minibatch plans hold each row as often as they should, and depend on nothing but seed and epoch."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dlviz.engine import FullBatch, Given, InOrder, SettingError, Shuffled, WithReplacement

ROWS, SIZES, SEEDS = st.integers(1, 200), st.integers(1, 60), st.integers(0, 2**31)


@given(ROWS, SIZES, SEEDS, st.integers(0, 50))
def test_an_epoch_of_shuffled_batches_holds_every_row_once(n, size, seed, epoch):
    """Shuffled batches are a permutation, cut as Keras cuts it: full batches, then what is left."""
    plan = Shuffled(size)
    assert sorted(plan.rows(n, seed, epoch)) == list(range(n))
    sizes = plan.sizes(n)
    assert sum(sizes) == n
    assert len(set(sizes[:-1])) <= 1
    assert sizes[-1] <= sizes[0] <= size
    np.testing.assert_array_equal(plan.rows(n, seed, epoch), plan.rows(n, seed, epoch))


def test_epochs_and_seeds_shuffle_differently():
    """Two epochs, and two seeds, give different orders."""
    plan = Shuffled(10)
    orders = {tuple(plan.rows(100, seed, epoch)) for seed in range(3) for epoch in range(3)}
    assert len(orders) == 9


def test_in_order_and_full_batches_keep_the_order():
    """105 rows by 30 are 30, 30, 30 and 15, row after row."""
    assert InOrder(30).sizes(105) == (30, 30, 30, 15)
    assert list(InOrder(30).rows(105, 0, 7)) == list(range(105))
    assert FullBatch().sizes(7) == (7,)
    assert InOrder(30).sizes(7) == (7,)


@given(ROWS, SIZES, st.integers(1, 9), SEEDS)
def test_rows_drawn_with_replacement_lie_inside_the_data(n, size, per_epoch, seed):
    """Each batch has its size, however small the data, and every row number exists."""
    plan = WithReplacement(size, per_epoch)
    rows = plan.rows(n, seed, 0)
    assert plan.sizes(n) == (size,) * per_epoch
    assert len(rows) == size * per_epoch
    assert 0 <= rows.min() <= rows.max() < n


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Shuffled(0), "the batch size is 0; it must be at least 1"),
        (lambda: InOrder(-2), "the batch size is -2; it must be at least 1"),
        (lambda: WithReplacement(4, 0), "the number of batches per epoch is 0; it must be at least 1"),
        (lambda: Given([]), "given batches must hold at least one batch, and each batch at least one row"),
        (lambda: Given([[1], []]), "given batches must hold at least one batch, and each batch at least one row"),
    ],
)
def test_a_plan_that_cannot_be_is_one_sentence(make, sentence):
    """Sizes below one and empty batches are refused."""
    with pytest.raises(SettingError) as caught:
        make()
    assert str(caught.value) == sentence
