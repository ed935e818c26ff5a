"""A file asks for instruments by their columns; claims and the loss panel read them where they were measured."""

from dataclasses import fields

import numpy as np
import pytest

from dlviz.engine import instruments
from dlviz.scenarios import instrument_tables, load
from dlviz.scenarios.columns import columns

ASKED = '{ name = "sharpness", every = 4 }, { name = "eigenvalues", every = 2, k = 2 }, "stability_bound", "full_loss"'
CLAIMS = """
[[claims]]
text = "The last measured sharpness"
check = "slow.sharpness.last < 1e9"
[[claims]]
text = "Sharpness against its bound where both exist"
check = "slow.sharpness.share_below(stability_bound) >= 0"
[display.loss]
column = "sharpness"
"""


@pytest.fixture(scope="module")
def session(plain):
    asked = f"epochs = 2\ninstruments = [{ASKED}, 'dead_units', 'loss_along_update', 'gradient_cosine']"
    return load(plain.replace("epochs = 2", asked) + CLAIMS, runs=["slow"]).run()


def test_columns_have_the_names_that_were_promised(session):
    (one,) = session.runs
    trace = one.run.trace
    assert columns(one.spec.document, wants_full_loss=True) == {name: trace.labels(name) for name in trace.names}


def test_claims_read_a_column_where_it_was_measured(session):
    trace = session.runs[0].run.trace
    assert np.flatnonzero(np.isfinite(trace["sharpness"])).tolist() == [0, 4, 8]
    last, share = session.claims()
    assert last.left == trace["sharpness"][8]
    assert share.left == (trace["sharpness"][::4] < trace["stability_bound"][::4]).mean()


def test_instruments_change_no_bit_of_the_training(session, plain):
    bare = load(plain, runs=["slow"]).run()
    np.testing.assert_array_equal(bare.runs[0].run.trace["loss"], session.runs[0].run.trace["loss"])


@pytest.mark.parametrize("name", sorted(instrument_tables.INSTRUMENTS))
def test_the_options_are_those_of_the_engine(name):
    kind = instruments.INSTRUMENTS[name]
    offered = {option: default for option, (_, default) in instrument_tables.INSTRUMENTS[name].items()}
    internal = {"scales", "reference"} | ({"iterations"} if name == "hessian_trace" else set())  # samples in its place
    engine = {field.name: field.default for field in fields(kind) if field.name not in internal}
    assert offered == engine


def test_the_columns_left_out_are_measured_anyway():
    missing = set(instruments.INSTRUMENTS) - set(instrument_tables.INSTRUMENTS)
    assert missing == {"grad_norm", "update_norm", "weight_norm", "position"}


def test_a_class_counts_as_much_as_its_weight(plain):
    """With all weights 2 the loss doubles; with one class at 0.5 it is less than with all at 1."""
    text, losses = plain, []
    for weights in ("{}", "{ setosa = 2.0, versicolor = 2, virginica = 2 }", "{ setosa = 0.5 }"):
        session = load(text, [f"training.class_weight={weights}"], runs=["slow"], steps=1).session()
        session.build()
        session.train()
        losses.append(session.runs[0].run.trace["loss"][0])
    assert losses[1] == pytest.approx(2 * losses[0], rel=1e-6)
    assert losses[2] < losses[0]


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        ("training.class_weight={rose = 2}", "run 'slow': training.class_weight: there is no class 'rose'; possible: "),
        ("training.instruments=['sharpnes']", "--set training.instruments=['sharpnes']: training.instruments[0] is "),
        (
            "training.instruments=['sharpness', {name='sharpness'}]",
            "--set training.instruments=['sharpness', {name='sharpness'}]: training: instruments names sharpness "
            "twice; name it once",
        ),
        (
            "training.instruments=[{name='sharpness', every=0}]",
            "--set training.instruments=[{name='sharpness', every=0}]: training.instruments[0].every is 0; it must "
            "be a whole number, at least 1",
        ),
    ],
)
def test_a_wrong_one_is_one_sentence(plain, complaint, override, sentence):
    assert complaint(plain, [override]).startswith(f"the text: {sentence}")


def test_columns_measured_on_two_strides_are_compared_where_both_were(plain):
    """At rows 0, 6 and 12 of the strides 2 and 3: a value that was not measured is not one that does not lie below."""
    asked = 'steps = 12\ninstruments = [{ name = "sharpness", every = 2 }, { name = "hessian_trace", every = 3 }]'
    claims = "\n".join(
        f'[[claims]]\ntext = "{column}"\ncheck = "slow.{column}.share_below({other}) <= 1"'
        for column, other in (("sharpness", "hessian_trace"), ("hessian_trace", "sharpness"))
    )
    session = load(plain.replace("epochs = 2", asked) + claims, runs=["slow"]).run()
    trace = session.runs[0].run.trace
    first, second = trace["sharpness"][::6], trace["hessian_trace"][::6]
    assert len(first) == 3
    assert [claim.left for claim in session.claims()] == [(first < second).mean(), (second < first).mean()]
