"""What the timeline says to who points at it: a step, and what stands there."""

from __future__ import annotations

from collections.abc import Iterator

from dlviz.tui import milestones, words
from dlviz.tui.canvas import Canvas
from dlviz.tui.pictures.read_time import moment
from dlviz.tui.pictures.timeline import cell_of, tick_at, track
from dlviz.tui.view import View


def told(canvas: Canvas, view: View, x: int, front: int = 0) -> Canvas:
    """The timeline with what a cell stands for: below the mouse where there is a second row, else beside it."""
    line = track(view, canvas.width)
    if not line.left <= x < line.left + line.cells:
        return canvas
    said = " · ".join(_said(view, canvas.width, x, front))
    out, theme = canvas.copy(), canvas.theme
    row = canvas.height - 1
    size = words.width(said, theme.ascii) + 2
    left = min(max(x - size // 2, 0), max(canvas.width - size, 0)) if row else x + 2
    if left + size > canvas.width:
        left = max(x - 1 - size, 0)
    out.fill(left, row, size, 1, theme.bar)
    out.write(left + 1, row, said, theme.text, room=canvas.width - left - 1)
    return out


def _said(view: View, width: int, x: int, front: int) -> Iterator[str]:
    """The step under a cell, what has happened there, and whether it is trained."""
    line = track(view, width)
    tick = int((x - line.left) / max(line.cells - 1, 1) * view.ticks + 0.5)
    tick = tick if tick > view.front else tick_at(view, width, x, front)  # where a click goes
    yield from (one.text for one in moment(view, tick, tick))
    found = [mark for mark in milestones.marks(view, front) if cell_of(view, width, mark.tick) == x]
    # What tells most comes first, should there be no room for all.
    for mark in sorted(found, key=lambda mark: -milestones.ORDER.index(mark.kind)):
        yield mark.text.rstrip(".")
    if tick > view.front:
        yield "not trained yet"
