"""Single arrays to look at: a random walk, a period of a sine, a drawn picture, one digit. Made by NumPy alone.

ARRAYS["random_walk"](steps=50, seed=0)      # (50,)
ARRAYS["picture"](size=24, seed=0)           # (24, 24, 3), numbers in 0 … 1
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlviz.data.errors import DataError

Array = NDArray[np.float64]


def random_walk(steps: int = 50, seed: int = 0, noise: float = 0.1) -> Array:
    """A sum of random steps.

        x[t] = Σ ε[0 … t],  ε ~ N(0, noise²)

    Shapes: (steps,). Source: notes 6.1; NumPy's legacy RandomState, whose numbers never change.
    """
    return np.asarray(np.cumsum(noise * np.random.RandomState(seed).randn(steps)))


def sine_pulse(period: int = 60) -> Array:
    """One period of a sine, its first and last number 0.

    Shapes: (period,). Source: notes 6.1.
    """
    return np.sin(np.linspace(0, 2 * np.pi, period))


def picture(size: int = 24, seed: int = 0, grey: bool = False) -> Array:
    """A drawn landscape: sky and sea, a sun, a hill, a boat's red sail. The seed moves them.

    Shapes: (size, size, 3), red, green and blue in 0 … 1; (size, size) if grey, their mean.
    Raises: DataError for a picture of less than 8 pixels.
    """
    if size < 8:
        raise DataError(f"picture: {size} pixels are too few for it; ask for a size of at least 8")
    random = np.random.RandomState(seed)
    sun, hill, boat = random.uniform((0.2, 0.6, 0.25), (0.35, 0.75, 0.45))
    down, across = np.meshgrid(*[(np.arange(size) + 0.5) / size] * 2, indexing="ij")
    shore = 0.62
    height = np.clip(down / shore, 0, 1)[..., None]
    out = (1 - height) * [0.25, 0.55, 0.95] + height * [0.95, 0.85, 0.70]
    sea = 0.08 * np.sin(2 * np.pi * (6 * down + across))[..., None] + [0.05, 0.35, 0.50]
    out = np.where((down > shore)[..., None], sea, out)
    out[(across - sun) ** 2 + (down - 0.2) ** 2 < 0.012] = [1.0, 0.9, 0.2]
    out[(np.abs(across - hill) * 1.1 < down - 0.3) & (down < shore)] = [0.20, 0.55, 0.20]
    out[(np.abs(across - boat) < 0.55 * (down - 0.42)) & (down < 0.74)] = [0.90, 0.15, 0.15]
    out[(np.abs(across - boat) < 0.2) & (down >= 0.74) & (down < 0.82)] = [0.40, 0.22, 0.10]
    out = np.clip(out, 0, 1)
    return np.asarray(out.mean(axis=-1) if grey else out)


def digit(row: int = 0) -> Array:
    """One of the handwritten digits of 8x8 pixels, 0 white to 1 black.

    Shapes: (8, 8). Raises: DataError for a row that is not there.
    """
    return _digit("digits", row)


def mnist_digit(row: int = 0) -> Array:
    """One of the handwritten digits of 28x28 pixels, 0 white to 1 black.

    Shapes: (28, 28). Raises: DataError for a row that is not there.
    """
    return _digit("mnist", row)


def _digit(name: str, row: int) -> Array:
    from dlviz.data.datasets import load

    table = load(name)
    if not 0 <= row < table.rows:
        raise DataError(f"{name} has rows 0 to {table.rows - 1}, not {row}")
    return np.asarray(table.x[row].reshape(table.shape[:2]))


SERIES: dict[str, Callable[..., Any]] = {"random_walk": random_walk, "sine_pulse": sine_pulse}
"""Series, by the name that a file gives them."""

PICTURES: dict[str, Callable[..., Any]] = {"picture": picture, "digit": digit, "mnist": mnist_digit}
"""Pictures, likewise."""

ARRAYS = SERIES | PICTURES
