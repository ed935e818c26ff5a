import re
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.tui.pictures import PICTURES
from dlviz.tui.theme import DARK
from dlviz.tui.view import PanelOptions

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))

RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def between(low, high):
    """Three runs of one layer whose norms go from one power of ten to another."""
    view = views.perceptron(cursor=6)
    norms = views.frozen(np.logspace(high, low, 11)[:, None])
    return replace(view, runs=tuple(replace(r, columns={**r.columns, "grad_norm": norms}) for r in view.runs))


def rows(view, width, height=17):
    return PICTURES["gradients"].draw(view, width, height, DARK, PanelOptions()).text().split("\n")


@pytest.mark.parametrize("width", [40, 44, 48, 53, 64, 80])
def test_the_unit_of_the_heat_map_never_runs_into_the_limit_of_its_bar(width):
    """A space stands before the lower limit at every width; the bar is there from 44 cells on."""
    head = next(row for row in rows(between(-11, 1), width) if "layer × step" in row)
    if "10⁻¹¹" in head:
        assert re.search(r"(‖∂L/∂W‖|step) +10⁻¹¹ +10¹", head)
    if width >= 44:
        assert "10⁻¹¹" in head


@pytest.mark.parametrize("width", [40, 44, 48, 53, 64, 80])
@pytest.mark.parametrize(("low", "high"), [(-9, 3), (-11, 1), (-4, 6), (-5, 3), (-3, 4), (-2, 0)])
def test_decades_are_labelled_at_one_stride(low, high, width):
    """The exponents under the lollipops differ by one number, and there are two at least."""
    row = next(row for row in rows(between(low, high), width)[2:] if re.fullmatch(r"\s*(10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+\s*)+", row))
    exponents = [int(found.translate(RAISED)) for found in re.findall(r"10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", row)]
    assert len(exponents) >= 2
    assert len(set(np.diff(exponents).tolist())) == 1


def test_runs_whose_gradients_are_alike_are_all_seen_where_there_are_rows_for_them():
    """A row for each run: on one row their marks share a cell; there is no heat map below to make room for."""
    view = between(-2, 1)
    assert [sum(mark in line for line in rows(view, 59, 13)[:7]) for mark in "●▲■"] == [1, 1, 1]
    assert [sum(mark in line for line in rows(view, 59, 5)) for mark in "●▲■"] != [1, 1, 1]


def test_names_that_are_cut_keep_their_numbers_and_rows_that_lack_room_are_counted():
    """Twelve layers of one name in nine rows: the last digits are seen, and how many layers are not."""
    view = views.perceptron(cursor=6)
    names = ("batch_normalization", *(f"batch_normalization_{i}" for i in range(1, 12)))
    norms = views.frozen(np.ones((11, 12)))
    runs = tuple(
        replace(run, columns={**run.columns, "grad_norm": norms}, labels={**run.labels, "grad_norm": names})
        for run in view.runs
    )
    text = rows(replace(view, runs=runs), 60, 10)
    assert "batch_norma…ion_3" in "\n".join(text)
    shown = sum("batch_norma" in row for row in text)
    assert f"… {12 - shown} more layers" in "\n".join(text)
    assert shown < 9
