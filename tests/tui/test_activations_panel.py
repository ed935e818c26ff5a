"""The activation with the units' sums on it, and the spread of all layers."""

import runpy
import warnings
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.tui.pictures import PICTURES
from dlviz.tui.pictures.activations import layer_at
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import PanelOptions

HERE = Path(__file__).parent
views = SimpleNamespace(**runpy.run_path(str(HERE / "views.py")))
samples = SimpleNamespace(**runpy.run_path(str(HERE / "unit_views.py")))

SIZES = [(1, 1), (9, 4), (24, 7), (44, 15), (59, 19), (80, 20), (100, 27), (120, 32), (200, 50)]


def view(name="deep"):
    return replace(views.iris(), activities=(samples.ACTIVITIES[name](),))


def draw(one, width=80, height=20, theme=DARK, **options):
    return PICTURES["activations"].draw(one, width, height, theme, PanelOptions(**options))


def dots(canvas, ink):
    return (canvas.chars > 0x2800) & (canvas.chars < 0x2900) & (canvas.fg == ink)


@pytest.mark.parametrize("theme", ["dark", "light", "mono", "plain", "ascii"])
@pytest.mark.parametrize("name", sorted(samples.ACTIVITIES))
def test_every_activity_fits_every_size(name, theme):
    """The picture has the size that was asked for, no warning, and in ASCII nothing that is not."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for size in SIZES:
            for options in ({}, {"layer": "dense_1", "focused": True, "log": True}):
                canvas = draw(view(name), *size, THEMES[theme], **options)
                assert (canvas.width, canvas.height) == size
                assert theme != "ascii" or canvas.text().isascii()
                assert "?" not in canvas.text()


def test_the_sums_lie_on_the_curve():
    """For ReLU every dot of a unit left of 0 lies on the lowest row of the curve, some right of 0 above it."""
    canvas = draw(view("two"), 59, 19, layer="dense")
    rows, columns = np.nonzero(dots(canvas, DARK.run(0)))
    axis = next(line for line in canvas.text().splitlines() if "−4" in line and "2" in line)
    zero = axis.index(" 0 ") + 1
    ground = rows[columns < zero - 1]
    assert len(set(ground.tolist())) == 1
    assert (rows[columns > zero + 4] < ground[0]).all()
    assert (columns > zero + 4).any()


def test_dead_and_saturated_units_are_told_for_each_layer():
    """Two of eight ReLU units are dead: 25 %; softmax has no slope and no saturation."""
    rows = {
        line.split()[0].strip("▸"): line
        for line in draw(view("two")).text().splitlines()
        if "dense" in line and "%" in line
    }
    assert "25 %" in rows["dense"]
    assert "0.500" in rows["dense"]
    assert rows["dense_1"].rstrip().endswith("–")
    assert "100 %" in draw(view("dead")).text()


def test_a_spread_that_grows_is_a_bar_that_grows():
    """Each layer's sums are twice as spread as those before; the bars get longer to the fifth."""
    canvas = draw(view("deep"))
    lengths = [line.count("━") for line in canvas.text().splitlines() if "dense" in line and "%" in line]
    assert lengths[:5] == sorted(lengths[:5])
    assert lengths[4] > 2 * lengths[0]


def test_the_first_layer_is_shown_the_chosen_one_instead_and_all_where_there_is_room():
    """One curve at 80x20; all seven at 200x50 unless a layer is chosen."""

    def curves(canvas):
        return sum("units" in word for line in canvas.text().splitlines() for word in line.split())

    small, chosen = draw(view()), draw(view(), layer="dense_3")
    assert curves(small) == curves(chosen) == 1
    assert "dense tanh" in small.text()
    assert "dense_3 tanh" in chosen.text()
    assert "dense_3 chosen" in chosen.text().splitlines()[0]
    assert curves(draw(view(), 200, 50)) == 7
    assert curves(draw(view(), 200, 50, layer="dense_3")) == 1


def test_a_diverged_network_says_that_there_are_no_numbers():
    """No finite sums; the table has dashes, not zeros."""
    text = draw(view("lost"), layer="dense").text()
    assert "no finite sums" in text
    row = next(line for line in text.splitlines() if "▸dense" in line)
    assert row.count("–") == 5


def test_before_anything_is_known_it_says_what_is_waited_for():
    """Computed, impossible, or failed."""
    one = replace(views.iris(), activities=())
    assert "computing the activations" in draw(one).text()
    assert "no network" in draw(replace(one, networks=())).text()
    assert "it broke" in draw(replace(one, troubles={"activations": "it broke"})).text()


@pytest.mark.parametrize("size", [(80, 20), (200, 50)])
def test_a_click_on_a_row_finds_its_layer(size):
    """Each row of the table leads to its layer; so does each of the small plots."""
    lines = draw(view(), *size).text().splitlines()
    for y, line in enumerate(lines):
        for name in (f"dense_{i}" for i in range(1, 7)):
            if f"{name} " in line:
                assert layer_at(view(), *size, DARK, PanelOptions(), line.index(name), y) == name


@pytest.mark.parametrize("width", range(40, 121))
def test_plots_that_would_be_too_small_side_by_side_give_way_to_one(width):
    """At every width there is a curve with the sums on it, also where half the room less the gap is a cell too few."""
    assert dots(draw(view("two"), width, 16), DARK.run(0)).any()
