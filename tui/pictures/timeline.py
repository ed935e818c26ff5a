"""The timeline: how far the cursor is, how far training is, epochs, and the marks of `tui.milestones`.

`━` to the cursor, `●`, `─` trained, `┄` not yet, `◇` forks, `▽` changes, `✦` the best validation of the run in front,
`┤` early stops, `×` divergences, `✓` `✗` claims. Below it, where there are two rows, labels that do not collide.
"""

from __future__ import annotations

from dataclasses import dataclass

from dlviz.tui import milestones, words
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import BEST, MINIMUM
from dlviz.tui.milestones import Kind, Mark
from dlviz.tui.numbers import count
from dlviz.tui.pictures.axes import nice_step
from dlviz.tui.theme import Theme
from dlviz.tui.view import View

_GLYPHS: dict[Kind, str] = {"fork": "◇", "change": "▽", "best": BEST, "stopped": "┤", "diverged": MINIMUM}
_LABELLED: tuple[Kind, ...] = ("fork", "change", "diverged", "stopped", "best")
"""Whose labels come first where there is no room for all."""
_LONGEST = 24  # cells that a label is cut to where all of it does not fit


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


def tick_at(view: View, width: int, x: int, front: int = 0) -> int:
    """The tick under a cell: that of a mark, else at most the last that has been trained; what a click means."""
    marked = _marks_on(view, width, front).get(x)
    if marked is not None:
        return marked.tick
    line = track(view, width)
    share = (x - line.left) / max(line.cells - 1, 1)
    return min(max(int(share * view.ticks + 0.5), 0), max(view.front, 0))


def draw(view: View, width: int, height: int, theme: Theme, front: int = 0) -> Canvas:
    """One row, or two with the labels of the marks; `front`: the place of the run in front."""
    canvas = Canvas(width, height, theme)
    line = track(view, width)
    if line.left:
        word = canvas.write(1, 0, "step ", theme.text, bold=True)
        canvas.write(1 + word, 0, count(view.cursor), theme.text, bold=True)
        canvas.write(width - 2, 0, count(view.ticks), theme.muted, align="right")
    now, trained = cell_of(view, width, view.cursor), cell_of(view, width, view.front)
    canvas.line(line.left, 0, line.cells, "┄", theme.rule)
    canvas.line(line.left, 0, trained - line.left + 1, "─", theme.muted)
    canvas.line(line.left, 0, now - line.left, "━", theme.cursor)
    marked = _marks_on(view, width, front)
    if height > 1:
        taken = _Taken()
        _counts(canvas, _verdicts(view, width, theme), taken)
        _labels(canvas, view, width, milestones.marks(view, front), taken)
        _epochs(canvas, view, width, theme, taken)
    for cell, mark in marked.items():
        canvas.put(cell, 0, *_glyph(view, mark, theme))
    canvas.put(now, 0, "●", theme.cursor)
    return canvas


def _marks_on(view: View, width: int, front: int) -> dict[int, Mark]:
    """The mark in each cell that has one; of several the one that tells most."""
    shown = [mark for mark in milestones.marks(view, front) if mark.kind == "claim" or mark.kind in _GLYPHS]
    shown.sort(key=lambda mark: (milestones.ORDER.index(mark.kind), mark.holds < 1))
    return {cell_of(view, width, mark.tick): mark for mark in shown}


def _glyph(view: View, mark: Mark, theme: Theme) -> tuple[str, int]:
    """What stands for a mark; where claims were decided ahead of the cursor is grey."""
    if mark.kind == "claim":
        ink = theme.muted if mark.tick > view.cursor else theme.good if mark.holds else theme.bad
        return "✓" if mark.holds else "✗", ink
    return _GLYPHS[mark.kind], _ink(mark, theme)


def _ink(mark: Mark, theme: Theme) -> int:
    return theme.bad if mark.kind == "diverged" or mark.run is None else theme.run(mark.run)


class _Taken:
    """Cells of the label row that are written on."""

    def __init__(self) -> None:
        self.spans: list[tuple[int, int]] = []

    def fits(self, left: int, right: int) -> bool:
        return all(right + 1 < a or b + 1 < left for a, b in self.spans)

    def add(self, left: int, right: int) -> None:
        self.spans.append((left, right))


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
    """How many claims hold and fail, `3 claims ✓ 1 ✗`, or `3✓ 1✗` where there is less room."""
    for one in reversed(verdicts):
        held, failed = ((one.holding, "✓", one.good), (one.failing, "✗", one.bad))
        counted = [part for part in (held, failed) if part[0]]
        for said in (_claims_said(counted[0][0]), ""):
            parts = [
                (f"{n}{said if i == 0 else ' ' * bool(said)}{sign}", ink) for i, (n, sign, ink) in enumerate(counted)
            ]
            size = sum(len(text) for text, _ in parts) + len(parts) - 1
            left = min(max(one.cell - size // 2, 0), canvas.width - 1 - size)
            if left >= 0 and taken.fits(left, left + size - 1):
                taken.add(left, left + size - 1)
                for text, ink in parts:
                    left += canvas.write(left, 1, text, ink) + 1
                break


def _claims_said(number: int) -> str:
    return f" claim{'s' * (number > 1)} "


def _labels(canvas: Canvas, view: View, width: int, marks: tuple[Mark, ...], taken: _Taken) -> None:
    """What marks are called, under them; the longest list of changes is cut rather than left out."""
    for mark in sorted((mark for mark in marks if mark.label), key=lambda mark: _LABELLED.index(mark.kind)):
        cell, ascii = cell_of(view, width, mark.tick), canvas.theme.ascii
        for text in dict.fromkeys((mark.label, words.shorten(mark.label, _LONGEST, ascii), mark.label.split()[0])):
            size = words.width(text, ascii)
            left = min(max(cell - size // 2, 0), max(width - size, 0))
            if size and taken.fits(left, left + size - 1):
                canvas.write(left, 1, text, _ink(mark, canvas.theme))
                taken.add(left, left + size - 1)
                break


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
