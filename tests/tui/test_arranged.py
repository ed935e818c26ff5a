"""Runs that are hidden, come or go take with them what belongs to them by their place, and nothing else."""

import runpy
from dataclasses import fields, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.tui.arranged import BY_PLACE, Arranger, without
from dlviz.tui.pictures import PICTURES, draw_panel, header, path, timeline
from dlviz.tui.strides import PlaneView
from dlviz.tui.theme import DARK
from dlviz.tui.view import PanelOptions, View

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))


def names(view):
    return [run.name for run in view.runs]


def test_every_field_with_an_entry_a_run_is_known():
    """A new tuple of a view has an entry a run, or is named here; else hidden runs would show in it."""
    tuples = {one.name for one in fields(View) if one.type.startswith("tuple")}
    assert tuples - {"runs", "claims", "verdicts"} == set(BY_PLACE)


def test_a_hidden_run_takes_its_findings_with_it():
    view = views.perceptron()
    seen = without(view, frozenset({1}))
    assert names(seen) == ["1e-05", "5e-05"]
    assert seen.fits == (view.fits[0], view.fits[2])
    assert [run.index for run in seen.runs] == [0, 2]
    assert without(view, frozenset({7})) is view


def test_the_same_part_is_arranged_into_the_same_part():
    """So that a panel is drawn again only where what it shows has changed."""
    view, arranger = views.perceptron(), Arranger()
    first = without(view, frozenset({1}), arranger)
    second = without(replace(view, cursor=3), frozenset({1}), arranger)
    assert second.fits is first.fits
    assert without(view, frozenset({0}), arranger).fits is not first.fits


def test_paths_in_a_plane_follow_their_runs():
    view = views.perceptron()
    paths = {place: np.full((2, 2), float(place)) for place in range(3)}
    rows = dict.fromkeys(range(3), np.arange(2))
    plane = PlaneView("pca", (0.8, 0.1), rows, paths, dict.fromkeys(range(3), 0.0))
    land = replace(view.landscape, plane=plane)
    seen = without(replace(view, landscape=land, own_landscapes={2: land}), frozenset({0}))
    assert {place: path[0, 0] for place, path in seen.landscape.plane.paths.items()} == {0: 1.0, 1: 2.0}
    assert list(seen.own_landscapes) == [1]


def test_a_fork_shows_at_once_what_its_source_shows():
    """At the cursor both have the same state; of a run that begins anew nothing is known."""
    view = views.perceptron()
    fork, other = replace(view.runs[1], name="fork", index=3), replace(view.runs[1], name="other", index=4, columns={})
    now = Arranger().of(view, (*view.runs, fork, other), {3: 1})
    assert now.fits[3] is view.fits[1]
    assert now.fits[4].values is None
    assert now.networks[4] == ()


@pytest.mark.parametrize("make", ["perceptron", "gd_vs_sgd", "vanishing", "iris"])
def test_every_panel_copes_with_a_run_that_has_not_begun(make):
    view = getattr(views, make)()
    late = replace(view.runs[0], name="late", index=6, columns={}, labels={}, stage="compiling")
    now = Arranger().of(view, (*view.runs, late))
    for panel in PICTURES:
        for run in range(len(now.runs)):
            draw_panel(panel, now, 60, 14, DARK, PanelOptions(run=run))
    header.draw(now, 80, DARK)
    timeline.draw(now, 80, 2, DARK)


def test_a_run_that_has_not_begun_has_no_path_in_a_plane():
    view = views.gd_vs_sgd()
    plane = PlaneView("pca", (0.8, 0.1), {0: np.arange(2)}, {0: np.zeros((2, 2))}, {0: 0.0})
    late = replace(view.runs[1], columns={}, labels={})
    now = replace(view, landscape=replace(view.landscape, plane=plane), runs=(view.runs[0], late))
    assert len(path.marked(now, late, 2)) == 0
