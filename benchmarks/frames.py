"""Frames and keys of the window, measured from outside: the program runs in a pseudo-terminal of 200x50 cells.

    python benchmarks/frames.py [--seconds 10] [--panels loss,network]… [SCENARIO]

Eight runs train while sets of panels that hold every kind are shown, one window a set. A frame is one synchronised
update that the terminal gets (DEC mode 2026); the interface is offered 30 a second. A key's delay is the time from its
byte to the end of the frame that shows the new step number in the timeline. Processor time is that of the interface's
own thread, which other work on the machine does not lengthen much. Prints a line a figure; nothing is asserted.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import itertools
import os
import pty
import re
import select
import signal
import statistics
import struct
import sys
import termios
import time
from pathlib import Path

EIGHT = str(Path(__file__).with_name("eight.toml"))
SETS = (
    "loss,metrics,landscape,gradients,fit,data",
    "network,activations,features,predictions,dropout,weights",
    "stability,optimizer,algorithm,lesson,loss,landscape",
    "landscape,fit,weights,gradients,dropout,activations",
)
FRAME_END = b"\x1b[?2026l"
MODE_REPORT = b"\x1b[?2026;2$y"  # what a terminal with synchronised updates answers


class Terminal:
    """A program in a pseudo-terminal of so many cells, and what it writes, by time."""

    def __init__(self, command: list[str], width: int, height: int) -> None:
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
            os.environ.update(TERM="xterm-256color", COLORTERM="truecolor", COLUMNS=str(width), LINES=str(height))
            os.execvp(command[0], command)
        self.answered = False

    def read(self, timeout: float) -> tuple[float, bytes]:
        """The next bytes and when they came; b"" if none do."""
        if not select.select([self.fd], [], [], timeout)[0]:
            return time.perf_counter(), b""
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError as error:  # the program has ended
            raise EOFError("the program ended") from error
        if b"\x1b[?2026$p" in data and not self.answered:
            self.answered = True
            os.write(self.fd, MODE_REPORT)
        return time.perf_counter(), data

    def listen(self, seconds: float) -> list[tuple[float, bytes]]:
        """Everything that is written in so many seconds."""
        out, until = [], time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            when, data = self.read(left)
            if data:
                out.append((when, data))
        return out

    def wait_for(self, pattern: re.Pattern[bytes], seconds: float) -> tuple[float, re.Match[bytes]]:
        """The end of the first frame that holds the pattern."""
        seen, until = b"", time.perf_counter() + seconds
        while time.perf_counter() < until:
            when, data = self.read(0.5)
            seen += data
            found = pattern.search(seen)
            if found and FRAME_END in seen[found.end() :]:
                return when, found
        raise TimeoutError(f"{pattern.pattern!r} did not appear; the end was {seen[-400:]!r}")

    def cpu(self) -> float:
        """Seconds of processor time that the interface's thread has used; NaN where the system does not say."""
        try:
            fields = Path(f"/proc/{self.pid}/task/{self.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return float("nan")
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def send(self, keys: bytes) -> float:
        """Press keys and return when."""
        now = time.perf_counter()
        os.write(self.fd, keys)
        return now

    def close(self) -> None:
        """Quit; by force if it does not."""
        with contextlib.suppress(EOFError, OSError):
            self.send(b"\x11")
            self.listen(1.0)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def frames(terminal: Terminal, seconds: float) -> str:
    """Frames a second, megabytes a second, the longest gap between two frames, and processor time a frame."""
    before = terminal.cpu()
    heard = terminal.listen(seconds)
    used = terminal.cpu() - before
    ends = [when for when, data in heard for _ in range(data.count(FRAME_END))]
    gap = max((b - a for a, b in itertools.pairwise(ends)), default=0.0)
    written = sum(len(data) for _, data in heard) / seconds / 1e6
    return (
        f"{len(ends) / seconds:.1f} frames/s, {written:.2f} MB/s, longest gap {1e3 * gap:.0f} ms, "
        f"{1e3 * used / max(len(ends), 1):.1f} ms of processor a frame"
    )


def delays(terminal: Terminal, presses: int) -> list[float]:
    """Milliseconds from a key to the frame that shows where it led; steps back, one every 150 ms.

    A picture that lags says "of step N" in its title; the time line says "step N".
    """
    out = []
    terminal.send(b"\x1b[D")
    heard = b"".join(data for _, data in terminal.listen(1.0))
    step = int(re.findall(rb"(?<!of )step (?:\x1b\[[0-9;]*m)*([\d,]+)(?![\d,])", heard)[-1].replace(b",", b""))
    for _ in range(presses):
        terminal.listen(0.15)
        step -= 1
        wanted = re.compile(rf"(?<!of )step (?:\x1b\[[0-9;]*m)*{step:,}(?![\d,])".encode())
        pressed = terminal.send(b"\x1b[D")
        shown, _ = terminal.wait_for(wanted, 10)
        out.append(1e3 * (shown - pressed))
    return out


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="?", default=EIGHT)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--presses", type=int, default=60)
    parser.add_argument("--panels", action="append", help="a set of panels; repeat for more; else every set")
    parser.add_argument("--epochs", type=int, default=200_000)
    parser.add_argument("--size", default="200x50")
    arguments = parser.parse_args()
    for panels in arguments.panels or SETS:
        print(f"{arguments.size}: {panels}", flush=True)
        measure(arguments, panels)


def measure(arguments: argparse.Namespace, panels: str) -> None:
    """One window."""
    width, height = map(int, arguments.size.split("x"))
    shown = ", ".join(f'"{panel}"' for panel in panels.split(","))
    command = [sys.executable, "-c", "from dlviz.tui.cli import main; raise SystemExit(main())"]
    command += ["run", arguments.scenario]
    command += ["--set", f"training.epochs={arguments.epochs}", "--set", f"display.panels=[{shown}]"]
    terminal = Terminal(command, width, height)
    try:
        first, _ = terminal.wait_for(re.compile(rb"dlviz"), 20)
        trained, _ = terminal.wait_for(re.compile(rb"step (?:\x1b\[[0-9;]*m)*[1-9]"), 120)
        print(f"  first picture {first - terminal.started:.2f} s, first step {trained - terminal.started:.2f} s")
        terminal.listen(1.0)
        print(f"  at the usual speed: {frames(terminal, arguments.seconds / 2)}", flush=True)
        for _ in range(24):
            terminal.send(b"+")
            terminal.listen(0.05)
        terminal.listen(1.0)
        print(f"  cursor at the front: {frames(terminal, arguments.seconds)}", flush=True)
        found = sorted(delays(terminal, arguments.presses))
        p95 = found[int(0.95 * (len(found) - 1))]
        middle = statistics.median(found)
        print(f"  key to screen: median {middle:.0f} ms, p95 {p95:.0f} ms, {len(found)} keys", flush=True)
        print(f"  cursor at rest: {frames(terminal, arguments.seconds / 2)}", flush=True)
        terminal.send(b"  ")
        terminal.listen(0.5)
    finally:
        terminal.close()


if __name__ == "__main__":
    main()
