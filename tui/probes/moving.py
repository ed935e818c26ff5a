"""The step at the cursor from the exact state: the algorithm's lines and their numbers, the optimizer's memory."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from dlviz.tui.moving import MotionView, QuantityView, WorkLineView, WorkView

if TYPE_CHECKING:
    from dlviz.engine.probes.motion import Motion
    from dlviz.engine.probes.update import Update
    from dlviz.engine.probes.work import Quantity, Work
    from dlviz.engine.run import Run
    from dlviz.scenarios.session import Session

WINDOW = 60
"""Updates of the past that are shown of a lone weight."""

POINTS = 400
"""Of the learning rate over all planned updates."""

# By the step and the setting that holds there: at the front it may still be changed.
_motions: WeakKeyDictionary[Run, dict[tuple[int, int], Motion]] = WeakKeyDictionary()
_updates: WeakKeyDictionary[Run, tuple[tuple[int, int], Update]] = WeakKeyDictionary()  # of each run the last one


def work(session: Session, place: int, tick: int) -> WorkView | None:
    """The algorithm of a run at a tick; that of a computation is its own."""
    from dlviz.engine.probes.algorithm import training
    from dlviz.engine.probes.motion import weight_names
    from dlviz.engine.walk import Walk

    run = session.runs[place].run
    if isinstance(run, Walk):
        own = run.computation.work(min(session.row(place, tick), run.step))
        return None if own is None else _seen(own, ())
    state = session.state(place, tick)
    step = int(state.step)
    weights = {layer: state.params[layer] for layer in run.problem.layers}
    found = _update(run, step)
    return _seen(training(run, found, weights, step), _called(session, weight_names(found.updates)))


def motion(session: Session, place: int, tick: int) -> MotionView | None:
    """What the optimizer of a run remembers at a tick, and its learning rate at all planned updates."""
    from dlviz.engine.optimizers.listings import title
    from dlviz.engine.probes.motion import DECADES
    from dlviz.engine.walk import Walk

    run = session.runs[place].run
    if isinstance(run, Walk):
        return None
    step = min(session.row(place, tick), run.step)
    now = _motion(run, step)
    past = np.zeros((0, len(now.names), len(now.symbols)))
    if now.few:
        past = np.stack([_motion(run, t).values for t in range(max(step - WINDOW + 1, 0), step + 1)])
    stride = -(-(run.steps + 1) // POINTS)
    rates = np.array([run.learning_rate(t) for t in range(0, run.steps + 1, stride)])
    return MotionView(
        title=title(run.optimizer),
        names=_called(session, now.names) if now.few else now.names,
        symbols=now.symbols,
        values=now.values,
        few=now.few,
        rate=run.learning_rate(step),
        rates=rates,
        stride=stride,
        step=step,
        past=past,
        spread=now.spread,
        decades=DECADES,
    )


def _motion(run: Run, step: int) -> Motion:
    """The table of one update; those of the window are kept."""
    from dlviz.engine.probes.motion import motion as table

    known, key = _motions.setdefault(run, {}), (step, run.settings.at(step).change)
    if key not in known:
        if len(known) >= 4 * WINDOW:
            del known[next(iter(known))]
        known[key] = table(run.optimizer, _update(run, step), run.learning_rate(step))
    return known[key]


def _update(run: Run, step: int) -> Update:
    """An update, in NumPy; both probes want the one at the cursor."""
    import jax

    from dlviz.engine.probes.update import next_update

    key = step, run.settings.at(step).change
    if run not in _updates or _updates[run][0] != key:
        found = jax.device_get(next_update(run.problem, run.optimizer, run.state_at(step), run.feed(step)))
        _updates[run] = key, found
    return _updates[run][1]


def _called(session: Session, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Weights as the landscape calls them, where it has them as axes."""
    landscape = session.scenario.display.landscape
    called = {axis.path.replace(" ", ""): axis.label for axis in landscape.axes} if landscape is not None else {}
    return tuple(called.get(path, path) for path in paths)


def _seen(found: Work, names: tuple[str, ...]) -> WorkView:
    return WorkView(
        found.title,
        tuple(
            WorkLineView(line.code, line.numbers, (), line.indent, line.says)
            if isinstance(line.numbers, str)
            else WorkLineView(line.code, "", tuple(map(_quantity, line.numbers)), line.indent, line.says)
            for line in found.lines
        ),
        found.at,
        found.order,
        tuple(map(_quantity, found.settings)),
        names,
        found.note,
    )


def _quantity(one: Quantity) -> QuantityView:
    return QuantityView(one.symbol, one.values, one.layers)
