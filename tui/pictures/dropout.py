"""Which units the dropouts switch off in the update at the cursor: ● kept, in the colour of what it gives, · off.

y shows in their place how often each unit was off so far. Source: notes 5.3, Fig. 5.1; LOOK.md, Panels by size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.masks import DropoutView, MaskView
from dlviz.tui.numbers import number
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.dropout_units import FOOT, HEAD, KEPT, OFF, draw_grids, draw_list, period
from dlviz.tui.pictures.frame import Area, PanelTitle, panel, run_in_front, say
from dlviz.tui.readings import Line
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, View

LEAST_WIDTH, LEAST_LISTED = 19, 15  # cells of one of several grids, or lists
GAP = 2
MOST_LISTED = 16  # units that are told one a row
LEFT, RIGHT, MOST_NAME = 8, 6, 13  # cells of what goes in, and of what comes out
LEAST_NAME = 5  # cells of a name that is cut


def dropout_of(view: View, front: int) -> DropoutView | None:
    """The masks of a run, None where it has none or they are not known."""
    found = view.dropouts[front] if front < len(view.dropouts) else None
    return found if found is not None and found.layers else None


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Dropout masks row 38, setosa · rate 0.3 ── ● kept, colour = activation · off`."""
    found = dropout_of(view, run_in_front(view, options))
    often = bool(options.log)
    if found is None:
        return PanelTitle("Dropout masks", turned=often)
    rates = sorted({one.rate for one in found.layers})
    rate = f"rate {labels.setting(rates[0])}" + (f"–{labels.setting(rates[-1])}" if len(rates) > 1 else "")
    parts = (f"off in how many of {period(found)}",) if often else (found.rows[0], "colour = activation")
    said, *shorter = (" · ".join((rate, *parts[:shown])) for shown in range(len(parts), -1, -1))
    legend = (("● brighter: more often off", "muted"),) if often else (("● kept", "muted"), ("  · off", "muted"))
    return PanelTitle("Dropout masks", said, legend, often, tuple(shorter))


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included: all dropouts side by side, or the one of the layer that was chosen."""
    canvas = panel(title(view, options), width, height, theme, options)
    front = run_in_front(view, options)
    whole = Area(1, 1, width - 2, height - 1)
    found = dropout_of(view, front)
    if found is None:
        say(canvas, whole, view.troubles.get("dropout") or view.message or _nothing(view, front))
        return canvas
    ink = theme.run(view.runs[front].index)
    parts = _parts(found, whole, options.layer)
    if parts.left is not None:
        _ends(canvas, parts.left, "input", found.x, _first(found), found.features, theme)
    if parts.right is not None:
        _ends(canvas, parts.right, "out", found.y, None, found.classes, theme)
    top = max(
        (float(np.abs(one.values[np.isfinite(one.values)]).max(initial=0.0)) for one in found.layers), default=0.0
    )
    for one, area in parts.grids:
        lit = one.units_of == options.layer
        if parts.listed:
            draw_list(canvas, found, one, area, ink, lit, parts.place)
        else:
            draw_grids(canvas, found, one, area, ink, lit, parts.place, bool(options.log), top)
    return canvas


def _nothing(view: View, front: int) -> str:
    """Why there is nothing to see."""
    drops = [run for place, run in enumerate(view.runs) if dropout_of(view, place) is not None]
    if drops and front < len(view.runs):
        one = drops[0]
        return f"{view.runs[front].name} switches no unit off: < and > bring {mark(one.index)} {one.name} to the front"
    return "no unit is switched off in this scenario" if view.dropouts else "drawing the masks"


@dataclass(frozen=True)
class _Parts:
    """Where everything stands; `place`: `2 of 3` where one layer of several is shown."""

    left: Area | None
    right: Area | None
    grids: tuple[tuple[MaskView, Area], ...]
    listed: bool
    place: str = ""


def _first(found: DropoutView) -> MaskView | None:
    """The dropout of the inputs themselves."""
    return next((one for one in found.layers if one.units_of == "input"), None)


def _parts(found: DropoutView, whole: Area, chosen: str | None) -> _Parts:
    """All layers between what goes in and what comes out, with names if there is room; else one layer."""
    told = found.x.shape[1] > 0
    inner = [one for one in found.layers if not (told and one.units_of == "input")] or list(found.layers)
    rows = whole.height - HEAD - FOOT
    listed = all(one.units <= min(MOST_LISTED, rows) for one in inner)
    least = LEAST_LISTED if listed else LEAST_WIDTH
    sides = [(_longest(found.features, LEFT), _longest(found.classes, RIGHT)), (LEFT, RIGHT), (0, 0)]
    for shown, fit in ((inner, True), ([next((one for one in inner if one.units_of == chosen), inner[0])], False)):
        for left, right in sides:
            left, right = left if told else 0, right if found.y.shape[1] else 0
            begin, end = left + GAP if left else 0, right + GAP if right else 0
            each = (whole.width - begin - end - GAP * (len(shown) - 1)) // len(shown)
            if each >= least and (not fit or all(_fits(one, each, whole.height) for one in shown)):
                break
        else:
            if fit:
                continue
        grids = tuple(
            (one, Area(whole.x + begin + i * (each + GAP), whole.y, each, whole.height)) for i, one in enumerate(shown)
        )
        return _Parts(
            Area(whole.x, whole.y, left, whole.height) if left else None,
            Area(whole.x + whole.width - right, whole.y, right, whole.height) if right else None,
            grids,
            listed or all(one.units <= min(MOST_LISTED, rows) for one in shown),
            "" if len(shown) == len(inner) else f"{inner.index(shown[0]) + 1} of {len(inner)}",
        )
    return _Parts(None, None, (), listed)


def _longest(names: tuple[str, ...], least: int) -> int:
    """Cells that all names take, within reason."""
    return min(max(map(len, names), default=least), MOST_NAME) if names else least


def _fits(one: MaskView, width: int, height: int) -> bool:
    return len(one.dropped) <= ((width + 1) // 2) * max(height - HEAD - FOOT, 0)


def _ends(
    canvas: Canvas,
    area: Area,
    name: str,
    values: NDArray[np.floating],
    mask: MaskView | None,
    names: tuple[str, ...],
    theme: Theme,
) -> None:
    """What goes in or comes out, a mark and a number each, named where there is room."""
    canvas.write(area.x, area.y, name, theme.bright, bold=True, room=area.width)
    rows, n = area.height - HEAD - FOOT, values.shape[1]
    if rows < 1 or not len(values):
        return
    space = min(max(rows // n, 1), 4)
    top = area.y + HEAD + max((rows - space * n) // 2, 0)
    texts = [labels.minus(f"{value:.2f}") if abs(value) < 99.995 else number(value) for value in values[0].tolist()]
    brief = tuple(words.shorten(one, area.width, theme.ascii) for one in names)
    named = bool(names) and len(set(brief)) == len(set(names)) and area.width >= LEAST_NAME
    told = partial(_end_told, name, values[0], mask, names)
    canvas.read(area.x, top, area.width, space * min(n, rows), lambda _, y: told(y // space))
    for i in range(min(n, rows)):
        y = top + i * space
        off = mask is not None and not mask.kept[0, i]
        ink = theme.faint if off else theme.text
        if space > 1 and named:
            canvas.write(area.x, y, brief[i], theme.faint if off else theme.muted, room=area.width)
            y += 1
        x = area.x
        if mask is not None:
            canvas.put(x, y, OFF if off else KEPT, theme.faint if off else theme.bright)
            x += 2
        canvas.write(x, y, texts[i], ink, room=area.x + area.width - x)


def _end_told(
    name: str, values: NDArray[np.floating], mask: MaskView | None, names: tuple[str, ...], i: int
) -> Iterator[Line]:
    """What goes in or comes out at one place."""
    if i < len(values):
        yield Line(f"{name} {names[i] if i < len(names) else i}", number(float(values[i])))
        if mask is not None and not mask.kept[0, i]:
            yield Line("dropped")


def layer_at(view: View, width: int, height: int, theme: Theme, options: PanelOptions, x: int, y: int) -> str | None:
    """The layer whose grid is under a cell of the panel."""
    found = dropout_of(view, run_in_front(view, options))
    if found is None:
        return None
    parts = _parts(found, Area(1, 1, width - 2, height - 1), options.layer)
    inside = [one for one, area in parts.grids if area.x <= x < area.x + area.width and y >= area.y]
    return inside[0].units_of if inside else None
