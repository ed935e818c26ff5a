"""The loss over time: every run's line, the validation loss beside it, what stands at the cursor."""

from __future__ import annotations

from collections.abc import Sequence

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.numbers import count
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.chart import Chart, draw_cursor, lay_out, prefers_log
from dlviz.tui.pictures.chart_lines import draw_series, line_at
from dlviz.tui.pictures.frame import Area, PanelTitle, Readout, draw_readout, panel, run_in_front, say, title_room
from dlviz.tui.pictures.read_time import named, read_chart
from dlviz.tui.pictures.scatter import Legend
from dlviz.tui.pictures.series import Series, every_epoch, every_step, is_epochal, noisy_window, pair_legend
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, View


def title(view: View, options: PanelOptions, width: int = 120) -> PanelTitle:
    """`Loss cross-entropy, log · mean of 25, min–max band`."""
    series = collect(view)
    return _title(view, series, _is_log(view, series, options), _window(view, series, width - 10), width)


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    series = collect(view)
    log = _is_log(view, series, options)
    window = _window(view, series, width - 10)
    canvas = panel(_title(view, series, log, window, width, theme.ascii), width, height, theme, options)
    if not series:
        say(canvas, Area(1, 1, width - 2, height - 1), view.message or "no rows yet")
        return canvas
    chart = lay_out(canvas, view, series, log, by_epoch(view, series), window)
    draw_cursor(canvas, view, chart)
    plain_lines = window > 1 or any(one.hollow for one in series)
    draw_series(canvas, view, chart, series, plain_lines, view.runs[run_in_front(view, options)].index)
    read_chart(canvas, view, chart.area, chart.span, named(series), above_minimum(series))
    if height >= 8:
        table = readout(view, series, chart, wide=chart.area.width >= 50)
        if not draw_readout(canvas, chart.area, table):
            short = readout(view, series, chart, wide=False)
            if not (any(table.heads) and draw_readout(canvas, chart.area, short)):
                values = _values(short)
                head = _title(view, series, log, window, width, theme.ascii, values)
                if head.legend == values and words.width(head.unit, theme.ascii) < title_room(head, width, theme.ascii):
                    canvas.blit(panel(head, width, 1, theme, options), 0, 0)
    return canvas


def _values(table: Readout) -> Legend:
    """Each run's mark and what its line is at the cursor, for the title row where lines leave no corner free."""
    values = [(index, cells[0].strip()) for index, _, cells in table.rows]
    pieces = [piece for index, said in values for piece in ((f"{mark(index)} ", f"run {index}"), (f"{said}  ", "text"))]
    return (*pieces[:-1], (values[-1][1], "text"))


def collect(view: View) -> list[Series]:
    """The series of all runs: the scenario's loss column, and the validation loss where there is one."""
    out: list[Series] = []
    name = view.card.loss_column
    for place, run in enumerate(view.runs):
        landscape = view.landscape_of(place) if view.card.loss_minus_minimum else None
        offset = (landscape.minimum_loss if landscape is not None else None) or 0.0
        one = every_epoch(view, run, name) if is_epochal(run, name) else every_step(view, run, name, offset)
        validation = every_epoch(view, run, "val_loss", hollow=True)
        out += [s for s in (one, validation) if s is not None]
    return out


def above_minimum(series: Sequence[Series]) -> str:
    """The name of the quantity where the minimum is taken off, else none."""
    return "L − L*" * any(one.offset for one in series)


def by_epoch(view: View, series: list[Series]) -> bool:
    """The time axis counts epochs: the runs count steps differently, or something is measured per epoch."""
    if view.ticks_per_epoch <= 1 or view.ticks < 2 * view.ticks_per_epoch:
        return False
    return any(one.hollow or one.first > 0 for one in series) or len({run.steps_per_epoch for run in view.runs}) > 1


def readout(view: View, series: list[Series], chart: Chart, wide: bool) -> Readout:
    """What stands at the cursor, a run a row; of a line that is a mean that mean, and if `wide` the step's own loss."""
    shown = [one for one in series if not one.hollow]
    validation = {one.run.index: one for one in series if one.hollow}
    columns: list[tuple[str, list[str]]] = []
    if wide and len({run.steps_per_epoch for run in view.runs}) > 1:
        columns.append(("updates", [count(max(view.row(one.run), 0)) for one in shown]))
    if wide and view.landscape is not None and len(view.landscape.axes) == 2 and view.landscape.plane is None:
        for k, axis in enumerate(view.landscape.axes):
            columns.append((axis, labels.column([_position(view, one, k) for one in shown], narrow=True)))
    name = above_minimum(shown) or "loss"
    if chart.window == 1 or wide:
        name = name if chart.window == 1 else "this step"
        columns.append((name, labels.column([one.value(view.cursor) for one in shown])))
    if chart.window > 1:
        columns.append(("mean", labels.column([line_at(view, chart, one) for one in shown])))
    if validation:
        values = [v.value(view.cursor) if (v := validation.get(one.run.index)) else None for one in shown]
        columns.append(("validation", labels.column(values)))
    heads = tuple(head for head, _ in columns) if len(columns) > 1 or chart.window > 1 else ("",)
    rows = tuple((one.run.index, one.run.name, tuple(cells[i] for _, cells in columns)) for i, one in enumerate(shown))
    return Readout(heads, rows)


def _position(view: View, series: Series, axis: int) -> float | None:
    path = series.run.columns.get("position")
    row = view.row(series.run)
    return None if path is None or path.ndim != 2 or not 0 <= row < len(path) else float(path[row, axis])


def _is_log(view: View, series: list[Series], options: PanelOptions) -> bool:
    if options.log is not None:
        return options.log
    return prefers_log(series)


def _window(view: View, series: list[Series], columns: int) -> int:
    return noisy_window(series, float(max(view.ticks, 1)), max(columns, 1))


def _title(
    view: View, series: list[Series], log: bool, window: int, width: int, ascii: bool = False, values: Legend = ()
) -> PanelTitle:
    """The loss's name gives way first, the scale and what is a mean last; marks are told before `values`."""
    column = view.card.loss_column
    if not column.endswith("loss"):  # something else that a scenario draws over its steps
        return PanelTitle(column.replace("_", " ").capitalize(), "log" if log else "")
    name = view.card.loss_name if view.card.loss_name not in ("", "loss") else ""
    rows = "on all rows" if view.card.loss_column == "full_loss" else ""
    scale = "log" if log else ""
    if view.card.loss_minus_minimum and (less := above_minimum(series)):
        scale = f"log scale of {less}" if log else less
    band = f"mean of {window}, min–max band" if window > 1 else ""
    legend = pair_legend(series) or values
    room = title_room(PanelTitle("Loss", "", legend), width, ascii) - 1
    spare = room - words.width(_joined("", rows, scale, band), ascii) - 2
    units = [
        _joined(words.shorten(name, spare, ascii) if spare >= 8 else "", rows, scale, band),
        _joined("", "", scale, band),
    ]
    units += [_joined("", "", scale, band.removesuffix(" band")), _joined("", "", scale, band.replace("min–max ", ""))]
    fits = (unit for unit in units if words.width(unit, ascii) <= room)
    return PanelTitle("Loss", next(fits, scale), legend)


def _joined(name: str, rows: str, scale: str, band: str) -> str:
    unit = ", ".join(part for part in (name, rows, scale) if part)
    return " · ".join(part for part in (unit, band) if part)
