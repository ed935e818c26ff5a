"""The catalogue's preview: when it trains, that there is never more than one, and that opening goes on with it."""

from __future__ import annotations

import pytest
from textual.screen import Screen

from dlviz.scenarios import catalogue, load
from dlviz.tui.player import Player
from dlviz.tui.preview import AGAIN, REST, Preview, panel_of
from dlviz.tui.remembered import PANELS
from dlviz.tui.screens.catalogue import Catalogue
from dlviz.tui.screens.workbench import Workbench
from dlviz.tui.worker import Worker

NAMES = [entry.name for entry in catalogue()]
SIZE = (120, 36)


class Slow(Worker):
    """A worker whose thread ends when the test says so."""

    made: list[Slow] = []  # noqa: RUF012

    def __init__(self, scenario):
        super().__init__(scenario)
        self.started = self.stopped = False
        self.at_work = True
        Slow.made.append(self)

    def start(self):
        self.started = True

    def stop(self):
        self.stopped = True

    @property
    def gone(self):
        return not self.at_work


@pytest.fixture
def made():
    Slow.made = []
    return Slow.made


def slow(scenario):
    return Player(scenario, Slow)


@pytest.fixture
def shelf(window, made):
    """The app on the catalogue, its players at work until they are told to be gone."""
    app = window(None)
    app._make_player = slow
    return app


def text(pilot):
    return [strip.text for strip in pilot.app.screen._compositor.render_strips()]


def look(app, clock, seconds):
    clock.now += seconds
    app.screen.look_at_preview()


def test_it_begins_after_a_rest_and_there_is_never_more_than_one(fake, made):
    """Another waits until the thread of the one before has ended, however often the choice changes."""
    preview = Preview(slow)
    preview.choose(fake(name="one"), "loss")
    assert preview.frame(10.0) is None
    assert preview.frame(10.0 + REST - 0.01) is None
    assert not made
    assert preview.frame(10.0 + REST) is not None
    assert [one.started for one in made] == [True]
    assert made[0]._wish.looking == {"loss"}
    for name in ("two", "three"):
        preview.choose(fake(name=name), "loss")
        assert preview.frame(20.0) is None
        assert preview.frame(30.0) is None
    assert (made[0].stopped, len(made)) == (True, 1)
    made[0].at_work = False
    assert preview.frame(40.0) is not None
    assert [one.view.card.name for one in made] == ["one", "three"]
    preview.choose(fake(name="three"), "loss")
    assert not made[1].stopped


def test_at_its_end_it_is_played_again(fake, in_line):
    """After a pause; what was trained is not trained again."""
    players = []
    preview = Preview(lambda one: players.append(Player(one, in_line)) or players[-1])
    preview.choose(fake(), "loss")
    preview.frame(0.0)
    preview.frame(REST)
    players[0]._worker.settle()
    players[0].go(100)
    players[0].playing = True
    for now in (1.0, 2.0, 2.0 + AGAIN - 0.1):
        assert preview.frame(now).cursor == 100
    preview.frame(2.0 + AGAIN)
    assert preview.frame(2.0 + AGAIN + 0.1).cursor < 10


def test_what_takes_long_and_what_tells_an_answer_is_not_shown():
    """Pictures and series are not trained in passing; words are no picture."""
    assert panel_of(load("lenet"), ("features", "loss")) is None
    assert panel_of(load("momentum"), ("lesson", "algorithm", "loss")) == "loss"
    for entry in catalogue():
        scenario = load(entry.name)
        panel = panel_of(scenario, entry.panels)
        assert panel is None or panel in entry.panels
        assert all(panel not in one.hides for one in scenario.exercises)


def test_what_is_opened_begins_at_its_first_step_and_waits_for_the_pictures_of_that(fake, in_line):
    """The preview's own panel was looked at long ago; those of the window were not."""
    preview = Preview(lambda one: Player(one, in_line))
    preview.choose(fake(), "loss")
    for quarter in range(16):
        preview.frame(quarter / 4)
    worker = preview._player._worker
    worker.settle()
    for quarter in range(16, 25):
        view = preview.frame(quarter / 4)
    assert view.cursor > 0
    player = preview.take("fake")
    player.look_at(frozenset({"loss", "lesson"}))
    assert [player.frame(now).cursor for now in (6.1, 6.3, 6.5)] == [0, 0, 0]
    worker.settle()
    assert player.frame(6.7).cursor > 0


async def test_the_chosen_scenario_trains_in_passing(shelf, clock, made):
    """Below its description; the one that was chosen before is stopped, and all are where there is no room for one."""
    async with shelf.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert any("─ Network" in row for row in text(pilot)[-14:])
        look(shelf, clock, 1.0)
        look(shelf, clock, REST)
        assert [one.view.card.name for one in made] == [NAMES[0]]
        await pilot.press("down")
        await pilot.pause()
        assert made[0].stopped
        look(shelf, clock, 1.0)
        assert len(made) == 1
        made[0].at_work = False
        look(shelf, clock, REST)
        look(shelf, clock, REST)
        assert [one.view.card.name for one in made] == NAMES[:2]
        assert shelf.screen.chosen == 1
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert made[1].stopped


async def test_nothing_trains_for_a_catalogue_that_is_gone(shelf, clock, made):
    async with shelf.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for _ in range(2):
            look(shelf, clock, 1.0)
        assert [one.stopped for one in made] == [False]
        shelf.switch_screen(Screen())
        await pilot.pause()
        assert [one.stopped for one in made] == [True]


async def test_opening_goes_on_with_the_session_of_the_preview(shelf, clock, made):
    """No second one is made; it begins at the first step, and another scenario's is let go of."""
    async with shelf.run_test(size=SIZE) as pilot:
        await pilot.pause()
        look(shelf, clock, 1.0)
        look(shelf, clock, REST)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(shelf.screen, Workbench)
        assert shelf.screen.player._worker is made[0]
        catalogue = next(screen for screen in shelf.screen_stack if isinstance(screen, Catalogue))
        catalogue._drawn = None
        catalogue.look_at_preview()
        assert catalogue._drawn is None, "under the window nothing is drawn"
        assert (len(made), made[0].stopped) == (1, False)
        await pilot.press("escape", "down")
        await pilot.pause()
        look(shelf, clock, 1.0)
        look(shelf, clock, REST)
        assert [one.view.card.name for one in made] == NAMES[:2]
        await pilot.press("down", "enter")
        await pilot.pause()
        assert shelf.screen.scenario.name == NAMES[2]
        assert made[1].stopped


async def test_a_panel_that_was_chosen_since_is_measured(shelf, clock, made):
    """Then what the preview has trained is of no use."""
    async with shelf.run_test(size=SIZE) as pilot:
        await pilot.pause()
        for _ in range(2):
            await pilot.press("down")
        await pilot.pause()
        look(shelf, clock, 1.0)
        look(shelf, clock, REST)
        assert made[0].view.card.name == NAMES[2]
        shelf.remembered.keep(PANELS, NAMES[2], ["stability", "lesson"])
        await pilot.press("enter")
        await pilot.pause()
        assert (len(made), made[0].stopped) == (2, True)
        assert "sharpness" in str(shelf.screen.player.scenario.document.training.instruments)


async def test_what_runs_under_the_catalogue_is_not_trained_twice(shelf, clock, made):
    async with shelf.run_test(size=SIZE) as pilot:
        await pilot.press("enter", "escape")
        await pilot.pause()
        for _ in range(3):
            look(shelf, clock, 1.0)
        assert len(made) == 1
        assert shelf.screen.still is shelf.running.view
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(shelf.screen, Workbench)


@pytest.mark.parametrize("size", [(80, 24), (100, 24), (40, 10)])
async def test_without_room_nothing_trains(shelf, clock, made, size):
    async with shelf.run_test(size=size) as pilot:
        await pilot.pause()
        for _ in range(3):
            look(shelf, clock, 1.0)
        assert not made


async def test_a_preview_that_fails_says_so_and_is_not_taken_along(window, clock, fake, in_line, monkeypatch):
    """Its sentence stands in its place, and opening begins anew."""
    app = window(None)
    players = []

    def make(scenario):
        players.append(Player(fake(name=scenario.name, fault="build"), in_line))
        return players[-1]

    app._make_player = make
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        look(app, clock, 1.0)
        look(app, clock, REST)
        players[0]._worker.settle()
        look(app, clock, 0.1)
        await pilot.pause()
        assert "the data have gone" in "\n".join(text(pilot))
        await pilot.press("enter")
        await pilot.pause()
        assert len(players) == 2
