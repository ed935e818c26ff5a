"""What a session leaves behind: the object of `--json`, the rows of `--out`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from dlviz.scenarios.columns import epoch_columns

if TYPE_CHECKING:
    import pandas as pd

    from dlviz.scenarios.roster import SessionRun
    from dlviz.scenarios.session import Session

MOST_PARAMS = 1000
"""Weights are part of the report of networks with fewer numbers than this."""

BLOCK = 2048
"""Numbers that are named at once, 2 ms: a thread that draws frames may want its turn."""

FIRST = ("loss", "epoch_loss", "val_loss")


def finite(value: float | None) -> float | None:
    """The number, or None if it is none that JSON could hold."""
    return short(float(value)) if value is not None and math.isfinite(value) else None


def short(value: float) -> float:
    """A float32 by its shortest name, 0.1 in the place of 0.10000000149011612: it reads back as the same float32.

    A number that needs all the figures of a float64 stays as it is.
    """
    with np.errstate(over="ignore"):
        single = np.float32(value)
    return float(str(single)) if float(single) == value else value


def _shorts(column: Any) -> list[float]:
    """A column's numbers, those of float32 by their shortest names."""
    values = np.asarray(column)
    if values.dtype != np.float32:
        return list(values.tolist())
    blocks = (values[start : start + BLOCK].astype("U32") for start in range(0, len(values), BLOCK))
    return [float(name) for block in blocks for name in block]


def report(session: Session) -> dict[str, Any]:
    """The object that `--json` prints."""
    return {
        "scenario": session.scenario.name,
        "seed": _seed(session.runs[0]),
        "runs": [_run(one) for one in session.runs],
        "claims": [
            {
                "text": claim.text,
                "holds": claim.holds,
                "left": finite(claim.left),
                "right": finite(claim.right),
                "unit": claim.unit,
            }
            for claim in session.claims()
        ],
    }


def _seed(one: SessionRun) -> int:
    """The seed of the training, or of what a computation draws."""
    document = one.spec.document
    return int(getattr(document.computation, "seed", document.training.seed))


def _run(one: SessionRun) -> dict[str, Any]:
    from dlviz.engine.walk import Walk

    run = one.run
    metrics = [name for name in epoch_columns(one.spec.document) if name not in FIRST]
    found: dict[str, Any] = {
        "name": one.name,
        "status": run.status,
        "seed": _seed(one),
        "steps": run.step,
        "epochs": None if isinstance(run, Walk) else run.step // run.steps_per_epoch,
        "full_loss": finite(run.trace["full_loss"][-1]) if "full_loss" in run.trace else None,
        "loss": finite(run.trace["loss"][-1]) if "loss" in run.trace else None,
        "epoch_loss": _last_epoch(one, "epoch_loss"),
        "val_loss": _last_epoch(one, "val_loss"),
        "metrics": _last_position(one) if isinstance(run, Walk) else {n: _last_epoch(one, n) for n in metrics},
        "seconds": run.seconds,
        "compile_seconds": run.compile_seconds,
    }
    params = run.final
    if sum(weights.size for group in params.values() for weights in group.values()) < MOST_PARAMS:
        found["params"] = {
            f"{layer}.{name}": _numbers(np.asarray(weights).tolist())
            for layer, group in params.items()
            for name, weights in group.items()
        }
    return found


def _last_position(one: SessionRun) -> dict[str, float | None]:
    """The single numbers of a computation where it stands."""
    trace = one.run.trace
    return {name: finite(trace[name][-1]) for name in trace.names if name != "loss" and not trace.labels(name)}


def _last_epoch(one: SessionRun, column: str) -> float | None:
    """The column at the last epoch that ended."""
    run = one.run
    epochs = run.step // run.steps_per_epoch
    if column not in run.trace or not epochs:
        return None
    return finite(run.trace[column][epochs * run.steps_per_epoch])


def _numbers(value: Any) -> Any:
    return [_numbers(inside) for inside in value] if isinstance(value, list) else finite(value)


class Trace(Protocol):
    """Columns by name, each with the labels of its entries, none for a single number."""

    @property
    def rows(self) -> int:
        """How many rows there are."""

    @property
    def names(self) -> Sequence[str]:
        """The names of the columns."""

    def labels(self, name: str) -> Sequence[str]:
        """What the entries of a column are called."""

    def __getitem__(self, name: str) -> Any:
        """A column."""


class Traced(NamedTuple):
    """A run's trace under its name."""

    name: str
    steps_per_epoch: int
    trace: Trace


def columns(session: Session) -> list[str]:
    """The names of the columns of `rows`, those of all runs together."""
    return columns_of([_traced(one) for one in session.runs])


def rows(session: Session) -> Iterator[dict[str, Any]]:
    """One dict per run and step, with the same keys; a value that does not exist is None, inf stays inf."""
    return rows_of(session.scenario.name, [_traced(one) for one in session.runs])


def columns_of(runs: Iterable[Traced]) -> list[str]:
    """The names of the columns of these runs together."""
    names: dict[str, None] = dict.fromkeys(("scenario", "run", "step", "epoch"))
    for one in runs:
        trace = one.trace
        ordered = [
            *(name for name in FIRST if name in trace.names),
            *(n for n in trace.names if n not in FIRST),
        ]
        for name in ordered:
            labels = trace.labels(name)
            names |= dict.fromkeys([f"{name}.{label}" for label in labels] if labels else [name])
    return list(names)


def rows_of(scenario: str, runs: Sequence[Traced]) -> Iterator[dict[str, Any]]:
    """The rows of these runs, one after the other."""
    names = columns_of(runs)
    for one in runs:
        series = _series(one.trace)
        blank = dict.fromkeys(names)
        for step in range(one.trace.rows):
            here = {name: _value(values[step]) for name, values in series.items()}
            place = {"scenario": scenario, "run": one.name, "step": step, "epoch": step // one.steps_per_epoch}
            yield blank | place | here


def _traced(one: SessionRun) -> Traced:
    return Traced(one.name, one.run.steps_per_epoch, one.run.trace)


def frame(session: Session) -> pd.DataFrame:
    """The same rows as a table of pandas; a value that does not exist is NaN."""
    import pandas as pd

    parts = []
    for one in session.runs:
        steps = np.arange(one.run.trace.rows)
        place = {"scenario": session.scenario.name, "run": one.name, "step": steps}
        parts.append(pd.DataFrame(place | {"epoch": steps // one.run.steps_per_epoch} | _series(one.run.trace)))
    return pd.concat(parts, ignore_index=True)[columns(session)]


def _series(trace: Trace) -> dict[str, Any]:
    """A run's columns as lists of numbers, vector columns taken apart."""
    found: dict[str, Any] = {}
    for name in trace.names:
        labels = trace.labels(name)
        if labels:
            found |= {f"{name}.{label}": _shorts(trace[name][:, i]) for i, label in enumerate(labels)}
        else:
            found[name] = _shorts(trace[name])
    return found


def _value(value: float) -> float | None:
    return None if math.isnan(value) else value
