"""A network as nodes and links: units in columns, links coloured by their weight or its gradient.

Colour says the sign, brightness the size; where there are no hues what is below zero is dashed. A node's colour is
what its unit gives; a hollow one gives exactly 0, and one that a dropout has switched off is dark and has no links. Of
many links the strongest are drawn.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import steady, words
from dlviz.tui.braille import Dots, dashed, polyline
from dlviz.tui.canvas import Canvas
from dlviz.tui.colour import mix_many
from dlviz.tui.numbers import NOTHING, count, number
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.graph_places import COUNTED, NAMES, SCALED, VALUE, Placed, foot
from dlviz.tui.pictures.memory import Memory
from dlviz.tui.pictures.read_graph import read_graph
from dlviz.tui.theme import Theme
from dlviz.tui.units import GraphView, NodesView

Array = NDArray[np.float64]

DECADES = 4.0  # of a gradient, from the faintest link to the brightest
FAINTEST = 0.35  # of a node that gives next to nothing
HEAVY = 0.85


def draw_graph(
    canvas: Canvas, graph: GraphView, placed: Placed, *, gradient: bool = False, chosen: str | None = None
) -> None:
    """Links, then nodes, then words; the layer chosen, or at work, is lit and the links into others are dim."""
    lit = next((i for i, layer in enumerate(graph.layers) if layer.name == chosen), graph.at)
    tops = [layer.gradient_top if gradient else layer.kernel_top for layer in graph.layers]
    top = steady.largest(f"links {gradient}", max((size for size in tops if np.isfinite(size)), default=0.0))
    what = placed.area, lit, gradient, top, canvas.theme
    links, few = _linked.get(graph, what, lambda: _all_links(graph, placed, lit, top, gradient, canvas.theme))
    canvas.blit(links, placed.area.x, placed.area.y)
    for i, layer in enumerate(graph.layers):
        _nodes(canvas, layer, placed, i, last=i == len(graph.layers) - 1)
    read_graph(canvas, graph, placed)
    _names(canvas, graph, placed, lit)
    if placed.area.height >= SCALED and (graph.weighs or gradient):
        _scale(canvas, placed.area, top, gradient, graph, few)


def _strength(weights: Array, top: float, gradient: bool) -> Array:
    """−1 … 1: the square root of the share of the largest weight; decades below the largest gradient."""
    size = np.abs(weights) / top if top > 0 else np.zeros_like(weights)
    with np.errstate(divide="ignore"):
        shown = np.maximum(1.0 + np.log10(size) / DECADES, 0.0) if gradient else np.sqrt(size)
    return np.asarray(np.sign(weights) * np.where(np.isfinite(weights), np.minimum(shown, 1.0), np.nan))


_linked = Memory(8)  # a cursor that moves faster than the network is looked at changes no link


def _all_links(
    graph: GraphView, placed: Placed, lit: int | None, top: float, gradient: bool, theme: Theme
) -> tuple[Canvas, bool]:
    """The links of all columns, those into the lit one on top; whether some were left out."""
    canvas = Canvas(placed.area.width, placed.area.height, theme)
    last = [lit] if lit else []
    columns = [i for i in range(1, len(graph.layers)) if i != lit] + last
    few = [_links(canvas, graph, placed, i, top, gradient, dim=lit is not None and i != lit) for i in columns]
    return canvas, any(few)


def _links(canvas: Canvas, graph: GraphView, placed: Placed, i: int, top: float, gradient: bool, dim: bool) -> bool:
    """The links into column i, the strongest on top; whether some were left out."""
    layer, theme = graph.layers[i], canvas.theme
    weights = layer.gradient if gradient else layer.kernel
    if weights is None:
        return False
    strength = _strength(np.asarray(weights, np.float64), top, gradient)
    strength[_off(graph.layers[i - 1]), :] = 0.0  # of a unit that is switched off there are no links
    strength[:, _off(layer)] = 0.0
    strength = strength[np.ix_(placed.shown[i - 1], placed.shown[i])].ravel()
    left, right = 2 * (placed.out[i - 1] + 1), 2 * placed.x[i] - 1
    start, stop = (np.repeat(placed.rows[i - 1], len(placed.rows[i])), np.tile(placed.rows[i], len(placed.rows[i - 1])))
    known = np.flatnonzero(np.isfinite(strength) & (np.abs(strength) > 0.02))
    # Where colour or brightness cannot tell links apart, many of them would be a thicket.
    share, least = (5, 12) if theme.hues else (10, 8) if theme.greys else (24, 6)
    most = max((right - left) // 2 * placed.area.height // share, least)
    order = known[np.argsort(np.abs(strength[known]), kind="stable")]
    area = placed.area
    levels = np.round(np.nan_to_num(strength) * 12).astype(np.int64)
    drawn = order[-most:]
    for level in sorted(set(levels[drawn].tolist()), key=lambda one: (abs(one), one)):
        mine = drawn[levels[drawn] == level]
        ink = int(theme.signed_of(np.array(level / 12.0)))
        if dim:
            ink = int(mix_many(np.array(ink), theme.paper, 0.62)) if ink >= 0 else theme.faint
        dots = Dots(area.width, area.height)
        x = np.tile([left - 2 * area.x, right - 2 * area.x, np.nan], len(mine)).astype(np.float64)
        y = np.full(3 * len(mine), np.nan)
        y[0::3], y[1::3] = 4 * (start[mine] - area.y) + 1.5, 4 * (stop[mine] - area.y) + 1.5
        cols, rows, arc = polyline(x, y)
        on = dashed(arc, () if theme.hues or level >= 0 else (2, 2))
        dots.points(cols[on], rows[on])
        if abs(level) >= 12 * HEAVY:
            dots.points(cols[on], rows[on] + 1)
        canvas.dots(dots, 0, 0, ink)
    return len(known) > len(drawn)


def _off(layer: NodesView) -> NDArray[np.bool_]:
    """Which of the kept units a dropout has switched off."""
    return np.zeros(len(layer.kept), np.bool_) if layer.dropped is None else layer.dropped


def _nodes(canvas: Canvas, layer: NodesView, placed: Placed, i: int, last: bool) -> None:
    """The nodes of a column, what they are called and what they give."""
    theme = canvas.theme
    values = np.asarray(layer.values, np.float64)[placed.shown[i]]
    finite = np.abs(np.asarray(layer.values, np.float64))
    top = max(1.0, float(finite[np.isfinite(finite)].max(initial=0.0)))
    with np.errstate(invalid="ignore"):
        inks = theme.signed_of(np.sign(values) * (FAINTEST + (1 - FAINTEST) * np.abs(values) / top))
    texts = labels.counts(values.tolist()) if labels.are_whole(values) else [_value(v) for v in values.tolist()]
    x, outer = placed.x[i], i == 0 or last
    for k, (row, value) in enumerate(zip(placed.rows[i].tolist(), values.tolist(), strict=True)):
        off = bool(_off(layer)[int(placed.shown[i][k])])
        hollow = value == 0.0 or not np.isfinite(value)
        glyph = "·" if off else "○" if hollow else "●"
        canvas.put(x, row, glyph, theme.faint if off else theme.muted if hollow else int(inks[k]))
        name = layer.labels[int(placed.shown[i][k])] if layer.labels and placed.names and outer else ""
        ink = theme.faint if off else theme.muted if hollow else theme.text
        if i == 0:
            end = x - 2
            if placed.values:
                canvas.write(end, row, texts[k], ink, align="right", room=VALUE - 1)
                end -= VALUE
            canvas.write(end, row, name, theme.muted, align="right", room=NAMES)
        elif last:
            begin = x + 2
            if placed.values:
                canvas.write(begin, row, texts[k], ink, room=VALUE - 1)
                begin += VALUE
            canvas.write(begin, row, name, theme.muted, room=NAMES)
        elif placed.out[i] > x:
            canvas.write(x + 2, row, texts[k], ink, room=VALUE - 1)
    if placed.gap[i] >= 0:
        canvas.put(x, placed.gap[i], "⋮", theme.muted)


def _value(value: float) -> str:
    """What a unit gives, in six characters; what is too near to 0 for three decimals reads 0.000."""
    if not np.isfinite(value):
        return number(value)
    places = next((places for places, most in ((3, 9.9995), (2, 99.995), (1, 999.95)) if abs(value) < most), None)
    return labels.minus(f"{value:.0e}" if places is None else f"{value:.{places}f}")


def _names(canvas: Canvas, graph: GraphView, placed: Placed, lit: int | None) -> None:
    """Under each column its layer, how many units it has and their activation; what would collide is left out."""
    theme, area = canvas.theme, placed.area
    y = area.y + area.height - foot(area)
    first = [0, len(graph.layers) - 1, *range(1, len(graph.layers) - 1)]
    order = first if lit is None else [lit, *(i for i in first if i != lit)]
    names = [layer.name for layer in graph.layers]
    forms = [[_kind(layer, form) for layer in graph.layers] for form in range(3)]
    kinds = next((form for form in forms if len(_kept(form, placed, order, theme)) == len(form)), forms[-1])
    lines = [names, kinds]
    if area.height >= COUNTED:
        sums = [_weights(graph, i) for i in range(len(graph.layers))]
        fits = len(_kept(sums, placed, order, theme)) == len(sums)
        lines.append(sums if fits else [text.rpartition("= ")[2] for text in sums])
    for row, texts in enumerate(lines, start=y):
        for i, left in _kept(texts, placed, order, theme).items():
            ink = theme.cursor if i == lit else theme.text if row == y else theme.muted
            canvas.write(left, row, texts[i], ink, bold=i == lit)


def _kind(layer: NodesView, form: int) -> str:
    units = count(layer.units)
    if form == 2 or layer.kernel is None:
        return units if form else f"{units} number{'s' * (layer.units != 1)}"
    return f"{units} unit{'s' * (layer.units != 1)}, {layer.activation}" if form == 0 else f"{units} {layer.activation}"


def _weights(graph: GraphView, i: int) -> str:
    """How many weights and biases lead into a column: 4·100 + 100 = 500; nothing where links are no weights."""
    if i == 0 or graph.layers[i].kernel is None or not (graph.weighs or graph.layers[i].bias is not None):
        return ""
    inputs, units = graph.layers[i - 1].units, graph.layers[i].units
    biases = units if graph.layers[i].bias is not None else 0
    plus = f" + {count(units)}" if biases else ""
    return f"{count(inputs)}·{count(units)}{plus} = {count(inputs * units + biases)}"


def _kept(texts: list[str], placed: Placed, order: list[int], theme: Theme) -> dict[int, int]:
    """The first cell of every text that can stand under its column, the most telling first."""
    area = placed.area
    taken: dict[int, tuple[int, int]] = {}
    for i in order:
        size = words.width(texts[i], theme.ascii)
        if not size:
            taken[i] = (-9, -9)
            continue
        left = min(max(placed.x[i] - size // 2, area.x), area.x + area.width - size)
        if left >= area.x and all(left > b or left + size < a for a, b in taken.values()):
            taken[i] = (left, left + size)
    return {i: left for i, (left, _) in taken.items()}


def _any_known(graph: GraphView, gradient: bool) -> bool:
    """Whether there is a weight, or a gradient, that colours could tell."""
    links = [layer.gradient if gradient else layer.kernel for layer in graph.layers]
    return any(one is not None and np.isfinite(one).any() for one in links)


def _scale(canvas: Canvas, area: Area, top: float, gradient: bool, graph: GraphView, few: bool) -> None:
    """What the colours mean, and of which row the units' values are; what has no room is left out whole."""
    theme, y = canvas.theme, area.y + area.height - 1
    end = labels.column([top])[0]
    spans = [("∂L/∂w " if gradient else "w ", theme.text)]
    known = _any_known(graph, gradient)
    if known:
        least = labels.minus(f"-{end}") if top else end
        spans += [(f"{least} ", theme.muted), (" " * 9, theme.text), (end, theme.muted)]
    else:
        spans += [(NOTHING, theme.muted)]
    bar = area.x + sum(words.width(text, theme.ascii) for text, _ in spans[:2])
    # Of which row the units are is more telling than that weak links are left out.
    parts = [(f"   {graph.note}", theme.text)] if graph.note else []
    if parts and sum(words.width(text, theme.ascii) for text, _ in [*spans, *parts]) > area.width:
        canvas.write(area.x, y, graph.note, theme.text, room=area.width)
        return
    parts += [(f"   units: {graph.subject}", theme.muted)] if graph.subject else []
    parts += [("   strongest links", theme.muted)] if few else []
    for part in parts:
        if sum(words.width(text, theme.ascii) for text, _ in [*spans, part]) <= area.width:
            spans.append(part)
    canvas.spans(area.x, y, tuple(spans))
    if not known:
        return
    if theme.hues:
        canvas.cells(bar, y, "━", theme.signed_of(np.linspace(-1.0, 1.0, 8)[None]))
    else:
        canvas.write(bar, y, "╌╌╌╌━━━━", theme.text)
