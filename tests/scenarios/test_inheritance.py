"""Runs that begin with the weights that another run has found."""

import numpy as np
import pytest

from dlviz.scenarios import ScenarioError, load

HEIRS = """
[[runs]]
name = "base"

[[runs]]
name = "heir"
set = { "training.epochs" = 3 }
weights = { from = "base", layers = ["dense"], frozen = true }

[[runs]]
name = "all"
weights = { from = "base" }
"""


@pytest.fixture(scope="module")
def session(plain):
    return load(plain[: plain.index("[[runs]]")] + HEIRS).run()


def params(session, name, step=None):
    run = next(one.run for one in session.runs if one.name == name)
    return run.final if step is None else run.state_at(step).params


def test_an_heir_begins_with_the_final_weights_of_its_source(session):
    """Those of the layers that it names; its other layers begin as any run of its seed does."""
    for weight in ("kernel", "bias"):
        np.testing.assert_array_equal(
            params(session, "heir", 0)["dense"][weight], params(session, "base")["dense"][weight]
        )
    np.testing.assert_array_equal(
        params(session, "heir", 0)["dense_1"]["kernel"], params(session, "base", 0)["dense_1"]["kernel"]
    )


def test_frozen_layers_stay_as_they_are_and_have_no_gradients(session):
    for weight in ("kernel", "bias"):
        np.testing.assert_array_equal(
            params(session, "heir")["dense"][weight], params(session, "base")["dense"][weight]
        )
    assert not np.array_equal(
        params(session, "heir")["dense_1"]["kernel"], params(session, "base", 0)["dense_1"]["kernel"]
    )
    assert session.runs[1].run.trace.layers == ("dense_1",)


def test_without_names_all_layers_are_taken(session):
    for layer in ("dense", "dense_1"):
        np.testing.assert_array_equal(
            params(session, "all", 0)[layer]["kernel"], params(session, "base")[layer]["kernel"]
        )
    assert session.runs[2].run.trace["loss"][0] < session.runs[0].run.trace["loss"][0]


def test_an_heir_waits_and_the_clock_is_that_of_the_runs_that_have_begun(plain):
    """Before the source has ended the front is its own, and a claim about the heir is open."""
    claim = '[[claims]]\ntext = "c"\ncheck = "heir.loss.first > 0"\n'
    session = load(plain[: plain.index("[[runs]]")] + HEIRS + claim).session()
    session.build()
    session.reach(4)
    assert [session.waits(one) for one in session.runs] == [False, True, True]
    assert (session.front, session.runs[1].run.step) == (4, 0)
    assert session.claims()[0].holds is None
    session.train()
    assert [one.run.status for one in session.runs] == ["finished"] * 3
    assert session.claims()[0].holds is True


def test_a_run_brings_its_source_along(plain):
    text = plain[: plain.index("[[runs]]")] + HEIRS
    assert load(text, runs=["heir"]).run_names == ("base", "heir")
    assert load(text, runs=["base"]).run_names == ("base",)


def test_an_interrupted_source_leaves_its_heirs_interrupted(plain):
    session = load(plain[: plain.index("[[runs]]")] + HEIRS).session()
    session.build()
    session.reach(4)
    session.interrupt()
    session.train()
    assert {one.run.status for one in session.runs} == {"interrupted"}
    assert len(session.report()["runs"]) == 3


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        (
            'from = "base", layers',
            'from = "bse", layers',
            "runs[1].weights.from is 'bse'; it must be a run that stands before 'heir': did you mean base",
        ),
        (
            'layers = ["dense"]',
            'layers = ["dens"]',
            "runs[1].weights.layers: 'dens' is no layer with weights of both; did you mean dense",
        ),
        (
            '"training.epochs" = 3',
            '"model[0].units" = 5',
            "weights.from: dense.bias has shape (5,) here, in 'base' it has shape (4,); "
            "give both layers the same options",
        ),
    ],
)
def test_what_does_not_go_together_is_one_sentence(plain, before, after, sentence):
    text = (plain[: plain.index("[[runs]]")] + HEIRS).replace(before, after)
    with pytest.raises(ScenarioError) as error:
        load(text).run()
    assert sentence in str(error.value)
    assert "\n" not in str(error.value)
