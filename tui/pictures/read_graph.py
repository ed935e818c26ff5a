"""What a network of nodes and links says to who points at it: what a unit gives, a link's weight and its gradient."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlviz.tui.canvas import Canvas
from dlviz.tui.numbers import number
from dlviz.tui.pictures.graph_places import Placed
from dlviz.tui.readings import Line
from dlviz.tui.units import GraphView, NodesView

BESIDE = 1
"""Cells beside a node that still mean it."""


def read_graph(canvas: Canvas, graph: GraphView, placed: Placed) -> None:
    """Attach to the nodes their units and to the room between two columns the link that lies nearest."""
    area = placed.area

    def at(x: int, y: int) -> Iterator[Line]:
        x, y = x + area.x, y + area.y
        for i, layer in enumerate(graph.layers):
            if placed.x[i] - BESIDE <= x <= max(placed.out[i], placed.x[i] + BESIDE):
                found = np.flatnonzero(placed.rows[i] == y)
                if len(found):
                    yield from _unit(graph, layer, int(placed.shown[i][found[0]]))
                    return
        for i in range(1, len(graph.layers)):
            if placed.out[i - 1] < x < placed.x[i]:
                yield from _link(graph, placed, i, x, y)

    rows = [row for lying in placed.rows for row in lying.tolist()]
    if rows:
        top, bottom = min(rows), max(rows)
        left, right = placed.x[0] - BESIDE, placed.x[-1] + BESIDE
        canvas.read(left, top, right - left + 1, bottom - top + 1, lambda x, y: at(x + left - area.x, y + top - area.y))


def _unit(graph: GraphView, layer: NodesView, k: int) -> Iterator[Line]:
    """What a unit is called, what it gives and what its sum is."""
    called = f" · {layer.labels[k]}" if k < len(layer.labels) else ""
    yield Line(f"{layer.name}[{int(layer.kept[k])}]{called}")
    if layer.dropped is not None and bool(layer.dropped[k]):
        yield Line("dropped in this update")
    yield Line("activation" if layer.kernel is not None else "value", number(float(layer.values[k])))
    for name, values in (("sum o", layer.sums), ("bias", layer.bias)):
        if values is not None:
            yield Line(name, number(float(values[k])))
    if graph.subject:
        yield Line(f"for {graph.subject}")


def _link(graph: GraphView, placed: Placed, i: int, x: int, y: int) -> Iterator[Line]:
    """The weight whose link passes nearest to a cell, of several the largest one, and its gradient."""
    layer, before = graph.layers[i], graph.layers[i - 1]
    if layer.kernel is None and layer.gradient is None:
        return
    left, right = placed.out[i - 1] + 1, placed.x[i] - 1
    share = min(max((x - left) / max(right - left, 1), 0.0), 1.0)
    lies = (1 - share) * placed.rows[i - 1][:, None] + share * placed.rows[i][None]
    shown = np.ix_(placed.shown[i - 1], placed.shown[i])
    found = layer.kernel if layer.kernel is not None else layer.gradient
    assert found is not None
    size = np.abs(np.nan_to_num(np.asarray(found, np.float64)[shown]))
    far = np.abs(lies - y)
    if far.min() > 1.0:
        return
    a, b = np.unravel_index(int(np.lexsort((-size.ravel(), np.round(far.ravel(), 1)))[0]), far.shape)
    start, end = int(placed.shown[i - 1][a]), int(placed.shown[i][b])
    path = f"{layer.name}.kernel[{int(before.kept[start])}, {int(layer.kept[end])}]"
    yield Line(f"{_called(before, start)} → {_called(layer, end)}")
    if layer.kernel is not None:
        yield Line(path if graph.weighs else "link", number(float(layer.kernel[start, end])))
    if layer.gradient is not None:
        yield Line("∂L/∂w", number(float(layer.gradient[start, end])))


def _called(layer: NodesView, k: int) -> str:
    return layer.labels[k] if k < len(layer.labels) else f"{layer.name}[{int(layer.kept[k])}]"
