"""Ctrl-C, kill and a closed terminal: before training an end at once, from then on an early end with its results."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any

from dlviz.tui.errors import Interrupted

CAUGHT = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


class Signals:
    """Catches signals while it is entered.

    Until `keep` is set a signal raises Interrupted; from then on it sets `stop` and waits in `number`, so
    that the results so far can be written. Once `writing` is set another one raises too: a slow disk need not be
    waited for. Before that it is taken for the same one, for a launcher may pass on what the terminal sent already.
    """

    def __init__(self) -> None:
        self.keep = False
        self.writing = False
        self.number = 0
        self.stop = threading.Event()
        self._before: list[Any] = []

    @property
    def code(self) -> int:
        """The exit code: 0, or 128 and the number of the signal that came."""
        return 128 + self.number if self.number else 0

    def __enter__(self) -> Signals:
        """Take the signals over."""
        self._before = [signal.signal(number, self._caught) for number in CAUGHT]
        for number, before in zip(CAUGHT, self._before, strict=True):
            if before is signal.SIG_IGN and number != signal.SIGINT:  # as nohup has settled it
                signal.signal(number, before)
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        """Hand the signals back."""
        for number, handler in zip(CAUGHT, self._before, strict=True):
            signal.signal(number, handler)

    def _caught(self, number: int, frame: FrameType | None) -> None:
        if not self.keep or (self.writing and self.number):
            raise Interrupted(number)
        self.number = self.number or number
        self.stop.set()
