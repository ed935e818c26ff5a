"""Marks of the timeline: what they are, where they stand, and that keys, clicks and the dialog go exactly there."""

from __future__ import annotations

import math
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from textual.geometry import Offset

from dlviz.tui import milestones
from dlviz.tui.pictures import timeline
from dlviz.tui.screens.go_to import meaning, read_place
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import Event, Left

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))


def kinds(view, front=0):
    return [(mark.tick, mark.kind) for mark in milestones.marks(view, front)]


def overfit(front=200):
    """A run of four updates an epoch whose validation loss is least after epoch 30, with gaps."""
    view = views.iris(cursor=40, front=front)
    run = view.runs[0]
    values = run.columns["val_loss"].copy()
    known = np.arange(4, len(values), 4)
    values[known] = 0.3 + np.abs(known / 4 - 30) / 100
    values[8] = np.nan
    return replace(view, runs=(replace(run, columns={**run.columns, "val_loss": views.frozen(values)}),))


def changed(view, place, *events):
    runs = list(view.runs)
    runs[place] = replace(runs[place], events=events)
    return replace(view, runs=tuple(runs))


def test_marks_are_all_but_epochs_in_order_of_time():
    """Forks, changes, ends, early stops, divergences, claims, and the best validation of the run in front."""
    view = replace(overfit(), verdicts=((200, True), (200, False), (200, True)))
    view = changed(view, 0, Event(20, "change", "η 0.1 → 0.05"), Event(60, "fork", "nothing changed"))
    assert kinds(view) == [
        (20, "change"), (60, "fork"), (120, "best"), (200, "end"), (200, "claim"), (200, "claim"),
    ]  # fmt: skip
    assert [mark.text for mark in milestones.marks(view)[-2:]] == ["2 claims hold.", "1 claim fails."]
    stopped = replace(view.runs[0], status="stopped early at epoch 50", events=())
    assert kinds(replace(view, runs=(stopped,), verdicts=())) == [(120, "best"), (200, "stopped")]
    assert kinds(overfit(front=100)) == [(100, "best")]


def test_what_happened_before_a_fork_is_a_mark_of_the_run_that_it_left():
    view = changed(overfit(), 0, Event(20, "change", "η 0.1 → 0.05"), Event(60, "fork", "η 0.05 → 0.2"))
    fork = replace(view.runs[0], name="fork", index=1, left=Left("mlp", 60))
    view = replace(view, runs=(*changed(view, 0, Event(20, "change", "η 0.1 → 0.05")).runs, fork))
    told = [mark.text for mark in milestones.marks(view) if mark.kind in ("change", "fork")]
    assert told == ["mlp changed at step 20: η 0.1 → 0.05.", "fork forked at step 60: η 0.05 → 0.2."]


def test_a_run_with_fewer_updates_stands_at_a_row_from_the_tick_that_first_shows_it():
    """Five ticks an epoch, one or two updates in it: the tick that a mark names shows the row of its event."""
    view = views.gd_vs_sgd()
    for k in (1, 2, 3, 5):
        run = replace(view.runs[0], steps_per_epoch=k)
        for row in range(8):
            tick = milestones.tick_of(view, run, row)
            assert tick * k // 5 == row
            assert tick == 0 or (tick - 1) * k // 5 < row


def test_the_best_validation_is_that_of_an_epoch_and_else_the_least_loss_is_told():
    best = milestones.best(overfit())
    assert (best.tick, best.text) == (120, "The best validation loss of mlp so far: 0.3000 after epoch 30.")
    told = milestones.best(views.vanishing(), 1)
    losses = views.vanishing().runs[1].columns["loss"]
    assert told.tick == int(losses.argmin())
    assert told.text.startswith("tanh has no validation loss; its least loss is")
    assert milestones.best(views.empty()) == "sigmoid has no loss yet."
    assert isinstance(milestones.best(views.nans()), str)
    assert isinstance(milestones.best(views.nothing()), str)


def test_a_divergence_has_its_last_finite_loss_before_it():
    last, end = milestones.divergence(views.diverged())
    assert (last.tick, end.tick) == (30, 31)
    assert "at step 30" in last.text
    assert end.text == "relu diverged at step 31."
    assert milestones.divergence(views.vanishing()) == "No run has diverged."


@pytest.mark.parametrize("name", sorted(views.ALL))
def test_every_view_has_marks_that_can_be_gone_to(name):
    """Whatever a view holds, its marks lie on the clock, and what they are called is drawn in ASCII too."""
    view = views.ALL[name]()
    for front in range(max(len(view.runs), 1)):
        assert all(mark.tick >= 0 and mark.text for mark in milestones.marks(view, front))
        assert milestones.best(view, front)
        assert milestones.divergence(view, front)
        assert timeline.draw(view, 80, 2, THEMES["ascii"], front).text().isascii()


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_a_click_on_a_mark_goes_exactly_to_its_tick(width):
    """However many ticks a cell stands for, the cell of a mark means the mark."""
    view = changed(views.vanishing(cursor=0), 2, Event(403, "change", "η 0.1 → 0.05"))
    assert timeline.tick_at(view, width, timeline.cell_of(view, width, 403)) == 403
    view = overfit()
    assert timeline.tick_at(view, width, timeline.cell_of(view, width, 120)) == 120
    view = views.diverged()
    assert timeline.tick_at(view, width, timeline.cell_of(view, width, 31)) == 31


def test_the_timeline_draws_what_can_be_gone_to():
    """✦ where validation was best, × where a run left the numbers, their names below; they give way to each other."""
    track, names = timeline.draw(overfit(), 120, 2, DARK).text().splitlines()
    assert track[timeline.cell_of(overfit(), 120, 120)] == "✦"
    assert "best e30" in names
    view = views.diverged()
    canvas = timeline.draw(view, 120, 2, DARK)
    cell = timeline.cell_of(view, 120, 31)
    assert (chr(canvas.chars[0, cell]), canvas.fg[0, cell]) == ("×", DARK.bad)
    assert "relu diverged" in canvas.text()
    crowded = changed(view, 0, *(Event(row, "change", "learning_rate 0.1 → 0.05") for row in range(20, 60, 4)))
    assert all(len(line) <= 120 for line in timeline.draw(crowded, 120, 2, DARK).text().splitlines())
    assert timeline.draw(overfit(), 120, 1, DARK, front=0).text().count("✦") == 1


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("120", 120),
        ("e12", 48),
        ("best", 120),
        ("BEST ", 120),
        ("diverged", "No run has diverged."),
        ("start", 0),
        ("end", 200),
        ("50%", 100),
        ("12.5 %", 25),
        ("101%", "100% is the end"),
    ],
)
def test_places_have_names(typed, place):
    assert read_place(typed, overfit()) == place


def test_what_is_typed_is_told_at_every_letter():
    """The beginning of a name is no mistake; a whole place says step and epoch; what is wrong says what is right."""
    view = overfit()
    assert meaning("", view) == ("0 to 200, e1 to e50, 50%, start, end, best, diverged", True)
    assert meaning("be", view) == meaning("", view)
    assert meaning("e", view) == meaning("", view)
    assert meaning("best", view) == ("step 120, epoch 30", True)
    assert meaning("150", overfit(front=100)) == ("step 150, epoch 37, trained on the way", True)
    assert meaning("201", view) == ("there are 200 steps", False)
    said, right = meaning("bast", view)
    assert said.startswith("a step is a number")
    assert not right


async def test_keys_dialog_palette_and_mouse_go_to_marks(window):
    """A run that diverges at step 31 of 100: its last number, its end, and back; the clicks are exact."""
    from dlviz.tui.palette import Actions

    losses = (lambda t: 1.0 / (1 + t), lambda t: 2.0 / (1 + t) if t < 7 else math.inf)
    async with window(losses=losses).run_test(size=(120, 36)) as pilot:
        screen = pilot.app.screen
        for _ in range(2):
            await pilot.pause()
            screen.player._worker.settle()
            screen.frame()
        screen.go(12)

        async def after(*pressed):
            await pilot.press(*pressed)
            await pilot.pause()
            return screen.view.cursor, screen.notice

        # the second run makes one step where the first makes five: its steps 6 and 7 are ticks 30 and 35
        lost = "The last finite loss of SGD before it diverged: 0.2857 at step 30, after 6 updates."
        assert await after("D") == (30, lost)
        assert await after("D") == (35, "SGD diverged at step 35, after 7 updates.")
        assert (await after("D"))[0] == 30
        assert (await after("m"))[0] == 35
        assert (await after("m"))[0] == 100
        assert await after("m") == (100, "No mark after step 100.")
        assert (await after("M"))[0] == 35
        await pilot.press("g", *"dive")
        await pilot.pause()
        hint = pilot.app.screen.query_one("#hint")
        assert not hint.has_class("-wrong")
        await pilot.press("x")
        await pilot.pause()
        assert hint.has_class("-wrong")
        await pilot.press("backspace", *"rged", "enter")
        await pilot.pause()
        assert screen.view.cursor == 30
        await pilot.click("#timeline", offset=Offset(timeline.cell_of(screen.view, 120, 35), 0))
        await pilot.pause()
        assert screen.view.cursor == 35
        commands = {title: run for title, _, run in Actions(screen)._commands()}
        commands["Go to step 100: GD finished at step 100"]()
        await pilot.pause()
        assert screen.view.cursor == 100
