"""The lesson under keys and wheel: its page scrolls, its answers come on request."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from textual.geometry import Offset

from dlviz.tui.preferences import Preferences
from dlviz.tui.remembered import SEEN

LONG = "\n\n".join(f"Paragraph {number} of this lesson." for number in range(1, 31))
SMALL, LARGE = (80, 24), (120, 36)


async def settle(pilot):
    await pilot.pause()
    pilot.app.screen.player._worker.settle()
    pilot.app.screen.frame()
    await pilot.pause()


def text(pilot):
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_pages_and_lines(window, size):
    """pgdn reaches the end and pgup the question again; an arrow moves by one line; nothing moves beyond the ends."""
    async with window(look=LONG).run_test(size=size) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        screen.focus_on("lesson", None)
        await pilot.press("up", "pageup")
        assert screen.scroll == 0
        assert "Paragraph 30" not in text(pilot)
        for _ in range(9):
            await pilot.press("pagedown")
        await pilot.pause()
        assert screen.scroll == screen._page().furthest
        assert "next: " in text(pilot)
        assert "Does it move?" not in text(pilot)
        await pilot.press("down", "up")
        assert screen.scroll == screen._page().furthest - 1
        for _ in range(9):
            await pilot.press("pageup")
        await pilot.pause()
        assert screen.scroll == 0
        assert "Does it move?" in text(pilot)


async def test_arrows_leave_the_lesson_alone_where_another_panel_is_in_front(window):
    async with window(look=LONG).run_test(size=LARGE) as pilot:
        await settle(pilot)
        await pilot.press("down", "down")
        assert pilot.app.screen.front[0] == "loss"
        assert pilot.app.screen.scroll == 0


async def test_where_panels_take_turns_pgdn_brings_the_lesson_then_its_next_page(window):
    """The first press shows the beginning, the second goes on."""
    async with window(look=LONG).run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("pagedown")
        assert pilot.app.screen.front[0] == "lesson"
        assert pilot.app.screen.scroll == 0
        await pilot.press("pagedown")
        assert pilot.app.screen.scroll == 17


async def test_the_wheel_scrolls_over_the_lesson_only(window):
    async with window(look=LONG).run_test(size=LARGE) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        places = {place.panel: f"#panel-{i}" for i, place in enumerate(screen.placed.places)}
        await pilot._post_mouse_events([_down()], places["loss"], Offset(5, 5), button=0)
        assert (screen.scroll, screen.front[0]) == (0, "loss")
        await pilot._post_mouse_events([_down()], places["lesson"], Offset(5, 5), button=0)
        await pilot.pause()
        assert (screen.scroll, screen.front[0]) == (3, "lesson")


def _down():
    from textual.events import MouseScrollDown

    return MouseScrollDown


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_answer_is_brought_into_sight_and_taken_away_again(window, size):
    """From any panel a shows the lesson at its questions with the answers; again a hides them."""
    async with window(look=LONG).run_test(size=size) as pilot:
        await settle(pilot)
        assert "GD is." not in text(pilot)
        assert "a Answer" in text(pilot)
        await pilot.press("a")
        await pilot.pause()
        assert "● GD" in text(pilot)
        assert "→ GD is." in text(pilot)
        assert "a Hide" in text(pilot)
        await pilot.press("a")
        await pilot.pause()
        assert "GD is." not in text(pilot)
        assert "○ GD" in text(pilot)


async def test_without_questions_there_is_no_word_and_a_says_so(window):
    async with window(exercises=()).run_test(size=LARGE) as pilot:
        await settle(pilot)
        assert "a Answer" not in text(pilot)
        await pilot.press("a")
        await pilot.pause()
        assert "This scenario asks no question." in text(pilot)
        await pilot.press("left")
        assert "This scenario asks no question." not in text(pilot)


async def test_a_hidden_network_comes_with_the_answer(window):
    """In an exercise that asks for it, the network's panel is empty until then."""
    asked = SimpleNamespace(ask="Which network?", answer="Six weights.", choices=(), right=None, hides=("network",))
    async with window(exercises=(asked,)).run_test(size=LARGE) as pilot:
        await settle(pilot)
        assert "This would tell the answer" in network(pilot)
        await pilot.press("b")
        assert (pilot.app.screen.paper, pilot.app.screen.notice[:8]) == (None, "The form")
        await pilot.press("a")
        await pilot.pause()
        assert "This would tell the answer" not in network(pilot)


def network(pilot):
    place = next(place for place in pilot.app.screen.placed.places if place.panel == "network").rect
    rows = text(pilot).split("\n")[place.y : place.y + place.height]
    return "\n".join(row[place.x : place.x + place.width] for row in rows)


TWO = (
    SimpleNamespace(ask="Which is lower?", answer="GD is.", choices=("GD", "SGD"), right="GD", hides=("claims",)),
    SimpleNamespace(ask="Which is noisy?", answer="It jumps.", choices=("GD", "SGD"), right="SGD", hides=()),
)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_choice_is_taken_called_right_or_wrong_and_then_told(window, size):
    """enter begins, arrows go over the choices of open questions, enter takes one; esc goes back; a forgets it all."""
    async with window(look=LONG, exercises=TWO).run_test(size=size) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        await pilot.press("pagedown", "enter")
        await pilot.pause()
        assert "▸ GD" in text(pilot)
        assert "↑ ↓ choose" in text(pilot)
        assert "enter Pick" in text(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "▸" not in text(pilot)
        assert (pilot.app.screen, screen.front[0]) == (screen, "lesson")
        await pilot.press("enter", "down", "enter")
        await pilot.pause()
        assert all(said in text(pilot) for said in ("● GD", "✗ SGD", "✗ Wrong. GD is."))
        assert "It jumps." not in text(pilot)
        await pilot.press("enter", "up", "down", "down", "enter")
        await pilot.pause()
        assert "✓ Right. It jumps." in text(pilot)
        assert "a hides the answers" in text(pilot)
        await pilot.press("enter")
        assert "Nothing can be read off" in screen.notice
        await pilot.press("a")
        await pilot.pause()
        assert not screen.picked
        assert "It jumps." not in text(pilot)


async def test_a_click_takes_a_choice(window):
    async with window().run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        row = next(y for y, line in enumerate(text(pilot).split("\n")) if "○ SGD" in line)
        place = next(place for place in pilot.app.screen.placed.places if place.panel == "lesson").rect
        number = [one.panel for one in pilot.app.screen.placed.places].index("lesson")
        await pilot.click(f"#panel-{number}", offset=Offset(6, row - place.y))
        await pilot.pause()
        assert "Wrong. GD is." in text(pilot)


async def test_what_lies_ahead_is_not_shown_before_the_answer_that_it_would_tell(window):
    """With the claims go the rows, the ends and the marks after the cursor, in the panels and in the comparison."""
    async with window(exercises=TWO).run_test(size=LARGE) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        screen.player.go(100)
        await settle(pilot)
        whole = screen.player.view
        screen.player.go(10)
        screen.frame()
        assert [run.front for run in whole.runs] == [100, 20]
        assert [run.front for run in screen.view.runs] == [10, 2]
        assert {run.stage for run in screen.view.runs} == {"training"}
        assert not screen.view.verdicts
        assert screen.run_before().stage == "ended"
        await pilot.press("c")
        await pilot.pause()
        assert [run.front for run in pilot.app.screen.view.runs] == [10, 2]
        await pilot.press("escape", "a")
        assert [run.front for run in screen.view.runs] == [100, 20]
        assert len(screen.view.verdicts) == 1


async def test_of_questions_without_choices_enter_names_the_key_of_the_answers(window):
    asked = SimpleNamespace(ask="Why?", answer="So.", choices=(), right=None, hides=())
    async with window(exercises=(asked,)).run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("pagedown", "enter")
        assert "a shows the answers" in pilot.app.screen.notice


@pytest.mark.parametrize(("way", "plays"), [("pagedown", True), ("space", True), ("right", False), ("2", False)])
async def test_on_a_small_screen_a_new_scenario_waits_behind_its_lesson(window, tmp_path, way, plays):
    """The page's end and space play the first panel, a step shows it, another key of a panel shows that."""
    app = window(look=LONG, path=tmp_path / "mine.toml")
    app.preferences = Preferences(hints=True)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        assert (screen.front[0], screen.view.playing, screen.player.training) == ("lesson", False, True)
        await pilot.press("z", "z", "down", "pagedown")
        assert (screen.front[0], screen.scroll) == ("lesson", 18)
        if way == "pagedown":
            screen.scroll = screen._page().furthest
        await pilot.press(way)
        await settle(pilot)
        assert screen.front[0] == ("gradients" if way == "2" else "loss")
        assert screen.view.playing == plays
        await pilot.press("pagedown", "space", "space")
        assert screen.front[0] == "lesson"


async def test_where_the_lesson_has_its_place_or_was_seen_nothing_waits(window, tmp_path):
    for size, seen in ((LARGE, False), (SMALL, True)):
        app = window(path=tmp_path / f"{seen}.toml")
        app.preferences = Preferences(hints=True)
        if seen:
            app.remembered.keep(SEEN, str(tmp_path / "True.toml"), True)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            assert (pilot.app.screen.front[0], pilot.app.screen.view.playing) == ("loss", True)
