"""What a column of a picture over time stands for: which steps, and of each series its value or its range there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import reduction
from dlviz.tui.canvas import Canvas
from dlviz.tui.milestones import ending
from dlviz.tui.numbers import NOTHING, count, number
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.series import Series
from dlviz.tui.readings import Line
from dlviz.tui.view import RunView, View

ROUNDING = 1e-9


def steps_under(column: int, columns: int, span: float) -> tuple[int, int]:
    """First and last step that are drawn in a column of a chart over 0 … span; one step where columns are narrower."""
    dots = max(2 * columns - 1, 1)
    first = max(ceil((2 * column - 0.5) * span / dots - ROUNDING), 0)
    last = min(ceil((2 * column + 1.5) * span / dots - ROUNDING) - 1, int(span))
    if first > last:
        first = last = min(max(floor((2 * column + 0.5) * span / dots + 0.5), 0), int(span))
    return first, last


def shares_under(cell: int, cells: int, rows: float) -> tuple[int, int]:
    """First and last row that are drawn in a cell where rows share the cells evenly; one where cells are narrower."""
    edges = np.floor(np.linspace(0.0, rows, cells + 1))
    first = int(edges[cell])
    return first, max(int(edges[cell + 1]) - 1, first)


def moment(view: View, first: int, last: int, here: int | None = None) -> Iterator[Line]:
    """`step 120 · epoch 24`, or `steps 120–171` where a column stands for as many; `here`: one of them apart."""
    said = f"step {count(first)}" if first == last else f"steps {count(first)}–{count(last)}"
    if here is not None:
        said = f"step {count(here)} in {count(first)}–{count(last)}"
    per = max(view.ticks_per_epoch, 1)
    if per > 1:
        begun = int(view.card.group != "epoch")
        low, high = first // per + begun, last // per + begun
        epochs = f"{count(low)}" if low == high else f"{count(low)}–{count(high)}"
        said += f" · {view.card.group}{'s' * (low != high)} {epochs}"
    yield Line(said)


def stands_for(first: int, last: int, what: str = "column") -> Iterator[Line]:
    """`1 column = 52 steps`, where it is more than one."""
    if last > first:
        yield Line(f"1 {what} = {count(last - first + 1)} steps")


def between(low: float, high: float, whole: bool = False) -> str:
    """`0.3100 … 0.4200`, or one number where both are the same; `whole`: of counts."""
    if np.isnan(low):
        return NOTHING
    least, greatest = labels.counts([low, high]) if whole else [number(value, wide=True) for value in (low, high)]
    return least if least == greatest else f"{least} … {greatest}"


def of_rows(values: NDArray[np.floating], first: int, last: int, offset: float = 0.0) -> str:
    """The value of a column between two rows, both included, or the range of its finite ones."""
    part = reduction.reduce(values, np.array([first]), np.array([last + 1]))
    return between(float(part.low[0]) - offset, float(part.high[0]) - offset)


def value_of(series: Series, first: float, last: float) -> str | None:
    """What a series has between two ticks; where it has no row there, the one that stands since before."""
    begin = ceil((first - series.first) / series.stride - ROUNDING)
    end = floor((last - series.first) / series.stride + ROUNDING)
    top = len(series.values) - 1
    if end < 0 or min(begin, end) > top:
        return None
    begin, end = max(begin, 0), min(end, top)
    if begin > end:
        begin = end
    return of_rows(series.values, begin, end, series.offset)


def of_series(
    every: Iterable[tuple[str, Series]], first: float, last: float, here: float | None = None
) -> Iterator[Line]:
    """A line for each series, called as given: `0.0844 in 0.0533 … 0.3566` where one tick is told apart."""
    for name, one in every:
        said = value_of(one, first, last)
        own = value_of(one, here, here) if here is not None else None
        if said is not None:
            yield Line(name, said if own in (None, said) else f"{own} in {said}", one.run.index, one.hollow)


def at_cursor(view: View, first: int, last: int) -> int | None:
    """The cursor, where it is one of several steps: the mark of a run there may stand a row off its value."""
    return view.cursor if first <= view.cursor <= last and first < last else None


def beyond(view: View, runs: Iterable[RunView]) -> Line:
    """Why there is nothing of these runs at a step: it comes later, or they had ended by then, and how."""
    ends = {run.index: ending(view, run) if run.stage == "ended" else "" for run in runs}
    if not ends or not all(ends.values()):
        return Line("not trained yet")
    return Line(next(iter(ends.values())) if len(ends) == 1 else "all have ended before")


def named(series: Iterable[Series]) -> list[tuple[str, Series]]:
    """Series called by their runs, those of the validation rows as such."""
    return [(one.run.name + " validation" * one.hollow, one) for one in series]


def read_chart(
    canvas: Canvas, view: View, area: Area, span: float, every: Iterable[tuple[str, Series]], what: str = ""
) -> None:
    """Attach to a chart over time what each of its columns says; `what`: the name of the quantity."""
    shown = list(every)

    def at(x: int, y: int) -> Iterator[Line]:
        first, last = steps_under(x, area.width, span)
        here = at_cursor(view, first, last)
        yield from moment(view, first, last, here)
        found = list(of_series(shown, first, last, here))
        if not found:
            yield beyond(view, (one.run for _, one in shown))
            return
        if what:
            yield Line(what)
        yield from found
        yield from stands_for(first, last)

    canvas.read(area.x, area.y, area.width, area.height, at, lambda x: steps_under(x, area.width, span)[0])


@dataclass(frozen=True)
class Effort:
    """A measure that every run has its own pace in; a unit of it has so many `fine` parts.

    `step`: parts that a step takes, by the run's index; `tick`: parts that a tick takes, where it is the same for all.
    """

    name: str
    fine: int
    step: Mapping[int, float]
    tick: float | None


def read_effort(
    canvas: Canvas, view: View, area: Area, span: float, effort: Effort, series: Iterable[Series], what: str = ""
) -> None:
    """Attach to a chart over a measure of effort, 0 … span in parts of a unit, what each of its columns says.

    `what`: the name of the quantity.
    """
    shown, tick = named(series), effort.tick

    def ticks(x: int, tick: float) -> tuple[int, int]:
        first, last = steps_under(x, area.width, span)
        high = floor(last / tick + ROUNDING)
        return min(ceil(first / tick - ROUNDING), high), high

    def at(x: int, _: int) -> Iterator[Line]:
        first, last = map(float, steps_under(x, area.width, span))
        here = None
        if tick is not None:
            low, high = ticks(x, tick)
            here = at_cursor(view, low, high)
            yield from moment(view, low, high, here)
        if tick is None or effort.name not in ("step", "epoch"):
            yield Line(effort.name, _units(first / effort.fine, last / effort.fine, effort.name != "seconds"))
        if tick is not None:
            first, last = low * tick, high * tick
        found = list(of_series(shown, first, last, here * tick if here is not None and tick is not None else None))
        if found and what:
            yield Line(what)
        yield from found or [beyond(view, (one.run for _, one in shown))]
        if found:
            paces, word = {effort.step[one.run.index] for _, one in shown}, "steps" if tick is not None else "updates"
            yield from _steps_under(paces, first, last, word)

    canvas.read(area.x, area.y, area.width, area.height, at, None if tick is None else lambda x: ticks(x, tick)[0])


def _units(low: float, high: float, whole: bool) -> str:
    """The units of effort that a column stands for: of what is counted the whole ones in it."""
    if whole:
        last = floor(high + ROUNDING)
        least, greatest = count(min(ceil(low - ROUNDING), last)), count(last)
    else:
        least, greatest = number(low), number(high)
    return least if least == greatest else f"{least} … {greatest}"


def _steps_under(parts: Iterable[float], first: float, last: float, word: str) -> Iterator[Line]:
    """`1 column = 52 steps`, or from how many to how many where runs are drawn at their own pace."""
    found = {max(floor(last / one + ROUNDING) - ceil(first / one - ROUNDING) + 1, 1) for one in parts if one > 0}
    if max(found, default=1) > 1:
        least, greatest = count(min(found)), count(max(found))
        yield Line(f"1 column = {greatest if least == greatest else f'{least}–{greatest}'} {word}")
