import io

import pytest

from dlviz.scenarios.differences import Difference
from dlviz.tui.console import Console, shown
from dlviz.tui.headless import report
from dlviz.tui.text import cells, clip, pad


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.fixture
def console(monkeypatch):
    """A terminal of 80 columns without colour."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    return Console(Terminal())


def run(**changes):
    facts = {
        "name": "GD",
        "status": "finished",
        "steps": 1000,
        "epochs": 10,
        "full_loss": None,
        "loss": 0.25,
        "epoch_loss": None,
    }
    return facts | {"val_loss": None, "metrics": {}, "seconds": 1.234, "compile_seconds": 0.5} | changes


def claim(**changes):
    return {"text": "GD falls", "holds": True, "left": 0.25, "right": 1.0, "unit": ""} | changes


REPORT = {
    "scenario": "mine",
    "seed": 3,
    "runs": [
        run(metrics={"accuracy": 0.5}),
        run(name="a [red]b[/]\x1b[31m", status="diverged at step 31", loss=None, val_loss=2e-7, steps=31),
    ],
    "claims": [
        claim(),
        claim(text="SGD falls", holds=False, left=float("inf")),
        claim(text="later", holds=None, left=None, right=None, unit="steps"),
        claim(text="it turns before epoch 80", left=36.0, right=80.0, unit="epochs"),
    ],
}


def test_lines_for_programs():
    """Each line opens with its kind; names stand in quotes, escape codes as text, missing numbers as nan."""
    assert report.lines(REPORT) == [
        'scenario "mine" seed 3',
        'run "GD" status "finished" steps 1000 epochs 10 loss 0.25 accuracy 0.5 seconds 1.234',
        r'run "a [red]b[/]\u001b[31m" status "diverged at step 31" steps 31 epochs 10 loss nan val_loss 2e-07'
        " seconds 1.234",
        'claim holds "GD falls" left 0.25 right 1',
        'claim fails "SGD falls" left inf right 1',
        'claim undecided "later"',
        'claim holds "it turns before epoch 80" left 36 right 80 unit epochs',
    ]


def test_table_for_a_person(console):
    """Columns line up, one count of decimals each; what a run does not have is a dash."""
    assert report.table(REPORT, (0, 1), console) == [
        "run       status              steps  epochs    loss  accuracy  val_loss  seconds",
        "● GD      finished            1,000      10  0.2500    0.5000         –     1.23",
        "▲ a [re…  diverged at step …     31      10       –         –   2.0e-07     1.23",
    ]


def test_claims_for_a_person(console):
    """A claim shows its mark, and at the right edge how its two sides compare."""
    lines = report.claims(REPORT, console)
    assert lines[0] == "✓ GD falls" + "0.250 < 1".rjust(70)
    assert lines[1] == "✗ SGD falls"
    assert lines[2] == "· later"
    assert all(cells(line) <= 80 for line in lines)


def test_a_long_claim_is_wrapped(console):
    """A claim longer than the terminal goes on under its own text, and its sides find a place."""
    lines = report.claims({"claims": [claim(text="word " * 30)]}, console)
    assert len(lines) == 3
    assert all(cells(line) <= 80 for line in lines)
    assert lines[1].startswith("  word")


def test_colours_follow_the_terminal(monkeypatch):
    """A run has its mark's colour on a terminal, none where NO_COLOR is set, none in a file."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[94m● GD" in "\n".join(report.table(REPORT, (0, 1), Console(Terminal())))
    assert "\x1b" not in "\n".join(report.table(REPORT, (0, 1), Console(io.StringIO())))
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in "\n".join(report.table(REPORT, (0, 1), Console(Terminal())))
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in "\n".join(report.table(REPORT, (0, 1), Console(Terminal())))


def test_ascii():
    """An encoding without our signs gets ASCII in their place, and the letters it has stay."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1", errors="backslashreplace")
    console = Console(stream)
    console.line("● café ✓ – ∞ ŵ")
    assert stream.buffer.getvalue() == "O café v - inf \\u0175\n".encode("latin-1")


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("plain", "plain"),
        ("a\tb\nc", r"a\tb\nc"),
        ("\x1b[2J", r"\x1b[2J"),
        ("\x9b", r"\x9b"),
        ("\u202e", r"\u202e"),
    ],
)
def test_shown(text, result):
    """A control character shows as its escape and does nothing."""
    assert shown(text) == result


def test_wide_letters():
    """A wide letter takes two cells, and is not cut in half."""
    assert cells("日本") == 4
    assert clip("日本語", 4) == "日…"
    assert pad("日本", 6, right=True) == "  日本"


def test_a_run_keeps_its_mark(console):
    """A run that is shown alone has the mark and the colour that it has among all."""
    alone = {"runs": REPORT["runs"][1:]}
    assert report.table(alone, [1], console)[1].startswith("▲ a [re")


def test_what_differs_is_a_table_for_a_person_and_lines_for_programs(console):
    """A setting a line, a run a column; what a run does not have is a dash, or an empty text."""
    found = [
        Difference("optimizer", ("SGD", "a [b]\x1b[31m")),
        Difference("momentum", ("0.9", None)),
        Difference("dense.activation", ("relu", "tanh"), 5),
    ]
    assert report.differs(found, ["GD", "other"], console) == [
        "differs               GD    other",
        r"optimizer             SGD   a [b]\x1b[31m",
        "momentum              0.9   –",
        "dense.activation + 5  relu  tanh",
    ]
    assert report.differs([], ["GD", "other"], console) == []
    assert report.differ_lines(found)[1:] == [
        'differs "momentum" "0.9" ""',
        'differs "dense.activation + 5" "relu" "tanh"',
    ]
    many = [Difference("x" * 60, ("y" * 60,) * 8)]
    assert all(cells(line) <= console.width for line in report.differs(many, list("abcdefgh"), console))
