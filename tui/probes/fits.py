"""What the runs predict at the cursor, and the minibatch of the update there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.numbers import count
from dlviz.tui.view import FitView, RegionView

if TYPE_CHECKING:
    from dlviz.scenarios.session import Session

CURVE_POINTS = 200
"""Of a fitted curve: more than there are dots across most screens."""

GRID = (60, 100)
"""Rows and columns of a plane of predictions: between them the picture interpolates."""

MOST_FEATURES = 16
"""Among more than these, such as the pixels of a picture, two say nothing unless a scenario names them."""

MOST_ROWS = 2000
"""Of each kind, those learned from and those held out: more of them show no more, and cost at every step."""

MARGIN = 0.2
"""Of the reach of a feature, on both sides: the axes of a picture end at whole rows beyond the data."""


def fit(session: Session, place: int, tick: int) -> FitView:
    """What the run at a place predicts for the rows of its table, and along the one feature if there is one.

    Of a large table some rows are taken, evenly; of a long series the last ones.
    """
    from dlviz.engine.probes.predictions import class_numbers, class_shares, from_logits

    run = session.runs[place]
    if run.rows is None:
        return FitView()
    table, training = run.rows.table, len(run.rows.x)
    if table.classes is not None and table.shape:
        return _of_samples(session, place, tick)
    taken = rows_taken(training, table.rows, series=table.times is not None)
    inputs = table.x if taken.rows is None else table.x[taken.rows]
    found = FitView(
        truth=table.y if taken.rows is None else table.y[taken.rows],
        training=taken.training,
        target=table.target,
        of=taken.said,
        rows=taken.rows,
    )
    if table.classes is not None:
        shares = class_shares(session.predict(place, tick, inputs), from_logits(run.spec.document.training.loss))
        return replace(found, predicted=class_numbers(shares), classes=table.classes)
    if table.times is not None:
        times = table.times if taken.rows is None else table.times[taken.rows]
        values = session.predict(place, tick, inputs)[:, 0]
        return replace(found, values=values, feature=table.time, inputs=times, naive=inputs[:, -1])
    if table.x.shape[1] != 1:
        return replace(found, values=session.predict(place, tick, inputs)[:, 0])
    x = np.linspace(table.x.min(), table.x.max(), CURVE_POINTS)
    outputs = session.predict(place, tick, np.concatenate([inputs[:, 0], x])[:, None])[:, 0]
    return replace(
        found,
        curve=np.column_stack([x, outputs[len(inputs) :]]),
        values=outputs[: len(inputs)],
        feature=table.features[0],
        inputs=inputs[:, 0],
    )


@dataclass(frozen=True)
class Taken:
    """Rows of a table that are looked at: `rows` (n,), None for all; the first `training` of them are learned from;
    `said`: those that are counted, and of how many, empty where they are all."""

    rows: NDArray[np.int64] | None
    training: int
    said: str = ""


def rows_taken(training: int, total: int, most: int = MOST_ROWS, series: bool = False) -> Taken:
    """At most so many rows that are learned from and so many held out, evenly taken; of a series the last ones."""

    def few(start: int, stop: int) -> NDArray[np.int64]:
        size = min(most, stop - start)
        if series:
            return np.arange(stop - size, stop)
        return np.linspace(start, stop - 1, size).round().astype(np.int64) if size else np.zeros(0, np.int64)

    learned, held = few(0, training), few(training, total)
    if len(learned) + len(held) == total:
        return Taken(None, training)
    counted, of, kind = (held, total - training, "validation rows") if len(held) else (learned, total, "rows")
    last = "last " * series
    said = f"{last}{count(len(counted))} of {count(of)} {kind}" if len(counted) < of else f"{count(of)} {kind}"
    return Taken(np.concatenate([learned, held]), len(learned), said)


def _of_samples(session: Session, place: int, tick: int) -> FitView:
    """What is predicted for pictures or series: for those that were not learned from, where there are some."""
    from dlviz.tui.probes.inputs import predictions

    found = predictions(session, place, tick)
    if found is None:
        return FitView()
    return FitView(
        predicted=found.predicted.astype(np.int64),
        truth=found.truth,
        classes=found.classes,
        target=found.target,
        of=found.said,
    )


def regions(session: Session, place: int, tick: int) -> RegionView | None:
    """What the run at a place would predict all over the plane of the scatter's two features; None without one."""
    from dlviz.engine.probes.predictions import class_shares, from_logits, plane
    from dlviz.scenarios.data_view import scatter_axes

    run = session.runs[place]
    if run.rows is None or run.rows.table.classes is None:
        return None
    if run.rows.table.shape and session.scenario.display.data.x is None:
        return None  # two pixels say nothing of a picture
    table, settings = run.rows.table, session.scenario.display.data
    labels = scatter_axes(table, settings)
    if not set(labels) <= set(table.features) or labels[0] == labels[1]:
        return None
    if settings.x is None and len(table.features) > MOST_FEATURES:
        return None
    across, up = (table.features.index(label) for label in labels)
    grid = plane(table.x, (across, up), GRID, MARGIN, training=len(run.rows.x))
    shares = class_shares(session.predict(place, tick, grid.x), from_logits(run.spec.document.training.loss))
    taken = rows_taken(len(run.rows.x), table.rows).rows
    shown = table.x if taken is None else table.x[taken]
    return RegionView(
        across=grid.across,
        up=grid.up,
        shares=shares.reshape(*GRID, -1),
        x=shown[:, across],
        y=shown[:, up],
        x_label=labels[0],
        y_label=labels[1],
        held=table.x.shape[1] - 2,
    )


def minibatch(session: Session, place: int, tick: int) -> NDArray[np.int32] | None:
    """The rows that the update at a tick learns from; None where that is all of them, or where there are none.

    Row t of a trace measures the minibatch of update t before that update is made. A run that has its rows in another
    order than the table of the data panel has none of these rows.
    """
    from dlviz.engine.run import Run

    one, first = session.runs[place], session.runs[0]
    if one.rows is None or first.rows is None or not isinstance(one.run, Run):
        return None
    if not np.array_equal(one.rows.table.x, first.rows.table.x):
        return None
    rows = one.run.minibatch(min(session.row(place, tick), one.run.step))
    return None if len(rows) >= len(one.rows.x) and one.run.steps_per_epoch == 1 else rows
