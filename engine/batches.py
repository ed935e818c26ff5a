"""Which rows make each minibatch: planned in NumPy, epoch by epoch, and handed to the compiled step.

A plan is a pure function of (rows, seed, epoch), so any step can be replayed. A smaller last batch is normal:
105 rows by 30 give 30, 30, 30 and 15. The sizes are the same in every epoch; only the rows differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dlviz.engine.errors import SettingError

Rows = NDArray[np.int32]


class Batches(Protocol):
    """A plan of minibatches.

    `sizes(n)`: the batch sizes of one epoch over n rows. `rows(n, seed, epoch)`: the row numbers of that epoch,
    batch after batch in one array of sum(sizes) entries.
    """

    def sizes(self, n: int) -> tuple[int, ...]:
        """Return the size of each minibatch of an epoch over n rows."""
        ...

    def rows(self, n: int, seed: int, epoch: int) -> Rows:
        """Return the row numbers of epoch `epoch` (from 0), one minibatch after the other."""
        ...


def _cut(n: int, size: int) -> tuple[int, ...]:
    whole, rest = divmod(n, min(size, n))
    return (min(size, n),) * whole + ((rest,) if rest else ())


def _positive(name: str, value: int) -> None:
    if value < 1:
        raise SettingError(f"{name} is {value}; it must be at least 1")


@dataclass(frozen=True)
class FullBatch:
    """All rows, in their order, in one update an epoch: plain gradient descent."""

    def sizes(self, n: int) -> tuple[int, ...]:
        """Return (n,)."""
        return (n,)

    def rows(self, n: int, seed: int, epoch: int) -> Rows:
        """Return 0 … n - 1."""
        return np.arange(n, dtype=np.int32)


@dataclass(frozen=True)
class InOrder:
    """Consecutive rows, as Keras' `fit(shuffle=False)`; the last batch may be smaller."""

    size: int

    def __post_init__(self) -> None:
        _positive("the batch size", self.size)

    def sizes(self, n: int) -> tuple[int, ...]:
        """Return size, size, … and what is left."""
        return _cut(n, self.size)

    def rows(self, n: int, seed: int, epoch: int) -> Rows:
        """Return 0 … n - 1."""
        return np.arange(n, dtype=np.int32)


@dataclass(frozen=True)
class Shuffled:
    """A new permutation of the rows each epoch, as Keras' `fit(shuffle=True)`; the last batch may be smaller."""

    size: int

    def __post_init__(self) -> None:
        _positive("the batch size", self.size)

    def sizes(self, n: int) -> tuple[int, ...]:
        """Return size, size, … and what is left."""
        return _cut(n, self.size)

    def rows(self, n: int, seed: int, epoch: int) -> Rows:
        """Return a permutation of 0 … n - 1 that depends on seed and epoch alone."""
        return np.random.default_rng((seed, epoch)).permutation(n).astype(np.int32)


@dataclass(frozen=True)
class WithReplacement:
    """`per_epoch` batches of `size` rows, each row drawn anew from all: the algorithm of notes 4.1."""

    size: int
    per_epoch: int

    def __post_init__(self) -> None:
        _positive("the batch size", self.size)
        _positive("the number of batches per epoch", self.per_epoch)

    def sizes(self, n: int) -> tuple[int, ...]:
        """Return `size`, `per_epoch` times."""
        return (self.size,) * self.per_epoch

    def rows(self, n: int, seed: int, epoch: int) -> Rows:
        """Return size · per_epoch independent draws from 0 … n - 1."""
        return np.random.default_rng((seed, epoch)).integers(n, size=self.size * self.per_epoch, dtype=np.int32)


@dataclass(frozen=True)
class Given:
    """These row numbers, batch by batch; together they are one epoch, and later epochs repeat them."""

    batches: tuple[tuple[int, ...], ...]

    def __init__(self, batches: Sequence[Sequence[int]]) -> None:
        """Take one sequence of row numbers per update."""
        given = tuple(tuple(int(row) for row in batch) for batch in batches)
        if not given or not all(given):
            raise SettingError("given batches must hold at least one batch, and each batch at least one row")
        object.__setattr__(self, "batches", given)

    def sizes(self, n: int) -> tuple[int, ...]:
        """Return the length of each batch; raise SettingError if a row number lies outside 0 … n - 1."""
        for place, batch in enumerate(self.batches):
            for row in batch:
                if not 0 <= row < n:
                    raise SettingError(f"given batch {place} names row {row}; the data have rows 0 to {n - 1}")
        return tuple(len(batch) for batch in self.batches)

    def rows(self, n: int, seed: int, epoch: int) -> Rows:
        """Return the given rows."""
        return np.concatenate([np.asarray(batch, dtype=np.int32) for batch in self.batches])
