"""Single rows with what is predicted for them, the worst first; of classes the confusion matrix where there is room."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.inputs import PredictionsView
from dlviz.tui.marks import mark
from dlviz.tui.numbers import NOTHING, count, number
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.features_input import draw_sample
from dlviz.tui.pictures.fit_confusion import draw_matrix, matrix_size
from dlviz.tui.pictures.frame import Area, PanelTitle, panel, run_in_front, say, title_room
from dlviz.tui.pictures.pixels import Scale
from dlviz.tui.pictures.tiles import ENLARGED, GAP, Tiles, arrange
from dlviz.tui.readings import At, Line
from dlviz.tui.theme import Theme
from dlviz.tui.view import FitView, PanelOptions, View

LEAST_WIDTH = 32
"""Cells that the rows keep beside the matrix."""
LEAST_HEIGHT = 8
"""Rows that they keep above it."""
WANTED = 6
"""Pictures, for which they may become smaller."""
MOST_MATRIX = 24
"""Classes, beyond which there is no matrix."""


def predictions_of(view: View, front: int) -> PredictionsView | None:
    """What a run predicts for single rows, None where it is not known."""
    return view.predictions[front] if front < len(view.predictions) else None


def title(view: View, options: PanelOptions, width: int = 120, ascii: bool = False) -> PanelTitle:
    """`Predictions worst first · 39 of 1,000 validation rows are wrong`."""
    front = run_in_front(view, options)
    found = predictions_of(view, front)
    if found is None:
        return PanelTitle("Predictions")
    legend: tuple[tuple[str, str], ...] = ()
    if len(view.runs) > 1:
        run = view.runs[front]
        legend = ((f"{mark(run.index)} {run.name}", f"run {run.index}"),)
    turned = bool(options.log) if found.classes else None
    said = f"of {found.said}"
    units: tuple[str, ...] = (f"worst first, {said}", "worst first")
    if found.classes:
        wrong = f"{count(int((found.predicted != found.truth).sum()))} {said} are wrong"
        units = (f"worst first · {wrong}", wrong, "worst first")
    head = PanelTitle("Predictions", units[-1], legend, turned)
    room = title_room(head, width, ascii)
    unit = next((one for one in units if words.width(one, ascii) <= room), units[-1])
    return PanelTitle("Predictions", unit, legend, turned)


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    canvas = panel(title(view, options, width, theme.ascii), width, height, theme, options)
    found = predictions_of(view, run_in_front(view, options))
    whole = Area(1, 1, width - 2, height - 1)
    if found is None:
        say(canvas, whole, view.troubles.get("predictions") or _nothing(view, run_in_front(view, options)))
        return canvas
    rows, matrix = _split(found, whole, bool(options.log), theme)
    if matrix is not None:
        inner = Canvas(matrix.width, matrix.height, theme)
        draw_matrix(inner, fit_of(found))
        canvas.blit(inner, matrix.x, matrix.y)
    if rows is not None:
        _draw_rows(canvas, rows, found, view.chosen)
    return canvas


def row_at(view: View, width: int, height: int, theme: Theme, options: PanelOptions, x: int, y: int) -> int | None:
    """The row of the table that is drawn under a cell of the panel."""
    found = predictions_of(view, run_in_front(view, options))
    if found is None:
        return None
    room, _ = _split(found, Area(1, 1, width - 2, height - 1), bool(options.log), theme)
    if room is None or room.empty:
        return None
    if found.x.ndim == 2:
        number = y - room.y - 1 if room.x <= x < room.x + room.width else -1
        return int(found.rows[number]) if 0 <= number < min(room.height - 1, len(found.x)) else None
    under = _tiles(found, room, theme).at(x, y)
    return None if under is None or under >= len(found.x) else int(found.rows[under])


def fit_of(found: PredictionsView) -> FitView:
    """The same as the confusion matrix wants it."""
    return FitView(predicted=found.predicted.astype(np.int64), truth=found.truth, classes=found.classes, of=found.said)


def _nothing(view: View, front: int) -> str:
    """Why there is nothing to draw."""
    if view.runs and view.runs[front].stage == "waiting" and view.runs[front].status.startswith("waits"):
        return f"{view.runs[front].name} {view.runs[front].status}"
    if view.message and all(run.front < 0 for run in view.runs):
        return view.message
    return "computing what the runs predict" if view.networks and any(view.networks) else "nothing is predicted here"


def _split(found: PredictionsView, whole: Area, turned: bool, theme: Theme) -> tuple[Area | None, Area | None]:
    """The place of the rows and that of the matrix."""
    if not found.classes or len(found.classes) > MOST_MATRIX:
        return whole, None
    if turned:
        return None, Area(0, whole.y, whole.width + 2, whole.height)
    narrow, _, rows = matrix_size(fit_of(found), theme.ascii)
    if whole.width - narrow - GAP >= LEAST_WIDTH and whole.height >= rows:
        left = whole.width - narrow - GAP
        return (
            Area(whole.x, whole.y, left, whole.height),
            Area(whole.x + left + GAP - 1, whole.y, narrow + 1, whole.height),
        )
    if whole.height - rows - 1 >= LEAST_HEIGHT and whole.width >= narrow:
        above = whole.height - rows - 1
        return Area(whole.x, whole.y, whole.width, above), Area(0, whole.y + above + 1, whole.width + 2, rows)
    return whole, None


def _draw_rows(canvas: Canvas, room: Area, found: PredictionsView, chosen: int | None) -> None:
    if room.empty:
        return
    if found.x.ndim == 2:
        _table(canvas, room, found, chosen)
        return
    tiles = _tiles(found, room, canvas.theme)
    scale = Scale(found.low, found.high)
    for i in range(min(tiles.count, len(found.x))):
        at = tiles.place(i)
        draw_sample(canvas, at, found.x[i], scale, canvas.theme.text, most=ENLARGED, head=tuple(_told(found, i)))
        canvas.read(at.x, at.y + at.height, at.width, 1, _caption_told(found, i))
        _caption(canvas, Area(at.x, at.y + at.height, at.width, 1), found, i, int(found.rows[i]) == chosen)


def _told(found: PredictionsView, i: int) -> Iterator[Line]:
    """Which row it is, what is true and what is predicted, how surely, and its loss."""
    yield Line(f"row {count(int(found.rows[i]) + 1)}")
    if found.classes:
        at = int(found.predicted[i])
        yield Line("true", found.classes[int(found.truth[i])])
        yield Line("predicted", found.classes[at] if at >= 0 else NOTHING)
        yield Line("probability", number(float(found.shares[i])) if at >= 0 else NOTHING)
    else:
        truth, predicted = float(found.truth[i]), float(found.predicted[i])
        yield Line(found.target, number(truth))
        yield Line("predicted", number(predicted))
        yield Line("ŷ − y", number(predicted - truth))
    yield Line("loss", number(float(found.losses[i])))


def _caption_told(found: PredictionsView, i: int) -> At:
    return lambda x, y: _told(found, i)


def _tiles(found: PredictionsView, room: Area, theme: Theme) -> Tiles:
    text = max(words.width(_said(found, i), theme.ascii) for i in range(len(found.x)))
    return arrange(found.x.shape[1:], text, room, WANTED)


def _said(found: PredictionsView, i: int) -> str:
    """`5 → 3  98 %`, or of numbers `24.0 → 31.5`."""
    if not found.classes:
        return " → ".join(labels.column([float(found.truth[i]), float(found.predicted[i])]))
    at = int(found.predicted[i])
    said = words.shorten(found.classes[at], 8) if at >= 0 else NOTHING
    sure = f"  {100 * float(found.shares[i]):.0f} %" if at >= 0 else ""
    return f"{words.shorten(found.classes[int(found.truth[i])], 8)} → {said}{sure}"


def _caption(canvas: Canvas, area: Area, found: PredictionsView, i: int, lit: bool) -> None:
    theme = canvas.theme
    wrong = bool(found.classes) and int(found.predicted[i]) != int(found.truth[i])
    ink = theme.cursor if lit else theme.bad if wrong else theme.good if found.classes else theme.text
    canvas.write(area.x, area.y, _said(found, i), ink, bold=lit, room=area.width)


def _table(canvas: Canvas, room: Area, found: PredictionsView, chosen: int | None) -> None:
    """Rows as numbers: what is true and what is predicted, then as many features as fit."""
    theme, shown = canvas.theme, min(len(found.x), room.height - 1)
    rows = range(max(shown, 0))

    def at(_: int, row: int) -> Iterator[Line]:
        yield from _told(found, row)
        for name, value in zip(found.features, found.x[row].tolist(), strict=False):
            yield Line(name, number(value))

    canvas.read(room.x, room.y + 1, room.width, len(rows), at)
    columns: list[tuple[str, list[str]]] = [("row", [count(int(found.rows[i]) + 1) for i in rows])]
    if found.classes:
        columns += [("true → predicted", [_said(found, i) for i in rows])]
    else:
        pairs = [np.asarray(part[:shown], np.float64) for part in (found.truth, found.predicted)]
        cells = [labels.column(part.tolist()) for part in (*pairs, pairs[1] - pairs[0])]
        columns += list(zip((found.target, "predicted", "ŷ − y"), cells, strict=True))
    columns += [("loss", labels.figures(found.losses[:shown].tolist()))]
    columns += [
        (name, labels.column(found.x[:shown, k].tolist(), narrow=True)) for k, name in enumerate(found.features)
    ]
    x = room.x
    for head, texts in columns:
        size = max(words.width(text, theme.ascii) for text in (head, *texts))
        if x + size > room.x + room.width:
            break
        canvas.write(x + size - 1, room.y, head, theme.faint, align="right")
        for i, text in enumerate(texts):
            wrong = bool(found.classes) and int(found.predicted[i]) != int(found.truth[i])
            ink = theme.cursor if int(found.rows[i]) == chosen else theme.text
            if head == "true → predicted" and ink == theme.text:
                ink = theme.bad if wrong else theme.good
            canvas.write(x + size - 1, room.y + 1 + i, text, ink, align="right")
        x += size + 2
