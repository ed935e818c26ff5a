"""The window on scenarios of every kind, really trained, for a few steps; the tests of scenarios train them all."""

from __future__ import annotations

import asyncio
import runpy
from pathlib import Path

import numpy as np
import pytest

from dlviz.scenarios import Scenario, catalogue, load
from dlviz.tui.actions import actions_at
from dlviz.tui.app import DlvizApp
from dlviz.tui.layout import MIN_HEIGHT, MIN_WIDTH
from dlviz.tui.player import Player
from dlviz.tui.preferences import Preferences
from dlviz.tui.worker import Worker

STEPS = 10
LEAVING = {"quit", "leave_now", "interrupt", "next_scenario", "next_unseen", "search", "back_out"}
TRAINING = {"restart", "fork"}  # the session is that of all tests
DIALOGS = {"panels", "go_to", "help", "command_palette", "compare", "export", "choose_theme"}
ALIKE = {"help", "command_palette", "choose_theme", "theme", "suspend_process", "go_to", "export"}  # in all scenarios
OF_EACH_KIND = {"perceptron-gd", "race-ravine", "chain-rule"}  # rows, a function in their place, a computation
FRAME = 0.05  # seconds that pass with a key
PATIENCE = 60  # seconds until a test gives up; none takes that long
SIZES = ((MIN_WIDTH, MIN_HEIGHT), (200, 50))
NAMES = [pytest.param(entry.name, marks=pytest.mark.xdist_group(entry.name)) for entry in catalogue()]
Told = runpy.run_path(str(Path(__file__).with_name("told.py")))["Told"]


async def handled(app):
    """Wait until what was pressed has had its effect; the pilot waits for an idle machine as well, 30 ms or more."""
    for pump in (app, app.screen, app):  # a key goes to the screen, and what that leaves comes back
        done = asyncio.Event()
        pump.call_later(done.set)
        async with asyncio.timeout(PATIENCE):  # what a crashed window is asked for never comes
            await done.wait()


async def struck(app, *keys):
    for key in keys:
        app.clock.now += FRAME
        app.simulate_key(key)
        await handled(app)


def keys_for(name, panels):
    """Each action by its first key and each panel by its number; in one scenario of each kind by all their keys.

    That every key of an action does the same is the table's, in test_actions.
    """
    for action in actions_at("workbench"):
        if action.name in LEAVING | TRAINING or (action.name in ALIKE and name not in OF_EACH_KIND):
            continue
        many = None if name in OF_EACH_KIND else panels if action.numbered else 1
        yield from ((action.name, key) for key in action.keys[:many])


async def settled(pilot):
    """Wait until files are written, the worker rests, and the window has drawn what it did; no panel lacks anything."""
    await pilot.app.workers.wait_for_complete()
    for _ in range(2):  # the first look at the result may ask for probes at a new cursor
        await handled(pilot.app)
        assert await asyncio.to_thread(pilot.app.screen.player._worker.idle.wait, PATIENCE)
        pilot.app.screen.frame()
        assert pilot.app.screen.view.troubles == {}
    await handled(pilot.app)


def rows(pilot):
    return [strip.text for strip in pilot.app.screen._compositor.render_strips()]


@pytest.mark.parametrize("name", NAMES)
async def test_every_key_in_every_scenario(name, trained, clock, monkeypatch, tmp_path):
    """It plays, and no key, panel or size stops the worker or costs a panel its result; a step back is one row."""
    session = trained(name)  # once for all tests, as what is pressed trains nothing
    monkeypatch.setattr(session, "build", lambda say: None)
    monkeypatch.setattr(Scenario, "session", lambda scenario: session)
    monkeypatch.chdir(tmp_path)  # there keys write their files
    known = Preferences(hints=False)  # to one who knows the program a small screen plays at once
    app = DlvizApp(session.scenario, clock, lambda scenario: Player(scenario, Told), preferences=known)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert (screen.view.cursor, screen.view.playing) == (0, True)
        while screen.view.cursor == 0 and clock.now < 10:
            clock.now += FRAME
            screen.frame()
        assert screen.view.cursor > 0
        assert screen.notice == screen.view.message  # a run that diverged, if any
        assert ("diverged" in screen.notice) == any("diverged" in run.status for run in screen.view.runs)
        for action, key in keys_for(name, len(screen.panels)):
            await struck(app, key)
            assert (app.screen is not screen) == (action in DIALOGS), action
            if app.screen is not screen:
                await pilot.press("escape")
            elif screen.paper is not None or screen.pointing:  # a sheet or a crosshair
                await struck(app, "escape")
            elif screen.presenting:
                await struck(app, key)
            assert app.screen is screen, action
            assert (screen.paper, screen.pointing, screen.presenting) == (None, False, False), action
        await settled(pilot)
        assert screen.zoomed
        await struck(app, "z", "home")
        await pilot.resize_terminal(120, 36)
        for number in range(len(screen.panels)):
            await struck(app, str(number + 1))
            await settled(pilot)
        await struck(app, "end", "left")
        await settled(pilot)
        await pilot.pause()
        assert screen.view.cursor == screen.view.front - 1
        assert f"step {screen.view.cursor:,}" in rows(pilot)[-3]
        await struck(app, "end")
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await settled(pilot)
            assert "●" in rows(pilot)[0]
        assert screen.player.failure == ""
        assert all(run.stage == "ended" for run in screen.view.runs)
        undecided = [claim.text for claim in screen.view.claims if not claim.holds]
        assert undecided == [], screen.view.cursor


async def test_the_landscape_and_the_fit_follow_the_cursor():
    """perceptron-gd: the minimum is Σxy/Σx² = 3.65, and the fitted line has the slope of the weight at the cursor."""
    app = DlvizApp(load("perceptron-gd"), make_player=lambda scenario: Player(scenario, Told))
    async with app.run_test(size=(200, 50)) as pilot:
        await settled(pilot)
        for keys, step in ((["home"], 0), (["end"], 10), (["left", "left"], 8)):
            await pilot.press(*keys)
            await settled(pilot)
            view = app.screen.view
            assert view.cursor == step
            for run, fit in zip(view.runs, view.fits, strict=True):
                slope = fit.curve[-1, 1] / fit.curve[-1, 0]
                assert slope == pytest.approx(run.columns["position"][step, 0], rel=1e-5, abs=1e-6)
        assert view.landscape.exact
        assert view.landscape.minimum[0] == pytest.approx(3.6534, abs=1e-3)
        assert view.landscape.stable_rate == pytest.approx(4.94e-5, rel=1e-3)


async def test_claims_are_told_where_they_are_decided():
    """perceptron-gd: open at the start, all true at the end."""
    app = DlvizApp(load("perceptron-gd"), make_player=lambda scenario: Player(scenario, Told))
    async with app.run_test(size=(200, 50)) as pilot:
        await settled(pilot)
        await pilot.press("end")
        await settled(pilot)
        assert [claim.holds for claim in app.screen.view.claims] == [True] * len(app.screen.view.claims)
        await pilot.press("home")
        await settled(pilot)
        assert None in [claim.holds for claim in app.screen.view.claims]


async def test_a_restart_gives_the_same_trace():
    """Trained anew, every number is what it was."""
    app = DlvizApp(load("iris-mlp", steps=STEPS), make_player=lambda scenario: Player(scenario, Told))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        before = app.screen.player.view.runs[0].columns["loss"]
        await pilot.press("r")
        await settled(pilot)
        after = app.screen.player.view.runs[0].columns["loss"]
        assert after is not before
        np.testing.assert_array_equal(before, after)


async def test_the_data_panel_shows_the_run_in_front():
    """Preprocessing: > brings the next run's errors into the data panel, and < the ones before back, cell by cell."""
    app = DlvizApp(load("preprocessing", steps=STEPS), make_player=lambda scenario: Player(scenario, Told))
    async with app.run_test(size=(200, 50)) as pilot:
        await settled(pilot)
        await pilot.press("end")
        await settled(pilot)
        place = next(i for i, place in enumerate(app.screen.placed.places) if place.panel == "data")
        panel = app.screen.query_one(f"#panel-{place}")
        seen = []
        for key in (">", "<"):
            seen.append("".join(strip.text for strip in panel._strips))
            await pilot.press(key)
            await pilot.pause()
        wrong = [int((fit.predicted != app.screen.view.data.classes).sum()) for fit in app.screen.view.fits]
        assert wrong[0] != wrong[1]
        for text, mark, number in zip(seen, "●▲", wrong, strict=False):
            assert f"{mark} × {number} wrong" in text
        assert "".join(strip.text for strip in panel._strips) == seen[0]


def test_a_network_that_does_not_fit_the_memory_is_wrong_input(tmp_path, monkeypatch):
    """It is found while building: the worker says so in the engine's words, without a log, and nothing is trained."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    worker = Worker(load("iris-mlp", overrides=["model[0].units=2000000000"]))
    while worker.turn():
        pass
    assert worker.refused
    assert worker.failure.startswith("cannot be run: iris-mlp: run 'MLP': the network has 16,000,000,003 parameters")
    assert [(run.stage, run.status) for run in worker.view.runs] == [("ended", "not started")]
    assert not list(tmp_path.iterdir())
