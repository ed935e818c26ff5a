"""Columns over another column: a function and its slope over what they are functions of.

Columns to compare share a chart: the first is a solid line, every further one has its own dash, and the title says
which. Columns that stand apart, as a function and its slope do, have a chart each, with an axis for all runs. Columns
with several entries, one curve each with its name at its end, are drawn of the run in front alone: those of all would
be a thicket.
"""

from __future__ import annotations

from dataclasses import replace

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.numbers import number
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.curves_columns import Curve, collect, is_drawn, is_log
from dlviz.tui.pictures.curves_plot import draw_cursor, draw_line, draw_marks, draw_marks_along, draw_names, lay_out
from dlviz.tui.pictures.frame import Area, PanelTitle, Readout, draw_readout, panel, run_in_front, say
from dlviz.tui.pictures.read_curves import read_curves
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, View

STROKES = ("━━", "╌╌", "┈┈", "─·")
"""In the title, what the dashes of the first four columns look like."""

WIDE, HIGH = 36, 11
"""Columns of cells from which a chart can stand beside another, rows from which it can stand under another."""


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Curves over o … ━━ output  ╌╌ derivative`; of columns that stand apart, `Curves over o`."""
    return _title(view, options, room=True)


def _title(view: View, options: PanelOptions, room: bool) -> PanelTitle:
    card, over = view.card, words.column(view.card.curves_x)
    names = [words.column(name) for name in card.curves]
    if card.curves_apart and len(names) > 1:
        return PanelTitle("Curves", f"over {over}" if room else f"{names[0]} over {over}")
    scale = ", log" if is_log(collect(view, options), options) else ""
    if len(names) < 2:
        return PanelTitle("Curves", f"{''.join(names)} over {over}{scale}" if names else "")
    legend: list[tuple[str, str]] = []
    for i, name in enumerate(names):
        legend += [(f"{STROKES[i % len(STROKES)]} ", "text"), (name + "  " * (i < len(names) - 1), "muted")]
    return PanelTitle("Curves", f"over {over}{scale}", tuple(legend))


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    places = _places(len(view.card.curves), width, height)
    canvas = panel(_title(view, options, len(places) > 1), width, height, theme, options)
    curves = collect(view, options)
    if not any(is_drawn(one) for one in curves):
        waits = view.message if not any(run.front >= 0 for run in view.runs) else ""
        said = waits or ("no finite value to draw" if curves else "no rows yet")
        say(canvas, Area(1, 1, width - 2, height - 1), said)
        return canvas
    names = view.card.curves
    if not view.card.curves_apart or len(names) < 2:
        _chart(canvas, view, curves, curves, options)
        return canvas
    if len(places) < 2:
        _chart(canvas, view, [one for one in curves if one.column == names[0]], curves, options)
        return canvas
    for name, place in zip(names, places, strict=False):
        mine = [replace(one, stroke=0) for one in curves if one.column == name]
        part = Canvas(place.width, place.height, theme)
        scale = ", log" if is_log(mine, options, apart=True) else ""
        part.write(1, 0, words.column(name) + scale, theme.text, room=place.width - 2)
        _chart(part, view, mine, mine, options)
        canvas.blit(part, place.x, place.y)
    return canvas


def _places(charts: int, width: int, height: int) -> list[Area]:
    """Where so many charts stand below the title; one if there is no room for them all."""
    if charts > 1 and width >= WIDE * charts:
        each = (width - 2 * (charts - 1)) // charts
        return [Area(i * (each + 2), 1, each, height - 1) for i in range(charts)]
    if charts > 1 and height - 1 >= HIGH * charts:
        each = (height - 1) // charts
        return [Area(0, 1 + i * each, width, each) for i in range(charts)]
    return [Area(0, 0, width, height)]


def _chart(canvas: Canvas, view: View, curves: list[Curve], told: list[Curve], options: PanelOptions) -> None:
    """One chart on a canvas whose first row is taken; `told`: what its read-out tells."""
    shown = [one for one in curves if is_drawn(one)]
    if not shown:
        return
    front = run_in_front(view, options)
    index = view.runs[front].index
    plot = lay_out(canvas, view, shown, is_log(shown, options, view.card.curves_apart))
    if plot.area.empty:
        return
    shown.sort(key=lambda one: (one.run.index == index, -one.stroke))  # what is drawn last lies on top
    draw_cursor(plot, shown, index)
    for one in shown:
        draw_line(plot, one, index, len(one.y) - 1, ahead=True)
    for one in shown:
        draw_line(plot, one, index, one.at, ahead=False)
    draw_marks_along(plot, shown)
    draw_marks(plot, shown[::-1])
    draw_names(plot, shown)
    read_curves(canvas, view, plot.area, plot.x, told)
    if canvas.height >= 8:
        for table in _readouts(view, told, front):
            if draw_readout(canvas, plot.area, table):
                break


def _readouts(view: View, curves: list[Curve], front: int) -> list[Readout]:
    """What stands at the cursor: a run a row, or an entry a row; then less."""
    one = next((one for one in curves if one.run is view.runs[front]), None)
    if one is None:
        return []
    here = float(one.x[one.at])
    over = words.column(view.card.curves_x)
    note = f"{over} = {labels.counts([here])[0] if labels.are_whole(one.x) else number(here)}"
    if any(curve.label for curve in curves):
        cells = labels.column([float(curve.y[curve.at]) for curve in curves])
        rows = tuple(
            (curve.run.index, curve.label or words.column(curve.column), (cell,))
            for curve, cell in zip(curves, cells, strict=True)
        )
        return [Readout(("",), rows, note)] if len(rows) <= 6 else []
    names = tuple(dict.fromkeys(curve.column for curve in curves))
    heads = tuple(map(words.column, names)) if len(names) > 1 or not view.card.curves_apart else ("",)
    runs = [run for run in view.runs if any(curve.run is run for curve in curves)]
    columns: list[list[str]] = []
    for name in names:
        of_run = {id(curve.run): float(curve.y[curve.at]) for curve in curves if curve.column == name}
        whole = all(labels.are_whole(curve.y) for curve in curves if curve.column == name)
        columns.append((labels.counts if whole else labels.column)([of_run.get(id(run)) for run in runs]))
    table = tuple((run.index, run.name, tuple(cells)) for run, *cells in zip(runs, *columns, strict=True))
    same = len({float(curve.x[curve.at]) for curve in curves}) == 1
    lone = tuple(row for row in table if row[0] == one.run.index)
    return [Readout(heads, table, note if same else ""), Readout(heads, lone, note)]
