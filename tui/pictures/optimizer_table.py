"""What an optimizer remembers, a row a layer or a weight; of many weights how their effective rates are distributed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlviz.tui import steady, words
from dlviz.tui.braille import Dots
from dlviz.tui.canvas import Canvas
from dlviz.tui.moving import MotionView
from dlviz.tui.numbers import count, number
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.read_time import between
from dlviz.tui.readings import Line
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions

SPREAD = 16  # cells of a distribution, at least


def draw_table(canvas: Canvas, motion: MotionView, shown: int, options: PanelOptions, theme: Theme) -> int:
    """Heads and `shown` rows; how many rows they took."""
    room = canvas.width - 2
    if shown < 1 or room < 12:
        return 0
    heads = [labels.roots(symbol, theme.ascii) for symbol in motion.symbols]
    columns = [labels.figures(motion.values[:, k].tolist()) for k in range(len(motion.symbols))]
    sizes = [
        max(words.width(text, theme.ascii) for text in (head, *cells))
        for head, cells in zip(heads, columns, strict=True)
    ]
    names = min(max(words.width(name, theme.ascii) for name in motion.names), max(room // 3, 8))
    kept = len(columns)
    order = _order(motion)
    while kept > 1 and names + sum(sizes[k] + 2 for k in order[:kept]) > room:
        kept -= 1
    chosen = sorted(order[:kept])
    free = room - names - sum(sizes[k] + 2 for k in chosen)
    spread = free - 3 if motion.spread.size and free - 3 >= SPREAD and shown >= 2 else 0
    gap = 2 if spread else 2 + min(free // max(kept, 1), 6)
    if not motion.few:
        canvas.write(1, 1, "typical", theme.faint, room=names)
    ends, x = [], names
    for k in chosen:
        x += gap + sizes[k]
        ends.append(x)
    for k, end in zip(chosen, ends, strict=True):
        canvas.write(end, 1, heads[k], theme.faint, align="right")
    first = _first(motion, shown, options)
    for line in range(shown):
        row = first + line
        y = 2 + line
        picked = motion.names[row] == options.layer
        canvas.write(1, y, motion.names[row], theme.cursor if picked else theme.text, room=names)
        for k, end in zip(chosen, ends, strict=True):
            ink = theme.bright if motion.symbols[k] == "Δθ" else theme.text
            canvas.write(end, y, columns[k][row], ink, align="right")
    end = ends[-1] + 1 if spread else canvas.width - 1
    canvas.read(1, 2, end - 1, shown, lambda _, line: _slots(motion, first + line))
    if spread:
        _draw_spread(canvas, motion, Area(ends[-1] + 4, 1, spread, shown + 1), first, theme)
    return shown + 1 + bool(spread)


def _slots(motion: MotionView, row: int) -> Iterator[Line]:
    """All that is remembered of a layer or a weight, those columns too that have no room."""
    yield Line(motion.names[row], "" if motion.few else "typical weight")
    for symbol, value in zip(motion.symbols, motion.values[row].tolist(), strict=True):
        yield Line(symbol, number(value))


def _order(motion: MotionView) -> list[int]:
    """The columns, the most telling first: the step, the gradient, what it is made of."""
    last = len(motion.symbols) - 1
    rest = list(range(1, last))
    return [last, 0, *rest][: last + 1]


def _first(motion: MotionView, shown: int, options: PanelOptions) -> int:
    """The first row shown: the chosen layer is among those that are."""
    if options.layer not in motion.names:
        return 0
    at = motion.names.index(options.layer)
    return min(max(at - shown // 2, 0), len(motion.names) - shown)


def _draw_spread(canvas: Canvas, motion: MotionView, area: Area, first: int, theme: Theme) -> None:
    """How the effective rates of a layer's weights are distributed, on one axis of decades for all layers."""
    counts = motion.spread
    used = np.flatnonzero(counts.sum(axis=0))
    if not len(used):
        return
    bins = counts.shape[1]
    low, high = motion.decades
    decade = bins / (high - low)
    first_decade = float(np.floor(used[0] / decade))
    ends = steady.limits(motion.title, first_decade, max(float(np.ceil((used[-1] + 1) / decade)), first_decade + 1))
    start, stop = map(int, ends)
    edges = np.linspace(start, stop, 2 * area.width + 1) * decade
    head = f"weights by {labels.roots(motion.symbols[-2], theme.ascii)}"
    canvas.write(area.x, area.y, head, theme.faint, room=area.width)
    for line in range(area.height - 1):
        below = np.concatenate([[0.0], np.cumsum(counts[first + line])])
        heights = np.diff(np.interp(edges, np.arange(bins + 1), below))
        _read_spread(canvas, motion, Area(area.x, area.y + 1 + line, area.width, 1), first + line, (start, stop))
        if heights.max() <= 0:
            continue
        tall = np.ceil(4 * heights / heights.max()).astype(np.int64)
        column = np.flatnonzero(tall)
        marks = Dots(area.width, 1)
        marks.columns(column, 4 - tall[column], np.full(len(column), 3))
        canvas.dots(marks, area.x, area.y + 1 + line, theme.muted)
    for exponent in (low + start, low + stop):
        text = labels.decade(int(exponent), theme.ascii)
        x = area.x if exponent == low + start else area.x + area.width - len(text)
        canvas.write(x, area.y + area.height, text, theme.muted)


def _read_spread(canvas: Canvas, motion: MotionView, area: Area, row: int, decades: tuple[int, int]) -> None:
    """How many weights of a layer have an effective rate in the decades under a cell."""
    low, (start, stop) = motion.decades[0], decades
    bins = motion.spread.shape[1]
    each = bins / (motion.decades[1] - low)
    edges = np.linspace(start, stop, area.width + 1)
    below = np.concatenate([[0.0], np.cumsum(motion.spread[row])])

    def at(x: int, _: int) -> Iterator[Line]:
        weights = float(np.diff(np.interp(edges[x : x + 2] * each, np.arange(bins + 1), below))[0])
        yield Line(motion.names[row])
        yield Line(motion.symbols[-2], between(*(10.0 ** (low + edges[x : x + 2]))))
        yield Line("weights", count(round(weights)))

    canvas.read(area.x, area.y, area.width, area.height, at)
