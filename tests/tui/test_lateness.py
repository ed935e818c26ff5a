"""A picture that lags behind the cursor says which step it is of."""

from __future__ import annotations

import math
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from dlviz.tui.lateness import late
from dlviz.tui.panels.reads import changed
from dlviz.tui.pictures import draw_panel
from dlviz.tui.theme import DARK
from dlviz.tui.view import PanelOptions

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))


def top(view):
    return draw_panel("fit", view, 100, 20, DARK, PanelOptions()).text().splitlines()[0]


def test_a_picture_of_an_earlier_step_says_so_and_is_drawn_anew_for_it():
    """At rest at once; panels that are not computed at the cursor say nothing."""
    view = replace(views.iris(), playing=False)
    row = view.row(view.runs[0])
    here = replace(view, found_at={"fits": {view.runs[0].index: row}})
    behind = replace(view, found_at={"fits": {view.runs[0].index: row - 3}})
    assert top(here) == top(view)
    assert f"of step {view.cursor - 3} ─" in top(behind)
    assert late("loss", behind, 0) is None
    moved = replace(here, cursor=view.cursor - 3)
    assert changed("fit", here, moved)
    assert not changed("features", here, moved)


@pytest.mark.parametrize(("speed", "said"), [(2.0, True), (10.0, False), (math.inf, False)])
def test_while_time_flows_a_second_is_not_late(speed, said):
    view = replace(views.iris(), playing=True, speed=speed, ticks=300)
    behind = {view.runs[0].index: view.row(view.runs[0]) - 5}
    assert (late("fit", replace(view, found_at={"fits": behind}), 0) is not None) is said
