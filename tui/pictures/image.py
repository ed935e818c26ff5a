"""A window sliding over a picture: the picture with the window outlined, its channels, the output growing.

Below the tiles, the numbers under the window, what they are multiplied by and what comes out.
"""

from __future__ import annotations

import numpy as np

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import Area, PanelTitle, panel, run_in_front, say
from dlviz.tui.pictures.image_tiles import CHANNELS, draw_tiles
from dlviz.tui.sliding import ImageView
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, View

Line = tuple[tuple[str, int], ...]

TEXT = 12
"""Rows of the panel from which on numbers stand below the tiles."""


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Image  filter 9x9x3, stride 1, no padding`, and the run in front where there are several."""
    seen = _seen(view, options)
    legend: tuple[tuple[str, str], ...] = ()
    if len(view.runs) > 1:
        run = view.runs[run_in_front(view, options)]
        legend = ((f"{mark(run.index)} ", f"run {run.index}"), (run.name, "muted"))
    if seen is None:
        return PanelTitle("Image", "", legend)
    size = "x".join(map(str, (*seen.size, *seen.x.shape[2:])[: 3 if seen.x.shape[2] > 1 else 2]))
    what = f"filter {size}" if seen.weights is not None else f"{seen.how} of {size}"
    zeros = "zeros around" if np.any(seen.around) else "no padding"
    stride = f"{what}, stride {seen.strides[0]}"
    return PanelTitle("Image", f"{stride}, {zeros}", legend, shorter=(stride, what))


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    canvas = panel(title(view, options), width, height, theme, options)
    seen = _seen(view, options)
    if seen is None or not seen.x.size:
        missing = view.troubles.get("image") or view.message or "no picture is looked at here"
        say(canvas, Area(1, 1, width - 2, height - 1), missing)
        return canvas
    text = _text(seen, width - 2, theme) if height >= TEXT else []
    room = height - 1 - len(text)
    y = 1 + draw_tiles(canvas, seen, width - 2, room)
    for line in text:
        canvas.spans(1, y, line)
        y += 1
    return canvas


def _seen(view: View, options: PanelOptions) -> ImageView | None:
    front = run_in_front(view, options)
    return view.images[front] if front < len(view.images) else None


def _text(seen: ImageView, width: int, theme: Theme) -> list[Line]:
    """What lies under the window, what it is multiplied by, and what comes out."""
    (above, below), (left, right) = seen.around
    padded = np.pad(seen.x, ((above, below), (left, right), (0, 0)))
    top, across = seen.start[0] + above, seen.start[1] + left
    under = padded[top : top + seen.size[0], across : across + seen.size[1]]
    value = labels.column([float(seen.y[seen.place])], narrow=True)[0]
    name = f"y[{seen.place[0]}, {seen.place[1]}] = "
    if seen.weights is None:
        rows = (" ".join(labels.column([float(one) for one in row], narrow=True)) for row in under[..., 0])
        said = " / ".join(rows)
        result = ((f"{name}{'largest' if seen.how == 'max' else 'mean'} = ", theme.text), (value, theme.cursor))
        line: Line = (("under the window  ", theme.muted), (f"{said}   ", theme.text), *result)
        return [line if _width(line, theme) <= width else result]
    products = under * seen.weights
    if seen.x.shape[2] == 3:
        sums = labels.column([float(one) for one in products.sum(axis=(0, 1))], narrow=True)
        parts: list[tuple[str, int]] = []
        for c, (channel, total) in enumerate(zip(CHANNELS, sums, strict=True)):
            parts += [(" + " * (c > 0), theme.muted), (f"{channel} ", theme.muted), (total, theme.bright)]
        cells = f"Σ of {products[..., 0].size} products each:  "
        result = ((f"   {name}", theme.text), (value, theme.cursor))
        for one in (((cells, theme.muted), *parts, *result), (*parts, *result), result):
            if _width(one, theme) <= width:
                return [one]
        return [result]
    result = ((f"{name}Σ w·x = ", theme.text), (value, theme.cursor))
    blocks = [under[..., 0], seen.weights[..., 0], products[..., 0]]
    each = max(7 * seen.size[1], 18) + 2
    heads: Line = tuple((f"{head:<{each}}", theme.muted) for head in ("x under the window", "filter w"))
    summed: Line = (("w·x   ", theme.muted), (f"Σ = {name}", theme.text), (value, theme.cursor))
    if _width((*heads, *summed), theme) > width:
        summed = (("w·x   ", theme.muted), ("Σ = ", theme.text), (value, theme.cursor))
    if seen.size[0] > 5 or max(each * len(blocks), _width((*heads, *summed), theme)) > width:
        return [result]
    lines: list[Line] = [(*heads, *summed)]
    columns = [labels.column([float(one) for one in block.ravel()], narrow=True) for block in blocks]
    for i in range(seen.size[0]):
        cut = slice(i * seen.size[1], (i + 1) * seen.size[1])
        pieces = ["".join(f"{one:>7}" for one in column[cut]) for column in columns]
        inks = (theme.text, theme.text, theme.bright)
        lines.append(tuple((f"{piece:<{each}}", ink) for piece, ink in zip(pieces, inks, strict=True)))
    return lines


def _width(line: Line, theme: Theme) -> int:
    return sum(words.width(text, theme.ascii) for text, _ in line)
