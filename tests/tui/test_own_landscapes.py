"""Runs that learn from other rows or with another loss are drawn on landscapes of their own."""

import pytest

from dlviz.scenarios import load
from dlviz.tui.pictures import landscape
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
