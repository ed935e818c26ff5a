import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.tui.marks import RUN, SMALL
from dlviz.tui.pictures import PICTURES
from dlviz.tui.theme import DARK
from dlviz.tui.view import PanelOptions

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))


def draw(panel, view, width=74, height=20, **options):
    return PICTURES[panel].draw(view, width, height, DARK, PanelOptions(**options))


def race(steps=300, cursor=200, count=5):
    """Runs of one step an epoch that go the same way over a field, each a little faster than the one before."""
    view = views.gd_vs_sgd()
    runs = []
    for index in range(count):
        t = np.minimum(np.arange(steps + 1) * (1 + 0.1 * index) / steps, 1.0)[:, None]
        path = np.array([1.0, -3.0]) + t * np.array([3.9, 2.7])
        columns = {"position": views.frozen(path), "loss": views.frozen(12 - t[:, 0])}
        run = replace(view.runs[0], name=f"run {index}", index=index, steps=steps, steps_per_epoch=1, columns=columns)
        runs.append(run)
    card = replace(view.card, loss_column="loss", loss_minus_minimum=False)
    return replace(view, card=card, runs=tuple(runs), cursor=cursor, front=steps, ticks=steps, ticks_per_epoch=1)


@pytest.mark.parametrize("cursor", [0, 3, 150, 300])
def test_the_marks_of_all_runs_stand_at_the_cursor(cursor):
    """Five runs with one loss: one mark on it, the others within a row and two columns, one more at the very time."""
    view = race(cursor=cursor)
    view = replace(view, runs=tuple(replace(run, columns=view.runs[0].columns) for run in view.runs))
    canvas = draw("loss", view, height=7)  # too low for a read-out
    spots = {glyph: np.argwhere(canvas.chars[1:] == ord(glyph)) for glyph in RUN[:5]}
    assert all(len(spot) == 1 for spot in spots.values())
    row, column = spots["●"][0]
    assert len({int(spot[0][0]) for spot in spots.values()}) == 2  # its own row and that on its nearer side
    assert all(abs(spot[0][0] - row) <= 1 and abs(spot[0][1] - column) <= 2 for spot in spots.values())
    assert sum(spot[0][1] == column for spot in spots.values()) == 2


def count(canvas, glyph, ink):
    return int(((canvas.chars == ord(glyph)) & (canvas.fg == ink)).sum())


def test_small_marks_along_a_path_are_about_a_dozen():
    """Of 300 steps of one epoch each a mark stands on every twentieth, of ten on each."""
    assert 9 <= count(draw("landscape", race(cursor=300, count=1)), SMALL[0], DARK.run(0)) <= 16
    assert count(draw("landscape", race(cursor=10, steps=10, count=1)), SMALL[0], DARK.run(0)) == 10  # and the head


@pytest.mark.parametrize("front", [0, 2, 4])
def test_the_path_of_the_run_in_front_lies_on_top(front):
    """Where five runs have gone the same way all small marks are those of the run in front."""
    view = race(cursor=200)
    view = replace(view, runs=tuple(replace(run, columns=view.runs[0].columns) for run in view.runs))
    canvas = draw("landscape", view, run=front)
    others = [index for index in range(5) if index != front]
    assert count(canvas, SMALL[front], DARK.run(front)) >= 7
    assert all(count(canvas, SMALL[index], DARK.run(index)) == 0 for index in others)
    assert count(canvas, RUN[front], DARK.run(front)) == 1
