"""A comparison of runs: their losses above, what was set differently and what it came to below.

The table scrolls under its head; of more runs than have room those around the one in front are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from dlviz.tui import compared, readings, words
from dlviz.tui.canvas import Canvas
from dlviz.tui.compared import Row
from dlviz.tui.marks import BEST, mark
from dlviz.tui.numbers import count
from dlviz.tui.pictures import compare_charts as charts
from dlviz.tui.pictures.compare_charts import Measure
from dlviz.tui.pictures.frame import PanelTitle, panel
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, RunView, View

CHART = 9  # rows that the charts get at least, where there is so much room
WIDEST = 26  # cells of a column beyond its neighbours' need
NAMED = 30  # cells that the names of rows get at most
GAP = 2
Places = tuple[tuple[int, ...], list[int], list[int]]


@dataclass(frozen=True)
class CompareOptions:
    """How a comparison is drawn: charts apart or one over the other, over which measure, the table's first line."""

    run: int = 0  # the place of the run in front
    apart: bool = False
    measure: Measure = "step"
    log: bool | None = None
    scroll: int = 0
    answered: bool = True  # what an exercise hides of the network may be told


@dataclass(frozen=True)
class Line:
    """A line of the table: a head of its own, or a row."""

    head: str = ""
    row: Row | None = None


def draw(view: View, width: int, height: int, theme: Theme, options: CompareOptions) -> Canvas:
    """Charts above, the table below."""
    canvas = Canvas(width, height, theme)
    lines = table_lines(view, options)
    upper = chart_rows(view, width, height, len(lines), options)
    drawn = PanelOptions(run=options.run, log=options.log)
    if options.apart:
        canvas.blit(charts.apart(view, width, upper, theme, drawn, options.measure), 0, 0)
    else:
        canvas.blit(charts.overlaid(view, width, upper, theme, drawn, options.measure), 0, 0)
    if upper < height:
        charted = len(charts.spots(len(view.runs), width, upper, options.run)) if options.apart else len(view.runs)
        canvas.blit(_table(view, lines, width, height - upper, theme, options, charted), 0, upper)
    return canvas


def is_log(view: View, options: CompareOptions) -> bool:
    """Whether the charts have a logarithmic scale."""
    return charts.is_log(charts.curves(view, options.measure), PanelOptions(log=options.log))


def chart_rows(view: View, width: int, height: int, lines: int, options: CompareOptions) -> int:
    """Rows for the charts: what the table leaves, and a fair share where it scrolls."""
    across, _ = charts.grid(len(view.runs), width, height)
    least = charts.LEAST[1] * -(-len(view.runs) // across) if options.apart else CHART
    share = min(max(least, CHART), round(0.6 * height)) if options.apart else max(CHART, round(0.45 * height))
    return min(max(height - lines - 2, share), height) if height >= CHART + 5 else height


def furthest(view: View, width: int, height: int, options: CompareOptions) -> int:
    """The last line of the table that it makes sense to begin with."""
    lines = len(table_lines(view, options))
    return max(lines - max(height - chart_rows(view, width, height, lines, options) - 2, 0), 0)


def run_at(view: View, width: int, height: int, theme: Theme, options: CompareOptions, x: int, y: int) -> int | None:
    """The place of the run whose chart or column is under a cell, None beside them."""
    lines = table_lines(view, options)
    upper = chart_rows(view, width, height, len(lines), options)
    if y < upper:
        placed = charts.spots(len(view.runs), width, upper, options.run) if options.apart else {}
        inside = (
            place
            for place, area in placed.items()
            if area.x <= x < area.x + area.width and area.y <= y < area.y + area.height
        )
        return next(inside, None)
    return _place_at(_places(view, lines, width, theme, options.run), x)


def table_lines(view: View, options: CompareOptions) -> list[Line]:
    """What is set differently, then what it came to."""
    if not view.runs:
        return []
    found = [Line(row=row) for row in compared.settings(view, options.answered)]
    if len(view.runs) == 1:
        found.append(Line("Only one run: f forks it, o adds another one to compare it with."))
    elif not found:
        known = all(run.spec is not None for run in view.runs)  # not so before the runs are made
        found += [Line("Nothing is set differently.")] * known
    else:
        found.insert(0, Line("what is set differently"))
    moment = f"what it came to at step {count(view.cursor)}"
    return [*found, Line(moment), *(Line(row=row) for row in compared.outcome(view, options.answered))]


def _table(
    view: View, lines: Sequence[Line], width: int, height: int, theme: Theme, options: CompareOptions, charted: int
) -> Canvas:
    room = max(height - 2, 0)
    first = min(max(options.scroll, 0), max(len(lines) - room, 0))
    shown, edges, sizes = places = _places(view, lines, width, theme, options.run)
    named = _named(lines, width, theme)
    canvas = panel(_title(view, lines, first, room, len(shown), charted), width, height, theme, PanelOptions())
    for place, edge, size in zip(shown, edges, sizes, strict=True):
        _head(canvas, view.runs[place], edge, size, place == options.run and len(view.runs) > 1)
    for y, line in enumerate(lines[first : first + room], start=2):
        if line.row is None:
            canvas.write(1, y, line.head, theme.faint, room=width - 2)
            continue
        canvas.write(1, y, line.row.label, theme.muted, room=named)
        for place, edge, size in zip(shown, edges, sizes, strict=True):
            best = place in line.row.best
            text = words.shorten(line.row.cells[place], size - 2 * best, theme.ascii)
            canvas.write(edge - 1, y, text, theme.good if best else theme.text, bold=best, align="right")
            if best:
                canvas.put(edge - 2 - words.width(text, theme.ascii), y, BEST, theme.good)
    _read(canvas, view, lines[first : first + room], lambda x: _place_at(places, x))
    return canvas


def _read(canvas: Canvas, view: View, lines: Sequence[Line], place_at: Callable[[int], int | None]) -> None:
    """Attach to the heads who a run is, to a cell its value in full, to the name of a row that of every run."""

    def at(x: int, y: int) -> Iterator[readings.Line]:
        place = place_at(x)
        shown = range(len(view.runs)) if place is None else [place]
        row = lines[y - 1].row if y else None
        if y and row is None:
            yield readings.Line(lines[y - 1].head)
            return
        if row is not None:
            yield readings.Line(row.label)
        for one in shown:
            run = view.runs[one]
            yield readings.Line(run.name, row.told(one) if row is not None else run.settings, run.index)
        if row is not None and place in row.best:
            yield readings.Line(f"{BEST} the best of its row")

    canvas.read(0, 1, canvas.width, 1 + len(lines), at, aside=True)


def _title(view: View, lines: Sequence[Line], first: int, room: int, shown: int, charted: int) -> PanelTitle:
    """`Runs ✦ best of its row`, and what is not shown."""
    legend: list[tuple[str, str]] = []
    runs = len(view.runs)
    missing = [f"{number} of {runs} {word}" for number, word in ((charted, "charts"), (shown, "runs")) if number < runs]
    if missing:
        legend += [("< > ", "cursor"), (f"{', '.join(missing)}  ", "muted")]
    if len(lines) > room:
        up, down = first > 0, first + room < len(lines)
        legend += [("↑" * up + "↓" * down, "cursor"), (" more", "muted")]
    best = any(line.row is not None and line.row.best for line in lines)
    return PanelTitle("Runs", f"{BEST} the best of its row" if best else "", tuple(legend))


def _named(lines: Sequence[Line], width: int, theme: Theme) -> int:
    """Cells for the names of rows."""
    widest = max((words.width(line.row.label, theme.ascii) for line in lines if line.row is not None), default=0)
    return min(widest, NAMED, max(width // 3, 8))


def _place_at(places: Places, x: int) -> int | None:
    """The place of the run whose column of the table has this cell."""
    return next((p for p, edge, size in zip(*places, strict=True) if edge - size - 1 <= x < edge), None)


def _places(view: View, lines: Sequence[Line], width: int, theme: Theme, front: int) -> Places:
    """The places of the runs that have room, the cell beyond each one's column and the cells of it."""
    named = _named(lines, width, theme)
    shown, sizes = _columns(view, lines, width - named - 1, theme, front)
    edges = [1 + named + sum(sizes[: i + 1]) + GAP * (i + 1) for i in range(len(sizes))]
    return shown, edges, sizes


def _columns(
    view: View, lines: Sequence[Line], room: int, theme: Theme, front: int
) -> tuple[tuple[int, ...], list[int]]:
    """The places of the runs that have room, and the cells of each column; long settings give way to other runs."""
    wishes = []
    for place, run in enumerate(view.runs):
        texts = [line.row.cells[place] for line in lines if line.row is not None]
        needed = [words.width(text, theme.ascii) + 2 for text in texts]
        wishes.append(max([words.width(run.name, theme.ascii) + 2, *needed, 6]))
    for cap in (10**6, WIDEST, 18, 14, 11):
        sizes = [min(wish, cap) for wish in wishes]
        if sum(sizes) + GAP * len(sizes) <= room:
            return tuple(range(len(sizes))), sizes
    fits = max(room // (11 + GAP), 1)
    shown = charts.around(len(view.runs), fits, front)
    return shown, [min(wishes[place], max(room - GAP, 1), 11) for place in shown]


def _head(canvas: Canvas, run: RunView, edge: int, size: int, lit: bool) -> None:
    """The mark and the name above a column."""
    theme = canvas.theme
    name = words.shorten(run.name, size - 2, theme.ascii)
    left = edge - words.width(name, theme.ascii) - 2
    canvas.put(left, 1, mark(run.index), theme.run(run.index))
    canvas.write(left + 2, 1, name, theme.run(run.index), bold=lit)
    if lit and theme.greys:
        canvas.bg[1, max(left, 0) : edge] = theme.rule
