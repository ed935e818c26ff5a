"""Points of the plane in classes that no straight line parts: blobs, circles, moons, spirals, XOR."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlviz.data.errors import DataError
from dlviz.data.table import Table

Points = NDArray[np.float64]


def blobs(rows: int = 150, seed: int = 0, noise: float = 0.5) -> Table:
    """Three round clouds whose centres stand at the corners of a triangle.

        x ~ N(cₖ, noise²),  c = (0, 1), (−0.87, −0.5), (0.87, −0.5), times 2

    Raises: DataError for fewer than 3 rows.
    Source: NumPy's legacy RandomState, whose numbers never change; so for all of them.
    """
    random = _random("blobs", rows, 3, seed)
    y = np.arange(rows) % 3
    angle = np.pi / 2 + 2 * np.pi / 3 * y
    return _table("blobs", 2 * _on_circle(angle), y, ("top", "left", "right"), random, noise, seed)


def circles(rows: int = 200, seed: int = 0, noise: float = 0.1) -> Table:
    """A ring around another, of radius 1 and ½.

    Raises: DataError for fewer than 2 rows.
    """
    random = _random("circles", rows, 2, seed)
    y = np.arange(rows) % 2
    radius = np.where(y == 1, 0.5, 1.0)[:, None]
    return _table("circles", radius * _on_circle(2 * np.pi * random.rand(rows)), y, RINGS, random, noise, seed)


RINGS = ("outer", "inner")


def moons(rows: int = 200, seed: int = 0, noise: float = 0.1) -> Table:
    """Two half circles, each with an end in the hollow of the other.

    Raises: DataError for fewer than 2 rows.
    """
    random = _random("moons", rows, 2, seed)
    y = np.arange(rows) % 2
    x = _on_circle(np.pi * random.rand(rows))
    x[y == 1] = np.array([1.0, 0.5]) - x[y == 1]
    return _table("moons", x - np.array([0.5, 0.25]), y, ("upper", "lower"), random, noise, seed)


def spirals(rows: int = 200, seed: int = 0, noise: float = 0.05) -> Table:
    """Two arms that wind around each other for one and a half turns.

    Raises: DataError for fewer than 2 rows.
    """
    random = _random("spirals", rows, 2, seed)
    y = np.arange(rows) % 2
    share = np.sqrt(random.rand(rows))  # as dense outside as inside
    x = 2 * share[:, None] * _on_circle(3 * np.pi * share + np.pi * y)
    return _table("spirals", x, y, ("one", "other"), random, noise, seed)


def xor(rows: int = 200, seed: int = 0, noise: float = 0.0) -> Table:
    """Points in a square: one class where both numbers have the same sign, the other where they do not.

        x ~ U[−1, 1]²,  class 1 where x₀ x₁ < 0

    Raises: DataError for fewer than 2 rows.
    """
    random = _random("xor", rows, 2, seed)
    x = random.rand(rows, 2) * 2 - 1
    return _table("xor", x, (x[:, 0] * x[:, 1] < 0).astype(np.int64), ("same", "different"), random, noise, seed)


def _random(name: str, rows: int, least: int, seed: int) -> np.random.RandomState:
    if rows < least:
        raise DataError(f"{name}: {rows} rows cannot hold {least} classes; ask for at least {least}")
    return np.random.RandomState(seed)


def _on_circle(angle: NDArray[Any]) -> Points:
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _table(
    name: str,
    x: Points,
    y: NDArray[np.integer],
    classes: tuple[str, ...],
    random: np.random.RandomState,
    noise: float,
    seed: int,
) -> Table:
    moved = x + noise * random.randn(*x.shape)
    return Table(name, ("x₀", "x₁"), moved, "class", y.astype(np.int64), classes, f"made from seed {seed}")
