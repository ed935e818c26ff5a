"""Every theme: words can be read, runs and classes are told apart with any vision, in few colours as well."""

from __future__ import annotations

import re
import runpy
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import pytest

from dlviz.tui.colour import contrast, distance, indexed, xterm
from dlviz.tui.ink import ANSI, DEFAULT, DIM
from dlviz.tui.marks import dash, hollow, mark
from dlviz.tui.pictures import PICTURES
from dlviz.tui.theme import NAMES, SIXTEEN, THEMES, look, named, partner
from dlviz.tui.view import PanelOptions
from dlviz.tui.workbench_picture import screen

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))
VISIONS = (None, "deutan", "protan", "tritan")
COLOURED = [name for name in NAMES if named(name).hues]
LEAST, FIRST_256, ALL_256 = 0.065, 0.06, 0.05  # OKLab


def least(colours):
    """The smallest distance of two of these colours, with any vision."""
    return min(distance(a, b, vision) for vision in VISIONS for a, b in combinations(colours, 2))


def classes(theme):
    return [theme.of_class(index) for index in range(6)]


def in_256(colours):
    return [xterm(indexed(colour)) for colour in colours]


@pytest.mark.parametrize("name", COLOURED)
def test_runs_and_classes_are_told_apart_with_any_vision(name):
    """All six runs and all six classes keep 0.065 under simulated deutan, protan and tritan vision."""
    theme = named(name)
    assert least(theme.runs) >= LEAST
    assert least(classes(theme)) >= LEAST


@pytest.mark.parametrize("name", COLOURED)
def test_regions_are_told_apart_with_any_vision(name):
    """Where six classes are predicted for sure: 0.05, on papers with less room 0.034; marks are seen on them."""
    theme = named(name)
    sure = [int(theme.class_field(index)[-1]) for index in range(6)]
    assert least(sure) >= (0.05 if name in THEMES else 0.034)
    assert min(contrast(ink, field) for ink in classes(theme) for field in sure) >= 2.4
    assert distance(int(theme.class_field(0)[0]), theme.paper) < 0.06


@pytest.mark.parametrize("name", COLOURED)
def test_in_256_colours_they_still_are(name):
    """What a terminal with 256 colours shows in their place keeps nearly as much."""
    theme = named(name).in_256()
    assert in_256(theme.runs) == list(theme.runs)
    assert least(theme.runs[:4]) >= FIRST_256
    assert least(theme.runs) >= ALL_256
    assert least(in_256(classes(theme))) >= LEAST
    assert min(contrast(colour, theme.paper) for colour in (*theme.runs, *in_256(classes(theme)))) >= 3.0


@pytest.mark.parametrize("colours", ["truecolor", "256"])
@pytest.mark.parametrize("name", COLOURED)
def test_words_and_marks_can_be_read(name, colours):
    """Words keep 4.5:1 on paper, marks 3:1, paths 2.6:1 on the field."""
    theme = look(name, colours)
    for role in ("text", "bright", "muted", "cursor", "good", "bad"):
        assert contrast(getattr(theme, role), theme.paper) >= 4.5, role
        assert contrast(getattr(theme, role), theme.bar) >= 3.5, role
    assert contrast(theme.faint, theme.paper) >= 4.5
    assert contrast(theme.text, theme.paper) >= 7.0 or colours == "256"
    assert min(contrast(colour, theme.paper) for colour in (*theme.runs, *classes(theme))) >= 3.0
    assert min(contrast(run, theme.rule) for run in theme.runs[:4]) >= 2.0  # the head of the run in front stands on it
    if colours == "truecolor":
        assert round(min(contrast(run, int(theme.field[-1])) for run in theme.runs[:4]), 1) >= 2.6
        assert contrast(int(theme.field[-1]), int(theme.field[0])) > 1.3  # there is a field to see
        assert distance(int(theme.field[0]), theme.paper) < 0.05


def test_no_two_of_thirty_runs_have_colour_and_mark_the_same():
    """Colours begin anew with the seventh run, marks with the sixth after that."""
    pairs = {(THEMES["dark"].run(index), mark(index)) for index in range(30)}
    assert len(pairs) == len({(THEMES["dark"].of_class(index), hollow(index)) for index in range(30)}) == 30
    assert [mark(index) for index in range(6)] == list("●▲■◆▼★")
    assert dash(6) == dash(1) != dash(0)


def test_the_table_of_themes_is_what_its_tool_makes():
    """tools/build_themes.py finds the row of one theme again, as long as Textual has it as it was."""
    tool = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "build_themes.py"))
    nord = tool["BUILTIN_THEMES"]["nord"]
    if (nord.background, nord.foreground, nord.accent) == ("#2E3440", "#D8DEE9", "#B48EAD"):
        assert tool["line"]("nord", nord) in tool["OUT"].read_text(encoding="utf-8")


def test_a_projector_gets_the_most_contrast():
    theme = THEMES["contrast"]
    assert min(contrast(getattr(theme, role), theme.paper) for role in ("text", "muted", "faint", "cursor")) >= 10


def test_every_theme_has_a_partner_of_the_other_kind():
    """From dark to light and back one comes home, or to our own."""
    for name in COLOURED:
        assert named(partner(name)).dark != named(name).dark
    assert partner(partner("solarized-dark")) == "solarized-dark"


def test_few_colours_make_few_themes():
    """Of 16 colours there is one theme, of none another; ASCII is kept."""
    assert look("nord", "16") is SIXTEEN
    assert look("mono", "16") is look("nord", "none") is THEMES["plain"]
    assert look("nord", "256").few
    assert look("ascii", "none").ascii
    assert look("nord", "256", ascii=True).ascii


def test_sixteen_colours_are_the_terminals_own():
    """Nothing but its foreground, dim or not, and runs, classes and verdicts in different numbers up to 15."""
    marks = [*SIXTEEN.runs, SIXTEEN.good, SIXTEEN.bad, *classes(SIXTEEN)]
    assert all(0 <= ANSI - colour < 16 for colour in marks)
    assert len(set(SIXTEEN.runs)) == len(set(classes(SIXTEEN))) == 6
    words = (SIXTEEN.paper, SIXTEEN.text, SIXTEEN.muted, SIXTEEN.rule, SIXTEEN.cursor)
    assert set(words) <= {DEFAULT, DIM}


SGR = {
    "truecolor": r"([12;]|[34]8;2;\d+;\d+;\d+)*|0",
    "256": r"([12;]|[34]8;5;(1[6-9]|[2-9]\d|1\d\d|2\d\d))*|0",
    "16": r"([12;]|3[1-7]|9[1-7])*|0",
    "none": r"[12;]*|0",
}


@pytest.mark.parametrize("colours", SGR)
def test_only_the_colours_that_there_are_leave_the_canvas(colours):
    """A whole screen in each mode: its escape codes are of that mode, and its letters the same as ever."""
    for view in (views.gd_vs_sgd(), views.iris()):
        ansi = screen(view, 120, 36, look("nord", colours), keys=()).ansi()
        codes = set(re.findall(r"\x1b\[([\d;]*)m", ansi))
        assert all(re.fullmatch(SGR[colours], code) for code in codes), codes
        runs = {"256": "38;5;", "truecolor": "38;2;", "16": "94", "none": "2"}[colours]
        assert any(runs in code for code in codes)


def test_with_16_colours_runs_have_colour_and_mark():
    """The heads of two runs in the panel of losses: each mark in its run's own colour."""
    canvas = PICTURES["loss"].draw(views.gd_vs_sgd(), 100, 24, SIXTEEN, PanelOptions())
    for index, glyph in enumerate("●▲"):
        there = canvas.chars == ord(glyph)
        assert there.any()
        assert set(canvas.fg[there].tolist()) == {SIXTEEN.run(index)}


def test_a_field_in_256_colours_has_bands():
    """A landscape keeps several levels of its field, and its paths."""
    theme = look("dark", "256")
    canvas = PICTURES["landscape"].draw(views.gd_vs_sgd(), 80, 24, theme, PanelOptions())
    _, ground = canvas.inks()
    assert len(set(ground.ravel().tolist())) >= 5
    assert all(ANSI - colour >= 232 for colour in set(ground.ravel().tolist()))  # greys: nothing leaps out
    ink, _ = canvas.inks()
    assert {ANSI - indexed(run) for run in theme.runs[:2]} <= set(ink.ravel().tolist())
