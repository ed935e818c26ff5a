import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from dlviz.tui.pictures import PICTURES, loss
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import PanelOptions

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))
still = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("still.py"))))


def top(view, width, panel="loss", theme=DARK, **options):
    """The hairline of a panel."""
    return PICTURES[panel].draw(view, width, 15, theme, PanelOptions(**options)).text().split("\n")[0]


@pytest.mark.parametrize("panel", ["weights", "dropout", "optimizer", "network", "signal", "activations"])
def test_a_title_without_room_says_less_rather_than_half(panel):
    """At no width does it end in an ellipsis; with room it says all, and less as that goes."""
    view, said = still.everything(), []
    view = replace(view, runs=(*view.runs, replace(view.runs[0], index=1, name="other")))
    for width in range(120, 29, -1):
        head = top(view, width, panel)
        assert "…" not in head
        said.append(len(head.replace("─", "").strip()))
    assert said == sorted(said, reverse=True)
    assert len(set(said)) > 1


def test_of_the_title_of_a_field_and_of_a_lesson_no_stump_is_left():
    """A run's settings are left out one by one; of a lesson's name eight cells at least are shown, or none."""
    view = views.gd_vs_sgd()
    settings = "gradient descent · η = 0.2 · all rows"
    view = replace(view, runs=tuple(replace(run, settings=settings) for run in view.runs))
    heads = [top(view, width, "landscape", alone=True) for width in range(80, 19, -1)]
    assert not any("…" in head for head in heads)
    assert all(any(head.rstrip(" ─").endswith(end) for head in heads) for end in ("rows", "0.2", "descent", "L(α)"))
    for width in range(30, 80):
        said = top(view, width, "lesson").removeprefix("─ Lesson ").split("─")[0].strip()
        assert not said or len(said) >= 8


@pytest.mark.parametrize("width", range(44, 121, 4))
@pytest.mark.parametrize("theme", ["dark", "ascii"])
def test_the_title_says_what_a_noisy_loss_is(width, theme):
    """Its scale and its band are named at every width; the name of the loss gives way."""
    view = views.vanishing()
    view = replace(view, card=replace(view.card, loss_name="sparse categorical crossentropy", loss_column="loss"))
    head = top(view, width, theme=THEMES[theme], log=True)
    assert "log" in head
    assert "mean of" in head
    assert "min-max" in head.replace("–", "-") or "band" in head
    if width >= 62:
        assert "min-max" in head.replace("–", "-")
    if width >= 100:
        assert "sparse categorical crossentropy, log" in head


def test_the_name_of_a_loss_is_shortened_before_it_goes():
    """Its beginning stands while eight cells are left for it."""
    view = views.vanishing()
    view = replace(view, card=replace(view.card, loss_name="sparse categorical crossentropy"))
    assert "sparse categ" in top(view, 62, log=True)
    assert "…, log · mean of" in top(view, 62, log=True)
    assert "sparse" not in top(view, 44, log=True)


def test_train_and_validation_are_told_apart_by_their_marks():
    """The legend shows the full and the hollow mark that stand at the cursor, in the colour of the one run."""
    for panel in ("loss", "metrics"):
        canvas = PICTURES[panel].draw(views.iris(), 80, 15, DARK, PanelOptions())
        head = canvas.text().split("\n")[0]
        assert "● train  ○ validation" in head
        assert canvas.fg[0, head.index("●")] == canvas.fg[0, head.index("○")] == DARK.run(0)
        below = "".join(canvas.text().split("\n")[1:])
        assert "●" in below
        assert "○" in below


def test_min_max_is_said_beside_a_legend():
    """At 61 cells the title that must hold train and validation too gives up the word band, not min–max."""
    view = views.vanishing()
    runs = tuple(
        replace(run, columns={**run.columns, "val_loss": run.columns["loss"]}, steps_per_epoch=5) for run in view.runs
    )
    assert "log · mean of" in (head := top(replace(view, runs=runs), 62, log=True))
    assert "min–max" in head
    assert "○ validation" in head


@pytest.mark.parametrize("panel", ["loss", "metrics"])
def test_the_run_in_front_lies_on_top(panel):
    """Of two runs with the same values the one in front has the line, and its mark stands on the cursor."""
    view = views.iris()
    second = replace(view.runs[0], index=1, name="twin")
    view = replace(view, runs=(view.runs[0], second))
    for place in (0, 1):
        canvas = PICTURES[panel].draw(view, 80, 20, DARK, PanelOptions(run=place))
        dots = canvas.chars >= 0x2800
        assert (dots & (canvas.fg == DARK.run(place))).sum() > 4 * (dots & (canvas.fg == DARK.run(1 - place))).sum()
        on_cursor = int((canvas.chars == ord("│")).any(axis=0).argmax())
        assert (canvas.chars[1:-2, on_cursor] == ord("●▲"[place])).any()


def test_the_readout_tells_a_step_from_the_mean_that_is_drawn():
    """Of noisy lines it says the loss of this step and the mean where the mark stands, the mean alone where there is
    less room; of smooth ones the loss.
    """
    noisy = PICTURES["loss"].draw(views.vanishing(), 90, 20, DARK, PanelOptions()).text()
    assert "this step" in noisy
    assert "this step   mean" in noisy
    narrow = PICTURES["loss"].draw(views.vanishing(), 50, 20, DARK, PanelOptions()).text().split("\n", 1)[1]
    assert "this step" not in narrow
    assert " mean" in narrow
    assert "this step" not in PICTURES["loss"].draw(views.gd_vs_sgd(), 90, 20, DARK, PanelOptions()).text()


def test_lines_that_leave_no_corner_free_have_their_values_in_the_title_row(monkeypatch):
    """A mark in the run's colour and its loss at the cursor; where even that has no room, the title is as it was."""
    view = views.gd_vs_sgd()
    plain = top(view, 80)
    monkeypatch.setattr(loss, "draw_readout", lambda *_: False)
    canvas = PICTURES["loss"].draw(view, 80, 15, DARK, PanelOptions())
    head = canvas.text().split("\n")[0]
    assert head.startswith(plain.rstrip(" ─"))
    assert "●" not in plain
    for run, glyph in enumerate("●▲"):
        assert canvas.fg[0, head.index(glyph)] == DARK.run(run)
    assert "●" not in top(view, 24)
