"""What holds for every run, whatever the lengths, steps and orders: properties, tried on drawn examples."""

from functools import cache

import jax
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dlviz.engine import Adam, Dense, Dropout, FullBatch, Given, Run, Sequential, Shuffled, Supervised

STEPS = 40
RNG = np.random.default_rng(11)
X = RNG.normal(size=(22, 3))
Y = np.eye(2)[(X.sum(axis=1) > 0).astype(int)]


def make():
    """A run with everything that may go wrong in time: dropout, momenta, a smaller last batch."""
    layers = [Dense(5, activation="tanh"), Dropout(0.3), Dense(2, activation="softmax")]
    problem = Supervised(
        Sequential(layers, input_shape=(3,)), X[:16], Y[:16], "categorical_crossentropy", validation=(X[16:], Y[16:])
    )
    return Run(problem, Adam(learning_rate=0.02), batches=Shuffled(6), steps=STEPS, seed=4)


@cache
def reference():
    run = make()
    run.advance(STEPS)
    return run


def leaves(state):
    return [np.asarray(leaf) for leaf in jax.tree.leaves(state)]


def assert_same(one, other):
    for a, b in zip(leaves(one), leaves(other), strict=True):
        np.testing.assert_array_equal(a, b)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(1, STEPS), min_size=1, max_size=12))
def test_a_run_does_not_depend_on_how_it_is_cut(lengths):
    """Any sequence of lengths, with or without a look at the trace in between, gives the same bits."""
    run = make()
    for place, length in enumerate(lengths):
        run.advance(length)
        if place % 2:
            assert run.trace.rows == run.step + 1
    run.advance(STEPS)
    assert_same(run.state, reference().state)
    for name, column in reference().trace.columns.items():
        np.testing.assert_array_equal(run.trace[name], column, err_msg=name)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, STEPS), st.integers(0, STEPS))
def test_looking_back_in_any_order_finds_what_was_there(first, second):
    """state_at(t) is the state of a run that was stopped at t; looking changes nothing."""
    run = reference()
    for step in (first, second, first):
        stopped = make()
        stopped.advance(step) if step else stopped.compile()
        assert_same(run.state_at(step), stopped.state)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, STEPS - 1), st.integers(0, STEPS - 1))
def test_a_fork_of_a_fork_goes_where_the_run_went(first, second):
    """Forks without a change repeat the run, rows and states, from wherever they start."""
    run = reference()
    fork = run.fork(at=first)
    fork.advance(STEPS)
    again = fork.fork(at=second)
    again.advance(STEPS)
    assert_same(again.state, run.state)
    for name, column in run.trace.columns.items():
        np.testing.assert_array_equal(again.trace[name], column, err_msg=name)


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(16)))
def test_the_order_of_rows_inside_a_batch_does_not_matter(order):
    """A full batch in another order has the same loss and the same gradient."""
    model = Sequential([Dense(4, activation="relu"), Dense(2, activation="softmax")], input_shape=(3,))
    losses = []
    for batches in (FullBatch(), Given([list(order)])):
        run = Run(
            Supervised(model, X[:16], Y[:16], "categorical_crossentropy"), Adam(), batches=batches, epochs=3, seed=1
        )
        run.advance(3)
        losses.append(run.trace["loss"])
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-5)


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(5)))
def test_hidden_units_may_be_renamed(order):
    """A network whose hidden units are permuted learns the same function, step by step."""
    rng = np.random.default_rng(0)
    kernel, out = rng.normal(size=(3, 5)), rng.normal(size=(5, 2))
    model = Sequential([Dense(5, activation="tanh"), Dense(2, activation="softmax")], input_shape=(3,))
    losses = []
    for hidden in (list(range(5)), list(order)):
        start = {"dense": {"kernel": kernel[:, hidden]}, "dense_1": {"kernel": out[hidden]}}
        problem = Supervised(model, X[:16], Y[:16], "categorical_crossentropy")
        run = Run(problem, Adam(), batches=FullBatch(), epochs=4, params=start)
        run.advance(4)
        losses.append(run.trace["loss"])
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-5)
