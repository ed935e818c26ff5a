"""The four networks that are timed, and their data: random numbers of the right shapes, the same for every peer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dlviz.engine import (
    SGD,
    Adam,
    Conv1D,
    Conv2D,
    Dense,
    Flatten,
    FullBatch,
    GlobalAveragePooling1D,
    MaxPooling1D,
    MaxPooling2D,
    Run,
    Sequential,
    Shuffled,
    Supervised,
)


@dataclass(frozen=True)
class Workload:
    """`layers` as (kind, options), shared by all peers; `steps` per timed round; `batch` None for full batches."""

    name: str
    what: str
    layers: tuple[tuple[str, dict[str, object]], ...]
    input_shape: tuple[int, ...]
    outputs: int
    rows: int
    batch: int | None
    optimizer: str
    rate: float
    steps: int

    @property
    def steps_per_epoch(self) -> int:
        return 1 if self.batch is None else self.rows // self.batch

    def data(self) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng(0)
        x = rng.normal(size=(self.rows, *self.input_shape)).astype("float32")
        if self.outputs == 1:
            return x, (2 * x[:, :1]).astype("float32")
        return x, np.eye(self.outputs, dtype="float32")[rng.integers(self.outputs, size=self.rows)]

    def run(self, steps: int, instruments: tuple[object, ...] | None = None) -> Run:
        """Our run of this workload; `instruments` None for the default ones."""
        kinds = {
            kind.__name__: kind
            for kind in (Conv1D, Conv2D, Dense, Flatten, GlobalAveragePooling1D, MaxPooling1D, MaxPooling2D)
        }
        x, y = self.data()
        model = Sequential([kinds[kind](**options) for kind, options in self.layers], self.input_shape)
        loss = "mean_squared_error" if self.outputs == 1 else "categorical_crossentropy"
        optimizer = {"SGD": SGD, "Adam": Adam}[self.optimizer](learning_rate=self.rate)
        batches = FullBatch() if self.batch is None else Shuffled(self.batch)
        extra = {} if instruments is None else {"instruments": instruments}
        return Run(Supervised(model, x, y, loss), optimizer, batches=batches, steps=steps, **extra)


HIDDEN = ("Dense", {"units": 256, "activation": "relu"})
WORKLOADS = (
    Workload("W1", "perceptron, one weight, 506 rows at once, SGD",
             (("Dense", {"units": 1, "use_bias": False}),), (1,), 1, 506, None, "SGD", 1e-4, 4000),
    Workload("W2", "MLP 4-256-256-256-3, batch 30, Adam",
             (HIDDEN, HIDDEN, HIDDEN, ("Dense", {"units": 3, "activation": "softmax"})),
             (4,), 3, 150, 30, "Adam", 1e-3, 500),
    Workload("W3", "LeNet on 32x32, batch 32, Adam",
             (("Conv2D", {"filters": 6, "kernel_size": 5, "activation": "relu"}), ("MaxPooling2D", {"pool_size": 2}),
              ("Conv2D", {"filters": 16, "kernel_size": 5, "activation": "relu"}), ("MaxPooling2D", {"pool_size": 2}),
              ("Flatten", {}), ("Dense", {"units": 120, "activation": "relu"}),
              ("Dense", {"units": 84, "activation": "relu"}), ("Dense", {"units": 10, "activation": "softmax"})),
             (32, 32, 1), 10, 320, 32, "Adam", 1e-3, 100),
    Workload("W4", "1-D CNN on series of 275, batch 16, Adam",
             (("Conv1D", {"filters": 32, "kernel_size": 8, "padding": "same", "activation": "relu"}),
              ("MaxPooling1D", {"pool_size": 2}),
              ("Conv1D", {"filters": 64, "kernel_size": 5, "padding": "same", "activation": "relu"}),
              ("GlobalAveragePooling1D", {}), ("Dense", {"units": 4, "activation": "softmax"})),
             (275, 1), 4, 160, 16, "Adam", 1e-3, 100),
)  # fmt: skip
