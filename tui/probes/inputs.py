"""What a run makes of single inputs at the cursor: a chosen one layer by layer, and those that it predicts worst."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.inputs import FeaturesView, MapsView, PredictionsView
from dlviz.tui.numbers import number

if TYPE_CHECKING:
    from dlviz.scenarios.roster import SessionRun
    from dlviz.scenarios.session import Session

SHOWN = 120
"""Of the worst rows, those that a picture may show."""


def features(session: Session, place: int, tick: int, chosen: int | None) -> FeaturesView | None:
    """What every layer of the run at a place gives for the chosen row; None where there is no network.

    With no row chosen it is the first validation row, or the first row where none was held out.
    """
    run = session.runs[place]
    if getattr(run.problem, "model", None) is None or run.rows is None:
        return None
    from dlviz.engine.probes import features as probe
    from dlviz.engine.probes.predictions import class_numbers, class_shares, from_logits

    table, training = run.rows.table, len(run.rows.x)
    row = row_shown(run, chosen)
    state = session.state(place, tick)
    x = table.x[row]
    found = probe.features(run.problem, state.params, state.layer_state, scaled(run, row).reshape(table.input_shape))
    outputs = found[-1].values.reshape(1, -1)
    shares, right = None, None
    if table.classes is not None:
        shares = class_shares(outputs, from_logits(run.spec.document.training.loss))[0]
        at = int(class_numbers(shares[None])[0])
        truth, predicted = table.classes[int(table.y[row])], table.classes[at] if at >= 0 else number(None)
        right = at == int(table.y[row])
    else:
        truth, predicted = number(float(table.y[row])), number(float(outputs[0, 0]))
    low, high = run.rows.limits
    return FeaturesView(
        row=row,
        rows=table.rows,
        training=training,
        x=x.reshape(table.input_shape),
        low=low,
        high=high,
        layers=tuple(
            MapsView(one.name, one.type, one.values, one.name in run.problem.layers) for one in found if not one.carried
        ),
        truth=truth if table.classes is not None else f"{table.target} = {truth}",
        predicted=predicted,
        right=right,
        shares=shares,
        classes=table.classes or (),
        features=table.features if len(table.features) == x.size else (),
    )


def row_shown(run: SessionRun, chosen: int | None) -> int:
    """The row of the run's table that is looked at: the chosen one, else the first that is not learned from."""
    assert run.rows is not None
    table = run.rows.table
    return min(chosen if chosen is not None else len(run.rows.x) % table.rows, table.rows - 1)


def scaled(run: SessionRun, row: int) -> NDArray[np.floating]:
    """A row of the run's table as the network takes it. Shapes: (inputs,)."""
    assert run.rows is not None
    x = run.rows.table.x[row]
    return np.asarray(run.rows.scaling(x[None])[0]) if run.rows.scaling else x


def predictions(session: Session, place: int, tick: int) -> PredictionsView | None:
    """The rows of the run at a place that it predicts worst: validation rows, or training rows if none are held out."""
    run = session.runs[place]
    if getattr(run.problem, "model", None) is None or run.rows is None:
        return None
    from dlviz.engine.probes.examples import examples
    from dlviz.engine.probes.predictions import class_numbers, class_shares, from_logits

    table = run.rows.table
    state = session.state(place, tick)
    found = examples(run.problem, state.params, state.layer_state)
    # What cannot be said is the worst of all.
    order = np.argsort(-np.where(np.isfinite(found.losses), found.losses, np.inf), kind="stable")
    rows, outputs = found.rows[order], found.outputs[order]
    shares = np.zeros(0)
    predicted: Any = outputs.reshape(len(rows), -1)[:, 0]
    if table.classes is not None:
        of_classes = class_shares(outputs, from_logits(run.spec.document.training.loss))
        predicted, shares = class_numbers(of_classes), of_classes.max(axis=1)
    low, high = run.rows.limits
    return PredictionsView(
        rows=rows,
        losses=found.losses[order],
        truth=table.y[rows],
        predicted=predicted,
        shares=shares,
        x=table.x[rows[:SHOWN]].reshape(-1, *table.input_shape),
        low=low,
        high=high,
        of=found.of,
        held_out=found.held_out,
        target=table.target,
        classes=table.classes or (),
        features=table.features,
    )
