"""Screens as text. Write them anew, and look at what changed, with

python tests/tui/snapshots.py && git diff tests/tui/snapshots
"""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from dlviz.tui.pictures import PICTURES, compare
from dlviz.tui.pictures.compare import CompareOptions
from dlviz.tui.theme import DARK, THEMES, look
from dlviz.tui.view import PanelOptions
from dlviz.tui.workbench_picture import screen

FOLDER = Path(__file__).with_name("snapshots")
KEYS = (("space", "Play"), ("←→", "Step"), ("z", "Zoom"), ("?", "Help"), ("q", "Quit"))

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))


def in_colours(colours: str) -> str:
    """A small panel as a terminal with so many colours gets it, its escape codes to be seen."""
    canvas = PICTURES["loss"].draw(views.gd_vs_sgd(), 44, 9, look("nord", colours), PanelOptions())
    return canvas.ansi().replace("\x1b", "␛")


CASES: dict[str, Callable[[], str]] = {
    "perceptron_120x36": lambda: screen(views.perceptron(), 120, 36, DARK, keys=KEYS).text(),
    "perceptron_80x24_ascii": lambda: screen(views.perceptron(), 80, 24, THEMES["ascii"], keys=KEYS).text(),
    "gd_vs_sgd_120x36_mono": lambda: screen(views.gd_vs_sgd(), 120, 36, THEMES["mono"], keys=KEYS).text(),
    "gradients_80x20": lambda: (
        PICTURES["gradients"].draw(views.vanishing(), 80, 20, THEMES["plain"], PanelOptions()).text()
    ),
    "diverged_loss_74x20": lambda: PICTURES["loss"].draw(views.diverged(), 74, 20, DARK, PanelOptions()).text(),
    "compare_80x21": lambda: compare.draw(views.vanishing(), 80, 21, DARK, CompareOptions()).text(),
    "compare_apart_120x33": lambda: compare.draw(views.iris_runs(), 120, 33, DARK, CompareOptions(0, True)).text(),
    "compare_eight_200x47": lambda: compare.draw(
        views.eight(), 200, 47, THEMES["mono"], CompareOptions(3, True, "epoch")
    ).text(),
    "loss_44x9_in_each_mode_of_colours": lambda: "".join(
        f"{colours}\n{in_colours(colours)}\n" for colours in ("truecolor", "256", "16", "none")
    ),
    "iris_200x50": lambda: screen(views.iris(), 200, 50, DARK, keys=KEYS).text(),
}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, draw in CASES.items():
        (FOLDER / f"{name}.txt").write_text(draw(), encoding="utf-8")
