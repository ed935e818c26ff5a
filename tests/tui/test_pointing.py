"""The crosshair in the window: its keys, its palette, the mouse, on a moment in which every panel shows something."""

from __future__ import annotations

import re
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from textual.geometry import Offset

from dlviz.tui import readings
from dlviz.tui.actions import actions_at
from dlviz.tui.palette import Actions
from dlviz.tui.pictures import timeline
from dlviz.tui.theme import THEMES

still = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("still.py"))))


@pytest.fixture
def standing(window, fake):
    """A window on all panels of a view that does not change, unless the test replaces it."""

    def make(view, panels=still.PANELS):
        scenario = fake()
        scenario.display.panels = panels
        app = window(scenario)
        app.standing = view
        return app

    return make


async def stand(pilot, panel):
    """The view on the screen, a panel in front."""
    screen = pilot.app.screen
    screen.player.frame = lambda now: pilot.app.standing
    await pilot.pause()
    screen.focus_on(panel, None)
    screen.frame()
    await pilot.pause()


def shown(pilot):
    return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())


def under(pilot):
    """What the crosshair reads, from the canvas under it."""
    screen = pilot.app.screen
    return readings.lines_at(screen.reads(), *screen.cross_at())


@pytest.mark.parametrize(("size", "theme"), [((80, 24), "dark"), ((120, 36), "plain"), ((200, 50), "ascii")])
async def test_enter_and_tab_walk_through_every_panel(standing, size, theme):
    """In each panel the box on the screen says what lies under the crosshair, wherever that is moved to."""
    app = standing(still.everything())
    app.look = THEMES[theme]
    async with app.run_test(size=size) as pilot:
        await stand(pilot, "loss")
        await pilot.press("enter")
        seen = []
        for _ in range(len(still.PANELS)):
            seen.append(app.screen.front[0])
            for key in ("right", "J"):
                await pilot.press(key)
                lines, text = under(pilot), shown(pilot)
                if lines and not app.look.ascii:
                    assert lines[0].what[:12] in text, (seen[-1], key)
            await pilot.press("tab")
            if app.screen.front[0] in seen:
                break
        await pilot.press("escape")
        assert not app.screen.pointing
        readable = set(seen) | {"lesson"}
        assert readable == {place.panel for place in app.screen.placed.places} | (
            set(still.PANELS) if app.screen.placed.tabs else {"lesson"}
        )


async def test_arrows_and_letters_move_it_and_the_edges_hold_it(standing):
    async with standing(still.everything()).run_test(size=(120, 36)) as pilot:
        await stand(pilot, "loss")
        await pilot.press("enter")
        screen, (x, y) = pilot.app.screen, pilot.app.screen.cross_at()
        for keys, cell in (
            (("left", "h"), (x - 2, y)),
            (("right", "l"), (x, y)),
            (("up", "k"), (x, y - 2)),
            (("down", "j"), (x, y)),
            (("H",), (x - 10, y)),
            (("shift+right",), (x, y)),
        ):
            await pilot.press(*keys)
            assert screen.cross_at() == cell
        plot = readings.under(screen.reads(), x, y)
        await pilot.press("home")
        assert screen.cross_at() == (plot.x, y)
        await pilot.press("end", "right", "L")
        assert screen.cross_at() == (plot.x + plot.width - 1, y)
        assert screen.view.cursor == 120  # nothing of this has moved in time


async def test_g_goes_to_the_step_that_is_read(standing):
    """In a chart over steps; elsewhere a sentence says why not."""
    async with standing(still.everything()).run_test(size=(120, 36)) as pilot:
        await stand(pilot, "loss")
        screen, went = pilot.app.screen, []
        screen.player.go = went.append
        await pilot.press("enter", "home")
        assert "g goes to this step" in shown(pilot)
        await pilot.press("L", "g")
        assert went == [readings.tick_at(screen.reads(), *screen.cross_at())]
        assert str(went[0]) in under(pilot)[0].what
        await stand(pilot, "data")
        assert "g goes to this step" not in shown(pilot)
        await pilot.press("g")
        assert len(went) == 1
        assert "over the steps" in screen.notice


async def test_values_follow_as_time_flows(standing):
    """The crosshair stays where it is; what it reads is that of the new moment."""
    app = standing(still.everything(cursor=40))
    async with app.run_test(size=(120, 36)) as pilot:
        await stand(pilot, "gradients")
        await pilot.press("enter")
        bars = app.screen.reads()[0]
        app.screen.stand((bars.x + 3, bars.y + 1))
        first, at = under(pilot), app.screen.cross_at()
        assert first[1].text.startswith("step 40")
        assert first[1].text in shown(pilot)
        app.standing = still.everything(cursor=80)
        app.screen.frame()
        await pilot.pause()
        assert app.screen.cross_at() == at
        assert under(pilot)[1].text.startswith("step 80")
        assert under(pilot)[1].text in shown(pilot)


async def test_the_mouse_reads_what_it_is_over_until_it_leaves_or_a_key_is_pressed(standing):
    async with standing(still.everything()).run_test(size=(120, 36)) as pilot:
        await stand(pilot, "loss")
        screen = pilot.app.screen
        place = screen.placed.places[0]
        before = shown(pilot)
        plot = readings.begin(screen.reads(), screen.view.cursor)
        lines = readings.lines_at(screen.reads(), plot[0] - 9, plot[1])
        await pilot.hover(offset=Offset(place.rect.x + plot[0] - 9, place.rect.y + plot[1]))
        await pilot.pause()
        assert lines[0].text in shown(pilot)
        assert lines[0].text not in before
        await pilot.hover(offset=Offset(3, 0))
        await pilot.pause()
        assert shown(pilot) == before
        await pilot.hover(offset=Offset(place.rect.x + plot[0] - 9, place.rect.y + plot[1]))
        await pilot.pause()
        assert lines[0].text in shown(pilot)
        await pilot.press("-")
        assert lines[0].text not in shown(pilot)


async def test_the_mouse_reads_the_timeline(standing):
    """A step, its epoch, and what stands there."""
    view = still.everything()
    view = replace(view, verdicts=((200, True), (200, False)))
    async with standing(view).run_test(size=(120, 36)) as pilot:
        await stand(pilot, "loss")
        row = pilot.app.screen.placed.timeline.y
        for tick, said in ((80, ""), (200, "claim")):
            x = timeline.cell_of(view, 120, tick)
            await pilot.hover(offset=Offset(x, row))
            await pilot.pause()
            step = timeline.tick_at(view, 120, x)
            assert f"step {step} · epoch {step // 4}" in shown(pilot)
            assert said in shown(pilot)


async def compared(pilot):
    """The comparison of the two runs that only pretend, trained to their end, at step 40."""
    await pilot.pause()
    pilot.app.screen.player._worker.settle()
    pilot.app.screen.player.go(40)
    pilot.app.screen.frame()
    await pilot.press("c")
    await pilot.pause()
    return pilot.app.screen


async def test_the_mouse_reads_the_comparison(window):
    """The loss of each run at the steps under the mouse, over whatever measure the charts are drawn."""
    async with window().run_test(size=(120, 36)) as pilot:
        screen = await compared(pilot)
        plot = next(one for one in screen._plain["comparison"].reads if one.width > 40)
        for said in (r"update ([\d.]+)( … [\d.]+)?", r"steps? (\d+)(–\d+)? · epochs? [\d–]+"):
            await pilot.hover(offset=Offset(plot.x + plot.width // 2, 1 + plot.y + 3))
            await pilot.pause()
            lines = readings.lines_at(screen._plain["comparison"].reads, plot.x + plot.width // 2, plot.y + 3)
            step = int(re.fullmatch(said, lines[0].text)[1])
            gd = next(line.value for line in lines if line.what == "GD")
            assert float(gd.split(" … ")[-1]) == pytest.approx(1 / (1 + step), rel=0.05)
            assert gd in shown(pilot)
            await pilot.press("u")
            await pilot.pause()


async def test_enter_reads_the_comparison_too(window):
    """The same keys as in a panel; tab goes from chart to chart, g to the step that is read, esc away."""
    async with window().run_test(size=(120, 36)) as pilot:
        screen = await compared(pilot)
        assert "esc Back" in shown(pilot).splitlines()[-1]
        await pilot.press("u", "enter")
        assert screen.pointing
        assert under(pilot)[0].text.startswith("step 40 · epoch 8")
        foot = shown(pilot).splitlines()[-1]
        for word in ("Move", "Go there", "Back", "Help"):
            assert word in foot
        assert under(pilot)[1].value in shown(pilot)
        x, _ = screen.cross_at()
        await pilot.press("l", "L", "left", "J", "up")
        assert screen.cross_at()[0] == x + 10
        tick = readings.tick_at(screen.reads(), *screen.cross_at())
        await pilot.press("g")
        assert screen.view.cursor == tick > 40
        await pilot.press("tab", "home")
        head, *said = under(pilot)
        assert head.text not in ("", "GD")
        assert [line.what for line in said] == ["GD", "SGD"]
        await pilot.press("c")
        one, two, _ = (read.x for read in screen.reads())
        began = screen.cross_at()
        assert {line.what for line in under(pilot) if line.run is not None} == {"GD"}
        await pilot.press("tab")
        assert screen.cross_at() == (began[0] - one + two, began[1])
        assert {line.what for line in under(pilot) if line.run is not None} == {"SGD"}
        commands = {title: run for title, _, run in Actions(screen)._commands()}
        await commands["Away with the crosshair"]()
        assert not screen.pointing
        await pilot.press("u", "enter")
        await pilot.press("g")
        assert screen.view.cursor == tick


async def test_enter_leaves_again_and_the_footer_has_its_keys(standing):
    """On the smallest usual screen too."""
    async with standing(still.everything()).run_test(size=(80, 24)) as pilot:
        await stand(pilot, "loss")
        before = shown(pilot)
        await pilot.press("enter")
        foot = shown(pilot).splitlines()[-1]
        for word in ("Move", "Go there", "Panel", "Back", "Help"):
            assert word in foot
        await pilot.press("enter")
        assert shown(pilot) == before
        await stand(pilot, "weights")
        await pilot.press("enter")
        foot = shown(pilot).splitlines()[-1]
        assert "Panel" in foot  # but no step to go to
        for word in ("Go there", "Catalogue", "Search"):
            assert word not in foot


async def test_where_nothing_can_be_read_a_sentence_says_so(standing):
    async with standing(still.everything()).run_test(size=(120, 36)) as pilot:
        await stand(pilot, "lesson")
        await pilot.press("enter")
        assert not pilot.app.screen.pointing
        assert "Nothing can be read off" in pilot.app.screen.notice


async def test_the_palette_has_the_gestures_of_the_crosshair_while_there_is_one(standing):
    async with standing(still.everything()).run_test(size=(120, 36)) as pilot:
        await stand(pilot, "loss")
        screen = pilot.app.screen
        titles = {action.title for action in actions_at("crosshair") if action.place == "crosshair"}
        assert not titles & {title for title, _, _ in Actions(screen)._commands()}
        commands = {title: run for title, _, run in Actions(screen)._commands()}
        await commands["Read values"]()
        assert screen.pointing
        commands = {title: run for title, _, run in Actions(screen)._commands()}
        assert titles <= set(commands)
        x, y = screen.cross_at()
        await commands["A cell to the left"]()
        assert screen.cross_at() == (x - 1, y)
