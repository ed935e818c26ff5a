"""Layer × step: a row of half blocks a layer, a column of cells a stretch of time, log₁₀ of the norm as colour.

Where a cell stands for many steps it has the colour of the largest norm in them, and the head says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import reduction, words
from dlviz.tui.braille import snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.kept import once
from dlviz.tui.marks import mark, ramp
from dlviz.tui.numbers import NOTHING, count
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.labels import minus
from dlviz.tui.pictures.read_time import beyond, moment, of_rows, shares_under
from dlviz.tui.pictures.series import settled
from dlviz.tui.readings import Line
from dlviz.tui.view import Floats, RunView, View

if TYPE_CHECKING:
    from dlviz.tui.pictures.gradients import Decades

COLUMN = "grad_norm"

Array = NDArray[np.float64]


def heat_rows(layers: int, runs: int, room: int) -> int:
    """Rows that the maps of all runs take under their head, 0 if there is no room: two layers a row, air between."""
    each = -(-layers // 2)
    for air in (1, 0):
        need = 1 + runs * each + (runs - 1) * air
        if need <= room:
            return need
    return 0


def draw_heat(
    canvas: Canvas,
    view: View,
    runs: list[RunView],
    layers: tuple[str, ...],
    scale: Decades,
    top: int,
    room: int,
    left: int,
) -> None:
    """The head with its colour bar, then a map for each run."""
    theme = canvas.theme
    each = -(-len(layers) // 2)
    # Twice as tall where there is room: a whole row a layer is easier to read from the back of a hall.
    tall = len(runs) * (len(layers) + 1) + 1 <= room
    each = len(layers) if tall else each
    air = int(1 + len(runs) * (each + 1) - 1 <= room)
    measured = sum(run.columns.get(COLUMN) is not None for run in view.runs)
    cells = canvas.width - left - 2
    several = max((planned_rows(view, run) / max(cells, 1) for run in runs), default=0.0)
    said = f" · largest of {several:.0f} steps" if several >= 1.5 else ""
    _head(canvas, scale, top, said + (f" · {len(runs)} of {measured} runs" if len(runs) < measured else ""))
    y = top + 1
    for run in runs:
        canvas.put(1, y, mark(run.index), theme.run(run.index))
        canvas.write(3, y, run.name, theme.run(run.index), room=max(left - 4, 0))
        share = scale.share(_thinned(view, run, cells, len(layers)))
        _map(canvas, share.T, left, y, each, tall)
        _cursor(canvas, view, left, y, cells, each, odd=not tall and len(layers) % 2 == 1)
        _read(canvas, view, run, layers, Area(left, y, cells, each), tall)
        y += each + air


def _head(canvas: Canvas, scale: Decades, y: int, note: str) -> None:
    """The name, the unit and the colour bar between its limits: the unit is shortened before the bar is left out."""
    theme = canvas.theme
    x = 1 + canvas.write(1, y, "layer × step", theme.text, bold=True) + 2
    low, high = labels.decade(scale.low, theme.ascii), labels.decade(scale.high, theme.ascii)
    room = canvas.width - 1 - x
    ends = len(low) + len(high) + 2  # the limits and a cell between each and the bar
    units = (f"log₁₀ ‖∂L/∂W‖{note}", f"‖∂L/∂W‖{note}", note.removeprefix(" · "))
    bars = [min(16, room - words.width(unit, theme.ascii) - 2 - ends) for unit in units]
    unit, bar = next(((unit, bar) for unit, bar in zip(units, bars, strict=True) if bar >= 5), (units[0], 0))
    canvas.write(x, y, unit, theme.muted, room=max(room, 0))
    if not bar:
        return
    end = canvas.width - 2 - len(high)
    canvas.write(canvas.width - 2, y, high, theme.muted, align="right")
    u = np.linspace(0.0, 1.0, bar)[None]
    if theme.greys:
        canvas.cells(end - bar, y, " ", theme.heat_of(u), theme.heat_of(u))
    else:
        canvas.cells(end - bar, y, ramp(u, theme.ascii), np.full(u.shape, theme.text, np.int32))
    canvas.write(end - bar - 2, y, low, theme.muted, align="right")


def planned_rows(view: View, run: RunView) -> float:
    """Rows of a run from the first to the last planned tick."""
    return max(view.ticks, 1) * max(run.steps_per_epoch, 1) / max(view.ticks_per_epoch, 1) + 1


def _thinned(view: View, run: RunView, cells: int, layers: int) -> Array:
    """The largest of each stretch, so that no spike is lost; NaN where nothing is trained."""
    planned = planned_rows(view, run)
    norms = settled(run, run.columns[COLUMN], planned)
    return once(norms, ("heat", planned, cells, layers), lambda: _largest(norms, planned, cells, layers))


def _largest(norms: Floats, planned: float, cells: int, layers: int) -> Array:
    edges = np.linspace(0.0, planned, cells + 1)
    if edges[1] >= 1.0:
        high = reduction.bins(norms, np.floor(edges).astype(np.int64)).high
    else:
        under = np.floor(edges[:-1]).astype(np.int64)
        high = reduction.reduce(norms, under, under + 1).high
    out = np.full((cells, layers), np.nan)
    out[:, : high.shape[1]] = high
    return out


def _read(canvas: Canvas, view: View, run: RunView, layers: tuple[str, ...], area: Area, tall: bool) -> None:
    """What a cell says: its layer or its two, the steps, and the range of the norms in them."""
    norms = run.columns[COLUMN]

    def rows(x: int) -> tuple[int, int]:
        return shares_under(x, area.width, planned_rows(view, run))

    def tick(x: int) -> int:
        return rows(x)[0] * max(view.ticks_per_epoch, 1) // max(run.steps_per_epoch, 1)

    def at(x: int, y: int) -> Iterator[Line]:
        first, last = rows(x)
        yield Line(run.name, run=run.index)
        if first >= len(norms):
            yield beyond(view, [run])
            return
        last = min(last, len(norms) - 1)
        per = max(run.steps_per_epoch, 1)
        yield from moment(view, tick(x), max(last * max(view.ticks_per_epoch, 1) // per, tick(x)))
        shown = [layer for layer in ((y,) if tall else (2 * y, 2 * y + 1)) if layer < len(layers)]
        known = [layer for layer in shown if layer < norms.shape[1]]
        for layer in shown:
            yield Line(layers[layer], of_rows(norms[:, layer], first, last) if layer in known else NOTHING)
            if layer in known:
                yield Line("log₁₀", logarithm(norms[:, layer], first, last))
        if known and last > first:
            yield Line(f"colour: largest of {count(last - first + 1)} steps")

    canvas.read(area.x, area.y, area.width, area.height, at, tick)


def logarithm(norms: NDArray[np.floating], first: int, last: int) -> str:
    """The range of log₁₀ of a column between two rows, both included."""
    part = np.asarray(norms[first : last + 1], np.float64)
    part = part[np.isfinite(part) & (part > 0)]
    if not len(part):
        return NOTHING
    low, high = (minus(f"{value:.2f}") for value in (np.log10(part.min()), np.log10(part.max())))
    return low if low == high else f"{low} … {high}"


def _map(canvas: Canvas, u: Array, x: int, y: int, rows: int, tall: bool) -> None:
    """u (layers, cells); an odd last layer has paper under it."""
    theme = canvas.theme
    if tall:
        u = np.repeat(u, 2, axis=0)
    if theme.greys:
        colours = theme.heat_of(u)
        if len(colours) % 2:
            colours = np.concatenate([colours, np.full((1, colours.shape[1]), theme.paper, np.int32)])
        canvas.cells(x, y, "▀", colours[0::2], colours[1::2])
        return
    if len(u) % 2:
        u = np.concatenate([u, u[-1:]])
    known = np.isfinite(u)
    pairs = np.where(known, u, 0.0).reshape(rows, 2, -1).mean(axis=1)
    chars = np.where(known.reshape(rows, 2, -1).any(axis=1), ramp(pairs, theme.ascii), 32).astype(np.uint32)
    canvas.cells(x, y, chars, np.full(chars.shape, theme.text, np.int32))


def _cursor(canvas: Canvas, view: View, x: int, y: int, cells: int, rows: int, odd: bool) -> None:
    """A line through the map that ends in a square; where the last row is half a row, so is the square."""
    theme = canvas.theme
    column = x + int(snap(min(view.cursor / max(view.ticks, 1), 1.0) * (2 * cells - 1))) // 2
    for row in range(y, min(y + rows, canvas.height)):
        last = row == y + rows - 1
        if 0 <= column < canvas.width and theme.greys and not (last and odd):
            canvas.bg[row, column] = canvas.fg[row, column]
        canvas.put(column, row, ("▀" if odd else "■") if last else "│", theme.bright)
