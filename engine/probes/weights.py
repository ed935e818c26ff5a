"""The weights of every layer at a state: their arrays, how many are as good as zero, and how they are spread.

    for layer in weights(run.problem, run.state_at(t)):
        layer.name, layer.kernel.shape, layer.zeros

A spread has bins that fit together over time: its reach is a power of two, so that one of half the reach has its bins
in pairs inside one of the whole.
Source: notes 5.2; Glorot and Bengio 2010 (histograms per layer).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dlviz.engine.instruments.sparsity import THRESHOLD
from dlviz.engine.problem import Supervised
from dlviz.engine.state import State

Floats = NDArray[np.floating]

BINS = 256
LEAST, MOST = -20, 40
"""Powers of two that a reach can have."""


@dataclass(frozen=True)
class Spread:
    """How many weights lie where: `counts` (BINS,) in equal bins from −2^power to 2^power; only finite ones count."""

    power: int
    counts: NDArray[np.int64]


@dataclass(frozen=True)
class LayerWeights:
    """The weights of one layer.

    Shapes: `kernel` (inputs, units), (size, channels, filters) or (height, width, channels, filters). `zeros`: the
    share with |w| < `sparsity.THRESHOLD`; `top`: the largest size, `spread`: their standard deviation, of finite ones.
    """

    name: str
    kernel: Floats
    zeros: float
    top: float
    spread: float


def kernels(problem: Supervised, state: State) -> tuple[tuple[str, Floats], ...]:
    """Return (layer, kernel) of every layer that has one, in order, frozen ones included."""
    return tuple(
        (name, np.asarray(state.params[name]["kernel"]))
        for name, _ in problem.model.inner
        if "kernel" in state.params.get(name, {})
    )


def weights(problem: Supervised, state: State) -> tuple[LayerWeights, ...]:
    """Return the layers that have a kernel, in order."""
    return tuple(_layer(name, kernel) for name, kernel in kernels(problem, state))


def _layer(name: str, kernel: Floats) -> LayerWeights:
    size = np.abs(kernel[np.isfinite(kernel)])
    if not size.size:
        return LayerWeights(name, kernel, float("nan"), 0.0, float("nan"))
    return LayerWeights(
        name,
        kernel,
        float((np.abs(kernel) < THRESHOLD).mean()),
        float(size.max()),
        float(kernel[np.isfinite(kernel)].std()),
    )


def spread(values: Floats) -> Spread:
    """Return how finite values are spread, over the least reach that holds all of them."""
    known = np.asarray(values[np.isfinite(values)], np.float64)
    top = float(np.abs(known).max(initial=0.0))
    power = LEAST if top <= 2.0**LEAST else min(int(np.ceil(np.log2(top))), MOST)
    counts, _ = np.histogram(np.clip(known, -(2.0**power), 2.0**power), BINS, (-(2.0**power), 2.0**power))
    return Spread(power, counts)


def widened(one: Spread, power: int) -> NDArray[np.int64]:
    """Return the counts of a spread in the bins of a larger or equal reach."""
    counts = one.counts
    for _ in range(power - one.power):
        pairs = counts.reshape(-1, 2).sum(axis=1)
        counts = np.concatenate([np.zeros(BINS // 4, np.int64), pairs, np.zeros(BINS // 4, np.int64)])
    return counts
