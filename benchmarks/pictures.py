"""What pictures cost: milliseconds per picture, and 1,000 against 1,000,000 rows.

    python benchmarks/pictures.py

Each figure is the median of 15 draws with their strips, in processor time of the drawing thread. The view has one row
more at every draw: nothing is kept from the draw before but what a growing trace keeps. The ratio is taken within one
run, alternating.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from types import ModuleType

import numpy as np

from dlviz.tui.pictures import PICTURES
from dlviz.tui.theme import DARK
from dlviz.tui.view import PanelOptions, View
from dlviz.tui.workbench_picture import screen

DRAWS = 15
SIZES = ((100, 25), (200, 50))


def sample_views() -> ModuleType:
    """The views that the tests draw."""
    path = Path(__file__).parents[1] / "tests" / "tui" / "views.py"
    spec = importlib.util.spec_from_file_location("views", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["views"] = module
    spec.loader.exec_module(module)
    return module


def growing(view: View, draws: int) -> list[View]:
    """The same trace with one row less at each step back, all of them views of one buffer; a short one is walked."""
    if view.front <= 100:
        return [replace(view, cursor=k * max(view.ticks // 10, 1) % (view.ticks + 1)) for k in range(draws)]
    out = []
    for back in range(draws, 0, -1):
        runs = tuple(
            replace(run, columns={name: values[: len(values) - back] for name, values in run.columns.items()})
            for run in view.runs
        )
        out.append(replace(view, runs=runs, front=view.front - back, cursor=view.cursor - back))
    return out


def milliseconds(draw: Callable[[View], object], views: list[View]) -> list[float]:
    """The time of each draw after the first two."""
    times = []
    for view in views:
        start = time.thread_time()
        draw(view)
        times.append((time.thread_time() - start) * 1e3)
    return times[2:]


def long_path(view: View, rows: int) -> View:
    """The same landscape with paths of so many rows that wind down to its minimum."""
    t = np.linspace(0.0, 1.0, rows + 1)
    runs = []
    for run in view.runs:
        turn = 40 * t + run.index
        path = np.stack([4.9 + 3 * (1 - t) * np.cos(turn), -0.3 + 2 * (1 - t) * np.sin(turn)], axis=1)
        columns = {**run.columns, "position": path, "loss": t, "full_loss": t}
        runs.append(replace(run, columns=columns, steps=rows, steps_per_epoch=5))
    return replace(view, runs=tuple(runs), ticks=rows, front=rows, cursor=rows)


def main() -> None:
    """Print the two tables."""
    views = sample_views()
    print(f"numpy {np.__version__}, python {sys.version.split()[0]}, median of {DRAWS} draws, milliseconds\n")
    print(f"{'picture':<28}{'100x25':>10}{'200x50':>10}")
    cases = [(name, view) for view in ("perceptron", "gd_vs_sgd", "vanishing", "iris") for name in PICTURES]
    for name, of in cases:
        view = views.ALL[of]()
        if name not in view.card.panels:
            continue
        row = []
        for width, height in SIZES:

            def draw(v: View, n: str = name, w: int = width, h: int = height) -> object:
                return PICTURES[n].draw(v, w, h, DARK, PanelOptions()).strips()

            series = growing(view, DRAWS + 2)
            row.append(median(milliseconds(draw, series)))
        print(f"{name + ' ' + of:<28}" + "".join(f"{ms:>10.2f}" for ms in row))
    for of in ("perceptron", "gd_vs_sgd", "vanishing"):
        view = views.ALL[of]()
        series = growing(view, DRAWS + 2)
        row = [median(milliseconds(lambda v, w=w, h=h: screen(v, w, h, DARK).strips(), series)) for w, h in SIZES]
        print(f"{'whole screen ' + of:<28}" + "".join(f"{ms:>10.2f}" for ms in row))

    print(f"\n{'1,000,000 : 1,000 rows':<28}{'1,000':>10}{'1,000,000':>10}{'ratio':>8}")
    pairs = {
        "loss": (views.vanishing(600, 1000, 1000), views.vanishing(600_000, 1_000_000, 1_000_000)),
        "landscape": (long_path(views.gd_vs_sgd(), 1000), long_path(views.gd_vs_sgd(), 1_000_000)),
    }
    pairs |= dict.fromkeys(("gradients", "network"), pairs["loss"])
    for name, both in pairs.items():
        times: tuple[list[float], list[float]] = ([], [])
        for pair in zip(*(growing(view, DRAWS + 2) for view in both), strict=True):
            for view, into in zip(pair, times, strict=True):
                start = time.thread_time()
                PICTURES[name].draw(view, 200, 50, DARK, PanelOptions()).strips()
                into.append((time.thread_time() - start) * 1e3)
        a, b = (median(t[2:]) for t in times)
        print(f"{name + ' 200x50':<28}{a:>10.2f}{b:>10.2f}{b / a:>8.2f}")


if __name__ == "__main__":
    main()
