"""The weights of each layer: matrices as fields, filters as small pictures or curves, and their spread over time.

Blue is above zero, orange below, zero sinks into the paper. y changes to the histograms. Source: notes 5.2 (penalties),
4.3 (initial weights).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import steady, words
from dlviz.tui.braille import Dots, polyline
from dlviz.tui.canvas import Canvas
from dlviz.tui.kernels import KernelView, WeightsView
from dlviz.tui.marks import mark, ramp
from dlviz.tui.numbers import count
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import Area, PanelTitle, panel, run_in_front, say
from dlviz.tui.pictures.read_weights import read_filter, read_filter_curve, read_matrix
from dlviz.tui.pictures.weights_spread import draw_spread
from dlviz.tui.pooling import furthest
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, View

LEAST = (22, 5)  # cells of one of several layers, its name included
GAP = 2
LARGEST_PIXEL = 6  # cells across of one weight

Floats = NDArray[np.floating]
Array = NDArray[np.float64]


def weights_of(view: View, front: int) -> WeightsView | None:
    """The weights of a run, None where it has none or they are not known."""
    found = view.kernels[front] if front < len(view.kernels) else None
    return found if found is not None and found.layers else None


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Weights 71 % of 4,480 |w| < 0.001 ── ● L1`; y turns fields into histograms."""
    front = run_in_front(view, options)
    found = weights_of(view, front)
    spread = bool(options.log)
    if found is None:
        return PanelTitle("Weights", turned=spread)
    sizes = np.array([np.prod(one.shape) for one in found.layers], np.float64)
    share = float((sizes * [one.zeros for one in found.layers]).sum() / sizes.sum())
    few = f"{labels.setting(found.threshold)}"
    brief = f"|w| < {few}: {_percent(share)}"
    zeros = f"{brief} of {count(int(sizes.sum()))}"
    forms = ("how they are spread, step by step",) if spread else ("blue above 0, orange below", "blue > 0 > orange")
    said, *shorter = (f"{zeros} · {form}" for form in forms)
    legend: tuple[tuple[str, str], ...] = ()
    if len(view.runs) > 1:
        run = view.runs[front]
        legend = ((f"{mark(run.index)} {run.name}", f"run {run.index}"),)
    return PanelTitle("Weights", said, legend, spread, (*shorter, zeros, brief))


def _percent(share: float) -> str:
    """A share as whole per cents; only none is 0, only all is 100."""
    if not np.isfinite(share):
        return "–"
    if 0 < share < 0.005 or 0.995 < share < 1:
        return "<1 %" if share < 0.5 else ">99 %"
    return f"{100 * share:.0f} %"


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included: all layers, or the one that was chosen."""
    canvas = panel(title(view, options), width, height, theme, options)
    front = run_in_front(view, options)
    whole = Area(1, 1, width - 2, height - 1)
    found = weights_of(view, front)
    if found is None:
        nothing = "no weights in this scenario" if view.kernels or not view.networks else "looking at the weights"
        say(canvas, whole, view.troubles.get("weights") or view.message or nothing)
        return canvas
    for one, area in _parts(found, whole, options.layer):
        inner = _head(canvas, one, area, lit=one.name == options.layer)
        if inner.empty:
            continue
        if options.log:
            draw_spread(canvas, found, one, inner)
        elif len(one.shape) == 2:
            _matrix(canvas, one, inner)
        elif len(one.shape) == 3:
            _curves(canvas, one, inner, theme.run(view.runs[front].index))
        else:
            _filters(canvas, one, inner)
    return canvas


def _parts(found: WeightsView, whole: Area, chosen: str | None) -> list[tuple[KernelView, Area]]:
    """The layers and their places: all of them where there is room, else as many as fit from the chosen one on."""
    alone = next((one for one in found.layers if one.name == chosen), None)
    if alone is not None:
        return [(alone, whole)]
    layers = list(found.layers)
    for shown in range(len(layers), 0, -1):
        best = max(
            (
                (min(whole.width // across - GAP, 3 * (whole.height // down)), -across, across, down)
                for across in range(1, shown + 1)
                for down in [-(-shown // across)]
                if (whole.width - GAP * (across - 1)) // across >= LEAST[0] and whole.height // down >= LEAST[1]
            ),
            default=None,
        )
        if best is not None:
            _, _, across, down = best
            wide, tall = (whole.width - GAP * (across - 1)) // across, whole.height // down
            return [
                (one, Area(whole.x + i % across * (wide + GAP), whole.y + i // across * tall, wide, tall))
                for i, one in enumerate(layers[:shown])
            ]
    return [(layers[0], whole)]


def _head(canvas: Canvas, one: KernelView, area: Area, lit: bool) -> Area:
    """The layer, its shape, its zeros and largest weight; the room below."""
    theme = canvas.theme
    shape = "×".join(map(str, one.shape))
    if lit:
        canvas.put(area.x - 1, area.y, "▸", theme.cursor)
    ink = theme.cursor if lit else theme.bright
    x = area.x + canvas.write(area.x, area.y, one.name, ink, bold=True, room=area.width)
    x += 1
    end = area.x + area.width
    top = labels.column([one.top])[0]
    zeros = f"{shape} · {_percent(one.zeros)} zeros"
    for said in (f"{zeros} · |w| ≤ {top}", zeros, shape):
        if x + words.width(said, theme.ascii) <= end:
            canvas.write(x, area.y, said, theme.muted)
            break
    last = area.y + area.height < canvas.height
    return Area(area.x, area.y + 1, area.width, area.height - 1 - last)


def _top(one: KernelView) -> float:
    """The weight that has the full colour; ∞ where there is none."""
    return steady.largest(f"weights {one.name}", one.top) if one.top > 0 else np.inf


def _signed(one: KernelView, values: Floats, power: float = 0.5) -> Array:
    """−1 … 1: the share of the largest weight, to a power below 1 so that small ones are seen; NaN where unknown."""
    share = np.asarray(values, np.float64) / _top(one)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.sign(share) * np.abs(share) ** power)


def _paint(canvas: Canvas, x: int, y: int, u: Array) -> None:
    """Pixels of u, shape (rows, columns), two rows a cell."""
    theme = canvas.theme
    if len(u) % 2:
        u = np.concatenate([u, np.full((1, u.shape[1]), np.nan)])
        odd = True
    else:
        odd = False
    if theme.hues:
        colours = theme.signed_of(u)
        if odd:
            colours[-1] = theme.paper
        canvas.cells(x, y, "▀", colours[0::2], colours[1::2])
        return
    with np.errstate(invalid="ignore"):
        sides = np.stack([u[0::2], u[1::2]])
        known = np.isfinite(sides)
        value = np.where(known, sides, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    chars = ramp(np.abs(value), theme.ascii)
    below = (value < 0) & (np.abs(value) > 0.1)  # what is below zero has a sign where there are no hues
    chars = np.where(below, np.uint32(ord("-")), chars)
    canvas.cells(x, y, chars, np.full(chars.shape, theme.text, np.int32))


def _matrix(canvas: Canvas, one: KernelView, area: Area) -> None:
    """A row of pixels an input, a column a unit, or the other way round where the matrix is tall."""
    theme = canvas.theme
    kernel = np.asarray(one.kernel, np.float64)
    turned = kernel.shape[0] > 2 * kernel.shape[1]
    if turned:
        kernel = kernel.T
    rows, columns = kernel.shape
    names = ("units", "inputs") if turned else ("inputs", "units")
    axes = area.height >= 4
    room = area.height - axes
    wide = min(area.width // columns, LARGEST_PIXEL)
    tall = min(2 * room // rows, 4)
    # A pixel is about square: a cell is as wide as one of its halves is high.
    scale = max(min(wide, tall), 0)
    if wide >= 1 and tall >= 1:
        wide, tall = (max(scale, 1), max(scale, 1)) if scale > 1 else (min(wide, 3), tall)
        shown = np.repeat(np.repeat(kernel, tall, axis=0), wide, axis=1)
    else:
        wide, tall = max(wide, 1), max(tall, 1)
        most = 2 * room if tall == 1 else rows, area.width if wide == 1 else columns
        pooled = np.asarray(furthest(kernel, *most), np.float64)
        shown = np.repeat(np.repeat(pooled, tall, axis=0), wide, axis=1)[: 2 * room, : area.width]
    down, across = (one.shape[1], one.shape[0]) if turned else (one.shape[0], one.shape[1])
    fewer = shown.shape[0] // tall < down or shown.shape[1] // wide < across
    # The largest of many are all large: their shares as they are tell them apart.
    _paint(canvas, area.x, area.y, _signed(one, shown, 1.0 if fewer else 0.5))
    read_matrix(canvas, area.x, area.y, shown, one, (tall, wide), turned)
    if axes:
        said = f"↓ {count(down)} {names[0]}  → {count(across)} {names[1]}"
        block = _block(down, across, shown.shape[0] // tall, shown.shape[1] // wide)
        forms = [f"{said}  a square: {block}", f"a square: {block}", block] if block else [said]
        text = next((form for form in forms if words.width(form, theme.ascii) <= area.width), forms[-1])
        canvas.write(area.x, area.y + -(-len(shown) // 2), text, theme.faint, room=area.width)


def _block(down: int, across: int, rows: int, columns: int) -> str:
    """What a pixel stands for where it is more than a weight."""
    high, wide = -(-down // max(rows, 1)), -(-across // max(columns, 1))
    return f"largest of {high}×{wide}" if high * wide > 1 else ""


def _filters(canvas: Canvas, one: KernelView, area: Area) -> None:
    """Filters side by side, the channels of their input below each other: small pictures."""
    theme = canvas.theme
    kernel = np.asarray(one.kernel, np.float64)
    high, wide, channels, filters = kernel.shape
    room = area.height - 1
    scale = next((s for s in (4, 3, 2) if filters * (s * wide + 1) <= area.width and _rows(s * high) <= room), 1)
    tall, across = _rows(scale * high), scale * wide
    per_line = max((area.width + 1) // (across + 1), 1)
    lines = max((room + 1) // (tall + 1), 0) if room > tall else 1
    if channels == 1:
        spots = [(i, 0, i % per_line, i // per_line) for i in range(min(filters, per_line * lines))]
        said = f"{count(len(spots))} of {count(filters)} filters" if len(spots) < filters else f"{filters} filters"
    else:
        shown, deep = min(filters, per_line), min(channels, lines)
        spots = [(i, c, i, c) for c in range(deep) for i in range(shown)]
        said = f"→ {_part(shown, filters, 'filters')}  ↓ {_part(deep, channels, 'channels of the input')}"
    lowest = 0
    for i, channel, column, line in spots:
        x, y = area.x + column * (across + 1), area.y + line * (tall + 1)
        pixels = np.repeat(np.repeat(kernel[:, :, channel, i], scale, axis=0), scale, axis=1)
        if x + across > area.x + area.width or y + tall > area.y + area.height:
            continue
        _paint(canvas, x, y, _signed(one, pixels))
        read_filter(canvas, x, y, one, kernel[:, :, channel, i], scale, (channel, i))
        lowest = max(lowest, line * (tall + 1) + tall)
    if lowest < area.height:
        canvas.write(area.x, area.y + lowest, said, theme.faint, room=area.width)


def _rows(pixels: int) -> int:
    return -(-pixels // 2)


def _part(shown: int, whole: int, name: str) -> str:
    return f"{shown} of {whole} {name}" if shown < whole else f"{whole} {name}"


def _curves(canvas: Canvas, one: KernelView, area: Area, ink: int) -> None:
    """Filters of a series as curves: a small chart each, in it a curve for each channel of the input."""
    theme = canvas.theme
    kernel = np.asarray(one.kernel, np.float64)
    size, channels, filters = kernel.shape
    wide = min(max(10, size), max(area.width, 1))
    across = max((area.width + GAP) // (wide + GAP), 1)
    down = -(-filters // across)
    tall = max(min((area.height - 1) // max(down, 1), 7), 3)
    lines = max((area.height - 1) // tall, 1)
    shown = min(filters, across * lines)
    for i in range(shown):
        x, y = area.x + i % across * (wide + GAP), area.y + i // across * tall
        rows = min(tall - 1, area.y + area.height - y)
        if rows < 1:
            break
        canvas.line(x, y + rows // 2, wide, "─" if not theme.ascii else "-", theme.grid)
        read_filter_curve(canvas, Area(x, y, wide, rows), one, kernel[:, :, i], i)
        for channel in range(min(channels, 8)):
            u = np.clip(kernel[:, channel, i] / _top(one), -1, 1)
            dots = Dots(wide, rows)
            at = np.arange(size) * (2 * wide - 1) / max(size - 1, 1)
            cols, lined, _ = polyline(at, (1 - u) / 2 * (4 * rows - 1))
            dots.points(cols, lined)
            canvas.dots(dots, x, y, ink if channel == 0 else theme.muted)
    said = f"{_part(shown, filters, 'filters')}, {size} weights{f' a channel, {channels} channels' * (channels > 1)}"
    canvas.write(area.x, area.y + area.height - 1, said, theme.faint, room=area.width)


def layer_at(view: View, width: int, height: int, theme: Theme, options: PanelOptions, x: int, y: int) -> str | None:
    """The layer that is drawn under a cell of the panel."""
    found = weights_of(view, run_in_front(view, options))
    if found is None:
        return None
    for one, area in _parts(found, Area(1, 1, width - 2, height - 1), options.layer):
        if area.x <= x < area.x + area.width and area.y <= y < area.y + area.height:
            return one.name
    return None
