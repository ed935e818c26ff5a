"""What stands on a landscape: the colour of its mark, and what is shown of it where it has left."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.tui.colour import contrast
from dlviz.tui.marks import mark
from dlviz.tui.numbers import number
from dlviz.tui.pictures import PICTURES
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.standing import off, told
from dlviz.tui.readings import lines_at
from dlviz.tui.theme import DARK, NAMES, named
from dlviz.tui.view import PanelOptions

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))


def draw(view, width=80, height=20, theme=DARK):
    return PICTURES["landscape"].draw(view, width, height, theme, PanelOptions())


def standing(view, *places):
    """The same view, its runs at these places from the first row on."""
    runs = []
    for run, place in zip(view.runs, places, strict=False):
        position = np.broadcast_to(np.asarray(place, np.float32), run.columns["position"].shape)
        runs.append(replace(run, columns={**run.columns, "position": position}))
    return replace(view, runs=tuple(runs), strides=())


def said(canvas):
    """All that is read anywhere, as (what, value)."""
    cells = np.ndindex(canvas.height, canvas.width)
    return {(line.what, line.value) for y, x in cells for line in lines_at(canvas.reads, x, y)}


def test_a_run_that_has_left_a_curve_has_an_arrow_at_its_end():
    """Left of it `←●`, right of it `▲→`, in the runs' colours; of two at one end each has its own row."""
    view = standing(views.perceptron(), [-7.5], [40.0], [-3.0])
    canvas = draw(view)
    text = canvas.text()
    assert "←●" in text
    assert "▲→" in text
    assert "←■" in text
    assert {int(ink) for ink in canvas.fg[canvas.chars == ord("←")]} == {DARK.run(0), DARK.run(2)}
    plain = draw(view, theme=DARK.in_ascii()).text()
    assert all(pair in plain for pair in ("<O", "^>", "<#"))
    read = said(canvas)
    assert {("1e-05", "off the chart"), ("its w", number(-7.5)), ("its w", number(40.0))} <= read


def test_a_run_that_is_on_the_chart_has_no_arrow():
    """Neither on a curve, at both ends of its grid, nor on a field."""
    curve, field = standing(views.perceptron(), [-2.0], [10.0]), views.gd_vs_sgd()
    for view in (curve, field):
        canvas = draw(view, 120, 30)
        assert "off the chart" not in {value for _, value in said(canvas)}
        assert not np.isin(canvas.chars, [ord(arrow) for arrow in "←→↑↓"]).any()


def test_a_run_that_has_left_a_field_has_an_arrow_at_the_edge():
    """Above it `↑` over the mark, below it `↓` under it, with the weights it stands at for who points there."""
    view = views.gd_vs_sgd()
    canvas = draw(standing(view, [2.0, 60.0], [2.0, -60.0]))
    for arrow, glyph, down in (("↑", "●", 1), ("↓", "▲", -1)):
        y, x = (int(found[0]) for found in np.nonzero(canvas.chars == ord(arrow)))
        assert canvas.chars[y + down, x] == ord(glyph)
    assert {("GD", "off the chart"), ("SGD", "off the chart")} <= said(canvas)


@pytest.mark.parametrize(
    ("dot", "way"),
    [
        ((0.0, 0.0), (0, 0)),
        ((39.4, 39.4), (0, 0)),
        ((-0.6, 20.0), (-1, 0)),
        ((39.6, 20.0), (1, 0)),
        ((20.0, -0.6), (0, -1)),
        ((20.0, 39.6), (0, 1)),
        ((-40.0, -10.0), (-1, 0)),
        ((-10.0, -40.0), (0, -1)),
        ((-20.0, -24.0), (0, -1)),  # ten cells to the left, and six up that are twice as high
    ],
)
def test_an_arrow_points_the_way_that_is_farther(dot, way):
    assert off(Area(0, 0, 20, 10), *dot) == way


@pytest.mark.parametrize("name", [name for name in NAMES if named(name).hues])
def test_marks_that_share_a_field_keep_their_colour_and_can_be_told_from_it(name):
    """On low ground a run's own colour, on every level of the field a contrast of 3 to 1."""
    theme = named(name)
    for index in range(6):
        inks = [told(theme, index, theme.field[None], alone=False)(level, 0) for level in range(len(theme.field))]
        assert inks[0] == theme.run(index)
        pairs = zip(inks, theme.field.tolist(), strict=True)
        assert min(float(contrast(ink, ground)) for ink, ground in pairs) >= 3.0
    canvas = draw(views.gd_vs_sgd(), theme=theme)
    for index in range(2):
        assert theme.run(index) in canvas.fg[canvas.chars == ord(mark(index))]
