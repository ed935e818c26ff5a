"""Rows with what is predicted for them, and samples of the data: order, words, the matrix, clicks."""

import runpy
import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest

from dlviz.tui.pictures import PICTURES
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.predictions import row_at
from dlviz.tui.pictures.tiles import arrange
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import PanelOptions

inputs = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("input_views.py"))))
SIZES = [(1, 1), (3, 2), (20, 6), (44, 13), (59, 19), (80, 20), (100, 27), (200, 50)]


def draw(found, width=80, height=20, theme=DARK, **options):
    return PICTURES["predictions"].draw(inputs.view(predictions=found), width, height, theme, PanelOptions(**options))


@pytest.mark.parametrize("name", sorted(inputs.ROWS))
@pytest.mark.parametrize("theme", ["dark", "light", "mono", "ascii"])
def test_all_rows_fit_into_every_size(name, theme):
    """Pictures, series, tables, numbers, one row and what is no number."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for width, height in SIZES:
            for log in (None, True):
                canvas = draw(inputs.ROWS[name], width, height, THEMES[theme], log=log)
                assert (canvas.width, canvas.height) == (width, height)
                assert theme != "ascii" or canvas.text().isascii()


def test_the_worst_stands_first_and_what_is_wrong_is_said():
    """Five of forty are wrong; the first is a 0 that is taken for a 1."""
    text = draw(inputs.mistakes(), 100).text()
    assert "worst first · 5 of 40 validation rows are wrong" in text
    captions = [line for line in text.splitlines() if "→" in line]
    assert captions[0].split()[:5] == ["0", "→", "1", "90", "%"]


def test_captions_are_red_where_the_class_is_wrong_and_green_where_it_is_right():
    for found, ink in ((inputs.mistakes(), DARK.bad), (inputs.ROWS["one"], DARK.good)):
        canvas = draw(found, 44, 13)
        y = next(y for y, line in enumerate(canvas.text().splitlines()) if "→" in line)
        assert canvas.fg[y, 1] == ink


def test_the_matrix_stands_beside_the_rows_where_there_is_room_and_alone_on_y():
    """Counts are those of the rows: five mistakes, 35 right."""
    for canvas in (draw(inputs.mistakes(), 120, 20), draw(inputs.mistakes(), 59, 19, log=True)):
        assert "row: true, column: predicted" in canvas.text()
        assert "accuracy 0.8750 = 35 of 40" in canvas.text()
    assert "accuracy" not in draw(inputs.mistakes(), 59, 19).text()


def test_numbers_stand_in_a_table_with_their_residuals():
    """ŷ − y of the first row is 30 − 10."""
    lines = draw(inputs.regression(), 90, 12).text().splitlines()
    assert lines[0].startswith("─ Predictions worst first, of 40 of 60,000 training rows")
    assert lines[1].split()[:4] == ["row", "PRICE", "predicted", "ŷ"]
    assert lines[2].split()[:4] == ["101", "10.00", "30.00", "20.00"]


@pytest.mark.parametrize("name", ["pictures", "table"])
def test_a_click_finds_the_row_under_it(name):
    """The first place is the worst row; below all rows there is none."""
    view = inputs.view(predictions=inputs.ROWS[name])
    options = PanelOptions()
    assert row_at(view, 59, 19, DARK, options, 2, 2) == 100
    assert row_at(view, 59, 19, DARK, options, 0, 2) is None


def test_places_are_as_large_as_lets_enough_of_them_stand_there():
    """Six pictures of 28x28 in 57x18 cells: two lines, seven rows each; and they do not overlap."""
    tiles = arrange((28, 28, 1), 10, Area(1, 1, 57, 18), 6)
    assert (tiles.rows, tiles.per_line, tiles.lines) == (7, 3, 2)
    places = [tiles.place(i) for i in range(tiles.count)]
    assert len({(place.x, place.y) for place in places}) == 6
    assert all(place.x + place.width <= 58 and place.y + place.height < 19 for place in places)
    assert [tiles.at(place.x, place.y + place.height) for place in places] == list(range(6))


def test_curves_take_the_width_there_is():
    """Four of them stand two and two rather than three and one, five in a narrow place below each other."""
    wide = arrange((275, 1), 9, Area(1, 1, 78, 19), 4)
    assert (wide.per_line, wide.width) == (2, 38)
    narrow = arrange((275, 1), 9, Area(1, 1, 43, 19), 5)
    assert (narrow.per_line, narrow.width) == (1, 43)


@pytest.mark.parametrize("kind", ["pictures", "series"])
def test_data_shows_some_of_each_class(kind):
    """In place of a table of 784 columns; the title says how many there are, and how many are held out."""
    view = inputs.view(data=inputs.samples(kind))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for width, height in SIZES:
            assert PICTURES["data"].draw(view, width, height, DARK, PanelOptions()).width == width
    text = PICTURES["data"].draw(view, 80, 20, DARK, PanelOptions()).text()
    said = "pictures of 28×28" if kind == "pictures" else "series of 30 steps"
    assert f"40 {said}, 3 classes, 10 held out" in text
    for name in ("small", "middle", "large"):
        assert name in text
