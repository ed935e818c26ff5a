"""What a panel does not read does not change it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dlviz.tui.panels.reads import ALL, OF_RUNS, READS, changed
from dlviz.tui.pictures import PICTURES
from dlviz.tui.player import Player
from dlviz.tui.theme import DARK
from dlviz.tui.view import PanelOptions


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


@pytest.mark.parametrize("panel", READS)
def test_what_is_not_read_changes_nothing(moments, panel):
    """A view with everything else from another moment draws the same picture, cell by cell."""
    first, second = moments
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


def test_what_is_read_of_the_runs_is_a_reason_to_draw(moments):
    """Another name, a run that begins and another row at the cursor are seen; longer columns are none of it."""
    first, _ = moments
    one, *others = first.runs
    named = replace(first, runs=(replace(one, name="other"), *others))
    shorter = replace(first, runs=(replace(one, columns={k: v[:5] for k, v in one.columns.items()}), *others))
    longer = replace(first, runs=(replace(one, columns=dict(one.columns)), *others))
    assert [changed("weights", first, view) for view in (named, shorter, longer)] == [True, False, False]
    assert [changed("network", first, view) for view in (named, shorter, longer)] == [True, True, False]
