import io

import numpy as np
import pytest

from dlviz.tui.console import Console
from dlviz.tui.headless import chart
from dlviz.tui.text import cells


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.fixture
def console(monkeypatch):
    """A terminal of 60 columns without colour."""
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    return Console(Terminal())


def drawn(console, *series):
    curves = [
        chart.curve(place, np.arange(len(values), dtype=float), np.asarray(values, dtype=float), 200)
        for place, values in enumerate(series)
    ]
    return chart.draw(curves, {place: f"run{place}" for place in range(len(series))}, "loss over steps", console)


def test_a_wide_range_is_drawn_on_a_log_scale(console):
    """Losses over several powers of ten get marks at powers of ten, and the title says so."""
    lines = drawn(console, 10.0 ** np.linspace(4, -2, 50), np.full(50, 2.0))
    assert lines[0] == "loss over steps · log  ● run0  ▲ run1"
    marks = [line.partition("┤")[0].strip() for line in lines if "┤" in line]
    assert marks == ["10⁴", "10²", "10⁰", "10⁻²"]


def test_a_narrow_range_has_round_marks(console):
    """Losses of one size are drawn on a linear scale with round numbers at its marks."""
    lines = drawn(console, np.linspace(1.03, 1.97, 50))
    assert lines[0] == "loss over steps  ● run0"
    assert [line.partition("┤")[0].strip() for line in lines if "┤" in line] == ["1.8", "1.6", "1.4", "1.2"]


@pytest.mark.parametrize(
    "values",
    [[1.0], [3.0] * 20, [0.0, 0.0], [1e-30, 2e-30], [1e38, -1e38], [1.0, np.nan, np.inf, -np.inf, 2.0]],
    ids=["one point", "constant", "zero", "tiny", "huge", "not finite"],
)
def test_odd_values(values, console):
    """Whatever the values, the chart has its size and shows at least one point."""
    title, *picture = drawn(console, values)
    assert title.startswith("loss")
    assert len(picture) == chart.HEIGHT
    assert all(cells(line) <= 60 for line in picture)
    assert any(sign in "".join(picture) for sign in map(chr, [*range(0x2801, 0x2900), ord("●")]))


def test_nothing_finite(console):
    """A run that never had a finite loss is a sentence in the place of a chart."""
    assert drawn(console, [np.nan, np.inf]) == ["loss over steps: no finite value to draw"]


def test_no_line_over_a_gap(console):
    """No line leads over values that are missing."""
    whole = "".join(drawn(console, [1.0, 1.5, 2.0, 2.5, 3.0]))
    broken = "".join(drawn(console, [1.0, 1.5, np.nan, 2.5, 3.0]))
    assert broken.count("⠀") + broken.count(" ") > whole.count("⠀") + whole.count(" ") + 10


def test_a_long_trace_keeps_its_extremes():
    """Of a million values at most a few hundred are drawn, the first, last, lowest and highest among them."""
    values = np.ones(1_000_000)
    values[123_456], values[654_321] = -5.0, 9.0
    curve = chart.curve(0, np.arange(1e6), values, 200)
    assert len(curve.x) <= 402
    assert {0.0, 123_456.0, 654_321.0, 999_999.0} <= set(curve.x.tolist())


def test_ascii(console):
    """Where there is only ASCII the chart is drawn with letters and powers are spelt."""
    console.signs = False
    for line in drawn(console, 10.0 ** np.linspace(4, -2, 50))[1:]:
        console.line(line)
    text = console.stream.getvalue()
    assert text.isascii()
    assert "1e4|" in text
    assert "O" in text
