import gc
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.tui import reduction
from dlviz.tui.kept import Kept, once
from dlviz.tui.pictures import PICTURES
from dlviz.tui.pictures.series import GRAINS, Series
from dlviz.tui.theme import DARK
from dlviz.tui.view import PanelOptions, RunView

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))
RUN = RunView("GD", 0, "training", "training", 1, 1, {}, {})


def test_rows_that_were_asked_for_before_cost_nothing():
    """The same rows of a buffer are worked out once, more rows or another question anew."""
    asked = []
    buffer = np.arange(100.0)

    def total(rows, what="sum"):
        return once(buffer[:rows], what, lambda: asked.append((rows, what)) or buffer[:rows].sum())

    assert [total(50), total(50), total(60), total(50), total(50, "other")] == [1225.0, 1225.0, 1770.0, 1225.0, 1225.0]
    assert asked == [(50, "sum"), (60, "sum"), (50, "other")]
    buffer[49] = 0.0  # the last row is one that is being written
    assert total(50) == 1176.0


def test_views_of_a_buffer_that_begin_together_are_told_apart():
    """By their steps and their shape."""
    things, buffer = Kept(8), np.zeros((8, 2))
    for number, view in enumerate((buffer[:4], buffer[::2], buffer[:4, :1])):
        assert things.of(view, lambda number=number: number) == number


def test_what_is_kept_goes_with_its_buffer():
    """A buffer is watched, not held; of several the last ones asked for stay."""
    things = Kept(2)
    buffers = [np.zeros(3) for _ in range(3)]
    for number, buffer in enumerate(buffers):
        things.put(buffer, number, number)
    assert [things.get(buffer, number) for number, buffer in enumerate(buffers)] == [None, 1, 2]
    assert things.get(np.zeros(3), 1) is None
    things.get(buffers[1], 1)
    things.put(buffers[0], 0, 0)
    assert [things.get(buffer, number) for number, buffer in enumerate(buffers)] == [0, 1, None]
    del buffer, buffers
    gc.collect()
    assert len(things) == 0


def test_a_growing_line_is_drawn_in_grains():
    """A run that trains shows all but less than a grain, an ended one every row; the value at the cursor is exact."""
    values = np.arange(10_000.0)
    span = 4.0 * GRAINS * 100
    one = Series(RUN, values[:9_999], 0.0, 4.0, span=span)
    assert len(one.drawn) == 9_900
    assert one.value(4 * 9_998) == 9_998
    assert len(replace(one, run=replace(RUN, stage="ended")).drawn) == 9_999
    assert len(Series(RUN, values[:150], 0.0, 4.0, span=span).drawn) == 150


@pytest.mark.parametrize("panel", ["loss", "stability"])
def test_a_cursor_that_moves_reduces_nothing(panel, monkeypatch):
    """Of charts whose rows were drawn before, no row is looked at again."""
    view = views.iris()
    runs = [replace(run, columns={**run.columns, "sharpness": run.columns["loss"] + 1}) for run in view.runs]
    view = replace(view, runs=tuple(runs))

    def draw(cursor):
        return PICTURES[panel].draw(replace(view, cursor=cursor), 80, 24, DARK, PanelOptions()).text()

    first = draw(view.front)
    monkeypatch.setattr(reduction, "bins", None)
    monkeypatch.setattr(reduction, "reduce", None)
    assert draw(view.front) == first
    assert draw(view.front // 2) != first
