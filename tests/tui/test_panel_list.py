"""Choosing panels: what is offered, how it is ordered, that it goes on behind the list and is remembered."""

from __future__ import annotations

import msgspec
import pytest
from textual.geometry import Offset

from dlviz.scenarios import ScenarioError, catalogue, load
from dlviz.scenarios.checks import check_displayed
from dlviz.tui.offers import measuring, offers
from dlviz.tui.pictures import PICTURES, panel_list, tabs
from dlviz.tui.pictures.panel_list import Row
from dlviz.tui.remembered import PANELS, Remembered
from dlviz.tui.screens.arranging import arranged
from dlviz.tui.screens.panel_list import PanelList
from dlviz.tui.screens.workbench import Workbench
from dlviz.tui.theme import DARK

SIZE = (120, 36)
OWN = ("loss", "gradients", "network", "lesson")


def shown(app):
    return app.running.panels


async def settle(pilot):
    await pilot.pause()
    pilot.app.running.player._worker.settle()
    pilot.app.running.frame()
    await pilot.pause()


def text(pilot):
    return [strip.text for strip in pilot.app.screen._compositor.render_strips()]


def test_what_is_offered_the_schema_accepts():
    """In every scenario: every panel is spoken of, and one that needs no measuring could stand in its file."""
    for entry in catalogue():
        scenario = load(entry.name)
        found = offers(scenario)
        assert [offer.panel for offer in found] == list(PICTURES)
        assert not [offer for offer in found if offer.panel in entry.panels and (offer.why or offer.needs)]
        for offer in found:
            if not offer.why and not offer.needs:
                accepted(scenario, offer.panel)


def accepted(scenario, panel):
    """Some run shows it."""
    faults = []
    for spec in scenario.runs:
        try:
            display = msgspec.structs.replace(spec.document.display, panels=(panel,))
            check_displayed(msgspec.structs.replace(spec.document, display=display), spec.table, True)
        except (ScenarioError, ValueError) as error:
            faults.append(error)
    assert len(faults) < len(scenario.runs), (scenario.name, panel, faults)


@pytest.mark.parametrize(("name", "panel"), [("iris-mlp", "stability"), ("momentum", "stability"),
                                             ("perceptron-gd", "metrics"), ("l2", "landscape")])  # fmt: skip
def test_what_is_measured_on_request_can_be_shown_then(name, panel):
    scenario = load(name)
    assert next(offer for offer in offers(scenario) if offer.panel == panel).needs
    changed = measuring(scenario, panel)
    assert not next(offer for offer in offers(changed) if offer.panel == panel).needs
    accepted(changed, panel)
    assert changed.run_names == scenario.run_names


def test_what_a_scenario_lacks_is_said():
    said = {offer.panel: offer.why for offer in offers(load("momentum"))}
    assert said["data"] == "needs rows and a network"
    assert said["image"] == "no window slides here"
    assert said["gradients"] == ""
    assert offers(load("neuron"))[0].why == "nothing of it in this computation"


async def test_by_keys(window):
    """space shows and hides, ⇧ moves, enter brings to the front, r puts all back, each at once behind the list."""
    async with window().run_test(size=SIZE) as pilot:
        await settle(pilot)
        app = pilot.app
        await pilot.press("p")
        assert isinstance(app.screen, PanelList)
        assert "1 Loss" in "\n".join(text(pilot))
        await pilot.press("down", "space")
        assert shown(app) == ("loss", "network", "lesson")
        await pilot.press("J")
        assert shown(app) == ("loss", "lesson", "network")
        await pilot.press("shift+up", "K", "K")
        assert shown(app) == ("network", "loss", "lesson")
        await pilot.press("end", "space")
        assert "no window slides here" in "\n".join(text(pilot)) or "switches" in "\n".join(text(pilot))
        await pilot.press("home", "down", "down", "enter")
        assert shown(app) == ("lesson", "network", "loss")
        assert app.running.front[0] == "lesson"
        row = [row.panel for row in app.screen.rows()].index("data")
        await pilot.press("home", *["j"] * row, "space")
        assert shown(app) == ("lesson", "network", "loss", "data")
        assert "data" in app.running.player._looking
        assert app.running.front[0] == "data"
        await pilot.press("r")
        assert shown(app) == OWN
        await pilot.press("question_mark")
        said = str(app.screen.query(".section").first().render())
        assert said.startswith("Reading the list of panels")
        assert "⇧↑↓     Move." in said
        await pilot.press("escape", "escape")
        assert isinstance(app.screen, Workbench)


async def test_one_panel_stays(window):
    async with window().run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("p", *["space"] * 4)
        await pilot.pause()
        assert len(shown(pilot.app)) == 1
        assert "One panel must stay" in "\n".join(text(pilot))


async def test_training_goes_on_behind_the_list(window, clock):
    async with window(ticks=400).run_test(size=SIZE) as pilot:
        await pilot.press("p")
        before = pilot.app.running.view.cursor
        for _ in range(5):
            pilot.app.running.player._worker.turn()
            clock.now += 0.2
            pilot.app.running.tick()
        await pilot.pause()
        assert pilot.app.running.view.cursor > before
        assert isinstance(pilot.app.screen, PanelList)
        assert f"epoch {pilot.app.running.view.cursor // 5}/80" in text(pilot)[0]


async def test_by_mouse(window):
    """A click on a row hides the panel or shows it; the wheel moves."""
    async with window().run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("p")
        await pilot.click("#panels", offset=Offset(10, 2))
        assert shown(pilot.app) == ("loss", "network", "lesson")
        number = [row.panel for row in pilot.app.screen.rows()].index("gradients")
        await pilot.click("#panels", offset=Offset(10, number + 1))
        assert shown(pilot.app) == ("loss", "network", "lesson", "gradients")
        pilot.app.screen.on_mouse_scroll_down()
        pilot.app.screen.on_mouse_scroll_up()
        await pilot.click("#panels", offset=Offset(10, 0))  # its title
        assert shown(pilot.app) == ("loss", "network", "lesson", "gradients")


async def test_what_needs_measuring_is_asked_for_twice(window):
    """Once says what it takes, once more begins anew with it; another key in between takes the question back."""
    async with window().run_test(size=SIZE) as pilot:
        await settle(pilot)
        app = pilot.app
        first = app.running
        await pilot.press("p")
        names = [row.panel for row in app.screen.rows()]
        await pilot.press(*["down"] * names.index("stability"), "space")
        said = " ".join(" ".join(line.split()) for line in text(pilot))
        assert "Once more begins anew" in said
        assert "stability" not in shown(app)
        for lost, told in (("GD @8", "GD @8"), ("GD @8, " * 9, "all that was forked, added or changed")):
            app.screen._lost = lambda lost=lost: lost
            await pilot.press("up", "down", "space")
            assert f"trains anew and lets go of {told}." in " ".join(" ".join(text(pilot)).split())
        await pilot.press("up", "down", "space")
        assert app.running is first
        app.open = lambda scenario, panels, front: setattr(app, "opened", (scenario, panels, front))
        first.scenario = load("iris-mlp")  # one that can be changed
        await pilot.press("space")
        await pilot.pause()
        scenario, panels, front = app.opened
        assert front == "stability"
        assert panels == (*OWN, "stability")
        assert "sharpness" in str(scenario.document.training.instruments)


async def test_the_choice_is_remembered_by_scenario(window, tmp_path):
    """A file of the user's own by its path; what is as at first is forgotten."""
    own = tmp_path / "mine.toml"
    async with window(path=own).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("p", "space", "escape")
        assert Remembered(tmp_path / "state.json").of(PANELS) == {str(own): list(OWN[1:])}
    async with window(path=own).run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert shown(pilot.app) == OWN[1:]
        assert "Loss" not in "\n".join(text(pilot)[1:-3])
        await pilot.press("p", "r", "escape")
        assert shown(pilot.app) == OWN
        assert Remembered(tmp_path / "state.json").of(PANELS) == {}


@pytest.mark.parametrize("kept", [3, [], [3], ["nonsense"], ["image"], {"loss": 1}])
def test_a_choice_that_makes_no_sense_is_not_followed(kept, tmp_path):
    memory = Remembered(tmp_path / "state.json")
    memory.keep(PANELS, "momentum", kept)
    scenario = load("momentum")
    assert arranged(memory, scenario) == (scenario, ())


def test_what_is_remembered_is_measured_again(tmp_path):
    memory = Remembered(tmp_path / "state.json")
    memory.keep(PANELS, "iris-mlp", ["stability", "loss", "loss"])
    scenario, panels = arranged(memory, load("iris-mlp"))
    assert panels == ("stability", "loss")
    assert "sharpness" in str(scenario.runs[0].document.training.instruments)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (200, 50)])
async def test_the_list_fits_every_screen(window, size):
    """All rows can be reached where it does not show them at once, and the keys stand below it."""
    async with window().run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("p", "end")
        await pilot.pause()
        rows = text(pilot)
        assert "esc back" in "\n".join(rows)
        assert "▌" in "\n".join(rows)
        assert [len(row) for row in rows] == [size[0]] * size[1]


def test_nine_and_more_have_their_numbers_and_reasons_are_not_cut_off():
    rows = [Row(panel, number) for number, panel in enumerate(PICTURES, start=1)]
    long = Row("landscape", said="takes too long for rows of this size", dim=True)
    width, height = panel_list.size([long], 120, 36, DARK)
    assert f"Landscape   {long.said}" in panel_list.draw([long], 0, 0, width, height, DARK).text()
    said = panel_list.draw(rows, 0, 0, 46, len(rows) + 4, DARK).text()
    assert f"   9 {tabs.name(list(PICTURES)[8])}" in said
    assert f"  {len(rows)} Lesson" in said
    ascii_said = panel_list.draw(rows, 3, 0, 46, 12, DARK.in_ascii(), "A sentence.").text()
    assert ascii_said.isascii()
    assert "A sentence." in ascii_said


async def test_more_than_nine_tabs_have_their_numbers_too(window):
    async with window().run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        pilot.app.running.show_panels(tuple(PICTURES))
        await pilot.pause()
        assert "10" in text(pilot)[1]
        assert len(text(pilot)[1]) == 80
