"""How many updates make one chunk: enough to be fast, few enough to stay interruptible."""

from __future__ import annotations

TARGET_SECONDS = 0.03
"""Work of one chunk. Ctrl-C, pause and edits wait for no more."""


class Pace:
    """A running average of the seconds per update; it decides when to look up, never what is computed."""

    def __init__(self) -> None:
        """Start unknowing: one update first, then at most twice as many as before."""
        self._seconds_per_step = 0.0
        self._last = 1

    def steps(self, seconds: float = TARGET_SECONDS) -> int:
        """Return how many updates take about this long, at most twice the last chunk."""
        if self._seconds_per_step == 0:
            return 1
        return max(1, min(int(seconds / self._seconds_per_step), 2 * self._last))

    def note(self, steps: int, seconds: float) -> None:
        """Take in that a chunk of `steps` updates took this long."""
        measured = seconds / steps
        old = self._seconds_per_step
        self._seconds_per_step = measured if old == 0 else 0.7 * old + 0.3 * measured
        self._last = steps
