"""The weights at the cursor, and how they were spread at some steps before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import numpy as np

from dlviz.tui.kernels import KernelView, WeightsView
from dlviz.tui.pooling import furthest

if TYPE_CHECKING:
    from dlviz.engine.probes.weights import LayerWeights, Spread
    from dlviz.engine.run import Run
    from dlviz.scenarios.session import Session

LOOKS = 40
"""Steps of a run at which the spread of its weights is looked at: each costs a state of the past."""
LARGEST = 512
"""Rows and columns of a matrix that is shown weight by weight."""

_pasts: WeakKeyDictionary[Run, dict[int, tuple[Spread, ...]]] = WeakKeyDictionary()


def weights(session: Session, place: int, tick: int) -> WeightsView | None:
    """The weights of the run at a place; None where no layer has a kernel."""
    from dlviz.engine.instruments.sparsity import THRESHOLD
    from dlviz.engine.probes.weights import weights as of_layers

    run = session.runs[place]
    if getattr(run.problem, "model", None) is None:
        return None
    engine: Any = run.run
    problem: Any = run.problem
    found = of_layers(problem, session.state(place, tick))
    if not found:
        return None
    step = min(session.row(place, tick), engine.step)
    stride = max(-(-engine.steps // LOOKS), 1)
    steps = range(0, step + 1, stride)
    past = _past(engine, steps)
    layers = tuple(_layer(one, [spreads[i] for spreads in past]) for i, one in enumerate(found))
    return WeightsView(layers, step, np.asarray(steps), stride, engine.steps, THRESHOLD)


def _past(run: Run, steps: range) -> list[tuple[Spread, ...]]:
    """The spreads at some steps: those not yet known on one walk along the run."""
    from dlviz.engine.probes.weights import kernels, spread

    known = _pasts.setdefault(run, {})
    missing = [step for step in steps if step not in known]
    problem: Any = run.problem
    for step, state in zip(missing, run.states_at(missing), strict=True):
        known[step] = tuple(spread(kernel) for _, kernel in kernels(problem, state))
    return [known[step] for step in steps]


def _layer(one: LayerWeights, past: list[Spread]) -> KernelView:
    from dlviz.engine.probes.weights import widened

    power = max(each.power for each in past)
    counts = np.stack([widened(each, power) for each in past], axis=1).astype(float)
    total = one.kernel.size
    kernel = furthest(one.kernel, LARGEST, LARGEST) if one.kernel.ndim == 2 else one.kernel
    return KernelView(
        one.name, one.kernel.shape, kernel, one.zeros, one.top, one.spread, 2.0**power, counts / max(total, 1)
    )
