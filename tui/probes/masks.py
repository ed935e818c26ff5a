"""The masks of the update at the cursor, and how often each unit was off up to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from dlviz.tui.masks import DropoutView, MaskView
from dlviz.tui.probes.units import subject

if TYPE_CHECKING:
    from dlviz.engine.probes.masks import LayerMask
    from dlviz.engine.run import Run
    from dlviz.scenarios.session import Session

MOST_UNITS = 2048
"""Of one layer that are looked at one by one."""
MOST_TOLD = 12
"""Inputs or outputs that are told as numbers."""
BLOCK, MOST_BLOCKS = 64, 32
"""Updates are counted in blocks that are kept, and at most the last 2,048 of them: a unit and update cost a random
number each."""

_blocks: WeakKeyDictionary[Run, dict[int, dict[str, NDArray[np.int64]]]] = WeakKeyDictionary()


def dropout(session: Session, place: int, tick: int) -> DropoutView | None:
    """The masks of the run at a place; None where no unit is ever switched off."""
    run = session.runs[place]
    if getattr(run.problem, "model", None) is None or run.rows is None:
        return None
    from dlviz.engine.probes import masks

    problem: Any = run.problem
    engine: Any = run.run
    step = min(session.row(place, tick), engine.step)
    layers = engine.settings.at(step).hyper["layers"]
    if not any(layers[name]["rate"] > 0 for name in masks.dropouts(problem)):
        return None
    found = masks.masks(problem, session.state(place, tick), engine.feed(step))
    first = max(step // BLOCK - MOST_BLOCKS + 1, 0) * BLOCK
    counts = _counted(engine, first, step)
    table = run.rows.table
    rows = engine.minibatch(step)[: masks.ROWS]
    features = table.features if len(table.features) == found.x.shape[1] else ()
    classes = table.classes or (table.target,)
    none = np.zeros((len(rows), 0))
    return DropoutView(
        layers=tuple(_mask(one, counts[one.name], features) for one in found.layers),
        step=step,
        updates=step + 1 - first,
        since=first,
        rows=tuple(subject(run, int(row)) for row in rows),
        x=found.x if found.x.shape[1] <= MOST_TOLD else none,
        y=found.y if found.y.shape[1] <= MOST_TOLD else none,
        features=tuple(features),
        classes=tuple(classes) if len(classes) == found.y.shape[1] else (),
    )


def _mask(one: LayerMask, dropped: NDArray[np.int64], features: tuple[str, ...]) -> MaskView:
    return MaskView(
        name=one.name,
        units_of=one.units_of,
        rate=one.rate,
        units=one.kept.shape[1],
        kept=one.kept[:, :MOST_UNITS],
        values=one.values[:, :MOST_UNITS],
        dropped=dropped[:MOST_UNITS],
        counts=one.kept.sum(axis=1),
        labels=features if one.units_of == "input" else (),
    )


def _counted(run: Run, first: int, last: int) -> dict[str, NDArray[np.int64]]:
    """In how many of the updates from `first` to `last` each unit was off; whole blocks are counted once."""
    from dlviz.engine.probes.masks import dropped

    known = _blocks.setdefault(run, {})
    total: dict[str, NDArray[np.int64]] = {}
    for start in range(first, last + 1, BLOCK):
        stop = min(start + BLOCK, last + 1)
        if start not in known:
            part = dropped(run, range(start, stop))
            if stop - start == BLOCK and stop <= run.step:
                known[start] = part
        else:
            part = known[start]
        total = {name: total.get(name, 0) + number for name, number in part.items()}
    return total
