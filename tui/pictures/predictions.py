"""Single rows with what is predicted for them, the worst first; of classes the confusion matrix where there is room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.inputs import PredictionsView
from dlviz.tui.marks import mark
from dlviz.tui.numbers import NOTHING, count
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.features_input import draw_sample
from dlviz.tui.pictures.fit_confusion import draw_matrix, matrix_size
from dlviz.tui.pictures.frame import Area, PanelTitle, panel, run_in_front, say, title_room
from dlviz.tui.pictures.pixels import Scale
from dlviz.tui.theme import Theme
from dlviz.tui.view import FitView, PanelOptions, View

LEAST_WIDTH = 32
"""Cells that the rows keep beside the matrix."""
LEAST_HEIGHT = 8
"""Rows that they keep above it."""
LEAST_PICTURE = 6
"""Rows of a picture, below which one line of larger ones is better than two."""
LEAST_IN_A_LINE = 4
"""Pictures, for which they may become smaller."""
GAP = 2
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
    said = f"of {rows_said(found)}"
    if found.classes:
        wrong = f"{count(int((found.predicted != found.truth).sum()))} {said} are wrong"
        units = (f"worst first · {wrong}", wrong, "worst first")
    else:
        units = (f"worst first, {said}", "worst first")
    head = PanelTitle("Predictions", units[-1], legend, turned)
    room = title_room(head, width, ascii)
    unit = next((one for one in units if words.width(one, ascii) <= room), units[-1])
    return PanelTitle("Predictions", unit, legend, turned)


def rows_said(found: PredictionsView) -> str:
    """`1,000 validation rows`, of more than were looked at `2,000 of 60,000 training rows`."""
    kind = "validation rows" if found.held_out else "training rows"
    looked = len(found.rows)
    return f"{count(looked)} {kind}" if looked == found.of else f"{count(looked)} of {count(found.of)} {kind}"


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    canvas = panel(title(view, options, width, theme.ascii), width, height, theme, options)
    found = predictions_of(view, run_in_front(view, options))
    whole = Area(1, 1, width - 2, height - 1)
    if found is None:
        say(canvas, whole, view.troubles.get("predictions") or _nothing(view))
        return canvas
    rows, matrix = _split(found, whole, bool(options.log), theme)
    if matrix is not None:
        inner = Canvas(matrix.width, matrix.height, theme)
        draw_matrix(inner, fit_of(found), rows_said(found))
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
    tiles = _tiles(found, room, theme)
    across, down = (x - room.x) // (tiles.width + GAP), (y - room.y) // (tiles.height + 1)
    number = down * tiles.per_line + across
    inside = x >= room.x and y >= room.y and across < tiles.per_line and down < tiles.lines
    return int(found.rows[number]) if inside and number < len(found.x) else None


def fit_of(found: PredictionsView) -> FitView:
    """The same as the confusion matrix wants it."""
    return FitView(predicted=found.predicted.astype(np.int64), truth=found.truth, classes=found.classes)


def _nothing(view: View) -> str:
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
    for i in range(min(tiles.per_line * tiles.lines, len(found.x))):
        x = room.x + i % tiles.per_line * (tiles.width + GAP)
        y = room.y + i // tiles.per_line * (tiles.height + 1)
        at = Area(x, y, min(tiles.width, room.x + room.width - x), tiles.height - 1)
        draw_sample(canvas, at, found.x[i], scale, canvas.theme.text, most=2)
        _caption(canvas, Area(x, y + tiles.height - 1, at.width, 1), found, i, int(found.rows[i]) == chosen)


@dataclass(frozen=True)
class _Tiles:
    """Pictures in lines; the height is that of the picture and the line below it."""

    width: int
    height: int
    per_line: int
    lines: int


def _tiles(found: PredictionsView, room: Area, theme: Theme) -> _Tiles:
    """As large as lets a handful stand there."""
    text = max(words.width(_said(found, i), theme.ascii) for i in range(len(found.x)))
    if found.x.ndim == 4:
        full = -(-found.x.shape[1] // 2)
        two = (room.height + 1) // 2 - 2  # of two lines
        rows = max(min(two if two >= min(LEAST_PICTURE, full) else room.height - 1, full), 1)
        across = _across(found, rows)
        while rows > LEAST_PICTURE and (room.width + GAP) // (max(across, text) + GAP) < LEAST_IN_A_LINE:
            rows -= 1
            across = _across(found, rows)
    else:
        rows = max(min(5, room.height // 2 - 1), 1)
        across = max(min(24, room.width), 1)
    width = min(max(across, text), max(room.width, 1))
    per_line = max((room.width + GAP) // (width + GAP), 1)
    return _Tiles(width, rows + 1, per_line, max((room.height + 1) // (rows + 2), 1))


def _across(found: PredictionsView, rows: int) -> int:
    """Cells across of a picture in so many rows."""
    return max(round(found.x.shape[2] * min(2 * rows / found.x.shape[1], 1.0)), 1)


def _said(found: PredictionsView, i: int) -> str:
    """`5 → 3  98 %`, or of numbers `24.0 → 31.5`."""
    if not found.classes:
        truth, predicted = labels.column([float(found.truth[i]), float(found.predicted[i])])
        return f"{truth} → {predicted}"
    predicted = int(found.predicted[i])
    said = words.shorten(found.classes[predicted], 8) if predicted >= 0 else NOTHING
    sure = f"  {100 * float(found.shares[i]):.0f} %" if predicted >= 0 else ""
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
    for head, cells in columns:
        size = max(words.width(text, theme.ascii) for text in (head, *cells))
        if x + size > room.x + room.width:
            break
        canvas.write(x + size - 1, room.y, head, theme.faint, align="right")
        for i, text in enumerate(cells):
            wrong = bool(found.classes) and int(found.predicted[i]) != int(found.truth[i])
            ink = theme.cursor if int(found.rows[i]) == chosen else theme.text
            if head == "true → predicted" and ink == theme.text:
                ink = theme.bad if wrong else theme.good
            canvas.write(x + size - 1, room.y + 1 + i, text, ink, align="right")
        x += size + 2
