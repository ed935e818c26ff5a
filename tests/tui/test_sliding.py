"""Signal and image: what the two pictures of a sliding window show, from nothing to everything, in any size."""

import runpy
import warnings
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.scenarios import load
from dlviz.tui.colour import pack
from dlviz.tui.pictures import PICTURES
from dlviz.tui.sliding import ImageView, SignalView
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import PanelOptions
from dlviz.tui.worker import Wish, Worker

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))

F = np.array([0.25, 0.5, 0.25])
NAN = float("nan")


def series(x, row, before=1, weights=F):
    """A filter at its output `row` on a series, everything computed here."""
    x = np.asarray(x, float)
    padded = np.pad(x, before)
    k = len(weights)
    count = len(padded) - k + 1
    y = np.array([padded[p : p + k] @ weights for p in range(count)])
    known = y[np.isfinite(y)]
    limits = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    at = np.clip(np.arange(count) - before + (k - 1) // 2, 0, len(x) - 1)
    shown = np.where(np.arange(count) <= row, y, NAN)
    return SignalView(x, shown, at, weights, row, row - before, before, before, limits=limits)


def picture(x, row, weights=None, before=0, size=2):
    """A window at its output `row` on a picture, one pixel a move."""
    x = np.asarray(x, float)
    x = x if x.ndim == 3 else x[..., None]
    size = (size, size) if weights is None else weights.shape[:2]
    padded = np.pad(x, ((before, before), (before, before), (0, 0)))
    rows, columns = (n - k + 1 for n, k in zip(padded.shape, size, strict=False))
    y = np.empty((rows, columns))
    for i in range(rows):
        for j in range(columns):
            under = padded[i : i + size[0], j : j + size[1]]
            y[i, j] = under.max() if weights is None else (under * weights).sum()
    place = divmod(row, columns)
    known = y[np.isfinite(y)]
    limits = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    y = np.where(np.arange(y.size).reshape(y.shape) <= row, y, NAN)
    start = place[0] - before, place[1] - before
    how = "max" if weights is None else "sum"
    return ImageView(x, y, place, start, size, ((before, before),) * 2, weights=weights, how=how, limits=limits)


WALK = np.cumsum(np.random.RandomState(0).randn(50) * 0.1)
GREY = np.linspace(0, 1, 100).reshape(10, 10)
COLOUR = np.random.RandomState(0).rand(22, 22, 3)
MEAN = np.full((3, 3, 1), 1 / 9)
BLUR = np.full((9, 9, 3), 1 / 243)

SIGNALS = {
    "first": series(WALK, 0),
    "middle": series(WALK, 20),
    "last": series(WALK, 49),
    "no padding": series(WALK, 20, before=0),
    "one number": series([1.0], 0),
    "constant": series(np.full(9, 3.0), 4),
    "nan": series(np.full(9, NAN), 4),
    "huge": series(WALK * 1e30, 20),
    "long filter": series(WALK, 20, before=15, weights=np.full(31, 1 / 31)),
    "all at once": SignalView(WALK, WALK[::-1], np.arange(50), F, earlier=WALK, peaks=(30, 19), note="moved by 3"),
    "dense": SignalView(WALK, WALK[::-1], np.arange(50), None, peaks=(30, 19), note="moved by 3"),
    "empty": SignalView(np.zeros(0), np.zeros(0), np.zeros(0, int)),
}
IMAGES = {
    "first": picture(GREY, 0, MEAN),
    "middle": picture(GREY, 20, MEAN),
    "padded": picture(GREY, 0, MEAN, before=1),
    "pooling": picture(GREY, 5),
    "colour": picture(COLOUR, 60, BLUR),
    "signed": picture(GREY, 9, MEAN - 0.5),
    "constant": picture(np.ones((4, 4)), 2),
    "nan": picture(np.full((4, 4), NAN), 2, MEAN),
    "large": picture(np.random.RandomState(0).rand(64, 64), 100, np.full((9, 9, 1), 1 / 81)),
    "one pixel": picture(np.ones((2, 2)), 0),
}
SIZES = [(1, 1), (3, 2), (17, 5), (30, 9), (59, 19), (80, 20), (100, 27), (198, 46)]


def view(panel, seen):
    """A moment of one run with what a panel of a sliding window sees."""
    base = views.one_row()
    run = base.runs[0]
    fields = {"signals": (seen,)} if panel == "signal" else {"images": (seen,)}
    return replace(base, runs=(run,), **fields)


def draw(panel, seen, width=80, height=20, theme=DARK):
    return PICTURES[panel].draw(view(panel, seen), width, height, theme, PanelOptions())


CASES = [("signal", name) for name in SIGNALS] + [("image", name) for name in IMAGES]


@pytest.mark.parametrize(("panel", "name"), CASES)
@pytest.mark.parametrize("theme", ["dark", "light", "mono", "plain", "ascii"])
def test_every_moment_fits_every_size(panel, name, theme):
    """The size that was asked for, without a warning; with ASCII nothing above 127."""
    seen = (SIGNALS if panel == "signal" else IMAGES)[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for width, height in SIZES:
            canvas = draw(panel, seen, width, height, THEMES[theme])
            assert (canvas.width, canvas.height) == (width, height)
            assert theme != "ascii" or canvas.text().isascii()


@pytest.mark.parametrize("panel", ["signal", "image"])
def test_without_a_window_a_sentence_says_so(panel):
    text = draw(panel, None).text()
    assert "no series is filtered here" in text or "no picture is looked at here" in text


# ── signal ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_table_multiplies_out():
    """Under the filter 1, 2, 4; their products with 0.25, 0.5, 0.25 sum to 2.25."""
    text = draw("signal", series([0.0, 1.0, 2.0, 4.0, 0.0], 2)).text()
    rows = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line.split()[:1] in (["x"], ["f·x"])}
    assert rows == {"x": ["1.000", "2.000", "4.000"], "f·x": ["0.250", "1.000", "1.000"]}
    assert "y[2] = Σ f·x = 2.250" in text
    assert "under the filter: steps 1 to 3" in text


def test_each_number_under_the_filter_has_a_mark():
    """As many marks in the upper chart as the filter has numbers."""
    canvas = draw("signal", series(np.arange(12.0), 5), 100, 27)
    assert (canvas.chars[2:12] == ord("●")).sum() == 3
    assert (canvas.chars[2:12] == ord("○")).sum() == 2


def test_padding_is_seen_and_counted():
    """A ring for each zero, the lit ones among them, and how many lie under the filter."""
    canvas = draw("signal", series(np.ones(12), 0))
    assert (canvas.chars == ord("○")).sum() == 2
    assert "steps −1 to 1, 1 of them padding" in canvas.text()
    assert "1 + 1 zeros around" in canvas.text()
    assert "no padding" in draw("signal", series(np.ones(12), 0, before=0)).text()


def test_the_output_grows_and_keeps_its_scale():
    """More of it at each step, on the axis that it will have in the end."""
    early, late = (draw("signal", series(WALK, row)) for row in (5, 45))
    below = np.s_[12:18]
    drawn = [(canvas.chars[below] > 0x2800).sum() for canvas in (early, late)]
    assert drawn[0] < drawn[1]
    labels = [[line[:4] for line in canvas.text().splitlines()[12:18]] for canvas in (early, late)]
    assert labels[0] == labels[1]


def test_the_window_is_lit_behind_what_it_covers():
    """Colour behind as many steps as the filter has numbers; where there is none, its two edges."""
    lit = draw("signal", series(WALK, 20)).bg[3] != DARK.paper
    wider = draw("signal", SIGNALS["long filter"]).bg[3] != DARK.paper
    assert 0 < lit.sum() < wider.sum()
    assert (draw("signal", series(WALK, 20), theme=THEMES["plain"]).chars == ord("┊")).any(axis=0).sum() == 2


# ── image ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_three_channels_stand_side_by_side():
    """In half their size where there is little room, whole where there is more; without any the output is kept."""
    small, large, tiny = (draw("image", IMAGES["colour"], *size).text() for size in ((80, 20), (198, 46), (46, 16)))
    for text in (small, large):
        heads = next(line for line in text.splitlines() if "picture 22x22" in line)
        assert heads.index("red") < heads.index("green") < heads.index("blue")
    assert "red 1:2" in small
    least = draw("image", IMAGES["colour"], 59, 13).text()
    assert "picture 1:2" in least
    assert "output 14x14" in least, "rather in half its size than without what comes out"
    assert "1:2" not in large
    assert "output 14x14" in tiny
    assert "green " not in tiny.splitlines()[1]


def test_channels_of_half_the_size_are_means_and_follow_the_window():
    """A pixel stands for four; of a picture that is red on its left the right half is dark, and the outline moves."""
    half = np.zeros((22, 22, 3))
    half[:, :11, 0] = 1.0
    first, last = (draw("image", picture(half, place, BLUR)) for place in (0, 195))
    line = next(line for line in first.text().splitlines() if "red 1:2" in line)
    left = line.index("red 1:2")
    pixels = last.fg[3:8, left : left + 11]
    assert (pixels[:, 2:4] == pack(np.array([1.0, 0.25, 0.2]))).all()
    assert (pixels[:2, 7:10] == pack(np.zeros(3))).all()
    lit = [np.argwhere(one.fg[2:9, left - 1 : left + 12] == DARK.cursor).mean(axis=0) for one in (first, last)]
    assert (lit[0] < lit[1]).all()


def test_a_grey_window_shows_its_products():
    """Nine numbers, nine weights, nine products, and the sum as the output has it."""
    seen = IMAGES["middle"]
    text = draw("image", seen).text()
    assert "x under the window" in text
    assert text.count("0.111") >= 9
    narrow = draw("image", seen, 74).text()
    assert f"Σ = {seen.y[2, 4]:.3f}" in narrow or f"Σ = y[2, 4] = {seen.y[2, 4]:.3f}" in narrow
    under = seen.x[2:5, 4:7, 0]
    for row in under / 9:
        assert "  ".join(f"{one:.3f}" for one in row) in text
    assert f"Σ = y[2, 4] = {seen.y[2, 4]:.3f}" in text


def test_pooling_says_what_it_takes():
    text = draw("image", picture([[0.0, 0.25], [0.5, 1.0], [0.0, 0.0]], 0)).text()
    assert "0.000 0.250 / 0.500 1.000   y[0, 0] = largest = 1.000" in text


def test_padding_is_a_frame_and_what_is_to_come_has_the_grids_colour():
    plain, padded = (draw("image", IMAGES[name]) for name in ("first", "padded"))
    assert not (plain.fg == DARK.rule)[2:12].any()
    assert (padded.fg == DARK.rule)[2:12].any()
    early, late = (draw("image", picture(GREY, row, MEAN)) for row in (0, 63))
    assert (early.fg[2:] == DARK.grid).sum() > 4 * (late.fg[2:] == DARK.grid).sum()


def test_without_colours_the_outline_is_drawn_in_lines():
    text = draw("image", IMAGES["middle"], theme=THEMES["plain"]).text()
    assert "│" in text
    assert "▀" not in text


# ── a real session ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("scenario", "panel", "field"), [("conv1d-gaussian", "signal", "signals"), ("padding", "image", "images")]
)
def test_the_window_at_the_cursor_is_that_of_the_trace(scenario, panel, field):
    """Every run's own window, at the row of that run; a run that has ended stays at its last place."""
    worker = Worker(load(scenario))
    worker.ask(Wish(training=True, cursor=30, looking=frozenset({panel})))
    while worker.turn():
        pass
    view = worker.view
    assert not view.troubles
    for run, seen in zip(view.runs, getattr(view, field), strict=True):
        place = seen.place if panel == "signal" else seen.place[0] * seen.y.shape[1] + seen.place[1]
        assert place == view.row(run, 30)
        assert seen.y.ravel()[place] == run.columns["output"][place]
