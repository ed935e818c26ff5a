"""One table of actions: what the keys, the footer, the help and the palette say cannot differ from it."""

from __future__ import annotations

import inspect

import pytest
from textual.app import App

from dlviz.tui import keys, palette
from dlviz.tui.actions import ACTIONS, TIME, actions_at
from dlviz.tui.app import DlvizApp
from dlviz.tui.pictures import PICTURES, footer
from dlviz.tui.screens.catalogue import Catalogue
from dlviz.tui.screens.compare import Compare
from dlviz.tui.screens.help import MOUSE, Help, sections
from dlviz.tui.screens.reading import READING, SHEETS
from dlviz.tui.screens.workbench import Workbench
from dlviz.tui.theme import DARK

SCREENS = {"workbench": Workbench, "catalogue": Catalogue, "compare": Compare}
CROSSED = {action for action in actions_at("crosshair") if action.place == "crosshair"}
OFFERED = {  # the crosshair's keys are handled by the screen that has one
    "workbench": {*actions_at("workbench"), *CROSSED},
    "catalogue": {*actions_at("catalogue")},
    "compare": {*actions_at("compare"), *CROSSED},
}


@pytest.mark.parametrize("place", SCREENS)
def test_every_action_has_a_handler_that_takes_what_its_keys_give(place):
    """Nothing in the table is without effect: the screen or the app has a method of its own for it."""
    for action in OFFERED[place]:
        owner = DlvizApp if action.app else SCREENS[place]
        handler = getattr(owner, f"action_{action.name}", None)
        assert handler is not None, action.name
        arguments = (1,) if action.numbered else ()
        inspect.signature(handler).bind(None, *arguments)


@pytest.mark.parametrize("place", SCREENS)
def test_every_handler_is_in_the_table(place):
    """A screen has no gesture that the help would not list."""
    owned = {name for one in SCREENS[place].__mro__ if one.__module__.startswith("dlviz") for name in vars(one)}
    handled = {name.removeprefix("action_") for name in owned if name.startswith("action_")}
    assert handled == {action.name for action in OFFERED[place] if not action.app}


@pytest.mark.parametrize("place", [*SCREENS, "crosshair"])
def test_no_key_means_two_things(place):
    used = [key for action in actions_at(place) for key in action.keys]
    assert len(used) == len(set(used))


@pytest.mark.parametrize("place", SCREENS)
def test_bindings_are_those_of_the_table(place):
    """The screen binds what it handles, the app the rest; together they are the table's keys."""
    bound = [(one.key, one.action) for one in [*keys.bindings(place), *keys.bindings("everywhere")]]
    table = [(key, keys.owned(action, call)) for action in actions_at(place) for key, call in action.calls()]
    assert sorted(bound) == sorted(table)


async def shown(pilot, *said):
    """The words of a help that is high enough to be seen whole."""
    await pilot.app.push_screen(Help(*said))
    await pilot.pause()
    words = " ".join(" ".join(strip.text for strip in pilot.app.screen._compositor.render_strips()).split())
    pilot.app.pop_screen()
    return words


async def test_the_help_lists_every_key_and_says_how_to_read_every_panel():
    """At every place each action with a key, the key before its sentence, the crosshair's among them; and the mouse."""
    assert set(READING) == set(PICTURES)
    async with App().run_test(size=(100, 200)) as pilot:
        for place, actions in OFFERED.items():
            text = await shown(pilot, place, "loss")
            for action in actions:
                assert not action.keys or f"{action.shown} {action.sentence}" in text
            assert MOUSE[place] in text
            assert ("With the crosshair" in text) == (place != "catalogue")
            assert " ".join(READING["loss"].split()) in text
    for panel, reading in READING.items():
        assert reading in sections("workbench", panel)[0].plain


def test_the_help_tells_of_a_sheet_what_it_is_and_its_own_keys():
    """It stands first, in the place of the panel that the sheet lies on."""
    for name, (heading, text) in SHEETS.items():
        parts = sections("workbench", "loss", sheet=(name, (("n", "rename"),)))
        said = "\n\n".join(part.plain for part in parts)
        assert said.startswith(f"Reading {heading}\n{text}\n\nn       Rename.\n\n{TIME}\n")
        assert READING["loss"] not in said


def test_the_footer_keeps_help_and_quit_and_the_order_of_the_table():
    """However narrow, help and quit stay; however wide, every word of the table is there."""
    every = keys.items("workbench")
    assert {item.word for item in every} == {
        one.word for one in actions_at("workbench") if one.word and not one.numbered
    }
    for width in range(24, 240, 7):
        shown = [item.word for item in keys.fitting(every, width, DARK)]
        assert {"Help", "Quit"} <= set(shown)
        assert shown == [item.word for item in every if item.word in shown]


def test_a_click_on_a_pair_of_keys_means_the_key_under_it():
    """On `←→ Step` the left arrow steps back, the right arrow and the word step forward."""
    shown = keys.items("workbench")
    left, right = footer.spans(keys.pairs(shown), 200, DARK)[1]
    calls = [keys.item_at(shown, 200, DARK, x) for x in range(left, right)]
    assert calls[:2] == ["screen.back", "screen.forward"]
    assert set(calls[2:]) == {"screen.forward"}
    assert keys.item_at(shown, 200, DARK, left - 1) is None


def test_words_that_change_say_what_the_key_will_do():
    assert keys.items("workbench")[0].word == "Play"
    assert keys.items("workbench", {"play"})[0].word == "Pause"


def test_sentences_are_sentences():
    for action in ACTIONS:
        assert action.sentence.endswith("."), action.name
        assert action.title[0].isupper()


def test_the_footer_keeps_what_matters_most():
    """At 80 columns the next scenario and the change of a setting, at 120 forks and comparison; no word is unknown."""
    every = keys.items("workbench")
    assert set(keys.FIRST) <= {action.word for action in ACTIONS} | {action.on for action in ACTIONS}
    shown = {width: [item.word for item in keys.fitting(every, width, DARK)] for width in (80, 120)}
    assert {"Play", "Step", "Change", "Next", "Help", "Quit"} <= set(shown[80])
    assert {"Zoom", "Run", "Fork", "Compare"} <= set(shown[120])
    assert [item.word for item in every if item.word in shown[120]] == shown[120]
    for width in (80, 120):
        compared = [item.word for item in keys.fitting(keys.items("compare"), width, DARK)]
        assert compared[:2] == ["Apart", "Axis"]


def test_panels_without_room_are_counted_in_the_footer():
    """They come into sight with the key that says so; at 80 columns it is still there."""
    for hidden, word in ((0, "Panel"), (1, "1 more panel"), (2, "2 more panels")):
        shown = keys.fitting(keys.items("workbench", hidden=hidden), 80, DARK)
        assert word in [item.word for item in shown]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("remove", "All runs: hide, rename, remove …"),
        ("rename", "All runs: hide, rename, remove …"),
        ("hide", "All runs: hide, rename, remove …"),
        ("mouse", "Read values"),
        ("undo", "Restart"),
        ("esc", "Back"),
        ("p", "Play or pause"),
        ("export num", "Export the picture …"),
        ("Log", "Logarithmic or linear scale"),
        ("lrs", None),
    ],
)
def test_what_the_palette_finds_first(typed, first):
    """What begins so, the key, words of the title or the sentence, or what people say for it; letters alone nothing."""
    offered = [(action.title, f"{action.shown:7}{action.sentence}") for action in actions_at("workbench")]
    scores = {title: palette.score_of(typed.casefold().split(), title, text) for title, text in reversed(offered)}
    best = max(scores.values())
    assert (first is None and not best) or scores[first] == best


def test_what_people_say_is_for_titles_that_there_are():
    assert set(palette.ALSO) <= {action.title for action in ACTIONS}
