"""How the weights of a layer are spread, step after step: a histogram a column, brighter where more of them lie."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import steady
from dlviz.tui.canvas import Canvas
from dlviz.tui.kernels import KernelView, WeightsView
from dlviz.tui.marks import ramp
from dlviz.tui.numbers import count
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.read_weights import read_spread

Array = NDArray[np.float64]

SHARPEST = 0.35  # a bin with this share of the weights has the brightest colour


@dataclass(frozen=True)
class _Bins:
    """The bins that are drawn: `shares` (rows, steps), the highest values first, over −reach … reach."""

    shares: Array
    reach: float


def draw_spread(canvas: Canvas, found: WeightsView, one: KernelView, area: Area) -> None:
    """How the weights are spread: values upwards, steps to the right, brighter where more of them lie."""
    theme = canvas.theme
    axes = area.height >= 4
    rows = area.height - axes
    bins = _binned(one, 2 * rows)
    texts = labels.column([bins.reach, -bins.reach])
    gutter = max(map(len, texts)) + 1 if area.width >= 30 else 0
    cells = area.width - gutter
    if cells < 2 or rows < 1:
        return
    left = area.x + gutter
    at = np.minimum(np.arange(cells) * (found.planned + 1) // cells // found.stride, len(found.steps) - 1)
    past = np.arange(cells) * (found.planned + 1) // cells <= found.step
    u = np.sqrt(np.clip(bins.shares / SHARPEST, 0.0, 1.0))[:, at]
    u = np.where(past, u, np.nan)
    if theme.greys:
        colours = np.where(u == 0, np.int32(theme.paper), theme.heat_of(u))  # where no weight lies is nothing
        canvas.cells(left, area.y, "▀", colours[0::2], colours[1::2])
    else:
        chars = ramp(np.nan_to_num(u).reshape(rows, 2, -1).max(axis=1), theme.ascii)
        canvas.cells(left, area.y, chars, np.full(chars.shape, theme.text, np.int32))
    read_spread(canvas, Area(left, area.y, cells, rows), found, one, (bins.shares, bins.reach), at)
    if gutter:
        canvas.write(left - 2, area.y, texts[0], theme.muted, align="right")
        canvas.write(left - 2, area.y + rows - 1, texts[1], theme.muted, align="right")
        if rows >= 5:
            canvas.write(left - 2, area.y + rows // 2, "0", theme.muted, align="right")
    if axes:
        y = area.y + rows
        canvas.write(left, y, "0", theme.muted)
        now, looks = f"spread {labels.column([one.spread])[0]} now", f"looked at every {count(found.stride)} steps"
        end = f"step {count(found.planned)}"
        canvas.write(left + cells - 1, y, end, theme.muted, align="right")
        for said in (f"{now}, {looks}", now) if found.stride > 1 else (now,):
            if cells >= len(said) + len(end) + 6:
                canvas.write(left + (cells - len(end)) // 2, y, said, theme.faint, align="centre")
                break


def _binned(one: KernelView, rows: int) -> _Bins:
    """The bins between the outermost weights so far, joined to at most so many rows."""
    bins = len(one.past)
    used = np.flatnonzero(one.past.any(axis=1))
    half = bins // 2
    furthest_bin = int(max(half - used.min(), used.max() + 1 - half)) if len(used) else half
    furthest_bin = int(steady.largest(f"bins of {one.name} in {one.reach}", furthest_bin))
    reach = one.reach * furthest_bin / half
    middle = one.past[half - furthest_bin : half + furthest_bin]
    # Values upwards: the last bin comes first.
    edges = np.linspace(0, len(middle), rows + 1)
    at = np.minimum((np.arange(len(middle)) + 0.5) / len(middle) * rows, rows - 1).astype(np.int64)
    shares = np.zeros((rows, one.past.shape[1]))
    if len(middle) >= rows:
        np.add.at(shares, at, middle)
    else:  # fewer bins than rows: a bin takes several, each with a part of it
        under = np.minimum(((edges[:-1] + edges[1:]) / 2).astype(np.int64), len(middle) - 1)
        shares = middle[under] * len(middle) / rows
    return _Bins(shares[::-1], reach)
