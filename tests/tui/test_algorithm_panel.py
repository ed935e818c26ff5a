"""The algorithm panel: its lines, the line at work, the numbers beside them."""

import runpy
import warnings
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.cells import cell_len

from dlviz.tui.pictures import PICTURES
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import PanelOptions

moves = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("moves.py"))))
SIZES = [(1, 1), (2, 3), (12, 4), (17, 5), (44, 9), (44, 15), (59, 19), (80, 20), (100, 27), (200, 50)]


def draw(view, width=80, height=20, theme=DARK, panel="algorithm", **options):
    return PICTURES[panel].draw(view, width, height, theme, PanelOptions(**options))


def lit(canvas):
    """The text of the row that is lit."""
    rows = [y for y in range(canvas.height) if (canvas.bg[y] == DARK.bar).all()]
    return canvas.text().split("\n")[rows[0]] if rows else ""


@pytest.mark.parametrize("panel", ["algorithm", "optimizer"])
@pytest.mark.parametrize("name", sorted(moves.ALL))
def test_both_pictures_fit_whatever_there_is_to_draw(name, panel):
    """Every size and theme: rows of the width that was asked for, no warning, ASCII where nothing else may be used."""
    view = moves.ALL[name]()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for width, height in SIZES:
            for theme in ("dark", "light", "mono", "plain", "ascii"):
                for run, layer in ((0, None), (1, "dense_1"), (0, "dense_6")):
                    canvas = draw(view, width, height, THEMES[theme], panel, run=run, layer=layer, focused=run == 1)
                    assert {cell_len(strip.text) for strip in canvas.strips()} == {width}
                    assert len(canvas.strips()) == height
                    if theme == "ascii":
                        assert canvas.text().isascii()


def test_every_line_stands_with_its_numbers():
    """Code as given, indented, and beside it the numbers of this step."""
    text = draw(moves.two_weights(0)).text()
    assert "for t = 1 … 300" in text
    assert "  m̂ ← m/(1 − β₁ᵗ)" in text
    assert "g (−4.00, 10.00)" in text
    assert "L 13.00" in text
    assert "Δθ (0.100, −0.100)" in text
    assert "ε 1e-08" in text
    assert "θ = (x, y)" in text
    assert "Adam, the paper's form" in text


def test_numbers_that_do_not_fit_beside_stand_below_and_then_go():
    """In a narrow panel they take a row of their own, in a low one the code alone is left."""
    narrow = draw(moves.two_weights(), 30, 20).text()
    assert "v̂ (" in narrow
    low = draw(moves.two_weights(), 40, 8).text().split("\n")
    assert sum("←" in row for row in low) == 6
    assert len([row for row in low if row.strip()]) == 8


def test_the_line_that_moves_the_weights_is_lit():
    """At speed and at rest; its sentence stands below."""
    canvas = draw(moves.two_weights())
    assert "θ ← θ − η·m̂/(√v̂ + ε)" in lit(canvas)
    assert "▶" in lit(canvas)
    assert "What θ is for." in canvas.text()


def test_a_slow_step_lights_its_lines_one_after_the_other():
    """Each part of the step its line; numbers yet to be computed are not there."""
    view = moves.two_weights()
    view = replace(view, runs=tuple(replace(run, stage="training", steps_per_epoch=5) for run in view.runs))
    seen = [lit(draw(replace(view, phase=k / 7 + 0.01))) for k in range(7)]
    assert [text.split("▶")[1].split()[0] for text in seen] == ["for", "g", "m", "v", "m̂", "v̂", "θ"]
    text = draw(replace(view, phase=2 / 7 + 0.01)).text()
    assert "m (" in text
    assert "v (" not in text
    assert "Δθ" not in text


def test_a_run_that_takes_several_ticks_a_step_goes_through_its_lines_once():
    """GD makes one step while SGD makes five: at the third tick of five it is in the middle of its own."""
    view = replace(moves.two_weights(12), phase=0.5)
    view = replace(view, runs=tuple(replace(run, stage="training") for run in view.runs))
    assert "v ← β₂·v" in lit(draw(view))  # (2 + 0.5)/5 of a step: the fourth of seven lines
    assert "v ← β₂·v" in lit(draw(replace(view, cursor=12), run=1))  # 0.5 of its own step


def test_a_step_that_is_not_made_does_not_light_up_in_parts():
    """At the end of a run time goes on for the others; its note says that it has ended."""
    view = replace(moves.ended(), phase=0.2)
    assert "θ ←" in lit(draw(view))
    assert "the run has ended" in draw(view).text()


def test_the_chosen_layer_has_its_own_norms():
    """Over all weights, or those of the layer that was chosen in the network."""
    assert "‖g‖ 0.118" in draw(moves.network()).text()
    assert "‖g‖ 0.0300" in draw(moves.network(), layer="dense_2").text()


def test_a_low_panel_keeps_the_line_at_work():
    """Four rows of seven: the lit one is among them."""
    assert "θ ← θ" in lit(draw(moves.two_weights(), 60, 4))


def test_where_nothing_is_known_it_says_so():
    """A trouble, a message, or a sentence: that it is computed, and only where there is none that there is none."""
    view = moves.views.perceptron()
    assert "computing the algorithm's step" in draw(view).text()
    assert "no algorithm is at work here" in draw(replace(view, works=(None,) * 3)).text()
    assert "importing JAX" in draw(moves.views.empty()).text()
    assert "out of order" in draw(replace(view, troubles={"algorithm": "out of order"})).text()


def test_below_stands_what_the_other_runs_do_differently():
    """Lines that two runs share are written once; where the panel stands for one run alone there are no others."""
    view = moves.two_weights()
    other = replace(
        view.works[1],
        title="SGD",
        lines=(*view.works[1].lines[:2], moves.WorkLineView("θ ← θ − η·g", indent=1)),
    )
    view = replace(view, works=(view.works[0], other))
    text = draw(view, 80, 27).text()
    assert "▲ SGD\n" in text
    assert text.count("θ ← θ − η·g") == 1
    assert text.count("g ← ∇L(θ)") == 1
    assert "▲" not in draw(view, 80, 27, alone=True).text()
    assert "▲" not in draw(moves.two_weights(), 80, 27).text()


def test_a_run_with_the_same_lines_and_another_rate_is_one_row():
    """Its name and what it sets differently; t, which always differs, is not said."""
    view = moves.two_weights()
    changed = tuple(replace(one, values=(0.01,)) if one.symbol == "η" else one for one in view.works[1].settings)
    text = draw(replace(view, works=(view.works[0], replace(view.works[1], settings=changed))), 80, 27).text()
    assert " ▲ SGD  η 0.01\n" in text
