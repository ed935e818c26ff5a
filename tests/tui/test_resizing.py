"""Resize storms: many sizes in a row, faster than they can be drawn, while training goes on."""

from __future__ import annotations

import random

import pytest
from textual import events
from textual.geometry import Size

from dlviz.tui.screens.catalogue import Catalogue

LAST = (133, 41)


async def settle(pilot):
    for _ in range(2):
        await pilot.pause()
        pilot.app.running.player._worker.settle()
        pilot.app.running.frame()
    await pilot.pause()


def text(pilot):
    return [strip.text for strip in pilot.app.screen._compositor.render_strips()]


async def at_rest(pilot):
    """All trained, the cursor in the middle, the lesson in front."""
    await settle(pilot)
    pilot.app.running.player.go(52)
    await settle(pilot)
    return text(pilot)


def resize(app, width, height):
    """As the terminal would, without waiting for anything."""
    size = Size(width, height)
    app._driver._size = size
    app.post_message(events.Resize(size, size))


def storm(seed):
    """Sizes from nothing to a wall of a screen, the last one known."""
    dice = random.Random(seed)
    return [(dice.randint(1, 260), dice.randint(1, 80)) for _ in range(60)] + [(60, 16), (1, 1), (300, 100), LAST]


@pytest.mark.parametrize("way", ["plain", "zoomed", "slides", "panels"])
async def test_after_a_storm_the_screen_is_as_if_it_had_always_been_of_that_size(window, clock, way):
    """Training goes on through it, nothing fails, nothing of another size is left."""
    shown = []
    for sizes in ([], storm(way)):
        app = window(ticks=400)
        app.presents = way == "slides"
        async with app.run_test(size=(80, 24) if sizes else LAST) as pilot:
            await pilot.pause()
            await pilot.press(*{"zoomed": ["2", "z"], "panels": ["p"], "slides": ["pagedown"]}.get(way, []))
            for number, size in enumerate(sizes):
                resize(app, *size)
                if number % 7 == 0:
                    app.running.player._worker.turn()
                    clock.now += 0.1
                    app.running.tick()
                if number % 20 == 0:
                    await pilot.pause()
                    app.running.tick()
            await pilot.pause()
            assert app.size == LAST
            shown.append(await at_rest(pilot))
            assert app.running.player.failure == ""
    assert shown[1] == shown[0]
    assert [len(row) for row in shown[1]] == [LAST[0]] * LAST[1]


async def test_the_catalogue_stands_a_storm(window):
    shown = []
    for sizes in ([], storm(4)):
        async with window(None).run_test(size=(80, 24) if sizes else LAST) as pilot:
            await pilot.press("down", "down")
            for number, size in enumerate(sizes):
                resize(pilot.app, *size)
                if number % 20 == 0:
                    await pilot.pause()
            await pilot.pause()
            await pilot.press("down", "down")
            await pilot.pause()
            assert isinstance(pilot.app.screen, Catalogue)
            shown.append(text(pilot))
    assert shown[1] == shown[0]
