"""The network as a table: layers, what comes out of them, their parameters, and how fast each moves."""

from __future__ import annotations

import numpy as np

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.numbers import count
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import Area, PanelTitle, panel, run_in_front, say
from dlviz.tui.theme import Theme
from dlviz.tui.view import LayerView, PanelOptions, RunView, View


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Network 1,491 parameters`, before it the run in front where the runs have different networks."""
    front = run_in_front(view, options)
    layers = view.network_of(front)
    if not layers:
        return PanelTitle("Network")
    total = sum(layer.params for layer in layers)
    whose = f"{view.runs[front].name} · " if len(set(view.networks)) > 1 else ""
    return PanelTitle("Network", f"{whose}{count(total)} parameter{'s' * (total != 1)}")


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    canvas = panel(title(view, options), width, height, theme, options)
    front = run_in_front(view, options)
    layers = view.network_of(front)
    if not layers:
        say(canvas, Area(1, 1, width - 2, height - 1), view.message or "no network in this scenario")
        return canvas
    columns = _columns(view, front)
    kept = _kept(columns, width - 2)
    rows = len(layers)
    room = height - 2
    shown = rows if rows <= room else max(room - 1, 0)
    x = 1
    for head, cells, right, inks in kept:
        size = max(words.width(t, theme.ascii) for t in (head, *cells))
        end = x + size - 1
        _head(canvas, head, x, end, right, theme)
        for i in range(shown):
            ink = theme.ink(inks[i])
            if right:
                canvas.write(end, 2 + i, cells[i], ink, align="right")
            else:
                canvas.write(x, 2 + i, cells[i], ink, room=width - 1 - x)
        x += size + 2 + _spare(kept, width - 2, theme)
    if shown < rows:
        canvas.write(1, 2 + shown, f"… {rows - shown} more", theme.muted, room=width - 2)
    elif rows + 4 <= height:
        canvas.line(1, 2 + rows, width - 2, "─", theme.grid)
        canvas.write(1, 3 + rows, "total", theme.muted)
        _total(canvas, layers, kept, 3 + rows)
    return canvas


Column = tuple[str, list[str], bool, list[str]]  # head, cells, right aligned, roles


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


_ORDER = {"layer": 0, "type": 1, "output": 2, "params": 3}


def _kept(columns: list[Column], room: int) -> list[Column]:
    """As many columns as fit, the most telling first, in the order of the table."""
    kept: list[Column] = []
    used = -2
    for column in columns:
        size = max(words.width(t) for t in (column[0], *column[1]))
        if kept and used + 2 + size > room:
            continue
        kept.append(column)
        used += 2 + size
    return sorted(kept, key=lambda c: (_ORDER.get(c[0], 9), c[3][0]))


def _spare(kept: list[Column], room: int, theme: Theme) -> int:
    used = sum(max(words.width(t, theme.ascii) for t in (head, *cells)) for head, cells, _, _ in kept)
    gaps = len(kept) - 1
    return min(max(room - used - 2 * gaps, 0) // max(gaps, 1), 8)


def _head(canvas: Canvas, head: str, x: int, end: int, right: bool, theme: Theme) -> None:
    if right:
        canvas.write(end, 1, head, theme.faint, align="right")
        if head.startswith("Δθ/θ"):
            run = next((i for i in range(6) if head.endswith(mark(i))), 0)
            canvas.put(end, 1, head[-1], theme.run(run))
    else:
        canvas.write(x, 1, head, theme.faint)


def _total(canvas: Canvas, layers: tuple[LayerView, ...], kept: list[Column], y: int) -> None:
    text = count(sum(layer.params for layer in layers))
    theme = canvas.theme
    x = 1
    for head, cells, _, _ in kept:
        size = max(words.width(t, theme.ascii) for t in (head, *cells))
        end = x + size - 1
        if head == "params":
            canvas.write(end, y, text, theme.text, align="right", bold=True)
        x += size + 2 + _spare(kept, canvas.width - 2, theme)


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
