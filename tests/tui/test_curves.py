"""Curves over a column: every run, the points at the cursor, dashes, several entries, and what can be wrong."""

import re
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
from dlviz.tui.view import Card, PanelOptions, RunView, View

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))

SIZES = ((80, 20), (59, 19), (100, 27), (24, 6), (9, 3), (1, 1))


def run(index, name, columns, labels=None):
    shown = {key: views.frozen(values) for key, values in columns.items()}
    steps = len(next(iter(shown.values()))) - 1
    return RunView(name, index, "ended", "finished", steps, 1, shown, labels or {})


def view(runs, columns=("output", "derivative"), x="o", cursor=30):
    card = Card("activations", "", "2.3", "", "", panels=("curves",), curves_x=x, curves=columns)
    steps = max(one.steps for one in runs)
    return View(card, tuple(runs), cursor=cursor, front=steps, ticks=steps)


def functions(points=41, cursor=30):
    o = np.linspace(-4, 4, points)
    σ = 1 / (1 + np.exp(-o))
    return view(
        [
            run(0, "tanh", {"o": o, "output": np.tanh(o), "derivative": 1 - np.tanh(o) ** 2}),
            run(1, "sigmoid", {"o": o, "output": σ, "derivative": σ * (1 - σ)}),
            run(2, "relu", {"o": o, "output": np.maximum(o, 0), "derivative": (o > 0) * 1.0}),
        ],
        cursor=cursor,
    )


def shares(cursor=30):
    """Two runs with columns of three entries, the second a hundred times as large."""
    o = np.linspace(-4, 4, 41)
    table = np.exp(np.stack([o, o * 0 + 1, o * 0], axis=1))
    table /= table.sum(axis=1, keepdims=True)
    names = {"outputs": ("a₁", "a₂", "a₃")}
    runs = [
        run(0, "softmax", {"o": o, "outputs": table}, names),
        run(1, "large", {"o": o, "outputs": 100 * table}, names),
    ]
    return view(runs, ("outputs",), cursor=cursor)


def constant():
    o = np.linspace(0, 1, 11)
    return view([run(0, "flat", {"o": o, "output": o * 0 + 2.5, "derivative": o * 0})])


def nans():
    o = np.linspace(0, 1, 11)
    gaps = np.where(o < 0.5, o, np.nan)
    return view([run(0, "gaps", {"o": o, "output": gaps, "derivative": o * np.nan})], cursor=8)


def infinite():
    p = np.linspace(0, 1, 11)
    with np.errstate(divide="ignore"):
        return view([run(0, "log", {"o": p, "output": -np.log(p), "derivative": -1 / p})], cursor=0)


ALL = {
    "functions": functions,
    "shares": shares,
    "constant": constant,
    "nans": nans,
    "infinite": infinite,
    "one row": lambda: functions(cursor=0, points=1),
    "nothing finite": lambda: view([run(0, "none", {"o": [np.nan] * 3, "output": [np.nan] * 3})]),
    "another column": lambda: view([run(0, "none", {"loss": [1.0, 2.0]})]),
    "apart": lambda: apart(),
    "apart, nothing of one": lambda: replace(nans(), card=replace(nans().card, curves_apart=True)),
    "many points": lambda: functions(points=20_001, cursor=15_000),
}


def draw(seen, width=80, height=20, theme=DARK, **options):
    return PICTURES["curves"].draw(seen, width, height, theme, PanelOptions(**options))


@pytest.mark.parametrize("theme", sorted(THEMES))
@pytest.mark.parametrize("name", ALL)
def test_every_view_fits_every_size_in_every_theme(name, theme):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for width, height in SIZES:
            for options in ({}, {"focused": True, "log": True, "run": 1}, {"alone": True, "run": 7}):
                canvas = draw(ALL[name](), width, height, THEMES[theme], **options)
                assert {cell_len(strip.text) for strip in canvas.strips()} == {width}
                assert len(canvas.strips()) == height
                assert theme != "ascii" or canvas.text().isascii()


def test_the_points_at_the_cursor_are_read_out_for_all_runs():
    """o = 2: tanh 0.964, slope 0.071; σ 0.881, slope 0.105; relu 2 and 1, from a table of mathematics."""
    text = draw(functions(), 80, 20).text()
    found = [re.search(rf"{name} +(\S+) +(\S+)", text).groups() for name in ("tanh", "sigmoid", "relu")]
    assert found == [("0.964", "0.071"), ("0.881", "0.105"), ("2.000", "1.000")]
    assert "o = 2.000" in text


def test_a_mark_stands_on_the_curve_it_belongs_to():
    """relu's at o = 2 is as high as the label 2, and in the column of the upright line."""
    canvas = draw(functions(), 100, 27)
    marks = np.argwhere((canvas.chars == ord("■")) & (canvas.fg == DARK.run(2)))
    line = np.unique(np.argwhere((canvas.chars == ord("│")) & (canvas.fg == DARK.cursor))[:, 1])
    rows = canvas.text().split("\n")
    two = next(i for i, row in enumerate(rows) if row.split()[:1] == ["2"])
    assert [two, line[0]] in marks.tolist()
    assert len(line) == 1


def test_what_lies_ahead_of_the_cursor_is_dim_and_the_rest_bright():
    canvas = draw(view([functions().runs[0]], ("output",), cursor=20), 100, 20)
    braille = canvas.chars >= 0x2800
    bright = np.argwhere(braille & (canvas.fg == DARK.run(0)))[:, 1]
    dim = np.argwhere(braille & (canvas.fg == DARK.ahead(DARK.run(0))))[:, 1]
    assert bright.max() <= dim.min() + 1
    assert len(bright) == pytest.approx(len(dim), rel=0.2)


def test_the_slope_has_a_dash_of_its_own_and_the_title_names_it():
    """Of the same numbers the second column has fewer dots than the first."""
    o = np.linspace(0, 1, 41)
    lone = run(0, "same", {"o": o, "output": o, "derivative": o})
    solid, dash = (draw(view([lone], names, cursor=40), 80, 20) for names in (("output",), ("none", "derivative")))
    dots = [sum(bin(int(c) & 0xFF).count("1") for c in one.chars[one.chars >= 0x2800]) for one in (solid, dash)]
    assert dots[1] < 0.75 * dots[0]
    head = draw(functions(), 80, 20).text().split("\n")[0]
    assert head.startswith("─ Curves over o ─")
    assert head.endswith("━━ output  ╌╌ derivative ──")


def test_columns_are_called_as_one_says_them():
    """No underscore stands on the screen: not in the title, the axis, the read-out, or under the crosshair."""
    columns = {"log10_points": np.arange(41.0), "best_loss": np.arange(41.0), "descent_loss": np.ones(41)}
    canvas = draw(view([run(0, "a", columns)], ("best_loss", "descent_loss"), "log10_points"))
    said = canvas.text() + " ".join(str(line) for line in canvas.reads[0].at(20, 3))
    assert "_" not in said.replace("__", "")
    assert all(word in said for word in ("over log₁₀ points", "best loss", "descent loss"))


def test_all_runs_stand_on_the_same_axes():
    """The run in front changes what lies on top, not where anything lies."""
    labels = [[row[:4] for row in draw(functions(), 80, 20, run=place).text().split("\n")] for place in range(3)]
    assert labels[0] == labels[1] == labels[2]


def test_of_several_entries_each_curve_of_the_run_in_front_is_named_at_its_end():
    """At o = 4 softmax gives 0.936, 0.047, 0.017: a₁ stands high, the others low; the larger run has its own scale."""
    rows = draw(shares(cursor=40), 80, 20).text().split("\n")
    ends = {name: next(i for i, row in enumerate(rows) if row.endswith(name)) for name in ("a₁", "a₂", "a₃")}
    assert ends["a₁"] < 6 < ends["a₂"] < ends["a₃"]
    assert any("a₁  0.9362" in row for row in rows)
    assert any(row.split()[:1] == ["80"] for row in draw(shares(), 80, 20, run=1).text().split("\n"))


def test_positive_columns_over_decades_are_logarithmic_unless_asked_otherwise():
    x = np.linspace(0, 6, 31)
    decades = view([run(0, "grid", {"o": x, "output": 10**x})], ("output",))
    assert ", log" in draw(decades).text()
    assert "10⁶" in draw(decades).text()
    assert ", log" not in draw(decades, log=False).text()
    assert ", log" not in draw(functions(), log=True).text()


def test_before_the_first_row_it_says_what_is_waited_for():
    empty = replace(views.empty(), card=functions().card)
    assert "importing JAX" in draw(empty).text()


def test_without_colours_marks_along_the_lines_tell_runs_apart():
    text = draw(functions(cursor=40), 80, 20, THEMES["mono"]).text()
    for mark in "●▲■":
        assert text.count(mark) > 4


def apart(**options):
    seen = functions(**options)
    return replace(seen, card=replace(seen.card, curves_apart=True))


@pytest.mark.parametrize(("width", "height"), [(80, 20), (59, 27), (100, 27)])
def test_columns_that_stand_apart_have_a_chart_each_where_there_is_room(width, height):
    """Side by side or under each other, each with its own axis: a slope goes up to 1, the functions up to 4."""
    rows = draw(apart(), width, height).text().split("\n")
    heads = [
        (row, line.index(name)) for name in ("output", "derivative") for row, line in enumerate(rows) if name in line
    ]
    assert len(heads) == 2
    assert (heads[0][0] == heads[1][0]) == (width >= 72)
    assert "1.0" in "\n".join(rows)
    assert "━━" not in rows[0]


def test_where_there_is_no_room_for_two_charts_the_second_column_is_read_out_only():
    rows = draw(apart(), 59, 19).text().split("\n")
    assert rows[0].startswith("─ Curves output over o ─")
    assert any("output  derivative" in row for row in rows)
    assert any("relu" in row and "1.000" in row for row in rows)


def test_a_function_in_a_chart_of_its_own_is_linear_until_asked_otherwise():
    x = np.linspace(0, 6, 31)
    decades = view([run(0, "grid", {"o": x, "output": 10**x, "derivative": 10**x})])
    decades = replace(decades, card=replace(decades.card, curves_apart=True))
    assert "log" not in draw(decades).text()
    assert "output, log" in draw(decades, log=True).text()
