"""How the window is opened and left, in a real pseudo-terminal, and where it is refused."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios

import pytest

from dlviz.tui import terminal

CLI = "import sys; from dlviz.tui.cli import main; raise SystemExit(main())"
LEFT_ALONE = (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?1003l", b"\x1b[?2004l", b"\x1b[?1004l")
WAIT = 20  # seconds until a test gives up; none takes that long


class Window:
    """The program in a pseudo-terminal of 100x30 cells."""

    def __init__(self, *arguments, code=CLI, **environ):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
            for name in ("COLUMNS", "LINES"):  # the runner of the tests may set them
                os.environ.pop(name, None)
            os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor", **environ})
            os.execv(sys.executable, [sys.executable, "-c", code, *arguments])
        self.before = termios.tcgetattr(self.fd)
        self.seen = b""

    def until(self, what=None):
        """Read until this was written, or to the end."""
        while what is None or what not in self.seen:
            assert select.select([self.fd], [], [], WAIT)[0], self.seen[-2000:]
            try:
                data = os.read(self.fd, 1 << 16)
            except OSError:
                data = b""
            if not data:
                assert what is None, self.seen[-2000:]
                return
            self.seen += data

    def code(self):
        """Wait for the end and return the exit code."""
        self.until()
        return self.ended()

    def ended(self):
        """Wait until the process is gone and return its exit code."""
        process = os.pidfd_open(self.pid)
        gone = select.select([process], [], [], WAIT)[0]
        os.close(process)
        assert gone, "the process is still there"
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


@pytest.fixture
def window():
    """Opens programs in pseudo-terminals; whatever is left at the end is killed."""
    opened = []

    def make(*arguments, **more):
        opened.append(Window(*arguments, **more))
        return opened[-1]

    yield make
    for one in opened:
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(one.pid, signal.SIGKILL)
            os.waitpid(one.pid, 0)
        os.close(one.fd)


def assert_as_it_was(one):
    """The screen, the cursor, the mouse and the line discipline are as before, and nothing was said."""
    end = one.seen.rindex(b"\x1b[?1049l")
    for sequence in LEFT_ALONE:
        assert sequence in one.seen
    assert one.seen.rindex(b"\x1b[23;2t") > one.seen.rindex(b"\x1b]2;dlviz")  # the old title is back
    assert termios.tcgetattr(one.fd)[3] & (termios.ECHO | termios.ICANON) == termios.ECHO | termios.ICANON
    for on in (b"\x1b[?1049h", b"\x1b[?25l", b"\x1b[?1000h", b"\x1b[?2004h"):
        assert on not in one.seen[end:]
    assert b"Traceback" not in one.seen


GESTURES = [("q", 0), ("\x11", 0), ("\x03", 130)]


@pytest.mark.parametrize(("keys", "code"), GESTURES)
@pytest.mark.parametrize("arguments", [(), ("run", "perceptron-gd")])
def test_keys_leave_the_terminal_as_it_was(window, arguments, keys, code):
    """q, ctrl+q and ctrl+c leave within the first second, from the catalogue and while JAX is being imported."""
    one = window(*arguments)
    one.until(b"perceptron-gd")
    os.write(one.fd, keys.encode())
    assert one.code() == code
    assert_as_it_was(one)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGQUIT, -signal.SIGQUIT)]
)
def test_signals_leave_the_terminal_as_it_was(window, number, code):
    """A signal while training ends the program with 128 and its number; of SIGQUIT it dies, as is asked for."""
    no_core = "import resource; resource.setrlimit(resource.RLIMIT_CORE, (0, 0))\n"
    one = window("run", "perceptron-gd", code=no_core + CLI)
    one.until(b"step ")
    os.kill(one.pid, number)
    assert one.code() == code
    assert_as_it_was(one)


def test_what_does_not_leave_is_ended_and_the_terminal_is_as_it_was(window):
    """A window that hangs on its way out is given up after a while, with the signal's code."""
    code = (
        "import time\n"
        "from dlviz.tui import app, terminal\n"
        "terminal.PATIENCE = 0.1\n"
        "app.DlvizApp.leave = lambda self, code: time.sleep(60)\n" + CLI
    )
    one = window("run", "perceptron-gd", code=code)
    one.until(b"perceptron-gd")
    os.kill(one.pid, signal.SIGTERM)
    assert one.code() == 128 + signal.SIGTERM
    assert_as_it_was(one)


def test_ctrl_z_gives_the_terminal_back_until_it_is_continued(window):
    """Suspended, the screen, the mouse, the title and the line discipline are the shell's; continued, all is drawn."""
    one = window("run", "perceptron-gd")
    one.until(b"step ")
    assert b"\x1b]2;dlviz \xc2\xb7 perceptron-gd\x07" in one.seen
    os.write(one.fd, b"\x1a")
    one.until(b"\x1b[?1004l")
    pid, status = os.waitpid(one.pid, os.WUNTRACED)
    assert pid == one.pid
    assert os.WIFSTOPPED(status)
    assert_as_it_was(one)
    one.seen = b""
    os.kill(one.pid, signal.SIGCONT)
    one.until(b"\x1b[?1049h")
    one.until(b"perceptron-gd")
    one.until(b"]2;dlviz")
    os.write(one.fd, b"q")
    assert one.code() == 0
    assert_as_it_was(one)


def test_a_crash_while_training_leaves_a_window_to_look_at_and_to_save_from(window, tmp_path):
    """The fault is one sentence and logged; what was trained can be looked at and saved; the exit code is a fault's."""
    code = (
        "from dlviz.scenarios.session import Session\n"
        "whole = Session.advance\n"
        "def advance(self, seconds=0.03):\n"
        "    if self.front >= 3: raise RuntimeError('out of luck')\n"
        "    return whole(self, 0.0)\n"
        "Session.advance = advance\n"
        f"import os; os.chdir({str(tmp_path)!r})\n" + CLI
    )
    one = window("run", "perceptron-gd", code=code, XDG_STATE_HOME=str(tmp_path))
    one.until(b"out of luck")
    os.write(one.fd, b"s")
    one.until(b"perceptron-gd.csv")
    os.write(one.fd, b"q")
    assert one.code() == 70
    assert_as_it_was(one)
    assert "RuntimeError: out of luck" in (tmp_path / "dlviz/log/dlviz.log").read_text()
    assert len((tmp_path / "perceptron-gd.csv").read_text().splitlines()) > 3


def test_a_terminal_of_one_cell_and_one_without_a_mouse(window):
    """However small it is said to be, the window opens and is left; --no-mouse never asks for the mouse."""
    one = window("--no-mouse", "--theme", "nord", COLUMNS="1", LINES="1", TERM="linux")
    one.until(b"\x1b[?2004h")  # keys arrive as keys from here on
    os.write(one.fd, b"\x11")
    assert one.code() == 0
    for sequence in (b"\x1b[?1000h", b"\x1b[?1003h", b"\x1b]2;"):
        assert sequence not in one.seen


@pytest.mark.parametrize(
    ("environ", "arguments", "allowed"),
    [
        ({"COLORTERM": ""}, (), rb"(38|48);5;\d+"),
        ({"COLORTERM": "", "TERM": "linux"}, (), rb"3[1-7]|9[1-7]"),
        ({"NO_COLOR": "1"}, ("--colours", "256"), rb"(38|48);5;\d+"),
    ],
)
def test_only_the_colours_that_the_terminal_has_are_sent(window, environ, arguments, allowed):
    """By TERM and COLORTERM, or as --colours says: no code of another kind, in the window or in its help."""
    one = window("run", "perceptron-gd", *arguments, **environ)
    one.until(b"step ")
    os.write(one.fd, b"?")
    one.until(b"Reading")
    os.write(one.fd, b"\x11")
    assert one.code() == 0
    assert one.seen.isascii() == (environ.get("TERM") == "linux")
    codes = set(re.findall(rb"\x1b\[([\d;]*)m", one.seen))
    kinds = rb"(?:(?:0|1|2|3|39|49|" + allowed + rb")(?:;|$))*"
    assert not [code for code in codes if not re.fullmatch(kinds, code)]


def test_a_terminal_that_goes_away_takes_the_program_with_it(window):
    """When the window of the terminal is closed nothing stays behind."""
    one = window("run", "perceptron-gd")
    one.until(b"step ")
    os.close(one.fd)
    one.fd = os.open(os.devnull, os.O_RDONLY)
    assert one.ended() != 0


def test_a_crash_in_the_worker_leaves_the_terminal_as_it_was(window, tmp_path):
    """A fault while building is one sentence on the screen; q then leaves as ever, with the exit code of a fault."""
    code = (
        "from dlviz.scenarios.session import Session\n"
        "def build(self, say): raise RuntimeError('out of luck')\n"
        "Session.build = build\n" + CLI
    )
    one = window("run", "perceptron-gd", code=code, XDG_STATE_HOME=str(tmp_path))
    one.until(b"out of luck")
    os.write(one.fd, b"q")
    assert one.code() == 70
    assert_as_it_was(one)
    assert "RuntimeError: out of luck" in (tmp_path / "dlviz/log/dlviz.log").read_text()


def test_no_jax_on_the_way_to_the_first_picture(window):
    """The lesson stands on the screen of a program that cannot import JAX; the sentence about it follows."""
    code = "import sys; sys.modules['jax'] = None\n" + CLI
    one = window("run", "perceptron-gd", code=code)
    one.until(b"What does the")
    one.until(b"training stopped")
    os.write(one.fd, b"q")
    assert one.code() == 70


def test_no_colour_means_none(window):
    """Under NO_COLOR not one colour is set, and the program runs."""
    one = window("run", "perceptron-gd", NO_COLOR="1")
    one.until(b"step ")
    os.write(one.fd, b"q")
    assert one.code() == 0
    codes = {int(code) for sgr in re.findall(rb"\x1b\[([\d;]*)m", one.seen) for code in sgr.split(b";") if code}
    assert codes <= {0, 1, 2, 39, 49}  # reset, bold, dim, and the terminal's own colours


def test_where_the_locale_has_no_braille_all_is_ascii(window):
    """In a Latin-1 locale pictures and help come in characters below 128."""
    one = window("run", "perceptron-gd", PYTHONIOENCODING="latin-1", LC_ALL="de_DE.ISO-8859-1")
    one.until(b"step ")
    os.write(one.fd, b"1")  # a picture, where the lesson would be read first
    one.until(b"800,000")
    os.write(one.fd, b"?")
    one.until(b"Reading the panel")
    os.write(one.fd, b"\x11")
    assert one.code() == 0
    assert one.seen.isascii()
    assert b"\\u" not in one.seen


@pytest.mark.parametrize("kind", ["dumb", "unknown", ""])
def test_terminals_that_cannot_place_text_are_refused(window, kind):
    one = window(code="from dlviz.tui import terminal; print(terminal.check())", TERM=kind)
    assert one.code() == 0
    assert b"cannot place text" in one.seen


def test_where_there_is_no_terminal_a_sentence_says_so():
    """Without any terminal the check names the reason, and what to do instead."""
    code = "from dlviz.tui import terminal; print(terminal.check())"
    done = subprocess.run(
        [sys.executable, "-c", code], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True
    )
    assert "standard input is no terminal" in done.stdout
    assert "--headless" in done.stdout


@pytest.mark.parametrize(
    ("environ", "utf8"),
    [
        ({"PYTHONIOENCODING": "latin-1", "LC_ALL": "C.UTF-8"}, True),
        ({"PYTHONIOENCODING": "latin-1", "LC_ALL": "de_DE.ISO-8859-1"}, False),
        ({"LC_ALL": "C"}, True),
    ],
)
def test_the_encoding_is_set_right_or_told(environ, utf8):
    """A stream told a wrong encoding is set right; where the locale itself has no braille, that is known."""
    code = "import sys; from dlviz.tui import terminal; print(terminal.speaks_utf8(), sys.__stderr__.encoding)"
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environ}, capture_output=True, text=True, check=True
    )
    said, encoding = done.stdout.split()
    assert said == str(utf8)
    assert (encoding.lower() == "utf-8") == utf8


def test_a_log_that_cannot_be_written_is_no_second_crash(monkeypatch, tmp_path):
    """Where the log folder is a file, the crash is told all the same."""
    (tmp_path / "dlviz").write_text("in the way")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert str(terminal.log_crash(ValueError("x"))) == os.devnull
