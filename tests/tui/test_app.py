"""The workbench, driven by key, by palette and by mouse, on a session that only pretends."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import pytest
from textual import events
from textual.containers import VerticalScroll
from textual.geometry import Offset

from dlviz.scenarios.entries import after
from dlviz.tui.actions import actions_at
from dlviz.tui.palette import Actions
from dlviz.tui.pictures import timeline
from dlviz.tui.screens.build import Build
from dlviz.tui.screens.catalogue import Catalogue
from dlviz.tui.screens.compare import Compare
from dlviz.tui.screens.go_to import GoTo, read_place
from dlviz.tui.screens.help import Help
from dlviz.tui.screens.kind_list import KindList
from dlviz.tui.screens.knobs import Knobs
from dlviz.tui.screens.panel_list import PanelList
from dlviz.tui.screens.runs import Runs
from dlviz.tui.screens.themes import Themes
from dlviz.tui.screens.workbench import Workbench

SIZE = (120, 36)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    """What is written is written into a folder of the test's own."""
    monkeypatch.chdir(tmp_path)


async def settle(pilot):
    """Let the worker do all there is to do, and the window draw it."""
    await pilot.pause()
    pilot.app.screen.player._worker.settle()
    pilot.app.screen.frame()
    await pilot.pause()


async def at(pilot, tick):
    """Everything trained, the cursor at rest on a tick."""
    await settle(pilot)
    pilot.app.screen.player.go(tick)
    await settle(pilot)


def text(pilot):
    """What stands on the screen, row by row."""
    screen = pilot.app.screen
    return [strip.text for strip in screen._compositor.render_strips()]


def cursor(app):
    return app.screen.view.cursor


# What each action does, from tick 52 of 100 with everything trained and the second of four panels in front.
EFFECTS = {
    "play": lambda app: app.screen.view.playing is True,
    "back": lambda app: cursor(app) == 51,
    "forward": lambda app: cursor(app) == 53,
    "back_ten": lambda app: cursor(app) == 42,
    "forward_ten": lambda app: cursor(app) == 62,
    "epoch_back": lambda app: cursor(app) == 50,
    "epoch_forward": lambda app: cursor(app) == 55,
    "home": lambda app: cursor(app) == 0,
    "end": lambda app: cursor(app) == 100,
    "go_to": lambda app: isinstance(app.screen, GoTo),
    "next_mark": lambda app: cursor(app) == 100 and "1 claim holds." in app.screen.notice,  # see test_milestones
    "previous_mark": lambda app: cursor(app) == 52 and app.screen.notice == "No mark before step 52.",
    "best_validation": lambda app: cursor(app) == 100 and "no validation loss" in app.screen.notice,
    "divergence": lambda app: cursor(app) == 52 and app.screen.notice == "No run has diverged.",
    "slower": lambda app: app.screen.view.speed == 4,
    "faster": lambda app: app.screen.view.speed == 16,
    "restart": lambda app: len(app.screen.scenario.made) == 2 and cursor(app) == 0,
    "zoom": lambda app: [place.panel for place in app.screen.placed.places] == ["gradients"],
    "log_scale": lambda app: app.screen.logs == {"gradients": False},
    "answer": lambda app: app.screen.answered and app.screen.front[0] == "lesson",
    "panels": lambda app: isinstance(app.screen, PanelList),
    "page_up": lambda app: app.screen.front[0] == "lesson",
    "page_down": lambda app: app.screen.front[0] == "lesson",
    "up": lambda app: app.screen.chosen_layer == "dense_1",  # of two layers; see test_studying
    "down": lambda app: app.screen.chosen_layer == "dense",
    "next_input": lambda app: app.screen.input_in_front() == 1,  # of four rows; see test_choosing_inputs
    "previous_input": lambda app: app.screen.input_in_front() == 3,
    "other_inputs": lambda app: "No rows are held out" in app.screen.notice,
    "crosshair": lambda app: app.screen.pointing and "Back" in [item.word for item in app.screen.footer_items()],
    "focus_next": lambda app: app.screen.front[0] == "network",
    "focus_previous": lambda app: app.screen.front[0] == "loss",
    "panel": lambda app: app.screen.front[0] == "loss",
    "write": lambda app: app.screen.notice.startswith(("Writing", "Not written")),  # a fake cannot; see test_taking
    "save": lambda app: app.screen.notice.startswith(("Saving", "Saved: fake.csv")),
    "compare": lambda app: isinstance(app.screen, Compare),  # see test_compare
    "edit": lambda app: isinstance(app.screen.paper, Knobs),  # of these four see test_whatif
    "fork": lambda app: app.screen.paper.sheet().said == "Forking it at step 52 …",
    "build": lambda app: isinstance(app.screen.paper, Build),
    "runs": lambda app: isinstance(app.screen.paper, Runs),
    "previous_run": lambda app: app.screen.run_in_front == 1,
    "next_run": lambda app: app.screen.run_in_front == 1,
    "next_scenario": lambda app: app.screen.scenario.name == after("fake").name,
    "present": lambda app: app.presents and app.screen.slide == "watch",
    "next_unseen": lambda app: app.screen.scenario.name == after("fake").name,
    "search": lambda app: isinstance(app.screen, Catalogue) and app.screen.searching,
    "export": lambda app: isinstance(app.screen, KindList),  # see test_exporting
    "theme": lambda app: app.look.name == "light",
    "choose_theme": lambda app: isinstance(app.screen, Themes),
    "suspend_process": lambda app: not app._exit,  # without a terminal there is nothing to go back to,
    "help": lambda app: isinstance(app.screen, Help),
    "command_palette": lambda app: type(app.screen).__name__ == "CommandPalette",
    "back_out": lambda app: isinstance(app.screen, Catalogue),
    "quit": lambda app: app.return_value == 0 and app._exit,
    "leave_now": lambda app: app.return_value == 0 and app._exit,
    "interrupt": lambda app: app.return_value == 130 and app._exit,
}
OFFERED = {action.name: action for action in actions_at("workbench")}
IN_THE_FOOTER = [
    name
    for name, action in OFFERED.items()
    if action.word and not action.numbered and name != "next_input"  # it stands there beside the feature maps alone
]
ONE_A_KEY = [(action.name, key) for action in OFFERED.values() for key in action.keys if not action.numbered]


async def ready(pilot):
    await settle(pilot)
    app = pilot.app
    app.screen.focus_on("gradients", None)
    await at(pilot, 52)
    assert app.screen.view.speed == 8
    assert not EFFECTS["play"](app)


def test_every_action_is_tried():
    assert set(EFFECTS) == set(OFFERED)


@pytest.mark.parametrize(("name", "key"), [*ONE_A_KEY, ("panel", "1")])
async def test_by_key(window, name, key):
    """Every key of the table does what its action says."""
    async with window().run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press(key)
        await pilot.pause()
        assert EFFECTS[name](pilot.app)


@pytest.mark.parametrize("name", [name for name in OFFERED if name != "command_palette"])
async def test_by_palette(window, name):
    """The palette finds every action by its title, and choosing it does the same as its key."""
    async with window().run_test(size=SIZE) as pilot:
        await ready(pilot)
        title = OFFERED[name].title + (" 1: Loss" if OFFERED[name].numbered else "")
        commands = {title: run for title, _, run in Actions(pilot.app.screen)._commands()}
        await commands[title]()
        await pilot.pause()
        assert EFFECTS[name](pilot.app)


async def test_what_is_noticed_about_the_table_is_said_at_the_start(window):
    """Above the footer until the next key; what a run says later takes its place."""
    async with window(remarks=("a.csv: 'x' and 'X'", "b.csv: 'y'")).run_test(size=SIZE) as pilot:
        assert pilot.app.screen.notice == "a.csv: 'x' and 'X'. b.csv: 'y'"
        await pilot.press("space")
        assert not pilot.app.screen.notice


async def test_panels_have_their_names_in_the_palette(window):
    """As many as the scenario has, each by its number and its name."""
    async with window().run_test(size=SIZE) as pilot:
        await ready(pilot)
        offered = [title for title, _, _ in Actions(pilot.app.screen)._commands() if title.startswith("Panel ")]
        assert offered == ["Panel 1: Loss", "Panel 2: Gradients", "Panel 3: Network", "Panel 4: Lesson"]


async def test_typing_in_the_palette(window):
    """ctrl+p, a few letters and Enter run an action."""
    async with window().run_test(size=SIZE) as pilot:
        await ready(pilot)
        await pilot.press("ctrl+p", *"ten steps b", "down", "enter")
        await pilot.pause(0.2)
        assert cursor(pilot.app) == 42


@pytest.mark.parametrize("name", IN_THE_FOOTER)
async def test_by_click_on_the_footer(window, name):
    """Every key in the footer can be clicked."""
    async with window().run_test(size=(320, 36)) as pilot:
        await ready(pilot)
        row = text(pilot)[-1]
        shown = OFFERED[name].shown
        pair = next((f"{a}{b} " for a, b in ("←→", ",.", "-+", "<>") if shown in (a, b)), f" {shown} ")
        x = row.index(pair) + pair.index(shown)
        await pilot.click("#footer", offset=Offset(x, 0))
        await pilot.pause()
        assert EFFECTS[name](pilot.app)


async def test_click_and_drag_on_the_timeline(window):
    """The cursor goes to where the mouse is, and follows it while the button is down."""
    async with window().run_test(size=SIZE) as pilot:
        await at(pilot, 52)
        for tick in (10, 80):
            x = timeline.cell_of(pilot.app.screen.view, SIZE[0], tick)
            await pilot.click("#timeline", offset=Offset(x, 0))
            assert abs(cursor(pilot.app) - tick) <= 1
        await pilot.mouse_down("#timeline", offset=Offset(30, 0))
        held = cursor(pilot.app)
        await pilot.hover("#timeline", offset=Offset(60, 0))
        assert cursor(pilot.app) > held
        await pilot.mouse_up("#timeline", offset=Offset(60, 0))
        dragged = cursor(pilot.app)
        await pilot.hover("#timeline", offset=Offset(90, 0))
        assert cursor(pilot.app) == dragged
        slider = pilot.app.screen.query_one("#timeline")
        for wheel, by in ((slider.on_mouse_scroll_up, -1), (slider.on_mouse_scroll_down, 0)):
            wheel(events.MouseScrollUp(slider, 0, 0, 0, 0, 0, False, False, False))
            await pilot.pause()
            assert cursor(pilot.app) == dragged + by  # the wheel goes step by step


async def test_a_click_focuses_a_panel_and_a_double_click_zooms_it(window):
    async with window().run_test(size=SIZE) as pilot:
        await at(pilot, 52)
        await pilot.click("#panel-2", offset=Offset(5, 10))  # below its layers
        assert pilot.app.screen.front[0] == pilot.app.screen.placed.places[2].panel
        await pilot.double_click("#panel-1", offset=Offset(5, 3))
        await pilot.pause()
        assert len(pilot.app.screen.placed.places) == 1
        await pilot.press("escape")
        assert len(pilot.app.screen.placed.places) == 4


async def test_small_screens_take_turns_by_tabs(window):
    """At 80x24 one panel shows; digits, tab and clicks on the tabs bring another to the front."""
    async with window().run_test(size=(80, 24)) as pilot:
        await at(pilot, 52)
        screen = pilot.app.screen
        assert [place.panel for place in screen.placed.places] == ["loss"]
        await pilot.press("3")
        assert [place.panel for place in screen.placed.places] == ["network"]
        await pilot.press("tab")
        assert [place.panel for place in screen.placed.places] == ["lesson"]
        x = text(pilot)[1].index("Gradients")
        await pilot.click("#tabs", offset=Offset(x, 0))
        assert [place.panel for place in screen.placed.places] == ["gradients"]
        assert "Gradient per layer" in text(pilot)[2]


async def test_what_is_not_visible_is_not_looked_at(window):
    """Behind a tab the lesson asks for no claims; in front it does."""
    async with window().run_test(size=(80, 24)) as pilot:
        await at(pilot, 52)
        session = pilot.app.screen.scenario.made[0]
        assert session.probed == []
        await pilot.press("4")
        await settle(pilot)
        assert session.probed == [52]


async def test_where_nothing_is_trained_the_footer_offers_no_change(window):
    """Neither to change, fork or build, nor to go by epochs: a computation has none of these."""
    async with window().run_test(size=(200, 50)) as pilot:
        screen = pilot.app.screen
        offered = {"Change", "Fork", "Build", "Epoch"}
        assert offered <= {item.word for item in screen.footer_items()}
        screen.view = replace(screen.view, card=replace(screen.view.card, group="input"))
        assert not offered & {item.word for item in screen.footer_items()}


@pytest.mark.parametrize("size", [(200, 50), (120, 36), (80, 24), (60, 16)])
async def test_header_timeline_and_footer_are_where_they_belong(window, size):
    async with window().run_test(size=size) as pilot:
        await at(pilot, 52)
        rows = text(pilot)
        assert len(rows) == size[1]
        assert all(len(row) == size[0] for row in rows)
        assert "fake" in rows[0]
        assert "space" in rows[-1]
        assert "Quit" in rows[-1]
        assert any("●" in row for row in rows[-3:-1])


async def test_resizing_down_to_nothing_and_back(window):
    """Too small a screen says so; back at its size it is the same screen as before."""
    async with window().run_test(size=SIZE) as pilot:
        await at(pilot, 52)
        before = text(pilot)
        for width, height in ((59, 16), (60, 15), (1, 1), (100, 30), (200, 50), (80, 24)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
        await pilot.resize_terminal(50, 10)
        await pilot.pause()
        said = " ".join(" ".join(text(pilot)).split())
        assert "dlviz needs 60x16 cells, this terminal has 50x10: make it larger." in said
        await pilot.press("question_mark")
        assert pilot.app.screen is pilot.app.running  # no help over that
        await pilot.resize_terminal(*SIZE)
        await pilot.pause()
        assert text(pilot) == before


@pytest.mark.parametrize("size", [SIZE, (80, 24)])
async def test_the_lesson_can_be_read_before_anything_was_imported(window, size):
    """The first picture has the question and the runs' names, while the worker has not begun."""
    async with window().run_test(size=size) as pilot:
        pilot.app.screen.player._worker.turn = lambda: False
        await pilot.pause()
        rows = "\n".join(text(pilot))
        assert "Does it move?" in rows
        assert "GD" in rows


@pytest.mark.parametrize(
    ("typed", "tick"), [("7", 7), ("e12", 60), ("epoch 3", 15), ("1_0", 10), ("50%", 50), ("end", 100)]
)
async def test_go_to(window, typed, tick):
    async with window().run_test(size=SIZE) as pilot:
        await at(pilot, 52)
        await pilot.press("g", *["space" if c == " " else c for c in typed], "enter")
        await pilot.pause()
        assert cursor(pilot.app) == tick


async def test_go_to_the_end_that_there_is_by_then(window):
    """Training goes on while it is typed: what is said is so at that letter, where it goes is so at enter."""
    async with window().run_test(size=SIZE) as pilot:
        await pilot.pause()
        workbench = pilot.app.screen
        worker = workbench.player._worker
        for front, keys in ((20, ("g", *"end")), (40, ("backspace", "d")), (60, ("enter",))):
            while worker.view.front < front:
                worker.turn()
            workbench.frame()
            await pilot.press(*keys)
            await pilot.pause()
            assert f"step {front}, epoch {front // 5}" in text(pilot)[-1] or front == 60
        assert workbench.view.cursor == 60


@pytest.mark.parametrize(
    ("typed", "said"), [("101", "there are 100 steps"), ("e21", "there are 20 epochs"), ("x", "a step is a number")]
)
async def test_go_to_nowhere_says_what_would_be_right(window, typed, said):
    """The prompt stays open with a sentence, and Escape leaves the cursor where it was."""
    async with window().run_test(size=SIZE) as pilot:
        await at(pilot, 52)
        await pilot.press("g", *typed, "enter")
        await pilot.pause()
        assert said in text(pilot)[-1]
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, Workbench)
        assert cursor(pilot.app) == 52


@pytest.mark.parametrize(
    ("group", "ticks", "per", "typed", "place"),
    [
        ("input", 19, 5, "i1", 0),
        ("input", 19, 5, "input 4", 15),
        ("input", 19, 5, "i5", "there are 4 inputs"),
        ("input", 19, 5, "i0", "there are 4 inputs"),
        ("input", 19, 5, "e1", "a step is a number, an input is written i4; or 50%, start, end, best, diverged"),
        ("row", 24, 5, "r2", 5),
        ("row", 24, 5, "x", "a step is a number, a row is written r5; or 50%, start, end, best, diverged"),
        ("input", 160, 1, "x", "a step is a number; or 50%, start, end, best, diverged"),
    ],
)
def test_go_to_an_input_of_a_computation(group, ticks, per, typed, place):
    """The first input begins at step 0, as the head of the screen counts."""
    view = SimpleNamespace(card=SimpleNamespace(group=group), ticks=ticks, front=ticks, ticks_per_epoch=per)
    assert read_place(typed, view) == place


async def test_a_paused_step_past_the_front_trains_one_more(window):
    """After a pause at the front, the right arrow trains exactly one more step and shows it."""
    async with window().run_test(size=SIZE) as pilot:
        await pilot.pause()
        player = pilot.app.screen.player
        player.speed = math.inf
        player._worker.turn()
        pilot.app.screen.frame()
        await pilot.press("space", "right")
        await settle(pilot)
        assert pilot.app.screen.view.front == 21
        assert cursor(pilot.app) == 21


async def test_a_crash_is_shown_logged_and_loses_nothing(window, tmp_path, monkeypatch):
    """After a fault while training the window stays, says it in a sentence, shows the trace, and ends with 70."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    app = window(fault="train")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        rows = "\n".join(text(pilot))
        assert "training stopped: the weights [bold] have gone" in rows
        assert "FloatingPointError" in (tmp_path / "dlviz/log/dlviz.log").read_text()
        await pilot.press("end")
        assert cursor(pilot.app) == 20
        await pilot.press("home")
        await settle(pilot)
        assert app.screen.scenario.made[0].probed[-1] == 0  # what was trained is looked at all the same
        assert "training stopped" not in "\n".join(text(pilot))
        await pilot.press("q")
    assert app.return_value == 70
    assert app.fault.startswith("dlviz: training stopped: the weights [bold] have gone (written to ")


@pytest.mark.parametrize("key", ["q", "ctrl+q"])
async def test_a_scenario_that_cannot_be_run_is_told_and_ends_with_2(window, tmp_path, monkeypatch, key):
    """The screen says it in one sentence, the program ends with exit code 2 and the sentence, and nothing is logged."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    app = window(fault="refused")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        rows = "\n".join(text(pilot))
        assert "cannot be run: fake: run 'GD': the network has 9 weights, too many" in rows
        assert "not started" in rows
        await pilot.press(key)
    assert app.return_value == 2
    assert app.fault == "dlviz: cannot be run: fake: run 'GD': the network has 9 weights, too many"
    assert not list(tmp_path.iterdir())


async def test_a_failing_probe_is_told_once_and_the_window_leaves_with_0(window, tmp_path, monkeypatch):
    """The notice goes with the next key and does not come back at the next cursor."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    app = window(fault="claims")
    async with app.run_test(size=SIZE) as pilot:
        await at(pilot, 52)
        assert "the claims cannot be computed here: a claim divides by zero" in "\n".join(text(pilot))
        await pilot.press("left")
        await settle(pilot)
        assert "cannot be computed" not in "\n".join(text(pilot))
        await pilot.press("q")
    assert app.return_value == 0


async def test_a_run_that_diverges_is_told(window):
    losses = (lambda t: 1.0 if t < 31 else math.inf, lambda t: 1.0)
    async with window(losses=losses).run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "GD diverged at step 31" in "\n".join(text(pilot))
        await pilot.press("left")
        assert "no longer a finite number" not in "\n".join(text(pilot))


async def test_only_what_changed_is_drawn(window):
    """A step redraws the loss and leaves lesson and footer alone."""
    async with window().run_test(size=SIZE) as pilot:
        await at(pilot, 52)
        drawn = []
        for name, widget in pilot.app.screen._widgets.items():
            widget.show = lambda canvas, name=name: drawn.append(name)
        await pilot.press("right")
        places = [place.panel for place in pilot.app.screen.placed.places]
        assert f"panel-{places.index('loss')}" in drawn
        assert f"panel-{places.index('lesson')}" not in drawn
        assert "footer" not in drawn
        drawn.clear()
        pilot.app.screen.frame()
        assert drawn == []


async def test_calm_panels_take_turns_while_time_flows(window, clock):
    """Over three frames the loss is drawn three times, the bars once; a key draws both at once."""
    async with window().run_test(size=SIZE) as pilot:
        await at(pilot, 52)
        screen = pilot.app.screen
        screen.tick = lambda: None  # the timer rests, the test counts frames
        names = {place.panel: f"panel-{i}" for i, place in enumerate(screen.placed.places)}
        drawn = []
        for name, widget in screen._widgets.items():
            widget.show = lambda canvas, name=name: drawn.append(name)
        screen.player.playing = True
        for _ in range(3):
            clock.now += 0.2
            Workbench.tick(screen)
        assert drawn.count(names["loss"]) == 3
        assert drawn.count(names["gradients"]) == 1
        await pilot.press("space")
        drawn.clear()
        await pilot.press("left")
        assert {names["loss"], names["gradients"]} <= set(drawn)


async def test_a_fault_of_the_screen_is_one_sentence(window, tmp_path, monkeypatch):
    """An exception in the interface ends the program with code 70 and a log, not with a traceback."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    app = window()

    async def divide():
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            app.screen.call_later(lambda: 1 / 0)
            await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await divide()
    assert app.return_value == 70
    assert app.fault.startswith("dlviz: a fault of the screen, ZeroDivisionError: division by zero")
    assert "ZeroDivisionError" in (tmp_path / "dlviz/log/dlviz.log").read_text()


async def test_the_help_can_be_read_to_its_end(window):
    """Arrows, pages, headings and both ends scroll it; its foot says where one is, and how to leave."""
    async with window().run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark")
        await pilot.pause()
        page = pilot.app.screen.query_one(VerticalScroll)
        foot = pilot.app.screen.query_one("#foot")
        lines = page.virtual_size.height
        assert lines > page.size.height
        seen = []
        for key in ("down", "pagedown", "tab", "G", "pageup", "home"):
            await pilot.press(key)
            await pilot.pause()
            seen.append(round(page.scroll_y))
        assert seen[0] == 1
        assert seen[1] == page.size.height
        assert seen[1] < seen[2] < seen[3] == lines - page.size.height
        assert seen[4] == seen[3] - page.size.height + 1
        assert seen[5] == 0
        assert f"1–{page.size.height} of {lines}" in str(foot.render())
        heads = pilot.app.screen.query_one("#heads")
        assert str(heads.render()).replace("\xa0", " ").startswith("Reading  Time  Panels and runs")
        assert heads.region.height + page.region.height + foot.region.height <= 22
