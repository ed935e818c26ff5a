"""The worker: the one thread that touches a session. It builds, trains in short chunks, probes and publishes.

A view is published by one assignment and never changed, so no reader waits for a lock. Between two chunks the
worker answers the latest wish; wishes that were overtaken are never seen.
"""

from __future__ import annotations

import gc
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dlviz.tui import collector, observe, terminal
from dlviz.tui.errors import is_wrong_input
from dlviz.tui.probes import Probes
from dlviz.tui.view import Stage, View

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario
    from dlviz.scenarios.roster import SessionRun
    from dlviz.scenarios.session import Session

CHUNK = 0.025  # seconds of training between two looks at the wish


@dataclass(frozen=True)
class Wish:
    """What the player asks of the worker."""

    training: bool = False  # go on as fast as it goes
    goal: int = 0  # train to this tick even when paused
    cursor: int = 0  # the tick that the probes look at
    looking: frozenset[str] = frozenset()  # visible panels
    chosen: int | None = None  # the row of the table that probes of one input look at, None: none was chosen


@dataclass
class Order:
    """Something to be done with the session, and what came of it: a result, or a sentence about why not."""

    do: Callable[[Session], object]
    done: bool = False
    result: object = None
    fault: str = ""


class Worker:
    """A session and the thread around it.

    `turn()` does one piece of work and is all that the thread repeats: a test may call it in its place.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.view: View = observe.waiting(scenario)
        self.failure = ""
        self.looked: frozenset[str] = frozenset()  # panels of which all was computed once
        self.refused = False  # the failure is one of the scenario, found while its runs were made
        self._scenario = scenario
        self._session: Session | None = None
        self._probes: Probes | None = None
        self._wish = Wish()
        self._orders: deque[Order] = deque()
        self._stopped = False
        self._changed = threading.Condition()
        self._owed = 0.0  # seconds of training owed for probes: they take at most half the time
        self._pace = 1  # ticks a chunk on the way to a goal
        self._thread = threading.Thread(target=self._main, name=terminal.WORKER, daemon=True)

    def start(self) -> None:
        """Begin in a thread of its own, one that does not hold up leaving; what has begun goes on."""
        if self._thread.ident is None:
            self._thread.start()

    @property
    def gone(self) -> bool:
        """Whether the thread has ended, or has not begun."""
        return not self._thread.is_alive()

    def stop(self) -> None:
        """Ask the thread to end after what it is at."""
        with self._changed:
            self._stopped = True
            self._changed.notify()

    def ask(self, wish: Wish) -> None:
        """Replace the wish."""
        if wish != self._wish:
            with self._changed:
                self._wish = wish
                self._changed.notify()

    def command(self, do: Callable[[Session], object]) -> Order:
        """Have something done with the session, between two chunks of training."""
        order = Order(do)
        with self._changed:
            self._orders.append(order)
            self._changed.notify()
        return order

    @property
    def runs(self) -> tuple[SessionRun, ...]:
        """The runs of the session, none before they are made. They are read alone: only the thread may change them."""
        return self._session.runs if self._session is not None else ()

    def turn(self) -> bool:
        """Do one piece of work; False when there is none until the wish changes."""
        try:
            return self._turn()
        except Exception as error:
            self._fail(error)
            return False

    # -- the thread

    def _main(self) -> None:
        while not self._stopped:
            wish = self._wish
            if not self.turn():
                with self._changed:
                    if self._wish is wish and not self._orders and not self._stopped:
                        self._changed.wait()

    def _turn(self) -> bool:
        if self.failure:
            self._refuse_all()
            return self._looks_on()
        if self._session is None or self._probes is None:
            self._build()
            return True
        if self._orders:
            self._obey(self._orders.popleft(), self._session)
            return True
        wish = self._wish
        trains = not self._ended() and (wish.training or wish.goal > self._session.reached)
        stale = self._probes.stale(wish, self.view)
        if not stale and all(run.front >= 0 for run in self.view.runs if run.stage != "waiting"):
            self.looked |= wish.looking
        if stale and (self._owed <= 0 or not trains):
            self._probe(wish, self._probes)
            return True
        if trains:
            self._train(wish, self._session)
            return True
        return False

    def _looks_on(self) -> bool:
        """After a fault: what was trained can be looked at all the same."""
        wish = self._wish
        if self._probes is None or not self._probes.stale(wish, self.view):
            return False
        self._probe(wish, self._probes)
        return True

    def _ended(self) -> bool:
        return all(run.stage == "ended" for run in self.view.runs)

    def _build(self) -> None:
        collector.make_room()
        session = self._scenario.session()
        with collector.at_rest():
            session.build(self._say)
        self.view = observe.built(session, self.view)
        self._compile(session)
        # A full collection would look at all that JAX ever made: 130 ms in which nothing is drawn.
        gc.freeze()
        self._probes = Probes(session)
        self._session = session

    def _compile(self, session: Session) -> None:
        """Compile what is not: runs of the same structure share one program."""
        for run in session.begun():
            if any(one.index == run.index and one.front < 0 for one in self.view.runs):
                self.view = replace(self.view, message=f"compiling {run.name}")
                run.run.compile()

    def _obey(self, order: Order, session: Session) -> None:
        """Do what was ordered and publish what became of it; what cannot be done costs nothing but a sentence."""
        runs = session.runs
        try:
            order.result = order.do(session)
        except Exception as error:
            logged = "" if is_wrong_input(error) else f" (written to {terminal.log_crash(error)})"
            order.fault = observe.sentence(error) + logged
        try:
            if session.runs is not runs:
                self._rearrange(session)
        except Exception as error:
            order.fault = observe.sentence(error)
            self._take_back(runs, session, error)
        finally:
            order.done = True

    def _take_back(self, runs: tuple[SessionRun, ...], session: Session, error: Exception) -> None:
        """Let go of a run that cannot be compiled; the others go on."""
        if any(now is not before for now, before in zip(session.runs, runs, strict=False)):
            raise error
        terminal.log_crash(error)
        while len(session.runs) > len(runs):
            session.drop(len(session.runs) - 1)
        self._rearrange(session)

    def _rearrange(self, session: Session) -> None:
        """Publish the runs that there are now, with those that came compiled."""
        self.view = observe.rearranged(session, self.view)
        if any(run.stage == "compiling" for run in self.view.runs):
            self._compile(session)
            self.view = observe.rearranged(session, self.view)
        self._probes = Probes(session)

    def _refuse_all(self) -> None:
        while self._orders:
            order = self._orders.popleft()
            order.fault, order.done = self.failure, True

    def _say(self, text: str) -> None:
        stage: Stage = "importing" if "importing" in text else "building"
        runs = tuple(replace(run, stage=stage, status=text) for run in self.view.runs)
        self.view = replace(self.view, runs=runs, message=text)

    def _train(self, wish: Wish, session: Session) -> None:
        started, runs = time.perf_counter(), session.runs
        if wish.training:
            session.advance(CHUNK)
        else:
            self._train_towards(wish.goal, session)
        self._owed -= time.perf_counter() - started
        if session.runs is not runs:  # a change that the file has was made
            self._rearrange(session)
        self.view = observe.trained(session, self.view)

    def _train_towards(self, goal: int, session: Session) -> None:
        """Train all runs up to a tick, not one update further, in chunks as short as the others."""
        target = min(goal, session.reached + self._pace)
        started = time.perf_counter()
        begun = session.begun()
        for place, run in enumerate(session.runs):
            if run not in begun:
                continue
            updates = session.row(place, target) - run.run.step
            if updates > 0:
                session.go_on(place, updates)
        seconds = time.perf_counter() - started
        self._pace = self._pace * 2 if seconds < CHUNK / 2 else max(1, self._pace // 2)

    def _probe(self, wish: Wish, probes: Probes) -> None:
        started = time.perf_counter()
        self.view = probes.look(wish, self.view)
        self._owed = time.perf_counter() - started

    def _fail(self, error: Exception) -> None:
        self.refused = self._session is None and is_wrong_input(error)
        said = observe.sentence(error)
        if self.refused:
            self.failure = f"cannot be run: {said}"
        else:
            self.failure = f"training stopped: {said} (written to {terminal.log_crash(error)})"
        self.view = observe.stopped(self.view, self.failure)
