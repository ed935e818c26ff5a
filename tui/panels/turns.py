"""Which panels are drawn in a frame: as many as there is time for, those that had to wait first.

So the rate of frames does not depend on what is shown: dear panels are drawn less often. Time is that of the
interface's own thread: another program that is busy takes no panel away.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

FLOW = 0.008
"""Seconds of drawing a frame while time flows: at 30 frames a second a quarter of a core."""
GESTURE = 0.010
"""Seconds of drawing after a gesture, whose answer shall be there in a twentieth of a second; what it takes the next
frames do without, so that a key that is held down leaves time for the next."""
ALL = float("inf")


class Turns:
    """Who comes next; `clock` tells seconds of processor time."""

    def __init__(self, clock: Callable[[], float] = time.thread_time) -> None:
        self._clock = clock
        self._late: list[int] = []
        self._owed = 0.0  # seconds that a gesture took, or a dear panel too long

    def take(self, count: int, seconds: float, first: int = 0) -> Iterator[tuple[int, bool]]:
        """Numbers of panels below `count`, and whether each had to wait last time, until `seconds` are spent.

        `first` comes before all at a gesture, else before those that did not have to wait. At least one is drawn, but
        while time flows a frame goes without after one that took too long, or a gesture.
        """
        flows = seconds == FLOW
        late = [number for number in self._late if number < count]
        rest = [number % count for number in range(first, first + count)]
        ahead = [] if flows else rest[:1]
        order = [(number, number in late) for number in dict.fromkeys([*ahead, *late, *rest])]
        if flows:
            seconds, self._owed = seconds - self._owed, max(self._owed - seconds, 0.0)
            if seconds <= 0:
                self._late = [number for number, _ in order]
                return
        self._late, begun = [], self._clock()
        for place, (number, waited) in enumerate(order):
            if place and self._clock() - begun > seconds:
                self._late = [number for number, _ in order[place:]]
                break
            yield number, waited
        spent = self._clock() - begun
        self._owed = max(spent - seconds, 0.0) if flows or seconds == ALL else spent
