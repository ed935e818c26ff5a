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

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from functools import partial
from threading import Event as Flag
from time import perf_counter
from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from dlviz.engine.arrays import on_device
from dlviz.engine.errors import SettingError
from dlviz.engine.given import filled
from dlviz.engine.joining import Past, joined, nothing
from dlviz.engine.optimizers import Optimizer
from dlviz.engine.pace import Pace
from dlviz.engine.probes.update import Feed
from dlviz.engine.problem import Problem
from dlviz.engine.settings import Event
from dlviz.engine.snapshots import SnapshotBudget, Snapshots
from dlviz.engine.state import State, Weights
from dlviz.engine.trajectory import Trajectory


class Run(Trajectory):
    """One trajectory of a problem under an optimizer.

    `epochs` or `steps` says how long. `params` gives weights in place of initial ones, {layer: {weight: value}},
    where a number fills the whole array. `instruments` None measures what `instruments.default` says.
    `snapshots` is the memory that runs of a session share.
    Raises SettingError, ShapeError or MemoryEstimateError before anything is allocated or compiled.
    """

    _past: Past | None = None  # before options joined

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
    def restored_from(self) -> int | None:
        """The epoch, counted from 1, whose weights `final` returns, or None where they are the last ones."""
        return self._watch.restored_from

    @property
    def final(self) -> Weights:
        """The parameters a user would keep: the best epoch's where early stopping restores them."""
        return self.kept.params

    @property
    def kept(self) -> State:
        """The state whose parameters are `final`: they go with what its layers remember, moving statistics."""
        epoch = self.restored_from
        return self.state if epoch is None or not self.ended else self.state_at(epoch * self.steps_per_epoch)

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

    # ── forks and their past ────────────────────────────────────────────────────────────────────────────────

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
        twin._watch, stopped = self._watch.anew(), False
        for epoch in range(at // self.steps_per_epoch):
            row = (epoch + 1) * self.steps_per_epoch
            stopped = twin._watch.see(epoch, partial(twin._recorder.monitored, row=row)).stop
        new: frozenset[str] = frozenset()
        if problem is not None or optimizer is not None:
            new = twin._join(self.fork(at=at), problem or self.problem, optimizer or self.optimizer)
        named = {**(changes or {}), **options}
        text = twin._change(named, new) if named else "nothing changed"
        if stopped and named:
            twin._watch.wait_anew()
        elif stopped:
            twin._outcome = self._outcome
        kept_events = tuple(event for event in self.events if event.step <= at)
        twin.events = (*kept_events, Event(at, "fork", text))
        if at >= self.steps:
            twin._outcome = "finished"
        return twin

    def state_at(self, step: int) -> State:
        """Return the state after `step` updates, equal bit for bit to the one that was there.

        Raises SettingError when the step lies outside 0 … the front.
        """
        if self._past is not None and 0 <= step < self.step and self._past.holds(step):
            return next(self._past.states_at((step,)))
        return super().state_at(step)

    def states_at(self, steps: Sequence[int]) -> Iterator[State]:
        """Yield the state after each of these numbers of updates, in rising order: one walk along the run for all.

        Raises SettingError when one lies outside 0 … the front.
        """
        if self._past is not None:
            early = [step for step in steps if self._past.holds(step)]
            yield from self._past.states_at(early)
            steps = steps[len(early) :]
        yield from super().states_at(steps)

    def _join(self, past: Run, problem: Problem, optimizer: Optimizer) -> frozenset[str]:
        """Go on from the end of `past` with another program; return the options that joined. Compiles it."""
        made = Run(
            problem, optimizer, batches=self.batches, steps=self.steps, seed=self.seed,
            early_stopping=self._watch.early_stopping, reduce_lr=self._watch.reduce_lr, instruments=self.instruments,
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
