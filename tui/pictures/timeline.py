"""The timeline: how far the cursor is, how far training is, epochs, forks and changes, and where claims were decided.

`━` to the cursor, `●`, `─` trained, `┄` not yet, `✓` `✗` claims. Below it, where there are two rows,
labels that do not collide.
"""

from __future__ import annotations

from dataclasses import dataclass

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.numbers import count
from dlviz.tui.pictures.axes import nice_step
from dlviz.tui.theme import Theme
from dlviz.tui.view import View

_GLYPHS = {"fork": "◇", "change": "▽"}


@dataclass(frozen=True)
class Track:
    """Where the line lies: its first cell and how many there are."""

    left: int
    cells: int


def track(view: View, width: int) -> Track:
    """The line between `step 240` and `1,000`; without them where there is no room."""
    left = len(f"step {count(view.ticks)}") + 2
    right = len(count(view.ticks)) + 2
    if width - left - right < 8:
        return Track(0, width)
    return Track(left, width - left - right)


def cell_of(view: View, width: int, tick: int) -> int:
    """The cell of a tick."""
    line = track(view, width)
    share = min(max(tick, 0) / max(view.ticks, 1), 1.0)
    return line.left + int(share * max(line.cells - 1, 0) + 0.5)


def tick_at(view: View, width: int, x: int) -> int:
    """The tick under a cell, at most the last that has been trained: what a click means."""
    line = track(view, width)
    share = (x - line.left) / max(line.cells - 1, 1)
    return min(max(int(share * view.ticks + 0.5), 0), max(view.front, 0))


def draw(view: View, width: int, height: int, theme: Theme) -> Canvas:
    """One row, or two with the labels of the marks."""
    canvas = Canvas(width, height, theme)
    line = track(view, width)
    if line.left:
        word = canvas.write(1, 0, "step ", theme.text, bold=True)
        canvas.write(1 + word, 0, count(view.cursor), theme.text, bold=True)
        canvas.write(width - 2, 0, count(view.ticks), theme.muted, align="right")
    now, front = cell_of(view, width, view.cursor), cell_of(view, width, view.front)
    canvas.line(line.left, 0, line.cells, "┄", theme.rule)
    canvas.line(line.left, 0, front - line.left + 1, "─", theme.muted)
    canvas.line(line.left, 0, now - line.left, "━", theme.cursor)
    taken = _Taken()
    verdicts = _verdicts(view, width, theme)
    if height > 1:
        _counts(canvas, verdicts, taken)
        _events(canvas, view, width, theme, taken)
        _epochs(canvas, view, width, theme, taken)
    else:
        for mark, cell, ink in _event_cells(view, width, theme):
            canvas.put(cell, 0, mark, ink)
    for one in verdicts:
        canvas.put(one.cell, 0, "✗" if one.failing else "✓", one.bad if one.failing else one.good)
    canvas.put(now, 0, "●", theme.cursor)
    return canvas


class _Taken:
    """Cells of the label row that are written on."""

    def __init__(self) -> None:
        self.spans: list[tuple[int, int]] = []

    def fits(self, left: int, right: int) -> bool:
        return all(right + 1 < a or b + 1 < left for a, b in self.spans)

    def add(self, left: int, right: int) -> None:
        self.spans.append((left, right))


def _event_cells(view: View, width: int, theme: Theme) -> list[tuple[str, int, int]]:
    return [
        (
            _GLYPHS[event.kind],
            cell_of(view, width, _tick(view, run.steps_per_epoch, event.row)),
            theme.run(run.index),
        )
        for run in view.runs
        for event in run.events
    ]


def _tick(view: View, steps_per_epoch: int, row: int) -> int:
    return row * max(view.ticks_per_epoch, 1) // max(steps_per_epoch, 1)


@dataclass(frozen=True)
class _Verdict:
    """What claims came to where a run ended: how many hold and fail, and in which colours that is said."""

    cell: int
    holding: int
    failing: int
    good: int
    bad: int


def _verdicts(view: View, width: int, theme: Theme) -> list[_Verdict]:
    """The verdicts along the line; what lies ahead of the cursor is grey."""
    out = []
    for tick in sorted({tick for tick, _ in view.verdicts}):
        held = [holds for at, holds in view.verdicts if at == tick]
        good, bad = (theme.muted, theme.muted) if tick > view.cursor else (theme.good, theme.bad)
        out.append(_Verdict(cell_of(view, width, tick), sum(held), len(held) - sum(held), good, bad))
    return out


def _counts(canvas: Canvas, verdicts: list[_Verdict], taken: _Taken) -> None:
    """How many claims hold and fail, `3✓ 1✗`."""
    for one in verdicts:
        parts = [(f"{one.holding}✓", one.good)] * (one.holding > 0) + [(f"{one.failing}✗", one.bad)] * (one.failing > 0)
        size = sum(len(text) for text, _ in parts) + len(parts) - 1
        left = min(max(one.cell - size // 2, 0), canvas.width - 1 - size)
        if left >= 0 and taken.fits(left, left + size - 1):
            taken.add(left, left + size - 1)
            for text, ink in parts:
                left += canvas.write(left, 1, text, ink) + 1


def _events(canvas: Canvas, view: View, width: int, theme: Theme, taken: _Taken) -> None:
    texts = [event.text for run in view.runs for event in run.events]
    for (mark, cell, ink), text in zip(_event_cells(view, width, theme), texts, strict=True):
        canvas.put(cell, 0, mark, ink)
        size = words.width(text, theme.ascii)
        left = min(max(cell - size // 2, 0), max(width - size, 0))
        if size and taken.fits(left, left + size - 1):
            canvas.write(left, 1, text, ink)
            taken.add(left, left + size - 1)


def _epochs(canvas: Canvas, view: View, width: int, theme: Theme, taken: _Taken) -> None:
    """Crossings at epochs; at steps where an epoch is one step or longer than the run."""
    per, word = max(view.ticks_per_epoch, 1), f"{view.card.group} "
    first = int(view.card.group != "epoch")  # where a number of epochs is over, the next input begins
    if per == 1 or view.ticks < 2 * per:
        per, word, first = 1, "", 0
    line = track(view, width)
    total = view.ticks // per
    if total < 1 or line.cells < 12:
        return
    step = max(int(nice_step(max(total * 15 / line.cells, 1.0)) + 0.5), 1)
    now = cell_of(view, width, view.cursor)
    for number in range(step, total + 1, step):
        cell = cell_of(view, width, number * per)
        if cell >= line.left + line.cells - 1:
            break
        # The bold line stops on both sides of a crossing, so that it can be told from a junction.
        ink = theme.cursor if cell < now else theme.muted
        canvas.put(cell, 0, "┼", theme.stem(ink) if theme.greys else ink)
        text = f"{word}{count(number + first)}"
        left = cell - len(text) + len(count(number + first)) // 2 + 1 if word else cell - len(text) // 2
        if left >= 0 and left + len(text) <= width and taken.fits(left, left + len(text) - 1):
            canvas.write(left, 1, text, theme.muted)
            taken.add(left, left + len(text) - 1)
            word = ""
