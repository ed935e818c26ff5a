"""The loss of all runs as a small chart, drawn by plotext.

plotext raises or misleads on what a diverging run holds, so it gets none of it: values that are not finite
are left out, a log scale is made by taking the logarithm here, and long traces are thinned to their extremes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.console import ASCII, COLOURS, MARKS, Console
from dlviz.tui.numbers import MINUS, number

HEIGHT = 12
WIDEST = 100
LOG_FROM = 30.0  # largest over smallest value from which on a log scale shows more
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """One run's values, finite ones only. Shapes: x, y, gaps (points,)."""

    place: int  # among the runs of the scenario: colour and mark
    x: Floats
    y: Floats
    gaps: NDArray[np.int64]  # how many values were left out before each point: no line leads over them


def curve(place: int, x: Floats, y: Floats, columns: int) -> Curve:
    """Keep what can be drawn: finite values, and of each column's many the lowest and the highest."""
    kept = np.isfinite(y)
    x, y, gaps = x[kept], y[kept], np.cumsum(~kept)[kept]
    if len(x) > 4 * columns:
        edges = np.linspace(0, len(x), columns + 1).astype(int)
        chosen = {0, len(x) - 1} | {
            first + int(extreme(y[first:last])) for first, last in pairwise(edges) for extreme in (np.argmin, np.argmax)
        }
        order = sorted(chosen)
        x, y, gaps = x[order], y[order], gaps[order]
    return Curve(place, x, y, gaps)


def draw(curves: Sequence[Curve], names: Mapping[int, str], axes: str, console: Console) -> list[str]:
    """Return the lines of the chart, a title with the runs first; a sentence where nothing is finite.

    `names` are those of the runs by their place, `axes` says what is drawn over what: "loss over steps".
    """
    curves = [item for item in curves if len(item.x)]
    if not curves:
        return [f"{axes}: no finite value to draw"]
    low = min(float(item.y.min()) for item in curves)
    high = max(float(item.y.max()) for item in curves)
    log = low > 0 and high > LOG_FROM * low
    width = min(console.width, WIDEST)
    title = console.styled(axes, "bold") + console.styled(" · log" * log, "dim")
    for place, name in names.items():
        mark = MARKS[place % len(MARKS)]
        title += "  " + console.styled(f"{mark} {name}", mark)
    return [title, *_picture(curves, low, high, log, width, console)]


def round_numbers(low: float, high: float, most: int) -> list[float]:
    """Return the multiples of 1, 2 or 5 times a power of ten in an interval, at most so many."""
    if not high > low:
        return [low]
    step = 10.0 ** np.floor(np.log10((high - low) / most))
    step = next(step * factor for factor in (1, 2, 5, 10, 20) if (high - low) / (step * factor) < most)
    return [float(step * place) for place in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1)]


def powers(low: float, high: float, most: int) -> list[float]:
    """Return the powers of ten in an interval, thinned to so many; 1, 2, 5 times them if it is but one."""
    first, last = int(np.floor(np.log10(low))), int(np.ceil(np.log10(high)))
    found = [10.0**power for power in range(first, last + 1) if low <= 10.0**power <= high]
    if len(found) < 2:
        return [f * 10.0**p for p in range(first, last + 1) for f in (1, 2, 5) if low <= f * 10.0**p <= high]
    return found[:: -(-len(found) // most)]


def label(value: float, log: bool, signs: bool) -> str:
    """Return what a mark of the y axis says: 10⁻³ on a log axis, a plain number elsewhere."""
    power = np.log10(value) if log else 0.5
    if log and power == round(power):
        return "10" + str(round(power)).translate(SUPERSCRIPTS) if signs else f"1e{round(power)}"
    return f"{value:g}".replace("-", MINUS) if 1e-4 < abs(value) < 1e4 else number(value, wide=True)


def _picture(curves: Sequence[Curve], low: float, high: float, log: bool, width: int, console: Console) -> list[str]:
    import plotext

    figure = plotext.figure
    plotext.terminal.limit(False, False)
    figure.clear()
    figure.plot_size(width, HEIGHT)
    figure.theme("colorless")
    if low == high:
        low, high = low - 1, high + 1
    scale = np.log10 if log else np.asarray
    first = min(float(item.x[0]) for item in curves)
    last = max(float(item.x[-1]) for item in curves)
    for item in curves:
        mark, colour = MARKS[item.place % len(MARKS)], COLOURS[item.place % len(COLOURS)]
        symbol = (mark if len(item.x) == 1 else "braille") if console.signs else mark.translate(ASCII)
        marker = plotext.marker(symbol, colour - 30 if colour < 90 else colour - 82)
        signal = figure.signal(item.x.tolist(), scale(item.y).tolist(), marker=marker).lines()
        for gap in np.flatnonzero(np.diff(item.gaps)):
            signal.line(int(gap) + 1, False)
        figure.draw(signal)
    heights = powers(low, high, 5) if log else round_numbers(low, high, 5)
    labels = [label(height, log, console.signs) for height in heights]
    figure.ruler("y").lim(float(scale(low)), float(scale(high))).ticks(scale(heights).tolist(), labels)
    steps = round_numbers(first, max(last, first + 1), 8)
    figure.ruler("x").lim(first, max(last, first + 1)).ticks(steps, [label(x, False, True) for x in steps])
    figure.axes(False, side=1)
    return str(figure.build().string(not console.colour)).splitlines()
