"""Where only ASCII may be written nothing else is: in no picture, on no screen, whoever drew it."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.segment import Segment
from textual.color import Color

from dlviz.tui.app import DlvizApp
from dlviz.tui.ink import mix
from dlviz.tui.pictures import PICTURES, tabs
from dlviz.tui.player import Player
from dlviz.tui.preferences import Preferences
from dlviz.tui.spelling import InAscii, spelt
from dlviz.tui.theme import DARK, SIXTEEN, THEMES
from dlviz.tui.view import PanelOptions
from dlviz.tui.workbench_picture import screen

HERE = Path(__file__)
views = SimpleNamespace(**runpy.run_path(str(HERE.with_name("views.py"))))
FAMILIES = [
    runpy.run_path(str(HERE.with_name(f"{name}.py"))) for name in ("moves", "mask_views", "unit_views", "input_views")
]


def samples():
    """Every kind of sample view there is."""
    from dlviz.tui.view import View

    found = list(views.ALL.values())
    for family in FAMILIES:
        found += [make for name, make in family.items() if callable(make) and not name.startswith("_")]
    for make in found:
        try:
            view = make()
        except (TypeError, IndexError):  # no maker of views, or one that wants to be told more
            continue
        if isinstance(view, View):
            yield view


@pytest.mark.parametrize("theme", [THEMES["ascii"], DARK.in_ascii(), SIXTEEN.in_ascii()], ids=lambda theme: theme.name)
def test_every_picture_of_every_view(theme):
    """No character beyond 127, and none that was not known: a question mark stands only in words."""
    seen = list(samples())
    assert len(seen) > 15
    for view in seen:
        for name, picture in PICTURES.items():
            canvas = picture.draw(view, 80, 20, theme, PanelOptions(answered=True))
            assert canvas.text().isascii(), name
        assert screen(view, 120, 36, theme, keys=(("←→", "Step"),)).text().isascii()
    assert tabs.draw(("loss", "data"), "loss", 80, theme).text().isascii()


def test_a_run_keeps_its_mark():
    """Two paths on one field: each has marks that no contour has."""
    text = PICTURES["landscape"].draw(views.gd_vs_sgd(), 120, 30, THEMES["ascii"], PanelOptions()).text()
    assert text.count("o") > 3
    assert text.count("^") > 3


def test_a_field_is_made_of_colours_not_of_letters():
    """Two pixels become one in ASCII, of the colour between them; marks and borders stand out as before."""
    canvas = PICTURES["fit"].draw(views.iris(), 80, 20, DARK.in_ascii(), PanelOptions())
    halves = canvas.chars == ord("▀")
    assert halves.sum() > 300
    assert set(canvas.shown()[halves].tolist()) == {32}
    _, ground = canvas.inks()
    y, x = (found[0] for found in halves.nonzero())
    assert ground[y, x] == mix(int(canvas.fg[y, x]), int(canvas.bg[y, x]), 0.5)


def test_cells_keep_their_width():
    """What other widgets draw is spelt cell by cell."""
    assert spelt("│ 漢 ● …") == "| ?? O ."
    assert spelt("plain") == "plain"
    whole = [Segment("plain")]
    ascii = InAscii()
    assert ascii.apply(whole, Color(0, 0, 0)) is whole
    assert ascii.apply([Segment("─▁🔎")], Color(0, 0, 0)) == [Segment("-=/ ")]


async def test_every_screen_of_the_window(fake, clock, in_line):
    """Workbench, notices, help, palette, prompts, themes and catalogue: rows of ASCII, from the keys of the table."""
    app = DlvizApp(fake(), clock, lambda one: Player(one, in_line), preferences=Preferences(ascii=True))
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        app.running.player._worker.settle()
        app.running.frame()
        for key in ("", "question_mark", "ctrl+p", "g", "T", "p", "o", "m", "enter", "v", "slash"):
            if key:
                await pilot.press(key)
                await pilot.pause()
            rows = [strip.text for strip in app.screen._compositor.render_strips()]
            assert all(row.isascii() for row in rows), (key, [row for row in rows if not row.isascii()][:3])
            while not hasattr(app.screen, "player") and key != "slash":
                await pilot.press("escape")
                await pilot.pause()
