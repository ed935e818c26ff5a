"""Claims are parsed by a closed grammar, judged on numbers, and refused with their place."""

import math

import numpy as np
import pytest

from dlviz.scenarios.claim_parser import parse
from dlviz.scenarios.claims import ClaimError, Minimum, Value, values
from dlviz.scenarios.judge import judge, said
from dlviz.scenarios.reducers import reduce

NAN = float("nan")
STEPS = np.arange(5)


def holds(text, **numbers):
    def lookup(value):
        return numbers[value.name if isinstance(value, Minimum) else value.run]

    return judge(parse(text), lookup)


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("1 < 2", True),
        ("2 <= 2", True),
        ("2 != 2", False),
        ("2 == 2.0", True),
        ("1 + 2 * 3 == 7", True),
        ("(1 + 2) * 3 == 9", True),
        ("10 - 2 - 3 == 5", True),
        ("8 / 4 / 2 == 1", True),
        ("-2 * 3 == -6", True),
        ("2 - -1 == 3", True),
        ("abs(1 - 3) == 2", True),
        ("1e-3 < 2.5E2", True),
        ("1 < 2 and 3 < 2", False),
        ("1 < 2 or 3 < 2", True),
        ("not 1 < 2", False),
        ("not 2 < 1 and 1 < 2", True),
        ("1 < 2 or 1 < 2 and 2 < 1", True),
        ("not (1 < 2 and 2 < 1)", True),
        ("1 / 0 > 1000", True),
        ("0 / 0 == 0 / 0", False),
        ("0 / 0 != 0", False),
    ],
)
def test_arithmetic_and_logic_bind_as_everywhere(text, truth):
    assert holds(text).holds is truth


def test_a_value_names_run_column_label_and_reducer():
    found = list(values(parse('a.loss.last < "1e-05".position.α₀.at(3) + "b c"."x/y".first_below(-2)')))
    assert found == [
        Value("a", "loss", None, "last", None, 0),
        Value("1e-05", "position", "α₀", "at", 3.0, 14),
        Value("b c", "x/y", None, "first_below", -2.0, 42),
    ]


def test_a_share_takes_a_column():
    (value,) = values(parse("a.val_loss.share_below(epoch_loss) > 0.5"))
    assert (value.reducer, value.argument) == ("share_below", "epoch_loss")


def test_the_minimum_has_numbers_but_a_run_may_be_called_so_in_quotes():
    assert list(values(parse("minimum.loss < 1"))) == [Minimum("loss", 0)]
    assert list(values(parse('"minimum".loss.last < 1'))) == [Value("minimum", "loss", None, "last", None, 0)]


def test_the_sides_shown_are_those_of_the_comparison_that_decides():
    both = "a.loss.last < 1 and b.loss.last < 2"
    assert holds(both, a=0.5, b=3) == holds("b.loss.last < 2", b=3)
    # where both decide alike, the sides that are closest to changing the verdict
    assert holds(both, a=5, b=3) == holds("b.loss.last < 2", b=3)
    either = "a.loss.last < 1 or b.loss.last < 2"
    assert holds(either, a=5, b=1) == holds("b.loss.last < 2", b=1)
    # of an equality that holds there is nothing more to say
    assert holds("a.loss.last == 1 and b.loss.last < 2", a=1, b=0) == holds("b.loss.last < 2", b=0)
    assert holds("a.loss.last <= 1 and b.loss.last < 2", a=1, b=0) == holds("a.loss.last <= 1", a=1)


@pytest.mark.parametrize("measured", [0.8, 0.6, 0.9, 0.1, 0.7])
def test_a_number_of_32_bits_equals_what_is_written_like_it(measured):
    """4/5 in 32 bits is 0.800000012: more than 0.8 in 64 bits, but 0.8 all the same."""
    a = np.float32(measured)
    truths = {"==": True, "<=": True, ">=": True, "<": False, ">": False, "!=": False}
    for sign, truth in truths.items():
        assert holds(f"a.loss.last {sign} {measured}", a=a).holds is truth
    assert not holds(f"a.loss.last - {measured} > 0", a=a).holds
    assert holds(f"a.loss.last > {measured - 1e-7}", a=a).holds
    assert holds(f"a.loss.last > {measured}", a=np.float64(a)).holds is (float(a) > measured)
    assert np.isnan(reduce("first_below", np.array([1, measured], np.float32), STEPS[:2], measured))


def test_numbers_of_steps_are_told_as_such_or_in_epochs_where_the_claim_speaks_of_them():
    def told(text, check, **numbers):
        found = said(text, holds(check, **numbers), True, 4)
        return found.left, found.right, found.unit

    assert told("lowest before epoch 80", "a.val_loss.argmin + 4 < 80 * 4", a=140) == (36, 80, "epochs")
    assert told("it turns later", "a.val_loss.argmin > abs(b.val_loss.argmin)", a=140, b=7) == (140, 7, "steps")
    assert told("twice as late", "a.loss.argmin / b.loss.argmin > 2", a=9, b=3) == (3, 2, "")
    assert told("after each epoch", "a.epoch_loss.last < 1", a=0.5) == (0.5, 1, "")


def test_a_comparison_with_nan_is_false_both_ways():
    assert not holds("a.loss.last < 1", a=math.nan).holds
    assert not holds("a.loss.last >= 1", a=math.nan).holds


@pytest.mark.parametrize("text", ["(" * 5000 + "1 < 2" + ")" * 5000, "not " * 5000 + "1 < 2", "-" * 5000 + "1 < 2"])
def test_a_claim_without_end_is_refused(text):
    with pytest.raises(ClaimError, match="a claim has at most"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "at character 1, ▸: a number or RUN.COLUMN.REDUCER is missing"),
        (
            "a.loss.last",
            "at character 1, ▸a.loss.last: a comparison such as GD.loss.last < 0.1 is needed, this is only a number",
        ),
        ("a.loss.last <", "at character 14, a.loss.last <▸: a number or RUN.COLUMN.REDUCER is missing"),
        (
            "a.loss < 1",
            "at character 1, ▸a.loss < 1: write RUN.COLUMN.REDUCER, or RUN.COLUMN.LABEL.REDUCER for a column "
            "of several",
        ),
        (
            "a.loss.lst < 1",
            "at character 8, a.loss.▸lst < 1: there is no reducer 'lst' (there are last, first, min, max, "
            "mean, argmin, argmax, min_step, max_step, rises, at, first_below, share_below)",
        ),
        ("a.loss.at < 1", "at character 11, a.loss.at ▸< 1: '(' is missing"),
        ("a.loss.at(x) < 1", "at character 11, a.loss.at(▸x) < 1: at needs a number"),
        ("a.loss.at(3 < 1", "at character 13, a.loss.at(3 ▸< 1: ')' is missing"),
        ("1 < 2 < 3", "at character 7, 1 < 2 ▸< 3: comparisons cannot be chained; join two with `and`"),
        ("1 < 2 3", "at character 7, 1 < 2 ▸3: this does not go on from what stands before it"),
        ("(1 < 2", "at character 7, (1 < 2▸: ')' is missing"),
        ("1 + (1 < 2) > 0", "at character 5, 1 + ▸(1 < 2) > 0: a number is needed, this is true or false"),
        (
            "1 and 2 < 3",
            "at character 1, ▸1 and 2 < 3: a comparison such as GD.loss.last < 0.1 is needed, this is only a number",
        ),
        ("1 < 2 and", "at character 10, 1 < 2 and▸: a number or RUN.COLUMN.REDUCER is missing"),
        ("a = 1", "at character 3, a ▸= 1: '=' has no meaning here"),
        ('"a.loss.last < 1', 'at character 1, ▸"a.loss.last < 1: this quote is never closed'),
        ("minimum.w.last < 1", "at character 1, ▸minimum.w.last < 1: minimum takes one name, such as minimum.loss"),
        ("__import__('os') < 1", "at character 12, __import__(▸'os') < 1: \"'\" has no meaning here"),
    ],
)
def test_a_claim_that_does_not_parse_marks_the_place(text, sentence):
    with pytest.raises(ClaimError) as error:
        parse(text)
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("reducer", "column", "argument", "number"),
    [
        ("first", [3, 1, 2, 5, 4], NAN, 3),
        ("last", [3, 1, 2, 5, 4], NAN, 4),
        ("min", [3, 1, NAN, 5, 4], NAN, 1),
        ("max", [3, 1, NAN, math.inf, 4], NAN, math.inf),
        ("mean", [3, 1, 2, NAN, 4], NAN, 2.5),
        ("argmin", [3, 1, NAN, 5, 4], NAN, 1),
        ("argmax", [3, 1, NAN, 5, 4], NAN, 3),
        ("at", [3, 1, 2, 5, 4], 3, 5),
        ("at", [3, 1, 2, 5, 4], 9, NAN),
        ("first_below", [3, 1, 2, 5, 4], 2.5, 1),
        ("first_below", [3, 1, 2, 5, 4], 1, NAN),
        ("min_step", [1, 2, 4, 5, 9], NAN, 1),
        ("max_step", [9, 5, 4, 2, 1], NAN, -1),
        ("rises", [1, 2, 1, 3, 3], NAN, 2),
        ("last", [3, 1, 2, 5, NAN], NAN, NAN),
        ("min", [NAN] * 5, NAN, NAN),
        ("min_step", [1, NAN, 2, 3, 4], NAN, NAN),
    ],
)
def test_a_reducer_makes_one_number_of_a_column(reducer, column, argument, number):
    found = reduce(reducer, np.array(column, float), STEPS, argument)
    assert found == pytest.approx(number, nan_ok=True)


def test_a_share_counts_where_one_column_lies_below_the_other():
    assert reduce("share_below", np.array([1.0, 5, 2, 2]), STEPS[:4], other=np.array([2.0, 2, 2, 3])) == 0.5


@pytest.mark.parametrize("reducer", ["first", "last", "min", "mean", "argmax", "rises", "min_step"])
def test_a_column_without_rows_gives_nan(reducer):
    assert math.isnan(reduce(reducer, np.array([]), np.array([], int)))


def test_one_row_has_no_change():
    assert math.isnan(reduce("min_step", np.array([1.0]), STEPS[:1]))
