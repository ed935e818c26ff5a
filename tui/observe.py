"""From a session to a view: what the worker publishes, part by part.

A part that did not change stays the same object, so that a picture of it need not be drawn again.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Literal

from dlviz.scenarios.computation_tables import group
from dlviz.scenarios.entries import after
from dlviz.scenarios.rows import loss_name
from dlviz.tui.answers import hidden, hidden_by
from dlviz.tui.arranged import Arranger
from dlviz.tui.milestones import ending
from dlviz.tui.numbers import MINUS
from dlviz.tui.strides import PlaneView
from dlviz.tui.view import (
    Card,
    ClaimView,
    DataView,
    Event,
    ExerciseView,
    LandscapeView,
    LayerView,
    Left,
    RunView,
    View,
)

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario
    from dlviz.scenarios.probes import LandscapeResult, PlaneResult
    from dlviz.scenarios.roster import SessionRun
    from dlviz.scenarios.session import Session


def waiting(scenario: Scenario) -> View:
    """The view before anything heavy was imported: the lesson can be read, the runs have names."""
    runs = tuple(RunView(spec.name, spec.index, "waiting", "waiting", 0, 1, {}, {}) for spec in scenario.runs)
    claims = tuple(ClaimView(claim.text, None, None, None) for claim in scenario.claims)
    return View(card=card(scenario), runs=runs, claims=claims, message="starting")


def card(scenario: Scenario) -> Card:
    """The scenario's words."""
    display = scenario.display
    loss = loss_name(scenario.document.training.loss).replace("_", " ")
    following = after(scenario.name)
    return Card(
        name=scenario.name,
        title=scenario.title,
        section=scenario.section,
        question=scenario.question,
        look=scenario.look,
        formulas=tuple(scenario.formulas),
        panels=tuple(display.panels),
        loss_name=(display.landscape.unit if display.landscape else "") or loss,
        loss_column=display.loss.column,
        loss_minus_minimum=display.loss.minus_minimum,
        curves_x=display.curves.x if display.curves else "step",
        curves=tuple(display.curves.columns) if display.curves else (),
        curves_apart=display.curves.apart if display.curves else False,
        fields=display.landscape is not None
        and (display.landscape.projection is not None or len(display.landscape.axes) == 2),
        group=group(scenario.document.computation) if scenario.document.computation else "epoch",
        exercises=tuple(
            ExerciseView(
                one.ask.strip(), one.answer.strip(), tuple(one.choices), one.right or "", hidden_by(scenario, one)
            )
            for one in scenario.exercises
        ),
        hides=hidden(scenario),
        tries=tuple(scenario.tries),
        next_name=following.name,
        next_title=following.title,
    )


def built(session: Session, view: View) -> View:
    """The view of a session whose runs exist and are not compiled: reading a trace would compile them."""
    runs = tuple(_made(session, run) for run in session.runs)
    return replace(
        view,
        runs=runs,
        ticks=session.ticks,
        ticks_per_epoch=session.ticks_per_epoch,
        data=data(session),
        networks=tuple(_network(run.problem) for run in session.runs),
    )


def rearranged(session: Session, view: View) -> View:
    """The view after runs came, went, or were changed: those that have begun stand as they are now."""
    known = {run.index: run for run in view.runs}
    runs = []
    for one in session.runs:
        old = known.get(one.index)
        made = _made(session, one)
        if old is not None or one.origin is not None:
            made = _waiting(session, one, made) if session.waits(one) else _run(one, made)
        runs.append(made)
    like = {one.index: one.origin.source.index for one in session.runs if one.origin is not None}
    networks = tuple(_network(one.problem) for one in session.runs)
    view = replace(
        Arranger().of(view, tuple(runs), like),
        front=session.front,
        ticks=session.ticks,
        ticks_per_epoch=session.ticks_per_epoch,
        networks=networks,
        verdicts=(),
    )
    return replace(view, message=diverged(view))


def trained(session: Session, view: View) -> View:
    """The view after a chunk of training."""
    pairs = zip(session.runs, view.runs, strict=True)
    runs = tuple(_waiting(session, run, old) if session.waits(run) else _run(run, old) for run, old in pairs)
    view = replace(view, runs=runs, front=session.front)
    return replace(view, message=diverged(view))


def landscape(session: Session, tick: int) -> LandscapeView | None:
    """The loss over the chosen weights at a tick; None where each run has its own."""
    found = session.landscape(tick)
    return None if found is None else _landscape(session, found, tick)


def grows(session: Session) -> bool:
    """Whether the landscapes are those of computations, point by point."""
    return session.scenario.document.computation is not None


def _surface(session: Session, place: int, tick: int) -> LandscapeView | None:
    """What a computation knows of its loss at a tick, None where it is about none."""
    from dlviz.engine.computations import Computation

    one = session.runs[place]
    assert isinstance(one.problem, Computation)
    found = one.problem.surface(min(session.row(place, tick), one.run.step))
    if found is None:
        return None
    return LandscapeView(
        found.axes, found.grids, found.loss, True, found.unit, growing=True, note=found.note.replace("-", MINUS)
    )


def own_landscapes(session: Session, tick: int) -> dict[int, LandscapeView]:
    """The landscapes of the runs that do not lie on that one, by the run's place."""
    if grows(session):
        every = {place: _surface(session, place, tick) for place in range(len(session.runs))}
        return {place: one for place, one in every.items() if one is not None}
    apart = [place for place, one in enumerate(session.runs) if not one.on_landscape]
    found = {place: session.landscape(tick, place) for place in apart}
    return {place: _landscape(session, one, tick) for place, one in found.items() if one is not None}


def _landscape(session: Session, found: LandscapeResult, tick: int) -> LandscapeView:
    return LandscapeView(
        axes=found.axes,
        grids=found.grids,
        loss=found.loss,
        exact=found.exact,
        unit=found.unit,
        minimum=None if found.plane else found.minimum,
        minimum_loss=None if found.plane else found.minimum_loss,
        stable_rate=found.stable_rate if found.exact else None,  # a slice bends less than the loss may elsewhere
        minimisers=found.minimisers,
        plane=None if found.plane is None else _plane(session, found.plane, tick),
    )


def _plane(session: Session, found: PlaneResult, tick: int) -> PlaneView:
    """The plane with each run's step at the cursor in it."""
    from dlviz.tui.probes import strides

    steps = {place: strides.on(session, place, tick, found.plane) for place in found.paths}
    return PlaneView(found.kind, found.explained, found.rows, found.paths, found.off, steps)


def data(session: Session) -> DataView | None:
    """The rows that are learned from; None for an objective."""
    found = session.data
    if found is None:
        return None
    return DataView(**{field.name: getattr(found, field.name) for field in fields(DataView)})


def diverged(view: View) -> str:
    """One sentence about the runs that blew up, empty if none did."""
    lost = [run for run in view.runs if run.status.startswith("diverged")]
    if not lost:
        return ""
    said = ", ".join(f"{run.name} {ending(view, run)}" for run in lost)
    return f"{said}: no longer a finite number; what was trained before is kept"


def stopped(view: View, failure: str) -> View:
    """The view after a failure: what was measured stays, no run goes on, and panels that still wait are told why."""
    runs = tuple(
        replace(run, stage="ended", status="not started" if run.front < 0 else run.status) for run in view.runs
    )
    troubles = {**view.troubles, "landscape": failure} if view.landscape is None else view.troubles
    return replace(view, runs=runs, message=failure, troubles=troubles)


def sentence(error: BaseException) -> str:
    """An error as one line."""
    text = " ".join(str(error).split())
    return text or type(error).__name__


def _made(session: Session, one: SessionRun) -> RunView:
    """A run before its first row is measured."""
    left = None if one.origin is None else Left(one.origin.name, one.origin.step, one.origin.changes)
    engine: Any = one.run
    return RunView(
        name=one.name,
        index=one.index,
        stage="compiling",
        status="compiling",
        steps=one.run.steps,
        steps_per_epoch=one.run.steps_per_epoch,
        columns={},
        labels={},
        settings=one.optimizer_text,
        own=session.owns(one),
        edited=len(one.edits) - (len(one.spec.changes) - len(one.ahead)),  # without those of its file
        left=left,
        spec=one.spec,
        examples=0 if one.rows is None else sum(engine.batch_sizes),
    )


def _waiting(session: Session, run: SessionRun, old: RunView) -> RunView:
    """A run that begins with what another one has found at its end."""
    status = f"waits for {session.source_of(run)}"
    return old if old.status == status else replace(old, stage="waiting", status=status)


def _run(run: SessionRun, old: RunView) -> RunView:
    engine = run.run
    trace = engine.trace  # measures the closing row
    if trace.rows == old.front + 1 and old.status == engine.status and len(old.events) == len(engine.events):
        return old
    columns = trace.columns
    return replace(
        old,
        stage="ended" if engine.ended else "training",
        status=engine.status,
        seconds=engine.seconds,
        columns=columns,
        labels=old.labels or {name: trace.labels(name) for name, column in columns.items() if column.ndim == 2},
        events=tuple(Event(event.step, _kind(event.kind), _said(run, event)) for event in engine.events),
        **_knobs(engine),
    )


def _knobs(engine: Any) -> dict[str, Any]:
    """What can be changed of a run while it trains; of a computation nothing."""
    settings = getattr(engine, "settings", None)
    if settings is None:
        return {}
    follows = not isinstance(engine.optimizer.learning_rate, int | float) and settings.at(engine.step).rate is None
    knobs = {"learning_rate": engine.learning_rate(engine.step), **settings.numbers(engine.step)}
    return {"knobs": knobs, "scheduled": follows}


def _said(run: SessionRun, event: Any) -> str:
    """What stands below the mark of an event: short names, and of a fork its own."""
    text = str(event.text).replace("learning_rate ", "η ")
    return run.name if text == "nothing changed" else text


def _network(problem: Any) -> tuple[LayerView, ...]:
    model = getattr(problem, "model", None)
    if model is None:
        return ()
    frozen = model.frozen()
    return tuple(LayerView(name, kind, _shape(shape), count, frozen[name]) for name, kind, shape, count in model.rows())


def _shape(shape: tuple[int, ...]) -> str:
    return f"({', '.join(['·', *map(str, shape)])})"


def _kind(kind: str) -> Literal["fork", "change"]:
    return "fork" if kind == "fork" else "change"
