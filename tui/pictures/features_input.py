"""The chosen input: a picture, a series or the numbers of a row; below it what it is and what is predicted."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.inputs import FeaturesView, Floats
from dlviz.tui.numbers import NOTHING, number
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.pixels import Scale, draw_picture, draw_series, size_in
from dlviz.tui.pictures.read_pixels import read_picture, read_steps
from dlviz.tui.readings import Line

MOST = 32
"""Cells across."""
WORDS = 2
"""Rows below the input: its truth and the prediction."""
OF_CURVES = 6
"""Rows of a series."""
LEAST_NUMBERS = 15
"""Cells of a row of numbers, with what it is called."""


def input_width(found: FeaturesView) -> int:
    """Cells across that an input would like to have."""
    return min(max(2 * found.x.shape[1], 18), MOST) if found.x.ndim == 3 else MOST


def draw_sample(
    canvas: Canvas, area: Area, x: Floats, scale: Scale, ink: int, most: int = 4, head: Iterable[Line] = ()
) -> int:
    """A picture or the curves of a series in an area; the rows that it takes.

    `head`: what is told of it, above the numbers that the mouse or a crosshair point at.
    """
    if area.empty:
        return 0
    if x.ndim == 3:
        size = size_in(x.shape, area.height, area.width, most)
        if 0 in size:
            return 0
        draw_picture(canvas, area.x, area.y, x, scale, size)
        read_picture(canvas, area.x, area.y, size, x, "x", head)
        return -(-size[0] // 2)
    for channel in range(x.shape[1]):
        draw_series(canvas, area, x[:, channel], scale, ink)
    read_steps(canvas, area, x, "x", head)
    return area.height


def draw_input(canvas: Canvas, area: Area, found: FeaturesView) -> None:
    """The input, its words, and how much goes to each class where there is room for all of them."""
    theme = canvas.theme
    if area.empty:
        return
    room = max(area.height - WORDS, 1)
    picture = Area(area.x, area.y, area.width, room if found.x.ndim == 3 else min(room, OF_CURVES))
    if found.x.ndim >= 2:
        taken = draw_sample(canvas, picture, found.x, Scale(found.low, found.high), theme.text)
    else:
        taken = _numbers(canvas, Area(area.x, area.y, area.width, room), found)
    y, end = area.y + taken, area.y + area.height
    role = {True: theme.good, False: theme.bad, None: theme.text}[found.right]
    at = None if found.shares is None or not len(found.shares) else float(found.shares.max())
    sure = f"  {at * 100:.0f} %" if at is not None and math.isfinite(at) else ""
    predicted = f"predicted {found.predicted}{sure}"
    if words.width(predicted, theme.ascii) > area.width:
        room = area.width - len("→ ") - words.width(sure, theme.ascii)  # how sure it is, is kept
        predicted = f"→ {words.shorten(found.predicted, max(room, 1), theme.ascii)}{sure}"
    truth = f"true {found.truth}"
    if words.width(truth, theme.ascii) > area.width:
        truth = f"true {found.truth.rpartition(' = ')[2]}"  # the number, not what is predicted
    lines = [(truth, theme.text), (predicted, role)]
    for text, ink in lines[: max(end - y, 0)]:
        canvas.write(area.x, y, text, ink, room=area.width)
        y += 1
    if found.shares is not None and end - y > len(found.classes):
        _shares(canvas, Area(area.x, y + 1, area.width, len(found.classes)), found)


def _numbers(canvas: Canvas, area: Area, found: FeaturesView) -> int:
    """The numbers of a row under one another, each with what it is called."""
    theme = canvas.theme
    values = found.x.ravel().tolist()
    shown = values if len(values) <= area.height else values[: max(area.height - 1, 0)]
    texts = labels.column(shown)
    called = found.features or tuple(f"x{i}" for i in range(len(values)))

    def at(_: int, row: int) -> Iterator[Line]:
        yield Line(called[row], number(values[row]))

    canvas.read(area.x, area.y, area.width, len(shown), at)
    size = max((words.width(text, theme.ascii) for text in texts), default=0)
    longest = max((words.width(name, theme.ascii) for name in called[: len(shown)]), default=0)
    end = min(max(longest + 2 + size, LEAST_NUMBERS), area.width)
    for i, (name, text) in enumerate(zip(called[: len(shown)], texts, strict=True)):
        canvas.write(area.x, area.y + i, name, theme.faint, room=max(end - size - 1, 0))
        canvas.write(area.x + end - 1, area.y + i, text, theme.text, align="right")
    if len(shown) < len(values):
        canvas.write(area.x, area.y + len(shown), f"… {len(values) - len(shown)} more", theme.muted, room=area.width)
    return min(len(values), area.height)


def _shares(canvas: Canvas, area: Area, found: FeaturesView) -> None:
    """A bar for every class."""
    theme = canvas.theme
    assert found.shares is not None
    name = min(max(words.width(one, theme.ascii) for one in found.classes), 10)
    room = area.width - name - 8
    shares = found.shares.tolist()
    canvas.read(area.x, area.y, area.width, area.height, lambda _, i: (Line(found.classes[i], number(shares[i])),))
    for i, (label, share) in enumerate(zip(found.classes, found.shares.tolist(), strict=True)):
        known = math.isfinite(share)
        best = known and label == found.predicted
        ink = theme.text if not best else theme.good if found.right else theme.bad
        canvas.write(area.x, area.y + i, label, theme.muted, room=name)
        if known and room > 0:
            canvas.line(area.x + name + 1, area.y + i, round(share * room), "━", ink)
        text = f"{share:.3f}" if known else NOTHING
        canvas.write(area.x + area.width - 1, area.y + i, text, theme.text, align="right")
