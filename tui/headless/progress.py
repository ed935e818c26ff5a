"""How far training is: one line that is redrawn on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable

from dlviz.scenarios import Session
from dlviz.tui.console import MARKS, Console, shown
from dlviz.tui.errors import TerminalGone
from dlviz.tui.numbers import count, number
from dlviz.tui.text import cells, clip

REDRAW = 0.1  # seconds between two pictures of the bar
REPORT = 5.0  # seconds between two plain lines
CLEAR = "\r\x1b[K"
BAR = 30  # cells of the bar where there is room


class Progress:
    """The progress of one session.

    `bar` is a console on a terminal, for the line that is redrawn, `lines` one for plain lines; either may be
    missing.
    """

    def __init__(
        self,
        name: str,
        bar: Console | None,
        lines: Console | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = shown(name)
        self.bar = bar
        self.lines = lines
        self.clock = clock
        self._started = self._drawn = self._said = clock()
        self._dirty = False

    def say(self, words: str) -> None:
        """Show what is being waited for before training, such as the import of JAX."""
        self._draw(f"{self.name}  {shown(words)} …")

    def begin(self, session: Session) -> None:
        """Say what will be trained, or stepped through."""
        self._started = self._drawn = self._said = self.clock()
        steps = sum(item.run.steps for item in session.runs)
        if self.lines:
            runs = len(session.runs)
            trains = session.scenario.document.computation is None
            what = f"{runs} {'run' if runs == 1 else 'runs'}"
            self.lines.line(f"training {what} {steps} steps" if trains else f"stepping through {what} {steps} steps")
        self._draw(bar_line(self.name, session, self._width(), 0.0))

    def update(self, session: Session) -> None:
        """Show how far the session is, if the last time is long enough ago."""
        now = self.clock()
        if self.bar and now - self._drawn >= REDRAW:
            self._drawn = now
            self._draw(bar_line(self.name, session, self._width(), now - self._started))
        done, planned = steps_done(session)
        if self.lines and now - self._said >= REPORT and done < planned:
            self._said = now
            self.lines.line(f"progress {100 * done // max(planned, 1)} % step {done}/{planned}")

    def end(self) -> None:
        """Take the bar away, so that the report stands alone."""
        if self.bar and self._dirty:
            self._write(CLEAR)
            self._dirty = False

    def _width(self) -> int:
        return self.bar.width if self.bar else 80

    def _draw(self, line: str) -> None:
        if self.bar:
            self._dirty = True
            self._write(CLEAR + clip(line, self.bar.width - 1))

    def _write(self, text: str) -> None:
        """To the bar, which goes with its terminal: training goes on until a signal ends it, and writes what it has."""
        try:
            if self.bar:
                self.bar.write(text)
        except TerminalGone:
            self.bar = None


def steps_done(session: Session) -> tuple[int, int]:
    """Return the updates done and planned over all runs; one that ended early counts as done."""
    runs = [item.run for item in session.runs]
    return sum(run.steps if run.ended else run.step for run in runs), sum(run.steps for run in runs)


def bar_line(name: str, session: Session, width: int, seconds: float) -> str:
    """Return the line of the bar: name, bar, per cent, steps, time and each run's loss, as many as fit."""
    done, planned = steps_done(session)
    share = done / planned if planned else 1.0
    facts = f"{100 * share:3.0f} %  {count(done)}/{count(planned)} steps  {seconds:.0f} s"
    room = width - 1 - cells(name) - cells(facts) - 4
    length = max(0, min(BAR, room))
    filled = round(share * length)
    line = f"{name}  {'━' * filled}{'─' * (length - filled)}  {facts}"
    for item in session.runs:
        mark = MARKS[item.index % len(MARKS)]
        trace = item.run.trace
        known = trace.rows and "loss" in trace
        loss = f"  {mark} {number(float(trace['loss'][trace.rows - 1]))}" if known else ""
        if cells(line) + cells(loss) >= width:
            break
        line += loss
    return line
