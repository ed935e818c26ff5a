import itertools

import pytest

from dlviz.scenarios import catalogue, load
from dlviz.tui import observe
from dlviz.tui.layout import MOST, Rect, arrange, least
from dlviz.tui.workbench_picture import layout_of

SIZES = [(60, 16), (80, 24), (99, 60), (100, 30), (120, 36), (160, 24), (200, 50), (400, 100)]
PANELS = ("landscape", "loss", "data", "lesson", "gradients", "network", "metrics")


def rects(layout):
    return {(place.panel, place.run): place.rect for place in layout.places}


def test_perceptron_at_120x36():
    """74+2+44 columns, 20 over 12 rows left, 15 over 17 right."""
    found = rects(arrange(("landscape", "loss", "data", "lesson"), 120, 36, runs=3))
    assert found == {
        ("landscape", None): Rect(0, 1, 74, 20),
        ("loss", None): Rect(0, 21, 74, 12),
        ("data", None): Rect(76, 1, 44, 15),
        ("lesson", None): Rect(76, 16, 44, 17),
    }


def test_gd_vs_sgd_at_120x36():
    """Two fields of 59x19 over 70 and 48 columns of 13 rows."""
    found = rects(arrange(("landscape", "loss", "lesson", "data"), 120, 36, runs=2, fields=True))
    assert found == {
        ("landscape", 0): Rect(0, 1, 59, 19),
        ("landscape", 1): Rect(61, 1, 59, 19),
        ("loss", None): Rect(0, 20, 70, 13),
        ("lesson", None): Rect(72, 20, 48, 13),
    }


@pytest.mark.parametrize("name", ["gd-vs-sgd", "perceptron-bias", "momentum", "learning-rates", "batch-size"])
def test_the_layout_is_known_before_the_landscape(name):
    """From the scenario alone: two fields for two runs on a plane, one landscape for more runs and on a line."""
    scenario = load(name)
    layout = layout_of(observe.waiting(scenario), 120, 36)
    fields = [place.run for place in layout.places if place.panel == "landscape"]
    assert fields == ([0, 1] if name in ("gd-vs-sgd", "perceptron-bias") else [None])
    assert observe.card(scenario).fields == (name != "learning-rates")


def test_six_panels_at_200x50():
    """65+2+67+2+64 columns, 27 over 19 rows, the lesson at the end."""
    layout = arrange(("loss", "metrics", "lesson", "network", "data", "gradients"), 200, 50)
    assert [(p.rect.width, p.rect.height) for p in layout.places] == [(w, h) for h in (27, 19) for w in (65, 67, 64)]
    assert layout.places[-1].panel == "lesson"


def test_tabs_at_80x24():
    """Header, tabs, one panel of 80x20, timeline, footer."""
    layout = arrange(PANELS, 80, 24, active=2)
    assert layout.tabs == Rect(0, 1, 80, 1)
    assert rects(layout) == {("data", None): Rect(0, 2, 80, 20)}
    assert (layout.timeline, layout.footer) == (Rect(0, 22, 80, 1), Rect(0, 23, 80, 1))


@pytest.mark.parametrize("size", [(59, 40), (200, 15), (1, 1), (0, 0)])
def test_too_small_says_so(size):
    """One sentence with both sizes, and nothing else."""
    layout = arrange(PANELS, *size)
    assert not layout.places
    assert layout.sentence == f"dlviz needs 60x16 cells, this terminal has {size[0]}x{size[1]}: make it larger."


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", range(1, 8))
@pytest.mark.parametrize("zoomed", [None, "landscape"])
@pytest.mark.parametrize("fields", [False, True])
def test_nothing_overlaps_and_nothing_is_left_over(size, count, zoomed, fields):
    """Panels lie between header and timeline, share no cell, stand 2 columns apart, and fill every row."""
    width, height = size
    layout = arrange(PANELS[:count], width, height, runs=2, fields=fields, zoomed=zoomed)
    covered = set()
    for place in layout.places:
        r = place.rect
        assert r.width > 0
        assert r.height > 0
        assert r.x >= 0
        assert r.x + r.width <= width
        assert r.y + r.height <= layout.timeline.y
        cells = set(itertools.product(range(r.x, r.x + r.width), range(r.y, r.y + r.height)))
        assert not covered & cells
        covered |= cells
    top = 2 if layout.tabs else 1
    assert {y for _, y in covered} == set(range(top, layout.timeline.y))
    assert layout.timeline.y + layout.timeline.height == layout.footer.y == height - 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("active", range(7))
def test_the_panel_with_the_focus_is_always_there(size, active):
    """Whatever panel is asked for by its number is on the screen."""
    layout = arrange(PANELS, *size, active=active)
    assert PANELS[active] in [place.panel for place in layout.places]


def test_the_lesson_stays_on_a_large_screen():
    """Of more panels than fit the lesson is kept."""
    layout = arrange(("gradients", "loss", "network", "data", "metrics", "lesson"), 120, 36)
    assert [place.panel for place in layout.places] == ["gradients", "loss", "network", "lesson"]


def test_zoom_takes_the_room_of_all():
    """One panel from header to timeline; two fields share it."""
    assert rects(arrange(PANELS, 120, 36, zoomed="loss")) == {("loss", None): Rect(0, 1, 120, 32)}
    both = rects(arrange(PANELS, 120, 36, runs=2, fields=True, zoomed="landscape"))
    assert both == {("landscape", 0): Rect(0, 1, 59, 32), ("landscape", 1): Rect(61, 1, 59, 32)}


def test_no_panel_at_all():
    """A scenario without panels has a header, a timeline and a footer."""
    for size in SIZES:
        assert arrange((), *size).places == ()


def rows_of(layout):
    """For every row between header and timeline the panels that it cuts, from the left."""
    rects = sorted((place.rect for place in layout.places), key=lambda rect: rect.x)
    for y in range(2 if layout.tabs else 1, layout.timeline.y):
        yield tuple(rect for rect in rects if rect.y <= y < rect.y + rect.height)


WIDTHS = sorted({*range(60, 261, 11), 79, 80, 99, 100, 101, 119, 120, 121, 179, 180, 199, 200, 239, 240, 260})
HEIGHTS = sorted({*range(16, 81, 5), 24, 29, 30, 35, 36, 45, 46, 49, 50, 60, 66, 79, 80})


def test_at_every_size_every_scenario_fills_the_screen_with_panels_of_a_useful_size():
    """From 60x16 to 260x80: no panel below its least size, none over another or outside, no cell but gaps is empty."""
    kinds = {
        (view.card.panels, len(view.runs), view.card.fields)
        for view in (observe.waiting(load(entry.name)) for entry in catalogue())
    }
    every = ("dropout", "fit", "signal", "image", "weights", "curves", "data", "lesson", "loss", "network", "metrics")
    for (panels, runs, fields), width, height in itertools.product([*kinds, (every, 3, False)], WIDTHS, HEIGHTS):
        layout = arrange(panels, width, height, runs=runs, fields=fields, active=(width + height) % len(panels))
        said = f"{panels} at {width}x{height}"
        assert panels[layout.active] in [place.panel for place in layout.places], said
        assert len(layout.places) <= MOST, said
        for place in layout.places:
            size = place.rect.width, place.rect.height
            assert all(have >= need for have, need in zip(size, least(place.panel), strict=True)), f"{place} of {said}"
        for row in set(rows_of(layout)):
            ends = [-2, *(rect.x + rect.width for rect in row)]
            assert [rect.x for rect in row] == [end + 2 for end in ends[:-1]], said
            assert ends[-1] == width, said


@pytest.mark.parametrize(("size", "count"), [((120, 36), 5), ((200, 50), 6), ((260, 80), 11), ((120, 80), 6)])
def test_very_large_screens_use_their_room(size, count):
    """More panels where there is more room; on a narrow one at most what is of use."""
    panels = (
        "loss",
        "fit",
        "metrics",
        "data",
        "lesson",
        "network",
        "gradients",
        "weights",
        "features",
        "curves",
        "optimizer",
    )
    assert len(arrange(panels, *size).places) == count
    assert arrange(panels, *size).places[-1].panel == "lesson"


def test_a_narrow_tall_screen_stacks_three():
    """The lesson always among them."""
    layout = arrange(PANELS, 90, 70, active=4)
    assert [place.panel for place in layout.places] == ["gradients", "lesson", "landscape"]
    assert len({place.rect.x for place in layout.places}) == 1
