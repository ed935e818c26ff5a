"""Computations that draw numbers, and one that counts them, as scenarios."""

import pytest

from dlviz.scenarios import ScenarioError, load


@pytest.mark.parametrize(("name", "column"), [("chain-rule", "signal"), ("grid-search", "best_loss")])
def test_a_seed_is_that_of_what_is_drawn(name, column):
    """`--seed` changes the numbers of all runs, and the report names it."""
    session, other = load(name).run(), load(name, seed=5).run()
    assert other.report()["seed"] == 5
    assert [run["seed"] for run in other.report()["runs"]] == [5, 5, 5]
    for one, two in zip(session.runs, other.runs, strict=True):
        assert one.run.trace[column][-1] != two.run.trace[column][-1]


def test_a_seed_of_what_draws_nothing_is_no_mistake():
    assert load("model-summary", seed=5).run().report()["runs"][0]["metrics"]["params"] == 283


def test_a_longer_chain_has_a_column_for_every_layer():
    session = load("chain-rule", overrides=["computation.units=[5, 7, 7, 7, 3]"], runs=["tanh"]).run()
    trace = session.runs[0].run.trace
    assert trace.labels("grad_norm") == ("dense", "dense_1", "dense_2", "dense_3")
    assert trace.rows == 4 * 18
    assert session.ticks_per_epoch == 18


def test_too_large_a_grid_is_one_sentence():
    with pytest.raises(ScenarioError, match=r"11\^9 points, more than 200,000; take fewer values or weights"):
        load("grid-search", overrides=["computation.weights=9"]).run()
