"""What is worth going to in time: forks, changes, ends, the best validation, claims decided, as the timeline has them.

`marks(view)` is what the timeline draws, `m` and `M` go along, the palette lists. Epochs are no marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from dlviz.tui.numbers import count, number
from dlviz.tui.view import Floats, RunView, View

Kind = Literal["change", "fork", "best", "stopped", "end", "diverged", "claim"]
ORDER: tuple[Kind, ...] = ("end", "stopped", "change", "fork", "best", "claim", "diverged")
"""Where marks share a cell the later one is drawn, and is what a click means."""


@dataclass(frozen=True)
class Mark:
    """A moment with a name: `text` is the sentence about it, `label` what stands under the timeline, `run` the index.

    `run` is None where a mark is not one run's own.
    """

    tick: int
    kind: Kind
    text: str
    label: str = ""
    run: int | None = None
    holds: bool = True  # of a claim


def marks(view: View, front: int = 0) -> tuple[Mark, ...]:
    """All marks in order of time; the best validation is that of the run in front, `front` its place."""
    found = [mark for run in view.runs for mark in _of_run(view, run)]
    if front < len(view.runs):
        best = best_validation(view.runs[front])
        if best is not None:
            found.append(_best(view, view.runs[front], best))
    found += _claims(view)
    once = {(mark.tick, mark.kind, mark.text): mark for mark in found}
    return tuple(sorted(once.values(), key=lambda mark: (mark.tick, ORDER.index(mark.kind))))


def after(view: View, tick: int, front: int = 0) -> tuple[Mark, ...]:
    """The marks at the next tick that has some, none behind the last."""
    return _nearest(marks(view, front), tick, 1)


def before(view: View, tick: int, front: int = 0) -> tuple[Mark, ...]:
    """The marks at the last tick before that has some."""
    return _nearest(marks(view, front), tick, -1)


def tick_of(view: View, run: RunView, row: int) -> int:
    """The first tick at which a run stands at a row."""
    return -(-row * max(view.ticks_per_epoch, 1) // max(run.steps_per_epoch, 1))


def at(view: View, run: RunView, row: int) -> str:
    """`at step 120`; of a run that makes fewer updates than the clock has steps, `at step 35, after 7 updates`."""
    said = f"at step {count(tick_of(view, run, row))}"
    if run.steps_per_epoch == view.ticks_per_epoch:
        return said
    return f"{said}, after {count(row)} update{'s' * (row != 1)}"


def ending(view: View, run: RunView) -> str:
    """How a run ended, by the clock that all runs share."""
    return f"diverged {at(view, run, run.front)}" if run.status.startswith("diverged at") else run.status


def best_validation(run: RunView, rows: int | None = None) -> int | None:
    """The row with the least validation loss so far, or among the first rows; None where there is none."""
    values = run.columns.get("val_loss")
    k = max(run.steps_per_epoch, 1)
    if values is None or values.ndim != 1:
        return None
    at = _least(np.asarray(values[:rows][k::k]))
    return None if at is None else (at + 1) * k


def best(view: View, front: int = 0) -> Mark | str:
    """The best validation of the run in front, or its least loss where none is measured; a sentence without either."""
    if front >= len(view.runs):
        return "There is no run to look at."
    run = view.runs[front]
    row = best_validation(run)
    if row is not None:
        return _best(view, run, row)
    losses = run.columns.get("loss")
    row = None if losses is None or losses.ndim != 1 else _least(np.asarray(losses))
    if losses is None or row is None:
        return f"{run.name} has no loss yet."
    text = f"{run.name} has no validation loss; its least loss is {number(float(losses[row]))} {at(view, run, row)}."
    return Mark(tick_of(view, run, row), "best", text, run=run.index)


def divergence(view: View, front: int = 0) -> tuple[Mark, ...] | str:
    """Where a run left the finite numbers: its last finite loss, then the divergence. A sentence if none did.

    The run in front is meant, if it diverged, else the first that did.
    """
    lost = [run for run in view.runs if run.status.startswith("diverged")]
    if not lost:
        return "No run has diverged."
    run = next((run for run in view.runs[front : front + 1] if run in lost), lost[0])
    row = _last_finite(run)
    if row is None:
        return (_end(view, run, run.front),)
    value = number(float(run.columns["loss"][row]))
    said = f"The last finite loss of {run.name} before it diverged: {value} {at(view, run, row)}."
    return Mark(tick_of(view, run, row), "diverged", said, run=run.index), _end(view, run, run.front)


def _last_finite(run: RunView) -> int | None:
    """The last row before the end whose loss is a number."""
    losses = run.columns.get("loss")
    if losses is None or losses.ndim != 1:
        return None
    known = np.flatnonzero(np.isfinite(losses[: run.front]))
    return int(known[-1]) if len(known) else None


def _nearest(every: tuple[Mark, ...], tick: int, way: int) -> tuple[Mark, ...]:
    ticks = [mark.tick for mark in every if (mark.tick - tick) * way > 0]
    return tuple(mark for mark in every if ticks and mark.tick == (min(ticks) if way > 0 else max(ticks)))


def _least(values: Floats) -> int | None:
    known = np.isfinite(values)
    return int(np.where(known, values, np.inf).argmin()) if known.any() else None


def _of_run(view: View, run: RunView) -> Iterator[Mark]:
    for event in run.events:
        if run.left is not None and event.row < run.left.row:  # that was the run which it left
            continue
        word = "forked" if event.kind == "fork" else "changed"
        text = f"{run.name} {word} {at(view, run, event.row)}: {event.text}."
        yield Mark(tick_of(view, run, event.row), event.kind, text, event.text, run.index)
    if run.stage == "ended" and run.front >= 0 and run.status not in ("interrupted", "training"):
        yield _end(view, run, run.front)


def _end(view: View, run: RunView, row: int) -> Mark:
    kind: Kind = (
        "diverged"
        if run.status.startswith("diverged")
        else "stopped"
        if run.status.startswith("stopped early")
        else "end"
    )
    said = ending(view, run) if kind != "end" else f"{run.status} {at(view, run, row)}"
    label = "" if kind == "end" else kind if len(view.runs) == 1 else f"{run.name} {kind}"
    return Mark(tick_of(view, run, row), kind, f"{run.name} {said}.", label, run.index)


def _best(view: View, run: RunView, row: int) -> Mark:
    value, epoch = float(run.columns["val_loss"][row]), row // max(run.steps_per_epoch, 1)
    text = f"The best validation loss of {run.name} so far: {number(value)} after epoch {count(epoch)}."
    return Mark(tick_of(view, run, row), "best", text, f"best e{epoch}", run.index)


def _claims(view: View) -> Iterator[Mark]:
    for tick in sorted({tick for tick, _ in view.verdicts}):
        held = [holds for at, holds in view.verdicts if at == tick]
        for holds, said in ((True, "holds"), (False, "fails")):
            if (n := held.count(holds)) > 0:
                text = f"{n} claim{'s' * (n > 1)} {said if n == 1 else said.removesuffix('s')}."
                yield Mark(tick, "claim", text, holds=holds)
