"""The metrics over time: accuracy and its like, on training and on validation rows."""

from __future__ import annotations

from dlviz.tui.canvas import Canvas
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.chart import draw_cursor, lay_out
from dlviz.tui.pictures.chart_lines import draw_series
from dlviz.tui.pictures.frame import Area, PanelTitle, Readout, draw_readout, panel, run_in_front, say
from dlviz.tui.pictures.read_time import named, read_chart
from dlviz.tui.pictures.series import Series, every_epoch, every_step, pair_legend
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, View

_OTHER = {
    "loss",
    "full_loss",
    "epoch_loss",
    "learning_rate",
    "grad_norm",
    "update_norm",
    "weight_norm",
    "position",
}


def metric(view: View) -> str | None:
    """The first column that is a metric."""
    for run in view.runs:
        for name, values in run.columns.items():
            if name not in _OTHER and not name.startswith("val_") and values.ndim == 1:
                return name
    return None


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Accuracy per epoch`, with what full and hollow marks mean."""
    name = metric(view)
    if name is None:
        return PanelTitle("Metrics")
    epochs = any(run.steps_per_epoch > 1 for run in view.runs)
    return PanelTitle(name.replace("_", " ").capitalize(), "per epoch" if epochs else "", pair_legend(collect(view)))


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    canvas = panel(title(view, options), width, height, theme, options)
    series = collect(view)
    if not series:
        lacks = metric(view) is None and any(run.columns for run in view.runs)  # known with the first row
        text = "no metric is measured" if lacks else view.message or "no epoch has ended yet"
        say(canvas, Area(1, 1, width - 2, height - 1), text)
        return canvas
    epochs = view.ticks_per_epoch > 1 and view.ticks >= 2 * view.ticks_per_epoch
    share = all(one.extent[0] >= 0.0 and one.extent[1] <= 1.0 for one in series)
    chart = lay_out(canvas, view, series, bool(options.log), epochs, 1, 1.0 if share else float("inf"))
    draw_cursor(canvas, view, chart)
    front = view.runs[run_in_front(view, options)].index
    draw_series(canvas, view, chart, series, any(one.hollow for one in series), front)
    read_chart(canvas, view, chart.area, chart.span, named(series))
    if height >= 8:
        draw_readout(canvas, chart.area, _readout(view, series))
    return canvas


def collect(view: View) -> list[Series]:
    """The metric of every run and its validation."""
    name = metric(view)
    out: list[Series] = []
    for run in view.runs if name is not None else ():
        take = every_epoch if run.steps_per_epoch > 1 else every_step
        one, validation = take(view, run, name or ""), every_epoch(view, run, f"val_{name}", hollow=True)
        out += [s for s in (one, validation) if s is not None]
    return out


def _readout(view: View, series: list[Series]) -> Readout:
    shown = [one for one in series if not one.hollow]
    validation = {one.run.index: one for one in series if one.hollow}
    train = labels.column([one.value(view.cursor) for one in shown])
    if not validation:
        return Readout(("",), tuple((one.run.index, one.run.name, (train[i],)) for i, one in enumerate(shown)))
    held = labels.column([v.value(view.cursor) if (v := validation.get(one.run.index)) else None for one in shown])
    rows = tuple((one.run.index, one.run.name, (train[i], held[i])) for i, one in enumerate(shown))
    return Readout(("train", "validation"), rows)
