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


@pytest.mark.parametrize("digits", ["9" * 19, "9" * 400, "-" + "9" * 19])
@pytest.mark.parametrize("key", ["training.epochs", "training.optimizer.learning_rate", "model[0].units"])
def test_a_whole_number_has_64_bits(complaint, plain, key, digits):
    shown = digits if len(digits) < 40 else f"{digits[:12]}… (400 characters)"
    sentence = complaint(plain, [f"{key}={digits}"])
    assert sentence.endswith(f": {key} is {shown}; a whole number must have less than 20 digits")
    assert len(sentence) < 400


def test_an_instrument_measures_within_the_updates_there_can_be(complaint, plain):
    """Its stride is compared with the step number inside the compiled step."""
    asked = f"epochs = 2\ninstruments = [{{ name = 'sharpness', every = {MUCH} }}]"
    assert complaint(plain.replace("epochs = 2", asked)) == (
        f"the text: training.instruments[0].every is {MUCH}; it must be a whole number, at least 1 and at most "
        "1000000000"
    )
