"""Sample masks and weights, in NumPy: small, wide, series and pictures, diverged."""

from __future__ import annotations

import numpy as np

from dlviz.tui.kernels import KernelView, WeightsView
from dlviz.tui.masks import DropoutView, MaskView

FEATURES = ("sepal length", "sepal width", "petal length", "petal width")
CLASSES = ("setosa", "versicolor", "virginica")
BINS = 256


def mask(units, rate=0.4, of="dense", labels=(), updates=58, seed=0, scale=1.0):
    rng = np.random.default_rng(seed)
    kept = rng.random((2, units)) >= rate
    return MaskView(
        f"dropout of {of}", of, rate, units, kept[:, :2048], scale * rng.normal(size=(2, min(units, 2048))),
        rng.binomial(updates, rate, size=min(units, 2048)), kept.sum(axis=1), labels,
    )  # fmt: skip


def dropout(*layers, step=57, since=0, x=None, y=None):
    updates = step + 1 - since
    none = np.zeros((2, 0))
    return DropoutView(
        layers, step, updates, since, ("row 61, setosa", "row 7, virginica"),
        none if x is None else x, none if y is None else y,
        FEATURES if x is not None else (), CLASSES if y is not None else (),
    )  # fmt: skip


X, Y = np.array([[-0.9, 1.71, -1.056, 1e9]] * 2), np.array([[0.999, 6.4e-6, 9e-4]] * 2)
NAN = float("nan")
DROPOUTS = {
    "listed": lambda: dropout(mask(8), mask(8, of="dense_1", seed=1), x=X, y=Y),
    "inputs": lambda: dropout(
        mask(4, 0.3, "input", FEATURES), *(mask(256, 0.3, f"dense_{i}", seed=i) for i in range(3)), x=X, y=Y
    ),
    "inputs alone": lambda: dropout(mask(4, 0.3, "input", FEATURES), x=X, y=Y),
    "wide": lambda: dropout(mask(5000, of="flatten"), since=1024, step=3000),
    "many": lambda: dropout(*(mask(30, of=f"dense_{i}", seed=i) for i in range(9))),
    "first": lambda: dropout(mask(1, updates=1), step=0),
    "none off": lambda: dropout(mask(8, 0.0), mask(8, 0.4, "dense_1")),
    "nan": lambda: dropout(mask(8, scale=NAN), x=X * NAN, y=Y * NAN),
    "zero": lambda: dropout(mask(40, scale=0.0)),
}


def kernel(*shape, name="dense", spread=0.3, seed=0, steps=4, zeros=0.0):
    values = spread * np.random.default_rng(seed).normal(size=shape)
    values.ravel()[: int(zeros * values.size)] = 0.0
    size = np.abs(values[np.isfinite(values)])
    top = float(size.max(initial=0.0))
    reach = 2.0 ** np.ceil(np.log2(top)) if top > 0 else 2.0**-20
    known = values[np.isfinite(values)]
    counts = [np.histogram(known / 2**t, BINS, (-reach, reach))[0] / values.size for t in reversed(range(steps))]
    return KernelView(
        name, shape, values, float((np.abs(values) < 1e-3).mean()), top, float(values.std()), float(reach),
        np.stack(counts, axis=1),
    )  # fmt: skip


def weights(*layers, step=30, planned=400, stride=10):
    return WeightsView(layers, step, np.arange(0, step + 1, stride), stride, planned, 1e-3)


WEIGHTS = {
    "iris": lambda: weights(kernel(4, 16), kernel(16, 16, name="dense_1", zeros=0.6), kernel(16, 3, name="dense_2")),
    "wide": lambda: weights(kernel(4, 256), kernel(256, 256, name="dense_1"), kernel(256, 3, name="dense_3")),
    "one": lambda: weights(kernel(1, 1)),
    "series": lambda: weights(kernel(12, 1, 1, name="conv1d"), kernel(7, 3, 20, name="conv1d_1")),
    "pictures": lambda: weights(
        kernel(5, 5, 1, 6, name="conv2d"), kernel(5, 5, 6, 16, name="conv2d_1"), kernel(400, 120), kernel(120, 84)
    ),
    "ten": lambda: weights(*(kernel(8, 8, name=f"dense_{i}", seed=i) for i in range(10))),
    "first": lambda: weights(kernel(4, 3, steps=1), step=0),
    "zero": lambda: weights(kernel(4, 3, spread=0.0)),
    "nan": lambda: weights(kernel(4, 3, spread=NAN), kernel(3, 3, 1, 2, spread=NAN), kernel(3, 1, 2, spread=NAN)),
}
