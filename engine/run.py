"""A run: one trajectory of training, stepped, recorded, and free to travel in time.

    run = Run(problem, Adam(learning_rate=1e-3), batches=Shuffled(30), epochs=100, seed=0)
    run.advance(200)                  # compiled chunks; ends early on divergence or early stopping
    run.trace["loss"]                 # (201,): rows 0 … 200, the last one measured but not committed
    run.state_at(120)                 # exact, by snapshot and replay
    run.adjust(learning_rate=3e-3)    # from now on; compiles nothing
    fork = run.fork(at=120, learning_rate=1e-2)

N updates give rows 0 … N. Row t holds loss, gradients and instruments of minibatch t at θ_t, before update t.
Epoch columns stand in rows k, 2k, … (k updates an epoch) and are NaN elsewhere: `epoch_loss` is the mean of the
epoch's minibatch losses weighted by their size (Keras' `history["loss"]`), then the metrics, `val_loss`, `val_*`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from threading import Event as Flag
from time import perf_counter
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dlviz.engine import memory
from dlviz.engine.arrays import on_device
from dlviz.engine.batches import Batches, FullBatch
from dlviz.engine.callbacks import EarlyStopping, ReduceLROnPlateau
from dlviz.engine.errors import SettingError
from dlviz.engine.given import filled
from dlviz.engine.instruments import Instrument, Position, default
from dlviz.engine.joining import Past, joined, nothing
from dlviz.engine.optimizers import Optimizer
from dlviz.engine.pace import Pace
from dlviz.engine.planner import Planner, capacity_for
from dlviz.engine.probes.update import Feed
from dlviz.engine.problem import Problem
from dlviz.engine.program import initial_state, program_for, start_for
from dlviz.engine.recorder import Recorder
from dlviz.engine.settings import Settings
from dlviz.engine.snapshots import SnapshotBudget, Snapshots
from dlviz.engine.state import State, Weights
from dlviz.engine.step import Chunk, Inputs, Recipe
from dlviz.engine.trace import Trace


class Event(NamedTuple):
    """Something that was done to a run at a step: kind "change" or "fork", and the sentence that says it."""

    step: int
    kind: str
    text: str


class Run:
    """One trajectory of a problem under an optimizer.

    `epochs` or `steps` says how long. `params` gives weights in place of initial ones, {layer: {weight: value}},
    where a number fills the whole array. `instruments` None measures what `instruments.default` says.
    `snapshots` is the memory that runs of a session share.
    Raises SettingError, ShapeError or MemoryEstimateError before anything is allocated or compiled.
    """

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
        self.steps = _length(epochs, steps, self.steps_per_epoch)
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
        self._early_stopping, self._reduce_lr = early_stopping, reduce_lr
        for callback in (early_stopping, reduce_lr):
            if callback is not None:
                self._check_monitor(callback.monitor)
        self._stopping = early_stopping.start() if early_stopping else None
        self._plateau = reduce_lr.start() if reduce_lr else None
        self._snapshots = Snapshots(snapshots or SnapshotBudget())
        self._budget = snapshots
        self._state: State | None = None
        self._past: Past | None = None  # before options joined
        self._inputs: Inputs | None = None
        self._pace = Pace()
        self._program = program_for(self._recipe)
        self._stop = Flag()
        self._outcome: str | None = None
        self.step = 0
        self.events: tuple[Event, ...] = ()
        self.seconds = 0.0
        self.compile_seconds = 0.0

    # ── what it is ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def batch_size(self) -> int:
        """The rows of one update; the last minibatch of an epoch may have fewer."""
        return int(self._sizes.max())

    @property
    def batch_sizes(self) -> tuple[int, ...]:
        """The rows of each update of an epoch."""
        return tuple(self._sizes.tolist())

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
        if self._state is None:
            self._start()
        assert self._state is not None
        return self._state

    @property
    def restored_from(self) -> int | None:
        """The epoch, counted from 1, whose weights `final` returns, or None where they are the last ones."""
        if self._stopping is None or self._stopping.best_epoch is None:
            return None
        assert self._early_stopping is not None
        return self._stopping.best_epoch + 1 if self._early_stopping.restore_best_weights else None

    @property
    def final(self) -> Weights:
        """The parameters a user would keep: the best epoch's where early stopping restores them."""
        return self.kept.params

    @property
    def kept(self) -> State:
        """The state whose parameters are `final`: they go with what its layers remember, moving statistics."""
        epoch = self.restored_from
        return self.state if epoch is None or not self.ended else self.state_at(epoch * self.steps_per_epoch)

    def learning_rate(self, step: int) -> float:
        """Return the learning rate of update `step` (from 0)."""
        rate = self.settings.at(step).rate
        return float(self.optimizer.rate(step)) if rate is None else rate

    def begin_with(
        self, params: Mapping[str, Mapping[str, Any]], layer_state: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        """Give weights in place of initial ones, as `params` does, after the run was made and before it begins.

        `layer_state`: what layers remember beside their weights, the moving statistics of a normalization.
        Raises SettingError when it has begun or a weight does not exist, ShapeError when one does not fit.
        """
        if self._state is not None:
            raise SettingError(f"this run has begun (step {self.step}); weights are given before its first step")
        given = (filled(params, self.shapes), filled(layer_state or {}, self._moving))
        for layer, weights in (pair for group in given for pair in group.items()):
            self._given.setdefault(layer, {}).update(weights)

    def minibatch(self, step: int) -> NDArray[np.int32]:
        """Return the numbers of the training rows that update `step` (from 0) learns from, in their order."""
        return self._planner.fresh().rows(step)

    def feed(self, step: int) -> Feed:
        """Return what update `step` (from 0) is given: minibatch, hyper-parameters and the key of its random numbers.

        `dlviz.engine.probes.update` computes that update from it.
        """
        self._start()
        assert self._inputs is not None
        setting = self.settings.at(step)
        batch = self._inputs.data
        if not self._recipe.whole:
            rows = self.minibatch(step)
            batch = jax.tree.map(lambda array: on_device(np.asarray(array)[rows]), batch)
        knobs = {**setting.hyper["optimizer"], "learning_rate": self.learning_rate(step)}
        return Feed(batch, {**setting.hyper, "optimizer": knobs}, jax.random.fold_in(self.root, step))

    @property
    def root(self) -> jax.Array:
        """The root of all random keys: update t draws its numbers from fold_in(root, t)."""
        self._start()
        assert self._inputs is not None
        return self._inputs.root

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

    def fork(
        self,
        changes: Mapping[str, float] | None = None,
        /,
        *,
        at: int,
        problem: Problem | None = None,
        optimizer: Optimizer | None = None,
        **options: float,
    ) -> Run:
        """Return a new run that shares this one's past up to row `at` and goes on with changed options.

        `problem` and `optimizer` take the place of this run's, with options that it lacks: the same rows, weights and
        instruments, a penalty more, momentum, clipping, a Dropout. What joins is compiled anew and stands at values
        that do nothing unless `changes` name others; see `joining`.

        Early stopping has seen the past. Where it had stopped by then, a fork without changes has ended too, and
        one with changes starts to wait anew. Raises SettingError when `at` lies outside the rows so far, or for an
        option that does not exist or cannot have that value.
        """
        if self._past is not None and self._past.holds(at):
            return self._past.run.fork(changes, at=at, problem=problem, optimizer=optimizer, **options)
        state = self.state_at(at)
        twin = copy(self)
        twin.settings = self.settings.until(at)
        twin._planner = self._planner.fresh()
        self._measure_closing_row()
        twin._recorder = self._recorder.fork(at)
        twin._snapshots = Snapshots(self._budget or SnapshotBudget())
        for step, kept in self._snapshots.up_to(at).items():
            twin._snapshots.offer(step, kept)
        twin._pace, twin._stop, twin._outcome = copy(self._pace), Flag(), None
        twin.step, twin._state, twin.seconds, twin.compile_seconds = at, state, 0.0, 0.0
        twin._stopping = self._early_stopping.start() if self._early_stopping else None
        twin._plateau = self._reduce_lr.start() if self._reduce_lr else None
        stopped = False
        for epoch in range(at // self.steps_per_epoch):
            stopped, _ = twin._ask_callbacks(epoch)
        new: frozenset[str] = frozenset()
        if problem is not None or optimizer is not None:
            new = twin._join(self.fork(at=at), problem or self.problem, optimizer or self.optimizer)
        named = {**(changes or {}), **options}
        text = twin._change(named, new) if named else "nothing changed"
        if stopped and named and twin._stopping is not None:
            twin._stopping = twin._stopping._replace(wait=0)
        elif stopped:
            twin._outcome = self._outcome
        kept_events = tuple(event for event in self.events if event.step <= at)
        twin.events = (*kept_events, Event(at, "fork", text))
        if at >= self.steps:
            twin._outcome = "finished"
        return twin

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
        if self._past is not None and self._past.holds(step):
            return next(self._past.states_at((step,)))
        return self._replay(*self._snapshots.before(step), step)

    def states_at(self, steps: Sequence[int]) -> Iterator[State]:
        """Yield the state after each of these numbers of updates, in rising order: one walk along the run for all.

        Raises SettingError when one lies outside 0 … the front.
        """
        last: tuple[int, State] | None = None
        if self._past is not None:
            early = [step for step in steps if self._past.holds(step)]
            yield from self._past.states_at(early)
            steps = steps[len(early) :]
        for step in steps:
            near = self._snapshots.before(step)[0] if 0 <= step <= self.step and self._state is not None else 0
            if last is None or not last[0] <= step or last[0] < near or step == self.step:
                last = step, self.state_at(step)
            else:
                last = step, self._replay(*last, step)
            yield last[1]

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _watched(self) -> bool:
        return self._early_stopping is not None or self._reduce_lr is not None

    def _start(self) -> None:
        if self._state is not None:
            return
        before = perf_counter()
        self._state, root = start_for(self._recipe)(np.uint32(self.seed), self._given)
        held_out = self.problem.held_out
        self._inputs = Inputs(self.problem.data, held_out, root)
        self._run_chunk(self._state, 0, 0).done.block_until_ready()  # n = 0: compiles, computes nothing
        self.compile_seconds = perf_counter() - before
        self._snapshots.offer(0, self._state)

    def _run_chunk(self, state: State, step: int, n: int) -> Chunk:
        setting = self.settings.at(step)
        plan = self._planner.plan(step, max(n, 1), self.optimizer, setting.rate)
        assert self._inputs is not None
        return self._program(state, np.int32(n), setting.hyper, plan, self._inputs)

    def _advance_chunk(self, n: int) -> None:
        if self._watched:  # callbacks decide at the end of every epoch
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
            if self._watched and self.step % self.steps_per_epoch == 0:
                self._close_epoch()
            if self.step >= self.steps and not self.ended:
                self._outcome = "finished"
        else:
            self._diverge(start, done, losses_finite)

    def _diverge(self, start: int, done: int, losses_finite: bool) -> None:
        """End at the first row whose loss is not finite, or whose parameters are not: whichever comes first.

        A parameter that left the finite numbers never comes back, so the first such step is found by halving.
        """
        state = self.state
        last = start + done if losses_finite else start + done - 1
        sound, broken = start, last
        if _finite(self._replay(start, state, last)):
            sound = last
        while broken - sound > 1:
            middle = (sound + broken) // 2
            if _finite(self._replay(start, state, middle)):
                sound = middle
            else:
                broken = middle
        self.step = broken
        self._state = self._replay(start, state, self.step)
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

    def _join(self, past: Run, problem: Problem, optimizer: Optimizer) -> frozenset[str]:
        """Go on from the end of `past` with another program; return the options that joined. Compiles it."""
        made = Run(
            problem, optimizer, batches=self.batches, steps=self.steps, seed=self.seed,
            early_stopping=self._early_stopping, reduce_lr=self._reduce_lr, instruments=self.instruments,
        )  # fmt: skip
        before, known = perf_counter(), set(self.settings.options())
        self.problem, self.optimizer = problem, optimizer
        self._recipe, self._program, self.memory_estimate = made._recipe, made._program, made.memory_estimate
        self.settings = self.settings.joined(made.settings.at(0).hyper, nothing)
        self._past = Past(past, optimizer, problem.layers)
        self._state = joined(self.state, optimizer, problem.layers)
        self._snapshots, self._pace = Snapshots(self._budget or SnapshotBudget()), Pace()
        self._snapshots.offer(self.step, self._state)
        self._run_chunk(self._state, self.step, 0).done.block_until_ready()
        self.compile_seconds = perf_counter() - before
        return frozenset(self.settings.options()) - known

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

    def _check_monitor(self, monitor: str) -> None:
        known = self._recorder.monitors
        if monitor not in known:
            raise SettingError(f"there is no {monitor} to monitor in this run; there are {', '.join(known)}")

    def _ask_callbacks(self, epoch: int) -> tuple[bool, bool]:
        """Show the callbacks an epoch, counted from 0, and return whether to stop and whether to lower the rate."""
        row, stop, lower = (epoch + 1) * self.steps_per_epoch, False, False
        if self._early_stopping is not None and self._stopping is not None:
            value = self._recorder.monitored(self._early_stopping.monitor, row)
            self._stopping, decision = self._early_stopping.update(self._stopping, epoch, value)
            stop = decision.stop
        if self._reduce_lr is not None and self._plateau is not None:
            value = self._recorder.monitored(self._reduce_lr.monitor, row)
            self._plateau, lower = self._reduce_lr.update(self._plateau, epoch, value)
        return stop, lower

    def _close_epoch(self) -> None:
        epoch = self.step // self.steps_per_epoch
        stop, lower = self._ask_callbacks(epoch - 1)
        rate = self.learning_rate(self.step)
        if lower and self._reduce_lr is not None and self._reduce_lr.lowered(rate) < rate:
            self.adjust(learning_rate=self._reduce_lr.lowered(rate))
        if stop:
            self._outcome = f"stopped early at epoch {epoch}"


def _length(epochs: int | None, steps: int | None, steps_per_epoch: int) -> int:
    if epochs is None and steps is None:
        raise SettingError("say how long to train: epochs or steps")
    length = steps if steps is not None else steps_per_epoch * (epochs or 0)
    if length < 1:
        given = f"steps = {steps}" if steps is not None else f"epochs = {epochs}"
        raise SettingError(f"{given}; at least 1 is needed")
    return length


@jax.jit
def _all_finite(params: Weights) -> jax.Array:
    return jnp.stack([jnp.isfinite(leaf).all() for leaf in jax.tree.leaves(params)]).all()


def _finite(state: State) -> bool:
    return bool(_all_finite(state.params))
