"""Gradient norms per layer: lollipops at the cursor, and how they were at every step as a heat map.

Source: notes 4.3; LOOK.md, Panels by size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import reduction, words
from dlviz.tui.braille import snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.kept import once
from dlviz.tui.marks import mark
from dlviz.tui.numbers import number
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import Area, PanelTitle, panel, run_in_front, say
from dlviz.tui.pictures.heat import draw_heat, heat_rows, planned_rows
from dlviz.tui.pictures.read_time import moment
from dlviz.tui.pictures.series import settled
from dlviz.tui.readings import Line
from dlviz.tui.theme import Theme
from dlviz.tui.view import Floats, PanelOptions, RunView, View

COLUMN = "grad_norm"
MAPPED = 14  # rows of the panel from which on there is a heat map

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Decades:
    """The log₁₀ axis that lollipops and heat maps share."""

    low: int
    high: int

    def share(self, values: Array) -> Array:
        """0 … 1 between the ends; 0 for what is 0, NaN for what is not a number, 1 for ∞."""
        with np.errstate(divide="ignore", invalid="ignore"):
            log = np.where(values <= 0, float(self.low), np.log10(values))
        return np.asarray(np.clip((log - self.low) / (self.high - self.low), 0.0, 1.0))


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Gradient per layer ‖∂L/∂W‖, log`."""
    return PanelTitle("Gradient per layer", "‖∂L/∂W‖, log")


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    canvas = panel(title(view, options), width, height, theme, options)
    runs = [run for run in view.runs if _has(run)]
    if not runs or width < 12 or height < 3:
        text = "no gradients are measured" if view.runs and view.runs[0].front >= 0 else view.message or "no rows yet"
        say(canvas, Area(1, 1, width - 2, height - 1), text)
        return canvas
    layers = max((run.labels.get(COLUMN, ()) for run in runs), key=len)
    scale = decades(view, runs)
    apart = len(layers) * len(runs) + 2
    maps = heat_rows(len(layers), len(runs), height - 1 - apart - 1)
    two_rows = apart <= height - 1 if height < MAPPED or len(runs) == 1 else maps > 0
    used = _lollipops(canvas, view, runs, layers, scale, two_rows, options.layer)
    left = height - 2 - used
    front = view.runs[run_in_front(view, options)]
    mapped = sorted(runs, key=lambda run: run is not front)
    while mapped and not heat_rows(len(layers), len(mapped), left):
        mapped.pop()
    if mapped and height >= MAPPED:
        names = max(2 + max(words.width(run.name, theme.ascii) for run in runs), _label_width(layers, theme))
        mapped.sort(key=lambda run: run.index)
        draw_heat(canvas, view, mapped, layers, scale, 2 + used, left, min(names + 3, width // 3))
    return canvas


def _has(run: RunView) -> bool:
    norms = run.columns.get(COLUMN)
    return norms is not None and norms.ndim == 2 and norms.shape[0] > 0 and norms.shape[1] > 0


def decades(view: View, runs: list[RunView]) -> Decades:
    """Whole powers of ten around all norms so far, at most twelve of them."""
    ranges = []
    for run in runs:
        norms = settled(run, run.columns[COLUMN], planned_rows(view, run))
        # A run that blew up counts with where it began: its last norms would squeeze all others into a corner.
        norms = norms[:1] if run.status.startswith("diverged") else norms
        ranges.append(once(norms, "positive", partial(_positive, norms)))
    lows, highs = zip(*ranges, strict=True)
    if not any(np.isfinite(lows)):
        return Decades(-3, 0)
    top = int(np.ceil(np.log10(np.nanmax(highs)) - 1e-9))
    bottom = int(np.floor(np.log10(np.nanmin(lows)) + 1e-9))
    return Decades(max(min(bottom, top - 1), top - 12), top)


def _positive(norms: Floats) -> tuple[float, float]:
    """Least and greatest positive norm, of long columns of 64 stretches; NaN where there is none."""
    edges = np.linspace(0, len(norms), min(len(norms), 64) + 1).astype(np.int64)
    cells = reduction.bins(norms, edges)
    low = np.where(cells.low > 0, cells.low, cells.mean)
    low, high = low[np.isfinite(low) & (low > 0)], cells.high[np.isfinite(cells.high) & (cells.high > 0)]
    return (float(low.min()), float(high.max())) if len(low) and len(high) else (np.nan, np.nan)


def _label_width(layers: tuple[str, ...], theme: Theme) -> int:
    return min(max(words.width(name, theme.ascii) for name in layers), 16)


def _lollipops(
    canvas: Canvas,
    view: View,
    runs: list[RunView],
    layers: tuple[str, ...],
    scale: Decades,
    two_rows: bool,
    chosen: str | None,
) -> int:
    """Draw the rows and the axis, the chosen layer lit; how many rows they took."""
    theme = canvas.theme
    values = [_at_cursor(view, run, len(layers)) for run in runs]
    texts = [labels.column(v.tolist(), narrow=True) for v in values]
    widest = [max(len(t) for t in column) for column in texts]
    left = 1 + _label_width(layers, theme) + 2
    tail = max(widest) if two_rows else sum(w + 2 for w in widest) - 2
    if canvas.width - left - tail < 16:
        tail = -2
    cells = max(canvas.width - left - tail - 4, 2)
    wanted = len(layers) * (len(runs) if two_rows else 1)
    rows = min(canvas.height - 2, wanted)
    rows -= rows < wanted and rows > 1  # a row says that there are more
    _grid(canvas, scale, left, cells, rows)
    for line in range(rows):
        layer = line // len(runs) if two_rows else line
        shown = [line % len(runs)] if two_rows else list(range(len(runs)))
        y = 1 + line
        if not two_rows or line % len(runs) == 0:
            lit = layers[layer] == chosen
            if lit:
                canvas.put(0, y, "▸", theme.cursor)
            name = words.elide(layers[layer], left - 2, theme.ascii)
            canvas.write(1, y, name, theme.cursor if lit else theme.text, bold=lit, room=left - 2)
        places = [_cell(scale, values[k][layer], cells) for k in shown]
        _stem(canvas, [p for p in places if p is not None], left, y, runs[shown[0]].index if two_rows else None)
        for k, place in zip(shown, places, strict=True):
            if place is not None:
                canvas.put(left + place, y, mark(runs[k].index), theme.run(runs[k].index))
        end = canvas.width - 2
        for k in reversed(shown) if tail > 0 else ():
            ink = theme.text if two_rows else theme.run(runs[k].index)
            canvas.write(end, y, texts[k][layer], ink, align="right")
            end -= widest[k] + 2
    canvas.read(left, 1, cells, rows, lambda _, line: _said(view, runs, layers, values, line, two_rows))
    y = 1 + rows
    missing = len(layers) - rows // (len(runs) if two_rows else 1)
    if missing and rows < wanted and y < canvas.height - 1:
        canvas.write(1, y, f"… {missing} more layer{'s' * (missing > 1)}", theme.muted, room=canvas.width - 2)
        y += 1
    if y < canvas.height:
        _decade_labels(canvas, scale, left, cells, y)
    return y


def _said(
    view: View, runs: list[RunView], layers: tuple[str, ...], values: list[Array], line: int, two_rows: bool
) -> Iterator[Line]:
    """Of a row its layer, and each run's norm there at the cursor with its power of ten."""
    layer = line // len(runs) if two_rows else line
    yield Line(f"‖∂L/∂W‖ of {layers[layer]}")
    yield from moment(view, view.cursor, view.cursor)
    for run, norms in zip(runs, values, strict=True):
        norm = float(norms[layer])
        power = f"  log₁₀ {labels.minus(f'{np.log10(norm):.2f}')}" if norm > 0 and np.isfinite(norm) else ""
        yield Line(run.name, number(norm) + power, run.index)


def _at_cursor(view: View, run: RunView, layers: int) -> Array:
    norms = run.columns[COLUMN]
    row = view.row(run)
    out = np.full(layers, np.nan)
    if 0 <= row < len(norms):
        out[: norms.shape[1]] = norms[row]
    return out


def _cell(scale: Decades, value: float, cells: int) -> int | None:
    share = float(scale.share(np.array([value]))[0])
    return None if np.isnan(share) else int(snap(share * (2 * cells - 1))) // 2


def _stem(canvas: Canvas, places: list[int], left: int, y: int, index: int | None) -> None:
    """From the axis to its mark in two-row form, between the least and the greatest mark in one-row form."""
    theme = canvas.theme
    if not places:
        return
    if index is None:
        canvas.line(left + min(places), y, max(places) - min(places), "━", theme.rule)
    else:
        canvas.line(left, y, places[0], "━", theme.stem(theme.run(index)))


def _grid(canvas: Canvas, scale: Decades, left: int, cells: int, rows: int) -> None:
    theme = canvas.theme
    for exponent in range(scale.low, scale.high + 1) if not theme.ascii else ():
        share = (exponent - scale.low) / (scale.high - scale.low)
        column = left + int(snap(share * (2 * cells - 1))) // 2
        canvas.column(column, 1, rows, "│" if theme.greys else "┊", theme.grid)


def _decade_labels(canvas: Canvas, scale: Decades, left: int, cells: int, y: int) -> None:
    """As many labels as fit at one stride: the first and the last decade among them, else those at whole strides."""
    whole = scale.high - scale.low
    for stride in range(1, whole + 1):
        first = scale.low if whole % stride == 0 else -(-scale.low // stride) * stride
        placed = []
        for exponent in range(first, scale.high + 1, stride):
            text = labels.decade(exponent, canvas.theme.ascii)
            share = (exponent - scale.low) / whole
            x = left + int(snap(share * (2 * cells - 1))) // 2 - len(text) // 2
            placed.append((min(max(x, 0), canvas.width - len(text) - 1), text))
        ends = [x + len(text) for x, text in placed]
        if all(end < x for end, (x, _) in zip(ends, placed[1:], strict=False)):
            for x, text in placed:
                canvas.write(x, y, text, canvas.theme.muted)
            return
