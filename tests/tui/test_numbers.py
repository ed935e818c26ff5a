import math

import pytest

from dlviz.tui.numbers import count, number, plain
from dlviz.tui.pictures import labels


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (1e-5, "1.0e-05"),
        (0.0123456, "0.0123"),
        (0.99996, "1.000"),
        (99.996, "100.0"),
        (999.6, "1,000"),
        (1240.0, "1,240"),
        (386275.0, "3.9e+05"),
        (-386275.0, "−3.9e+05"),
        (math.nan, "–"),
        (None, "–"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_number(value, text):
    """A number takes at most 8 cells, whatever its size, and one that does not exist is a dash."""
    assert number(value) == text
    assert len(number(value)) <= 8


def test_wide_number():
    """Where there is room, a large number is written out."""
    assert number(386275.0, wide=True) == "386,275"


def test_plain_number():
    """A number for programs is read back by float()."""
    assert [float(plain(value)) for value in (1.5, -2e-7, math.inf)] == [1.5, -2e-7, math.inf]
    assert math.isnan(float(plain(None)))


def test_count():
    """Counts carry thousands marks."""
    assert count(1000) == "1,000"


def test_only_zero_is_shown_as_zero_in_a_column():
    """Beside 17.83 a loss of 0.002 keeps its figures, and so does 0.03 beside 300; an exact zero is one."""
    assert labels.column([3.01, 0.36, 0.002, 17.83])[2] == "0.0020"
    assert labels.column([300.0, 0.03])[1] == "0.0300"
    assert labels.column([17.83, 0.0]) == ["17.83", "0.00"]
    assert labels.column([17.83, 0.06]) == ["17.83", "0.06"]


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([0.00836, -0.00065], ["0.00836", "−0.00065"]),
        ([0.0999999, 0.01], ["0.100", "0.010"]),
        ([0.0, -0.0], ["0.000", "0.000"]),
        ([0.05, 1e-9], ["0.0500", "1.0e-09"]),
        ([12.5, 0.25], ["12.50", "0.25"]),
        ([float("nan"), 0.02], ["–", "0.0200"]),
    ],
)
def test_figures_are_three_of_the_largest_number(values, texts):
    assert labels.figures(values) == texts


@pytest.mark.parametrize(
    ("speed", "said"),
    [
        (0.125, "1 step in 8 s"),
        (0.5, "1 step in 2 s"),
        (1.0, "1 step/s"),
        (8.0, "8 steps/s"),
        (1024.0, "1,024 steps/s"),
    ],
)
def test_a_speed_is_said_in_whole_steps_or_whole_seconds(speed, said):
    assert labels.speed(speed) == said
