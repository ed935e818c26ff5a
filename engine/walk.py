"""A walk: a computation stepped through like a run, so that whatever drives runs drives it too.

walk = Walk(Activation("tanh"))
walk.advance(10)
walk.trace["output"]             # rows 0 … 10
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event as Flag
from time import perf_counter
from typing import Any

import jax.numpy as jnp
import numpy as np

from dlviz.engine.computations.base import Columns, Computation
from dlviz.engine.errors import SettingError
from dlviz.engine.settings import Event
from dlviz.engine.state import State, Weights
from dlviz.engine.trace import Trace


class Walk:
    """A computation with a front, a trace and an end; see `Run` for what the names mean.

    `steps` bounds how far it goes. Nothing is learned: it has no weights, and looking back needs no replay.
    """

    compiles = 0

    def __init__(self, computation: Computation, steps: int | None = None) -> None:
        """Plan the walk; the columns are computed on first use.

        Raises SettingError for fewer than one step.
        """
        if steps is not None and steps < 1:
            raise SettingError(f"steps is {steps}; it must be at least 1")
        self.computation = computation
        self.steps_per_epoch = computation.steps_per_epoch
        self.steps = computation.steps if steps is None else min(steps, computation.steps)
        self.step = 0
        self.events: tuple[Event, ...] = ()
        self.seconds = 0.0
        self.compile_seconds = 0.0
        self.final: Weights = {}
        self._labels = dict(computation.labels)
        self._trace = Trace(self._labels, (), np.dtype(jnp.result_type(float)))
        self._columns: Columns | None = None
        self._interrupted = Flag()

    @property
    def status(self) -> str:
        """Where it stands: training, finished, interrupted."""
        if self._interrupted.is_set() and self.step < self.steps:
            return "interrupted"
        return "finished" if self.step >= self.steps else "training"

    @property
    def ended(self) -> bool:
        """Whether no further step will be taken."""
        return self.status != "training"

    @property
    def trace(self) -> Trace:
        """The positions so far, the present one included."""
        self._show()
        return self._trace

    @property
    def planned(self) -> int:
        """The steps of the whole computation."""
        return self.computation.steps

    def compile(self) -> None:
        """Compute the columns, unless they were."""
        if self._columns is None:
            before = perf_counter()
            found = self.computation.measure()
            for name in self._labels:
                found[name] = np.asarray(found[name])
            self._columns = found
            self.compile_seconds = perf_counter() - before

    def advance(self, n: int) -> int:
        """Take at most n steps and return how many were taken."""
        if self.ended:
            return 0
        before, first = perf_counter(), self.step
        self.step = min(self.step + n, self.steps)
        self._show()
        self.seconds += perf_counter() - before
        return self.step - first

    def steps_in(self, seconds: float) -> int:
        """Return how many steps take about this long: all, they are only shown."""
        return self.steps

    def state_at(self, step: int) -> State:
        """Return the state at a position: nothing but the number of the position.

        Raises: SettingError when it lies outside 0 … the front.
        """
        if not 0 <= step <= self.step:
            raise SettingError(f"step {step} lies outside what was computed; there are steps 0 to {self.step}")
        return State({}, {}, {}, {}, {}, jnp.int32(step))

    @property
    def kept(self) -> State:
        """The state at the front: a computation keeps no other."""
        return self.state_at(self.step)

    def begin_with(self, params: Mapping[str, Any], layer_state: Mapping[str, Any] | None = None) -> None:
        """Refuse weights: a computation has none."""
        raise SettingError("a computation has no weights to begin with")

    def interrupt(self) -> None:
        """End the walk where it stands; safe from any thread."""
        self._interrupted.set()

    def _show(self) -> None:
        self.compile()
        assert self._columns is not None
        start, stop = self._trace.rows, self.step + 1
        if stop > start:
            self._trace.write(start, {name: self._columns[name][start:stop] for name in self._labels})
