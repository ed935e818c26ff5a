"""What is computed for panels run by run: each finding fills one field of the view, one entry a run.

A row of the table says which field, for which panels, and what computes it. JAX is imported inside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dlviz.tui.probes import fits, moving, strides, units

if TYPE_CHECKING:
    from dlviz.scenarios.session import Session

Look = Callable[["Session", int, int], Any]
"""(session, the run's place, tick) -> what was found, or None where the run has no such thing."""


@dataclass(frozen=True)
class RunProbe:
    """One thing to compute at the cursor.

    `field`: of the view; `panels`: who wants it; `subject`: what it is called in a sentence about its failure.
    """

    field: str
    panels: tuple[str, ...]
    subject: str
    look: Look
    kept: int = 512  # findings kept in memory


PER_RUN: tuple[RunProbe, ...] = (
    RunProbe("batches", ("data", "fit"), "the minibatch", fits.minibatch, kept=128),
    RunProbe("fits", ("data", "fit"), "the fit", fits.fit, kept=64),
    RunProbe("regions", ("fit",), "the regions", fits.regions, kept=64),
    RunProbe("graphs", ("network",), "the network", units.graph, kept=96),
    RunProbe("activities", ("activations",), "the activations", units.activity, kept=96),
    RunProbe("works", ("algorithm",), "the algorithm", moving.work, kept=128),
    RunProbe("motions", ("optimizer",), "the optimizer's memory", moving.motion, kept=128),
    RunProbe("strides", ("landscape",), "the step", strides.stride),
)
