"""The window of a computation at the cursor, with what it slides over."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from dlviz.tui.sliding import ImageView, SignalView

if TYPE_CHECKING:
    from dlviz.scenarios.session import Session


def signal(session: Session, place: int, tick: int) -> SignalView | None:
    """The window of the run at a place, where it slides over a series; else None."""
    seen: SignalView | None = _seen(session, place, tick, SignalView)
    return seen


def image(session: Session, place: int, tick: int) -> ImageView | None:
    """The window of the run at a place, where it slides over a picture; else None."""
    seen: ImageView | None = _seen(session, place, tick, ImageView)
    return seen


def _seen(session: Session, place: int, tick: int, kind: Any) -> Any:
    from dlviz.engine.computations import Computation
    from dlviz.engine.probes.sliding import SlidingImage, SlidingSignal

    run = session.runs[place]
    if not isinstance(run.problem, Computation):
        return None
    found = run.problem.sliding(min(session.row(place, tick), run.run.step))
    if not isinstance(found, SlidingSignal if kind is SignalView else SlidingImage):
        return None
    return kind(**{field.name: getattr(found, field.name) for field in fields(kind)})
