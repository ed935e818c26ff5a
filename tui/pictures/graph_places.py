"""Where the nodes of a network stand: a column a layer, as many units as have room, names and numbers beside them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import words
from dlviz.tui.pictures.frame import Area
from dlviz.tui.theme import Theme
from dlviz.tui.units import GraphView, NodesView

Ints = NDArray[np.int64]

MOST_UNITS = 24
LEAST_GAP = 4  # cells between two columns in which a link can be seen
GAP_WITH_VALUES = 15
NAMES, VALUE = 12, 8
SCALED, COUNTED = 11, 15  # rows from which on there is a scale, and a line of counts


@dataclass(frozen=True)
class Placed:
    """Where the columns stand. Lists have an entry a column.

    `x`: its nodes; `out`: where its links begin; `shown`: which of the kept units; `rows`: on which rows these lie;
    `gap`: the row of `⋮`, -1 for none; `names`, `values`: the input and the output columns have theirs beside them.
    """

    area: Area
    x: tuple[int, ...]
    out: tuple[int, ...]
    shown: tuple[Ints, ...]
    rows: tuple[Ints, ...]
    gap: tuple[int, ...]
    names: bool
    values: bool


def place(graph: GraphView, area: Area, theme: Theme) -> Placed | None:
    """Where everything stands; None where there is no room for a graph."""
    columns = len(graph.layers)
    rows = area.height - foot(area)
    if columns < 2 or rows < 2:
        return None
    first, last = graph.layers[0], graph.layers[-1]
    for names, values, least in ((True, True, 12), (True, False, 9), (False, True, 9), (False, False, LEAST_GAP)):
        left = _beside(first, names, values, theme)
        right = _beside(last, names, values, theme)
        span = area.width - left - right - 1
        if span >= least * (columns - 1):
            break
    else:
        return None
    x = tuple(area.x + left + round(i * span / (columns - 1)) for i in range(columns))
    inner = VALUE if span >= GAP_WITH_VALUES * (columns - 1) else 0
    out = tuple(one + (inner if 0 < i < columns - 1 else 0) for i, one in enumerate(x))
    stacked = [_stack(layer, area.y, rows) for layer in graph.layers]
    shown, lying, gaps = zip(*stacked, strict=True)
    return Placed(area, x, out, shown, lying, gaps, names, values)


def foot(area: Area) -> int:
    """Rows below the nodes: names, kinds, and where there is room counts of weights and the scale."""
    return 2 + (area.height >= SCALED) + (area.height >= COUNTED)


def _beside(layer: NodesView, names: bool, values: bool, theme: Theme) -> int:
    """Cells that names and values beside a column of nodes take."""
    size = max((words.width(one, theme.ascii) for one in layer.labels), default=0) if names else 0
    return (min(size, NAMES) + 1 if size else 0) + (VALUE if values else 0)


def _stack(layer: NodesView, top: int, rows: int) -> tuple[Ints, Ints, int]:
    """Which units are shown, their rows, and the row of `⋮`."""
    if layer.units == len(layer.kept) <= min(rows, MOST_UNITS):
        step = min(rows // layer.units, 6)
        start = top + (rows - step * (layer.units - 1) - 1) // 2
        return np.arange(layer.units), start + step * np.arange(layer.units), -1
    most = max(min(rows, MOST_UNITS) - 1, 1)
    above, below = -(-most // 2), most // 2
    start = top + (rows - most - 1) // 2
    shown = np.r_[np.arange(above), len(layer.kept) - below + np.arange(below)]
    lying = start + np.r_[np.arange(above), above + 1 + np.arange(below)]
    return shown, lying, start + above
