"""Of a long path the turns are drawn: no swing of a single step is lost, whatever the length, at the same cost."""

from __future__ import annotations

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.tui import outermost as module
from dlviz.tui.outermost import RAW, outermost
from dlviz.tui.pictures import draw_panel, landscape
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import PanelOptions

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))
MOST = 256


def wandering(rows, axes=2):
    return np.random.default_rng(rows).normal(size=(rows, axes)).cumsum(axis=0).astype(np.float32)


@pytest.mark.parametrize("axes", [1, 2])
def test_what_is_outermost_of_a_path_is_among_its_points(axes):
    """A swing of one step, to either side, at any place; the first row and the last few; in order and each once."""
    for rows in (300, 2000, 30_011):
        for swing in (0, 1, rows // 3, rows - RAW - 2, rows - 1):
            path = wandering(rows, axes)
            path[swing] += np.where(np.arange(axes) % 2, -1e3, 1e3)
            found = outermost(path, rows, MOST)
            told = found.rows
            assert swing in told
            assert told[0] == 0
            assert np.array_equal(told[-RAW:], np.arange(rows - RAW, rows))
            assert (np.diff(told) > 0).all()
            assert len(told) <= MOST + 4 * 12 + 2 * RAW
            for k in (0, 7, rows // found.stretch - 2):
                part = path[k * found.stretch : (k + 1) * found.stretch]
                inside = path[told[(told >= k * found.stretch) & (told < (k + 1) * found.stretch)]]
                assert np.array_equal(part.min(axis=0), inside.min(axis=0))
                assert np.array_equal(part.max(axis=0), inside.max(axis=0))


def test_a_path_that_grows_tells_what_it_would_tell_at_once(monkeypatch):
    """However it came in, also looked at from an earlier step; every row is looked at once as it comes in."""
    buffer = wandering(5000)
    seen = []
    of = module._of_stretches
    monkeypatch.setattr(module, "_of_stretches", lambda path, rows: seen.append(rows.size) or of(path, rows))
    at_once = {rows: outermost(buffer[:rows].copy(), rows, MOST) for rows in (100, 257, 1000, 4097, 5000)}
    seen.clear()
    for rows in (100, 257, 1000, 4097, 5000, 1000, 257):
        found = outermost(buffer[:rows], rows, MOST)
        assert np.array_equal(found.rows, at_once[rows].rows)
        assert found[1::2] == at_once[rows][1::2]
    assert sum(seen) < 5000 * 2.1
    again = buffer.copy()
    outermost(again[:4000], 4000, MOST)
    again[:] = wandering(5001)[:5000]  # written anew
    assert np.array_equal(outermost(again, 5000, MOST).rows, outermost(again.copy(), 5000, MOST).rows)


def long_descent(rows, cursor):
    """One run over two weights of so many steps, that swings far once."""
    view = views.gd_vs_sgd()
    low, high = (np.array([float(grid[i]) for grid in view.landscape.grids]) for i in (0, -1))
    path = np.linspace(low + 0.3 * (high - low), low + 0.4 * (high - low), rows)
    path[rows // 2 + 1] = low + 0.9 * (high - low)
    run = replace(view.runs[0], steps=rows - 1, steps_per_epoch=1, stage="training",
                  columns={"loss": views.frozen(np.ones(rows)), "position": views.frozen(path)})  # fmt: skip
    return replace(view, runs=(run,), ticks=rows - 1, front=rows - 1, cursor=cursor, ticks_per_epoch=1)


def test_a_swing_of_a_single_step_is_drawn_and_the_title_says_what_is_left_out(monkeypatch):
    """Twenty thousand steps; what was drawn before is drawn once, and the picture is that of the whole path."""
    laid = []
    lay = landscape._laid
    monkeypatch.setattr(
        landscape, "_laid", lambda area, across, down: laid.append(len(across)) or lay(area, across, down)
    )

    def inked(view):
        canvas = draw_panel("landscape", view, 100, 30, DARK, PanelOptions())
        return canvas, int((canvas.fg == DARK.run(0)).sum())

    before, after = (inked(long_descent(20_000, cursor))[1] for cursor in (9_990, 10_010))
    assert after > before + 20
    view = long_descent(20_000, 19_000)
    canvas, cells = inked(view)
    assert "paths: turns of every 64 steps" in canvas.text().splitlines()[0]
    laid.clear()
    later, cells_later = inked(replace(view, cursor=19_001))
    assert (laid, cells_later) == ([laid[0]], cells)
    assert laid[0] < 300
    assert later.chars.tolist() == inked(long_descent(20_000, 19_001))[0].chars.tolist()
    assert "turns of" not in inked(long_descent(2_000, 1_999))[0].text()


@pytest.mark.parametrize("theme", ["dark", "light", "mono"])
def test_a_path_that_fills_the_map_is_dim_but_for_its_last_points(theme):
    """The same cells; a path that leaves the map clear is bright, as is a crowded one where there are no greys."""
    clear = long_descent(2000, 1999)
    path = np.random.default_rng(3).uniform(*(clear.runs[0].columns["position"][k] for k in (0, 1001)), (2000, 2))
    path[-250:] = path[-1]
    run = replace(clear.runs[0], columns=clear.runs[0].columns | {"position": views.frozen(path)})
    look = THEMES[theme]
    cells = {}
    for name, view in {"clear": clear, "crowded": replace(clear, runs=(run,))}.items():
        fg = draw_panel("landscape", view, 60, 20, look, PanelOptions()).fg
        cells[name] = int((fg == look.run(0)).sum()), int((fg == look.stem(look.run(0))).sum())
    bright, dim = cells["crowded"]
    assert (bright < 40 and dim > 200) if look.greys else bright > 200
    assert cells["clear"][1] == 0 or not look.greys
