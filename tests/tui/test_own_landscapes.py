"""Runs that learn from other rows or with another loss are drawn on landscapes of their own."""

import re
from dataclasses import replace

import pytest

from dlviz.scenarios import load
from dlviz.tui import observe
from dlviz.tui.pictures import PICTURES, landscape
from dlviz.tui.probes import Probes
from dlviz.tui.theme import DARK
from dlviz.tui.view import PanelOptions
from dlviz.tui.worker import Wish, Worker


@pytest.fixture(scope="module")
def view(tmp_path_factory):
    """perceptron-bias after three steps, the cursor at the last."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        worker = Worker(load("perceptron-bias", steps=3))
        worker.ask(Wish(training=True, cursor=3, looking=frozenset({"landscape"})))
        while worker.turn():
            pass
        assert worker.failure == ""
        return worker.view


def test_only_the_run_apart_has_one(view):
    assert list(view.own_landscapes) == [1]
    assert view.landscape_of(0) is view.landscape
    assert view.landscape_of(1).minimum[1] > 0 > view.landscape.minimum[1]


@pytest.mark.parametrize(
    ("options", "there", "away"), [(PanelOptions(run=0), "●", "▲"), (PanelOptions(run=1), "▲", "●")]
)
def test_the_run_in_front_chooses_the_landscape_and_others_stay_off_it(view, options, there, away):
    text = landscape.draw(view, 60, 20, DARK, options).text()
    assert there in text
    assert away not in text


def test_a_landscape_that_grows_shows_all_of_its_grid_and_marks_what_was_tried():
    """Each run has its own; the field grows from step to step, and says so."""
    session = load("grid-search").session()
    session.build()
    session.train()
    view = observe.trained(session, observe.built(session, observe.waiting(session.scenario)))
    wish, probes = Wish(cursor=0, looking=frozenset({"landscape"})), Probes(session)
    drawn = []
    for tick in (0, 60, 1330):
        wish = replace(wish, cursor=tick)
        view = replace(view, cursor=tick)
        while probes.stale(wish, view):
            view = probes.look(wish, view)
        assert not view.troubles
        drawn.append(PICTURES["landscape"].draw(view, 80, 20, DARK, PanelOptions(run=1)))
    text = [canvas.text() for canvas in drawn]
    assert "L over w₂ and w₁, where tried" in text[1]
    assert [len(re.findall("·", one)) > 20 for one in text] == [False, True, True]
    filled = [(canvas.bg != DARK.paper).sum() for canvas in drawn]
    assert filled[0] < filled[1] < filled[2]
    one = PICTURES["landscape"].draw(replace(view, cursor=0), 80, 20, DARK, PanelOptions(run=0)).text()
    assert "L over w₁, where tried" in one
    three = PICTURES["landscape"].draw(view, 80, 20, DARK, PanelOptions(run=2)).text()
    assert "L over w₃ and w₂ at w₁ = 5" in three
