import math

import pytest

from dlviz.tui.numbers import count, number, plain


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
