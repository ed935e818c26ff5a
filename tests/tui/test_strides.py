"""The step at the cursor on the landscape: arrows, their legend, and when they are left out."""

import runpy
import warnings
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.scenarios import load
from dlviz.tui.pictures import PICTURES
from dlviz.tui.probes import strides
from dlviz.tui.strides import PlaneView, StridePart, StrideView
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import PanelOptions

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))

FORMULAS = {"gradient": "−η·g", "memory": "β·v", "step": "step"}


def part(kind, *along):
    length = float(np.hypot(*along)) if len(along) > 1 else abs(along[0])
    return StridePart(kind, FORMULAS[kind], np.array(along, float), length, length)


def field(*parts, cursor=10):
    """GD and SGD on their contours, the first with these parts of its next step."""
    view = views.gd_vs_sgd(cursor=cursor)
    at = np.asarray(view.runs[0].columns["position"][view.row(view.runs[0])], float)
    return replace(view, strides=(StrideView(at, 0.2, parts), None))


def draw(view, width=90, height=26, theme=DARK, **options):
    return PICTURES["landscape"].draw(view, width, height, theme, PanelOptions(**options))


THREE = (part("gradient", 1.5, 0.3), part("memory", 1.0, 1.2), part("step", 2.5, 1.5))


@pytest.mark.parametrize("kind", ["gradient", "memory", "step"])
def test_each_part_has_its_arrow_in_its_colour(kind):
    """Dots in the part's colour lie on the field, and a head ends them."""
    ink = {"gradient": DARK.cursor, "memory": DARK.good, "step": DARK.bright}[kind]
    canvas = draw(field(*THREE))
    mine = canvas.fg == ink
    assert (mine & (canvas.chars >= 0x2800) & (canvas.chars < 0x2900)).any()
    assert (mine & canvas.bold & np.isin(canvas.chars, [ord(c) for c in "→↗↑"])).any()


def test_the_legend_says_the_lengths():
    """‖(1.5, 0.3)‖ = 1.53, ‖(2.5, 1.5)‖ = 2.915, each beside its formula."""
    rows = draw(field(*THREE)).text().split("\n")
    for words in (("−η·g", "1.530"), ("β·v", "1.562"), ("step", "2.915"), ("next step", "length")):
        assert any(all(word in row for word in words) for row in rows), words


def test_an_arrow_shorter_than_a_cell_is_left_to_the_legend():
    """A tiny step has its length written and no arrow."""
    canvas = draw(field(part("step", 1e-5, 0.0)))
    assert "1.0e-05" in canvas.text()
    assert not (canvas.bold & np.isin(canvas.chars, [ord(c) for c in "→↗↑↖←↙↓↘"])).any()


def test_an_arrow_that_leaves_the_field_is_cut_and_has_no_head():
    """It reaches the edge, and nothing of it is drawn outside."""
    canvas = draw(field(part("step", 400.0, 40.0)))
    dots = (canvas.chars >= 0x2800) & (canvas.chars < 0x2900) & (canvas.fg == DARK.bright)
    assert dots.any()
    assert np.nonzero(dots)[1].max() >= 86
    assert not (canvas.bold & (canvas.chars == ord("→"))).any()


def test_a_small_panel_has_no_arrows_and_other_runs_none():
    """Below 40 cells of plot, or with the other run in front, nothing is said of the step."""
    assert "next step" not in draw(field(*THREE), 40, 15).text()
    assert "next step" not in draw(field(*THREE), run=1).text()


@pytest.mark.parametrize("theme", ["light", "mono", "ascii"])
def test_every_theme_has_them(theme):
    """Without colour or Unicode the legend stands all the same."""
    canvas = draw(field(*THREE), theme=THEMES[theme])
    assert "next step" in canvas.text()
    assert theme != "ascii" or canvas.text().isascii()


def test_a_step_that_is_not_finite_is_not_drawn():
    """After a divergence there is no step to take apart."""
    assert "next step" not in draw(field(part("step", np.nan, np.inf))).text()


def test_on_a_curve_the_gradient_lies_on_the_tangent():
    """The arrow ends at (w − η·L′, L − η·L′²), below the parabola, and the read-out has −η·g with its sign."""
    view = views.perceptron(cursor=1)
    run = view.runs[0]
    w = float(run.columns["position"][1, 0])
    grid, loss = view.landscape.grids[0], view.landscape.loss
    slope = float(np.gradient(loss, grid)[np.searchsorted(grid, w)])
    step = StrideView(np.array([w]), 1e-5, (part("step", -1e-5 * slope),))
    bare = draw(view, 80, 26)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        canvas = draw(replace(view, strides=(step, None, None)), 80, 26)
    added = (canvas.fg == DARK.bright) & (canvas.chars != bare.chars)
    assert added[3:22].any()
    assert "−η·g" in canvas.text()


def test_the_probe_gives_the_step_that_the_run_makes():
    """On the landscape of momentum each run's parts end where its next position is."""
    scenario = load("momentum", ["training.steps=12"])
    session = scenario.run()
    for place, one in enumerate(session.runs):
        found = strides.stride(session, place, 7)
        path = one.run.trace["position"]
        np.testing.assert_allclose(found.at, path[7], rtol=1e-6)
        np.testing.assert_allclose(found.parts[-1].along, path[8] - path[7], atol=1e-5)
        assert found.parts[-1].shown == pytest.approx(found.parts[-1].length)
    assert [part.kind for part in strides.stride(session, 1, 7).parts] == ["gradient", "memory", "step"]


def test_no_number_of_a_contour_lies_under_a_minimum():
    """The minimum's cell is a cross in every size, with digits nowhere beside it in its row."""
    for width in range(44, 120, 4):
        canvas = draw(views.gd_vs_sgd(cursor=0), width, 20)
        crosses = np.argwhere((canvas.chars == ord("×")) & (canvas.fg == DARK.bad))
        assert len(crosses) == 1
        row, column = crosses[0]
        assert not {chr(c) for c in canvas.chars[row, column - 1 : column + 2]} & set("0123456789")


def plane(kind="pca", off=0.12, explained=(0.8, 0.15), **options):
    """GD and SGD on a plane through all weights, their paths sampled at every tenth row."""
    view = views.gd_vs_sgd(cursor=35)
    rows = {place: np.arange(0, len(run.columns["loss"]), 10) for place, run in enumerate(view.runs)}
    paths = {place: run.columns["position"][rows[place]] for place, run in enumerate(view.runs)}
    step = StrideView(np.array([3.3, -0.2]), 0.2, (StridePart("step", "−η·g", np.array([0.5, 0.2]), 2.0, 0.539),))
    found = PlaneView(kind, explained, rows, paths, {0: off, 1: 0.5}, {0: step})
    landscape = replace(view.landscape, exact=False, minimum=None, minimum_loss=None, plane=found, unit="")
    runs = tuple(replace(run, columns={k: v for k, v in run.columns.items() if k != "position"}) for run in view.runs)
    return replace(view, landscape=landscape, runs=runs, **options)


@pytest.mark.parametrize("width", [59, 80, 100, 120])
def test_a_path_that_leaves_the_plane_says_so(width):
    """In every width the title has what the plane explains, and how much of the path in front it does not show."""
    head = draw(plane(), width, 20).text().split("\n")[0]
    assert "80 % + 15 %" in head
    assert "12 %" in head
    assert "the plane" in head
    other = draw(plane(), width, 20, run=1).text().split("\n")[0]
    assert "50 %" in other


def test_a_path_in_the_plane_ends_at_the_cursor():
    """Both runs have their dots on the field; the first one's head stands where its step begins."""
    canvas = draw(plane(), 90, 26)
    for index in (0, 1):
        assert ((canvas.chars >= 0x2800) & (canvas.chars < 0x2900) & (canvas.fg == DARK.run(index))).sum() >= 3
    assert "●" in canvas.text()


def test_the_step_in_a_plane_has_both_its_lengths():
    """2 over all weights, of which 0.539 lie in the plane."""
    rows = draw(plane(), 90, 26).text().split("\n")
    assert any("2.000" in row and "0.539" in row for row in rows)


@pytest.mark.parametrize("size", [(1, 1), (17, 5), (59, 19), (80, 20), (200, 46)])
@pytest.mark.parametrize("theme", ["dark", "mono", "ascii"])
@pytest.mark.parametrize("kind", ["pca", "random", "ends", "spoilt", "before"])
def test_every_plane_fits_its_panel(kind, theme, size):
    """Fitted, random, with losses that are not finite, or at the first row: the size is what was asked for."""
    view = plane(kind if kind in ("pca", "random", "ends") else "pca", explained=None)
    if kind == "spoilt":
        view = replace(view, landscape=replace(view.landscape, loss=np.full_like(view.landscape.loss, np.nan)))
    if kind == "before":
        view = replace(view, cursor=0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        canvas = draw(view, *size, THEMES[theme])
    assert (canvas.width, canvas.height) == size


def test_the_loss_panel_has_no_place_in_a_plane():
    """Its read-out names the weights of a map, not the directions of a plane."""
    assert "α₀" in PICTURES["loss"].draw(views.gd_vs_sgd(), 120, 20, DARK, PanelOptions()).text()
    assert "α₀" not in PICTURES["loss"].draw(plane(), 120, 20, DARK, PanelOptions()).text()
