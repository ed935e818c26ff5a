"""From the raw records of a chunk to the rows of a trace, epoch columns included."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dlviz.engine.metrics import Metric
from dlviz.engine.state import Weights
from dlviz.engine.step import Recipe, columns
from dlviz.engine.trace import Trace

Records = NDArray[np.floating]


class Recorder:
    """Writes the trace of one run.

    A record of update t holds what stands in row t (loss, instruments) and, at the end of an epoch, what
    stands in row t + 1 (the epoch's metrics, losses on held-out rows).
    """

    def __init__(self, recipe: Recipe, params: Weights, sizes: Sequence[int]) -> None:
        """Lay out the columns for these parameters (shapes suffice) and an epoch's minibatch sizes."""
        problem = recipe.problem
        self._now, self._then, self.width = columns(recipe, params)
        self._sizes = np.asarray(sizes, float)
        self._metrics: tuple[Metric, ...] = problem.metrics
        labels: dict[str, tuple[str, ...]] = {"loss": (), "epoch_loss": ()}
        labels |= dict.fromkeys(self._then, ())
        labels |= {"learning_rate": ()}
        labels |= {instrument.column: instrument.labels(problem) for instrument in recipe.instruments}
        self.trace = Trace(labels, problem.layers, np.dtype(jnp.result_type(float)))

    @property
    def monitors(self) -> tuple[str, ...]:
        """What a callback may watch, by Keras' names: loss, metrics, val_loss, …."""
        return ("loss", *self._then)

    def monitored(self, name: str, row: int) -> float:
        """Return what a callback watches at the row that closes an epoch."""
        return float(self.trace.between("epoch_loss" if name == "loss" else name, row, row + 1)[0])

    def write_row(self, row: int, record: Records, rate: float) -> None:
        """Write one row that was measured but not committed."""
        self._write_now(row, record[None], np.array([rate]))

    def write(self, start: int, records: Records, rates: Records) -> None:
        """Write the rows of updates start, start + 1, …, and what the epochs that end among them leave."""
        self._write_now(start, records, rates)
        k = len(self._sizes)
        first, last = (start // k + 1) * k, start + len(records)
        epochs = len(range(first, last + 1, k))
        if epochs == 0:
            return
        losses = self.trace.between("loss", first - k, first - k + epochs * k).reshape(epochs, k)
        found: dict[str, Records] = {"epoch_loss": losses.astype(float) @ self._sizes / self._sizes.sum()}
        at_ends = records[first - start - 1 :: k]
        if "val_loss" in self._then:
            found["val_loss"] = at_ends[:, self._then["val_loss"][0]][:, 0]
        for metric in self._metrics:
            for name in (metric.name, f"val_{metric.name}"):
                if name in self._then:
                    found[name] = np.array([metric.result(sums) for sums in at_ends[:, self._then[name][0]]])
        self.trace.place(slice(first, last + 1, k), found)

    def fork(self, rows: int) -> Recorder:
        """Return a recorder whose trace goes on from the first `rows` rows of this one."""
        twin = object.__new__(Recorder)
        twin.__dict__.update(self.__dict__)
        twin.trace = self.trace.copy(rows + 1)
        twin.trace.cut(rows)  # row `rows` is measured anew, but what an epoch left there stays
        return twin

    def _write_now(self, start: int, records: Records, rates: Records) -> None:
        n = len(records)
        block: dict[str, Any] = {
            name: records[:, place].reshape(n, *shape) for name, (place, shape) in self._now.items()
        }
        self.trace.write(start, {**block, "learning_rate": rates})
