"""What is known beforehand: how many updates a run has; of a chunk its minibatches and learning rates, in NumPy."""

from __future__ import annotations

from typing import Any

import jax
import numpy as np
from numpy.typing import NDArray

from dlviz.engine.arrays import on_device
from dlviz.engine.batches import Batches
from dlviz.engine.errors import SettingError
from dlviz.engine.optimizers import Optimizer
from dlviz.engine.schedules import Schedule
from dlviz.engine.step import Plan, Recipe

MOST_STEPS = 4096
"""Updates in one chunk of the smallest problem, full batches of one weight: 50 ms."""

MOST_MINIBATCHES = 1024
"""Updates in one chunk where each has rows of its own to be handed over."""

MOST_NUMBERS = 2**20
"""Row numbers handed over with one chunk: 4 MB."""


def capacity_for(steps: int, width: int) -> int:
    """Return the size of a chunk's buffers, a power of two, for a run of `steps` and minibatches of `width`."""
    most = min(MOST_MINIBATCHES if width else MOST_STEPS, max(16, MOST_NUMBERS // max(width, 1)))
    capacity = 64
    while capacity < min(steps, most):
        capacity *= 2
    return min(capacity, 1 << (most.bit_length() - 1))


class Planner:
    """Plans the chunks of one run. It remembers the epoch at work and the last rates, and decides nothing."""

    def __init__(self, batches: Batches, rows: int, seed: int, recipe: Recipe) -> None:
        """Take the batch plan of a run over `rows` rows."""
        self._batches, self._n, self._seed, self._recipe = batches, rows, seed, recipe
        sizes = batches.sizes(rows)
        self._offsets = np.concatenate([[0], np.cumsum(sizes)])
        self._kinds = on_device(np.array([recipe.sizes.index(size) for size in sizes], dtype=np.int32))
        self._epoch: tuple[int, NDArray[np.int32]] | None = None
        self._constant: tuple[float, jax.Array] | None = None

    def fresh(self) -> Planner:
        """Return a planner of the same plan that shares nothing that changes."""
        return Planner(self._batches, self._n, self._seed, self._recipe)

    def plan(self, step: int, n: int, optimizer: Optimizer, rate: float | None) -> Plan:
        """Return what updates step … step + n - 1 need; `rate` takes the place of the optimizer's if given."""
        rows: Any = () if self._recipe.whole else self._rows(step, n)
        return Plan(rows, self._padded_rates(step, n, optimizer, rate), self._kinds)

    def rows(self, step: int) -> NDArray[np.int32]:
        """Return the row numbers of update `step`, as many as its minibatch has; all rows where it takes all."""
        epoch, within = divmod(step, self._recipe.steps_per_epoch)
        if self._recipe.whole:
            return np.arange(self._n, dtype=np.int32)
        size = self._offsets[within + 1] - self._offsets[within]
        return self._minibatches(epoch)[within, :size].copy()

    def rates(self, step: int, n: int, optimizer: Optimizer, rate: float | None) -> NDArray[np.floating]:
        """Return the learning rates of updates step … step + n - 1."""
        if rate is not None or not isinstance(optimizer.learning_rate, Schedule):
            return np.full(n, optimizer.rate(step) if rate is None else rate)
        return np.array([optimizer.rate(t) for t in range(step, step + n)])

    def _padded_rates(self, step: int, n: int, optimizer: Optimizer, rate: float | None) -> jax.Array:
        capacity = self._recipe.capacity
        if rate is not None or not isinstance(optimizer.learning_rate, Schedule):
            value = float(optimizer.rate(step)) if rate is None else rate
            if self._constant is None or self._constant[0] != value:
                self._constant = (value, on_device(np.full(capacity, value)))
            return self._constant[1]
        padded = np.zeros(capacity)
        padded[:n] = self.rates(step, n, optimizer, rate)
        return on_device(padded)

    def _rows(self, step: int, n: int) -> NDArray[np.int32]:
        k = self._recipe.steps_per_epoch
        planned = np.zeros((self._recipe.capacity, max(self._recipe.sizes)), np.int32)
        done = 0
        while done < n:
            epoch, within = divmod(step + done, k)
            count = min(k - within, n - done)
            planned[done : done + count] = self._minibatches(epoch)[within : within + count]
            done += count
        return planned

    def _minibatches(self, epoch: int) -> NDArray[np.int32]:
        """The epoch's row numbers, (batches, widest), padded with 0; the step reads only what is there."""
        if self._epoch is None or self._epoch[0] != epoch:
            rows = self._batches.rows(self._n, self._seed, epoch)
            sizes = np.diff(self._offsets)
            minibatches = np.zeros((len(sizes), max(self._recipe.sizes)), np.int32)
            minibatches[np.arange(minibatches.shape[1]) < sizes[:, None]] = rows
            self._epoch = (epoch, minibatches)
        return self._epoch[1]


def length(epochs: int | None, steps: int | None, steps_per_epoch: int) -> int:
    """Return how many updates a run has.

    Raises: SettingError where neither is said, or none is left.
    """
    if epochs is None and steps is None:
        raise SettingError("say how long to train: epochs or steps")
    updates = steps if steps is not None else steps_per_epoch * (epochs or 0)
    if updates < 1:
        given = f"steps = {steps}" if steps is not None else f"epochs = {epochs}"
        raise SettingError(f"{given}; at least 1 is needed")
    return updates
