"""A layer is chosen by key or mouse, panels follow, and escape lets go of it first."""

from textual.geometry import Offset

from dlviz.tui.screens.catalogue import Catalogue
from dlviz.tui.screens.workbench import Workbench


async def settle(pilot):
    await pilot.pause()
    pilot.app.screen.player._worker.settle()
    pilot.app.screen.frame()
    await pilot.pause()


def options(app, panel):
    place = next(place for place in app.screen.placed.places if place.panel == panel)
    return app.screen.options(place)


async def test_down_and_up_walk_through_the_layers_and_panels_follow(window):
    """Down from none is the first layer, then the second, which is the last; up goes back and stays at the first."""
    async with window().run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        pilot.app.screen.focus_on("network", None)
        for key, layer in (
            ("down", "dense"),
            ("down", "dense_1"),
            ("down", "dense_1"),
            ("up", "dense"),
            ("up", "dense"),
        ):
            await pilot.press(key)
            assert pilot.app.screen.chosen_layer == layer
            assert options(pilot.app, "gradients").layer == options(pilot.app, "network").layer == layer


async def test_escape_lets_go_of_the_layer_first(window):
    """Of layer, zoom and workbench one goes with each press."""
    async with window().run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        pilot.app.screen.focus_on("network", None)
        await pilot.press("down", "z", "escape")
        assert pilot.app.screen.chosen_layer is None
        assert pilot.app.screen.zoomed
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, Workbench)
        assert not pilot.app.screen.zoomed
        await pilot.press("escape")
        assert isinstance(pilot.app.screen, Catalogue)


async def test_a_click_on_a_row_of_the_network_chooses_its_layer(window):
    """A click below the rows chooses nothing and lets the choice stand."""
    async with window().run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        place = next(i for i, place in enumerate(pilot.app.screen.placed.places) if place.panel == "network")
        await pilot.click(f"#panel-{place}", offset=Offset(4, 3))
        assert pilot.app.screen.chosen_layer == "dense_1"
        assert pilot.app.screen.front[0] == "network"
        await pilot.click(f"#panel-{place}", offset=Offset(4, 1))
        assert pilot.app.screen.chosen_layer == "dense_1"


async def test_the_gradients_of_the_layer_are_lit(window):
    """Its row has the mark and the cursor's colour; the row of the other layer has neither."""
    async with window().run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        pilot.app.screen.player.go(20)
        await settle(pilot)
        await pilot.press("down")
        screen = pilot.app.screen
        number = next(i for i, place in enumerate(screen.placed.places) if place.panel == "gradients")
        lines = screen._widgets[f"panel-{number}"]._canvas.text().splitlines()
        assert [line.split()[0] for line in lines if "dense" in line][:2] == ["▸dense", "dense_1"]
