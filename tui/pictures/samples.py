"""Some of the pictures or series that are learned from, class after class."""

from __future__ import annotations

import numpy as np

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.numbers import count
from dlviz.tui.pictures.features_input import draw_sample
from dlviz.tui.pictures.frame import Area
from dlviz.tui.pictures.pixels import grey_scale
from dlviz.tui.pictures.scatter import glyph
from dlviz.tui.pictures.tiles import ENLARGED, arrange
from dlviz.tui.readings import Line
from dlviz.tui.view import DataView

LONGEST = 12
"""Cells of a class's name below a sample."""
SMALLEST = 3
"""Rows of a picture: no class is left out before."""


def samples_said(data: DataView, room: int) -> str:
    """`5,000 pictures of 28×28, 10 classes`, shorter where there is less room."""
    assert data.samples is not None
    shape = data.samples.shape[1:]
    kind = f"pictures of {shape[0]}×{shape[1]}" if len(shape) == 3 else f"series of {count(shape[0])} steps"
    held_out = data.rows - data.training if 0 < data.training < data.rows else 0
    said = f"{count(data.rows)} {kind}"
    longer = f"{said}, {len(data.class_names)} classes"
    longest = f"{longer}, {count(held_out)} held out" if held_out else longer
    return next((one for one in (longest, longer) if words.width(one) <= room), said)


def draw_samples(canvas: Canvas, area: Area, data: DataView) -> None:
    """As many of each class as there is room for, at least one; below each the class."""
    if area.empty or data.samples is None or data.sampled is None or data.classes is None:
        return
    theme, names = canvas.theme, data.class_names
    kinds = np.asarray(data.classes)[data.sampled]
    signs = [glyph(k, names) for k in range(len(names))]
    texts = [
        sign if sign == name else f"{sign} {words.shorten(name, LONGEST)}"
        for sign, name in zip(signs, names, strict=True)
    ]
    widest = max(words.width(text, theme.ascii) for text in texts)
    tiles = arrange(data.samples.shape[1:], widest, area, len(names), SMALLEST)
    each = max(tiles.count // max(len(names), 1), 1)
    ordered = [i for k in range(len(names)) for i in np.flatnonzero(kinds == k)[:each].tolist()]
    scale = grey_scale(data.samples)
    for place, i in enumerate(ordered[: tiles.count]):
        at, kind = tiles.place(place), int(kinds[i])
        head = (Line(f"row {count(int(data.sampled[i]) + 1)}", names[kind]),)
        draw_sample(canvas, at, data.samples[i], scale, theme.of_class(kind), most=ENLARGED, head=head)
        canvas.write(at.x, at.y + at.height, texts[kind], theme.of_class(kind), room=at.width)
