"""From a scenario's text to the checked scenario: overrides, what each run sets, its rows. Nothing here imports JAX."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import msgspec

from dlviz.scenarios import computation_tables, objective_tables
from dlviz.scenarios.arrays import placed
from dlviz.scenarios.checks import check_displayed, check_document, check_run, parse_claims
from dlviz.scenarios.columns import wants_full_loss
from dlviz.scenarios.errors import ScenarioError, choices
from dlviz.scenarios.explain import explain, show, spell
from dlviz.scenarios.inheritance import frozen, inheritances
from dlviz.scenarios.paths import assign, parse_override, root
from dlviz.scenarios.rows import loss_name, read
from dlviz.scenarios.scenario import RunSpec, Scenario
from dlviz.scenarios.schema import Document, Run
from dlviz.scenarios.source import find_source

LONE_RUN = "run"
"""What the run of a scenario without [[runs]] is called."""

MOST_QUOTED = 160
"""Characters of an override that a message repeats."""

SETTABLE = ("data", "model", "objective", "computation", "training")
"""The tables in which a run can differ."""

Override = tuple[str, str, Any]
"""An override: what it is called in messages, the path it sets, the value."""


def load(
    given: str | Path,
    overrides: Iterable[str] = (),
    runs: Sequence[str] | None = None,
    seed: int | None = None,
    steps: int | None = None,
) -> Scenario:
    """Read and check a scenario: a catalogue name, a path, `-` for standard input, or a text of many lines.

    `overrides` are KEY=VALUE as of `--set`: they have the last word, over the file and over what runs set.
    `runs` chooses among the runs, `seed` replaces the training seed of all, `steps` bounds their updates.
    Raises: ScenarioError, one sentence.
    """
    source = find_source(given)
    try:
        raw = source.tables()
        own_panels = converted(raw).display.panels
        changes = [(f"--set {_shortened(text)}", *parse_override(text)) for text in overrides]
        if seed is not None and "computation" not in raw:
            changes.append((f"--seed {seed}", "training.seed", seed))
        elif seed is not None and computation_tables.is_drawn(raw["computation"]):
            changes.append((f"--seed {seed}", "computation.seed", seed))
        base = _changed(raw, changes)
        document = converted(base)
        check_document(document)
        names = tuple(run.name for run in document.runs) or (LONE_RUN,)
        every = [resolved(base, run, i, changes) for i, run in enumerate(document.runs)] or [document]
        every = [placed(one, source.outside) for one in every]
        heirs = inheritances(document, every)
        every = [frozen(one, heir) for one, heir in zip(every, heirs, strict=True)]
        specs = tuple(
            RunSpec(
                name,
                i,
                _label(source.label, name, document),
                one,
                None if one.data is None else read(one.data, source.folder, loss_name(one.training.loss)),
                heir,
                document.runs[i].changes if document.runs else (),
            )
            for i, (name, one, heir) in enumerate(zip(names, every, heirs, strict=True))
        )
        for spec in specs:
            check_run(spec.name if document.runs else "", spec.document, spec.table)
        checks = parse_claims(document, {spec.name: spec.document for spec in specs})
        for spec in specs:
            check_displayed(spec.document, spec.table, wants_full_loss(document.display, checks))
    except ScenarioError as error:
        raise ScenarioError(f"{source.label}: {error}") from None
    except RecursionError:
        raise ScenarioError(f"{source.label}: tables or lists lie too deep inside each other") from None
    if steps is not None and steps < 1:
        raise ScenarioError(f"--steps {steps}: it must be a whole number, at least 1")
    chosen = with_sources(_choose(names, runs), specs)
    return Scenario(source.name, source.path, source.label, document, specs, chosen, checks, steps, own_panels)


def with_sources(chosen: tuple[str, ...], specs: tuple[RunSpec, ...]) -> tuple[str, ...]:
    """These runs, and those whose weights they begin with."""
    wanted = set(chosen)
    for spec in reversed(specs):  # a source stands before its heirs
        if spec.name in wanted and spec.inherits is not None:
            wanted.add(spec.inherits.source)
    return tuple(spec.name for spec in specs if spec.name in wanted)


def _label(label: str, name: str, document: Document) -> str:
    return f"{label}: run {name!r}" if document.runs else label


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_QUOTED else f"{text[:MOST_QUOTED]}…"


def converted(raw: dict[str, Any]) -> Document:
    """The document that these tables are.

    Raises: ScenarioError, one sentence, where they are none.
    """
    _refuse_numbers(raw, [])
    if "computation" in raw:  # before it is asked what such a table must have
        computation_tables.refuse_training(raw)
    try:
        return msgspec.convert(computation_tables.completed(objective_tables.completed(raw)), Document)
    except msgspec.ValidationError as error:
        raise ScenarioError(explain(error, raw)) from None


def _refuse_numbers(value: Any, steps: list[int | str]) -> None:
    """Refuse nan and inf wherever they stand, and whole numbers beyond TOML's 64 bits: no setting means them."""
    if isinstance(value, float) and not math.isfinite(value):
        raise ScenarioError(f"{spell(steps)} is {show(value)}; it must be a finite number")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ScenarioError(f"{spell(steps)} is {show(value)}; a whole number must have less than 20 digits")
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inside in items:
        _refuse_numbers(inside, [*steps, key])


def _changed(raw: dict[str, Any], changes: list[Override]) -> dict[str, Any]:
    """The tables with all overrides applied, checked once: some only go together, such as axes and their ranges."""
    base = deepcopy(raw)
    for label, path, value in changes:
        try:
            assign(base, path, deepcopy(value))
        except ScenarioError as error:
            raise ScenarioError(f"{label}: {error}") from None
    fault = _fault(base)
    if fault is not None:
        raise ScenarioError(_blame(raw, changes, fault))
    return base


def _blame(raw: dict[str, Any], changes: list[Override], fault: str) -> str:
    """The sentence about overrides that are refused together: the one whose place it names, else the first too many."""
    for label, path, _ in reversed(changes):
        if fault.startswith((f"{path} ", f"{path}.", f"{path}[", f"{path}:")):
            return f"{label}: {fault}"
    base, sound, faults = deepcopy(raw), 0, []
    for at, (_, path, value) in enumerate(changes):
        assign(base, path, deepcopy(value))
        faults.append(_fault(base))
        sound = sound if faults[-1] else at + 1
    return f"{changes[sound][0]}: {faults[sound]}"


def _fault(tables: dict[str, Any]) -> str | None:
    try:
        converted(tables)
    except ScenarioError as error:
        return str(error)
    return None


def resolved(base: dict[str, Any], run: Run, index: int, changes: list[Override]) -> Document:
    """The document of one run: the base, what the run sets, and once more the overrides.

    Raises: ScenarioError for a path that is not there, for settings that do not go together.
    """
    tables = deepcopy(base)
    try:
        for path, value in run.set.items():
            if root(path) not in SETTABLE and path != "display.landscape.range":
                raise ScenarioError(f"a run can set {', '.join(SETTABLE)} and display.landscape.range, not {path!r}")
            assign(tables, path, deepcopy(value))
        for _, path, value in changes:
            assign(tables, path, deepcopy(value))
        return converted(tables)
    except ScenarioError as error:
        raise ScenarioError(f"runs[{index}].set of {run.name!r}: {error}") from None


def _choose(names: tuple[str, ...], wanted: Sequence[str] | None) -> tuple[str, ...]:
    for name in wanted or ():
        if name not in names:
            raise ScenarioError(f"--run {name}: there is no such run; {choices(name, names)}")
    return tuple(name for name in names if name in wanted) if wanted else names
