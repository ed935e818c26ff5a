"""What a panel does not read does not change it."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.tui.panels.reads import ALL, OF_RUNS, READS, changed
from dlviz.tui.pictures import PICTURES
from dlviz.tui.pictures.series import GRAINS
from dlviz.tui.player import Player
from dlviz.tui.theme import DARK
from dlviz.tui.view import PanelOptions

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))


@pytest.fixture
def moments(fake, in_line):
    """Two views of a session at different times, cursors and speeds."""
    player = Player(fake(), in_line)
    player.start()
    player.look_at(frozenset(PICTURES))
    player._worker.settle()
    player.go(10)
    first = player.frame(0.0)
    player._worker.settle()
    player.go(80)
    player.faster()
    player.toggle()
    return first, player.frame(0.1)


@pytest.mark.parametrize("panel", [panel for panel in READS if "grains" not in READS[panel]])
def test_what_is_not_read_changes_nothing(moments, panel):
    """A view with everything else from another moment draws the same picture, cell by cell, if neither is late."""
    first, second = (replace(moment, found_at={}) for moment in moments)
    mixed = replace(second, **{name: getattr(first, name) for name in READS[panel] if name not in OF_RUNS})
    assert not changed(panel, first, mixed)
    draw = PICTURES[panel].draw
    assert draw(first, 80, 24, DARK, PanelOptions()).ansi() == draw(mixed, 80, 24, DARK, PanelOptions()).ansi()


@pytest.mark.parametrize("panel", PICTURES)
def test_what_is_read_is_a_reason_to_draw(moments, panel):
    first, _ = moments
    for name in READS.get(panel, ALL):
        if name not in OF_RUNS:
            assert changed(panel, first, replace(first, **{name: object()}))


def test_faults_and_strides_are_a_reason_to_draw(moments):
    """What a probe says of its fault, and the ground of a landscape that a stride is measured on."""
    first, _ = moments
    for panel, name in (("weights", "troubles"), ("landscape", "troubles"), ("landscape", "strides")):
        assert changed(panel, first, replace(first, **{name: object()}))


@pytest.mark.parametrize("panel", [panel for panel in READS if "grains" in READS[panel]])
@pytest.mark.parametrize("size", [(60, 16), (120, 30)])
def test_a_chart_is_drawn_anew_when_a_grain_is_full(panel, size):
    """With the cursor at rest, rows of less than a grain change no cell, and a grain is a reason to draw."""
    view = views.vanishing(rows=GRAINS * 20, front=10_000, cursor=4_000)
    if panel == "landscape":
        view = replace(views.gd_vs_sgd(), cursor=4_000, ticks_per_epoch=1)
        runs = [replace(run, steps_per_epoch=1, stage="training") for run in view.runs]
        paths = [np.resize(run.columns["position"], (10_001, 2)) for run in runs]
        columns = [{"loss": path[:, 0], "position": path} for path in paths]
        view = replace(view, runs=tuple(runs))
    else:
        columns = [
            {**run.columns, "accuracy": run.columns["loss"], "sharpness": run.columns["loss"]} for run in view.runs
        ]

    def at(rows, **changes):
        cut = [{name: column[:rows] for name, column in one.items()} for one in columns]
        runs = [replace(run, columns=one, **changes) for run, one in zip(view.runs, cut, strict=True)]
        return replace(view, runs=tuple(runs), front=rows - 1, ticks=GRAINS * 20)

    first, later, full, ended = at(9_981), at(9_999), at(10_001), at(9_981, stage="ended")
    assert [changed(panel, first, one) for one in (later, full, ended)] == [False, True, True]
    before, after = (PICTURES[panel].draw(one, *size, DARK, PanelOptions()).ansi() for one in (first, later))
    assert before == after


def test_what_is_read_of_the_runs_is_a_reason_to_draw(moments):
    """Another name, a run that begins and another row at the cursor are seen; longer columns are none of it."""
    first, _ = moments
    one, *others = first.runs
    named = replace(first, runs=(replace(one, name="other"), *others))
    shorter = replace(first, runs=(replace(one, columns={k: v[:5] for k, v in one.columns.items()}), *others))
    longer = replace(first, runs=(replace(one, columns=dict(one.columns)), *others))
    assert [changed("weights", first, view) for view in (named, shorter, longer)] == [True, False, False]
    assert [changed("lesson", first, view) for view in (named, longer)] == [True, False]
    assert [changed("network", first, view) for view in (named, shorter, longer)] == [True, True, False]
