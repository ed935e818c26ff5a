"""How long dlviz takes to start, beside what cannot be faster: the interpreter, a minimal Textual program.

    python benchmarks/start.py [--rounds 15]

Run it with the interpreter of an environment that dlviz was installed into, not as an editable install, whose
finder alone costs 10 ms. The two sides of a ratio are started in turn, each in a new process; a window is
started in a pseudo-terminal of 120x36 and timed until its first words, or its first trained step, stand on the screen.
"""

import argparse
import fcntl
import os
import platform
import re
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from contextlib import suppress
from pathlib import Path

DLVIZ = str(Path(sys.executable).parent / "dlviz")
MINIMAL = """
from textual.app import App
from textual.widgets import Static
class Minimal(App):
    def compose(self):
        yield Static("minimal")
Minimal().run()
"""
SEQUENCE = re.compile(
    r"\x1b\[(\d+);(\d+)H"  # the cursor goes to row, column
    r"|\x1b(?:\[[0-9;?<>=$ ]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[^\[\]P])"  # all else is passed over
    r"|([^\x1b]+)"
)
ROWS, COLUMNS = 36, 120
LIMIT = 60.0  # seconds until a start counts as failed


def to_exit(*command: str) -> float:
    """Return the seconds until a command has ended."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


class Screen:
    """What stands on the terminal: enough of one for programs that place all their text."""

    def __init__(self) -> None:
        self.rows = [[" "] * COLUMNS for _ in range(ROWS)]
        self.row = self.column = 0

    def feed(self, text: str) -> None:
        """Take in what a program wrote."""
        for found in SEQUENCE.finditer(text):
            row, column, words = found.groups()
            if row:
                self.row, self.column = int(row) - 1, int(column) - 1
            for letter in words or "":
                if letter == "\n":
                    self.row, self.column = self.row + 1, 0
                elif letter >= " " and self.row < ROWS and self.column < COLUMNS:
                    self.rows[self.row][self.column] = letter
                    self.column += 1

    def text(self) -> str:
        """All rows."""
        return "\n".join(map("".join, self.rows))


def to_words(words: str, *command: str, cache: str) -> float:
    """Return the seconds until words stand on the screen of a command, and end it."""
    terminal, other = os.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "XDG_CACHE_HOME": cache}
    start = time.perf_counter()
    child = subprocess.Popen(command, stdin=other, stdout=other, stderr=other, env=environment, start_new_session=True)
    os.close(other)
    screen = Screen()
    try:
        while time.perf_counter() - start < LIMIT:
            if select.select([terminal], [], [], 1.0)[0]:
                with suppress(OSError):  # the terminal closes with the program
                    screen.feed(os.read(terminal, 1 << 16).decode("utf-8", "ignore"))
            if re.search(words, screen.text()):
                return time.perf_counter() - start
            if child.poll() is not None:
                break
        raise SystemExit(f"{command}: never showed {words!r} but\n{screen.text()}")
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        os.close(terminal)


def report(name: str, seconds: list[float], base: list[float], target: str) -> None:
    """Print the medians, their ratio and the target, with the spread from the lower to the upper quartile."""
    low, middle, high = (1e3 * value for value in statistics.quantiles(seconds, n=4))
    ratio = f"{middle / 1e3 / statistics.median(base):5.2f}x" if base else "      "
    print(f"{name:44} {middle:7.0f} ms  ({low:.0f}-{high:.0f})  {ratio}  target {target}", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15, help="starts a figure (default 15; windows a third of it)")
    rounds = parser.parse_args().rounds
    python = sys.executable
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {rounds} rounds, medians (quartiles)")

    to_exit(DLVIZ, "--help")
    bare, helps, lists = [], [], []
    for _ in range(rounds):
        bare.append(to_exit(python, "-c", "pass"))
        helps.append(to_exit(DLVIZ, "--help"))
        lists.append(to_exit(DLVIZ, "list"))
    report("python -c pass", bare, [], "")
    report("dlviz --help", helps, bare, "5x")
    report("dlviz list", lists, bare, "")

    with tempfile.TemporaryDirectory() as warm:
        step = r"step \d+/10"  # stands in the header once there is a trained step to show
        to_words(step, DLVIZ, "run", "perceptron-gd", cache=warm)  # fills the cache, and the system's own
        minimal, catalogue, window, first_cold, first_warm = [], [], [], [], []
        for _ in range(max(3, rounds // 3)):
            minimal.append(to_words("minimal", python, "-c", MINIMAL, cache=warm))
            catalogue.append(to_words("dlviz", DLVIZ, cache=warm))
            window.append(to_words("dlviz", DLVIZ, "run", "perceptron-gd", cache=warm))
            first_warm.append(to_words(step, DLVIZ, "run", "perceptron-gd", cache=warm))
            with tempfile.TemporaryDirectory() as cold:
                first_cold.append(to_words(step, DLVIZ, "run", "perceptron-gd", cache=cold))
    report("a minimal Textual program, first words", minimal, [], "")
    report("dlviz, first words of the catalogue", catalogue, minimal, "1.3x")
    report("dlviz run perceptron-gd, first words", window, minimal, "1.3x")
    report("dlviz run perceptron-gd, first step, cold", first_cold, [], "2,500 ms")
    report("dlviz run perceptron-gd, first step, warm", first_warm, [], "1,200 ms")


if __name__ == "__main__":
    main()
