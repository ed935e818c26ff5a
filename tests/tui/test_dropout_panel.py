"""The masks of an update: which units are off, how many are kept, how often each was off."""

import runpy
import warnings
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.scenarios import load
from dlviz.tui import observe
from dlviz.tui.layout import arrange
from dlviz.tui.pictures import PICTURES
from dlviz.tui.pictures.dropout import layer_at
from dlviz.tui.probes import masks as probe
from dlviz.tui.probes import units
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import PanelOptions

HERE = Path(__file__).parent
views = SimpleNamespace(**runpy.run_path(str(HERE / "views.py")))
samples = SimpleNamespace(**runpy.run_path(str(HERE / "mask_views.py")))
graphs = SimpleNamespace(**runpy.run_path(str(HERE / "unit_views.py")))

SIZES = [(1, 1), (9, 4), (24, 7), (44, 15), (59, 19), (80, 20), (100, 27), (120, 32), (200, 50)]


def view(name="listed"):
    return replace(views.iris(), dropouts=(samples.DROPOUTS[name](),))


def draw(one, width=80, height=20, theme=DARK, **options):
    return PICTURES["dropout"].draw(one, width, height, theme, PanelOptions(**options))


@pytest.mark.parametrize("theme", ["dark", "light", "mono", "plain", "ascii"])
@pytest.mark.parametrize("name", sorted(samples.DROPOUTS))
def test_every_mask_fits_every_size(name, theme):
    """The picture has the size that was asked for, no warning, and in ASCII nothing that is not."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for size in SIZES:
            for options in ({}, {"log": True, "layer": "dense_1", "focused": True}):
                canvas = draw(view(name), *size, THEMES[theme], **options)
                assert (canvas.width, canvas.height) == size
                assert theme != "ascii" or canvas.text().isascii()
                assert "?" not in canvas.text()


def test_kept_and_dropped_units_are_told_apart_by_shape():
    """As many ● and · as the mask says, in their order; the heads count them."""
    one = view("inputs")
    canvas = draw(one, 120, 20)
    for place, layer in enumerate(one.dropouts[0].layers[1:]):
        kept = layer.kept[0]
        assert f"{kept.sum()} of 256 kept" in canvas.text()
        lines = [line[10 + place * 34 : 10 + place * 34 + 32] for line in canvas.text().splitlines()[3:19]]
        shown = [glyph for line in lines for glyph in line if glyph in "●·"]
        assert [glyph == "●" for glyph in shown] == kept.tolist()


def test_a_brighter_unit_gives_more():
    """The colour of kept units rises along the heat map from u = .36 with the size of what they give."""
    layer = samples.mask(30, rate=0.0)
    layer = replace(layer, kept=layer.kept[:1], counts=layer.counts[:1], values=np.arange(30.0)[None])
    one = replace(view(), dropouts=(samples.dropout(layer),))
    canvas = draw(one, 60, 12)
    ys, xs = np.nonzero(canvas.chars == ord("●"))
    inside = ys > 0
    inks = canvas.fg[ys[inside], xs[inside]].tolist()
    levels = [DARK.heat.tolist().index(ink) for ink in inks]
    assert levels == sorted(levels)
    assert levels[0] == round(0.36 * 24)
    assert levels[-1] == 24


def test_few_units_are_listed_with_how_often_they_were_off():
    """A row a unit: its value or `off`, and the count of masks; the count's span is said, that of the update that is
    still to be made among it.
    """
    one = view("listed")
    text = draw(one, 120, 20).text()
    layer = one.dropouts[0].layers[0]
    assert text.count(" off ") >= int((~layer.kept[0]).sum())
    assert "of 58 masks" in text
    for number in layer.dropped:
        assert f" {number} " in text


def test_one_layer_where_not_all_have_room_and_the_chosen_one():
    """80x20: one grid of three, its place is said; the layer that is chosen is that one."""
    one = view("inputs")
    assert "dense_0 1 of 3, ↑ ↓" in draw(one).text()
    chosen = draw(one, layer="dense_2").text()
    assert "▸dense_2 3 of 3" in chosen.replace("▸ ", "▸")
    assert "dense_0" not in chosen
    assert layer_at(one, 80, 20, DARK, PanelOptions(layer="dense_2"), 40, 9) == "dense_2"
    assert layer_at(one, 120, 20, DARK, PanelOptions(), 60, 9) == "dense_1"


def test_what_y_shows():
    """How often each unit was off: all are drawn, the title says it, and y turns back."""
    one = view("inputs")
    assert "off in how many of 58 masks" in draw(one, 120, 20, log=True).text().splitlines()[0]
    assert draw(one, 120, 20, log=True).text().count("●") > 3 * 256
    assert PICTURES["dropout"].title(one, PanelOptions(log=True)).turned is True


def test_the_last_updates_are_said_to_be_the_last():
    """Counted since update 1,024 of 3,001: that is not how often so far."""
    one = view("wide")
    assert "of the last 1,977 masks" in draw(one, 120, 30).text()
    first = replace(one.dropouts[0], updates=1, since=0)
    assert "%" not in draw(replace(one, dropouts=(first,)), 120, 30).text()  # of one mask there is no share


def test_a_run_without_dropout_says_which_one_has_it():
    """With none in any run it says so; while it is drawn, that."""
    two = views.gd_vs_sgd()
    assert "SGD to the front" in draw(replace(two, dropouts=(None, samples.DROPOUTS["listed"]()))).text()
    assert "no unit is switched off" in draw(replace(two, dropouts=(None, None))).text()
    assert "drawing the masks" in draw(two).text()
    assert "it broke" in draw(replace(two, troubles={"dropout": "it broke"})).text()


def test_in_the_network_dropped_units_are_dark_and_have_no_links():
    """A unit that is off is · and no link leads to it; with all units of a layer off there is no link at all."""
    graph = graphs.graph(2, 3, 1)
    off = [
        replace(graph.layers[1], dropped=np.array(which)) for which in ([False] * 3, [False, True, False], [True] * 3)
    ]
    dots = []
    for layer, dark in zip(off, (0, 1, 3), strict=True):
        one = replace(views.iris(), graphs=(replace(graph, layers=(graph.layers[0], layer, graph.layers[2])),))
        canvas = PICTURES["network"].draw(one, 60, 15, DARK, PanelOptions())
        assert (
            canvas.text().split("\n", 1)[1].count("·") - canvas.text().count("3·") - canvas.text().count("2·") == dark
        )
        dots.append(int(((canvas.chars > 0x2800) & (canvas.chars < 0x2900)).sum()))
    assert dots[0] > dots[1] > dots[2] == 0


def test_dropout_in_front_has_the_whole_row_above_the_others():
    """120x36: 120 cells over three panels."""
    placed = arrange(["dropout", "loss", "network", "lesson", "fit"], 120, 36)
    assert [(place.panel, place.rect.width) for place in placed.places] == [
        ("dropout", 120),
        ("loss", 44),
        ("network", 39),
        ("lesson", 33),
    ]


def test_the_probe_gives_what_the_step_used():
    """dropout-masks: the masks at a step are those of the network there, and the counts grow by them."""
    session = load("dropout-masks", steps=70).run()
    before, now = (probe.dropout(session, 0, tick) for tick in (65, 66))
    assert [layer.units_of for layer in now.layers] == ["dense", "dense_1"]
    assert (now.updates, now.since, len(now.rows)) == (67, 0, 2)
    for old, new in zip(before.layers, now.layers, strict=True):
        np.testing.assert_array_equal(new.dropped - old.dropped, ~new.kept[0])
    drawn = units.graph(session, 0, 66)
    for layer, mask in zip(drawn.layers[1:], now.layers, strict=False):
        np.testing.assert_array_equal(layer.dropped, ~mask.kept[0])
    assert drawn.subject == f"{now.rows[0]}, dropout at work"
    assert probe.dropout(session, 1, 66) is None
    assert units.graph(session, 1, 66).layers[1].dropped is None
    assert observe.waiting(session.scenario).dropouts == ()


def test_what_goes_in_and_comes_out_is_named_as_far_as_names_differ():
    """Names that are cut stand there while they can be told apart, and not at all where they cannot."""
    one = samples.DROPOUTS["grids"]() if "grids" in samples.DROPOUTS else samples.DROPOUTS["listed"]()
    features = tuple(f"petal {word}" for word in ("length", "width", "colour", "number"))[: one.x.shape[1]]
    classes = ("setosa", "versicolor", "virginica")[: one.y.shape[1]]
    seen = replace(views.iris(), dropouts=(replace(one, features=features, classes=classes),))
    text = PICTURES["dropout"].draw(seen, 118, 20, DARK, PanelOptions()).text()
    assert "setosa" in text
    alike = ("virginica a", "virginica b", "virginica c")[: one.y.shape[1]]
    seen = replace(views.iris(), dropouts=(replace(one, features=(), classes=alike),))
    assert "virgi…" not in PICTURES["dropout"].draw(seen, 59, 20, DARK, PanelOptions()).text()
