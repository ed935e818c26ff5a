import re
import runpy
import warnings
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import numpy as np
import pytest
from rich.cells import cell_len

from dlviz.scenarios.display_tables import Panel
from dlviz.tui.canvas import Canvas
from dlviz.tui.pictures import PICTURES, footer, header, tabs, timeline
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import ClaimView, PanelOptions
from dlviz.tui.workbench_picture import screen

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))
snapshots = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("snapshots.py"))))

SIZES = [(1, 1), (3, 2), (17, 5), (44, 15), (80, 20), (200, 50)]


def draw(panel, view, width=80, height=20, theme=DARK, **options):
    return PICTURES[panel].draw(view, width, height, theme, PanelOptions(**options))


@pytest.mark.parametrize("panel", sorted(PICTURES))
@pytest.mark.parametrize("name", sorted(views.ALL))
def test_every_picture_of_every_view_fits(name, panel):
    """Whatever there is to draw, a picture has the size that was asked for, rows of that width, and no warning."""
    view = views.ALL[name]()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for width, height in SIZES:
            for options in (PanelOptions(), PanelOptions(focused=True, log=True, run=1, alone=True)):
                canvas = PICTURES[panel].draw(view, width, height, DARK, options)
                strips = canvas.strips()
                assert len(strips) == height
                assert {cell_len(strip.text) for strip in strips} == {width}


@pytest.mark.parametrize("theme", ["light", "mono", "plain", "ascii"])
@pytest.mark.parametrize("name", sorted(views.ALL))
def test_every_theme_draws_every_view(name, theme):
    """A whole screen in each theme and size; with ASCII nothing above 127; without colour no colour."""
    view = views.ALL[name]()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for width, height in ((10, 3), (80, 24), (120, 36)):
            canvas = screen(view, width, height, THEMES[theme])
            assert (canvas.width, canvas.height) == (width, height)
            assert {cell_len(strip.text) for strip in canvas.strips()} == {width}
            if theme == "ascii":
                assert canvas.text().isascii()
            if theme in ("plain", "ascii"):
                assert "38;2" not in canvas.ansi()
                assert "48;2" not in canvas.ansi()


@pytest.mark.parametrize("name", sorted(snapshots.CASES))
def test_screens_as_they_were(name):
    """The text of a screen is that of its snapshot; snapshots.py says how to write it anew."""
    expected = (Path(__file__).with_name("snapshots") / f"{name}.txt").read_text(encoding="utf-8")
    assert snapshots.CASES[name]() == expected


@pytest.mark.parametrize("panel", ["loss", "gradients", "metrics"])
def test_pictures_do_not_depend_on_what_was_drawn_before(panel):
    """A growing trace is drawn as a trace of that length would be."""
    view = views.iris(cursor=60, front=150)
    short = tuple(replace(run, columns={k: v[:101] for k, v in run.columns.items()}) for run in view.runs)
    fresh = tuple(replace(run, columns={k: v.copy() for k, v in run.columns.items()}) for run in short)
    draw(panel, view)
    seen, new = (draw(panel, replace(view, runs=runs, front=100)).ansi() for runs in (short, fresh))
    assert seen == new


def test_the_cursor_lies_behind_the_data():
    """The line of time goes from top to bottom, and the runs' marks stand on it."""
    canvas = draw("loss", views.perceptron(cursor=6), 74, 12)
    columns = np.nonzero((canvas.chars == ord("│")) & (canvas.fg == DARK.cursor))[1]
    assert len(set(columns.tolist())) == 1
    marks = canvas.chars[:, columns[0]]
    assert {ord(c) for c in "●▲■"} <= set(marks.tolist())


def test_ahead_of_the_cursor_is_dimmed_and_untrained_is_nothing():
    """Left of the cursor runs have their colour, right of it the dimmed one, beyond the front nothing."""
    canvas = draw("loss", views.vanishing(cursor=200, front=600), 108, 20)
    ink, dim = DARK.run(0), DARK.ahead(DARK.run(0))
    bright = np.nonzero((canvas.fg == ink) & (canvas.chars >= 0x2800))[1]
    later = np.nonzero((canvas.fg == dim) & (canvas.chars >= 0x2800))[1]
    assert bright.max() <= later.min() + 1
    assert later.max() < 8 + 0.62 * 100


def test_noise_is_a_band_with_a_mean_and_says_so():
    """A noisy loss is named with its window; a smooth one is not."""
    noisy = PICTURES["loss"].title(views.vanishing(), PanelOptions()).unit
    assert "mean of" in noisy
    assert "min–max band" in noisy
    assert "mean of" not in PICTURES["loss"].title(views.gd_vs_sgd(), PanelOptions()).unit


def test_a_diverged_run_is_marked_and_explained():
    """A cross where the numbers end, with the run's status; the others keep their scale."""
    text = draw("loss", views.diverged(), 100, 24).text()
    assert "× diverged at step 31" in text
    assert "10³⁰" not in text


def test_not_a_number_is_a_dash():
    """The read-outs of a view full of NaN show dashes."""
    assert "–" in draw("gradients", views.nans()).text()


def test_the_bound_of_stable_rates_stands_on_the_screen():
    """In the curve's read-out, and in the lesson beside the formula."""
    view = views.perceptron()
    rate = f"{view.landscape.stable_rate:.2e}"
    assert f"stable while η < {rate}" in draw("landscape", view, 74, 20).text()
    assert f"2/λmax = {rate}" in draw("lesson", view, 74, 20).text()


def test_the_curve_has_its_minimum_and_a_mark_for_each_run():
    """The minimum is a cross, each run its mark in its colour, each step on the way a small one."""
    canvas = draw("landscape", views.perceptron(), 74, 20)
    assert "minimum at w = 3.573" in canvas.text()
    for index, mark in enumerate("●▲■"):
        assert ((canvas.chars == ord(mark)) & (canvas.fg == DARK.run(index))).any()
    assert ((canvas.chars == ord("×")) & (canvas.fg == DARK.bad)).any()


def test_only_the_last_three_chords_of_a_bouncing_run_are_drawn():
    """However long it bounces, what is drawn of it does not grow."""
    few, many = (draw("landscape", views.perceptron(cursor=c), 74, 40) for c in (8, 10))
    count = [int(((c.chars >= 0x2800) & (c.fg == DARK.run(2))).sum()) for c in (few, many)]
    assert abs(count[0] - count[1]) < 0.2 * count[0]


def test_contours_have_round_numbers_once():
    """Each level is written once on its line."""
    text = draw("landscape", views.gd_vs_sgd(), 80, 20).text().split("\n")[1:18]
    found = [int(number) for row in text for number in re.findall(r"\d+", row[6:])]
    assert sorted(found) == [5, 7, 10, 15, 20, 30]


def test_fields_side_by_side_have_the_same_colours():
    """Two runs' panels differ in the path alone."""
    first, second = (draw("landscape", views.gd_vs_sgd(cursor=0), 59, 19, run=i, alone=True) for i in (0, 1))
    same = (first.bg == second.bg).mean()
    assert same > 0.97


def test_colour_does_not_sit_in_a_corner():
    """Colour follows the logarithm of L − L*: half of the field lies above a third of the colours."""
    canvas = draw("landscape", views.gd_vs_sgd(cursor=0), 59, 19, run=0, alone=True)
    levels = {int(colour): level for level, colour in enumerate(DARK.field)}
    found = [levels[c] for c in canvas.bg.ravel().tolist() if c in levels]
    assert np.median(found) >= 25 / 3
    assert len(set(found)) >= 20


def test_a_landscape_that_is_still_to_come_is_said_to_come():
    """Before the first row the panel says what is waited for, then that it is being computed, or why it cannot be."""
    view = replace(views.gd_vs_sgd(), landscape=None)
    assert "computing the landscape" in draw("landscape", view).text()
    assert "computing the landscape" in draw("landscape", replace(view, message="GD diverged at step 3")).text()
    assert "importing JAX" in draw("landscape", views.empty()).text()
    assert "it has no slope" in draw("landscape", replace(view, troubles={"landscape": "it has no slope"})).text()


def test_each_field_has_the_path_of_its_run_whatever_runs_are_left_out():
    """With the first and the third of three runs, each of two fields shows the mark and the path of its own run."""
    view = views.gd_vs_sgd()
    view = replace(view, runs=(view.runs[0], replace(view.runs[1], index=2)))
    for place, (own, other) in enumerate(((0, 2), (2, 0))):
        canvas = draw("landscape", view, 59, 19, run=place, alone=True)
        assert ((canvas.chars >= 0x2800) & (canvas.fg == DARK.run(own))).sum() >= 5
        assert not ((canvas.chars >= 0x2800) & (canvas.fg == DARK.run(other))).any()
        assert "●▲■"[own] in canvas.text()
        assert "●▲■"[other] not in canvas.text()


@pytest.mark.parametrize("alone", [False, True])
def test_a_run_shown_alone_keeps_its_mark_in_every_picture(alone):
    """With only the second of three runs its mark is on curve, loss, fit and gradients; the other marks are not."""
    view = views.perceptron()
    view = replace(view, runs=view.runs[1:2], fits=view.fits[1:2])
    for panel in ("landscape", "loss", "data", "gradients"):
        text = draw(panel, view, 74, 12, alone=alone).text()  # too low for a heat map, whose cursor is a square
        assert "▲" in text, panel
        assert "●" not in text, panel
        assert "■" not in text, panel


def test_the_heat_map_of_the_run_in_front_stays_when_there_is_room_for_one():
    """The place says which run is in front, whatever its colour."""
    view = views.vanishing()
    first, third = view.runs[0], view.runs[2]
    view = replace(view, runs=(first, third))
    for place, run in enumerate(view.runs):
        row = [line for line in draw("gradients", view, 80, 15, run=place).text().split("\n") if "layer × step" in line]
        text = draw("gradients", view, 80, 15, run=place).text()
        assert "1 of 2 runs" in row[0]
        assert f"{'●▲■'[run.index]} {run.name}" in text


def test_runs_that_go_the_same_way_are_both_seen():
    """Two equal paths share their cells."""
    view = views.gd_vs_sgd()
    twin = replace(view.runs[1], columns=view.runs[0].columns, steps_per_epoch=1)
    canvas = draw("landscape", replace(view, runs=(view.runs[0], twin)), 80, 20)
    for index in (0, 1):
        assert ((canvas.chars >= 0x2800) & (canvas.fg == DARK.run(index))).sum() >= 5


def test_field_axes_have_one_scale():
    """One unit is as many pixels wide as high, where the grid reaches far enough."""
    from dlviz.tui.pictures.field import choose_window

    landscape = views.gd_vs_sgd().landscape
    window = choose_window(landscape, (np.array([1.0, -3.0]), np.array([4.9, -0.3])), 53, 16)
    assert window.x_scale == window.y_scale


@pytest.mark.parametrize("size", [(59, 19), (80, 20), (200, 50)])
def test_a_field_stands_still_while_it_is_walked_on(size):
    """What is shown of the grid does not change from epoch to epoch."""
    canvases = [draw("landscape", views.gd_vs_sgd(cursor=0, front=front), *size) for front in range(0, 51, 10)]
    assert len({canvas.text() for canvas in canvases}) == 1


@pytest.mark.parametrize("theme", ["mono", "plain"])
def test_without_hues_a_field_is_contours_only(theme):
    """No cell of a field has a colour of its own behind it."""
    canvas = draw("landscape", views.gd_vs_sgd(), 80, 20, THEMES[theme])
    assert (canvas.bg == THEMES[theme].paper).all()
    assert (canvas.chars != ord("▀")).all()
    assert (canvas.chars >= 0x2800).sum() > 100


def test_gradients_on_a_small_screen_have_a_row_a_layer():
    """Layers, values of all runs, decades, and the heat maps under them."""
    text = draw("gradients", views.vanishing()).text()
    for word in ("dense_6", "10⁻³", "layer × step", "● sigmoid"):
        assert word in text
    assert "layer × step" not in draw("gradients", views.vanishing(), 80, 13).text()


def test_gradients_that_vanish_are_not_lost():
    """Zero stands at the low end and is written as 0."""
    assert " 0" in draw("gradients", views.zeros()).text()


def test_the_heat_map_ends_where_training_ends():
    """What is not trained has the colour of the grid."""
    canvas = draw("gradients", views.vanishing(front=600), 80, 20)
    below = canvas.fg[13][canvas.chars[13] == ord("▀")]
    untrained = below == DARK.grid
    assert 0.3 < untrained.mean() < 0.5


def test_wrong_predictions_are_crosses():
    """As many crosses as there are wrong classes, and the legend says how many."""
    view = views.iris()
    wrong = int((view.fits[0].predicted != view.data.classes).sum())
    flipped = (view.data.classes + 1) % 3
    view = replace(view, fits=(replace(view.fits[0], predicted=flipped),))
    assert f"{wrong} wrong" in draw("data", views.iris(), 140, 20).text()
    canvas = draw("data", view, 140, 20)
    assert "150 wrong" in canvas.text()
    assert not (canvas.chars == ord("△"))[1:].any()


def test_claims_are_checked_crossed_or_open():
    """✓, ✗ and ·, each with its two sides."""
    text = draw("lesson", views.vanishing(), 99, 24).text()
    for words in ("✓ sigmoid", "469 > 100", "✗ relu", "12.40 > 10", "· relu ends"):
        assert words in text


def test_a_lesson_is_cut_at_the_end_of_a_sentence():
    """In little room whole sentences stand, and the claims always."""
    text = draw("lesson", views.vanishing(), 44, 16).text()
    assert "before the weights come in." not in text
    assert "✗" in text
    assert "Which layers stop learning" in text


def test_markdown_is_read():
    """Strong words are bold, code has the formulas' colour, and neither shows its signs."""
    canvas = draw("lesson", views.vanishing(), 99, 24)
    assert "**" not in canvas.text()
    assert "`" not in canvas.text()
    assert "the sigmoid it never exceeds 1/4, so" in canvas.text()
    assert canvas.bold[:, 4:].sum() > len("never exceeds 1/4")


def test_the_users_words_are_text():
    """Markup stays as it was typed, an escape shows as ␛."""
    view = views.rude()
    assert "[link=x]this[/link] stay ␛[2Jtext?" in draw("lesson", view).text()
    assert "[mine] ␛]0;title␇" in header.draw(view, 200, DARK).text()
    assert "\x1b[2J" not in draw("lesson", view).ansi()


def test_a_run_without_a_finite_number_says_what_it_lacks():
    """Empty pictures hold a sentence."""
    assert "no rows yet" in draw("loss", views.nothing()).text()
    assert "importing JAX" in draw("loss", views.empty()).text()
    assert "importing JAX" in draw("metrics", views.empty()).text()  # what is measured is known with the first row
    assert "no metric is measured" in draw("metrics", views.perceptron()).text()
    assert "not finite" in draw("landscape", views.nans()).text()
    assert "no network" in draw("network", views.nothing()).text()


def test_the_header_says_where_we_are():
    """Scenario, section, runs, step and epoch, state and speed; runs that count differently share the epoch."""
    text = header.draw(views.vanishing(), 120, DARK).text()
    assert text.startswith(" dlviz  vanishing-gradients §4.3   ● sigmoid  ▲ tanh  ■ relu")
    assert text.rstrip().endswith("step 240/1,000 · epoch 48/200   ▶ 8 steps/s")
    assert header.draw(views.gd_vs_sgd(), 120, DARK).text().rstrip().endswith("epoch 7/10   ▶ 2 steps/s")
    assert header.draw(views.perceptron(), 120, DARK).text().rstrip().endswith("step 6/10   ▮▮ paused  1 step/s")
    assert "diverged" in header.draw(views.diverged(), 120, DARK).text()


@pytest.mark.parametrize("width", range(1, 130, 7))
def test_header_and_footer_fit_any_width(width):
    """Names give way before the step does; keys drop from the right, whole."""
    assert header.draw(views.rude(), width, DARK).width == width
    keys = (("space", "Play"), ("←→", "Step"), ("q", "Quit"))
    text = footer.draw(keys, width, DARK).text().strip()
    assert text in ("space Play  ←→ Step  q Quit", "space Play  ←→ Step", "space Play", "")


def test_a_click_on_the_timeline_finds_its_tick():
    """The cell of a tick leads back to it, and never beyond what is trained."""
    view = views.gd_vs_sgd()
    for tick in range(51):
        assert timeline.tick_at(view, 120, timeline.cell_of(view, 120, tick)) == tick
    half = replace(view, front=20)
    assert timeline.tick_at(half, 120, 119) == 20
    assert timeline.tick_at(half, 120, 0) == 0


def test_the_timeline_shows_trained_and_not_yet():
    """Heavy to the cursor, thin to the front, dotted after it; epochs and changes have labels."""
    canvas = timeline.draw(views.vanishing(), 120, 2, DARK)
    track, marks = canvas.text().split("\n")[:2]
    assert track.startswith(" step 240")
    assert track.index("━") < track.index("●") < track.index("─") < track.index("┄")
    assert "▽" in track
    assert "η 0.1 → 0.05" in marks
    assert "epoch 50" in marks
    assert timeline.draw(views.vanishing(), 80, 1, DARK).height == 1


def test_the_timeline_shows_where_claims_were_decided():
    """✓ where a run's end proved its claims, ✗ where one failed, how many below; ahead of the cursor grey."""
    view = replace(views.vanishing(cursor=240, front=1000), verdicts=((120, True), (1000, True), (1000, False)))
    canvas = timeline.draw(view, 120, 2, DARK)
    early, late = (timeline.cell_of(view, 120, tick) for tick in (120, 1000))
    track, marks = canvas.text().split("\n")[:2]
    assert (track[early], track[late]) == ("✓", "✗")
    assert (canvas.fg[0, early], canvas.fg[0, late]) == (DARK.good, DARK.muted)
    assert " 1 claim ✓ " in marks[early - 8 : early + 8]
    assert "1 claim ✓ 1 ✗" in marks[late - 14 :]
    near = replace(view, verdicts=((960, True), (960, True), (1000, True), (1000, False)))
    assert "1 claim ✓ 1 ✗" in timeline.draw(near, 80, 2, DARK).text()  # the end is said first
    end = timeline.draw(replace(view, cursor=1000), 120, 2, DARK)
    assert end.fg[1][end.chars[1] == ord("✗")] == DARK.bad
    assert timeline.draw(view, 80, 1, DARK).text().count("✓") == 1


def test_tabs_keep_their_whole_words_as_long_as_they_fit():
    """Eight panels at 80 columns: nothing is cut, the digits part them."""
    panels = ("dropout", "loss", "network", "lesson", "weights", "metrics", "gradients", "fit")
    text = tabs.draw(panels, 0, 80, DARK).text()
    assert "1 Dropout 2 Loss 3 Network 4 Lesson 5 Weights 6 Metrics 7 Gradients 8 Fit" in text


def test_tabs_are_found_where_they_are_drawn():
    """Every digit is in its tab's span; names get shorter before any tab is lost."""
    panels = ("loss", "metrics", "landscape", "gradients", "data", "network", "lesson")
    for width in (80, 60, 40, 20):
        text = tabs.draw(panels, 2, width, DARK).text()
        for i in range(len(panels)):
            assert tabs.tab_at(panels, width, text.index(str(i + 1))) == i
    assert tabs.tab_at(panels, 80, 0) is None


def test_titles_never_touch_the_edge():
    """A unit that is too long ends in an ellipsis, inside the hairline."""
    view = views.vanishing()
    view = replace(view, card=replace(view.card, loss_name="a very long name of a loss " * 5))
    top = draw("loss", view, 60, 12).text().split("\n")[0]
    assert "…" in top
    assert top.endswith("─")
    assert len(top) == 60


def test_open_claims_have_no_verdict():
    """A claim without numbers is drawn without any, one about epochs with what its numbers count."""
    claims = (ClaimView("nothing is known", None, None, None), ClaimView("it turns early", None, 36.0, 80.0, "epochs"))
    text = draw("lesson", replace(views.perceptron(), claims=claims)).text()
    assert re.search(r"· nothing is known\s*\n", text)
    assert re.search(r"· it turns early\s+36 < 80 epochs", text)


def test_pictures_are_canvases():
    """The registry holds panels that a scenario may name."""
    assert set(PICTURES) <= set(get_args(Panel))
    assert isinstance(draw("loss", views.one_row()), Canvas)


def test_columns_of_the_table_have_cut_heads_before_they_are_left_out_and_counted():
    """Five columns of Iris: whole at 100 cells, with cut heads at 60, two of them missing at 40, which is said."""
    whole, cut, few = (draw("data", views.iris(), width, 22).text() for width in (100, 60, 40))
    assert all(name in whole for name in ("sepal length", "petal width", "species"))
    assert all(name in cut for name in ("sepal l…", "petal w…", "species"))
    assert "more column" not in whole + cut
    assert "150 rows, 2 more columns" in few
    data = replace(views.iris().data, header=tuple(f"petals of the flower [t−{k}]" for k in range(5)))
    alike = draw("data", replace(views.iris(), data=data), 60, 26).text()
    assert "petals of the flower [t−0]" in alike, "heads that would be cut to the same are not cut"
    assert "more columns" in alike
