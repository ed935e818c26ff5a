"""What cannot be read, or is not what it looks like, is refused with its place."""

import pytest

from dlviz.scenarios import load

DIGITS = "1" * 5000
TOO_LONG = "a number has more digits than can be read; write a smaller one"


def test_a_string_that_never_ends_is_named_where_it_begins(complaint, plain):
    """Not where the parser stops: at the end of its line, or of the whole text."""
    last = plain.count("\n") + 1
    closing = "the text: not valid TOML: the closing quotation mark of"
    assert complaint(plain + 'title = "A') == f'{closing} "A is missing (at line {last}, column 9)'
    assert complaint(plain + "title = '''A\n\n").startswith(f"{closing} '''A is missing (at line {last}, ")
    line = plain[: plain.index('"SGD"')].count("\n") + 1
    assert complaint(plain.replace('"SGD"', '"SGD')).startswith(f'{closing} "SGD, ')
    assert f"at line {line}, " in complaint(plain.replace('"SGD"', '"SGD'))


def test_a_text_that_ends_too_soon_names_its_last_line(complaint, plain):
    """A catalogue's reader opens the file at a line; "at the end" is none."""
    last = plain.count("\n") + 1
    assert complaint(plain + "title = [") == f"the text: not valid TOML: invalid value (at line {last}, where it ends)"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("0,25", "a number has a decimal point: 0.25"),
        (".25", "a number has digits on both sides of its point: 0.25"),
        ("2.", "a number has digits on both sides of its point: 2.0"),
        ("relu", 'text stands in quotation marks: "relu"'),
        ("False", "true and false are written in small letters: false"),
        ("“relu”", 'quotation marks are straight in TOML, " in the place of “'),
    ],
)
def test_a_common_slip_is_told_with_what_was_meant(complaint, plain, given, sentence):
    said = complaint(plain.replace("epochs = 2", f"epochs = {given}"))
    assert said.startswith(f"the text: not valid TOML: {sentence} (at line ")


@pytest.mark.parametrize("before", ["", "-", "[1, "])
def test_a_number_of_too_many_digits_is_refused_with_its_place(complaint, plain, before):
    line = plain[: plain.index("epochs = 2")].count("\n") + 1
    column = len("epochs = ") + len(before) + 1
    given = complaint(plain.replace("epochs = 2", f"epochs = {before}{DIGITS}"))
    assert given == f"the text: not valid TOML: {TOO_LONG} (at line {line}, column {column})"


def test_such_a_number_in_an_override_is_refused_with_its_key(complaint, plain):
    assert complaint(plain, [f"training.epochs={DIGITS}"]) == f"the text: --set training.epochs: {TOO_LONG}"


@pytest.mark.parametrize("value", ['"1.0"', '[[1.0, "2"]]', "true", "[[1, 2], [3]]", "2020-01-01", "{ a = 1 }"])
def test_weights_to_start_from_are_numbers(complaint, plain, value):
    given = complaint(plain.replace("epochs = 2", f'epochs = 2\nstart = {{ "dense.kernel" = {value} }}'))
    assert given == (
        "the text: run 'slow': training.start.'dense.kernel' must be a number, or numbers in lists of equal length"
    )


def test_a_whole_number_is_a_weight_as_well(plain):
    text = plain.replace("epochs = 2", f'epochs = 2\nstart = {{ "dense.bias" = {10**18} }}')
    session = load(text, runs=["slow"]).session()
    session.build()
    assert session.runs[0].run.state_at(0).params["dense"]["bias"].tolist() == pytest.approx([1e18] * 4)
