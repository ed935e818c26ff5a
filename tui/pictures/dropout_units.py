"""The units that one dropout switches off or keeps: as a grid of marks, or where they are few one a row.

Source: notes 5.3, Fig. 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.masks import DropoutView, MaskView
from dlviz.tui.numbers import count, number
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import Area
from dlviz.tui.readings import Line
from dlviz.tui.theme import Theme

KEPT, OFF = "●", "·"
FAINTEST = 0.36  # of the heat map, for a kept unit that gives next to nothing
HEAD, FOOT = 2, 1  # rows above a grid, its name and the bar, and below it how often


def period(found: DropoutView) -> str:
    """Over which masks it was counted: that of the update at the cursor, which is still to be made, among them."""
    if found.updates == 1:
        return "1 mask"
    return f"{count(found.updates)} masks" if not found.since else f"the last {count(found.updates)} masks"


def _head(canvas: Canvas, one: MaskView, area: Area, run: int, lit: bool, place: str) -> None:
    """The layer, how many of its units are kept, and the bar with its tick at 1 − rate."""
    theme = canvas.theme
    said = f"{count(int(one.counts[0]))} of {count(one.units)} kept"
    if words.width(one.units_of, theme.ascii) + len(said) + 2 > area.width:
        said = said.removesuffix(" kept")
    room = area.width - words.width(said, theme.ascii) - 1
    if lit:
        canvas.put(area.x - 1, area.y, "▸", theme.cursor)
    ink = theme.cursor if lit else theme.bright
    x = canvas.write(area.x, area.y, one.units_of, ink, bold=True, room=max(room, 4))
    if place and x + len(place) + 7 < room:
        canvas.write(area.x + x + 1, area.y, f"{place}, ↑ ↓", theme.faint)
    if room >= 4:
        canvas.write(area.x + area.width - 1, area.y, said, theme.muted, align="right")
    if area.height < HEAD:
        return
    share = float(one.counts[0]) / max(one.units, 1)
    canvas.line(area.x, area.y + 1, area.width, "─", theme.grid)
    canvas.line(area.x, area.y + 1, round(share * area.width), "━", theme.stem(run))
    tick = area.x + min(round((1 - one.rate) * area.width), area.width - 1)
    canvas.put(tick, area.y + 1, "┃" if not theme.ascii else "|", theme.cursor, bold=True)


def _inks(theme: Theme, values: NDArray[np.floating], top: float) -> NDArray[np.int32]:
    """Colours of kept units by the size of what they give, from `FAINTEST` of the heat map up."""
    share = np.sqrt(np.abs(values) / top) if top > 0 else np.zeros_like(values)
    return theme.heat_of(np.where(np.isfinite(share), FAINTEST + (1 - FAINTEST) * share, np.nan))


def draw_grids(
    canvas: Canvas,
    found: DropoutView,
    one: MaskView,
    area: Area,
    ink: int,
    lit: bool,
    place: str,
    often: bool,
    top: float,
) -> None:
    """One grid, or where there is room for it one for each of two rows of the minibatch."""
    theme = canvas.theme
    _head(canvas, one, area, ink, lit, place)
    rows, units = area.height - HEAD - FOOT, len(one.dropped)
    most = (area.width + 1) // 2
    if rows < 1 or most < 1:
        return
    half = (rows - 1) // 2
    both = not often and len(one.kept) > 1 and half > 0 and ceil(units / half) <= most
    columns = min(most, max(ceil(sqrt(units)), ceil(units / (half if both else rows))))
    tall = ceil(units / columns)
    shown = min(units, columns * rows)
    left = area.x + (area.width - (2 * columns - 1)) // 2
    for row in range(2 if both else 1):
        y = area.y + HEAD + row * (tall + 1)
        if row:
            said = f"{found.rows[1]}: {count(int(one.counts[1]))} of {count(one.units)} kept"
            canvas.write(area.x, y - 1, said, theme.muted, room=area.width)
        at = np.arange(shown)
        xs, ys = left + 2 * (at % columns), y + at // columns
        kept = one.kept[row, :shown]

        def under(x: int, line: int, row: int = row) -> Iterator[Line]:
            unit = line * columns + x // 2
            return _told(found, one, row, unit) if x % 2 == 0 and unit < shown else iter(())

        canvas.read(left, y, 2 * columns - 1, -(-shown // columns), under)
        if often:
            share = one.dropped[:shown] / max(found.updates, 1)
            inks = theme.heat_of(np.clip(share / max(2 * one.rate, 1e-9), 0, 1) * (1 - FAINTEST) + FAINTEST)
            kept = np.ones(shown, np.bool_)
        else:
            inks = _inks(theme, np.asarray(one.values[row, :shown], np.float64), top)
        for x, line, on, colour in zip(xs.tolist(), ys.tolist(), kept.tolist(), inks.tolist(), strict=True):
            canvas.put(x, line, KEPT if on else OFF, (colour if theme.greys else theme.text) if on else theme.faint)
    _foot(canvas, found, one, area, shown)


def _told(found: DropoutView, one: MaskView, row: int, unit: int) -> Iterator[Line]:
    """Whether a unit is kept for a row of the minibatch, what it gives, and how often it was off."""
    yield Line(f"{one.units_of}, unit {unit}" + (f", {one.labels[unit]}" if unit < len(one.labels) else ""))
    yield Line(found.rows[row], "kept" if one.kept[row, unit] else "dropped")
    if one.kept[row, unit]:
        yield Line("gives", number(float(one.values[row, unit])))
    off = int(one.dropped[unit])
    yield Line("off in", f"{count(off)} of {period(found)}")
    yield Line("share", f"{100 * off / max(found.updates, 1):.1f} %, rate {labels.setting(one.rate)}")


def _foot(canvas: Canvas, found: DropoutView, one: MaskView, area: Area, shown: int) -> None:
    """How often units were off: the least and the most of them."""
    low, high = (100 * float(one.dropped.min()) / found.updates, 100 * float(one.dropped.max()) / found.updates)
    span = f"{low:.0f}–{high:.0f} %" if round(low) != round(high) else f"{low:.0f} %"
    forms = [f"each unit off in {span} of {period(found)}", f"off in {span} of {period(found)}", f"off {span}"]
    if found.updates == 1:  # each was off in all of it or in none
        forms = ["", ""]
    if shown < one.units:
        forms.insert(0, f"first {count(shown)} of {count(one.units)} units" + f"; {forms[1]}" * bool(forms[1]))
    said = next((form for form in forms if words.width(form, canvas.theme.ascii) <= area.width), "")
    y = area.y + area.height - 1
    if y >= area.y + HEAD:
        canvas.write(area.x, y, said, canvas.theme.muted, room=area.width)


def draw_list(canvas: Canvas, found: DropoutView, one: MaskView, area: Area, ink: int, lit: bool, place: str) -> None:
    """Few units, one a row: the mark, what it gives, and how often it was off, as a bar and a count."""
    theme = canvas.theme
    _head(canvas, one, area, ink, lit, place)
    rows = area.height - HEAD - FOOT
    if rows < 1:
        return
    space = min(rows // one.units, 3)
    top = area.y + HEAD + max((rows - space * (one.units - 1) - 1) // 2, 0)
    values = np.asarray(one.values[0], np.float64)
    size = np.abs(values[np.isfinite(values)])
    inks = _inks(theme, values, float(size.max(initial=0.0)))
    texts = labels.column(values.tolist(), narrow=True)
    counts = [count(int(number)) for number in one.dropped.tolist()]
    tail = max(map(len, counts)) + 2
    begin, end = area.x + 10, area.x + area.width - tail
    canvas.read(area.x, top, area.width, space * one.units, lambda _, y: _told(found, one, 0, y // space))
    for i, y in enumerate(range(top, top + space * one.units, space)):
        on = bool(one.kept[0, i])
        canvas.put(area.x, y, KEPT if on else OFF, (int(inks[i]) if theme.greys else theme.text) if on else theme.faint)
        canvas.write(area.x + 2, y, texts[i] if on else "off", theme.text if on else theme.faint, room=8)
        cells = end - begin
        if cells >= 4:
            canvas.line(begin, y, cells, "─", theme.grid)
            canvas.line(begin, y, round(cells * int(one.dropped[i]) / max(found.updates, 1)), "━", theme.muted)
            tick = begin + min(round(cells * one.rate), cells - 1)
            canvas.put(tick, y, "┃" if not theme.ascii else "|", theme.rule)
        if area.width >= 10 + tail:
            canvas.write(area.x + area.width - 1, y, counts[i], theme.muted, align="right")
    forms = [
        f"━ off in so many of {period(found)}",
        f"times off, of {period(found)}",
        f"times off, of {count(found.updates)}",
    ]
    said = next((form for form in forms if words.width(form, theme.ascii) <= area.width), "")
    canvas.write(area.x + area.width - 1, area.y + area.height - 1, said, theme.muted, align="right", room=area.width)
