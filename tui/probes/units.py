"""The network as a graph and the activity of its layers, at the cursor, for one run."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.numbers import count, number
from dlviz.tui.probes.inputs import row_shown, scaled
from dlviz.tui.units import ActivityView, GraphView, NodesView, UnitsView

if TYPE_CHECKING:
    from dlviz.engine.probes.graph import Graph, GraphLayer
    from dlviz.scenarios.roster import SessionRun
    from dlviz.scenarios.session import Session

KEPT_AT_EACH_END = 24
"""Units of a wide layer that can be shown, above and below the gap."""


FEATURES = "features"


def graph(session: Session, place: int, tick: int, chosen: int | None = None) -> GraphView | None:
    """The network of the run at a place, its units at the chosen row.

    With none chosen that is the first row of the minibatch that comes next, or the one whose features are shown.
    """
    run = session.runs[place]
    row = min(session.row(place, tick), run.run.step)
    own = getattr(run.problem, "graph", None)  # of a computation
    if own is not None:
        found = own(row)
        return None if found is None else _graph(found, found.subject)
    if getattr(run.problem, "model", None) is None or run.rows is None:
        return None
    from dlviz.engine.probes import masks, network

    problem: Any = run.problem
    engine: Any = run.run
    rows = engine.minibatch(row)
    feed, state, table = engine.feed(row), session.state(place, tick), run.rows.table
    traced = feed.hyper["layers"]
    drops = any(traced[name]["rate"] > 0 for name in masks.dropouts(problem))  # then it is the network of this update
    key = feed.key if drops else None
    names = table.features, table.classes or (table.target,)
    shown = row_shown(run, chosen) if chosen is not None or FEATURES in session.scenario.display.panels else None
    at = None if shown is None else scaled(run, shown)
    found = network.graph(problem, state.params, state.layer_state, feed.batch, *names, hyper=traced, key=key, at=at)
    said = subject(run, int(rows[0]) if shown is None else shown)
    return None if found is None else _graph(found, f"{said}, dropout at work" if drops and shown is None else said)


def activity(session: Session, place: int, tick: int) -> ActivityView | None:
    """What the units of the run at a place do on the training rows; None where there are no units."""
    problem: Any = session.runs[place].problem
    if getattr(problem, "model", None) is None:
        return None
    from dlviz.engine.probes import activity as probe

    state = session.state(place, tick)
    found = probe.activity(problem, state.params, state.layer_state)
    # A layer whose sums go on to a layer of their own, as to a normalisation, has no activation to be seen.
    bent = [layer for layer in found[:-1] if layer.activation != "linear"]
    found = (*bent, *found[-1:]) if bent else found
    names = [field.name for field in fields(UnitsView)]
    return ActivityView(tuple(UnitsView(**{name: getattr(layer, name) for name in names}) for layer in found))


def subject(run: SessionRun, row: int) -> str:
    """A training row in words: its number, counted from 1, and its target."""
    assert run.rows is not None
    table = run.rows.table
    target = table.y[row]
    said = table.classes[int(target)] if table.classes is not None else f"{table.target} = {number(float(target))}"
    return f"row {count(row + 1)}, {said}"


def _graph(found: Graph, subject: str) -> GraphView:
    columns: list[NodesView] = []
    for layer in found.layers:
        before = columns[-1].kept if columns else np.arange(0)
        columns.append(_nodes(layer, before))
    return GraphView(tuple(columns), found.at, subject, found.weighs, _product(found))


def _product(found: Graph) -> str:
    """Of layers without activation, from one number to one: the product of their kernels, the slope of the whole."""
    inner = found.layers[1:]
    kernels = [layer.kernel for layer in inner if layer.kernel is not None]
    linear = all(layer.activation == "linear" for layer in inner)
    if not (found.weighs and linear and len(kernels) == len(inner) > 1):
        return ""
    product = kernels[0]
    for kernel in kernels[1:]:
        product = product @ kernel
    if product.shape != (1, 1):
        return ""
    names = f"W₁ … W{len(kernels)}" if len(kernels) > 3 else " ".join(f"W{i}" for i in range(1, len(kernels) + 1))
    return f"{names.translate(_SUNK)} = {number(float(product[0, 0]))}"


_SUNK = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def _nodes(layer: GraphLayer, before: NDArray[np.int64]) -> NodesView:
    units = len(layer.values)
    ends = np.arange(units)
    kept = ends if units <= 2 * KEPT_AT_EACH_END else np.r_[ends[:KEPT_AT_EACH_END], ends[-KEPT_AT_EACH_END:]]

    def few(values: Any) -> Any:
        return None if values is None else values[kept]

    def between(weights: Any) -> Any:
        return None if weights is None else weights[np.ix_(before, kept)]

    return NodesView(
        name=layer.name,
        units=units,
        kept=kept,
        values=layer.values[kept],
        sums=few(layer.sums),
        kernel=between(layer.kernel),
        gradient=between(layer.gradient),
        bias=few(layer.bias),
        activation=layer.activation,
        labels=tuple(layer.labels[i] for i in kept) if layer.labels else (),
        kernel_top=_top(layer.kernel),
        gradient_top=_top(layer.gradient),
        dropped=few(layer.dropped),
    )


def _top(weights: Any) -> float:
    if weights is None or not weights.size:
        return 0.0
    size = np.abs(weights)
    return float(size[np.isfinite(size)].max(initial=0.0))
