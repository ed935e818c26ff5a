"""Sample views of single inputs: a picture, a series and a row of numbers on their way through a network."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from dlviz.tui.inputs import FeaturesView, MapsView, PredictionsView
from dlviz.tui.view import DataView, View

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))

DIGITS = tuple("0123456789")


def picture(size: int = 28) -> np.ndarray:
    """A ring on black."""
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    return np.exp(-((np.hypot(x, y) - size / 3.5) ** 2) / 4)[..., None]


def lenet() -> FeaturesView:
    """Six maps of 28x28, sixteen of 10x10, units."""
    ring = picture()[..., 0]
    first = np.stack([np.roll(ring, k, axis=k % 2) * (k + 1) / 6 for k in range(6)], axis=-1)
    second = np.stack([ring[4:24:2, 4:24:2] * (k % 5) / 4 for k in range(16)], axis=-1)
    shares = np.full(10, 0.02)
    shares[0] = 0.82
    return FeaturesView(
        row=4000,
        rows=5000,
        training=4000,
        x=picture(),
        low=0.0,
        high=1.0,
        layers=(
            MapsView("zero_padding2d", "ZeroPadding2D", np.pad(picture(), ((2, 2), (2, 2), (0, 0)))),
            MapsView("conv2d", "Conv2D", first, True),
            MapsView("max_pooling2d", "MaxPooling2D", first[::2, ::2]),
            MapsView("conv2d_1", "Conv2D", second, True),
            MapsView("dense", "Dense", np.arange(120) % 7 * 1.0, True),
            MapsView("dense_1", "Dense", shares, True),
        ),
        truth="0",
        predicted="0",
        right=True,
        shares=shares,
        classes=DIGITS,
    )


def series() -> FeaturesView:
    """Eight maps of a series of 60 steps, with a sign."""
    t = np.arange(60)
    return replace(
        lenet(),
        row=7,
        x=np.sin(t / 9)[:, None],
        low=-1.0,
        layers=(
            MapsView("conv1d", "Conv1D", np.stack([np.sin(t / (k + 3)) for k in range(8)], axis=-1), True),
            MapsView("dense_1", "Dense", lenet().layers[-1].values, True),
        ),
        predicted="3",
        right=False,
    )


def numbers() -> FeaturesView:
    """Four features, sixteen units and one output: a number."""
    return FeaturesView(
        row=0,
        rows=100,
        training=100,
        x=np.array([5.1, 3.5, 1.4, 0.2]),
        low=0.0,
        high=8.0,
        layers=(
            MapsView("dense", "Dense", np.linspace(-1, 1, 16), True),
            MapsView("dense_1", "Dense", np.array([24.3]), True),
        ),
        truth="PRICE = 24.00",
        predicted="24.30",
        features=("sepal length", "sepal width", "petal length", "petal width"),
    )


def changed(found: FeaturesView, value: float) -> FeaturesView:
    """The same with one number in the place of all."""
    layers = tuple(replace(one, values=np.full(one.values.shape, value)) for one in found.layers)
    shares = None if found.shares is None else np.full(len(found.shares), value)
    return replace(found, x=np.full(found.x.shape, value), low=value, high=value, layers=layers, shares=shares)


def mistakes(kind: str = "pictures") -> PredictionsView:
    """Forty rows of ten classes, every eighth of them wrong, the worst first."""
    n = 40
    truth = np.arange(n) % 10
    predicted = np.where(np.arange(n) < 5, (truth + 1) % 10, truth)
    x = {
        "pictures": np.stack([picture() * (k + 1) / n for k in range(n)]),
        "series": np.stack([np.sin(np.arange(30) / (k + 2))[:, None] for k in range(n)]),
        "table": np.arange(4.0 * n).reshape(n, 4),
    }[kind]
    return PredictionsView(
        rows=np.arange(n) + 100,
        losses=np.linspace(4, 0.01, n),
        truth=truth,
        predicted=predicted,
        shares=np.linspace(0.9, 0.99, n),
        x=x,
        low=float(x.min()),
        high=float(x.max()),
        of=n,
        held_out=True,
        target="digit",
        classes=DIGITS,
        features=("a", "b", "c", "d"),
    )


def regression() -> PredictionsView:
    """Numbers, of which the first is furthest off."""
    return replace(
        mistakes("table"),
        truth=np.linspace(10, 50, 40),
        predicted=np.linspace(30, 50, 40),
        shares=np.zeros(0),
        classes=(),
        target="PRICE",
        held_out=False,
        of=60_000,
    )


def samples(kind: str = "pictures") -> DataView:
    """Some of each of three classes."""
    found = mistakes(kind)
    classes = np.arange(40) % 3
    return DataView(
        name="rings",
        rows=40,
        x=np.arange(40.0),
        y=classes.astype(float),
        x_label="row",
        y_label="kind",
        classes=classes,
        class_names=("small", "middle", "large"),
        training=30,
        samples=found.x[:9],
        sampled=np.arange(9),
    )


def view(
    features: FeaturesView | None = None, predictions: PredictionsView | None = None, data: DataView | None = None
) -> View:
    """A run at a step, with what was found in it."""
    base = views.perceptron()
    return replace(
        base,
        runs=base.runs[:1],
        fits=(),
        networks=base.networks[:1],
        features=() if features is None else (features,),
        predictions=() if predictions is None else (predictions,),
        data=data,
    )


LOOKS = {
    "pictures": lenet(),
    "series": series(),
    "numbers": numbers(),
    "constant": changed(lenet(), 0.5),
    "lost": changed(lenet(), float("nan")),
    "lost series": changed(series(), float("inf")),
}
ROWS = {
    "pictures": mistakes(),
    "series": mistakes("series"),
    "table": mistakes("table"),
    "regression": regression(),
    "lost": replace(
        mistakes(),
        predicted=np.full(40, -1),
        losses=np.full(40, np.nan),
        shares=np.full(40, np.nan),
        x=mistakes().x * np.nan,
    ),
    "one": replace(
        mistakes(),
        rows=np.array([3]),
        losses=np.ones(1),
        truth=np.array([2]),
        predicted=np.array([2]),
        shares=np.ones(1),
        x=mistakes().x[:1],
        of=1,
    ),
}
