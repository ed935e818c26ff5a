"""The network: nodes and links where they fit, the table of its layers where there is room or they do not.

A layer that was chosen is lit here, and other panels follow it.
"""

from __future__ import annotations

from dataclasses import dataclass

from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.numbers import count
from dlviz.tui.pictures.frame import Area, PanelTitle, panel, run_in_front, say
from dlviz.tui.pictures.graph import draw_graph
from dlviz.tui.pictures.graph_places import Placed, place
from dlviz.tui.pictures.network_table import LEAST_WIDTH, draw_table, first_row, shown_layers, table_rows
from dlviz.tui.theme import Theme
from dlviz.tui.units import GraphView
from dlviz.tui.view import PanelOptions, View

WIDE, LEAST_GRAPH = 110, 15
SIDE = 50  # cells of a table beside a graph


def graph_of(view: View, front: int) -> GraphView | None:
    """The network of a run as a graph, None where it is not known or cannot be one."""
    return view.graphs[front] if front < len(view.graphs) else None


def layer_names(view: View, front: int) -> tuple[str, ...]:
    """The layers that can be chosen: those with weights or an activation, from the input on."""
    graph = graph_of(view, front)
    if graph is not None:
        return tuple(layer.name for layer in graph.layers[1:])
    layers = view.network_of(front)
    return tuple(layer.name for layer in layers if layer.params or layer.type == "Activation")


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Network weights · 803 parameters ── ● MLP`; y shows gradients on a logarithmic scale, and says so."""
    return _title(view, options, graph_of(view, run_in_front(view, options)))


def _title(view: View, options: PanelOptions, drawn: GraphView | None) -> PanelTitle:
    front = run_in_front(view, options)
    layers = view.network_of(front)
    total = sum(layer.params for layer in layers)
    said = [f"{options.layer} chosen"] if options.layer in layer_names(view, front) else []
    if drawn is not None and (options.log or drawn.weighs):
        said.append("gradients ∂L/∂w, log" if options.log else "weights")
    said += [f"{count(total)} parameter{'s' * (total != 1)}"] if layers else []
    legend: tuple[tuple[str, str], ...] = ()
    if said and len(view.runs) > 1:
        run = view.runs[front]
        legend = ((f"{mark(run.index)} {run.name}", f"run {run.index}"),)
    unit, *shorter = (" · ".join(said[:shown]) for shown in range(max(len(said), 1), 0, -1))
    return PanelTitle("Network", unit, legend, shorter=tuple(shorter))


@dataclass(frozen=True)
class _Parts:
    """What the panel shows and where."""

    graph: GraphView | None
    placed: Placed | None
    table: Area | None


def _parts(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> _Parts:
    """The graph where it fits, the table beside it or below it where there is room for both."""
    front = run_in_front(view, options)
    layers, graph = view.network_of(front), graph_of(view, front)
    whole = Area(1, 1, width - 2, height - 1)
    if graph is None:
        return _Parts(None, None, whole if layers else None)
    if layers and width >= WIDE and height >= table_rows(layers):
        side = max(min(width * 2 // 5, SIDE), LEAST_WIDTH)
        placed = place(graph, Area(1, 1, width - side - 5, height - 1), theme)
        if placed is not None:
            return _Parts(graph, placed, Area(width - side - 1, 1, side, height - 1))
    below = table_rows(layers) + 1
    if layers and width - 2 >= LEAST_WIDTH and height - 1 - below >= LEAST_GRAPH:
        placed = place(graph, Area(1, 1, width - 2, height - 1 - below), theme)
        if placed is not None:
            return _Parts(graph, placed, Area(1, height - below + 1, width - 2, below - 1))
    placed = place(graph, whole, theme)
    return _Parts(graph, placed, whole if placed is None and layers else None)


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    parts = _parts(view, width, height, theme, options)
    drawn = parts.graph if parts.placed is not None else None
    canvas = panel(_title(view, options, drawn), width, height, theme, options)
    front = run_in_front(view, options)
    if parts.placed is None and parts.table is None:
        waits = "no network in this scenario" if view.graphs or not view.runs else "computing the network"
        nothing = view.troubles.get("network") or view.message or waits
        say(canvas, Area(1, 1, width - 2, height - 1), nothing)
        return canvas
    if parts.graph is not None and parts.placed is not None:
        draw_graph(canvas, parts.graph, parts.placed, gradient=bool(options.log), chosen=options.layer)
    if parts.table is not None:
        draw_table(canvas, view, front, parts.table, options.layer)
    return canvas


def layer_at(view: View, width: int, height: int, theme: Theme, options: PanelOptions, x: int, y: int) -> str | None:
    """The layer under a cell of the panel: a row of the table, a column of the graph."""
    parts = _parts(view, width, height, theme, options)
    layers = view.network_of(run_in_front(view, options))
    table = parts.table
    if table is not None and table.x - 1 <= x < table.x + table.width:
        row = y - first_row(table)
        if 0 <= row < shown_layers(layers, table):
            return layers[row].name
    if parts.graph is None or parts.placed is None:
        return None
    area = parts.placed.area
    if not (area.x <= x < area.x + area.width and area.y <= y < area.y + area.height):
        return None
    nearest = min(range(len(parts.graph.layers)), key=lambda i: abs(parts.placed.x[i] - x))  # type: ignore[union-attr]
    return parts.graph.layers[nearest].name if nearest > 0 else None
