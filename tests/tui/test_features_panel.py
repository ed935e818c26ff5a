"""The chosen input and its maps: what stands where, in every size and theme, whatever the numbers are."""

import re
import runpy
import warnings
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.tui.canvas import Canvas
from dlviz.tui.pictures import PICTURES
from dlviz.tui.pictures.features import layer_at, layer_names
from dlviz.tui.pictures.pixels import Scale, draw_map, resized, scale_of, size_in
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import PanelOptions

inputs = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("input_views.py"))))
SIZES = [(1, 1), (3, 2), (20, 6), (44, 15), (59, 19), (80, 20), (100, 27), (200, 50)]


def draw(found, width=80, height=20, theme=DARK, **options):
    return PICTURES["features"].draw(inputs.view(found), width, height, theme, PanelOptions(**options))


@pytest.mark.parametrize("name", sorted(inputs.LOOKS))
@pytest.mark.parametrize("theme", ["dark", "light", "mono", "ascii"])
def test_every_input_fits_into_every_size(name, theme):
    """Pictures, series, rows, constants and what is no number: no warning, nothing outside, ASCII where asked for."""
    found = inputs.LOOKS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for width, height in SIZES:
            for layer in (None, found.layers[0].name, found.layers[-1].name):
                canvas = draw(found, width, height, THEMES[theme], layer=layer)
                assert (canvas.width, canvas.height) == (width, height)
                assert theme != "ascii" or canvas.text().isascii()


def test_before_anything_is_known_it_says_what_is_waited_for():
    assert "computing the feature maps" in draw(None).text()


@pytest.mark.parametrize("panel", ["features", "predictions"])
def test_a_run_that_waits_for_another_one_says_so(panel):
    view = inputs.view()
    run = replace(view.runs[0], stage="waiting", status="waits for base", columns={})
    canvas = PICTURES[panel].draw(replace(view, runs=(run,)), 80, 20, DARK, PanelOptions())
    assert f"{run.name} waits for base" in canvas.text()


def test_the_row_its_class_and_the_prediction_are_said():
    text = draw(inputs.lenet()).text()
    assert "validation row 1 of 1,000" in text
    assert "true 0" in text
    assert "predicted 0  82 %" in text
    assert "training row 8 of 4,000" in draw(inputs.series()).text()


def test_the_numbers_of_a_row_have_the_names_of_its_features():
    """A name and its number on one line; without names they are counted."""
    assert re.search(r"sepal length +5\.1", draw(inputs.numbers()).text())
    assert re.search(r"x3 +0\.2", draw(replace(inputs.numbers(), features=())).text())


def test_a_long_prediction_loses_letters_and_keeps_its_number():
    """The name is cut, the per cent stay."""
    found = replace(inputs.lenet(), predicted="a very long name of a class that has no room here")
    assert re.search(r"→ a very.*…  82 %", draw(found).text())


def test_layers_are_said_with_their_shapes_and_what_does_not_fit_is_counted():
    """Of sixteen maps fewer fit; those that do and those that are said to be left are sixteen together."""
    text = draw(inputs.lenet(), 59, 19).text()
    assert "conv2d  28×28×6" in text
    assert "conv2d_1  10×10×16  Conv2D" in text
    line = next(line for line in text.splitlines() if "conv2d_1" in line)
    more = int(line.split("…")[1].split()[0])
    assert 0 < more < 16


def test_layers_without_weights_give_way_first():
    """In little room padding and pooling are left out, which is said; with more room pooling stands there."""
    few, many = draw(inputs.lenet(), 59, 16).text(), draw(inputs.lenet(), 80, 40).text()
    assert "max_pooling2d" not in few
    assert "2 more layers" in few
    assert "max_pooling2d  14×14×6" in many
    for layer in ("conv2d ", "conv2d_1", "dense 120", "dense_1 10"):
        assert layer in few


def test_a_chosen_layer_has_all_the_room():
    """All its maps stand there, and no other layer."""
    text = draw(inputs.lenet(), 80, 20, layer="conv2d_1").text()
    assert "conv2d_1" in text
    assert "dense" not in text
    assert "more" not in text


def test_a_click_finds_the_layer_under_it():
    """Every layer that is drawn is found by its head; beside the layers there is none."""
    view, options = inputs.view(inputs.lenet()), PanelOptions()
    lines = PICTURES["features"].draw(view, 80, 40, DARK, options).text().splitlines()
    for name in ("conv2d", "max_pooling2d", "conv2d_1", "dense", "dense_1"):
        row, line = next((y, line) for y, line in enumerate(lines) if f"{name} " in line)
        assert layer_at(view, 80, 40, DARK, options, line.index(f"{name} "), row) == name
    assert layer_at(view, 80, 40, DARK, options, 2, 3) is None
    assert layer_names(view, 0) == tuple(layer.name for layer in inputs.lenet().layers)


def test_zero_is_paper_of_the_map_and_the_largest_value_its_brightest():
    """All maps of a layer share one scale, from zero."""
    canvas = Canvas(4, 1, DARK)
    values = np.array([[0.0, 1.0, 2.0, np.nan], [4.0, 4.0, 4.0, 4.0]])
    draw_map(canvas, 0, 0, values, scale_of(values, "maps"), (2, 4))
    assert canvas.fg[0].tolist() == [*(int(DARK.heat[k]) for k in (0, 6, 12)), DARK.grid]
    assert canvas.bg[0].tolist() == [int(DARK.heat[24])] * 4


def test_numbers_with_a_sign_have_a_scale_with_two_sides():
    scale = scale_of(np.array([-1.0, 3.0]), "maps")
    assert scale == Scale(0.0, 3.0, signed=True)
    assert scale.share(np.array([-3.0, 0.0, 1.5])).tolist() == [-1.0, 0.0, 0.5]


def test_a_smaller_picture_has_the_means_of_the_larger():
    """Two by two pixels are their mean, by NumPy; the mean of the whole stays where sizes are no multiples."""
    values = np.random.default_rng(0).random((28, 20))
    np.testing.assert_allclose(resized(values, 14, 10), values.reshape(14, 2, 10, 2).mean(axis=(1, 3)))
    assert resized(values, 9, 7).mean() == pytest.approx(values.mean())
    assert np.array_equal(resized(values[:2, :2], 4, 4), np.kron(values[:2, :2], np.ones((2, 2))))


@pytest.mark.parametrize(("shape", "rows", "columns", "size"), [
    ((28, 28, 1), 14, 60, (28, 28)),
    ((28, 28, 1), 7, 60, (14, 14)),
    ((8, 8, 1), 10, 60, (16, 16)),
    ((8, 8, 1), 10, 12, (8, 8)),
    ((28, 28, 1), 0, 60, (0, 0)),
])  # fmt: skip
def test_pixels_stay_squares(shape, rows, columns, size):
    """A cell is one pixel wide and two high; what is small grows by whole factors."""
    assert size_in(shape, rows, columns) == size


def test_a_wrong_prediction_is_red_and_a_right_one_green():
    def colour(found):
        canvas = draw(found)
        y = next(y for y, line in enumerate(canvas.text().splitlines()) if "predicted" in line)
        return int(canvas.fg[y, 1])

    assert colour(inputs.lenet()) == DARK.good
    assert colour(inputs.series()) == DARK.bad
    assert colour(replace(inputs.numbers())) == DARK.text


@pytest.mark.parametrize("size", [(59, 20), (80, 20), (100, 27)])
def test_units_do_not_run_into_the_maps_above_them(size):
    """Above the first cells of the first layer of units is a blank row, where there is room for it."""
    canvas = draw(inputs.lenet(), *size)
    row = next(i for i, line in enumerate(canvas.text().splitlines()) if " dense 120" in line)
    left = canvas.text().splitlines()[row].index("dense 120")
    cells = canvas.chars[:, left:] == ord("▀")
    first = next(i for i in range(row, 0, -1) if not cells[i].any())
    assert not canvas.chars[first, left:][canvas.chars[first, left:] != ord(" ")].size
