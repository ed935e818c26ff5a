"""The course: what counts as seen, how it is marked, what comes next, and the hints at the first start."""

from __future__ import annotations

import json
import sys

import pytest

from dlviz.scenarios import catalogue, load
from dlviz.tui.app import DlvizApp
from dlviz.tui.console import Console
from dlviz.tui.layout import Rect
from dlviz.tui.palette import Actions
from dlviz.tui.pictures import catalogue as pictures
from dlviz.tui.pictures import hints
from dlviz.tui.player import Player
from dlviz.tui.preferences import Preferences
from dlviz.tui.remembered import HINTS, SEEN, Remembered, seen
from dlviz.tui.theme import DARK
from dlviz.tui.worker import Worker

NAMES = [entry.name for entry in catalogue()]
SIZE = (120, 36)


class Idle(Worker):
    """A worker that never begins."""

    def start(self):
        pass


def text(pilot):
    return [strip.text for strip in pilot.app.screen._compositor.render_strips()]


def known(app):
    return app.remembered.of(SEEN)


async def settle(pilot):
    await pilot.pause()
    pilot.app.screen.player._worker.settle()
    pilot.app.screen.frame()
    await pilot.pause()


async def test_a_scenario_is_seen_once_its_cursor_has_come_to_the_end(window, tmp_path):
    async with window(path=tmp_path / "mine.toml").run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        screen.player.go(99)
        screen.tick()
        assert known(pilot.app) == {}
        screen.player.go(100)
        screen.tick()
        assert known(pilot.app) == {str(tmp_path / "mine.toml"): True}


async def test_half_a_minute_of_looking_is_enough(window, clock, tmp_path):
    """Time in which nothing could be seen yet does not count, nor does time away."""
    async with window(path=tmp_path / "mine.toml", ticks=10_000).run_test(size=SIZE) as pilot:
        screen = pilot.app.screen
        clock.now = 1.0
        screen.note_seen()
        clock.now = 100.0
        screen.note_seen()
        await pilot.pause()
        screen.player.go(100)
        await settle(pilot)
        for _ in range(5):
            clock.now += 1.0
            screen.note_seen()
        clock.now += 500.0
        for _ in range(24):
            screen.note_seen()
            clock.now += 1.0
        assert known(pilot.app) == {}
        screen.note_seen()
        assert list(known(pilot.app).values()) == [True]


async def test_what_cannot_be_run_is_not_seen(window, tmp_path):
    async with window(path=tmp_path / "mine.toml", fault="build").run_test(size=SIZE) as pilot:
        await settle(pilot)
        pilot.app.screen.tick()
        assert known(pilot.app) == {}


async def test_the_catalogue_marks_what_was_seen(window):
    app = window(None)
    for name in (NAMES[0], NAMES[2]):
        app.remembered.keep(SEEN, name, True)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        rows = text(pilot)
        assert f"2 of {len(NAMES)} seen" in rows[0]
        marked = [row[4:34].split()[0] for row in rows[1:-1] if row[2] == "✓"]
        assert marked == [NAMES[0], NAMES[2]]


def test_without_anything_seen_it_says_how_many_there_are():
    assert "55 scenarios" in pictures.header(55, 0, 80, DARK).text()
    lines = [pictures.Line("neuron", "1.1", "", 0, seen=True)]
    assert pictures.listing(lines, 0, 0, 34, 3, DARK.in_ascii(), "").text().splitlines()[1].startswith(" >v neuron")


@pytest.mark.parametrize("way", ["key", "palette"])
async def test_the_next_one_that_was_not_seen(window, way):
    """N passes over what was seen, and begins again at the top after the last; with all seen it says so."""
    app = window(load(NAMES[0]))
    app._make_player = lambda scenario: Player(scenario, Idle)
    for name in NAMES[:4]:
        app.remembered.keep(SEEN, name, True)
    async with app.run_test(size=SIZE) as pilot:

        async def go():
            if way == "key":
                await pilot.press("N")
            else:
                commands = {title: run for title, _, run in Actions(app.screen)._commands()}
                await commands["Next scenario not yet seen"]()
            await pilot.pause()

        await go()
        assert app.screen.scenario.name == NAMES[4]
        for name in NAMES[4:]:
            app.remembered.keep(SEEN, name, True)
        assert seen(app.remembered) == set(NAMES)
        await go()
        assert app.screen.scenario.name == NAMES[4]
        assert "has been seen" in app.screen.notice


async def test_j_and_k_are_down_and_up(window):
    async with window().run_test(size=SIZE) as pilot:
        await settle(pilot)
        pilot.app.screen.focus_on("network", None)
        await pilot.press("j")
        assert pilot.app.screen.chosen_layer == "dense"
        await pilot.press("j", "j", "k")
        assert pilot.app.screen.chosen_layer == "dense"


def test_the_list_says_what_was_seen(monkeypatch, tmp_path, capsys):
    """In JSON as a key, for a person as a mark; tables for programs stay as they are."""
    from dlviz.tui.cli import main
    from dlviz.tui.commands import list as listing

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    Remembered().keep(SEEN, NAMES[1], True)
    assert main(["list", "--json"]) == 0
    said = {entry["name"]: entry["seen"] for entry in json.loads(capsys.readouterr().out)}
    assert [name for name, was in said.items() if was] == [NAMES[1]]
    lines = listing.by_chapter(list(catalogue()[:3]), Console(sys.stdout), seen(Remembered()))
    assert [line[:3] for line in lines] == ["1  ", "   ", " ✓ ", "   "]


# ── hints ───────────────────────────────────────────────────────────────────────────────────────────────────────


def first(fake, tmp_path, **preferences):
    app = DlvizApp(fake(), make_player=lambda one: Player(one, Idle), preferences=Preferences(**preferences))
    app.remembered = Remembered(tmp_path / "state.json")
    return app


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 36)])
async def test_the_first_start_gives_three_hints_and_never_again(fake, tmp_path, size):
    """Above the timeline, gone with the first key, which does what it does."""
    async with first(fake, tmp_path).run_test(size=size) as pilot:
        await pilot.pause()
        row = pilot.app.screen.placed.timeline.y - 1
        said = text(pilot)[row]
        assert all(key in said for key in ("space", "← →", "?"))
        assert all(place.rect.y + place.rect.height <= row for place in pilot.app.screen.placed.places)
        await pilot.press("z")
        await pilot.pause()
        assert "step" not in text(pilot)[row] or "time" not in text(pilot)[row]
        assert pilot.app.screen.zoomed
        assert pilot.app.screen.placed.places[0].rect.height == row + 1 - pilot.app.screen.placed.places[0].rect.y
    async with first(fake, tmp_path).run_test(size=size) as pilot:
        await pilot.pause()
        assert not pilot.app.screen.hinting
        assert Remembered(tmp_path / "state.json").of(HINTS) == {"workbench": True}


async def test_who_wants_no_hints_gets_none(fake, tmp_path):
    async with first(fake, tmp_path, hints=False).run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert not pilot.app.screen.hinting
        assert not (tmp_path / "state.json").exists()


def test_hints_fit_the_smallest_screen_and_need_no_signs():
    rect, canvas = hints.above(Rect(0, 14, 60, 1), DARK.in_ascii())
    assert rect == Rect(0, 13, 60, 1)
    assert canvas.text().isascii()
    assert "? helps" in canvas.text()
