"""What the runs predict at the cursor, and the minibatch of the update there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.view import FitView, RegionView

if TYPE_CHECKING:
    from dlviz.scenarios.session import Session

CURVE_POINTS = 200
"""Of a fitted curve: more than there are dots across most screens."""

GRID = (60, 100)
"""Rows and columns of a plane of predictions: between them the picture interpolates."""

MOST_FEATURES = 16
"""Among more than these, such as the pixels of a picture, two say nothing unless a scenario names them."""

MARGIN = 0.2
"""Of the reach of a feature, on both sides: the axes of a picture end at whole rows beyond the data."""


def fit(session: Session, place: int, tick: int) -> FitView:
    """What the run at a place predicts for every row of its table, and along the one feature if there is one."""
    from dlviz.engine.probes.predictions import class_numbers, class_shares, from_logits

    run = session.runs[place]
    if run.rows is None:
        return FitView()
    table, training = run.rows.table, len(run.rows.x)
    if table.classes is not None and table.shape:
        return _of_samples(session, place, tick)
    if table.classes is not None:
        shares = class_shares(session.predict(place, tick, table.x), from_logits(run.spec.document.training.loss))
        return FitView(
            predicted=class_numbers(shares),
            truth=table.y,
            training=training,
            classes=table.classes,
            target=table.target,
        )
    if table.times is not None:
        return FitView(
            values=session.predict(place, tick, table.x)[:, 0],
            truth=table.y,
            training=training,
            target=table.target,
            feature=table.time,
            inputs=table.times,
            naive=table.x[:, -1],
        )
    if table.x.shape[1] != 1:
        values = session.predict(place, tick, table.x)[:, 0]
        return FitView(values=values, truth=table.y, training=training, target=table.target)
    x = np.linspace(table.x.min(), table.x.max(), CURVE_POINTS)
    outputs = session.predict(place, tick, np.concatenate([table.x[:, 0], x])[:, None])[:, 0]
    return FitView(
        curve=np.column_stack([x, outputs[table.rows :]]),
        values=outputs[: table.rows],
        truth=table.y,
        training=training,
        target=table.target,
        feature=table.features[0],
        inputs=table.x[:, 0],
    )


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
    return RegionView(
        across=grid.across,
        up=grid.up,
        shares=shares.reshape(*GRID, -1),
        x=table.x[:, across],
        y=table.x[:, up],
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
