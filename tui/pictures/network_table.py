"""The network as a table: layers, what comes out of them, their parameters, and how fast each moves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.numbers import count
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import Area
from dlviz.tui.readings import Line
from dlviz.tui.theme import Theme
from dlviz.tui.view import LayerView, RunView, View

Column = tuple[str, list[str], bool, list[str]]  # head, cells, right aligned, roles
LEAST_WIDTH = 36
_ORDER = {"layer": 0, "type": 1, "output": 2, "params": 3}


def table_rows(layers: tuple[LayerView, ...]) -> int:
    """Rows of the whole table: heads, layers, a line and Keras' three sums."""
    return len(layers) + 5


def first_row(area: Area) -> int:
    """The row of the first layer."""
    return area.y + 1


def draw_table(canvas: Canvas, view: View, front: int, area: Area, chosen: str | None) -> None:
    """The table of the run in front; the chosen layer has a mark before it."""
    layers = view.network_of(front)
    theme = canvas.theme
    columns = _columns(view, front)
    kept = _kept(columns, area.width, theme)
    shown = shown_layers(layers, area)
    canvas.read(area.x, first_row(area), area.width, shown, lambda _, row: _told(columns, row))
    x = area.x
    for head, cells, right, inks in kept:
        size = max(words.width(t, theme.ascii) for t in (head, *cells))
        end = x + size - 1
        _head(canvas, head, x, end, area.y, right, inks[:1])
        for i in range(shown):
            lit = head == "layer" and layers[i].name == chosen
            ink, y = theme.cursor if lit else theme.ink(inks[i]), first_row(area) + i
            if lit:
                canvas.put(x - 1, y, "▸", theme.cursor)
            if right:
                canvas.write(end, y, cells[i], ink, align="right")
            else:
                canvas.write(x, y, cells[i], ink, bold=lit, room=area.x + area.width - x)
        x += size + 2 + _spare(kept, area.width, theme)
    below = first_row(area) + shown
    if shown < len(layers):
        canvas.write(area.x, below, f"… {len(layers) - shown} more", theme.muted, room=area.width)
    elif below + 1 < area.y + area.height:
        canvas.line(area.x, below, area.width, "─", theme.grid)
        _sums(canvas, layers, area, below + 1)


def _told(columns: list[Column], row: int) -> Iterator[Line]:
    """All that the table knows of a layer, those columns too that have no room."""
    for head, cells, _, _ in columns:
        if cells[row]:
            yield Line(head, cells[row])


def shown_layers(layers: tuple[LayerView, ...], area: Area) -> int:
    """How many of the layers there is room for."""
    room = area.height - 1
    return len(layers) if len(layers) <= room else max(room - 1, 0)


def _sums(canvas: Canvas, layers: tuple[LayerView, ...], area: Area, y: int) -> None:
    """The lines that Keras prints below its table."""
    total, frozen = sum(layer.params for layer in layers), sum(layer.frozen for layer in layers)
    lines = (("Total params", total), ("Trainable params", total - frozen), ("Non-trainable params", frozen))
    widest = len(count(total))
    for row, (text, value) in enumerate(lines[: area.y + area.height - y], start=y):
        said = f"{text}: {count(value).rjust(widest + len('Non-trainable params') - len(text))}"
        canvas.write(area.x, row, said, canvas.theme.text if row == y else canvas.theme.muted, room=area.width)


def _columns(view: View, front: int) -> list[Column]:
    """The most telling first: the layers, then how fast they move in the run in front, then in runs that share them."""
    layers = view.network_of(front)
    quiet = ["text" if layer.params else "muted" for layer in layers]
    muted = ["muted"] * len(layers)
    out: list[Column] = [
        ("layer", [layer.name for layer in layers], False, quiet),
        ("params", [count(layer.params) for layer in layers], True, quiet),
        ("type", [layer.type for layer in layers], False, muted),
        ("output", [layer.output for layer in layers], True, muted),
    ]
    alike = [place for place in range(len(view.runs)) if view.network_of(place) == layers]
    for place in sorted(alike, key=lambda place: place != front):
        run = view.runs[place]
        moved = _moved(view, run)
        if moved:
            cells = [moved.get(layer.name) for layer in layers]
            texts = labels.column(cells, narrow=True)
            texts = [t if c is not None else "" for t, c in zip(texts, cells, strict=True)]
            out.append((f"Δθ/θ {mark(run.index)}", texts, True, [f"run {run.index}"] * len(layers)))
    return out


def _kept(columns: list[Column], room: int, theme: Theme) -> list[Column]:
    """As many columns as fit, the most telling first, in the order of the table."""
    kept: list[Column] = []
    used = -2
    for column in columns:
        size = max(words.width(t, theme.ascii) for t in (column[0], *column[1]))
        if kept and used + 2 + size > room:
            continue
        kept.append(column)
        used += 2 + size
    return sorted(kept, key=lambda c: (_ORDER.get(c[0], 9), c[3][0]))


def _spare(kept: list[Column], room: int, theme: Theme) -> int:
    used = sum(max(words.width(t, theme.ascii) for t in (head, *cells)) for head, cells, _, _ in kept)
    gaps = len(kept) - 1
    return min(max(room - used - 2 * gaps, 0) // max(gaps, 1), 8)


def _head(canvas: Canvas, head: str, x: int, end: int, y: int, right: bool, roles: list[str]) -> None:
    theme = canvas.theme
    if right:
        canvas.write(end, y, head, theme.faint, align="right")
        if head.startswith("Δθ/θ"):  # a run's column, in its colour
            canvas.put(end, y, head[-1], theme.ink(roles[0]) if roles else theme.faint)
    else:
        canvas.write(x, y, head, theme.faint)


def _moved(view: View, run: RunView) -> dict[str, float]:
    """‖Δθ‖ / ‖θ‖ of every layer at the cursor."""
    update, weight = run.columns.get("update_norm"), run.columns.get("weight_norm")
    row = view.row(run)
    if (
        update is None
        or weight is None
        or update.ndim != 2
        or update.shape != weight.shape
        or not 0 <= row < len(update)
    ):
        return {}
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.asarray(update[row], np.float64) / np.asarray(weight[row], np.float64)
    return dict(zip(run.labels.get("update_norm", ()), ratio.tolist(), strict=False))
