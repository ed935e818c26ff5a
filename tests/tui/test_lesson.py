"""The lesson as a page: what has room, what is scrolled, what stays hidden until it is asked for."""

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from dlviz.scenarios import catalogue, load
from dlviz.tui import markdown, observe, words
from dlviz.tui.pictures import draw_panel, lesson
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import ExerciseView, PanelOptions

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))

ASKED = (
    ExerciseView("Which layer learns **least**?", "The first: 4⁶ is 4,096.", ("the first", "the last"), "the first"),
    ExerciseView("And why?", "Slopes multiply."),
)


def draw(view, width, height, theme=DARK, **options):
    return draw_panel("lesson", view, width, height, theme, PanelOptions(**options)).text().rstrip("\n").split("\n")


def asking(hides=(), tries=("`>`: tanh in front.",)):
    view = views.vanishing()
    card = replace(view.card, exercises=ASKED, hides=frozenset(hides), tries=tries, next_name="momentum")
    return replace(view, card=card)


def long():
    """A lesson of more lines than a small screen has."""
    view = asking()
    return replace(view, card=replace(view.card, look=view.card.look + "\n\n" + "And so it goes on, and on. " * 60))


def said(rows):
    return " ".join(" ".join(row.strip(" │┃") for row in rows).split())


def test_what_was_left_out_is_said_in_the_title():
    """`pgdn more` stands at the right end as long as anything is missing, and not where all is there."""
    assert "pgdn more" in draw(views.vanishing(), 44, 16)[0]
    assert "pgdn more" in draw(views.vanishing(), 33, 12)[0]
    full = draw(views.vanishing(), 99, 24)
    assert "Compare it with relu." in " ".join(full)
    assert "pgdn" not in full[0]


@pytest.mark.parametrize("options", [{"focused": True}, {"zoomed": True}])
@pytest.mark.parametrize("size", [(80, 20), (59, 19), (100, 27), (44, 15), (30, 9)])
def test_in_front_the_page_is_scrolled_and_nothing_of_it_is_lost(options, size):
    """The pages one after another are the lines of a panel that is high enough, each once."""
    view, (width, height) = long(), size
    page = lesson.page(view, width, height, DARK, PanelOptions(**options))
    # Without the bar it is a cell narrower; a row too few for a free one above.
    high = draw(view, width - 1, len(page.lines) + 2, **options)[1:]
    seen = [
        row
        for top in range(0, page.furthest, height - 1)
        for row in draw(view, width, height, scroll=top, **options)[1:]
    ]
    seen = seen[: page.furthest] + draw(view, width, height, scroll=10**6, **options)[1:]
    assert [row[:-1].rstrip() for row in seen] == [row.rstrip() for row in high][: len(page.lines)]
    assert "And so it goes on" in said(seen)


def test_the_title_and_the_edge_say_where_the_page_stands():
    """`pgdn more` until the end, then `pgup back`; the bar at the right edge is at the top, then at the bottom."""
    view = long()
    first, last = draw(view, 80, 20, focused=True), draw(view, 80, 20, focused=True, scroll=10**6)
    assert "pgdn more" in first[0]
    assert "pgup back" in last[0]
    bars = ["".join(row[-1] for row in rows[1:]).strip() for rows in (first, last)]
    assert (bars[0][0], bars[0][-1]) == ("┃", "│")
    assert (bars[1][0], bars[1][-1]) == ("│", "┃")
    assert all(row.isascii() for row in draw(view, 80, 20, THEMES["ascii"], focused=True))


def test_claims_that_are_cut_off_are_not_cut_silently():
    """Where not even question and claims have room, the last row is an ellipsis."""
    rows = draw(views.vanishing(), 44, 6)
    assert rows[-1].strip() == "…"
    assert "pgdn more" in rows[0]


def test_a_panel_behind_says_that_there_is_something_to_think_about():
    """Too small for the questions it counts them and names the key; in front they are read."""
    assert "? Think first: 2 questions, pgdn" in said(draw(long(), 59, 19))
    assert "? 2 questions, pgdn" in said(draw(long(), 30, 19))
    assert "Which layer learns least?" in said(draw(asking(), 80, 40))


@pytest.mark.parametrize("theme", ["dark", "ascii"])
def test_the_answer_is_hidden_until_it_is_asked_for(theme):
    """Then the right choice is filled and the answer stands below its question."""
    hollow, full, arrow = ("o", "*", "->") if theme == "ascii" else ("○", "●", "→")
    before, after = (said(draw(asking(), 90, 40, THEMES[theme], answered=answered)) for answered in (False, True))
    assert f"? Which layer learns least? {hollow} the first {hollow} the last ? And why? a shows the answers" in before
    assert "Slopes multiply" not in before
    assert f"{full} the first {hollow} the last {arrow} The first" in after
    assert f"? And why? {arrow} Slopes multiply. a hides the answers" in after


def test_what_would_tell_the_answer_comes_with_it():
    """Of claims only the marks stand, of formulas and of the network that they come; with the answer all do."""
    view = asking(hides=("claims", "formulas", "network"))
    before, after = (said(draw(view, 90, 40, answered=answered)) for answered in (False, True))
    assert "✓ ✗ · 3 claims, with the answer: a" in before
    assert "2 formulas, with the answer: a" in before
    for told in ("100 times less", "∂L/∂W"):
        assert told not in before
        assert told in after
    network = [
        draw_panel("network", view, 60, 15, DARK, PanelOptions(answered=answered)).text() for answered in (False, True)
    ]
    assert "a shows both" in network[0]
    assert "dense" not in network[0]
    assert "dense" in network[1]


def test_what_to_try_and_what_comes_next_end_the_page():
    assert said(draw(asking(), 90, 40)).endswith("Try · >: tanh in front. n next: momentum")


def test_short_code_is_not_broken():
    """`--seed 1` stands on one line, with the comma behind it; a whole command may be broken."""
    said = [line.text for line in markdown.lines("try `--seed 1`, or `dlviz run neuron --seed 1`", 12)]
    assert said == ["try", "--seed 1, or", "dlviz run", "neuron", "--seed 1"]


def test_a_formula_keeps_its_spaces_where_it_has_room():
    """Two formulas in one line stay apart; in less room they are wrapped."""
    view = views.vanishing()
    view = replace(view, card=replace(view.card, formulas=("v ← β·v − η·g;  θ ← θ + v",)))
    assert "v ← β·v − η·g;  θ ← θ + v" in "\n".join(draw(view, 60, 30))
    assert "θ ← θ + v" in said(draw(view, 24, 60))


def test_the_bound_of_gradient_descent_is_not_said_of_other_optimizers():
    """Beside SGD with momentum or Adam the line about 2/λmax is left out."""
    view = views.gd_vs_sgd()
    assert "stable while η < 2/λmax" in said(draw(view, 90, 40))
    for settings in ("Adam · η = 0.1", "SGD · η = 0.1 · β = 0.9"):
        runs = (view.runs[0], replace(view.runs[1], settings=settings))
        assert "stable" not in said(draw(replace(view, runs=runs), 90, 40))


def test_the_bound_of_stable_rates_is_that_of_the_runs_that_are_shown():
    """Of a run that lies on a landscape of its own it is that one's; where runs differ, of the run in front, named."""
    view = views.perceptron()
    own = replace(view.landscape, stable_rate=0.125)
    alone = replace(view, runs=view.runs[1:2], own_landscapes={0: own})
    assert "2/λmax = 0.125" in said(draw(alone, 90, 40))
    both = replace(view, own_landscapes={1: own})
    assert f"2/λmax = 0.125 ({view.runs[1].name})" in said(draw(both, 90, 40, run=1))
    assert f"= {view.landscape.stable_rate:.2e} ({view.runs[0].name})" in said(draw(both, 90, 40, run=0))


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: entry.name)
def test_no_line_of_a_lesson_is_wider_than_its_panel(entry):
    """At three sizes, with and without its answers, in ASCII too."""
    view = observe.waiting(load(entry.name))
    for width, height in ((80, 20), (44, 13), (32, 15)):
        for theme in (DARK, THEMES["ascii"]):
            for answered in (False, True):
                page = lesson.page(view, width, height, theme, PanelOptions(focused=True, answered=answered))
                room = width - 2 - (page.furthest > 0)
                assert [line.text for line in page.lines if words.width(line.text, theme.ascii) > room] == []
