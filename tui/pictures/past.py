"""The last steps of one weight: its gradient, the average that its steps go along, the size they are divided by."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import steady
from dlviz.tui.braille import Dots, polyline, snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.moving import MotionView
from dlviz.tui.numbers import count, number
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.axes import Axis, Tick, columns_axis, nice_step
from dlviz.tui.pictures.frame import Area, draw_frame, plot_area
from dlviz.tui.readings import Line
from dlviz.tui.view import RunView

WINDOW = 60

Array = NDArray[np.float64]


def draw_past(canvas: Canvas, motion: MotionView, weight: int, run: RunView) -> None:
    """Row 0 is the heading, with what the lines are; below it the chart, whose right end is the cursor."""
    theme = canvas.theme
    past = np.asarray(motion.past[:, weight], np.float64)
    dotted, line, band = _series(motion, past)
    x0 = motion.step - len(past) + 1
    _heading(canvas, motion, weight, run)
    # The newest half decides how high the chart is: what was larger before leaves it.
    known = [values[-WINDOW // 2 :] for _, values in (dotted, line, band) if values is not None]
    finite = np.concatenate([np.abs(values[np.isfinite(values)]) for values in known])
    top = float(finite.max()) if len(finite) and finite.max() > 0 else 1.0
    top = steady.largest(f"past of {motion.names[weight]} {run.index}", top)
    y = _balanced(top, max(canvas.height - 3, 1))
    area = plot_area(canvas.width, canvas.height, y.gutter)
    if area.height != canvas.height - 3:
        y = _balanced(top, max(area.height, 1))
    if area.empty or area.width < 8:
        return
    first = min(x0, max(motion.step - WINDOW + 1, 0))
    x = columns_axis(float(first), float(first + WINDOW - 1), area.width, whole=True)
    draw_frame(canvas, area, x, y, "step")
    _read(canvas, motion, weight, area, x)
    at = x.dots(np.arange(x0, x0 + len(past), dtype=np.float64))
    bottom = 4 * area.height - 1

    def rows_of(values: Array) -> Array:
        return bottom - y.dots(values)

    if band[1] is not None:
        _draw_band(canvas, area.x, area.y, area.width, area.height, at, rows_of(band[1]), rows_of(-band[1]), run)
    if dotted[1] is not None:
        dots = Dots(area.width, area.height)
        cols, lines, arc = polyline(at, rows_of(dotted[1]))
        keep = arc % 2 == 0
        dots.points(cols[keep], lines[keep])
        canvas.dots(dots, area.x, area.y, theme.text)
    if line[1] is not None:
        dots = Dots(area.width, area.height)
        cols, lines, _ = polyline(at, rows_of(line[1]))
        dots.points(cols, lines)
        canvas.dots(dots, area.x, area.y, theme.run(run.index))
        end = float(rows_of(line[1])[-1])
        if np.isfinite(end):
            cell = int(np.clip(snap(end) // 4, 0, area.height - 1))
            canvas.put(
                area.x + min(int(snap(at[-1])) // 2, area.width - 1), area.y + cell, mark(run.index), theme.bright
            )


def _read(canvas: Canvas, motion: MotionView, weight: int, area: Area, x: Axis) -> None:
    """Attach all that is remembered of the weight at the step under a column."""
    x0 = motion.step - len(motion.past) + 1

    def at(column: int, _: int) -> Iterator[Line]:
        step = round(x.value(2 * column + 0.5))
        yield Line(f"{motion.names[weight]}, step {count(step)}")
        if 0 <= step - x0 < len(motion.past):
            for symbol, value in zip(motion.symbols, motion.past[step - x0, weight].tolist(), strict=True):
                yield Line(symbol, number(value))
        else:
            yield Line("ahead of the cursor" if step > motion.step else "no longer remembered")

    canvas.read(area.x, area.y, area.width, area.height, at)


def _balanced(top: float, rows: int) -> Axis:
    """An axis with 0 in the middle of a row and as much room above as below."""
    half = max(rows - 1, 0) // 2
    gain = (4 * half + 1) / top
    step = nice_step(top / 2.001)
    ticks = (
        Tick(4 * half + 1.5 + k * step * gain, labels.tick(k * step, step)) for k in ((-1, 0, 1) if half else (0,))
    )
    return Axis(0.0, gain, 4 * half + 1.5, False, tuple(ticks))


Named = tuple[str, Array | None]


def _series(motion: MotionView, past: Array) -> tuple[Named, Named, Named]:
    """What is dotted, what is a line and what is a band around 0, each with its symbol.

    Where something is divided by, all three are in the units of a gradient; else in those of a step.
    """
    symbols = motion.symbols
    gradient = past[:, 0]
    below = next((k for k, symbol in enumerate(symbols) if symbol.startswith("η/")), 0) - 1
    if below > 0:
        above = symbols[1] if below == 2 else ""
        band = (f"±{symbols[below]}", past[:, below])
        if above:
            return ("g", gradient), (above, past[:, 1]), band
        return ("", None), ("g", gradient), band
    if len(symbols) > 2 and symbols[1] != "v":
        return ("g", gradient), (symbols[1], past[:, 1]), ("", None)
    step = past[:, -1]
    if len(symbols) > 2:
        return ("−η·g", -motion.rate * gradient), ("Δθ", step), ("", None)
    return ("", None), ("Δθ", step), ("", None)


def _heading(canvas: Canvas, motion: MotionView, weight: int, run: RunView) -> None:
    """`y  ┈ g  ─ m̂  ░ ±√v̂`, each glyph in the colour of what it stands for."""
    theme = canvas.theme
    (dotted, _), (line, _), (band, _) = _series(motion, np.zeros((1, len(motion.symbols))))
    x = 1 + canvas.write(1, 0, motion.names[weight], theme.text, bold=True, room=canvas.width - 2) + 2
    ink = theme.run(run.index)
    filled = "⣿" if theme.greys and not theme.ascii else "░"  # as the band itself is drawn
    for glyph, symbol, colour in (("┈", dotted, theme.text), ("─", line, ink), (filled, band, theme.band(ink))):
        symbol = labels.roots(symbol, theme.ascii)
        if symbol and x + 3 + len(symbol) < canvas.width:
            canvas.line(x, 0, 2, glyph, colour)
            x += 3 + canvas.write(x + 3, 0, symbol, theme.muted) + 2


def _draw_band(
    canvas: Canvas, left: int, top: int, width: int, height: int, at: Array, high: Array, low: Array, run: RunView
) -> None:
    """Every column of dots between −D and D filled, one colour behind the lines."""
    theme = canvas.theme
    known = np.isfinite(high) & np.isfinite(low)
    if not known.any():
        return
    columns = np.arange(int(snap(at[known][0])), int(snap(at[known][-1])) + 1)
    upper = np.interp(columns, at[known], high[known])
    lower = np.interp(columns, at[known], low[known])
    dots = Dots(width, height)
    last = 4 * height - 1
    dots.columns(columns, np.clip(snap(upper), 0, last), np.clip(snap(lower), 0, last))
    if theme.greys:
        canvas.dots(dots, left, top, theme.band(theme.run(run.index)))
        return
    rows, cells = np.nonzero(dots.patterns)
    canvas.chars[top + rows, left + cells] = ord("." if theme.ascii else "░")
    canvas.fg[top + rows, left + cells] = theme.band(theme.run(run.index))
