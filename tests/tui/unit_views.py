"""Sample networks and activities, in NumPy: small, wide, deep, dead, diverged."""

from __future__ import annotations

import numpy as np

from dlviz.tui.units import ActivityView, GraphView, NodesView, UnitsView

KEPT = 24
FUNCTIONS = {
    "relu": lambda o: np.maximum(o, 0.0),
    "tanh": np.tanh,
    "sigmoid": lambda o: 0.5 * (1 + np.tanh(o / 2)),
    "linear": lambda o: o,
    "softmax": lambda o: np.exp(o) / np.exp(o).sum(-1, keepdims=True),
}
FEATURES = ("sepal length", "sepal width", "petal length", "petal width")
CLASSES = ("setosa", "versicolor", "virginica")


def _nodes(name, values, before, kernel=None, gradient=None, activation="linear", labels=()):
    units = len(values)
    kept = np.arange(units) if units <= 2 * KEPT else np.r_[:KEPT, units - KEPT : units]

    def cut(w):
        return None if w is None else w[np.ix_(before.kept, kept)]

    def top(w):
        return 0.0 if w is None else float(np.abs(w).max())

    bias = None if kernel is None else np.zeros(len(kept))
    return NodesView(
        name, units, kept, values[kept], None, cut(kernel), cut(gradient), bias, activation, labels,
        top(kernel), top(gradient),
    )  # fmt: skip


def graph(*sizes, activations=(), features=(), classes=(), at=None, spread=1.0, seed=0):
    """A network of these sizes with random weights, at a random input; gradients shrink tenfold a layer back."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=sizes[0])
    columns = [_nodes("input", x, None, labels=features)]
    for i, units in enumerate(sizes[1:]):
        kernel = spread * rng.normal(size=(len(x), units)) / np.sqrt(len(x))
        activation = activations[i] if i < len(activations) else "tanh"
        x = FUNCTIONS[activation](x @ kernel)
        gradient = rng.normal(size=kernel.shape) * 10.0 ** -(len(sizes) - i)
        named = classes if i == len(sizes) - 2 else ()
        columns.append(_nodes(f"dense_{i}" if i else "dense", x, columns[-1], kernel, gradient, activation, named))
    return GraphView(tuple(columns), at, "row 38, virginica")


def units(name, activation="tanh", mean=0.0, spread=1.0, rows=50, count=8, dead=0, seed=0):
    """The activity of one layer with normal sums; `dead` units never get above 0."""
    rng = np.random.default_rng(seed)
    sums = mean + spread * rng.normal(size=(rows, count))
    sums[:, :dead] = -np.abs(sums[:, :dead]) - 0.01
    outputs = FUNCTIONS[activation](sums)
    reach = next(r for r in (4.0, 10.0, 20.0, 40.0, 100.0, 1e3, 1e10) if np.abs(sums).max() <= r)
    edges = np.linspace(-reach, reach, 121)
    at = np.linspace(-reach, reach, 241)
    alone = activation != "softmax"
    low, high = {"sigmoid": (0.05, 0.95), "tanh": (-0.9, 0.9)}.get(activation, (-np.inf, np.inf))
    bounded = activation in ("sigmoid", "tanh")
    return UnitsView(
        name, activation, count, rows, reach, edges, np.histogram(sums, edges)[0],
        np.column_stack([sums.ravel(), outputs.ravel()])[:600],
        np.column_stack([at, FUNCTIONS[activation](at)]) if alone else np.zeros((0, 2)),
        float(sums.mean()), float(sums.std()), float(outputs.mean()), float(outputs.std()),
        0.5 if alone else float("nan"), float((outputs == 0).all(0).mean()),
        float(((outputs < low) | (outputs > high)).mean()) if bounded else float("nan"),
    )  # fmt: skip


def lost(name="dense", activation="relu"):
    """A layer after a divergence: no finite number."""
    nan = float("nan")
    at = np.linspace(-4, 4, 241)
    curve = np.column_stack([at, FUNCTIONS[activation](at)])
    return UnitsView(
        name, activation, 8, 50, 4.0, np.linspace(-4, 4, 121), np.zeros(120, np.int64), np.full((400, 2), nan), curve,
        nan, nan, nan, nan, nan, 0.0, nan,
    )  # fmt: skip


GRAPHS = {
    "neuron": lambda: graph(3, 1, activations=("relu",)),
    "curve": lambda: graph(1, 4, 1, activations=("sigmoid", "linear"), features=("x",), classes=("y",)),
    "iris": lambda: graph(4, 100, 3, activations=("relu", "softmax"), features=FEATURES, classes=CLASSES),
    "deep": lambda: graph(4, *[16] * 6, 3, activations=("sigmoid",) * 6 + ("softmax",), features=FEATURES),
    "at work": lambda: graph(5, 7, 7, 3, at=2),
    "nan": lambda: graph(4, 8, 3, spread=float("nan")),
    "zero": lambda: graph(4, 8, 3, spread=0.0),
    "twenty": lambda: graph(*[4] * 20),
}
ACTIVITIES = {
    "one": lambda: ActivityView((units("dense", "sigmoid"),)),
    "two": lambda: ActivityView((units("dense", "relu", dead=2), units("dense_1", "softmax", count=3))),
    "deep": lambda: ActivityView(
        (
            *(units(f"dense_{i}" if i else "dense", "tanh", spread=2.0 ** (i - 2), seed=i) for i in range(6)),
            units("dense_6", "softmax", count=3),
        )
    ),
    "dead": lambda: ActivityView((units("dense", "relu", dead=8), units("dense_1", "linear", count=1))),
    "constant": lambda: ActivityView((units("dense", "tanh", spread=0.0), units("dense_1", "linear", spread=0.0))),
    "far": lambda: ActivityView((units("dense", "relu", spread=3e8), units("dense_1", "sigmoid", spread=80.0))),
    "lost": lambda: ActivityView((lost(), lost("dense_1", "tanh"))),
    "none": lambda: ActivityView(()),
}
