"""λmax against its bound: what is drawn, what is said, and what happens where nothing is measured."""

import runpy
import warnings
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from rich.cells import cell_len

from dlviz.tui.pictures import PICTURES
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import PanelOptions

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))

SIZES = [(1, 1), (5, 3), (17, 5), (59, 19), (80, 20), (100, 27), (200, 46)]
RATES = (0.1, 0.05, 0.02)


def edge(cursor=240, front=600, *, sharp=None, spectrum=True, bounds=True, change=None):
    """Three runs of descent: the first reaches its bound of 20 at step 400, the others stay below theirs."""
    view = views.vanishing(cursor=cursor, front=front)
    t = np.arange(front + 1)
    runs = []
    for run, rate in zip(view.runs, RATES, strict=True):
        values = np.minimum(4.0 + 0.04 * t, 2 / rate) if sharp is None else sharp(t)
        columns = {**run.columns, "learning_rate": views.frozen(np.full(front + 1, rate))}
        columns["sharpness"] = views.frozen(np.where(t % 10 == 0, values, np.nan))
        if spectrum:
            entries = np.stack([values, 0.5 * values, 0.25 * values], axis=1)
            columns["eigenvalues"] = views.frozen(np.where((t % 20 == 0)[:, None], entries, np.nan))
        if bounds:
            columns["stability_bound"] = views.frozen(np.full(front + 1, 2 / rate))
        labels = {**run.labels, "eigenvalues": ("λ1", "λ2", "λ3")}
        runs.append(replace(run, columns=columns | (change or {}), labels=labels))
    return replace(view, runs=tuple(runs))


def draw(view, width=100, height=27, theme=DARK, **options):
    return PICTURES["stability"].draw(view, width, height, theme, PanelOptions(**options))


VIEWS = {
    "edge": edge,
    "one row": lambda: edge(cursor=0, front=0),
    "constant": lambda: edge(sharp=lambda t: np.full(len(t), 7.0)),
    "negative": lambda: edge(sharp=lambda t: -1.0 - 0.01 * t),
    "never": lambda: edge(sharp=lambda t: np.full(len(t), np.nan)),
    "diverged": lambda: edge(sharp=lambda t: np.where(t < 300, 4.0 * 1.2 ** np.minimum(t, 400.0), np.inf)),
    "no bound": lambda: edge(bounds=False),
    "nothing": lambda: views.nothing(),
}


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("theme", ["dark", "light", "mono", "ascii"])
def test_it_fits_its_panel_whatever_was_measured(name, theme):
    """Rows have the width that was asked for, and drawing warns of nothing."""
    view = VIEWS[name]()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for width, height in SIZES:
            for options in ({}, {"log": True, "run": 2}):
                canvas = draw(view, width, height, THEMES[theme], **options)
                strips = canvas.strips()
                assert len(strips) == height
                assert {cell_len(strip.text) for strip in strips} == {width}
                assert theme != "ascii" or canvas.text().isascii()


def test_the_read_out_is_that_of_the_last_measured_step():
    """At step 247 λmax is that of step 240, 4 + 9.6, and λ·η/2 of η = 0.1 is 0.68."""
    text = draw(edge(cursor=247)).text()
    for words in ("λmax", "2/η", "λ·η/2", "13.60", "20.0", "0.680"):
        assert words in text, words


def test_the_line_is_unbroken_between_measurements():
    """Every column of cells between start and cursor has a dot of the first run, though 9 of 10 rows are NaN."""
    canvas = draw(edge(cursor=500, spectrum=False), 200, 17)
    mine = (canvas.chars >= 0x2800) & (canvas.fg == DARK.run(0))
    assert mine.any(axis=0)[12:90].all()


def test_a_bound_of_momentum_is_not_called_two_over_eta():
    """Heads say 2/η where that is the bound, and bound where momentum or Adam set another."""
    view = edge(change={"stability_bound": views.frozen(np.full(601, 38.0))})
    assert "2/η" not in draw(view).text()
    assert "λ/bound" in draw(view).text()


@pytest.mark.parametrize("width", range(30, 101))
def test_the_title_says_less_where_it_has_no_room(width):
    """No word of it is cut, and λmax stays."""
    head = draw(edge(), width, 17).text().splitlines()[0]
    assert "…" not in head
    assert "λmax" in head


def test_past_the_bound_it_is_said():
    """A ratio above 1 has a sentence, one below has none."""
    beyond = edge(sharp=lambda t: np.full(len(t), 30.0))
    assert "above 1 a swing" in draw(beyond, 160, 17).text()
    assert "above 1" not in draw(edge(), 160, 17).text()


def test_the_sharpness_that_the_bound_speaks_of_comes_first():
    """Where both are measured the preconditioned one is drawn."""
    t = np.arange(601)
    view = edge(change={"preconditioned_sharpness": views.frozen(np.where(t % 10 == 0, 0.25, np.nan))})
    assert "D^-½" in draw(view).text()
    assert "0.2500" in draw(view).text()


def test_only_eigenvalues_are_enough():
    """The largest of them is λmax."""
    view = edge()
    runs = tuple(replace(r, columns={k: v for k, v in r.columns.items() if k != "sharpness"}) for r in view.runs)
    assert "13.60" in draw(replace(view, runs=runs, cursor=247)).text()


def test_the_loss_stands_below_where_there_is_room_with_one_time_axis():
    """The cursor is one line through both charts; a low panel has the upper one alone."""
    canvas = draw(edge(), 100, 27)
    assert "─ Loss " in canvas.text()
    columns = np.nonzero((canvas.chars == ord("│")) & (canvas.fg == DARK.cursor))[1]
    assert len(set(columns.tolist())) == 1
    assert "─ Loss " not in draw(edge(), 100, 15).text()


def test_without_a_measurement_it_says_what_to_name():
    """A view without sharpness has the instrument's place in a sentence."""
    assert "training.instruments" in draw(views.vanishing()).text()
    assert "importing JAX" in draw(views.empty()).text()
