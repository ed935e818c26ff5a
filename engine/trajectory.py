"""A trajectory: updates made in compiled chunks, recorded, with any state of them to be had again.

How a run steps and remembers; what a user may ask of it beyond that is `dlviz.engine.run`'s.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from threading import Event as Flag
from time import perf_counter
from typing import Any

import jax
import numpy as np

from dlviz.engine import memory
from dlviz.engine.batches import Batches, FullBatch
from dlviz.engine.callbacks import EarlyStopping, ReduceLROnPlateau
from dlviz.engine.divergence import broken_at
from dlviz.engine.errors import SettingError
from dlviz.engine.given import filled
from dlviz.engine.instruments import Instrument, Position, default
from dlviz.engine.optimizers import Optimizer
from dlviz.engine.pace import Pace
from dlviz.engine.planner import Planner, capacity_for, length
from dlviz.engine.problem import Problem
from dlviz.engine.program import initial_state, program_for, start_for
from dlviz.engine.recorder import Recorder
from dlviz.engine.settings import Event, Settings
from dlviz.engine.snapshots import SnapshotBudget, Snapshots
from dlviz.engine.state import State
from dlviz.engine.step import Chunk, Inputs, Recipe
from dlviz.engine.trace import Trace
from dlviz.engine.watch import Watch


class Trajectory:
    """One trajectory of a problem under an optimizer, its arguments those of a run."""

    def __init__(
        self,
        problem: Problem,
        optimizer: Optimizer,
        *,
        batches: Batches | None = None,
        epochs: int | None = None,
        steps: int | None = None,
        seed: int = 0,
        params: Mapping[str, Mapping[str, Any]] | None = None,
        early_stopping: EarlyStopping | None = None,
        reduce_lr: ReduceLROnPlateau | None = None,
        instruments: Sequence[Instrument] | None = None,
        snapshots: SnapshotBudget | None = None,
    ) -> None:
        """Check everything; weights are drawn and the step is compiled on first use."""
        self.problem, self.optimizer, self.seed = problem, optimizer, seed
        if not 0 <= seed < 2**32:
            raise SettingError(f"the seed is {seed}; it must be from 0 to 4294967295")
        if not problem.layers:
            raise SettingError("no layer has weights to train; add a layer with weights or set trainable = true")
        self.batches = plan = batches or FullBatch()
        self._sizes = np.asarray(plan.sizes(problem.rows))
        self.steps_per_epoch = len(self._sizes)
        self.steps = length(epochs, steps, self.steps_per_epoch)
        shapes = jax.eval_shape(lambda seed: initial_state(problem, optimizer, (), seed, {}), np.uint32(0))
        trainable = {layer: shapes.params[layer] for layer in problem.layers}
        self.memory_estimate = memory.check(shapes, trainable, memory.available())
        parameters = sum(leaf.size for leaf in jax.tree.leaves(trainable))
        self.instruments = default(parameters) if instruments is None else tuple(instruments)
        kinds = tuple(sorted(set(self._sizes.tolist()), reverse=True))
        whole = isinstance(plan, FullBatch)
        width = 0 if whole else max(kinds)
        self._recipe = Recipe(
            problem, optimizer, self.instruments, kinds, self.steps_per_epoch, whole, capacity_for(self.steps, width)
        )
        self.shapes = shapes.params  # of the weights, before any is drawn
        self._moving = shapes.layer_state
        self._given = filled(params or {}, self.shapes)
        for instrument in self.instruments:
            if isinstance(instrument, Position):
                for axis in instrument.axes:
                    axis.check(shapes.params)
        self._recorder = Recorder(self._recipe, shapes.params, self._sizes.tolist())
        trace = self._recorder.trace
        memory.check_trace(self.steps, trace.numbers, trace.dtype.itemsize, memory.available())
        self._planner = Planner(plan, problem.rows, seed, self._recipe)
        self.settings = Settings(
            {
                "layers": problem.hyper(),
                "optimizer": dict(optimizer.hyper()),
                "instruments": {i.column: own for i in self.instruments if (own := i.hyper())},
            }
        )
        self._watch = Watch(early_stopping, reduce_lr, self._recorder.monitors)
        self._snapshots = Snapshots(snapshots or SnapshotBudget())
        self._budget = snapshots
        self._state: State | None = None
        self._inputs: Inputs | None = None
        self._pace = Pace()
        self._program = program_for(self._recipe)
        self._stop = Flag()
        self._outcome: str | None = None
        self.step = 0
        self.events: tuple[Event, ...] = ()
        self.seconds = 0.0
        self.compile_seconds = 0.0

    # ── how it stands ───────────────────────────────────────────────────────────────────────────────────────

    @property
    def status(self) -> str:
        """Where it stands: training, finished, stopped early at epoch …, diverged at step …, interrupted."""
        return self._outcome or "training"

    @property
    def ended(self) -> bool:
        """Whether no further update will be made."""
        return self._outcome is not None

    @property
    def compiles(self) -> int:
        """How often the program that this run shares with its like was compiled."""
        return self._program.compiles

    @property
    def trace(self) -> Trace:
        """The rows so far, the closing one included; reading it measures that row if need be."""
        self._measure_closing_row()
        return self._recorder.trace

    @property
    def state(self) -> State:
        """The state at the front."""
        self._start()
        assert self._state is not None
        return self._state

    def learning_rate(self, step: int) -> float:
        """Return the learning rate of update `step` (from 0)."""
        rate = self.settings.at(step).rate
        return float(self.optimizer.rate(step)) if rate is None else rate

    # ── going on ────────────────────────────────────────────────────────────────────────────────────────────

    def compile(self) -> None:
        """Compile the step, unless it was; takes no step."""
        self._start()

    def advance(self, n: int) -> int:
        """Make at most n updates and return how many were made; fewer where the run ends or is interrupted."""
        self._start()
        first, target = self.step, min(self.step + n, self.steps)
        while self.step < target and not self.ended and not self._stop.is_set():
            self._advance_chunk(min(target - self.step, self._pace.steps()))
        if self._stop.is_set() and not self.ended:
            self._outcome = "interrupted"
        return self.step - first

    def steps_in(self, seconds: float) -> int:
        """Return how many updates take about this long, by what they took so far."""
        return self._pace.steps(seconds)

    def interrupt(self) -> None:
        """End the run as soon as the chunk at work is done; safe from any thread. The trace is kept."""
        self._stop.set()
        if self._state is None and not self.ended:
            self._outcome = "interrupted"

    def adjust(self, changes: Mapping[str, float] | None = None, /, **options: float) -> str:
        """Change hyper-parameters from the front on; return the sentence that notes it. Compiles nothing.

        What is changed again before the next step is one event, and none if it is as before.
        Options of the optimizer by name (`learning_rate=3e-3`), of a layer by path ({"dropout.rate": 0.5}).
        Raises SettingError for an option that the run does not have, or when it has ended.
        """
        if self.ended:
            raise SettingError(f"this run has ended ({self.status}); fork it at an earlier step to change it")
        text = self._change({**(changes or {}), **options})
        told = self.settings.told(float(self.optimizer.rate(self.step)))
        kept = tuple(event for event in self.events if (event.step, event.kind) != (self.step, "change"))
        self.events = (*kept, Event(self.step, "change", told)) if told else kept
        self._recorder.trace.cut(self.step)
        return text

    # ── looking back ────────────────────────────────────────────────────────────────────────────────────────

    def state_at(self, step: int) -> State:
        """Return the state after `step` updates, equal bit for bit to the one that was there.

        Raises SettingError when the step lies outside 0 … the front.
        """
        self._start()
        if not 0 <= step <= self.step:
            raise SettingError(f"step {step} lies outside what was trained; there are steps 0 to {self.step}")
        if step == self.step:
            return self.state
        return self._replay(*self._snapshots.before(step), step)

    def states_at(self, steps: Sequence[int]) -> Iterator[State]:
        """Yield the state after each of these numbers of updates, in rising order: one walk along the run for all.

        Raises SettingError when one lies outside 0 … the front.
        """
        last: tuple[int, State] | None = None
        for step in steps:
            near = self._snapshots.before(step)[0] if 0 <= step <= self.step and self._state is not None else 0
            if last is None or not last[0] <= step or last[0] < near or step == self.step:
                last = step, self.state_at(step)
            else:
                last = step, self._replay(*last, step)
            yield last[1]

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────

    def _start(self) -> None:
        if self._state is not None:
            return
        before = perf_counter()
        self._state, root = start_for(self._recipe)(np.uint32(self.seed), self._given)
        self._inputs = Inputs(self.problem.data, self.problem.held_out, root)
        self._run_chunk(self._state, 0, 0).done.block_until_ready()  # n = 0: compiles, computes nothing
        self.compile_seconds = perf_counter() - before
        self._snapshots.offer(0, self._state)

    def _run_chunk(self, state: State, step: int, n: int) -> Chunk:
        setting = self.settings.at(step)
        plan = self._planner.plan(step, max(n, 1), self.optimizer, setting.rate)
        assert self._inputs is not None
        return self._program(state, np.int32(n), setting.hyper, plan, self._inputs)

    def _advance_chunk(self, n: int) -> None:
        if self._watch:  # callbacks decide at the end of every epoch
            n = min(n, self.steps_per_epoch - self.step % self.steps_per_epoch)
        n = min(n, self._recipe.capacity)
        before = perf_counter()
        start, state = self.step, self.state
        chunk = self._run_chunk(state, start, n)
        done = int(chunk.done)
        losses_finite, params_finite = (bool(flag) for flag in chunk.finite)
        spent = perf_counter() - before
        self.seconds += spent
        self._pace.note(done, spent)
        rates = self._planner.rates(start, done, self.optimizer, self.settings.at(start).rate)
        self._recorder.write(start, np.asarray(chunk.records)[:done], rates)
        if losses_finite and params_finite:
            self.step, self._state = start + done, chunk.state
            self._snapshots.offer(self.step, chunk.state)
            if self._watch and self.step % self.steps_per_epoch == 0:
                self._close_epoch()
            if self.step >= self.steps and not self.ended:
                self._outcome = "finished"
        else:
            self._diverge(start, done, losses_finite)

    def _diverge(self, start: int, done: int, losses_finite: bool) -> None:
        """End at the first row whose loss is not finite, or whose parameters are not: whichever comes first."""
        last = start + done if losses_finite else start + done - 1
        self.step, self._state = broken_at(partial(self._replay, start, self.state), start, last)
        self._recorder.trace.cut(self.step + 1)
        self._outcome = f"diverged at step {self.step}"

    def _replay(self, reached: int, state: State, step: int) -> State:
        """Return the state at `step`, from one that was reached before, with the settings that held at each step."""
        while reached < step:
            change = self.settings.next_change(reached)
            until = step if change is None else min(step, change)
            count = min(until - reached, self._recipe.capacity)
            state = self._run_chunk(state, reached, count).state
            reached += count
        return state

    def _change(self, changes: Mapping[str, float], new: Container[str] = ()) -> str:
        """Change settings at the front, after the owners of the options had a look at the values."""
        settings = self.settings.until(self.step)
        text = settings.change(self.step, self.learning_rate(self.step), changes, new)
        for name, value in changes.items():
            layer, _, option = name.rpartition(".")
            if layer:
                self.problem.check(layer, option, float(value))
            else:
                replace(self.optimizer, **{option: float(value)})
        self.settings = settings
        return text

    def _measure_closing_row(self) -> None:
        self._start()
        if self._recorder.trace.rows == self.step:
            chunk = self._run_chunk(self.state, self.step, 1)
            self._recorder.write_row(self.step, np.asarray(chunk.records)[0], self.learning_rate(self.step))

    def _close_epoch(self) -> None:
        epoch = self.step // self.steps_per_epoch
        stop, lower = self._watch.see(epoch - 1, partial(self._recorder.monitored, row=self.step))
        if lower is not None and lower(rate := self.learning_rate(self.step)) < rate:
            self.adjust(learning_rate=lower(rate))
        if stop:
            self._outcome = f"stopped early at epoch {epoch}"
