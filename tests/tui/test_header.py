import re
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from dlviz.tui import words
from dlviz.tui.marks import RUN
from dlviz.tui.pictures import header, timeline
from dlviz.tui.theme import DARK, THEMES

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))


def race(*names, name="race-saddle", cursor=40):
    """A view with as many runs as there are names, each of one step an epoch."""
    view = views.perceptron(cursor=10)
    runs = tuple(replace(view.runs[0], name=name, index=i) for i, name in enumerate(names))
    return replace(view, card=replace(view.card, name=name, section="4.2"), runs=runs, playing=True, speed=20.0)


OPTIMIZERS = ("SGD", "momentum", "Adagrad", "RMSprop", "Adam")


def test_run_names_stay_when_all_else_gives_way():
    """At 80 cells five optimizers keep their whole names; the program's name, the section and the speed do not."""
    text = header.draw(race(*OPTIMIZERS), 80, DARK).text()
    assert "● SGD  ▲ momentum  ■ Adagrad  ◆ RMSprop  ▼ Adam" in text
    assert "race-saddle" in text
    assert "step 10/10" in text
    for word in ("dlviz", "§", "20 steps/s"):
        assert word not in text


def test_what_gives_way_gives_way_in_order():
    """Cell by cell narrower: first the program, then the section, then the speed."""
    gone = []
    for width in range(120, 60, -1):
        text = header.draw(race(*OPTIMIZERS), width, DARK).text()
        gone += [word for word in ("dlviz", "§4.2", "20 steps/s") if word not in text and word not in gone]
    assert gone == ["dlviz", "§4.2", "20 steps/s"]


def test_forks_keep_the_end_of_their_names():
    """Eight runs at 80 cells: where a fork left its source still tells it from that."""
    text = header.draw(race(*OPTIMIZERS, "SGD @40", "momentum @120", "RMSprop @7"), 80, DARK).text()
    assert all(end in text for end in ("…@40", "@120", "…@7"))


@pytest.mark.parametrize("theme", ["dark", "ascii"])
def test_no_two_shortened_names_look_alike_and_no_number_lacks_its_unit(theme):
    """Names that begin alike lose their middle; of two that only differ there each has its number."""
    names = ("depth twenty-five", "depth twenty-six", "depth thirty", "sigmoid wide", "sigmoid deep", "tanh")
    for width in range(60, 121):
        text = header.draw(race(*names), width, THEMES[theme]).text()
        marks = RUN if theme == "dark" else "O^#%V*"
        shown = re.split(f"[{re.escape(marks[:6])}] ", re.split(r" step |  \d", text)[0])[1:]
        assert len({name.strip() for name in shown}) == 6
        assert not re.search(r"\d", text) or "step 10" in text
    assert words.apart(("a long one here", "a long two here"), ("a …", "a …"), 4) == ["a…1", "a…2"]


@pytest.mark.parametrize("names", [OPTIMIZERS, ("depth twenty-five layers", "a"), ("sigmoid", "tanh", "relu")])
@pytest.mark.parametrize("theme", ["dark", "ascii"])
def test_no_mark_stands_without_a_name(names, theme):
    """From 60 cells on every run has its mark and at least the beginning of its name."""
    for width in range(60, 121):
        pieces = header.draw(race(*names, name="vanishing-gradients"), width, THEMES[theme]).text()
        marks = RUN if theme == "dark" else "O^#%V"
        at = 0
        for i, name in enumerate(names):
            at = pieces.index(f"{marks[i]} {name[:2]}" if len(name) > 1 else f"{marks[i]} {name}", at) + 1


def test_names_are_shortened_evenly():
    """Long names lose their ends, short ones nothing."""
    text = header.draw(race("a rather long name of a run", "another long name of a run", "Adam"), 80, DARK).text()
    first, second, third = (part.strip() for part in text.replace("▲", "●").replace("■", "●").split("●")[1:])
    assert len(first) == len(second)
    assert first.endswith("…")
    assert third.startswith("Adam ")


@pytest.mark.parametrize("theme", ["dark", "light", "mono", "plain"])
def test_the_run_in_front_is_seen(theme):
    """One name alone is bold beside the scenario's; the others are not."""
    view = race(*OPTIMIZERS)
    for place, name in enumerate(OPTIMIZERS):
        canvas = header.draw(view, 120, THEMES[theme], place)
        start = canvas.text().index("●")
        end = canvas.text().index("step")
        bold = "".join(chr(c) for c in canvas.chars[0, start:end][canvas.bold[0, start:end]].tolist())
        assert bold == name


def test_a_run_by_itself_is_not_lit():
    """There is nothing to choose from."""
    assert not header.draw(race("GD"), 120, DARK).bold[0, 30:60].any()


def test_what_diverged_has_not_ended_well():
    """At the end of a race a run that blew up is counted, with a cross in place of the check mark."""
    view = replace(race("a", "b"), playing=False)
    lost = replace(view.runs[1], status="diverged at step 9")
    assert "✓ ended" in header.draw(view, 120, DARK).text()
    some = header.draw(replace(view, runs=(view.runs[0], lost)), 120, DARK).text()
    assert "✓" not in some
    assert some.rstrip().endswith("× 1 diverged")
    assert header.draw(replace(view, runs=(lost,)), 120, DARK).text().rstrip().endswith("× diverged")


def test_a_computation_says_where_it_stands_in_what_it_goes_over():
    """In the place of epochs: the value of the column that is swept, here o = −4 + 23 · 0.2."""
    assert "step 23/40 · o = 0.6000" in header.draw(views.computation(), 120, DARK).text()


def test_a_computation_of_several_inputs_says_which_one_is_at_work():
    """Eight steps an input: step 23 is the last of the third, step 24 the first of the fourth."""
    for cursor, number in ((0, 1), (23, 3), (24, 4)):
        text = header.draw(views.computation(cursor, inputs=True), 120, DARK).text()
        assert f"step {cursor}/39 · input {number}/5" in text
        assert "epoch" not in text


def test_the_timeline_of_a_computation_marks_where_inputs_begin():
    labels = timeline.draw(views.computation(inputs=True), 120, 2, DARK).text().split("\n")[1]
    assert labels.split() == ["input", "2", "3", "4", "5"]
    steps = timeline.draw(views.computation(), 120, 2, DARK).text().split("\n")[1].split()
    assert all(label.isdigit() for label in steps)


def test_a_speed_that_is_not_reached_says_so():
    """`20 of 64 steps/s` while it plays; the speed alone where it is reached."""
    view = replace(views.iris(), playing=True, speed=64.0)
    assert "▶ 64 steps/s" in header.draw(view, 120, DARK).text()
    assert "▶ 20 of 64 steps/s" in header.draw(replace(view, reached=20.0), 120, DARK).text()
    assert "0.5 of 64 steps/s" in header.draw(replace(view, reached=0.5), 120, DARK).text()


def test_nothing_jumps_while_the_numbers_grow():
    """Names and the scenario stand where they stand from the first step to the last, at every width."""
    runs = tuple(replace(views.perceptron().runs[0], name=name, index=i) for i, name in enumerate(OPTIMIZERS))
    for width in range(60, 120):
        shown = [replace(views.perceptron(), runs=runs, cursor=cursor, ticks=1000) for cursor in (0, 7, 42, 999)]
        heads = {re.split(r" step |  \d", header.draw(view, width, DARK).text())[0].rstrip() for view in shown}
        assert len(heads) == 1
