"""Data that a formula and a seed make."""

from __future__ import annotations

import numpy as np

from dlviz.data.errors import DataError
from dlviz.data.table import Table


def halfplane(rows: int = 20, seed: int = 0, noise: float = 0.0) -> Table:
    """Points in a square, in two classes: those right of the vertical axis, and the others.

        x ~ U[-1.5, 1.5]²,  class 1 where x₀ + ε > 0,  ε ~ N(0, noise²)

    A class number y in {0, 1} and the sign s = 2y - 1 of the notes say the same: the logistic loss
    log(1 + exp(-s o)) of a score o is the binary cross-entropy of sigmoid(o).
    Raises: DataError for fewer than 2 rows, which cannot hold two classes.
    Source: notes 4.1; NumPy's legacy RandomState, whose numbers never change.
    """
    if rows < 2:
        raise DataError(f"halfplane: {rows} rows cannot hold two classes; ask for at least 2")
    random = np.random.RandomState(seed)
    x = random.rand(rows, 2) * 3 - 1.5
    y = (x[:, 0] + noise * random.randn(rows) > 0).astype(np.int64)
    return Table("halfplane", ("x₀", "x₁"), x, "side", y, ("left", "right"), f"made from seed {seed}")


def curve(rows: int = 100, seed: int = 0, noise: float = 0.1) -> Table:
    """Points along a wavy curve with some noise: one number to predict from one other.

        x ~ U[-2, 2],  y = sin 4x + x/2 + ε,  ε ~ N(0, noise²)

    Raises: DataError for fewer than 2 rows.
    Source: NumPy's legacy RandomState, whose numbers never change.
    """
    if rows < 2:
        raise DataError(f"curve: learning needs at least 2 rows, not {rows}")
    random = np.random.RandomState(seed)
    x = random.rand(rows) * 4 - 2
    y = np.sin(4 * x) + x / 2 + noise * random.randn(rows)
    return Table("curve", ("x",), x[:, None], "y", y, None, f"made from seed {seed}")


def chirp(rows: int = 200, seed: int = 0, noise: float = 0.0) -> Table:
    """Points on a wave that gets faster on both sides of zero, without noise unless asked for.

        x ~ U[-2, 2],  y = sin 4x² + ε,  ε ~ N(0, noise²)

    Raises: DataError for fewer than 2 rows.
    Source: NumPy's legacy RandomState, whose numbers never change.
    """
    if rows < 2:
        raise DataError(f"chirp: learning needs at least 2 rows, not {rows}")
    random = np.random.RandomState(seed)
    x = random.rand(rows) * 4 - 2
    y = np.sin(4 * x**2) + noise * random.randn(rows)
    return Table("chirp", ("x",), x[:, None], "y", y, None, f"made from seed {seed}")


def patternless(rows: int = 150, seed: int = 0, noise: float = 1.0) -> Table:
    """Points without any pattern in two classes, the first half and the rest: what a file calls `noise`.

        x ~ N(0, noise²) in six dimensions

    Raises: DataError for fewer than 2 rows, which cannot hold two classes.
    Source: notes 4.1 (the non-convex slice); NumPy's legacy RandomState, whose numbers never change.
    """
    if rows < 2:
        raise DataError(f"noise: {rows} rows cannot hold two classes; ask for at least 2")
    x = noise * np.random.RandomState(seed).randn(rows, 6)
    y = (np.arange(rows) >= rows // 2).astype(np.int64)
    names = tuple(f"x{place}" for place in "₀₁₂₃₄₅")
    return Table("noise", names, x, "half", y, ("first", "second"), f"made from seed {seed}")
