"""Series that a formula and a seed make: pulses to tell apart, a random walk to forecast."""

from __future__ import annotations

import numpy as np

from dlviz.data import arrays
from dlviz.data.errors import DataError
from dlviz.data.table import Table

STEPS, PULSE = 60, 12
"""Steps of a series of `pulses`, and of the pulse in it."""


def pulses(rows: int = 400, seed: int = 0, noise: float = 0.2) -> Table:
    """Series of 60 steps, each with one short wave, in two classes: first up and then down, or first down.

        x[t] = ± sin(2π (t − s)/11) for s ≤ t < s + 12, else 0; + ε,  ε ~ N(0, noise²)

    In the first half of the rows the wave lies in the left half of the series, s from 0 to 18; in the last half of the
    rows in the right half, s from 30 to 48. So `validation_split = 0.5` without a shuffle asks about waves at places
    where none was learned. Shapes: a row is (60, 1).
    Raises: DataError for fewer than 4 rows.
    Source: NumPy's legacy RandomState, whose numbers never change.
    """
    if rows < 4:
        raise DataError(f"pulses: {rows} rows cannot hold two classes at two places; ask for at least 4")
    random = np.random.RandomState(seed)
    y = np.arange(rows) % 2
    start = random.randint(0, STEPS // 2 - PULSE + 1, rows) + STEPS // 2 * (np.arange(rows) >= rows // 2)
    wave = arrays.sine_pulse(PULSE)
    x = noise * random.randn(rows, STEPS)
    for row in range(rows):
        x[row, start[row] : start[row] + PULSE] += wave if y[row] == 0 else -wave
    names = tuple(f"t{step}" for step in range(STEPS))
    return Table("pulses", names, x, "wave", y, ("up, down", "down, up"), f"made from seed {seed}", (STEPS, 1))


def random_walk(rows: int = 300, seed: int = 0, noise: float = 0.1) -> Table:
    """A sum of random steps over time: with a `window`, a series whose best forecast is its last value.

        y[t] = Σ ε[0 … t],  ε ~ N(0, noise²)

    Raises: DataError for fewer than 2 rows.
    """
    if rows < 2:
        raise DataError(f"random_walk: learning needs at least 2 rows, not {rows}")
    x = np.arange(float(rows))[:, None]
    return Table(
        "random_walk", ("step",), x, "value", arrays.random_walk(rows, seed, noise), None, f"made from seed {seed}"
    )
