"""What if: the runs of a session while it trains, with other numbers from here on, from the past on, or from the start.

`adjust` changes hyper-parameters at the front and compiles nothing. `fork` makes a run that shares another one's past
and goes on with changes; options that its source lacks (`additions`) join it, and then it is compiled anew. `add` makes
one from the settings of a changed document. `replay` makes the changes that a run's file has. Runs that a scenario
names keep their place, their index and their claims whatever they are called; only others can be removed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from dlviz.engine.errors import SettingError
from dlviz.engine.walk import Walk
from dlviz.scenarios import build
from dlviz.scenarios.additions import lacking, programmed, with_options
from dlviz.scenarios.errors import ScenarioError, choices
from dlviz.scenarios.fork_names import fork_name, renamed
from dlviz.scenarios.variation import checked_name, free_name, option

if TYPE_CHECKING:
    from dlviz.engine.run import Run
    from dlviz.scenarios.roster import Roster, SessionRun
    from dlviz.scenarios.scenario import RunSpec

MOST_RUNS = 36
"""So many colours and marks there are to tell runs apart."""


@dataclass(frozen=True)
class Edit:
    """Options that were changed at a step of a run, by the engine's names, such as learning_rate and dropout.rate."""

    step: int
    changes: Mapping[str, float]


@dataclass(frozen=True)
class Origin:
    """Where a fork left another run, what that was called then, and what was changed at once."""

    name: str
    step: int
    source: SessionRun = field(repr=False)
    changes: Mapping[str, float] = field(default_factory=dict)


def adjust(session: Roster, place: int, changes: Mapping[str, float]) -> str:
    """Change options of a run from its front on; return the sentence that notes it.

    Raises: ScenarioError for an option that it does not have, a value that cannot be, a run that has ended or waits.
    """
    one = session.runs[place]
    run = _trained(session, one, "change")
    if run.ended:
        raise ScenarioError(f"{one.name} has ended ({run.status}); fork it at an earlier step to change it")
    lacks = _lacking(one, changes)
    if lacks:
        raise ScenarioError(f"{one.name} has no {lacks[0]} to change while it trains; a fork of it can have it")
    edited = _edited(one, run.step, changes)
    try:
        said = run.adjust(_options(changes))
    except SettingError as error:
        raise ScenarioError(str(error)) from None
    session.put(place, edited)
    return said


def fork(session: Roster, place: int, tick: int, changes: Mapping[str, float], name: str) -> int:
    """Add a run that goes on from another one's row at a tick, with changed options; return its place.

    What the other one lacks joins at that row; its program is compiled before this returns. Where a fork is asked for a
    row before it left its own source, that source is forked, whose row it is.
    `name`: what it is called, or empty: after its changes or its source and the tick at which this shows the row.
    Raises: ScenarioError where there is nothing to go on with, and as `adjust` does.
    """
    one = session.runs[place]
    run = _trained(session, one, "fork")
    step = min(session.row(place, tick), run.step)
    if step >= run.steps:
        raise ScenarioError(f"{one.name} is over after {step} updates; look at an earlier step and fork it there")
    if run.status.startswith("diverged") and step >= run.step:
        raise ScenarioError(f"{one.name} {run.status}; look at an earlier step and fork it there")
    names = _names(session)
    shown = -(-step * session.ticks_per_epoch // run.steps_per_epoch)
    source = _there(one, step)
    called = next((other.name for other in session.runs if other.index == source.index), source.name)
    name = checked_name(name, names) if name else free_name(fork_name(called, _options(changes), shown), names)
    session.append(_forked(Origin(called, step, source), changes, name, _free_index(session)))
    return len(session.runs) - 1


def replay(session: Roster, place: int) -> None:
    """Make the next change that the file of a run has, at its front, as a fork there would: what it lacks joins it."""
    one = session.runs[place]
    change = one.ahead[0]
    made = _forked(Origin(one.name, change.step, one), change.set, one.name, one.index)
    run: Any = made.run
    run.events = (*run.events[:-1], run.events[-1]._replace(kind="change"))
    session.put(place, replace(made, origin=one.origin, ahead=one.ahead[1:]))


def with_changes(one: SessionRun) -> SessionRun:
    """The run with the changes that its file has ahead of it, each of which can be made.

    Raises: ScenarioError for an option that it neither has nor can have, for a value that cannot be, for a step that
    it never reaches.
    """
    if one.spec.changes and isinstance(one.run, Walk):
        raise ScenarioError(f"{one.spec.label}: a computation trains nothing; leave its changes out")
    run: Any = one.run
    spec, known = one.spec, run.settings.options() if one.spec.changes else ()
    for i, change in enumerate(one.spec.changes):
        where = f"{one.spec.label}: changes[{i}]"
        if change.step >= one.planned:
            raise ScenarioError(f"{where}.step is {change.step}; the run has {one.planned} updates, so it must be less")
        could = lacking(spec.document)
        for name in change.set:
            if option(name) not in (*known, *could):
                raise ScenarioError(f"{where}.set: there is no {name!r} to change; {choices(name, (*known, *could))}")
        try:
            spec = with_options(spec, {option(name): value for name, value in change.set.items()})
        except ScenarioError as error:
            raise ScenarioError(f"{where}.set: {error}") from None
        known = (*known, *(option(name) for name in change.set))
    return replace(one, ahead=one.spec.changes)


def refork(session: Roster, place: int, changes: Mapping[str, float]) -> str:
    """Let a fork begin anew at the step where it left its source, with these changes and those made there before.

    A name that it got by itself says them.

    Raises: ScenarioError for a run that is no fork, and as `adjust` does.
    """
    one = session.runs[place]
    if one.origin is None:
        raise ScenarioError(f"{one.name} is no fork; fork it first")
    before, every = one.origin.changes, {**one.origin.changes, **_options(changes)}
    wanted = renamed(one.name, one.origin.name, before, every)
    name = wanted if wanted == one.name else free_name(wanted, tuple(set(_names(session)) - {one.name}))
    made = _forked(one.origin, every, name, one.index)
    session.put(place, made, anew=True)
    return str(made.run.events[-1].text)


def add(session: Roster, spec: RunSpec) -> int:
    """Add a run with these settings, from its first step on; return its place.

    Raises: ScenarioError where the network does not fit the data or the memory, or the name is taken.
    """
    index = _free_index(session)
    name = checked_name(spec.name, _names(session))
    spec = replace(spec, name=name, index=index, label=f"{session.scenario.label}: run {name!r}")
    made = session.make(spec, build.build_problem(spec))
    by_name = {own.name: (own.spec, own.run) for own in session.runs} | {
        own.spec.name: (own.spec, own.run) for own in session.runs if session.owns(own)
    }
    build.check_inheritances(by_name | {spec.name: (spec, made.run)})
    session.append(made)
    return len(session.runs) - 1


def remove(session: Roster, place: int) -> None:
    """Let go of a fork or of a run that was added.

    Raises: ScenarioError for a run of the scenario.
    """
    one = session.runs[place]
    if session.owns(one):
        raise ScenarioError(f"{one.name} is a run of the scenario, which its claims may speak of; hide it instead")
    session.drop(place)


def rename(session: Roster, place: int, name: str) -> None:
    """Call a run by another name; claims still speak of the runs that the scenario names.

    Raises: ScenarioError where the name is empty or taken.
    """
    one = session.runs[place]
    session.put(place, replace(one, name=checked_name(name, tuple(set(_names(session)) - {one.name}))))


def _trained(session: Roster, one: SessionRun, verb: str) -> Run:
    """The engine's run, where there is something to change in it."""
    if isinstance(one.run, Walk):
        raise ScenarioError(f"{one.name} is a computation, which trains nothing; there is nothing to {verb}")
    if session.waits(one):
        raise ScenarioError(f"{one.name} waits for the weights of {session.source_of(one)}; {verb} it once it trains")
    return one.run


def _there(one: SessionRun, step: int) -> SessionRun:
    """The run whose own row this is: before a fork left its source, that source."""
    while one.origin is not None and step < one.origin.step:
        one = one.origin.source
    return one


def _lacking(one: SessionRun, changes: Mapping[str, float]) -> tuple[str, ...]:
    """Those of the options that a run could have and lacks."""
    run: Any = one.run
    has, could = run.settings.options(), lacking(one.spec.document)
    return tuple(name for name in _options(changes) if name not in has and name in could)


def _forked(origin: Origin, changes: Mapping[str, float], name: str, index: int) -> SessionRun:
    changes = _options(changes)
    source = origin.source
    then = tuple(edit for edit in source.edits if edit.step <= origin.step)
    spec = replace(source.base or source.spec, name=name, index=index)
    run: Any = source.run
    made = replace(
        source,
        name=name,
        index=index,
        spec=spec,
        base=spec,
        edits=then,
        origin=replace(origin, changes=changes),
        ahead=(),
    )
    joins = _lacking(_edited(made, origin.step, {}), changes)
    made = _edited(made, origin.step, changes)
    others: dict[str, Any] = {}
    if joins:
        program = programmed(spec, {name: value for edit in made.edits for name, value in edit.changes.items()})
        others["optimizer"] = build.build_optimizer(program.document.training)
        if any("." in name for name in joins):
            made = replace(made, problem=source.problem.with_model(build.build_model(program)))
            others["problem"] = made.problem
    try:
        return replace(made, run=run.fork(changes, at=origin.step, **others))
    except SettingError as error:
        raise ScenarioError(str(error)) from None


def _edited(one: SessionRun, step: int, changes: Mapping[str, float]) -> SessionRun:
    """The run with these changes among its settings.

    Raises: ScenarioError with the sentence that a file with these settings would get.
    """
    base = one.base or one.spec
    edits = (*one.edits, Edit(step, _options(changes))) if changes else one.edits
    every = {name: value for edit in edits for name, value in edit.changes.items()}
    spec = with_options(base, every) if every else base
    return replace(one, spec=spec, base=base, edits=edits, optimizer_text=_described(spec, one))


def _options(changes: Mapping[str, float]) -> dict[str, float]:
    return {option(name): value for name, value in changes.items()}


def _described(spec: RunSpec, one: SessionRun) -> str:
    run: Any = one.run
    return build.describe(spec.document.training, None if one.rows is None else run.batch_size)


def _names(session: Roster) -> tuple[str, ...]:
    return tuple(one.name for one in session.runs)


def _free_index(session: Roster) -> int:
    """The first colour and mark that no run has, behind those of the scenario.

    Raises: ScenarioError where there is none.
    """
    taken = {one.index for one in session.runs}
    first = len(session.scenario.all_runs)
    found = next((index for index in range(first, max(first + 1, MOST_RUNS)) if index not in taken), None)
    if found is None:
        raise ScenarioError(f"there are {len(session.runs)} runs, as many as can be told apart; remove one first")
    return found
