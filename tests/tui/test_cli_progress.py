import io
from types import SimpleNamespace

import pytest

from dlviz.tui.console import Console
from dlviz.tui.headless.progress import CLEAR, Progress, bar_line
from dlviz.tui.text import cells


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


class Losses(list):
    """Losses that also answer to the column's name."""

    @property
    def rows(self):
        return len(self)

    def __contains__(self, key):
        return key == "loss"

    def __getitem__(self, key):
        return self if key == "loss" else super().__getitem__(key)


def training(*runs):
    """A session with runs of (done, planned, losses) at work."""
    return SimpleNamespace(
        runs=[
            SimpleNamespace(
                index=place, run=SimpleNamespace(step=done, steps=planned, ended=False, trace=Losses(losses))
            )
            for place, (done, planned, losses) in enumerate(runs)
        ],
        scenario=SimpleNamespace(document=SimpleNamespace(computation=None)),
    )


@pytest.fixture
def terminal(monkeypatch):
    """A terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    return Console(Terminal())


def test_the_bar(terminal):
    """The bar shows the share done, the steps over all runs, the seconds and each run's last loss."""
    line = bar_line("mine", training((250, 1000, [4.0, 0.5]), (250, 1000, [float("nan")])), 100, 3.2)
    assert line == f"mine  {'━' * 8}{'─' * 22}   25 %  500/2,000 steps  3 s  ● 0.5000  ▲ –"


@pytest.mark.parametrize("width", [200, 80, 60, 40, 20, 5, 1])
def test_the_bar_fits(width, monkeypatch):
    """Whatever the width, what is drawn stays on one line of the terminal."""
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    bar = Progress("a-scenario", Console(stream), None, clock=iter(range(100)).__next__)
    bar.begin(training((1, 10, [1.0]), (0, 10, [])))
    bar.update(training((5, 10, [1.0, 0.1]), (1, 10, [2.0])))
    assert all(cells(line) < max(width, 2) for line in stream.getvalue().split(CLEAR))


def test_the_bar_is_redrawn_ten_times_a_second_at_most(terminal):
    """Of updates 10 ms apart one in ten is drawn."""
    times = [place / 100 for place in range(300)]
    bar = Progress("mine", terminal, None, clock=iter(times).__next__)
    bar.begin(training((0, 100, [1.0])))
    for step in range(100):
        bar.update(training((step, 100, [1.0])))
    assert 9 <= terminal.stream.getvalue().count(CLEAR) <= 11
    bar.end()
    assert terminal.stream.getvalue().endswith(CLEAR)


def test_plain_lines():
    """Without a terminal a line says what is trained, and one at most every five seconds how far it is."""
    stream = io.StringIO()
    lines = Progress("mine", None, Console(stream), clock=iter([0.0, 0.0, 1.0, 6.0, 7.0]).__next__)
    lines.say("importing JAX")
    lines.begin(training((0, 100, []), (0, 100, [])))
    for step in (10, 50, 60):
        lines.update(training((step, 100, [1.0]), (step, 100, [1.0])))
    lines.end()
    assert stream.getvalue() == "training 2 runs 200 steps\nprogress 50 % step 100/200\n"


def test_user_text_in_the_bar(terminal):
    """A name with escape codes does nothing to the terminal."""
    Progress("\x1b[2J", terminal, None).say("loading \x1b]0;x\x07")
    assert "\x1b[2J" not in terminal.stream.getvalue()
    assert r"\x1b[2J  loading \x1b]0;x\x07 …" in terminal.stream.getvalue()
