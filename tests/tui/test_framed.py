"""Where a terminal has no ground to give, what lies over the screen has a frame, and the screen goes on beside it."""

from __future__ import annotations

import pytest

from dlviz.tui.app import DlvizApp
from dlviz.tui.player import Player
from dlviz.tui.preferences import Preferences
from dlviz.tui.remembered import Remembered

CORNERS = {"x": "╭╮╰╯", "question_mark": "╭╮╰╯", "g": "▌▐", "ctrl+p": "╭╮╰╯", "p": "┌┐└┘", "e": "┌┐└┘"}
"""Of lists, help, a line to type in, the palette, the list of panels and a form."""


@pytest.mark.parametrize(("colours", "ascii"), [("16", False), ("none", False), ("none", True)])
async def test_lists_forms_and_palette_are_told_from_what_lies_beneath(
    fake, clock, in_line, tmp_path, colours, ascii
):  # fmt: skip
    preferences = Preferences(hints=False, colours=colours, ascii=ascii)
    app = DlvizApp(fake(), clock, lambda one: Player(one, in_line), preferences=preferences)
    app.remembered = Remembered(tmp_path / "state.json")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        app.screen.player._worker.settle()
        app.screen.frame()

        def shown():
            return [strip.text for strip in app.screen._compositor.render_strips()]

        before = shown()
        for key, corners in CORNERS.items():
            await pilot.press(key)
            await pilot.pause()
            over = shown()
            assert over[0] == before[0], key
            assert sum(one == two for one, two in zip(before[1:-1], over[1:-1], strict=True)) >= 1, key
            framed = "".join(now for one, two in zip(before, over, strict=True)
                             for was, now in zip(one, two, strict=False) if was != now)  # fmt: skip
            for corner in corners if not ascii else "|" if key == "g" else "+|":
                assert corner in framed, key
            await pilot.press("escape")
            await pilot.pause()
            assert len(app.screen_stack) == 2, key
