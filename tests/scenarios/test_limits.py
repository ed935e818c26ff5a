"""What no machine could hold is refused on loading, in one sentence that says how much may be asked for."""

import pytest

from dlviz.scenarios import load

MUCH = 10**12


@pytest.mark.parametrize(
    ("name", "key", "sentence"),
    [
        ("gd-vs-sgd", "data.rows", "must be a whole number, at least 2 and at most 100000"),
        ("iris-mlp", "training.epochs", "must be a whole number, at least 1 and at most 1000000000"),
    ],
)
def test_rows_and_epochs_have_a_bound(complaint, name, key, sentence):
    assert complaint(name, [f"{key}={MUCH}"]) == f"{name}: --set {key}={MUCH}: {key} is {MUCH}; it {sentence}"


def test_steps_have_a_bound(complaint, plain):
    assert complaint(plain.replace("epochs = 2", f"steps = {MUCH}")) == (
        f"the text: training.steps is {MUCH}; it must be a whole number, at least 1 and at most 1000000000"
    )


@pytest.mark.parametrize("drawn", [f"size = 4, per_epoch = {MUCH}", f"size = {MUCH}", "size = 4000, per_epoch = 2501"])
def test_rows_drawn_in_an_epoch_have_a_bound(complaint, plain, drawn):
    batch = f"batch = {{ {drawn}, replacement = true }}"
    assert complaint(plain.replace("batch = 30", batch)) == (
        "the text: training.batch: an epoch draws size times per_epoch rows, at most 10000000; choose smaller ones"
    )


def test_a_batch_of_more_rows_than_there_are_is_all_of_them(plain):
    """Without replacement no row is drawn twice, so nothing grows."""
    session = load(plain.replace("batch = 30", f"batch = {MUCH}"), runs=["slow"]).session()
    session.build()
    assert session.ticks_per_epoch == 1


def test_a_number_of_hundreds_of_digits_does_not_fill_the_sentence(complaint, plain):
    text = plain.replace("epochs = 2", f"epochs = {10**400}")
    assert complaint(text).startswith("the text: training.epochs is 100000000000… (401 characters); it must be")
