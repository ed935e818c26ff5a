"""Contours: at which numbers they lie, which dots they take, and where their numbers stand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.braille import pack
from dlviz.tui.numbers import number
from dlviz.tui.pictures.axes import nice_step

MOST = 8
_ROUND = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Contours:
    """Braille patterns (rows, columns) of all contours, and for each level the cells that its line goes through."""

    patterns: NDArray[np.uint32]
    levels: tuple[float, ...]
    cells: tuple[NDArray[np.bool_], ...]


def reach(values: Array) -> tuple[float, float]:
    """Between which numbers contours are drawn; NaN where no value is finite."""
    known = values[np.isfinite(values)]
    low, high = np.quantile(known, [0.02, 0.985]) if len(known) else (np.nan, np.nan)
    return float(low), float(high)


def round_levels(low: float, high: float) -> tuple[float, ...]:
    """At most eight round numbers between two: 5, 7, 10, 15, 20."""
    if not high > low or high - low < 1e-9 * max(abs(high), abs(low)):
        return ()
    if low <= 0:
        step = nice_step((high - low) / MOST)
        inside = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
        return tuple(float(v) for v in inside)
    first, last = int(np.floor(np.log10(low))), int(np.ceil(np.log10(high)))
    found = [m * 10.0**k for k in range(first, last + 1) for m in _ROUND]
    found = [v for v in found if low < v < high]
    if len(found) < 3:
        step = nice_step((high - low) / 6)
        found = [float(v) for v in np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step]
    stride = -(-len(found) // MOST)
    return tuple(found[::stride])


def trace_contours(values: Array, between: tuple[float, float]) -> Contours:
    """Contours of values at dots, shape (4·rows, 2·columns), at round numbers between two."""
    marks = round_levels(*between)
    height, width = values.shape[0] // 4, values.shape[1] // 2
    drawn = np.zeros(values.shape, np.bool_)
    cells = []
    known = np.isfinite(values)
    for level in marks:
        above = np.where(known, values, -np.inf) >= level
        line = np.zeros_like(above)
        line[:, :-1] |= (above[:, :-1] != above[:, 1:]) & known[:, :-1] & known[:, 1:]
        line[:-1] |= (above[:-1] != above[1:]) & known[:-1] & known[1:]
        drawn |= line
        cells.append(np.asarray(line.reshape(height, 4, width, 2).any(axis=(1, 3)), np.bool_))
    return Contours(pack(drawn).astype(np.uint32), marks, tuple(cells))


def place_labels(contours: Contours, busy: NDArray[np.bool_]) -> list[tuple[int, int, str]]:
    """(column, row, text) of one number a contour, in one row as far as that goes, never on busy cells."""
    height, width = busy.shape
    busy = busy.copy()
    out = []
    wanted = max(height // 5, 1)
    rows = sorted(range(1, height - 1), key=lambda r: (abs(r - wanted), r))
    for level, cells in reversed(list(zip(contours.levels, contours.cells, strict=True))):
        text = number(level).rstrip("0").rstrip(".") if "." in number(level) else number(level)
        size = len(text)
        spot = _free(cells, busy, rows, size, width)
        if spot is None:
            continue
        column, row = spot
        out.append((column, row, text))
        busy[row, max(column - 1, 0) : column + size + 1] = True
    return out


def _free(
    cells: NDArray[np.bool_], busy: NDArray[np.bool_], rows: list[int], size: int, width: int
) -> tuple[int, int] | None:
    for row in rows:
        for crossing in np.nonzero(cells[row])[0].tolist():
            left = crossing - size // 2
            if left >= 1 and left + size < width and not busy[row, left - 1 : left + size + 1].any():
                return left, row
    return None
