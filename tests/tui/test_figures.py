"""The numbers behind pictures: what is drawn, to the last digit, as a table and as the source of a figure."""

import csv
import io
import re
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.tui.figures.figure import Chart, Figure, Line
from dlviz.tui.figures.panels import CHARTED, figure
from dlviz.tui.figures.pgf import MOST, to_pgf
from dlviz.tui.figures.table import numbers, to_csv
from dlviz.tui.figures.tex import tex
from dlviz.tui.theme import LIGHT, PLAIN
from dlviz.tui.view import PanelOptions

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))


def found(name, panel, **options):
    return figure(panel, views.ALL[name](), PanelOptions(**options))


def table(shown):
    return list(csv.DictReader(io.StringIO(to_csv(shown))))


def test_the_loss_is_the_trace_up_to_the_cursor():
    """Every row of each run up to the cursor, validation too, over the axis of the picture; nothing ahead of it."""
    view = views.iris()
    rows = table(figure("loss", view, PanelOptions()))
    assert list(rows[0]) == ["run", "series", "epoch", "loss"]
    run = view.runs[0]
    trained = [row for row in rows if not row["series"]]
    assert [np.float32(row["loss"]) for row in trained] == run.columns["loss"][: view.cursor + 1].tolist()
    assert float(trained[-1]["epoch"]) == view.cursor / view.ticks_per_epoch
    held = [row for row in rows if row["series"] == "validation"]
    assert [float(row["epoch"]) for row in held] == list(range(1, view.cursor // view.ticks_per_epoch + 1))


def test_a_landscape_has_its_grid_and_the_paths_on_it():
    """Grid values stand by their coordinates; a path has its loss; the minimum is there."""
    view = views.gd_vs_sgd()
    rows = table(figure("landscape", view, PanelOptions()))
    assert list(rows[0]) == ["run", "series", "alpha0", "alpha1", "loss"]
    grid = [row for row in rows if row["series"] == "field"]
    assert len(grid) == view.landscape.loss.size
    at = {(row["alpha0"], row["alpha1"]): row["loss"] for row in grid}
    x, y = (numbers(np.asarray(axis, float)[:3]) for axis in view.landscape.grids)
    assert float(at[x[2], y[1]]) == view.landscape.loss[1, 2]
    path = [row for row in rows if row["run"] == "GD"]
    assert len(path) == view.row(view.runs[0]) + 1
    assert float(path[3]["alpha0"]) == pytest.approx(view.runs[0].columns["position"][3, 0])
    assert [row["run"] for row in rows if row["series"] == "minimum"] == [""]


def test_runs_and_charts_are_told_apart():
    """Gradients have a line a layer of every run; curves that stand apart say of which chart a row is."""
    view = views.vanishing()
    rows = table(figure("gradients", view, PanelOptions()))
    assert list(rows[0]) == ["run", "series", "step", "grad_norm"]
    assert {(row["run"], row["series"]) for row in rows} == {
        (run.name, layer) for run in view.runs for layer in run.labels["grad_norm"]
    }
    rows = table(found("computation", "curves"))
    assert list(rows[0])[:2] == ["chart", "run"]
    assert len({row["chart"] for row in rows}) == 2


def test_no_column_is_empty_and_the_label_stays_at_the_axis():
    """One line a run has no series; what is drawn less the minimum says so; the axis in pgf keeps the formula."""
    shown = found("perceptron", "loss")
    assert list(table(shown)[0]) == ["run", "step", "loss"]
    assert "ylabel={$" in to_pgf(shown)
    assert shown.charts[0].y == views.perceptron().card.loss_name
    assert list(table(found("gd_vs_sgd", "loss"))[0]) == ["run", "epoch", "full_loss_minus_minimum"]
    assert "run" not in table(found("perceptron", "data"))[0]


def test_numbers_are_short_and_exact():
    """float32 comes with the digits of float32, whole numbers without a point, what does not exist is empty."""
    values = [np.float32(0.1), 1 / 3, 12.0, np.nan, np.inf, -0.0]
    assert numbers(np.array(values, np.float64)) == ["0.1", "0.3333333333333333", "12", "", "inf", "-0"]


@pytest.mark.parametrize("name", sorted(views.ALL))
def test_pgf_is_well_formed(name):
    """Groups and environments are closed, tables are numbers, colours and colour maps are defined, text is ASCII."""
    figures = [found(name, panel) for panel in CHARTED]
    for shown in figures:
        if shown is not None and shown.charts:
            for theme in (LIGHT, PLAIN):
                check(to_pgf(shown, theme))
    assert name in ("nothing", "empty") or any(shown is not None and shown.charts for shown in figures)


def check(source):
    body = "\n".join(line for line in source.splitlines() if not line.startswith("%"))
    plain = re.sub(r"\\[{}]", "", body)
    depth = 0
    for char in plain:
        depth += {"{": 1, "}": -1}.get(char, 0)
        assert depth >= 0
    assert depth == 0
    stack = []
    for word, kind in re.findall(r"\\(begin|end)\{(\w+)\}", body):
        if word == "begin":
            stack.append(kind)
        else:
            assert stack.pop() == kind
    assert not stack
    assert body.count("$") % 2 == 0
    plots = re.findall(r"\\addplot \[([^\n]*)\] table (?:\[meta=u\] )?\{\n([^}]*)\n\};", body)
    assert len(plots) == body.count(r"\addplot ")
    defined = set(re.findall(r"\\definecolor\{(\w+)\}\{HTML\}\{[0-9A-F]{6}\}", body))
    assert {name for options, _ in plots for name in re.findall(r"dlviz(?:run|class)\d+", options)} <= defined
    assert set(re.findall(r"colormap name=(\w+)", body)) == set(re.findall(r"colormap=\{(\w+)\}", body))
    for options, rows in plots:
        heads, *points = rows.split("\n")
        assert heads in ("x y", "x y u")
        for point in points:
            assert len([float(number) for number in point.split()]) == len(heads.split())
        columns = re.search(r"mesh/cols=(\d+)", options)
        assert columns is None or len(points) % int(columns[1]) == 0
    assert re.sub("[À-ž]", "", body).isascii()


def test_pgf_has_scale_labels_and_dashes():
    """A logarithmic picture has a logarithmic axis; runs have the dashes and colours of the screen, on light paper."""
    source = to_pgf(found("gd_vs_sgd", "loss"))
    assert r"\begin{semilogyaxis}" in source
    assert "xlabel={epoch}" in source
    assert "ylabel={L $-$ L*}" in source
    assert f"{{HTML}}{{{LIGHT.run(0):06X}}}" in source
    assert r"\addlegendentry{GD}" in source
    assert "dash pattern=on 3pt off 1.8pt" in source
    assert r"\begin{axis}" in to_pgf(found("gd_vs_sgd", "loss", log=False))
    assert "definecolor" not in to_pgf(found("gd_vs_sgd", "loss"), PLAIN)


def test_no_spike_is_thinned_away():
    """A long line keeps its least, its greatest, its first and its last point, and says that it was thinned."""
    y = np.zeros(100_000)
    y[[777, 31_234]] = -5.0, 9.0
    line = Line(np.arange(100_000.0), y, "long", index=0)
    source = to_pgf(Figure("it", (Chart("it", "step", "y", (line,)),)))
    points = re.search(r"table \{\nx y\n([^}]*)\n\}", source)[1].split("\n")
    assert len(points) <= MOST + 2
    assert {"777 -5", "31234 9", "0 0", "99999 0"} <= set(points)
    assert "% 100000 points, thinned" in source


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("η = 0.1", r"$\eta$ = 0.1"),
        ("‖∂L/∂W‖", r"$\|\partial$L/$\partial$W$\|$"),
        ("a_b & 50 %", r"a\_b \& 50 \%"),
        ("L − L*, 10⁻¹²", "L $-$ L*, 10$^{-12}$"),
        ("α₀²", r"$\alpha_{0}^{2}$"),
        (r"C:\x{}^~", r"C:\textbackslash{}x\{\}\textasciicircum{}\textasciitilde{}"),
        ("Größe ŷ", r"Gr\"{o}\ss{}e \^{y}"),
        ("日本", "????"),
    ],
)
def test_words_as_latex_reads_them(text, written):
    """Its own signs are escaped, symbols are mathematics, what it has no sign for is spelt."""
    assert tex(text) == written


def test_no_chart_no_numbers():
    """Panels that are no charts, and those that would tell an answer, have none; without rows there are no charts."""
    assert figure("lesson", views.iris(), PanelOptions()) is None
    assert not found("nothing", "loss").charts
    view = views.gd_vs_sgd()
    hidden = replace(view, card=replace(view.card, hides=frozenset({"loss"})))
    assert figure("loss", hidden, PanelOptions()) is None
    assert figure("loss", hidden, PanelOptions(answered=True)).charts
