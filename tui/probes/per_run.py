"""What is computed for panels run by run: each finding fills one field of the view, one entry a run.

A row of the table says which field, for which panels, and what computes it. JAX is imported inside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dlviz.tui.probes import fits, inputs, kernels, masks, moving, slides, strides, units

Look = Callable[..., Any]
"""(session, the run's place, tick) -> what was found, or None where the run has no such thing.

Of a probe of a chosen input the row's number is a fourth, None where none was chosen.
"""


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
    of_input: bool = False  # what it finds depends on the chosen input, too

    def asked(self, chosen: int | None) -> tuple[int | None, ...]:
        """What `look` takes beside the session, the place and the tick."""
        return (chosen,) if self.of_input else ()


PER_RUN: tuple[RunProbe, ...] = (
    RunProbe("batches", ("data", "fit"), "the minibatch", fits.minibatch, kept=128),
    RunProbe("fits", ("data", "fit"), "the fit", fits.fit, kept=64),
    RunProbe("regions", ("fit",), "the regions", fits.regions, kept=64),
    RunProbe("graphs", ("network",), "the network", units.graph, kept=96, of_input=True),
    RunProbe("features", ("features",), "the feature maps", inputs.features, kept=64, of_input=True),
    RunProbe("predictions", ("predictions",), "the predictions", inputs.predictions, kept=24),
    RunProbe("activities", ("activations",), "the activations", units.activity, kept=96),
    RunProbe("works", ("algorithm",), "the algorithm", moving.work, kept=128),
    RunProbe("motions", ("optimizer",), "the optimizer's memory", moving.motion, kept=128),
    RunProbe("strides", ("landscape",), "the step", strides.stride),
    RunProbe("signals", ("signal",), "the window", slides.signal, kept=128),
    RunProbe("images", ("image",), "the window", slides.image, kept=128),
    RunProbe("dropouts", ("dropout",), "the masks", masks.dropout, kept=96),
    RunProbe("kernels", ("weights",), "the weights", kernels.weights, kept=24),
)
