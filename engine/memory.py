"""Whether a network and its trace fit: estimates from shapes alone, before anything is allocated."""

from __future__ import annotations

import os
from math import prod
from pathlib import Path
from typing import Any

import jax

from dlviz.engine.errors import SettingError
from dlviz.engine.numbers import size


class MemoryEstimateError(SettingError):
    """The parameters and what training them takes would not fit in this machine's memory."""


def available() -> int | None:
    """Return the bytes of memory that are free to use, or None where the system does not say."""
    meminfo = Path("/proc/meminfo")
    if meminfo.exists():
        for line in meminfo.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    try:
        return int(os.sysconf("SC_PAGE_SIZE")) * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def check(state: Any, trainable: Any, free: int | None) -> int:
    """Return the estimated bytes of training from this state of shapes, or raise MemoryEstimateError.

    Counted: the state twice (before and after an update), gradients and updates, and two snapshots.
    """
    per_state = sum(prod(leaf.shape) * leaf.dtype.itemsize for leaf in jax.tree.leaves(state))
    weights = sum(prod(leaf.shape) * leaf.dtype.itemsize for leaf in jax.tree.leaves(trainable))
    need = int(4 * per_state + 2 * weights)
    _refuse(sum(prod(leaf.shape) for leaf in jax.tree.leaves(trainable)), need, free)
    return need


def check_parameters(parameters: int, free: int | None) -> None:
    """Raise MemoryEstimateError where so many parameters do not fit, whatever optimizer trains them."""
    _refuse(parameters, 6 * parameters * jax.dtypes.canonicalize_dtype(float).itemsize, free)


def _refuse(parameters: int, need: int, free: int | None) -> None:
    if free is not None and need > 0.9 * free:
        raise MemoryEstimateError(
            f"the network has {parameters:,} parameters and training it would take about {size(need)}, "
            f"but {size(free)} of memory are free; use fewer units or layers"
        )


def check_trace(steps: int, numbers: int, itemsize: int, free: int | None) -> int:
    """Return the most bytes that the rows of a run will take, or raise MemoryEstimateError.

    `numbers` in a row, of `itemsize` bytes each. Columns double when they are full, so twice the rows are counted.
    """
    need = 2 * (steps + 1) * numbers * itemsize
    if free is not None and need > 0.9 * free:
        raise MemoryEstimateError(
            f"the trace of {steps:,} updates, {numbers} numbers each, would take up to {size(need)}, "
            f"but {size(free)} of memory are free; train for fewer epochs or steps, or measure less"
        )
    return need
