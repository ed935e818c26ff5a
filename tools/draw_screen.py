"""Draw the screen of a scenario at one step as an SVG, as the window would show it.

    python tools/draw_screen.py gd-vs-sgd --tick 22 --size 120x36 docs/gd-vs-sgd.svg

No window is opened: the worker is driven by hand, so the same arguments give the same picture.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from dlviz.scenarios import load
from dlviz.tui import keys
from dlviz.tui.export import to_svg
from dlviz.tui.theme import DARK, LIGHT
from dlviz.tui.workbench_picture import screen
from dlviz.tui.worker import Wish, Worker


def main() -> None:
    """Train, go to the step, draw, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario")
    parser.add_argument("out", type=Path)
    parser.add_argument("--tick", type=int, default=0, help="the step on the clock that all runs share")
    parser.add_argument("--size", default="120x36", help="columns x rows")
    parser.add_argument("--light", action="store_true", help="the light theme")
    arguments = parser.parse_args()
    width, height = map(int, arguments.size.split("x"))
    theme = LIGHT if arguments.light else DARK

    scenario = load(arguments.scenario)
    worker = Worker(scenario)
    looking = frozenset(scenario.display.panels)
    worker.ask(Wish(training=True, cursor=arguments.tick, looking=looking))
    while worker.turn():
        pass
    if worker.failure:
        raise SystemExit(worker.failure)
    view = replace(worker.view, cursor=arguments.tick, playing=True, speed=float(scenario.display.speed or 1))
    items = keys.fitting(keys.items("workbench", on={"play"}), width, theme)
    canvas = screen(view, width, height, theme, keys=keys.pairs(items))
    arguments.out.write_text(to_svg(canvas, f"dlviz run {scenario.name}"), encoding="utf-8")


if __name__ == "__main__":
    main()
