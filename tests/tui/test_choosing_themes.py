"""A theme is tried on at once, kept by Enter for the next start too, and taken off by Escape."""

from __future__ import annotations

import pytest
from textual.widgets import OptionList

from dlviz.tui import preferences
from dlviz.tui.app import DlvizApp
from dlviz.tui.palette import Actions
from dlviz.tui.panels.drawn import Drawn
from dlviz.tui.player import Player
from dlviz.tui.preferences import Preferences
from dlviz.tui.screens.themes import OFFERED, Themes
from dlviz.tui.screens.workbench import Workbench
from dlviz.tui.theme import named


@pytest.fixture
def window(fake, clock, in_line, tmp_path, monkeypatch):
    """An app with these preferences, and a folder for settings of its own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))

    def make(**changes):
        return DlvizApp(fake(), clock, lambda one: Player(one, in_line), preferences=Preferences(**changes))

    return make


def paper(pilot):
    """The backgrounds that panels have on the screen."""
    app = pilot.app
    return {int(background) for background in app.running._widgets["panel-0"]._canvas.bg.ravel()}


async def test_try_leave_and_keep(window):
    """Down tries the next one on, esc takes it off, Enter or a click keeps it and writes it down."""
    async with window().run_test(size=(120, 36)) as pilot:
        app = pilot.app
        await pilot.pause()
        dark = app.look.paper
        await pilot.press("T", "question_mark")
        assert "esc or q goes back without" in str(app.screen.query_one("#foot").visual)
        await pilot.press("down")
        await pilot.pause()
        assert app.look.name == "light"
        assert app.current_theme.background.upper() == f"#{app.look.paper:06X}"
        assert app.look.paper in paper(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(app.screen, Workbench)
        assert app.look.paper == dark
        assert dark in paper(pilot)
        assert not preferences.config_file().exists()
        await pilot.press("T", "j", "j", "k", "enter")
        await pilot.pause()
        assert app.look.name == preferences.read().theme == "light"
        await pilot.press("T")
        await pilot.pause()
        chooser = app.screen.query_one(OptionList)
        assert chooser.highlighted == OFFERED.index("light")
        await pilot.click(chooser, offset=(2, OFFERED.index("nord")))
        await pilot.pause()
        assert app.look.name == preferences.read().theme == "nord"


async def test_light_and_dark_take_turns(window):
    """t goes to the partner of the same family, and back to what was worn."""
    async with window(theme="solarized-dark").run_test(size=(120, 36)) as pilot:
        names = []
        for _ in range(2):
            await pilot.press("t")
            names.append(pilot.app.look.name)
        assert names == ["solarized-light", "solarized-dark"]
        pilot.app.wear("nord")
        for _ in range(2):
            await pilot.press("t")
            names.append(pilot.app.look.name)
        assert names[2:] == ["solarized-light", "nord"]


async def test_without_colours_for_themes_it_is_said(window):
    """On 16 colours T opens nothing and says what would help; t changes nothing."""
    async with window(colours="16").run_test(size=(120, 36)) as pilot:
        await pilot.press("T", "t")
        await pilot.pause()
        assert pilot.app.look.name == "sixteen"
        assert not isinstance(pilot.app.screen, Themes)
        await pilot.press("T")
        await pilot.pause()
        assert "--colours 256" in pilot.app.screen.notice


@pytest.mark.parametrize("colours", ["256", "16", "none"])
async def test_what_is_taken_away_has_all_colours(window, colours):
    """A file is not for this terminal: its pictures have the theme as it is."""
    async with window(colours=colours, theme="nord", ascii=True).run_test(size=(120, 36)) as pilot:
        assert pilot.app.on_paper is named("nord")


async def test_a_theme_that_cannot_be_kept_is_worn_all_the_same(window, tmp_path):
    """Where settings cannot be written, that is said on the screen."""
    (tmp_path / "dlviz").write_text("in the way")
    async with window(ascii=True).run_test(size=(120, 36)) as pilot:
        await pilot.press("T", "down", "enter")
        await pilot.pause()
        assert pilot.app.look.name == "light"
        assert pilot.app.look.ascii
        assert "not kept for the next start" in pilot.app.screen.notice


async def test_over_the_catalogue(window, clock):
    """From the palette; the list of scenarios changes its colours with it."""
    app = DlvizApp(None, clock, preferences=Preferences(theme="light"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        offered = {title: run for title, _, run in Actions(app.screen)._commands()}
        await offered["Choose a theme …"]()
        await pilot.pause()
        assert isinstance(app.screen, Themes)
        await pilot.press("down")
        await pilot.pause()
        assert app.look.name == "contrast"
        await pilot.press("escape")
        await pilot.pause()
        assert app.look.name == "light"
        listing = app.screen.query_one("#list", Drawn)
        assert app.look.paper in {int(ground) for ground in listing._canvas.bg.ravel()}
