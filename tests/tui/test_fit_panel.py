"""The panel fit on sample views: curves, residuals, regions, confusion matrix; and the minibatch in the panel data."""

from __future__ import annotations

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
from dlviz.tui.pictures.bilinear import bilinear
from dlviz.tui.pictures.fit_regions import filled_rows
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import FitView, PanelOptions, RegionView

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))

SIZES = ((1, 1), (7, 3), (20, 5), (44, 13), (59, 19), (80, 20), (100, 27), (200, 46))


def draw(view, width=80, height=20, theme=DARK, panel="fit", **options):
    return PICTURES[panel].draw(view, width, height, theme, PanelOptions(**options))


def boston():
    """Prices from six features: 354 rows learned from, 152 held out, three runs of unlike quality."""
    view = views.perceptron()
    rng, y = np.random.default_rng(1), view.data.y
    fits = tuple(FitView(values=y + s * rng.normal(size=506), truth=y, training=354, target="PRICE") for s in (3, 5, 9))
    return replace(view, fits=fits)


def binary(shares=None):
    """Two classes split by the upright line x = 0.5, surer to the right; four rows, the last one on the wrong side."""
    view = views.iris()
    across, up = np.linspace(-1, 2, 31), np.linspace(-1, 2, 31)
    p = np.broadcast_to(1 / (1 + np.exp(-4 * (across - 0.5))), (31, 31))
    x, y = np.array([0.0, 0.2, 0.8, 0.9]), np.array([0.0, 1.0, 1.0, 0.1])
    region = RegionView(across, up, np.stack([1 - p, p], axis=-1) if shares is None else shares, x, y, "x₀", "x₁")
    fit = FitView(predicted=np.array([0, 0, 1, 1]), truth=np.array([0, 0, 1, 0]), training=4, classes=("no", "yes"))
    return replace(view, fits=(fit,), regions=(region,), batches=(None,))


def nan_outputs():
    """Classes and regions of a run that diverged."""
    view = views.iris()
    region = replace(view.regions[0], shares=np.full_like(view.regions[0].shares, np.nan))
    return replace(view, fits=(replace(view.fits[0], predicted=np.full(150, -1)),), regions=(region,))


ODD = {
    "boston": boston,
    "binary": binary,
    "nan classes": nan_outputs,
    "nan numbers": lambda: replace(boston(), fits=(replace(boston().fits[0], values=np.full(506, np.nan)),) * 3),
    "one number": lambda: replace(boston(), fits=(FitView(values=np.ones(1), truth=np.ones(1), target="y"),) * 3),
    "constant": lambda: replace(boston(), fits=(replace(boston().fits[0], values=np.full(506, 22.0)),) * 3),
    "huge": lambda: replace(boston(), fits=(replace(boston().fits[0], values=np.full(506, 3e38)),) * 3),
    "no plane": lambda: replace(views.iris(), regions=(None,)),
    "many classes": lambda: replace(
        views.iris(),
        fits=(FitView(predicted=np.arange(150) % 30, truth=np.arange(150) % 30, classes=tuple("abcde" * 6)),),
    ),
    "nothing known yet": lambda: replace(views.iris(), fits=(), regions=()),
}


@pytest.mark.parametrize("theme", ["dark", "light", "mono", "ascii"])
@pytest.mark.parametrize("name", ODD)
def test_every_size_and_theme(name, theme):
    """Nothing warns, nothing is drawn outside, ASCII stays ASCII, the second picture included."""
    view = ODD[name]()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for width, height in SIZES:
            for turned in (None, True):
                canvas = draw(view, width, height, THEMES[theme], log=turned, run=1, zoomed=width > 80)
                assert {cell_len(strip.text) for strip in canvas.strips()} == {width}
                assert len(canvas.strips()) == height
                assert canvas.text().isascii() or theme != "ascii"


def test_each_place_has_the_tint_of_the_class_that_is_predicted_there():
    """Left of the border cells have tints of the first class, right of it of the second, the surest at the edges."""
    canvas = draw(binary(), 44, 15)
    row = canvas.bg[6, 4:43].tolist()
    first, second = (DARK.class_field(kind).tolist() for kind in (0, 1))
    levels = [first.index(c) if c in first else -second.index(c) if c in second else None for c in row]
    known = [level for level in levels if level is not None]
    assert known == sorted(known, reverse=True)
    assert known[0] > 15
    assert known[-1] < -15


def test_marks_stand_on_the_tint_of_what_is_predicted_for_them():
    """Of three classes that the two features decide alone, each row's background is a tint of its predicted class."""
    view = views.iris()
    canvas = draw(view, 65, 27)
    seen = 0
    for kind in range(3):
        tints = set(DARK.class_field(kind).tolist())
        others = {c for other in range(3) if other != kind for c in DARK.class_field(other).tolist()} - tints
        signs = [ord(row[kind]) for row in ("○△□", "●▲■")]
        rows, columns = np.nonzero(np.isin(canvas.chars, signs) & (canvas.fg == DARK.of_class(kind)))
        for y, x in zip(rows.tolist(), columns.tolist(), strict=True):
            if canvas.bg[y, x] != DARK.paper and y < 16:
                assert canvas.bg[y, x] not in others, (kind, y, x)
                seen += int(canvas.bg[y, x]) in tints
    assert seen > 30


@pytest.mark.parametrize("rows", [4, 7, 10, 13, 19, 24, 40, 60])
@pytest.mark.parametrize("limits", [(0.0, 2.6), (-1.6, 1.6), (4.1, 8.1), (1e-5, 3e-5), (0.0, 1234.0), (5.0, 5.0)])
def test_regions_fill_their_plot(rows, limits):
    """The axis holds the limits, ends within a fifth of their span beyond them, and has its ticks evenly on rows."""
    axis = filled_rows(*limits, rows)
    bottom, top = axis.value(-0.5), axis.value(4 * rows - 0.5)
    assert bottom <= limits[0]
    assert top >= limits[1]
    span = limits[1] - limits[0] or 5.0
    assert limits[0] - bottom <= 0.2 * span + 1e-9 or rows < 13 or limits[0] == limits[1]
    assert top - limits[1] <= 0.2 * span + 1e-9 or rows < 13 or limits[0] == limits[1]
    assert {tick.dot % 4 for tick in axis.ticks} == {1.5}
    assert len({round(b.dot - a.dot) for a, b in zip(axis.ticks, axis.ticks[1:], strict=False)}) <= 1
    for tick in axis.ticks:
        assert float(axis.dots(axis.value(tick.dot))) == pytest.approx(tick.dot)


def test_the_border_of_two_classes_is_where_their_shares_are_equal():
    """Its dots stand at x = 0.5 within a dot, in every row, and it is labelled 0.5 once."""
    canvas = draw(binary(), 44, 15)
    lines = canvas.text().split("\n")
    dotted = np.nonzero((canvas.chars[1:13] >= 0x2800) & (canvas.chars[1:13] < 0x2900))[1]
    assert dotted.max() - dotted.min() <= 1
    axis = lines[14]
    zero, one = (re.search(rf"(?<![\d.−]){label}(?![\d.])", axis) for label in ("0", "1"))
    at = (zero.start() + (one.start() - zero.start()) * 0.5) if zero and one else None
    assert at is None or abs(dotted.mean() - at) <= 1.0
    assert sum(line[4:].count("0.5") for line in lines[1:13]) == 1


def test_a_row_that_is_predicted_wrongly_is_red_and_keeps_its_mark():
    """Of four rows one: the mark of its true class, not of the one that is predicted."""
    canvas = draw(binary(), 44, 15)
    red = canvas.chars[canvas.fg == DARK.bad]
    assert [chr(c) for c in red] == ["○"]


def test_rows_held_out_are_hollow_and_rows_learned_from_filled():
    """Of three rows the last is held out; the legend says so, and where nothing is held out it says nothing."""
    view = views.iris()
    fit = replace(view.fits[0], truth=np.array([0, 1, 2]), predicted=np.array([0, 1, 1]), training=2)
    three = {"x": np.array([1.5, 4.5, 5.5]), "y": np.array([0.3, 1.4, 2.0])}
    region = replace(view.regions[0], **three)
    data = replace(view.data, **three, rows=3, training=2, classes=np.array([0, 1, 2]))
    split = replace(view, fits=(fit,), regions=(region,), data=data, batches=(None,))
    whole = replace(split, fits=(replace(fit, training=0),), data=replace(data, training=0))
    for panel in ("fit", "data"):
        for theme in (DARK, THEMES["plain"]):
            text = PICTURES[panel].draw(split, 59, 19, theme, PanelOptions()).text()
            assert "●▲■ train" in text
            assert "○△□ validation" in text
            assert text.count("▲") == 2  # in the legend, and the row
            assert "▲" not in PICTURES[panel].draw(whole, 59, 19, theme, PanelOptions()).text()
    canvas = draw(split, 59, 19)
    assert [chr(c) for c in canvas.chars[canvas.fg == DARK.bad]] == ["□"]  # wrong, and held out


def test_letters_of_rows_held_out_are_dim():
    """Ten classes are marked by their own names, which have no second form."""
    view = views.iris()
    names = tuple("0123456789")
    fit = replace(view.fits[0], truth=np.arange(10), predicted=np.arange(10), training=5, classes=names)
    shares = np.full((*view.regions[0].shares.shape[:2], 10), 0.1)
    region = replace(view.regions[0], x=np.linspace(1, 6, 10), y=np.linspace(0, 2, 10), shares=shares)
    canvas = draw(replace(view, fits=(fit,), regions=(region,)), 44, 19)
    assert "dim validation" in canvas.text()
    inks = {kind: DARK.of_class(kind) for kind in range(10)}
    for kind, ink in inks.items():
        drawn = canvas.fg[1:16, 4:][canvas.chars[1:16, 4:] == ord(names[kind])]
        assert (ink if kind < 5 else DARK.stem(ink)) in drawn


def test_a_few_rows_learned_from_stand_out_among_those_held_out():
    """The panel of the data marks them, above the curves, and says what they are."""
    view = replace(views.iris(), fits=(), batches=(None,))
    data = replace(view.data, classes=None, class_names=(), training=9)
    canvas = PICTURES["data"].draw(replace(view, data=data), 59, 19, DARK, PanelOptions())
    assert "• train" in canvas.text()
    assert "• validation" in canvas.text()
    assert 2 <= (canvas.chars[1:, 5:] == ord("•")).sum() <= 9


def test_without_hues_regions_are_borders_and_marks():
    """No cell has a background of its own."""
    for theme in ("mono", "plain"):
        canvas = draw(binary(), 44, 15, THEMES[theme])
        assert (canvas.bg == THEMES[theme].paper).all()
        assert (canvas.chars >= 0x2800).sum() >= 8


def test_the_title_says_what_is_held_at_its_mean():
    """Four features: the other two, and less of it in less room, but the mean always."""
    assert "the other 2 features at their mean" in draw(views.iris()).text()
    for width in (44, 50, 60, 70):
        assert "mean" in draw(views.iris(), width, 13).text().split("\n")[0]
    assert "mean" not in draw(binary()).text().split("\n")[0]


@pytest.mark.parametrize("width", range(34, 100))
def test_whose_fit_it_is_is_said_with_its_name_and_not_with_a_mark_alone(width):
    """A mark at the end of the title is followed by the run's name; where there is no room both are left out."""
    view = views.iris()
    runs = tuple(replace(view.runs[0], name=name, index=i) for i, name in enumerate(("dropout", "plain")))
    head = (
        draw(replace(view, runs=runs, fits=view.fits * 2, regions=view.regions * 2), width, 13).text().splitlines()[0]
    )
    assert "dropout" in head or "●" not in head


def test_the_matrix_counts_and_recalls():
    """Counts by hand, recall of each class, the accuracy as a fraction; only validation rows where there are some."""
    view = views.iris()
    truth = np.repeat([0, 1, 2], 50)
    predicted = truth.copy()
    predicted[140:] = 1
    fit = replace(view.fits[0], truth=truth, predicted=predicted, training=0)
    text = draw(replace(view, fits=(fit,)), log=True).text()
    assert "confusion matrix of all 150 rows" in text
    assert re.search(r"virginica\s+·\s+10\s+40\s+80 %", text)
    assert re.search(r"versicolor\s+·\s+50\s+·\s+100 %", text)
    assert "accuracy 0.9333 = 140 of 150" in text
    text = draw(replace(view, fits=(replace(fit, training=120),)), log=True).text()
    assert "confusion matrix of 30 validation rows" in text
    assert re.search(r"virginica\s+·\s+10\s+20\s+67 %", text)
    assert re.search(r"setosa\s+0\s+·\s+·\s+–", text)


@pytest.mark.parametrize(("size", "both"), [((80, 20), True), ((65, 27), True), ((59, 17), False), ((44, 13), False)])
def test_room_decides_whether_the_matrix_stands_beside_the_regions(size, both):
    """With room both; without, y changes to the matrix and back."""
    regions, matrix = "petal length", "recall"
    text = draw(views.iris(), *size).text()
    assert regions in text
    assert (matrix in text) == both
    turned = draw(views.iris(), *size, log=True).text()
    assert matrix in turned
    assert "petal width" not in turned
    head = PICTURES["fit"].title(views.iris(), PanelOptions(log=True))
    assert head.turned is True
    assert PICTURES["fit"].title(views.iris(), PanelOptions()).turned is False


def test_dots_stand_over_their_truth_and_held_out_rows_have_the_colour_of_the_run():
    """Without an error all dots lie on the slanted line; only the last 152 rows are bright."""
    view = boston()
    exact = replace(view.fits[1], values=view.fits[1].truth)
    canvas = draw(replace(view, fits=(view.fits[0], exact, view.fits[2])), 59, 19, run=1)
    bright = (canvas.chars >= 0x2800) & (canvas.fg == DARK.run(1))
    assert bright.sum() > 10
    rows, columns = np.nonzero(bright[1:17, 4:])
    slope = np.polyfit(columns, -rows, 1)
    assert np.abs(np.polyval(slope, columns) + rows).max() < 1.0
    assert "mean |ŷ − y| = 0.0000, validation rows" in canvas.text()
    assert "▲   • train  • validation" in canvas.text()


def test_the_histogram_has_its_mass_where_the_residuals_are():
    """Residuals of −5 alone make one bar left of zero; the caption counts the validation rows."""
    view = boston()
    off = replace(view.fits[0], values=view.fits[0].truth - 5.0)
    canvas = draw(replace(view, fits=(off,) * 3), 60, 15, log=True)
    assert "ŷ − y of 152 validation rows" in canvas.text()
    assert "mean |ŷ − y| = 5.000" in canvas.text()
    columns = np.nonzero((canvas.chars[1:13] >= 0x2800) & (canvas.chars[1:13] < 0x2900))[1]
    assert np.ptp(columns) <= 3


def test_lines_go_from_the_points_to_the_curve():
    """The rows of a minibatch have their residual drawn, as long as they are off; a fit without error has none."""
    view = views.perceptron()
    x = np.linspace(4.0, 8.0, 20)
    line = replace(view.fits[0], inputs=x, truth=np.full(20, 20.0), training=20)
    line = replace(line, curve=np.array([[4.0, 0.0], [8.0, 40.0]]))
    canvases = [
        draw(replace(view, runs=view.runs[:1], fits=(replace(line, values=values),), batches=(np.array([0, 19]),)))
        for values in (10 * (x - 4.0), line.truth)
    ]
    stems = [(c.fg == DARK.stem(DARK.run(0))) & (c.chars >= 0x2800) for c in canvases]
    assert stems[0].sum() >= 8
    assert len(set(np.nonzero(stems[0])[1].tolist())) == 2
    assert stems[1].sum() <= 2
    assert "lines: ŷ − y" in canvases[0].text()


def test_rows_that_a_curve_learned_from_are_bright_and_the_others_faint():
    """Of twenty points the last five are faint, and the title says what is what."""
    view = views.perceptron()
    x, truth = np.linspace(4.0, 8.0, 20), np.linspace(30.0, 10.0, 20)
    fit = replace(view.fits[0], inputs=x, truth=truth, values=truth, training=15, curve=np.array([[4.0, 0], [8.0, 0]]))
    canvas = draw(replace(view, runs=view.runs[:1], fits=(fit,), batches=(np.array([], np.int64),)), 59, 17)
    bright = np.nonzero((canvas.fg[1:15] == DARK.bright) & (canvas.chars[1:15] == ord("•")))[1]
    faint = np.nonzero((canvas.fg[1:15] == DARK.faint) & (canvas.chars[1:15] >= 0x2800))[1]
    assert (len(bright), len(faint)) == (15, 5)
    assert bright.max() < faint.min()
    assert "• train  • validation" in canvas.text()


def test_bilinear_values_are_exact_for_planes_and_stop_at_the_edge():
    """Of z = 2x + 3y − 1, with an axis of two entries behind; beyond the grid the value at its edge."""
    across, up = np.linspace(0, 1, 4), np.linspace(0, 2, 5)
    z = 2 * across + 3 * up[:, None] - 1
    xs, ys = np.array([0.1, 0.77, 5.0]), np.array([-1.0, 1.3])
    found = bilinear(across, up, np.stack([z, -z], axis=-1), xs, ys)
    by_hand = 2 * np.clip(xs, 0, 1) + 3 * np.clip(ys, 0, 2)[:, None] - 1
    np.testing.assert_allclose(found, np.stack([by_hand, -by_hand], axis=-1))


def test_the_minibatch_of_the_run_in_front_is_lit_in_the_data():
    """Its rows alone have the full colour of their class, in bold; the title counts them."""
    view = views.iris()
    batch = np.array([3, 60, 90])
    view = replace(view, fits=(), batches=(batch,))
    canvas = draw(view, 140, 18, panel="data")
    assert "minibatch of 3 lit" in canvas.text()
    lit = sum(
        ((canvas.chars == ord("○△□"[kind])) & (canvas.fg == DARK.of_class(kind)) & canvas.bold)[1:].sum()
        for kind in range(3)
    )
    assert 1 <= lit <= 3
    assert not draw(replace(view, batches=(None,)), 140, 18, panel="data").bold[1:].any()


def test_numbers_in_the_minibatch_are_small_marks_of_the_run():
    """Of 506 rows the two in the minibatch of the run in front."""
    view = views.perceptron()
    view = replace(view, fits=(), batches=(None, np.array([0, 100]), None))
    canvas = draw(view, 59, 17, panel="data", run=1)
    assert ((canvas.chars == ord("▴")) & (canvas.fg == DARK.run(1))).sum() == 2
    assert "minibatch of 2 lit" in canvas.text()


def test_the_table_has_the_first_and_the_last_rows_and_keeps_the_target():
    """At 66 cells a feature gives way, the species do not; held out rows are counted below."""
    view = views.iris()
    view = replace(view, data=replace(view.data, training=105), batches=(np.array([0]),))
    canvas = draw(view, 66, 24, panel="data")
    text = canvas.text()
    assert "species" in text
    assert "virginica" in text
    assert "… 150 rows, the last 45 not learned from" in text
    first = next(i for i, line in enumerate(text.split("\n")) if "5.1 " in line)
    assert canvas.bold[first].any()


@pytest.mark.parametrize("width", [44, 59, 65, 80])
def test_the_panel_data_keeps_the_names_of_its_axes(width):
    """What is drawn over what stands in the title at every width; the legend goes into the plot instead."""
    head = draw(views.iris(), width, 27, panel="data").text().split("\n")[0]
    assert "petal width over petal length" in head


def test_zoomed_runs_stand_side_by_side():
    """Two runs have a plot each with their own marks; without room, or not zoomed, only the run in front has one."""
    view = views.iris()
    twin = replace(view.runs[0], index=1, name="twin")
    view = replace(view, runs=(view.runs[0], twin), fits=view.fits * 2, regions=view.regions * 2)
    head = draw(view, 120, 32, zoomed=True).text().split("\n")[0]
    assert head.count("Fit") == 2
    assert "● mlp" in head
    assert "▲ twin" in head
    assert draw(view, 90, 32, zoomed=True).text().count("─ Fit") == 1
    assert draw(view, 120, 32, run=1).text().split("\n")[0].count("Fit") == 1


def test_legends_have_the_marks_of_the_plot_in_ascii():
    """Classes and runs are named by the very characters that stand for them."""
    view = views.iris()
    twin = replace(view.runs[0], index=1, name="twin")
    view = replace(view, runs=(view.runs[0], twin), fits=view.fits * 2, regions=view.regions * 2)
    text = draw(view, 59, 17, THEMES["ascii"], run=1).text()
    for words in ("0 setosa", "A versicolor", "H virginica", "^ twin"):
        assert words in text
    assert "?" not in text
