"""The player: a cursor, a clock and a speed over a session that trains in its own thread.

Training runs ahead of the cursor as fast as it can; the cursor moves through what has been trained at `speed`
ticks a second. Gestures only ever touch the player; the worker learns of them by one immutable `Wish`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from dlviz.tui.gauge import Gauge
from dlviz.tui.view import View
from dlviz.tui.whatif import WhatIf
from dlviz.tui.worker import Wish, Worker

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario

LONGEST_GAP = 0.25  # seconds: after a stall or a suspended terminal the cursor goes on, it does not leap
PLAYING_TIME = 15.0  # seconds that a whole run takes at the default speed
SLOWEST = 0.125  # ticks a second
WATCHED = 1.0  # ticks a second: up to here a step is long enough to be followed line by line
GLIDE = 0.1  # seconds: how far about the cursor is behind a front that it has caught up with
SEEN = 16.0  # ticks a second: up to here the first ones are missed if they go by without pictures
PATIENCE = 3.0  # seconds
PARTS = 24  # of a step that are told apart


class Player(WhatIf):
    """What the interface drives and reads; never blocks, never computes.

    `frame(now)` moves the cursor and returns the view to draw: the same object as before if nothing changed.
    """

    def __init__(self, scenario: Scenario, make_worker: Callable[[Scenario], Worker] = Worker) -> None:
        super().__init__()
        self.scenario = scenario
        self.playing = True
        self.training = True
        self.speed: float | None = scenario.display.speed  # None until the length of the clock is known
        self._make_worker = make_worker
        self._worker = make_worker(scenario)
        self._looking: frozenset[str] = frozenset()
        self._chosen: int | None = None  # the row that is looked at
        self._pace = 1.0  # the user's own, against a scenario's speed
        self._patience = PATIENCE  # what is left of it
        self._expects = False  # pictures, at whatever step and speed
        self._position = 0.0  # ticks; may lie beyond the front, which then trains up to it
        self._per = 0  # ticks in an epoch, 0 until that is known
        self._now: float | None = None
        self._gauge = Gauge()
        self._view = self._worker.view

    # -- life

    def at_pace(self, pace: float) -> None:
        """Begin at so many times the scenario's own speed."""
        self._pace = pace
        if self.speed is not None:
            self.speed *= pace

    def start(self) -> None:
        """Begin to build and train."""
        self._tell()
        self._worker.start()

    def stop(self) -> None:
        """Let the worker go; it ends after the chunk that it is at."""
        self._worker.stop()

    def begin_again(self) -> None:
        """Play what was trained from the first step on."""
        self.playing = self.training = True
        self._patience = PATIENCE
        self._position = 0.0
        self._tell()

    @property
    def gone(self) -> bool:
        """Whether nothing of it is at work any more."""
        return self._worker.gone

    def restart(self) -> None:
        """Train anew from the first step, at the speed that was set."""
        self._worker.stop()
        self._worker = self._make_worker(self.scenario)
        self._patience = PATIENCE
        self._per = 0
        self.playing = self.training = True
        self._position = 0.0
        self.start()

    @property
    def view(self) -> View:
        """The view of the last frame."""
        return self._view

    @property
    def failure(self) -> str:
        """The sentence about a crash in the worker or a scenario that cannot be run, empty while all is well."""
        return self._worker.failure

    @property
    def refused(self) -> str:
        """The sentence about a scenario that cannot be run, empty while it can."""
        return self._worker.failure if self._worker.refused else ""

    def look_at(self, panels: frozenset[str]) -> None:
        """Say which panels are visible: what is not looked at is not computed."""
        self._looking = panels
        self._tell()

    def expect(self) -> None:
        """Go on only when what is looked at was computed once, however fast it goes: on a slide all look at it."""
        self._expects, self._patience = True, PATIENCE

    def choose(self, row: int) -> None:
        """Look at this row of the table; beyond its end is its beginning."""
        rows = self._view.data.rows if self._view.data is not None else 0
        if rows:
            self._chosen = row % rows
            self._view = replace(self._view, chosen=self._chosen)
            self._tell()

    # -- time

    def frame(self, now: float) -> View:
        """The view at this moment of the clock (seconds, monotonic)."""
        latest = self._worker.view
        if self.speed is None and latest.ticks:
            self.speed = self._pace * default_speed(latest.ticks)
        self._keep_epoch(latest)
        gap = 0.0 if self._now is None else min(max(now - self._now, 0.0), LONGEST_GAP)
        self._now = now
        if self.playing:
            self._play(gap, latest)
        else:
            self._gauge.rest()
        if ended(latest):
            self._position = min(self._position, latest.front)
        cursor = min(math.floor(self._position + 1e-9), latest.front)
        speed = self.speed or 1.0
        phase = self._phase(cursor)
        view, clock = self._view, (cursor, self.playing, speed, self._gauge.reached, phase)
        if clock != (view.cursor, view.playing, view.speed, view.reached, view.phase) or latest is not self._latest:
            self._latest = latest
            self._view = replace(
                self._seen(latest),
                cursor=cursor,
                chosen=self._chosen,
                playing=self.playing,
                speed=speed,
                reached=self._gauge.reached,
                phase=phase,
            )
        self._tell()
        return self._view

    def _phase(self, cursor: int) -> float | None:
        """How much of the step at the cursor has gone by; None where it is too fast, or rests between two steps."""
        part = math.floor((self._position - cursor) * PARTS + 1e-9)
        if (self.speed or 1.0) > WATCHED or not 0 <= part < PARTS or (part == 0 and not self.playing):
            return None
        return part / PARTS

    def _keep_epoch(self, latest: View) -> None:
        """Stay where we are in the epochs when a run that comes or goes makes the clock finer or coarser."""
        if self._per and self._per != latest.ticks_per_epoch:
            finer, there = latest.ticks_per_epoch > self._per, self._position * latest.ticks_per_epoch / self._per
            self._position = math.ceil(there - 1e-9) if finer else math.floor(there + 1e-9)
        self._per = latest.ticks_per_epoch if latest.ticks else 0

    def _play(self, gap: float, latest: View) -> None:
        if self._waits(gap, latest):
            return
        before = self._position
        self._position += self._stride(gap, latest)
        if latest.front > 0:  # until something is trained there is nothing to be slow at
            self._gauge.note(self._position - before, gap, self.speed or 1.0)
        if ended(latest) and self._position >= latest.front:
            self.playing = False

    def _waits(self, gap: float, latest: View) -> bool:
        """Where every step is to be seen, the first one waits for its pictures, but not for ever."""
        if self._looking <= self._worker.looked:
            self._expects = False
        elif self._expects or (self._position == 0 and (self.speed or 1.0) <= SEEN):
            self._patience -= gap if latest.front > 0 else 0.0  # before the first steps there are none to be had
            return self._patience > 0
        return False

    def _stride(self, gap: float, latest: View) -> float:
        """Ticks that the cursor moves. Behind a front that goes on in leaps it glides, rather than leap too."""
        ahead = max(latest.front - self._position, 0.0)
        if not ended(latest):
            ahead = min(ahead, max(ahead * gap / GLIDE, 1.0))
        return ahead if self.speed == math.inf else min((self.speed or 1.0) * gap, ahead)

    # -- gestures

    def toggle(self) -> None:
        """Pause training and cursor, or let both go on; at the very end, play again from the start."""
        if self.playing:
            self.playing = self.training = False
            if self.speed == math.inf:  # it was at the front, but for the glide
                self._position = float(self._worker.view.front)
        else:
            self.playing = self.training = True
            if ended(self._worker.view) and self._view.cursor >= self._worker.view.front:
                self._position = 0.0
        self._tell()

    def go(self, tick: int) -> None:
        """Look at this tick; beyond the front, train up to it and no further when paused."""
        latest = self._worker.view
        last = latest.front if ended(latest) else max(latest.ticks, latest.front)
        self._position = float(min(max(tick, 0), last))
        self.playing = False
        self._tell()

    def move(self, ticks: int) -> None:
        """Step by so many ticks, backwards if negative."""
        self.go(self.tick + ticks)

    def move_epoch(self, epochs: int) -> None:
        """To the start of the next epoch, or of this one or the one before."""
        length = self._worker.view.ticks_per_epoch
        tick = self.tick
        here = tick // length if epochs > 0 else -(-tick // length)
        self.go((here + epochs) * length)

    def home(self) -> None:
        """To the initial weights."""
        self.go(0)

    def end(self) -> None:
        """To the last tick that has been trained."""
        self.go(self._worker.view.front)

    def faster(self) -> None:
        """To the next power of two, and at last as fast as it goes."""
        self.speed = faster(self.speed or 1.0, self._worker.view.ticks)

    def slower(self) -> None:
        """To the power of two before."""
        self.speed = slower(self.speed or 1.0, self._worker.view.ticks)

    @property
    def tick(self) -> int:
        """Where the user thinks the cursor is: steps that training has yet to reach count."""
        return math.floor(self._position + 1e-9)

    def _tell(self) -> None:
        self._worker.ask(
            Wish(
                training=self.training,
                goal=self.tick,
                cursor=self._view.cursor,
                looking=self._looking,
                chosen=self._chosen,
            )
        )


def ended(view: View) -> bool:
    """Whether no run of this view will train any further."""
    return all(run.stage == "ended" for run in view.runs)


def default_speed(ticks: int) -> float:
    """The power of two at which a run takes about `PLAYING_TIME`, at least one tick a second."""
    return 2.0 ** max(0, round(math.log2(max(ticks, 1) / PLAYING_TIME)))


def faster(speed: float, ticks: int) -> float:
    """The next power of two; beyond a whole run a second, infinity."""
    upper = 2.0 ** (math.floor(math.log2(speed)) + 1) if speed < math.inf else math.inf
    return upper if upper < 2 * max(ticks, 1) else math.inf


def slower(speed: float, ticks: int) -> float:
    """The power of two before, at least one tick in eight seconds."""
    if speed == math.inf:
        return 2.0 ** math.ceil(math.log2(max(ticks, 1)))
    return max(SLOWEST, 2.0 ** (math.ceil(math.log2(speed)) - 1))
