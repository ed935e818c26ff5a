"""The catalogue: choosing, searching, running and coming back, by key, palette and mouse."""

from __future__ import annotations

import pytest
from textual import events
from textual.geometry import Offset
from textual.widgets import Input

from dlviz.scenarios import catalogue
from dlviz.tui.actions import actions_at
from dlviz.tui.palette import Actions
from dlviz.tui.player import Player
from dlviz.tui.screens.catalogue import Catalogue
from dlviz.tui.screens.help import Help
from dlviz.tui.screens.themes import Themes
from dlviz.tui.screens.workbench import Workbench
from dlviz.tui.worker import Worker

NAMES = [entry.name for entry in catalogue()]
SIZE = (120, 36)


class Idle(Worker):
    """A worker that never begins: real scenarios are opened and not trained."""

    def start(self):
        pass


@pytest.fixture
def shelf(window, monkeypatch):
    """The app on the catalogue."""
    app = window(None)
    app._make_player = lambda scenario: Player(scenario, Idle)
    return app


def text(pilot):
    return [strip.text for strip in pilot.app.screen._compositor.render_strips()]


def chosen(app):
    return app.screen._entries[app.screen.chosen].name


# What each action does from the second scenario.
EFFECTS = {
    "up": lambda app: chosen(app) == NAMES[0],
    "down": lambda app: chosen(app) == NAMES[2],
    "page_up": lambda app: chosen(app) == NAMES[0],
    "page_down": lambda app: chosen(app) == NAMES[min(31, len(NAMES) - 1)],
    "first": lambda app: chosen(app) == NAMES[0],
    "last": lambda app: chosen(app) == NAMES[-1],
    "open": lambda app: isinstance(app.screen, Workbench) and app.screen.scenario.name == NAMES[1],
    "next_unseen": lambda app: isinstance(app.screen, Workbench) and app.screen.scenario.name == NAMES[0],
    "search": lambda app: app.screen.searching,
    "theme": lambda app: app.look.name == "light",
    "choose_theme": lambda app: isinstance(app.screen, Themes),
    "suspend_process": lambda app: not app._exit,
    "help": lambda app: isinstance(app.screen, Help),
    "command_palette": lambda app: type(app.screen).__name__ == "CommandPalette",
    "back_out": lambda app: isinstance(app.screen, Catalogue),
    "quit": lambda app: app.return_value == 0 and app._exit,
    "leave_now": lambda app: app.return_value == 0 and app._exit,
    "interrupt": lambda app: app.return_value == 130 and app._exit,
}
OFFERED = {action.name: action for action in actions_at("catalogue")}


def test_every_action_is_tried():
    assert set(EFFECTS) == set(OFFERED)


@pytest.mark.parametrize(("name", "key"), [(one.name, key) for one in OFFERED.values() for key in one.keys])
async def test_by_key(shelf, name, key):
    async with shelf.run_test(size=SIZE) as pilot:
        await pilot.press("down", key)
        await pilot.pause()
        assert EFFECTS[name](shelf)


@pytest.mark.parametrize("name", [name for name in OFFERED if name != "command_palette"])
async def test_by_palette(shelf, name):
    async with shelf.run_test(size=SIZE) as pilot:
        await pilot.press("down")
        commands = {title: run for title, _, run in Actions(shelf.screen)._commands()}
        await commands[OFFERED[name].title]()
        await pilot.pause()
        assert EFFECTS[name](shelf)


async def test_every_scenario_is_in_the_palette(shelf):
    async with shelf.run_test(size=SIZE) as pilot:
        commands = {title: run for title, _, run in Actions(shelf.screen)._commands()}
        assert {f"Open {name}" for name in NAMES} <= set(commands)
        commands[f"Open {NAMES[-1]}"]()
        await pilot.pause()
        assert shelf.screen.scenario.name == NAMES[-1]


async def test_chapters_names_and_the_question_are_on_the_screen(shelf):
    """All scenarios by chapter on the left; the chosen one's title and question beside them."""
    async with shelf.run_test(size=(120, len(NAMES) + 12)) as pilot:
        await pilot.pause()
        rows = "\n".join(text(pilot))
        for entry in catalogue():
            assert entry.name in rows
        assert catalogue()[0].title in rows
        assert catalogue()[0].question in rows
        assert "more" not in text(pilot)[1][:34]


async def test_a_list_that_is_longer_than_the_screen_says_so(shelf):
    """↓ more at its beginning, ↑ more at its end, and the chosen one is always seen."""
    async with shelf.run_test(size=(120, 20)) as pilot:
        await pilot.pause()
        assert "↓ more" in text(pilot)[1][:34]
        await pilot.press("end")
        await pilot.pause()
        assert "↑ more" in text(pilot)[1][:34]
        assert any(NAMES[-1] in row[:34] for row in text(pilot))


async def test_an_exercise_gives_nothing_away_in_the_catalogue(shelf):
    """Neither its network nor its formulas nor its claims are read there, and no key of the workbench is named."""
    async with shelf.run_test(size=SIZE) as pilot:
        await pilot.press("slash", *"iris-mlp")
        await pilot.pause()
        assert chosen(shelf) == "iris-mlp"
        rows = "\n".join(text(pilot))
        assert "the exercise asks for it" in rows
        for told in ("softmax", "At least 95 %", "pgdn", "with the answer: a"):
            assert told not in rows


async def test_narrow_screens_have_the_title_in_the_list_and_the_question_below(shelf):
    async with shelf.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        rows = text(pilot)
        row = next(row for row in rows if NAMES[0] in row)
        assert catalogue()[0].title[:10] in row
        assert catalogue()[0].question in "\n".join(rows[-4:-1])


async def test_after_a_slash_letters_search_and_enter_runs(shelf):
    """They narrow the list at once; Enter runs what fits best; Escape comes back to the catalogue, on it."""
    async with shelf.run_test(size=SIZE) as pilot:
        await pilot.press("down", "slash", *"fil")
        assert chosen(shelf) == "filters"  # others that fit stand before it in the course
        assert "Convolutional networks" not in "\n".join(row[:34] for row in text(pilot))
        await pilot.press(*3 * ["backspace"])
        assert chosen(shelf) == NAMES[1]
        await pilot.press(*"vanish")
        await pilot.pause()
        assert chosen(shelf) == "vanishing-gradients"
        assert len(shelf.screen._entries) == 1
        await pilot.press("enter")
        await pilot.pause()
        assert shelf.screen.scenario.name == "vanishing-gradients"
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(shelf.screen, Catalogue)
        assert chosen(shelf) == "vanishing-gradients"


async def test_letters_typed_in_one_go_are_all_kept(shelf):
    """Keys that arrive before the line has the focus are letters of the search, those of actions included."""
    async with shelf.run_test(size=SIZE) as pilot:
        for letter in "/xq?":
            shelf.post_message(events.Key({"?": "question_mark", "/": "slash"}.get(letter, letter), letter))
        await pilot.pause()
        assert shelf.screen.query_one(Input).value == "xq?"
        assert not shelf._exit


async def test_coming_back_to_what_runs(shelf):
    """Escape goes to the catalogue and back; Enter on what runs goes back too, on another opens that."""
    async with shelf.run_test(size=SIZE) as pilot:
        await pilot.press("enter")
        running = shelf.screen
        await pilot.press("escape")
        assert isinstance(shelf.screen, Catalogue)
        await pilot.press("escape")
        assert shelf.screen is running
        await pilot.press("escape", "enter")
        assert shelf.screen is running
        await pilot.press("escape", "down", "enter")
        await pilot.pause()
        assert shelf.screen.scenario.name == NAMES[1]
        assert running.player._worker._stopped
        assert len(shelf.screen_stack) == 3


async def test_who_keeps_pressing_keys_is_told_where_they_are(shelf):
    """A letter that is no key of the catalogue changes nothing and says what goes on; the next key does its own."""
    async with shelf.run_test(size=SIZE) as pilot:
        await pilot.press("escape")
        assert "Nothing runs yet: enter runs what is chosen, q leaves." in text(pilot)[-2]
        await pilot.press("down")
        assert "Nothing runs" not in text(pilot)[-2]
        assert "esc" not in text(pilot)[-1]
        await pilot.press("enter", "escape", "z")
        assert not shelf.screen.searching
        assert (
            f"z is no key of the catalogue: / searches, enter runs what is chosen, esc goes back to {NAMES[1]}."
            in (text(pilot)[-2])
        )
        assert "esc Back" in text(pilot)[-1]
        for key, said in (("tab", "tab"), ("ctrl+x", "^x"), ("ctrl+x", "^x"), ("left", "left")):
            await pilot.press(key)
            assert f"{said} is no key of the catalogue" in text(pilot)[-2]
        await pilot.press("j")
        assert chosen(shelf) == NAMES[2]
        assert "no key" not in text(pilot)[-2]
        await pilot.press("escape")
        assert shelf.place == "workbench"


async def test_the_search_that_one_came_for_leads_back(shelf):
    """`/` and Escape at once: back to workbench or comparison. After letters Escape shows all scenarios first."""
    async with shelf.run_test(size=SIZE) as pilot:
        await pilot.press("enter", "slash")
        await pilot.pause()
        assert shelf.screen.searching
        assert text(pilot)[-1].endswith("↑↓ Choose  enter Run  esc All ")
        await pilot.press("escape")
        assert shelf.place == "workbench"
        await pilot.press("c", "slash", "escape")
        assert shelf.place == "compare"
        await pilot.press("escape", "slash", "j", "escape")
        assert [entry.name for entry in shelf.screen._entries] == NAMES
        await pilot.press("escape")
        assert shelf.place == "workbench"


async def test_what_is_opened_from_the_catalogue_is_driven(shelf):
    """A workbench over the catalogue is where the user is: its clock runs and draws, which a catalogue's does not."""
    async with shelf.run_test(size=SIZE) as pilot:
        assert shelf.place == "catalogue"
        await pilot.press("enter")
        assert shelf.place == "workbench"
        worker = shelf.running.player._worker
        while worker.turn() and worker.view.front < 1:
            pass
        shelf.screen.tick()
        await pilot.pause()
        assert shelf.screen.player.view.runs[0].front >= 1
        assert "starting" not in text(pilot)[0]
        await pilot.press("escape")
        assert shelf.place == "catalogue"
        await pilot.press("escape")
        assert shelf.place == "workbench"


async def test_in_a_search_letters_that_are_keys_elsewhere_are_letters(shelf):
    """After `/`, q and ? are typed, not done; Escape shows everything again."""
    async with shelf.run_test(size=SIZE) as pilot:
        await pilot.press("slash", "q", "question_mark")
        await pilot.pause()
        assert not shelf._exit
        assert "no scenario matches “q?”" in "\n".join(text(pilot))
        await pilot.press("enter")
        assert isinstance(shelf.screen, Catalogue)
        await pilot.press("escape")
        await pilot.pause()
        assert [entry.name for entry in shelf.screen._entries] == NAMES
        await pilot.press("G", "slash", *"zzzz", "escape")
        assert chosen(shelf) == NAMES[-1]  # where one was before
        await pilot.press("q")
        assert shelf._exit


async def test_a_click_chooses_and_a_double_click_runs(shelf):
    async with shelf.run_test(size=SIZE) as pilot:
        await pilot.pause()
        y = next(i for i, row in enumerate(text(pilot)) if NAMES[2] in row) - 1
        await pilot.click("#list", offset=Offset(8, y))
        assert chosen(shelf) == NAMES[2]
        await pilot.double_click("#list", offset=Offset(8, y))
        await pilot.pause()
        assert shelf.screen.scenario.name == NAMES[2]


async def test_too_small_says_so(shelf):
    async with shelf.run_test(size=(50, 12)) as pilot:
        await pilot.pause()
        said = " ".join(" ".join(text(pilot)).split())
        assert "dlviz needs 60x16 cells, this terminal has 50x12: make it larger." in said
        await pilot.resize_terminal(*SIZE)
        await pilot.pause()
        assert NAMES[0] in "\n".join(text(pilot))
