import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.tui.pictures import PICTURES
from dlviz.tui.theme import DARK
from dlviz.tui.view import FitView, PanelOptions

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))


@pytest.mark.parametrize("slope", [0.5, 2.0, 5.0, 8.0, 40.0, -0.5, -0.6])
@pytest.mark.parametrize("points", [2, 200])
def test_the_mark_of_a_fit_stands_where_its_line_ends_or_leaves(slope, points):
    """The mark is the rightmost cell of its run's colour, within two cells of the line's last dots."""
    view = views.perceptron()
    x = np.linspace(float(view.data.x.min()), float(view.data.x.max()), points)
    curve = np.stack([x, slope * (x - x[0]) + 10.0 if slope > 0 else slope * x], axis=1)
    view = replace(view, fits=(FitView(curve=curve), FitView(), FitView()))
    canvas = PICTURES["data"].draw(view, 46, 15, DARK, PanelOptions())
    rows, columns = np.nonzero(canvas.fg == DARK.run(0))
    drawn = canvas.chars[rows, columns] != 32
    rows, columns = rows[drawn], columns[drawn]
    marked = canvas.chars[rows, columns] == ord("●")
    assert marked.sum() == 1
    line = columns[~marked]
    assert len(line)
    assert 0 <= columns[marked][0] - line.max() <= 2
