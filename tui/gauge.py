"""How fast the cursor really moves: training may not keep up with the speed that was asked for."""

from __future__ import annotations

import math

WINDOW = 1.0
"""Seconds over which it is measured: a number that changes more often cannot be read."""

NEARLY = 0.8
"""Of the speed that was asked for, from which on it is kept."""


class Gauge:
    """Ticks a second of the last window, where they are clearly fewer than asked for."""

    def __init__(self) -> None:
        self.reached: float | None = None
        self._ticks = self._seconds = 0.0

    def note(self, ticks: float, seconds: float, asked: float) -> None:
        """The cursor went so many ticks in so many seconds."""
        self._ticks += ticks
        self._seconds += seconds
        if self._seconds >= WINDOW:
            rate = self._ticks / self._seconds
            slow = 0.0 < rate < NEARLY * asked < math.inf
            self.reached = float(f"{rate:.2g}") if slow else None
            self._ticks = self._seconds = 0.0

    def rest(self) -> None:
        """Time stands still, or the cursor was put elsewhere."""
        self.reached = None
        self._ticks = self._seconds = 0.0
