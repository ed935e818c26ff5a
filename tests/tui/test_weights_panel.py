"""The weights as fields, filters, curves and histograms over time, and how many are as good as zero."""

import runpy
import warnings
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.scenarios import load
from dlviz.tui.pictures import PICTURES
from dlviz.tui.pictures.weights import layer_at
from dlviz.tui.pooling import furthest
from dlviz.tui.probes import kernels as probe
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import PanelOptions

HERE = Path(__file__).parent
views = SimpleNamespace(**runpy.run_path(str(HERE / "views.py")))
samples = SimpleNamespace(**runpy.run_path(str(HERE / "mask_views.py")))

SIZES = [(1, 1), (9, 4), (24, 7), (44, 15), (59, 19), (80, 20), (100, 27), (120, 32), (200, 50)]


def view(name="iris"):
    return replace(views.iris(), kernels=(samples.WEIGHTS[name](),))


def draw(one, width=80, height=20, theme=DARK, **options):
    return PICTURES["weights"].draw(one, width, height, theme, PanelOptions(**options))


@pytest.mark.parametrize("theme", ["dark", "light", "mono", "plain", "ascii"])
@pytest.mark.parametrize("name", sorted(samples.WEIGHTS))
def test_all_weights_fit_every_size(name, theme):
    """The picture has the size that was asked for, no warning, and in ASCII nothing that is not."""
    one = view(name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for size in SIZES if theme in ("dark", "ascii") else SIZES[::4]:  # colours decide about no place
            for options in ({}, {"log": True}, {"layer": "dense_1", "focused": True}, {"layer": "conv2d_1"}):
                canvas = draw(one, *size, THEMES[theme], **options)
                assert (canvas.width, canvas.height) == size
                assert theme != "ascii" or canvas.text().isascii()
                assert "?" not in canvas.text()


def test_zeros_are_counted_in_the_title_and_for_each_layer():
    """dense_1 has 153 zeros of 256 weights, all layers together 153 of 368 at least."""
    text = draw(view(), 120, 32).text()
    layers = view().kernels[0].layers
    small = sum(int((np.abs(one.kernel) < 1e-3).sum()) for one in layers)
    assert f"|w| < 0.001: {100 * small / 368:.0f} % of 368" in text.splitlines()[0]
    assert "16×16 · 60 % zeros" in text


def test_the_colour_of_a_weight_is_its_sign_and_zero_is_paper():
    """A matrix of 1, 0 and −1 has the ends and the middle of the map, in its order."""
    one = replace(samples.kernel(1, 3), kernel=np.array([[1.0, 0.0, -1.0]]), top=1.0)
    canvas = draw(replace(view(), kernels=(samples.weights(one),)), 60, 10)
    row = canvas.fg[2][canvas.chars[2] == ord("▀")]
    colours = list(dict.fromkeys(row.tolist()))
    assert colours == [int(DARK.signed[level]) for level in (24, 12, 0)]


def test_what_does_not_fit_is_the_furthest_from_zero():
    """Of every block its largest weight with its sign; what fits is as it is; one lone spike is never lost."""
    matrix = np.zeros((100, 70))
    matrix[37, 55] = -3.0
    small = furthest(matrix, 7, 9)
    assert small.shape == (7, 9)
    assert small.min() == -3.0
    assert (small != 0).sum() == 1
    assert furthest(matrix, 200, 70) is matrix
    assert "largest of" in draw(view("wide"), 120, 32, layer="dense_1").text()
    assert "largest of" not in draw(view("iris"), 120, 32).text()


def test_y_shows_how_they_are_spread():
    """Untrained steps are the grid's colour, the spread gets wider to the right, and the title says what it is."""
    one = view()
    canvas = draw(one, 120, 20, log=True, layer="dense")
    assert "spread" in canvas.text().splitlines()[0]
    assert "step 400" in canvas.text()
    field = canvas.chars == ord("▀")
    columns = np.nonzero(field.any(axis=0))[0]
    nothing = np.isin(canvas.fg, [DARK.paper, DARK.grid])
    lit = field & ~nothing
    first, last = lit[:, columns[0]].sum(), lit[:, columns[8]].sum()
    assert 0 < first < last
    assert not lit[:, columns[20:]].any()


def test_filters_are_pictures_and_series_are_curves():
    """Six filters of 5×5 in view; filters of a series have braille; layers that are chosen have the room."""
    text = draw(view("pictures"), 100, 27, layer="conv2d").text()
    assert "6 filters" in text
    assert "channels of the input" in draw(view("pictures"), 100, 27, layer="conv2d_1").text()
    canvas = draw(view("series"), 100, 27)
    assert ((canvas.chars > 0x2800) & (canvas.chars < 0x2900)).any()
    assert "7 weights a channel, 3 channels" in canvas.text()


def test_a_click_finds_the_layer():
    one, options = view(), PanelOptions()
    lines = draw(one, 120, 32).text().splitlines()
    for name in ("dense", "dense_1", "dense_2"):
        y = next(i for i, line in enumerate(lines) if f"{name} " in line)
        assert layer_at(one, 120, 32, DARK, options, lines[y].index(f"{name} "), y) == name


def test_nothing_to_see_is_said():
    assert "no weights" in draw(replace(view(), kernels=(None,))).text()
    assert "it broke" in draw(replace(view(), kernels=(), troubles={"weights": "it broke"})).text()


def test_the_probe_looks_at_about_forty_steps_up_to_the_cursor():
    """Shares add up to 1 at every step, the last kernel is the state's, and looking back knows less."""
    session = load("l1-vs-l2", steps=200).run()
    found = probe.weights(session, 0, 200)
    assert found.steps.tolist() == list(range(0, 201, 5))
    for one in found.layers:
        np.testing.assert_allclose(one.past.sum(axis=0), 1.0)
        np.testing.assert_array_equal(one.kernel, session.state(0, 200).params[one.name]["kernel"])
        assert one.zeros == pytest.approx(session.runs[0].run.trace["zeros"][200][found.layers.index(one)], abs=1e-6)
    assert probe.weights(session, 0, 12).steps.tolist() == [0, 5, 10]
