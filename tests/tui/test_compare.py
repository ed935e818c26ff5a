"""The comparison of runs: what its picture shows, and that keys, mouse and palette drive it."""

from __future__ import annotations

import re
import runpy
import warnings
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from rich.cells import cell_len

from dlviz.scenarios import load
from dlviz.tui import compared, readings
from dlviz.tui.pictures import compare, compare_charts, draw_panel
from dlviz.tui.pictures.compare import CompareOptions
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import PanelOptions

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))
EVERY = views.ALL | {"iris_runs": views.iris_runs, "eight": views.eight}
SIZES = [(1, 1), (17, 5), (60, 13), (80, 21), (120, 33), (200, 47)]


def rows(view):
    """The cells of every row of the table by its label; the best as (cell, True)."""
    found = [*compared.settings(view), *compared.outcome(view)]
    return {row.label: [(cell, i in row.best) for i, cell in enumerate(row.cells)] for row in found}


@pytest.mark.parametrize("name", sorted(EVERY))
def test_every_view_is_compared_in_every_size(name):
    """Empty, one run, NaN, diverged, eight runs: the picture has its size, and ASCII stays ASCII."""
    view = EVERY[name]()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for width, height in SIZES:
            for apart, measure in ((False, "step"), (True, "epoch"), (False, "seconds"), (True, "examples")):
                options = CompareOptions(1, apart, measure, scroll=3)
                canvas = compare.draw(view, width, height, DARK, options)
                assert {cell_len(strip.text) for strip in canvas.strips()} == {width}
                assert len(canvas.strips()) == height
                compare.run_at(view, width, height, DARK, options, width // 2, height // 2)
        assert compare.draw(view, 80, 21, THEMES["ascii"], CompareOptions()).text().isascii()
        assert "38;2" not in compare.draw(view, 80, 21, THEMES["plain"], CompareOptions()).ansi()


def test_the_table_says_what_differs_and_who_did_best():
    """Settings by Keras' names; the least loss and the greatest accuracy are set off, equal ones are not."""
    found = rows(views.iris_runs())
    assert found["learning_rate"] == [("0.0001", False), ("0.01", False), ("0.001", False)]
    assert "seed" not in found
    assert found["changed"][1] == ("η 0.01 → 0.02 at 60", False)
    assert found["val_loss"] == [("0.6000", False), ("0.4212", False), ("0.3000", True)]
    assert found["best val_loss"] == [("0.6000", False), ("0.3000", True), ("0.3000", True)]
    assert [cell for cell, _ in found["  after epoch"]] == ["30", "18", "30"]
    assert not any(best for _, best in found["accuracy"])
    assert found["status"][2] == ("stopped early at epoch 40", False)
    view = views.iris_runs()
    better = {**view.runs[0].columns, "val_accuracy": views.frozen(view.runs[0].columns["val_accuracy"] + 0.01)}
    runs = (replace(view.runs[0], columns=better), *view.runs[1:])
    assert [best for _, best in rows(replace(view, runs=runs))["val_accuracy"]] == [True, False, False]


def test_of_what_only_computes_the_numbers_of_the_step_are_compared():
    """Neither seconds nor a least loss; what is not known at this step is left out, counts are whole."""
    view, specs = views.computation(), load("chain-rule").runs
    loss = np.arange(41.0)
    loss[23] = np.nan
    columns = {"loss": views.frozen(loss), "stage": views.frozen(np.arange(41.0))}
    runs = tuple(
        replace(run, seconds=1.0, columns={**run.columns, **columns}, spec=spec)
        for run, spec in zip(view.runs, specs, strict=False)
    )
    view = replace(view, runs=runs)
    assert [row.label for row in compared.outcome(view)] == ["o", "output", "derivative", "stage", "steps"]
    assert rows(view)["stage"] == [("23", False)] * 2
    assert rows(replace(view, cursor=9))["loss"] == [("9", False)] * 2


def test_the_title_and_the_crosshair_name_what_is_drawn():
    """Where the minimum is taken off, as in the loss panel, both say so."""
    view = views.gd_vs_sgd(cursor=50)
    canvas = compare.draw(view, 100, 33, DARK, CompareOptions(log=True))
    assert canvas.text().startswith("─ Compare L − L* on all rows · log · over each run's own updates ─")
    assert "L − L*" in [line.what for line in readings.lines_at(canvas.reads, 40, 6)]
    view = replace(view, card=replace(view.card, loss_minus_minimum=False, loss_name="L(α)"))
    canvas = compare.draw(view, 100, 33, DARK, CompareOptions())
    assert canvas.text().startswith("─ Compare L(α) on all rows · ")
    assert "L − L*" not in canvas.text()


def test_nobody_is_best_in_losses_that_cannot_be_compared():
    """A sum over 20 rows and one over 4: neither is crowned and why is said; the loss on all rows stands first."""
    view, specs = views.gd_vs_sgd(cursor=50), load("gd-vs-sgd").runs
    runs = (replace(run, spec=spec, examples=20) for run, spec in zip(view.runs, specs, strict=True))
    found = rows(replace(view, runs=tuple(runs)))
    assert list(found)[2:4] == ["full_loss", "least full_loss"]
    assert any(best for _, best in found["full_loss"])
    assert not any(best for name in ("loss", "least loss") for _, best in found[name])
    assert [cell for cell, _ in found["  summed over"]] == ["20 rows", "4 rows"]


@pytest.mark.parametrize("size", [(80, 21), (200, 47)])
def test_a_cell_of_the_table_is_read_in_full(size):
    """The run's value with all its figures and whether it is the best; beside the name of a row that of every run."""
    view, options = views.iris_runs(), CompareOptions(run=1)
    canvas = compare.draw(view, *size, DARK, options)
    lines = canvas.text().splitlines()
    y = next(i for i, line in enumerate(lines) if line.startswith(" loss "))

    def told(x, y):
        return [(line.what, line.value, line.run) for line in readings.lines_at(canvas.reads, x, y)]

    place = next(x for x in range(size[0]) if compare.run_at(view, *size, DARK, options, x, y) == 1)
    value = float(view.runs[1].columns["loss"][view.row(view.runs[1])])
    said = told(place, y)
    assert said[:2] == [("loss", "", None), (view.runs[1].name, f"{value:.7g}", 1)]
    assert float(np.float32(said[1][1])) == pytest.approx(value, rel=1e-6)
    assert [line[2] for line in told(1, y)] == [None, 0, 1, 2]
    top = next(i for i, line in enumerate(lines) if line.startswith("─ Runs"))
    assert told(place, top + 1) == [(view.runs[1].name, view.runs[1].settings, 1)]
    assert any(
        told(x, i)[-1][0] == "✦ the best of its row"
        for i in range(y, size[1])
        for x in range(30, size[0])
        if told(x, i)
    )
    began = readings.begin(canvas.reads, view.cursor)
    assert began is not None
    assert began[1] < top


def test_what_an_exercise_hides_of_the_network_is_told_with_its_answer():
    """Neither the number of parameters nor how many units a run has more; what belongs to the training stays."""
    view = views.iris_runs()
    spec = view.runs[0].spec
    wide = tuple(views.replace_in(layer, units=7) if i == 0 else layer for i, layer in enumerate(spec.document.model))
    run = replace(view.runs[0], spec=replace(spec, document=views.replace_in(spec.document, model=wide)))
    view = replace(view, runs=(run, *view.runs[1:]), card=replace(view.card, hides=frozenset({"network"})))
    told = [row.label for row in [*compared.settings(view, answered=False), *compared.outcome(view, answered=False)]]
    assert {"learning_rate", "steps"} <= set(told)
    assert not {"params", "dense.units"} & set(told)
    assert {"params", "dense.units"} <= set(rows(view))


def test_the_table_is_that_of_the_cursor():
    """What lies ahead of it does not count: neither losses nor the best validation."""
    late, early = rows(views.iris_runs(cursor=200)), rows(views.iris_runs(cursor=40))
    assert [cell for cell, _ in early["  after epoch"]] == ["10", "10", "10"]
    assert early["steps"][0][0] == "40"
    assert early["loss"] != late["loss"]
    assert rows(views.iris_runs(cursor=2))["val_loss"] == [("–", False)] * 3
    assert rows(views.diverged())["loss"][2] == ("∞", False)
    alike = compared._numbers("loss", [0.1234561, 0.1234562, np.inf])
    assert (alike.cells, alike.best) == (("0.1235", "0.1235", "∞"), {0, 1})
    assert compared._numbers("loss", [0.1234561, 0.1234562]).best == frozenset()


def test_a_run_of_few_updates_ends_by_the_clock_that_all_share():
    """In the table, on the chart, under the crosshair: it diverged after 7 updates, and that was at step 35."""
    view = views.gd_vs_sgd(cursor=50)
    slow = next(run for run in view.runs if run.steps_per_epoch == 1)
    columns = {name: column[:8] for name, column in slow.columns.items()}
    lost = replace(slow, columns=columns, stage="ended", status="diverged at step 7")
    view = replace(view, runs=tuple(lost if run is slow else run for run in view.runs))
    found, said = rows(view), "diverged at step 35, after 7 updates"
    place = view.runs.index(lost)
    assert found["status"][place] == (said, False)
    assert found["updates"][place] == ("7", False)
    assert "steps" not in found
    assert said in draw_panel("loss", view, 120, 20, DARK, PanelOptions()).text()
    drawn = compare.draw(view, 120, 33, DARK, CompareOptions()).text()
    assert f"× {said}" in drawn
    assert "over each run's own updates" in drawn
    assert "update\n" in drawn
    alone = replace(view, runs=(lost,))
    canvas = draw_panel("loss", alone, 120, 20, DARK, PanelOptions())
    area = max(canvas.reads, key=lambda one: one.width * one.height)
    lines = readings.lines_at(canvas.reads, area.x + area.width - 1, area.y)
    assert lines[-1].text == said


@pytest.mark.parametrize(
    ("measure", "units", "cursors"),
    [("step", 200, (120, 120, 120)), ("epoch", 50, (30, 30, 30)), ("examples", 5250, (3150, 3150, 3150)),
     ("seconds", 1.5, (0.3, 0.6, 1.125))],
)  # fmt: skip
def test_every_run_is_drawn_over_its_own_effort(measure, units, cursors):
    """Three runs of 0.5, 1 and 1.5 s: at one step they stand at 0.3, 0.6 and 1.1 s, and no line is common to them."""
    view = views.iris_runs()
    found = compare_charts.curves(view, measure)
    assert found.units == pytest.approx(units)
    assert tuple(found.cursors[i] / 1000 for i in range(3)) == pytest.approx(cursors, abs=1e-3)
    canvas = compare.draw(view, 120, 33, DARK, CompareOptions(measure=measure))
    lines = np.unique(np.nonzero((canvas.chars == ord("│")) & (canvas.fg == DARK.cursor))[1])
    assert len(lines) == (measure != "seconds")
    marks = {chr(c) for c in np.unique(canvas.chars[:20])}
    assert set("●▲■") <= marks


def test_measures_that_say_nothing_are_not_offered():
    assert compare_charts.measures(views.iris_runs()) == ("step", "epoch", "examples", "seconds")
    assert compare_charts.measures(views.perceptron()) == ("step",)
    assert compare_charts.measures(views.computation(inputs=True)) == ("step",)


def test_only_runs_whose_settings_are_known_are_said_to_be_alike():
    """Before the runs are made nothing is known of them."""
    view = views.iris_runs()
    spec = view.runs[0].spec
    alike = replace(view, runs=tuple(replace(run, spec=spec, events=()) for run in view.runs))
    assert "Nothing is set differently." in compare.draw(alike, 120, 33, DARK, CompareOptions()).text()
    assert "differently" not in compare.draw(views.empty(), 120, 33, DARK, CompareOptions()).text()


def test_charts_apart_share_their_axes():
    """The same labels on every chart; a run that blows up is drawn against the others' scale."""
    text = compare.draw(views.iris_runs(), 120, 33, DARK, CompareOptions(apart=True)).text()
    assert [text.count(label) for label in ("10⁰", "10⁻¹")] == [3, 3]
    text = compare.draw(views.diverged(), 120, 33, DARK, CompareOptions(apart=True)).text()
    assert text.count("10⁰") == 3
    assert "10³⁰" not in text


def test_eight_runs_on_a_small_screen_follow_the_one_in_front():
    """What has no room is said; the run in front is always there, above and below."""
    for front in range(8):
        text = compare.draw(views.eight(), 80, 21, DARK, CompareOptions(front, True)).text()
        assert len(re.findall(rf"run {front + 1}\b", text)) == 2
        assert "5 of 8 runs" in text


def test_a_click_finds_the_run_of_a_chart_and_of_a_column():
    view, options = views.iris_runs(), CompareOptions(apart=True)
    assert [compare.run_at(view, 120, 33, DARK, options, x, 4) for x in (10, 50, 100)] == [0, 1, 2]
    head = compare.draw(view, 120, 33, DARK, options).text().splitlines()
    y = next(i for i, line in enumerate(head) if line.startswith("─ Runs")) + 1
    found = [compare.run_at(view, 120, 33, DARK, options, head[y].index(mark), y) for mark in "●▲■"]
    assert found == [0, 1, 2]
    assert compare.run_at(view, 120, 33, DARK, CompareOptions(), 10, 4) is None


async def test_a_comparison_that_stands_still_is_not_drawn_again(window, monkeypatch):
    """And while time flows it is at every other frame; what the last of these left out comes with the next."""
    drawn = []
    draw = compare.draw
    monkeypatch.setattr(compare, "draw", lambda view, *rest: drawn.append(view.cursor) or draw(view, *rest))
    async with window().run_test(size=(100, 30)) as pilot:
        player = pilot.app.screen.player
        for _ in range(2):
            await pilot.pause()
            player._worker.settle()
            pilot.app.screen.frame()
        player.go(10)
        await pilot.press("c")
        await pilot.pause()
        screen = pilot.app.screen
        screen.frame()
        drawn.clear()
        for _ in range(4):
            screen.tick()
        assert drawn == []
        for tick in (11, 12, 13, 14):
            player.go(tick)
            screen.tick()
        screen.tick()
        assert drawn in ([12, 14], [11, 13, 14])


async def test_keys_mouse_and_palette_drive_the_comparison(window):
    """c opens it over the workbench, time goes on in it, esc goes back with the run in front."""
    from dlviz.tui.palette import Actions
    from dlviz.tui.screens.compare import Compare
    from dlviz.tui.screens.workbench import Workbench

    async with window().run_test(size=(100, 30)) as pilot:
        workbench = pilot.app.screen
        for _ in range(2):
            await pilot.pause()
            workbench.player._worker.settle()
            workbench.frame()

        async def text(*pressed):
            await pilot.press(*pressed)
            await pilot.pause()
            return "\n".join(strip.text for strip in pilot.app.screen._compositor.render_strips())

        workbench.go(52)
        shown = await text("c")
        screen = pilot.app.screen
        assert isinstance(screen, Compare)
        assert pilot.app.place == "compare"
        assert screen.player._looking == frozenset()
        assert "what it came to at step 52" in shown
        assert "least loss" in shown
        assert "what it came to at step 53" in await text("right")
        assert "what it came to at step 55" in await text("full_stop")
        assert "─ ▲ SGD ─" in await text("c")
        assert "─ ▲ SGD ─" not in await text("tab")
        assert " epoch\n" in (await text("u")).replace(" \n", "\n")
        assert "· log" not in await text("y")
        assert "· log" in await text("y")
        await text("greater_than_sign")
        assert screen.run_in_front == 1
        await text("c")
        await pilot.click("#comparison", offset=(10, 5))
        await pilot.pause()
        assert screen.run_in_front == 0
        await text("greater_than_sign", "down", "down", "pagedown", "up", "pageup")
        assert screen.options.scroll == 0
        commands = {title: run for title, _, run in Actions(screen)._commands()}
        await commands["To the start"]()
        await pilot.pause()
        assert "No run has diverged." in await text("D")
        assert "what it came to at step 0" in await text("left")
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert "make it larger" in await text()
        await pilot.resize_terminal(100, 30)
        await pilot.pause()
        await text("escape")
        assert pilot.app.screen is workbench
        assert isinstance(workbench, Workbench)
        assert workbench.run_in_front == 1
        assert workbench.player._looking
        await text("c")
        assert pilot.app.screen.options.apart
        commands = {title: run for title, _, run in Actions(pilot.app.screen)._commands()}
        commands["Open perceptron-gd"]()
        await pilot.pause()
        assert [type(one).__name__ for one in pilot.app.screen_stack if type(one).__name__ != "Screen"] == ["Workbench"]
        assert pilot.app.screen.scenario.name == "perceptron-gd"
