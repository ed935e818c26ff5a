"""Training the runs of a session together, on the clock that they share.

Runs share one clock. A tick is one update of the run with the most updates per epoch; a run with k updates
per epoch stands at row t·k // K at tick t, so that all meet at every epoch. Only `interrupt` may be called
from a thread other than the one that trains.
"""

from __future__ import annotations

import time
from threading import Event
from typing import Protocol

from dlviz.scenarios.roster import Roster, SessionRun


class Progress(Protocol):
    """Told after each stretch of training how many ticks are done, of how many."""

    def __call__(self, done: int, ticks: int) -> object:
        """Hear it."""


class Driven(Roster):
    """Runs with their clock: how far they are, and what makes them go on."""

    @property
    def ticks(self) -> int:
        """The planned length of the clock."""
        K = self.ticks_per_epoch
        return max(-(-one.run.steps * K // one.run.steps_per_epoch) for one in self.runs)

    def begun(self) -> list[SessionRun]:
        """The runs that can be trained; those whose source has ended get its weights now."""
        by_name = {name: self.runs[place].run for name, place in self.named().items()}
        for one in filter(self.waits, self.runs):
            heir = one.spec.inherits
            if heir is not None and by_name[heir.source].ended:
                kept = by_name[heir.source].kept
                one.run.begin_with(
                    *(
                        {name: group for name, group in given.items() if name.split("/")[0] in heir.layers}
                        for given in (kept.params, kept.layer_state)
                    )
                )
                self._endowed.add(one.index)
        return [one for one in self.runs if not self.waits(one)]

    @property
    def ended(self) -> bool:
        """Whether no run will go on."""
        return all(one.run.ended for one in self.runs)

    @property
    def front(self) -> int:
        """The furthest tick that has been reached: runs that begin later, from the past or anew, do not lower it."""
        most = max(self._tick(one) for one in self.runs)
        self._furthest = max(self.reached, min(self._furthest, most))
        return self._furthest

    @property
    def reached(self) -> int:
        """The last tick whose rows have been measured in every run still training; of ended runs, the furthest.

        A run shows row ⌊t k / K⌋ at tick t, so at row r it has reached ⌈(r + 1) K / k⌉ − 1; ended there, ⌈r K / k⌉.
        """
        if self.ended:
            return max(self._tick(one) for one in self.runs)
        running = (one for one in self.runs if not one.run.ended and not self.waits(one))
        return min(self.ticks, *(self._tick(one, ahead=1) - 1 for one in running))

    def advance(self, seconds: float = 0.03) -> bool:
        """Train about so long, the run that is furthest behind first; False when all have ended."""
        until = time.perf_counter() + seconds
        share = seconds / max(1, len(self.runs))
        while not self.ended:
            behind = min((one for one in self.begun() if not one.run.ended), key=self._tick)
            self.go_on(self.runs.index(behind), max(1, behind.run.steps_in(share)))
            if time.perf_counter() >= until:
                break
        return not self.ended

    def go_on(self, place: int, updates: int) -> None:
        """Train one run so many updates, or to the step of the next change that its file has, which is made there."""
        one = self.runs[place]
        if not one.ahead:
            one.run.advance(updates)
            return
        step = one.ahead[0].step
        one.run.advance(min(updates, step - one.run.step))
        if one.run.step == step and (not one.run.ended or one.run.status.startswith("stopped early")):
            from dlviz.scenarios import whatif

            whatif.replay(self, place)

    def train(self, progress: Progress | None = None, stop: Event | None = None) -> None:
        """Train all runs to their ends, or until `stop` is set or Ctrl-C; traces are kept either way."""
        try:
            while self.advance():
                if progress is not None:
                    progress(self.front, self.ticks)
                if stop is not None and stop.is_set():
                    break
        except KeyboardInterrupt:
            self.interrupt()
            self._settle()
            raise
        self._settle_if(stop)
        if progress is not None:
            progress(self.front, self.ticks)

    def reach(self, tick: int, progress: Progress | None = None) -> None:
        """Train every run to a tick, or to its end if that comes first, not one update further."""
        for place, one in enumerate(self.runs):
            if one not in self.begun():
                continue
            while not self.runs[place].run.ended and (left := self.row(place, tick) - self.runs[place].run.step) > 0:
                self.go_on(place, min(left, max(1, one.run.steps_in(0.05))))
                if progress is not None:
                    progress(self.front, self.ticks)

    def interrupt(self) -> None:
        """End all runs as soon as the update at work is done; safe from any thread, traces are kept."""
        for one in self.runs:
            one.run.interrupt()

    def _settle_if(self, stop: Event | None) -> None:
        if stop is not None and stop.is_set():
            self.interrupt()
            self._settle()

    def _settle(self) -> None:
        """Let interrupted runs notice it; no update is made."""
        for one in self.begun():
            if not one.run.ended:
                one.run.advance(1)

    def _tick(self, one: SessionRun, ahead: int = 0) -> int:
        """The first tick at which a run shows its front, or the row so many ahead of it."""
        return -(-(one.run.step + ahead) * self.ticks_per_epoch // one.run.steps_per_epoch)
