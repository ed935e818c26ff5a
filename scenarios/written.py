"""The present settings of a session as a scenario file that trains it again.

A fork is a run from the start, whose past is the same by itself. What was changed while a run trained, or joined a
fork, stands in its `changes` and is made again at the same steps; learning rates alone are a PiecewiseConstantDecay,
which Keras has too.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dlviz.scenarios import claim_parser, claims, toml_text
from dlviz.scenarios.additions import with_options
from dlviz.scenarios.errors import ScenarioError
from dlviz.scenarios.inheritance import Inheritance
from dlviz.scenarios.loading import LONE_RUN, SETTABLE, resolved
from dlviz.scenarios.scenario import RunSpec, Scenario
from dlviz.scenarios.schema import Change, Document, Run
from dlviz.scenarios.variation import default_rate, tables_of, vary

if TYPE_CHECKING:
    from dlviz.scenarios.roster import SessionRun
    from dlviz.scenarios.whatif import Edit

PIECEWISE = "PiecewiseConstantDecay"
FILES = ("csv", "parquet", "npz")
"""Keys of [data] that hold a path."""

Tables = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """A run as a file says it."""

    name: str
    tables: Tables  # all that it sets
    own: Run | None  # what the file said, of a run that is as it was
    heir: Inheritance | None
    changes: Sequence[Change] = ()
    remark: str = ""


def text_of(
    scenario: Scenario,
    runs: Sequence[SessionRun] = (),
    folder: Path | None = None,
    panels: Sequence[str] = (),
) -> str:
    """The file of these runs of a session, without them of the runs that were asked for; it will stand in `folder`.

    `panels`: what it shall show, where that is not what the scenario shows.

    Raises: ScenarioError where no file can say it.
    """
    home = scenario.path.parent if scenario.path is not None else Path()
    outside = Path() if _built_in(scenario) else home
    base = _placed(tables_of(scenario.document), home, outside)
    told = [_of_session(scenario, one) for one in runs] or [_as_it_was(spec, scenario) for spec in scenario.runs]
    told = [replace(one, tables=_placed(one.tables, home, Path())) for one in told]
    names = _names(scenario, runs)
    lone = not scenario.document.runs and [one.name for one in told] == [LONE_RUN] and not told[0].changes
    if lone:
        base |= {key: told[0].tables[key] for key in SETTABLE if key in told[0].tables}
    else:
        base["runs"] = [_run(one, base, names) for one in told]
    kept, left_out = _claims(scenario.document, names)
    remarks = {one.name: [one.remark] for one in told if one.remark}
    head = [f"{scenario.title}: {scenario.name}, as its runs were set when this file was written."]
    if lone and told[0].remark:
        head.append(told[0].remark)
    base.pop("claims", None)
    if kept:
        base["claims"] = kept
    if left_out:
        remarks["claims"] = [f"Left out, for runs that they speak of are not here: {'; '.join(left_out)}."]
    _let_go(base, names)
    if panels:
        base["display"] = {**base.get("display", {}), "panels": list(panels)}
    return toml_text.text(_moved(base, (folder or Path()).resolve()), head, remarks)


def _as_it_was(spec: RunSpec, scenario: Scenario) -> Told:
    own = next((run for run in scenario.document.runs if run.name == spec.name), None)
    return Told(spec.name, tables_of(spec.document), own, spec.inherits, spec.changes)


def _of_session(scenario: Scenario, one: SessionRun) -> Told:
    base = one.base or one.spec
    document, changes, remark = _with_edits(base, one.edits)
    if one.run.steps < one.planned:
        tables = tables_of(document)
        tables["training"] = {key: value for key, value in tables["training"].items() if key != "epochs"}
        tables["training"]["steps"] = one.run.steps
    else:
        tables = tables_of(document)
    untouched = document == base.document and one.run.steps == one.planned and one.index < len(scenario.all_runs)
    own = next((run for run in scenario.document.runs if untouched and run.name == base.name), None)
    return Told(one.name, tables, own, base.inherits, (*changes, *one.ahead), remark)


def _with_edits(base: RunSpec, edits: Sequence[Edit]) -> tuple[Document, list[Change], str]:
    """The document that trains a run as it began, its changes on the way, and a sentence where it has them itself."""
    early = {name: value for edit in edits if edit.step == 0 for name, value in edit.changes.items()}
    begun = with_options(base, early) if early else base
    later: dict[int, dict[str, float]] = {}
    for edit in edits:
        if edit.step > 0:
            later.setdefault(edit.step, {}).update(edit.changes)
    rates = _piecewise(begun.document, later) if later else None
    if rates is None:
        return begun.document, [Change(step, changes) for step, changes in sorted(later.items())], ""
    said = "; ".join(f"learning_rate to {changes['learning_rate']:g} at step {step}" for step, changes in later.items())
    exact = vary(begun, {"training.optimizer.learning_rate": rates}).document
    return exact, [], f"Changed on the way: {said}."


def _piecewise(document: Document, later: Mapping[int, Mapping[str, float]]) -> Tables | None:
    """The schedule that changes the learning rate where it was changed; None where it is not that alone.

    Where a run may stop early or lower its rate by itself, these begin anew at a change, which no schedule says.

    An update at a boundary still has the rate before it, so that of a change at step n is n − 1.
    """
    training = document.training
    if training.reduce_lr or training.early_stopping or any(set(one) != {"learning_rate"} for one in later.values()):
        return None
    optimizer = tables_of(document)["training"]["optimizer"]
    rate = optimizer.get("learning_rate") if isinstance(optimizer, dict) else None
    if rate is None:
        rate = default_rate(document)
    if isinstance(rate, dict) and rate["name"] != PIECEWISE:
        return None
    pieces = {-1: rate}
    if isinstance(rate, dict):
        pieces = dict(zip((-1, *rate["boundaries"]), rate["values"], strict=True))
    for step, changes in later.items():
        pieces = {after: one for after, one in pieces.items() if after < step - 1}
        pieces[step - 1] = changes["learning_rate"]
    return {"name": PIECEWISE, "boundaries": [after for after in pieces if after >= 0], "values": [*pieces.values()]}


def _names(scenario: Scenario, runs: Sequence[SessionRun]) -> dict[str, str]:
    """What the scenario's runs that are there are called now, by the names it has for them."""
    own = {spec.index: spec.name for spec in scenario.all_runs}
    if not runs:
        return {spec.name: spec.name for spec in scenario.runs}
    return {own[one.index]: one.name for one in runs if one.index in own}


def _run(told: Told, base: Tables, names: Mapping[str, str]) -> Tables:
    found: Tables = {"name": told.name}
    own = told.own.set if told.own is not None else None
    if own is not None and _resolves(base, own, told.tables):
        changes = dict(own)
    else:
        changes = differences(base, told.tables)
        if not _resolves(base, changes, told.tables):
            changes = {key: told.tables[key] for key in SETTABLE if key in told.tables}
    if changes:
        found["set"] = changes
    if told.changes:
        found["changes"] = [{"step": one.step, "set": dict(one.set)} for one in told.changes]
    if told.heir is not None:
        if told.heir.source not in names:
            raise ScenarioError(f"{told.name} begins with the weights of {told.heir.source}, which is not here")
        found["weights"] = {"from": names[told.heir.source], "layers": list(told.heir.layers)}
        found["weights"] |= {"frozen": True} if told.heir.frozen else {}
    return found


def _resolves(base: Tables, changes: Mapping[str, Any], wanted: Tables) -> bool:
    """Whether these changes make of the base what is wanted."""
    try:
        found = tables_of(resolved(base, Run("run", set=dict(changes)), 0, []))
    except ScenarioError:
        return False
    return _settings(found) == _settings(wanted)


def _settings(tables: Tables) -> Tables:
    """What a run can set, frozen layers apart: those are marked by their weights."""
    found = {key: deepcopy(tables[key]) for key in SETTABLE if key in tables}
    for layer in found.get("model", []):
        layer.pop("trainable", None)
    return found | {"range": tables.get("display", {}).get("landscape", {}).get("range")}


def differences(base: Any, wanted: Any) -> dict[str, Any]:
    """Paths and values that make one set of tables of the other; where a key has to go, its table is given whole."""
    found: dict[str, Any] = {}
    for key in SETTABLE:
        if base.get(key) != wanted.get(key) and key in wanted:
            found |= _paths(key, base.get(key), wanted[key])
    ranges = [one.get("display", {}).get("landscape", {}).get("range") for one in (base, wanted)]
    return found if ranges[0] == ranges[1] else found | {"display.landscape.range": ranges[1]}


def _paths(path: str, old: Any, new: Any) -> dict[str, Any]:
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() <= new.keys():
        inside = [(f"{path}.{toml_text.key(key)}", old.get(key), one) for key, one in new.items()]
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new) and path == "model":
        inside = [(f"{path}[{i}]", old[i], one) for i, one in enumerate(new)]
    else:
        return {path: new}
    return {at: value for place, was, one in inside if was != one for at, value in _paths(place, was, one).items()}


def _claims(document: Document, names: Mapping[str, str]) -> tuple[list[Tables], list[str]]:
    """The claims about runs that are there, by their present names, and the sentences of the others."""
    kept, left_out = [], []
    for claim in document.claims:
        spoken = [one for one in claims.values(claim_parser.parse(claim.check)) if isinstance(one, claims.Value)]
        if not all(one.run in names for one in spoken):
            left_out.append(claim.text)
            continue
        check = claim.check
        for one in sorted(spoken, key=lambda value: -value.at):
            if names[one.run] != one.run:
                length = len(one.run) + 2 * (check[one.at] == '"')
                check = f'{check[: one.at]}"{names[one.run]}"{check[one.at + length :]}'
        kept.append({"text": claim.text, "check": check})
    return kept, left_out


def _let_go(base: Tables, names: Mapping[str, str]) -> None:
    """The landscape of a run goes by its present name; of one that is not there, by the first."""
    landscape = base.get("display", {}).get("landscape", {})
    if "run" in landscape:
        if landscape["run"] in names:
            landscape["run"] = names[landscape["run"]]
        else:
            del landscape["run"]


def _built_in(scenario: Scenario) -> bool:
    from dlviz.scenarios.entries import FOLDER

    return scenario.path is not None and scenario.path.parent.parent == FOLDER


def _placed(tables: Tables, home: Path, pictures: Path) -> Tables:
    """The tables with paths to the user's own files written out from the root; those of pictures begin elsewhere."""
    data, computation = tables.get("data", {}), tables.get("computation", {})
    for key in FILES:
        if key in data:
            tables["data"] = data = {**data, key: Whole((home / data[key]).resolve())}
    image = computation.get("image")
    path = image.get("path") if isinstance(image, dict) else image if Path(str(image)).suffix else None
    if path is not None:
        whole = {"name": "file", "path": Whole((pictures / path).resolve())}
        tables["computation"] = {**computation, "image": (image if isinstance(image, dict) else {}) | whole}
    return tables


class Whole(str):
    """A path from the root that was made of one, relative or not, to a file of the user's."""

    def __new__(cls, path: Path) -> Whole:
        """Its text."""
        return super().__new__(cls, path.as_posix())


def _moved(value: Any, folder: Path) -> Any:
    """Tables with such paths as they are from the folder in which the file will stand."""
    if isinstance(value, Whole):
        try:
            return Path(os.path.relpath(value, folder)).as_posix()
        except ValueError:  # on another drive
            return str(value)
    if isinstance(value, dict):
        return {key: _moved(one, folder) for key, one in value.items()}
    return [_moved(one, folder) for one in value] if isinstance(value, list) else value
