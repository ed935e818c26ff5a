"""Frames and keys of the window, measured from outside: the program runs in a pseudo-terminal of 200x50 cells.

    python benchmarks/frames.py [--seconds 10] [--panels loss,gradients,network,lesson] [SCENARIO]

A frame is one synchronised update that the terminal gets (DEC mode 2026); the interface is offered 30 a second. A
key's delay is the time from its byte to the end of the frame that shows the new step number in the timeline.
Prints one line a figure; nothing is asserted.
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


def frames(terminal: Terminal, seconds: float) -> tuple[float, float, float]:
    """Frames a second, megabytes a second, and the longest gap between two frames in ms."""
    heard = terminal.listen(seconds)
    ends = [when for when, data in heard for _ in range(data.count(FRAME_END))]
    gaps = [b - a for a, b in itertools.pairwise(ends)]
    return len(ends) / seconds, sum(len(data) for _, data in heard) / seconds / 1e6, 1e3 * max(gaps, default=0.0)


def delays(terminal: Terminal, presses: int) -> list[float]:
    """Milliseconds from a key to the frame that shows where it led; steps back, one every 150 ms."""
    out = []
    terminal.send(b"\x1b[D")
    heard = b"".join(data for _, data in terminal.listen(1.0))
    step = int(re.findall(rb"step (?:\x1b\[[0-9;]*m)*([\d,]+)(?![\d,])", heard)[-1].replace(b",", b""))
    for _ in range(presses):
        terminal.listen(0.15)
        step -= 1
        wanted = re.compile(rf"step (?:\x1b\[[0-9;]*m)*{step:,}(?![\d,])".encode())
        pressed = terminal.send(b"\x1b[D")
        shown, _ = terminal.wait_for(wanted, 10)
        out.append(1e3 * (shown - pressed))
    return out


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("scenario", nargs="?", default="vanishing-gradients")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--presses", type=int, default=60)
    parser.add_argument("--panels", default="loss,gradients,network,lesson")
    parser.add_argument("--epochs", type=int, default=200_000)
    parser.add_argument("--size", default="200x50")
    arguments = parser.parse_args()
    width, height = map(int, arguments.size.split("x"))
    panels = [f'"{panel}"' for panel in arguments.panels.split(",")]
    command = [sys.executable, "-c", "from dlviz.tui.cli import main; raise SystemExit(main())"]
    command += ["run", arguments.scenario]
    command += ["--set", f"training.epochs={arguments.epochs}", "--set", f"display.panels=[{', '.join(panels)}]"]
    terminal = Terminal(command, width, height)
    try:
        first, _ = terminal.wait_for(re.compile(rb"dlviz"), 20)
        trained, _ = terminal.wait_for(re.compile(rb"step (?:\x1b\[[0-9;]*m)*[1-9]"), 60)
        print(f"first picture {first - terminal.started:.2f} s, first step {trained - terminal.started:.2f} s")
        for _ in range(24):
            terminal.send(b"+")
            terminal.listen(0.05)
        terminal.listen(1.0)
        rate, written, gap = frames(terminal, arguments.seconds)
        print(f"training, cursor at the front: {rate:.1f} frames/s, {written:.2f} MB/s, longest gap {gap:.0f} ms")
        found = sorted(delays(terminal, arguments.presses))
        p95 = found[int(0.95 * (len(found) - 1))]
        middle = statistics.median(found)
        print(f"key to screen while training: median {middle:.0f} ms, p95 {p95:.0f} ms, {len(found)} keys")
        rate, written, gap = frames(terminal, arguments.seconds / 2)
        print(f"training, cursor at rest: {rate:.1f} frames/s, {written:.2f} MB/s, longest gap {gap:.0f} ms")
        terminal.send(b"  ")
        terminal.listen(0.5)
    finally:
        terminal.close()


if __name__ == "__main__":
    main()
