"""The confusion matrix: how often each class is predicted as which.

A row is what rows of the data are, a column what they are predicted to be; right answers stand on the diagonal. At the
right is the recall of a class, the share of it that is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.ink import mix
from dlviz.tui.numbers import NOTHING, count
from dlviz.tui.pictures.fit_residuals import held_out, rows_said
from dlviz.tui.pictures.scatter import glyph
from dlviz.tui.readings import Line
from dlviz.tui.view import FitView

Counts = NDArray[np.int64]

RECALL = "recall"
CAPTION = "row: true, column: predicted"
LONGEST = 14
"""Cells of a class's name, at most."""


def confusion(fit: FitView) -> Counts:
    """Counts of the rows that were not learned from, of all where there are no others. Shapes: (classes, classes).

    A row whose outputs are not finite is predicted as nothing, and is not counted.
    """
    assert fit.truth is not None
    assert fit.predicted is not None
    classes = len(fit.classes)
    start = fit.training if held_out(fit) else 0
    truth, predicted = np.asarray(fit.truth)[start:].astype(np.int64), np.asarray(fit.predicted)[start:]
    known = predicted >= 0
    cells = truth[known] * classes + predicted[known].astype(np.int64)
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


def all_said(fit: FitView) -> str:
    """`45 validation rows`, or `all 150 rows`."""
    return rows_said(fit) if fit.of or held_out(fit) else f"all {rows_said(fit)}"


def matrix_size(fit: FitView, ascii: bool = False) -> tuple[int, int, int]:
    """Cells across with marks as heads, cells across with names, and rows: caption (two), heads, classes, accuracy."""
    label, columns, named = _widths(fit, ascii)
    fixed = 1 + label + 2 + len(RECALL)
    counted = count((held_out(fit) or len(fit.truth)) if fit.truth is not None else 0)
    lines = (CAPTION, all_said(fit), f"accuracy 0.0000 = {counted} of {counted}")
    least = max(words.width(line, ascii) for line in lines) + 2
    across = [max(fixed + sum(sizes) + len(sizes), least) for sizes in (columns, named)]
    return across[0], across[1], len(fit.classes) + 4


def _widths(fit: FitView, ascii: bool) -> tuple[int, list[int], list[int]]:
    """Cells of a row's name, of each column under a mark, of each column under a name."""
    shown = [words.shorten(name, LONGEST, ascii) for name in fit.classes]
    sizes = np.bincount(np.asarray(fit.truth, np.int64)) if fit.truth is not None and len(fit.truth) else np.ones(1)
    digits = len(count(int(sizes.max())))
    names = [words.width(name, ascii) for name in shown]
    return max(names, default=0) + 2, [digits + 1] * len(shown), [max(digits, size) + 1 for size in names]


def draw_matrix(canvas: Canvas, fit: FitView) -> None:
    """The matrix from the top left of a canvas, its caption in the first two rows."""
    theme, ascii = canvas.theme, canvas.theme.ascii
    counts = confusion(fit)
    label, columns, named = _widths(fit, ascii)
    room = canvas.width - (1 + label + 2 + len(RECALL)) - len(columns)
    by_name = sum(named) <= room
    sizes = named if by_name else columns
    canvas.write(1, 0, all_said(fit), theme.muted, room=canvas.width - 2)
    canvas.write(1, 1, CAPTION, theme.faint, room=canvas.width - 2)
    ends = np.cumsum([size + 1 for size in sizes]) + label
    shown = [i for i, end in enumerate(ends.tolist()) if end < canvas.width - 1]
    whole = len(shown) == len(sizes)  # else what does not fit is left out, the recall first
    for i in shown:
        sign, name = glyph(i, fit.classes), words.shorten(fit.classes[i], LONGEST, ascii)
        canvas.write(int(ends[i]), 2, name if by_name else sign, theme.of_class(i), align="right")
    at_recall = int(ends[-1]) + 2 + len(RECALL) if len(ends) else 0
    if whole and at_recall < canvas.width:
        canvas.write(at_recall, 2, RECALL, theme.faint, align="right")
    for i, name in enumerate(fit.classes):
        y = 3 + i
        _name(canvas, y, i, fit.classes, name)
        total = int(counts[i].sum())
        for j in shown:
            _cell(canvas, int(ends[j]), y, sizes[j], int(counts[i, j]), total, i == j)
        if whole and at_recall < canvas.width:
            share = f"{100 * counts[i, i] / total:.0f} %" if total else NOTHING
            canvas.write(at_recall, y, share, theme.text, align="right")
    if shown:
        left, reach = int(ends[0]) - sizes[0], ends[shown]
        canvas.read(
            left,
            3,
            int(reach[-1]) - left + 1,
            len(fit.classes),
            lambda x, i: _told(fit.classes, counts, i, shown[int(np.searchsorted(reach, left + x))]),
        )
    _accuracy(canvas, counts)


def _told(classes: Sequence[str], counts: Counts, i: int, j: int) -> Iterator[Line]:
    """How many rows of a class are predicted as another, and which share of its rows these are."""
    yield Line("true", classes[i])
    yield Line("predicted", classes[j])
    total = int(counts[i].sum())
    yield Line("rows", f"{count(int(counts[i, j]))} of {count(total)}")
    yield Line("share", f"{100 * counts[i, j] / total:.1f} %" if total else NOTHING)


def _name(canvas: Canvas, y: int, index: int, names: Sequence[str], name: str) -> None:
    sign = glyph(index, names)
    canvas.write(1, y, sign, canvas.theme.of_class(index))
    if sign != name:
        canvas.write(3, y, name, canvas.theme.text, room=LONGEST)


def _cell(canvas: Canvas, end: int, y: int, size: int, number: int, total: int, right: bool) -> None:
    """A count on a tint as strong as its share of the row; a mistake that never happens is a dot."""
    theme = canvas.theme
    share = number / total if total else 0.0
    if number and theme.hues:
        tint = mix(
            theme.paper, theme.good if right else theme.bad, (0.12 + 0.23 * share) if right else 0.2 + 0.2 * share
        )
        canvas.fill(end - size + 1, y, size + 1, 1, tint)
    ink = theme.faint if not number else theme.bright if right else theme.bad if not theme.hues else theme.bright
    canvas.write(end, y, count(number) if number or right else "·", ink, align="right", bold=bool(number) and not right)


def _accuracy(canvas: Canvas, counts: Counts) -> None:
    """`accuracy 0.9556 = 43 of 45`."""
    right, total = int(np.trace(counts)), int(counts.sum())
    said = f"accuracy {right / total:.4f} = {count(right)} of {count(total)}" if total else "no finite prediction"
    canvas.write(1, 3 + len(counts), said, canvas.theme.muted, room=canvas.width - 2)
