"""Resident memory: of a long run, every row kept, and of the window over an hour's worth of frames.

    python benchmarks/memory.py [--steps 1000000] [--frames 90000]

First 1,000,000 updates of one weight: megabytes before the first update and after the last, and what the trace holds.
Then frames as the window makes them, 25 to the second, drawn one after the other without waiting: the player over a
session that trains in its thread, panels in turn, their strips; at the end it plays again. Megabytes after each tenth:
they should not rise. At last it trains anew a few times: what JAX keeps of each program is a megabyte or so.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
from pathlib import Path
from time import perf_counter, sleep

from workloads import WORKLOADS

RATE = 25  # frames a second
PARTS = 10
RESTARTS = 5
SIZE = 200, 50


def resident() -> float:
    """What is resident now, in MB; the most that ever was where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        unit = 2**20 if sys.platform == "darwin" else 2**10
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    return pages * resource.getpagesize() / 2**20


def long_run(steps: int) -> None:
    """Every row of many updates."""
    run = WORKLOADS[0].run(steps)
    run.compile()
    before, start = resident(), perf_counter()
    run.advance(steps)
    took, columns = perf_counter() - start, run.trace.columns
    size = sum(column.nbytes for column in columns.values()) / 2**20
    print(f"{steps:,} updates in {took:.2f} s; {len(columns)} columns, {size:.0f} MB of trace")
    print(f"resident: {before:.0f} MB before the first update, {resident():.0f} MB after the last")


def many_frames(frames: int, name: str) -> None:
    """An hour of playing."""
    from dlviz.scenarios import load
    from dlviz.tui.pictures import draw_panel, header, timeline
    from dlviz.tui.player import Player, ended
    from dlviz.tui.theme import DARK
    from dlviz.tui.view import PanelOptions
    from dlviz.tui.workbench_picture import layout_of

    player = Player(load(name))
    places = layout_of(player.view, *SIZE).places
    player.look_at(frozenset(place.panel for place in places))
    player.start()
    begun = perf_counter()
    print(f"{frames:,} frames of {name}, panels {', '.join(place.panel for place in places)}", flush=True)
    for frame in range(frames):
        view = player.frame(frame / RATE)
        if not player.playing and view.runs[0].stage == "ended":
            player.toggle()  # again from the start
        header.draw(view, SIZE[0], DARK, 0).strips()
        timeline.draw(view, SIZE[0], 2, DARK).strips()
        place = places[frame % len(places)]
        options = PanelOptions(run=place.run or 0, alone=place.run is not None)
        draw_panel(place.panel, view, place.rect.width, place.rect.height, DARK, options).strips()
        if frame % 10 == 0:
            sleep(0)  # the worker's turn
        if (frame + 1) % (frames // PARTS) == 0:
            done, cursor = (frame + 1) / frames, f"step {view.cursor:,} of {view.ticks:,}"
            print(f"  {done:4.0%}  {resident():5.0f} MB, {cursor}, {perf_counter() - begun:.0f} s", flush=True)
    for number in range(1, RESTARTS + 1):
        player.restart()
        while not ended(player.frame(perf_counter())):
            sleep(0.01)
        print(f"  trained anew {number} times: {resident():.0f} MB", flush=True)
    player.stop()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=1_000_000)
    parser.add_argument("--frames", type=int, default=RATE * 3600)
    parser.add_argument("--scenario", default="iris-mlp")
    arguments = parser.parse_args()
    if arguments.steps:
        long_run(arguments.steps)
    if arguments.frames:
        many_frames(arguments.frames, arguments.scenario)
        sys.stdout.flush()
        os._exit(0)  # the worker's thread may be inside XLA, which cannot bear that Python goes away under it


if __name__ == "__main__":
    main()
