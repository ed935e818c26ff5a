"""Looking back: from a step that is asked for to the picture of it, with all that the panels need computed there.

    python benchmarks/scrubbing.py [--places 40] [--epochs N] [SCENARIO …]

A session is trained to its end (or for so many epochs). Then the cursor goes to steps here and there, as when the
timeline is dragged: the exact state by snapshot and replay, the probes of every panel on the screen, the screen of
200x50 cells and its strips. Prints milliseconds, median, 95th percentile and most, of the whole and of the state alone;
processor time of the process stands beside them, which other work on the machine does not lengthen much.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from time import perf_counter, process_time
from types import SimpleNamespace

import numpy as np

from dlviz.scenarios import load
from dlviz.tui.headless import plot
from dlviz.tui.headless.looking import Looking
from dlviz.tui.theme import DARK
from dlviz.tui.workbench_picture import screen

SILENT = SimpleNamespace(**dict.fromkeys(("say", "begin", "update", "end"), lambda *_: None))


def timed(what: Callable[[int], object], ticks: list[int]) -> str:
    """Median, 95th percentile and most, in milliseconds; and the median of processor time."""
    wall, used = [], []
    for tick in ticks:
        begun, spent = perf_counter(), process_time()
        what(tick)
        wall.append(1e3 * (perf_counter() - begun))
        used.append(1e3 * (process_time() - spent))
    wall.sort()
    p95 = wall[int(0.95 * (len(wall) - 1))]
    return (
        f"median {statistics.median(wall):.0f} ms, p95 {p95:.0f} ms, most {wall[-1]:.0f} ms; "
        f"processor {statistics.median(used):.0f} ms"
    )


def scrub(name: str, places: int, epochs: int | None) -> None:
    """Train one scenario and look back."""
    scenario = load(name, [f"training.epochs={epochs}"] if epochs else [])
    looking = Looking(scenario, plot.Wanted(name), SILENT)  # type: ignore[arg-type]
    last = looking.train(None)
    ticks = np.random.default_rng(0).integers(0, last + 1, size=places + 3).tolist()
    for tick in ticks[:3]:  # compiles
        looking.at(tick)

    def state(tick: int) -> None:
        for place, one in enumerate(looking.session.runs):
            one.run.state_at(looking.session.row(place, tick))

    def picture(tick: int) -> None:
        screen(looking.at(tick), 200, 50, DARK).strips()

    print(f"{name}: {len(looking.session.runs)} run(s), {last:,} steps, panels {', '.join(scenario.display.panels)}")
    print(f"  state alone:        {timed(state, ticks[3:])}")
    print(f"  state to screen:    {timed(picture, [tick + (tick < last) for tick in ticks[3:]])}")
    steps = [last // 2 + k for k in range(min(places, last // 2))]
    print(f"  a step after a step: {timed(picture, steps)}", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenarios", nargs="*", default=["iris-mlp", "lenet"])
    parser.add_argument("--places", type=int, default=40)
    parser.add_argument("--epochs", type=int)
    arguments = parser.parse_args()
    for name in arguments.scenarios:
        scrub(name, arguments.places, arguments.epochs)


if __name__ == "__main__":
    main()
