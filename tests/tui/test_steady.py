"""A film has one scale: what shows one moment is drawn to the limits of all its frames."""

from __future__ import annotations

import runpy
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.tui import steady
from dlviz.tui.pictures import draw_panel
from dlviz.tui.theme import DARK
from dlviz.tui.view import FitView, PanelOptions

still = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("still.py"))))
views = still.views


def scaled(part, factor, names):
    """The same with these numbers so many times as large."""
    return replace(part, **{name: getattr(part, name) * factor for name in names if getattr(part, name) is not None})


def moment(factor):
    """A moment in which feature maps, weights and links are so many times as large, and prices as far off."""
    view = still.everything()
    features, kernels, graph = view.features[0], view.kernels[0], view.graphs[0]
    maps = tuple(scaled(one, factor, ("values",)) for one in features.layers)
    weights = tuple(scaled(one, factor, ("kernel", "top")) for one in kernels.layers)
    nodes = tuple(scaled(one, factor, ("kernel", "kernel_top")) for one in graph.layers)
    sums = tuple(scaled(one, factor, ("reach", "edges", "points", "curve")) for one in view.activities[0].layers)
    motion, landscape = view.motions[0], view.landscape
    y = np.linspace(5.0, 50.0, 500)
    off = factor * 9 * np.sin(np.arange(500.0))
    return replace(
        view,
        features=(replace(features, layers=maps),),
        kernels=(replace(kernels, layers=weights),),
        graphs=(replace(graph, layers=nodes),),
        activities=(replace(view.activities[0], layers=sums),),
        motions=(scaled(motion, factor, ("values", "past")),),
        landscape=scaled(landscape, factor, ("loss", "minimum_loss")),
        regions=(),
        fits=(FitView(values=y + off, truth=y, training=300, target="PRICE"),),
    )


def drawer(panel):
    return lambda view: draw_panel(panel, view, 100, 30, DARK, PanelOptions())


@pytest.mark.parametrize("panel", ["features", "weights", "network"])
def test_a_moment_of_small_numbers_is_faint_in_the_film_of_large_ones(panel):
    """Alone each has its own scale and the same colours; in one film the larger has them still, the smaller has not."""
    draw = drawer(panel)

    def inks(canvas):
        return set(canvas.fg.ravel().tolist()) | set(canvas.bg.ravel().tolist())

    small, large = moment(0.1), moment(1.0)
    alone = [inks(draw(view)) for view in (small, large)]
    assert alone[0] == alone[1]
    together = [inks(one) for one in steady.drawn([small, large], draw)]
    assert together[1] == alone[1]
    assert together[0] != alone[0]
    assert [inks(draw(view)) for view in (small, large)] == alone, "after the film each is drawn as before"


def test_panels_of_one_film_have_scales_of_their_own():
    """A film of the whole screen with one moment is drawn as that moment alone, layers of one name included."""

    def screen(view):
        return [drawer(panel)(view).ansi() for panel in ("weights", "features", "activations", "network")]

    assert steady.drawn([moment(1.0)], screen) == [screen(moment(1.0))]


def test_a_low_landscape_has_no_bright_ground_in_the_film_of_a_high_one():
    """Alone each has all the colours of a field."""
    frames, draw = [moment(factor) for factor in (0.1, 1.0)], drawer("landscape")

    def bright(canvas):
        return bool(np.isin(canvas.bg, DARK.field[-3:]).any())

    assert [bright(draw(view)) for view in frames] == [True, True]
    assert [bright(one) for one in steady.drawn(frames, draw)] == [False, True]


def test_the_past_of_a_weight_and_a_slice_have_one_axis_in_all_frames():
    """The labels of what an optimizer remembers, and of a loss over one weight that is of another height each time."""

    def labels(canvas):
        return [line[:4].strip() for line in canvas.text().splitlines()[8:]]

    moments = [moment(factor) for factor in (0.1, 1.0, 0.5)]
    line = views.perceptron().landscape
    slices = [replace(views.perceptron(), landscape=scaled(line, f, ("loss", "minimum_loss"))) for f in (0.1, 1.0, 0.5)]
    for panel, frames in (("optimizer", moments), ("landscape", slices)):
        draw = drawer(panel)
        assert len({str(labels(draw(view))) for view in frames}) == 3
        assert len({str(labels(one)) for one in steady.drawn(frames, draw)}) == 1


def test_activations_have_the_same_axes_in_all_frames():
    """Those of the sums below, and those of the outputs beside them."""

    def axes(canvas):
        lines = canvas.text().splitlines()
        return [line.split()[0][:4] for line in lines if "──" in line], [b for a, b in pairwise(lines) if "┬────" in a]

    moments = [moment(factor) for factor in (0.1, 1.0, 0.5)]
    draw = drawer("activations")
    assert len({str(axes(draw(view))) for view in moments}) == 3
    assert len({str(axes(one)) for one in steady.drawn(moments, draw)}) == 1


def test_limits_that_follow_from_others_are_drawn_to_the_last_of_them():
    """The first frame shows what the second one takes from the third: it is right once all were drawn three times."""
    frames = (
        lambda: steady.largest("rows", 0.0),
        lambda: steady.largest("rows", 2 * steady.largest("reach", 1.0)),
        lambda: steady.largest("reach", 3.0),
    )
    assert steady.drawn(frames, lambda draw: draw()) == [6.0, 6.0, 3.0]


def test_residuals_have_the_same_axes_in_all_frames():
    """Those of prediction over truth, and those of the histogram, whatever each moment alone would choose."""

    def axes(canvas):
        lines = canvas.text().splitlines()
        return [(line[:4], line[70:74]) for line in lines], lines[-1]

    moments = [moment(factor) for factor in (0.1, 1.0, 0.5)]
    draw = drawer("fit")
    assert len({str(axes(draw(view))) for view in moments}) == 3
    assert len({str(axes(one)) for one in steady.drawn(moments, draw)}) == 1
