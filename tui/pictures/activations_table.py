"""The spread of every layer's outputs, a row a layer: mean and standard deviation, dead and saturated units, slope."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from dlviz.tui import words
from dlviz.tui.braille import snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.numbers import count, number
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import Area
from dlviz.tui.readings import Line
from dlviz.tui.theme import Theme
from dlviz.tui.units import UnitsView

BAR, WIDEST_BAR = 8, 24
HEADS = ("mean", "sd", "φ′", "dead", "sat.")


def spread_rows(layers: tuple[UnitsView, ...]) -> int:
    """The head, a row a layer, the axis of the bars."""
    return len(layers) + 2


def spread_width(layers: tuple[UnitsView, ...], theme: Theme) -> tuple[int, int]:
    """The least and the most cells that the table takes."""
    fixed = 1 + _names(layers, theme) + sum(_widths(layers, theme)) + 2 * len(HEADS) + 2
    return fixed + BAR, fixed + WIDEST_BAR


def _names(layers: tuple[UnitsView, ...], theme: Theme) -> int:
    return min(max(words.width(one.name, theme.ascii) for one in layers), 14)


def _cells(layers: tuple[UnitsView, ...]) -> list[list[str]]:
    """Texts, a list a column."""
    return [
        labels.column([one.mean for one in layers], narrow=True),
        labels.column([one.std for one in layers], narrow=True),
        labels.column([one.slope if math.isfinite(one.mean) else math.nan for one in layers], narrow=True),
        [_share(one.dead if math.isfinite(one.mean) else math.nan) for one in layers],
        [_share(one.saturated) for one in layers],
    ]


def facts(layer: UnitsView) -> list[str]:
    """The slope and the shares of a layer in words, those that there are: φ′ 0.233, dead 12 %."""
    out = [f"φ′ {labels.column([layer.slope], narrow=True)[0]}"] if math.isfinite(layer.slope) else []
    out += [f"dead {_share(layer.dead)}"] if layer.dead > 0 and math.isfinite(layer.mean) else []
    return out + ([f"sat. {_share(layer.saturated)}"] if math.isfinite(layer.saturated) else [])


def _share(value: float) -> str:
    """A share in percent; one that is not 0 is not shown as 0."""
    if not math.isfinite(value):
        return "–"
    return f"{100 * value:.0f} %" if value == 0 or value >= 0.005 else "<1 %"


def _widths(layers: tuple[UnitsView, ...], theme: Theme) -> list[int]:
    return [
        max(words.width(text, theme.ascii) for text in (head, *texts))
        for head, texts in zip(HEADS, _cells(layers), strict=True)
    ]


def draw_spread(canvas: Canvas, layers: tuple[UnitsView, ...], area: Area, ink: int, lit: str | None) -> None:
    """The table; the layer whose curve is shown has a mark before it."""
    theme = canvas.theme
    names, widths = _names(layers, theme), _widths(layers, theme)
    left = area.x + 1 + names + 1
    cells = area.x + area.width - left - sum(widths) - 2 * len(widths)
    ends = np.cumsum([w + 2 for w in widths]) + left + cells - 1
    for head, end in zip(HEADS, ends.tolist(), strict=True):
        canvas.write(end, area.y, head, theme.faint, align="right")
    canvas.write(area.x + 1, area.y, "layer", theme.faint)
    if cells >= 10:
        canvas.write(left, area.y, "mean ± sd", theme.faint)
    columns = _cells(layers)
    low, high = _range(layers)
    for i, layer in enumerate(layers):
        y = area.y + 1 + i
        if y >= area.y + area.height:
            break
        if layer.name == lit:
            canvas.put(area.x, y, "▸", theme.cursor)
        shown = theme.cursor if layer.name == lit else theme.text
        canvas.write(area.x + 1, y, layer.name, shown, bold=layer.name == lit, room=names)
        _bar(canvas, layer, left, y, cells, low, high, ink)
        for k, (texts, end) in enumerate(zip(columns, ends.tolist(), strict=True)):
            warned = texts[i] != "–" and ((k == 3 and layer.dead > 0.2) or (k == 4 and layer.saturated > 0.5))
            canvas.write(end, y, texts[i], theme.bad if warned else theme.text, align="right")
    shown = min(len(layers), area.height - 1)
    canvas.read(area.x, area.y + 1, area.width, shown, lambda _, row: _told(layers[row]))
    axis = area.y + 1 + len(layers)
    if axis < area.y + area.height and cells >= BAR:
        ends_of = [labels.tick(value, max(high - low, 1e-9) / 10) for value in (low, high)]
        if len(ends_of[0]) + len(ends_of[1]) < cells:
            canvas.write(left, axis, ends_of[0], theme.muted)
            canvas.write(left + cells - 1, axis, ends_of[1], theme.muted, align="right")


def _told(layer: UnitsView) -> Iterator[Line]:
    """All that the table and its bar say of a layer."""
    yield Line(f"{layer.name}, {count(layer.units)} units")
    yield Line("mean of φ(o)", number(layer.mean))
    yield Line("standard deviation", number(layer.std))
    yield Line("mean slope φ′", number(layer.slope))
    yield Line("dead units", _share(layer.dead))
    yield Line("saturated outputs", _share(layer.saturated))


def _range(layers: tuple[UnitsView, ...]) -> tuple[float, float]:
    """From the least mean − sd to the greatest mean + sd, 0 among them; probabilities would squeeze hidden layers."""
    compared = [one for one in layers if len(one.curve)] or list(layers)
    ends = [one.mean + side * one.std for one in compared for side in (-1, 1)]
    known = [end for end in ends if math.isfinite(end)]
    low, high = min([0.0, *known]), max([0.0, *known])
    return (low, high) if high > low else (-1.0, 1.0)


def _bar(canvas: Canvas, layer: UnitsView, left: int, y: int, cells: int, low: float, high: float, ink: int) -> None:
    """One standard deviation to both sides of the mean, and where 0 is."""
    theme = canvas.theme
    if cells < 2:
        return

    def place(value: float) -> int:
        return left + int(snap((value - low) / (high - low) * (2 * cells - 1))) // 2

    canvas.put(place(0.0), y, "│", theme.rule)
    if not (math.isfinite(layer.mean) and math.isfinite(layer.std)):
        return
    if not low <= layer.mean <= high:
        return  # of probabilities, beside hidden layers
    first, last = place(max(layer.mean - layer.std, low)), place(min(layer.mean + layer.std, high))
    canvas.line(first, y, last - first + 1, "━", theme.stem(ink))
    canvas.put(place(layer.mean), y, "●", ink)
