"""The update at the cursor, taken apart, on the axes of the landscape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dlviz.tui.strides import StridePart, StrideView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dlviz.engine.axes import Axis
    from dlviz.engine.directions import Plane
    from dlviz.scenarios.session import Session


def stride(session: Session, place: int, tick: int) -> StrideView | None:
    """The update of the run at a place, where the landscape lies over chosen weights; None where there is none."""
    axes = session.axes
    return on(session, place, tick, axes) if axes else None


def on(session: Session, place: int, tick: int, onto: Sequence[Axis] | Plane) -> StrideView:
    """The update of the run at a place, on axes or in a plane."""
    from dlviz.engine.directions import Plane, coordinates, length_of
    from dlviz.engine.probes.stride import along
    from dlviz.engine.probes.stride import stride as taken_apart
    from dlviz.engine.walk import Walk

    one = session.runs[place]
    assert not isinstance(one.run, Walk)  # a computation has no landscape
    state = session.state(place, tick)
    feed = one.run.feed(int(state.step))
    parts = []
    for part in taken_apart(one.problem, one.run.optimizer, state, feed):
        found = along(part.vector, onto)
        shown = length_of(onto, found) if isinstance(onto, Plane) else float(np.linalg.norm(found))
        parts.append(StridePart(part.kind, part.formula, found, part.length, shown))
    at = coordinates(onto, [state.params])[0] if isinstance(onto, Plane) else along(state.params, onto)
    return StrideView(at, float(feed.hyper["optimizer"]["learning_rate"]), tuple(parts))
