"""The program on a real terminal: a pseudo-terminal that it controls, read until what is waited for appears."""

import os
import pty
import re
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress

import pytest

# A session leader without a terminal gets the first that it opens; then Ctrl-C and /dev/tty work as for a person.
PROGRAM = """
import os, sys
os.close(os.open(os.ttyname(1), os.O_RDWR))
from dlviz.tui.cli import main
sys.exit(main(sys.argv[1:]))
"""


class Child:
    """A program on a terminal of 80x24, and what it has written so far."""

    def __init__(self, arguments, terminal, other, stdin, environment):
        self.terminal = terminal
        self.seen = ""
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments],
            stdin=stdin or other,
            stdout=other,
            stderr=other,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # nohup may have settled it otherwise
            env={**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24", **environment},
        )

    def until(self, pattern):
        """Read until a pattern has been written."""
        while not re.search(pattern, self.seen):
            data = os.read(self.terminal, 1 << 16)
            assert data, self.seen
            self.seen += data.decode("utf-8", "replace")
        return self

    def type(self, keys):
        os.write(self.terminal, keys)

    def end(self):
        """Read the rest and return the exit code."""
        with suppress(OSError):  # the terminal is gone with the program
            while data := os.read(self.terminal, 1 << 16):
                self.seen += data.decode("utf-8", "replace")
        return self.process.wait()


@contextmanager
def terminal(*arguments, stdin=None, **environment):
    ours, other = pty.openpty()
    child = Child(arguments, ours, other, stdin, environment)
    os.close(other)
    try:
        yield child
    finally:
        child.process.kill()
        child.process.wait()
        os.close(child.terminal)


def test_a_report_for_a_person():
    """On a terminal --headless shows a bar, takes it away, and ends with a chart, a table and the claims."""
    with terminal("run", "perceptron-gd", "--headless", NO_COLOR="1") as child:
        assert child.end() == 0
        bar, _, report = child.seen.rpartition("\r\x1b[K")
        assert "0/30 steps" in bar
        assert "\x1b" not in report
        head, _, rest = report.replace("\r", "").partition("\n\n")
        assert head == "Gradient descent on one weight  § 1.2.1"
        assert rest.startswith("loss over steps  ● 1e-05  ▲ 1e-06  ■ 5e-05\n")
        assert re.search(r"^run +status +steps +epochs +loss +epoch_loss +seconds$", rest, re.MULTILINE)
        assert re.search(r"^● 1e-05  finished +10 +10 +29,564 +29,580 +\d", rest, re.MULTILINE)
        assert rest.count("\n✓ ") == 4


def test_ctrl_c_on_a_terminal():
    """Ctrl-C in the midst of training ends with the report of what there is, and with exit code 130."""
    with terminal("run", "iris-mlp", "--headless", "--set", "training.epochs=10000000") as child:
        child.until("steps  ").type(b"\x03")
        assert child.end() == 130
        assert " interrupted " in child.seen
        assert "Traceback" not in child.seen


def test_a_terminal_that_is_closed_keeps_what_there_is(tmp_path):
    """The rows trained by then are written, though neither bar nor report has anywhere to go; exit code 129."""
    arguments = ("run", "iris-mlp", "--headless", "--set", "training.epochs=10000000", "--out", str(tmp_path / "h.csv"))
    with terminal(*arguments) as child:
        child.until("steps  ")
        os.close(child.terminal)
        child.terminal = os.open(os.devnull, os.O_RDONLY)
        assert child.process.wait(60) == 129
        assert (tmp_path / "h.csv").read_text().startswith("scenario,run,step,")


def test_a_scenario_from_a_pipe_opens_the_window():
    """`cat mine.toml | dlviz run -` opens the window, with its keys from the terminal."""
    text = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("os.close", "#"), "show", "perceptron-gd", "--toml"],
        capture_output=True,
        check=True,
    ).stdout
    read, write = os.pipe()
    os.write(write, text)
    os.close(write)
    try:
        with terminal("run", "-", stdin=read) as child:
            child.until(r"\x1b\[\?1049h").until("stdin").type(b"q")
            assert child.end() == 0
            assert "\x1b[?1049l" in child.seen
    finally:
        os.close(read)


@pytest.mark.parametrize("kind", ["dumb", "unknown", ""])
def test_a_terminal_that_cannot_move_its_cursor(kind):
    """Where the cursor cannot be placed, a run prints plain lines instead of opening the window."""
    with terminal("run", "perceptron-gd", "--steps", "1", TERM=kind) as child:
        assert child.end() == 0
        assert "\x1b" not in child.seen
        assert 'run "5e-05" status "finished" steps 1 ' in child.seen
