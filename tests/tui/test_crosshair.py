"""What is read under a crosshair: every number against the view, computed here by other means."""

from __future__ import annotations

import runpy
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.tui import readings
from dlviz.tui.canvas import Canvas
from dlviz.tui.numbers import number
from dlviz.tui.pictures import PICTURES, compare, crosshair, read_pixels, read_time
from dlviz.tui.pictures.compare import CompareOptions
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import PanelOptions, RunView

still = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("still.py"))))
views = still.views

SIZES = ((80, 20), (59, 13), (120, 33))


def draw(panel, view, width=80, height=20, theme=DARK, **options):
    return PICTURES[panel].draw(view, width, height, theme, PanelOptions(**options))


def told(canvas, x, y):
    """What is said at a cell, as a dictionary of names and values."""
    return {line.what: line.value for line in readings.lines_at(canvas.reads, x, y)}


def largest(canvas):
    return max(canvas.reads, key=lambda one: one.width * one.height)


def spots(canvas, at_most=40):
    """Cells of every rectangle: its corners and some between."""
    for one in canvas.reads[:at_most]:
        for fx in (0.0, 0.5, 1.0):
            for fy in (0.0, 0.5, 1.0):
                yield one.x + round(fx * (one.width - 1)), one.y + round(fy * (one.height - 1))


# ── every panel ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("panel", still.PANELS)
def test_every_cell_of_every_panel_can_be_pointed_at(panel):
    """At three sizes, with and without colours, in the panel's other form too: lines are one-line texts that fit."""
    view = still.everything()
    for (width, height), theme, log in zip(SIZES, ("dark", "plain", "ascii"), (None, True, None), strict=True):
        canvas = draw(panel, view, width, height, THEMES[theme], log=log)
        assert bool(canvas.reads) == (panel != "lesson")
        plain = canvas.text()
        for x, y in spots(canvas):
            assert 0 <= x < width
            assert 1 <= y < height
            for line in readings.lines_at(canvas.reads, x, y):
                assert line.what.strip()
                assert "\n" not in line.text
            for cross in (True, False):
                over, _ = crosshair.over(canvas, x, y, cross)
                assert over.chars.shape == canvas.chars.shape
                assert (over.chars[0] == canvas.chars[0]).all()  # the title stays
        assert canvas.text() == plain


@pytest.mark.parametrize("panel", still.PANELS)
def test_nothing_is_computed_before_somebody_points(panel, monkeypatch):
    """Drawing calls none of the functions that it attaches."""
    called = []
    read = Canvas.read

    def watched(self, x, y, width, height, at, tick=None):
        def counted(*cell):
            called.append(cell)
            return at(*cell)

        read(self, x, y, width, height, counted, tick)

    monkeypatch.setattr(Canvas, "read", watched)
    canvas = draw(panel, still.everything())
    assert not called
    if canvas.reads:
        readings.lines_at(canvas.reads, canvas.reads[0].x, canvas.reads[0].y)
        assert len(called) == 1


@pytest.mark.parametrize("name", ["empty", "one_row", "constant", "zeros", "nans", "infinite", "diverged", "nothing"])
def test_odd_views_can_be_read(name):
    """What has no rows says nothing, what is not finite is a dash; nothing fails."""
    view = getattr(views, name)()
    for panel in PICTURES:
        canvas = draw(panel, view)
        for x, y in spots(canvas, 4):
            readings.lines_at(canvas.reads, x, y)


# ── values ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_loss_is_that_of_its_step():
    """80 columns for 50 steps: a column is a step, and what stands there is the row of each run."""
    view = views.gd_vs_sgd()
    canvas = draw("loss", view, 120, 20)
    area = largest(canvas)
    for column in range(0, area.width, 7):
        at = told(canvas, area.x + column, area.y + 3)
        step = int(next(iter(at)).split()[1])
        assert abs(step - (2 * column + 0.5) * view.ticks / (2 * area.width - 1)) <= 0.5
        least = view.landscape.minimum_loss or 0.0
        for run in view.runs:
            row = step * run.steps_per_epoch // view.ticks_per_epoch
            assert at[run.name] == number(float(run.columns["full_loss"][row]) - least)


def test_a_column_of_many_steps_tells_their_range_and_how_many_there_are():
    view = views.vanishing(cursor=900, front=1000)
    canvas = draw("loss", view, 60, 16)
    area = largest(canvas)
    at = told(canvas, area.x + 20, area.y + 4)
    head = next(iter(at))
    first, last = (int(part.replace(",", "")) for part in head.split(" · ")[0].removeprefix("steps ").split("–"))
    assert f"1 column = {last - first + 1} steps" in at
    run = view.runs[0]
    part = np.asarray(run.columns[view.card.loss_column][first : last + 1], float)
    assert at[run.name] == f"{number(part.min())} … {number(part.max())}"


def test_the_cursor_s_column_tells_what_the_marks_stand_for():
    """Eight runs of three losses, whose marks make room for each other: the value at the cursor, and the range."""
    view = views.eight()
    canvas = draw("loss", view, 100, 24, log=True)
    at = told(canvas, *readings.begin(canvas.reads, view.cursor))
    assert next(iter(at)).startswith(f"step {view.cursor} in ")
    for run in view.runs:
        value = float(run.columns[view.card.loss_column][view.row(run)])
        assert at[run.name].split(" in ")[0] == number(value)
        assert " … " in at[run.name].split(" in ")[1]


def test_columns_of_a_chart_share_all_steps_between_them():
    """No step is left out and none is told twice where a column stands for several; else each tells its nearest."""
    for span, columns in ((1000.0, 37), (99_999.0, 66), (36.0, 9)):
        spans = [read_time.steps_under(c, columns, span) for c in range(columns)]
        assert spans[0][0] == 0
        assert spans[-1][1] == span
        assert all(b[0] == a[1] + 1 for a, b in pairwise(spans))
    assert read_time.steps_under(0, 80, 10.0) == (0, 0)
    assert read_time.steps_under(79, 80, 10.0) == (10, 10)


def test_a_place_of_a_landscape_has_both_weights_and_the_loss_there():
    """The loss is that between the points of the grid; a run that came by tells its step."""
    view = views.gd_vs_sgd()
    canvas = draw("landscape", view, 80, 24)
    area = largest(canvas)
    at = told(canvas, area.x + 10, area.y + 5)
    further = told(canvas, area.x + 30, area.y + 5)
    x, y = (float(at[axis].replace("−", "-")) for axis in view.landscape.axes)
    assert float(further["α₀"].replace("−", "-")) > x
    i, j = (int(np.searchsorted(grid, value)) for grid, value in zip(view.landscape.grids, (x, y), strict=True))
    around = view.landscape.loss[j - 1 : j + 1, i - 1 : i + 1]
    assert around.min() * 0.999 <= float(at["loss"]) <= around.max() * 1.001
    steps = [told(canvas, *cell).get("GD") for cell in np.ndindex(80, 24)]
    assert {"step 0", "step 35"} <= set(steps)


def test_a_curve_over_one_weight_is_read_off():
    view = views.perceptron()
    canvas = draw("landscape", view)
    area = largest(canvas)
    at = told(canvas, area.x + 30, area.y)
    w = float(at["w"].replace("−", "-"))
    expected = float(np.interp(w, view.landscape.grids[0], view.landscape.loss))
    assert float(at["loss"].replace(",", "")) == pytest.approx(expected, rel=0.01)


def test_gradients_tell_their_layer_and_their_power_of_ten():
    view = views.vanishing()
    canvas = draw("gradients", view)
    bars, heat = canvas.reads[0], canvas.reads[1]
    norms = view.runs[1].columns["grad_norm"]
    at = told(canvas, bars.x + 5, bars.y + 3)
    value = float(norms[view.row(view.runs[1]), 3])
    assert "‖∂L/∂W‖ of dense_3" in at
    assert at["tanh"] == f"{number(value)}  log₁₀ {np.log10(value):.2f}".replace("-", "−")
    at = told(canvas, heat.x + 10, heat.y + 1)
    part = view.runs[0].columns["grad_norm"][:, 2]
    edges = np.floor(np.linspace(0, 1001, heat.width + 1)).astype(int)
    part = np.asarray(part[edges[10] : edges[11]], float)
    low, high = number(part.min()), number(part.max())
    assert at["dense_2"] == (low if low == high else f"{low} … {high}")


def test_weights_have_their_paths():
    view = still.everything()
    kernel = view.kernels[0].layers[0].kernel
    canvas = draw("weights", view, 100, 20)
    found = [line for x, y in np.ndindex(100, 20) for line in readings.lines_at(canvas.reads, x, y)]
    seen = {line.what: line.value for line in found}
    for i, j in np.ndindex(kernel.shape):
        assert seen[f"dense.kernel[{i}, {j}]"] == number(float(kernel[i, j]))
    small = view.kernels[0].layers[1].kernel
    assert seen["conv2d.kernel[2, 1, 1, 4]"] == number(float(small[2, 1, 1, 4]))


def test_a_histogram_of_weights_counts_them():
    """All bins of a moment together hold all weights."""
    view = still.everything()
    one = view.kernels[0].layers[0]
    canvas = draw("weights", view, 100, 20, log=True)
    area = canvas.reads[0]
    counted = [told(canvas, area.x, area.y + row)["weights"] for row in range(area.height)]
    total = int(np.prod(one.shape))
    assert abs(sum(int(text.split()[0]) for text in counted) - total) <= area.height / 2
    assert all(f"of {total}, " in text for text in counted)


def test_a_feature_map_is_told_by_channel_row_and_column():
    view = still.everything()
    canvas = draw("features", view, 150, 40)
    layer = next(one for one in view.features[0].layers if one.name == "conv2d")
    seen = {
        line.what: line.value
        for one in canvas.reads
        for line in readings.lines_at(canvas.reads, one.x, one.y)
        if line.what.startswith("conv2d[")
    }
    assert seen
    for where, value in seen.items():
        first, second, channel = where.removeprefix("conv2d[").removesuffix("]").split(", ")
        rows, columns = ([int(n) for n in text.split("–")] for text in (first, second))
        part = layer.values[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1, int(channel)]
        assert value == read_pixels.told(part)


def test_a_row_of_the_data_is_told_with_its_class():
    view = views.iris()
    canvas = draw("data", view, 100, 40)
    area = largest(canvas)
    seen = 0
    for x, y in np.ndindex(area.width, area.height):
        lines = readings.lines_at(canvas.reads, area.x + x, area.y + y)
        if lines and lines[0].what.startswith("row "):
            i = int(lines[0].what.split()[1]) - 1
            assert lines[1].value == number(float(view.data.x[i]))
            assert lines[2].value == number(float(view.data.y[i]))
            assert lines[3].value == view.data.class_names[int(view.data.classes[i])]
            seen += 1
    assert seen > 50


def test_a_fit_is_told_with_its_residual():
    view = views.perceptron()
    canvas = draw("fit", view, 80, 24)
    area, fit = largest(canvas), view.fits[0]
    cells = (readings.lines_at(canvas.reads, area.x + x, area.y + y) for x, y in np.ndindex(area.width, area.height))
    lines = next(one for one in cells if any(line.what.startswith("row ") for line in one))
    at = {line.what: line.value for line in lines}
    i = next(int(what.split()[1]) - 1 for what in at if what.startswith("row "))
    assert at["residual ŷ − y"] == number(float(fit.values[i]) - float(fit.truth[i]))
    x = float(lines[0].value)
    assert float(at["1e-05 predicts"]) == pytest.approx(np.interp(x, *fit.curve.T), rel=0.01)


def test_a_series_is_told_by_its_years():
    """As they are written, in the data and in the fit; beside the forecast stands the naive one."""
    view = views.iris()
    years = np.arange(1900.0, 1960.0)
    truth = 50 + 40 * np.sin(years / 3)
    series = replace(view.data, x=years, y=truth, classes=None, over_time=True, x_label="YEAR", y_label="SPOTS")
    fit = views.FitView(values=truth + 1, truth=truth, training=45, target="SPOTS", feature="YEAR", inputs=years,
                        naive=truth - 2)  # fmt: skip
    view = replace(view, data=series, fits=(fit,), regions=(None,))
    for panel in ("data", "fit"):
        canvas = draw(panel, view, 80, 12)
        area = largest(canvas)
        cells = (told(canvas, area.x + area.width - 1, area.y + y) for y in range(area.height))
        at = next(one for one in cells if any(what.startswith("row ") for what in one))
        assert at["YEAR"] == "1959"
    assert at["true SPOTS"] == number(truth[-1])
    assert at["residual ŷ − y"] == "1.000"
    assert at["naive forecast"] == number(truth[-1] - 2)


def test_a_region_is_told_with_its_probabilities_and_the_matrix_with_its_counts():
    view = views.iris()
    canvas = draw("fit", view, 110, 22)
    area = largest(canvas)
    at = told(canvas, area.x + 8, area.y + 4)
    shares = [float(at[f"p({name})"]) for name in view.fits[0].classes]
    assert sum(shares) == pytest.approx(1.0, abs=0.01)
    matrix = canvas.reads[1]
    fit = view.fits[0]
    at = told(canvas, matrix.x + matrix.width - 1, matrix.y + 2)
    unseen = np.arange(150) >= fit.training
    of = (fit.truth == 2) & unseen
    assert at["rows"] == f"{(of & (fit.predicted == 2)).sum()} of {of.sum()}"
    assert (at["true"], at["predicted"]) == ("virginica", "virginica")


def test_a_unit_of_a_mask_is_kept_or_dropped():
    view = still.everything()
    mask = view.dropouts[0].layers[0]
    canvas = draw("dropout", view, 80, 24)
    area = canvas.reads[0]
    for unit in (0, 3):
        at = told(canvas, area.x + 2 * unit, area.y)
        assert at["row 61, setosa"] == ("kept" if mask.kept[0, unit] else "dropped")
        assert at["off in"] == f"{mask.dropped[unit]} of 58 masks"


def test_an_activation_has_its_value_and_its_slope():
    view = still.everything()
    canvas = draw("activations", view, 80, 24)
    area = canvas.reads[0]
    at = told(canvas, area.x + 9, area.y)
    o = float(at["sum o"].replace("−", "-"))
    assert float(at["φ(o)"].replace("−", "-")) == pytest.approx(np.tanh(o), abs=0.01)
    assert float(at["φ′(o)"]) == pytest.approx(1 - np.tanh(o) ** 2, abs=0.02)


def test_a_network_tells_its_units_and_its_links():
    view = still.everything()
    graph = view.graphs[0]
    canvas = draw("network", view, 80, 20)
    area = largest(canvas)
    found = {
        line.what: line.value
        for x, y in np.ndindex(area.width, area.height)
        for line in readings.lines_at(canvas.reads, area.x + x, area.y + y)
    }
    first, hidden = graph.layers[:2]
    links = {what: value for what, value in found.items() if what.startswith(f"{hidden.name}.kernel[")}
    assert len(links) > 8
    for what, value in links.items():
        i, j = (int(n) for n in what.partition("[")[2].rstrip("]").split(", "))
        assert value == number(float(hidden.kernel[i, j]))
    assert any(what.startswith(f"{first.name}[0]") for what in found)


def test_sliding_windows_multiply_out():
    view = still.everything()
    seen = view.signals[0]
    canvas = draw("signal", view, 80, 24)
    area = canvas.reads[0]
    found = [told(canvas, area.x + x, area.y) for x in range(area.width)]
    k = seen.start + 1
    at = next(one for one in found if f"x[{k}]" in one and "f[1]" in one)
    assert at[f"x[{k}]"] == number(float(seen.x[k]))
    image = view.images[0]
    canvas = draw("image", view, 80, 24)
    cells = [told(canvas, *cell) for cell in np.ndindex(80, 24)]
    row, column = image.start
    where = f"x[{row}, {column}]"
    at = next(one for one in cells if where in one)
    assert at["w·x"] == number(float(image.x[row, column, 0]) * float(image.weights[0, 0, 0]))
    i, j = image.place
    assert any(one.get(f"y[{i}, {j}]") == number(float(image.y[i, j])) for one in cells)


def test_predictions_stability_and_the_optimizer_tell_what_they_draw():
    view = still.everything()
    found = view.predictions[0]
    canvas = draw("predictions", view, 80, 24)
    at = told(canvas, 1, 1)
    assert f"row {found.rows[0] + 1}" in at
    assert (at["true"], at["predicted"]) == (found.classes[found.truth[0]], found.classes[found.predicted[0]])
    assert at["probability"] == number(float(found.shares[0]))
    canvas = draw("stability", view, 80, 14)
    at = told(canvas, *readings.begin(canvas.reads, view.cursor))
    assert {"λmax", "bound"} <= set(at) or {"λmax", "2/η"} <= set(at)
    assert at["λmax"] == number(float(view.runs[0].columns["sharpness"][120]))
    canvas = draw("optimizer", view, 80, 24)
    at = told(canvas, canvas.reads[0].x, canvas.reads[0].y)
    assert at["Δθ"] == number(float(view.motions[0].values[0, -1]))


# ── spikes ──────────────────────────────────────────────────────────────────────────────────────────────────

ROWS, SPIKE = 100_001, 61_234


def long_run(**columns):
    """100,000 smooth steps of one run, each column with a spike in a single row."""
    base = views.gd_vs_sgd()
    run = RunView("long", 0, "ended", "finished", ROWS - 1, 1, columns, {"grad_norm": ("dense",)})
    card = replace(base.card, loss_column="loss", loss_minus_minimum=False, curves=("loss",), curves_x="step")
    return replace(
        base, card=card, runs=(run,), landscape=None, ticks=ROWS - 1, cursor=0, front=ROWS - 1, ticks_per_epoch=1
    )


def spiked(level=1.0, spike=1000.0):
    column = np.full(ROWS, level) + 1e-3 * np.sin(np.arange(ROWS) / 1e4)
    column[SPIKE] = spike
    return views.frozen(column)


@pytest.mark.parametrize("theme", ["dark", "plain", "ascii"])
@pytest.mark.parametrize("panel", ["loss", "metrics", "stability", "curves"])
def test_one_row_in_a_hundred_thousand_is_seen_and_told(panel, theme):
    """The column of the spike reaches as high as it did, and its read-out names its height."""
    name = {"metrics": "accuracy", "stability": "sharpness"}.get(panel, "loss")
    view = long_run(**{"loss": spiked(), name: spiked()})
    canvas = draw(panel, view, 80, 14, THEMES[theme], log=True)
    area = next(one for one in canvas.reads if one.tick is not None)
    column = next(x for x in range(area.width) if area.tick(x + 1) > SPIKE) if panel != "curves" else None
    if column is None:
        column = max(x for x in range(area.width) if area.tick(x) <= SPIKE)
    drawn = canvas.chars[area.y : area.y + area.height - 4, area.x + column]
    flat = canvas.chars[area.y : area.y + area.height - 4, area.x + column - 9]
    assert (drawn != flat).sum() >= 2
    at = told(canvas, area.x + column, area.y)
    assert any(value.endswith("1,000") for value in at.values())
    assert any("1 column = " in what for what in at)


def test_one_row_in_a_hundred_thousand_is_seen_in_the_heat_map():
    """A cell shows the largest norm of its steps; the head says of how many."""
    view = long_run(loss=spiked(), grad_norm=spiked()[:, None])
    canvas = draw("gradients", view, 80, 20)
    heat = canvas.reads[1]
    row = canvas.fg[heat.y, heat.x : heat.x + heat.width]
    assert f"largest of {round(ROWS / heat.width):.0f} steps" in canvas.text()
    column = SPIKE * heat.width // ROWS
    assert row[column] == DARK.heat_of(np.array(1.0))
    assert row[column - 3] != row[column]
    assert (row[:column] == row[1]).sum() > heat.width // 2 - 5
    assert told(canvas, heat.x + column, heat.y)["dense"].endswith("1,000")


def test_a_single_bin_of_sums_is_seen_in_a_narrow_histogram():
    """Units that are all saturated lie in the last bin, which no width leaves out."""
    layer = still.units.units("dense")
    for bin in (0, 61, 119):
        counts = np.zeros(120, np.int64)
        counts[bin] = 800
        edges = np.linspace(-layer.reach, layer.reach, 121)
        narrow = replace(layer, edges=edges, counts=counts, points=np.zeros((0, 2)), curve=np.zeros((0, 2)))
        view = replace(still.everything(), activities=(still.units.ActivityView((narrow,)),))
        for width in (34, 44, 61):
            canvas = draw("activations", view, width, 13)
            area = canvas.reads[0]
            seen = canvas.chars[area.y + area.height - 1, area.x : area.x + area.width] >= 0x2800
            assert seen.sum() >= 1
            told_here = [told(canvas, area.x + int(x), area.y)["sums here"] for x in np.flatnonzero(seen)]
            assert sum(int(text.split()[0]) for text in told_here) >= 790


def test_where_a_run_has_nothing_it_is_said_why():
    """It has ended before, or the layer is another run's; a colour of several steps says of how many."""
    apart = compare.draw(views.iris_runs(), 120, 33, DARK, CompareOptions(apart=True)).reads[:3]
    assert [list(one.at(one.width - 1, 2))[1].what for one in apart] == ["slow", "fast", "stopped early at epoch 40"]
    view = views.vanishing()
    norms, names = view.runs[0].columns["grad_norm"], view.runs[0].labels["grad_norm"]
    short = replace(view.runs[0], columns={**view.runs[0].columns, "grad_norm": norms[:, :2]},
                    labels={**view.runs[0].labels, "grad_norm": names[:2]})  # fmt: skip
    heats = draw("gradients", replace(view, runs=(short, *view.runs[1:])), 120, 33).reads[1:]
    said = [[line.text for line in one.at(3, one.height - 1)] for one in heats]
    assert said[0][2:] == ["dense_6 –"]
    assert said[1][-1] == "colour: largest of 9 steps"
