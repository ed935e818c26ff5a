"""Networks that a computation gives, as the network and the algorithm draw them."""

import re
from dataclasses import replace

import pytest

from dlviz.scenarios import load
from dlviz.tui import observe
from dlviz.tui.pictures import PICTURES
from dlviz.tui.probes import moving, units
from dlviz.tui.theme import DARK
from dlviz.tui.view import PanelOptions


@pytest.fixture(scope="module")
def sessions():
    return {name: load(name).run() for name in ("chain-rule", "model-summary")}


def drawn(session, panel, tick, width=80, height=22, **options):
    view = observe.trained(session, observe.built(session, observe.waiting(session.scenario)))
    probes = {"network": ("graphs", units.graph), "algorithm": ("works", moving.work)}
    view = replace(view, cursor=tick)
    if panel in probes:
        field, look = probes[panel]
        view = replace(view, **{field: tuple(look(session, place, tick) for place in range(len(session.runs)))})
    return PICTURES[panel].draw(view, width, height, DARK, PanelOptions(**options)).text()


def test_what_is_counted_stands_beside_the_units_as_whole_numbers(sessions):
    """Step 21 of 10-20-3: every hidden unit has 11 parameters, the first output 21, the other two are not counted."""
    text = drawn(sessions["model-summary"], "network", 21)
    assert "● 11" in text
    assert "11.00" not in text
    assert text.count("● 21") == 1
    assert text.count("○ –") == 2
    assert "Network 283 parameters ─" in text, "its links are no weights"


def test_the_layer_of_the_factor_is_at_work(sessions):
    """The chain goes from the last layer to the first: 9 steps into an input it is at the second."""
    session = sessions["chain-rule"]
    at = [units.graph(session, 0, tick).at for tick in range(14)]
    assert at == [0, 1, 2, 3, 3, 3, 3, 3, 3, 2, 2, 2, 1, 1]
    assert "units: input 2 of 4" in drawn(session, "network", 14 + 9)


def test_a_gradient_is_drawn_once_the_chain_has_come_to_it(sessions):
    """Before any gradient there is no link; at the end of an input there are many."""
    dots = [
        sum(0x2800 < ord(char) < 0x2900 for char in drawn(sessions["chain-rule"], "network", tick, log=True))
        for tick in (5, 7, 13)
    ]
    assert dots[0] == 0
    assert 0 < dots[1] < dots[2]


def test_each_line_of_the_chain_has_its_numbers_once_it_was_carried_out(sessions):
    text = drawn(sessions["chain-rule"], "algorithm", 8, 74, 20)
    lines = [line for line in text.splitlines() if "g ←" in line]
    assert lines[2].startswith(" ▶ g ← w⁽²⁾ᵀ g")
    assert "‖g‖" in lines[2]
    assert "‖g‖" not in lines[3]


def test_the_other_runs_count_beside_the_one_in_front(sessions):
    text = drawn(sessions["model-summary"], "algorithm", 30, 74, 20)
    assert "220 + 63 = 283" in text
    assert "30 × 11 = 330" in text


def test_a_column_of_whole_numbers_is_written_whole(sessions):
    """Parameters and steps are counts; ‖g‖ is none, though a value of it may be whole."""
    counted = drawn(sessions["model-summary"], "curves", 21)
    assert "step = 21 " in counted
    assert re.search(r"10-20-3 +241 ", counted)
    assert re.search(r"tanh +0\.\d{3}", drawn(sessions["chain-rule"], "curves", 13))
