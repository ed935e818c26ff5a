"""The algorithm as pseudo-code, the line at work lit, and beside each line the numbers that it has just computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.moving import QuantityView, WorkLineView, WorkView
from dlviz.tui.pictures import labels
from dlviz.tui.pictures.frame import Area, PanelTitle, panel, run_in_front, say
from dlviz.tui.readings import Line
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, View

AT_WORK = "▶"
INDENT = 2
SENTENCE = 48
"""Cells of a sentence in a read-out."""


@dataclass(frozen=True)
class _Row:
    """A row of the panel: code at the left, quantities at the right, and which line of the algorithm it belongs to."""

    line: int
    code: str
    pieces: tuple[tuple[str, str], ...]  # (symbol, numbers)


def title(view: View, options: PanelOptions) -> PanelTitle:
    """`Algorithm Adam, Keras' form`, and the run in front where there are several."""
    work = _work(view, options)
    legend: tuple[tuple[str, str], ...] = ()
    if len(view.runs) > 1:
        run = view.runs[run_in_front(view, options)]
        legend = ((f"{mark(run.index)} ", f"run {run.index}"), (run.name, "muted"))
    said = work.title if work else ""
    return PanelTitle("Algorithm", said, legend, shorter=(said.partition(",")[0],) if "," in said else ())


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    canvas = panel(title(view, options), width, height, theme, options)
    work = _work(view, options)
    if work is None:
        waits = "no algorithm is at work here" if view.works else "computing the algorithm's step"
        missing = view.troubles.get("algorithm") or view.message or waits
        say(canvas, Area(1, 1, width - 2, height - 1), missing)
        return canvas
    room = width - 4  # the mark of the line at work stands left of it
    phase = _phase(view, options)
    lit = lit_line(work, phase)
    foot = _foot(work, width - 2, theme)
    rows = _rows(work, room, height - 1, options.layer, theme)
    rows = _window(rows, lit, height - 1)
    beside = _beside(rows, width, theme)
    y = 1
    passed = _passed(work, lit, phase)
    canvas.read(1, y, width - 2, len(rows), lambda _, i: _told(work.lines[rows[i].line], theme))
    for row in rows:
        _draw_row(canvas, row, y, beside, lit, passed)
        y += 1
    for block in (foot, _said(work, lit, width - 2, theme)):
        left = height - y
        if block and left >= len(block):
            y += left > len(block)
            for line in block:
                canvas.spans(1, y, tuple((text, theme.ink(role)) for text, role in line))
                y += 1
    if not options.alone:
        _draw_others(canvas, view, work, y, options)
    return canvas


def _told(line: WorkLineView, theme: Theme) -> Iterator[Line]:
    """What a line is for, and all its numbers, those of each layer too."""
    yield Line(line.code)
    for part in words.wrap(line.says, SENTENCE, theme.ascii) if line.says else ():
        yield Line(part)
    for one in line.quantities:
        yield Line(one.symbol, _numbers(one.values))
        for layer, value in one.layers.items():
            yield Line(f"{one.symbol} of {layer}", _numbers((value,)))


def _draw_others(canvas: Canvas, view: View, work: WorkView, y: int, options: PanelOptions) -> None:
    """What the other runs do differently, as far as there is room: a head with their own settings, their own lines."""
    theme = canvas.theme
    known = {line.code for line in work.lines}
    front = view.runs[run_in_front(view, options)]
    parted = True  # a run that has lines of its own stands by itself; those that have none, one under the other
    for run, other in zip(view.runs, view.works, strict=False):
        if other is None or run is front:
            continue
        lines = [line for line in other.lines if line.code not in known]
        differing = [one for one in other.settings if one.symbol != "t" and one not in work.settings]
        air = int(parted or bool(lines))
        if not (lines or differing) or y + air + 1 + len(lines) > canvas.height:
            continue
        y, parted = y + air, bool(lines)
        canvas.put(1, y, mark(run.index), theme.run(run.index))
        x = 3 + canvas.write(3, y, run.name, theme.text, room=max(canvas.width - 4, 0)) + 2
        if other.title not in (run.name, work.title):
            x += canvas.write(x, y, other.title, theme.muted, room=max(canvas.width - 1 - x, 0)) + 2
        for symbol, number in _settings(differing, theme):
            if x + words.width(symbol + number, theme.ascii) < canvas.width:
                x += canvas.spans(x, y, ((symbol, theme.muted), (number, theme.text))) + 2
        y += 1
        rows = [_line(0, line, canvas.width - 4, options.layer, False, theme)[0] for line in lines]
        for row in rows:
            _draw_row(canvas, row, y, _beside(rows, canvas.width, theme), (), frozenset((0,)))
            y += 1
        known |= {line.code for line in lines}


def _beside(rows: list[_Row], width: int, theme: Theme) -> int:
    """The column where the numbers of most lines begin: behind the longest code, or before the longest numbers."""
    codes = max((words.width(row.code, theme.ascii) for row in rows if row.pieces), default=0)
    return min(3 + codes + 4, width - 1 - max((_size(row.pieces, theme) for row in rows if row.code), default=0))


def lit_line(work: WorkView, phase: float | None) -> tuple[int, ...]:
    """The lines at work: as a step goes by slowly one after the other, else the one that moves the weights."""
    if phase is None or not work.order:
        return work.at
    return (work.order[min(int(phase * len(work.order)), len(work.order) - 1)],)


def _phase(view: View, options: PanelOptions) -> float | None:
    """How much has gone by of the step of the run in front, which may take several ticks; None where it has none."""
    run = view.runs[run_in_front(view, options)]
    if view.phase is None or (run.stage == "ended" and view.row(run) >= run.front):
        return None
    return ((view.cursor + view.phase) * run.steps_per_epoch / view.ticks_per_epoch) % 1.0


def _passed(work: WorkView, lit: tuple[int, ...], phase: float | None) -> frozenset[int]:
    """The lines whose numbers stand already: all of them, but while a step goes by those up to the one at work."""
    if phase is None or not work.order:
        return frozenset(range(len(work.lines)))
    later = work.order[work.order.index(lit[0]) + 1 :]
    return frozenset(range(len(work.lines))) - frozenset(later)


def _work(view: View, options: PanelOptions) -> WorkView | None:
    place = run_in_front(view, options)
    return view.works[place] if place < len(view.works) else None


def _rows(work: WorkView, room: int, height: int, layer: str | None, theme: Theme) -> list[_Row]:
    """One row a line where its numbers fit beside it, a second one below where there is room for it; else fewer."""
    for below in (True, False):
        rows = [row for i, line in enumerate(work.lines) for row in _line(i, line, room, layer, below, theme)]
        if len(rows) <= height:
            break
    return rows


def _line(i: int, line: WorkLineView, room: int, layer: str | None, below: bool, theme: Theme) -> list[_Row]:
    code = " " * (INDENT * line.indent) + labels.roots(line.code, theme.ascii)
    pieces = tuple((labels.roots(symbol, theme.ascii), text) for symbol, text in _pieces(line, layer))
    used = words.width(code, theme.ascii)
    if _size(pieces, theme) + used + 2 <= room:
        return [_Row(i, code, pieces)]
    if below:
        first = _fitting(pieces, room - used - 2, theme) if len(pieces) > 1 else ()
        rest = pieces[len(first) :]
        return [_Row(i, code, first), *([_Row(i, "", _fitting(rest, room, theme))] if rest else [])]
    return [_Row(i, code, _fitting(pieces, room - used - 2, theme))]


def _pieces(line: WorkLineView, layer: str | None) -> list[tuple[str, str]]:
    if line.text:
        return [("", line.text)]
    found = []
    for quantity in line.quantities:
        own = quantity.layers.get(layer) if layer is not None else None
        values = quantity.values if own is None else (own,)
        found.append((quantity.symbol, _numbers(values)))
    return found


def _numbers(values: tuple[float, ...]) -> str:
    texts = labels.figures(values)
    return texts[0] if len(texts) == 1 else f"({', '.join(texts)})"


def _size(pieces: tuple[tuple[str, str], ...], theme: Theme) -> int:
    return sum(words.width(f"{s} {t}".strip(), theme.ascii) + 2 for s, t in pieces) - 2 * bool(pieces)


def _fitting(pieces: tuple[tuple[str, str], ...], room: int, theme: Theme) -> tuple[tuple[str, str], ...]:
    """The first pieces that fit."""
    while pieces and _size(pieces, theme) > room:
        pieces = pieces[:-1]
    return pieces


def _window(rows: list[_Row], lit: tuple[int, ...], height: int) -> list[_Row]:
    """As many rows as there is room for, the line at work among them."""
    if len(rows) <= height:
        return rows
    at = next((i for i, row in enumerate(rows) if row.line in lit), 0)
    top = min(max(at - height // 2, 0), len(rows) - max(height, 0))
    return rows[top : top + max(height, 0)]


def _draw_row(canvas: Canvas, row: _Row, y: int, beside: int, lit: tuple[int, ...], passed: frozenset[int]) -> None:
    """The code, and from column `beside` on its numbers, further left where they would not fit."""
    theme, at_work = canvas.theme, row.line in lit
    if at_work:
        canvas.fill(0, y, canvas.width, 1, theme.bar)
        if row.code:
            canvas.put(1, y, AT_WORK, theme.cursor)
    ink = theme.bright if at_work else theme.text if row.line in passed else theme.muted
    canvas.write(3, y, row.code, ink, bold=at_work, room=max(canvas.width - 4, 0))
    if row.line not in passed:
        return  # it is yet to compute them
    x = min(beside, canvas.width - 1 - _size(row.pieces, theme))
    x = max(x, 3 + words.width(row.code, theme.ascii) + 2) if row.code else x
    for symbol, text in row.pieces:
        if symbol:
            x += canvas.write(x, y, f"{symbol} ", theme.muted)
        x += canvas.write(x, y, text, theme.cursor if at_work else theme.text) + 2


def _foot(work: WorkView, room: int, theme: Theme) -> list[list[tuple[str, str]]]:
    """The numbers that the lines name, as many to a row as fit, then the note."""
    if room < 8:
        return []
    pieces = _settings(work.settings, theme)
    if len(work.names) > 1:
        pieces.append(("θ = ", f"({', '.join(work.names)})"))
    elif work.names:
        pieces.append(("θ = ", work.names[0]))
    lines: list[list[tuple[str, str]]] = [[]]
    used = 0
    for symbol, number in pieces:
        size = words.width(symbol + number, theme.ascii)
        if lines[-1] and used + 3 + size > room:
            lines.append([])
            used = 0
        lines[-1] += [("   ", "muted")] * bool(lines[-1]) + [(symbol, "muted"), (number, "text")]
        used += size + 3 * (used > 0)
    lines += [[(line, "muted")] for line in words.wrap(work.note, room, theme.ascii)] if work.note else []
    return [line for line in lines if line]


def _settings(settings: Sequence[QuantityView], theme: Theme) -> list[tuple[str, str]]:
    """Each number as it was set, behind its symbol."""
    return [(f"{labels.roots(one.symbol, theme.ascii)} ", labels.setting(one.values[0])) for one in settings]


def _said(work: WorkView, lit: tuple[int, ...], room: int, theme: Theme) -> list[list[tuple[str, str]]]:
    """The sentence about the line at work."""
    text = work.lines[lit[0]].says if lit else ""
    return [[(line, "text")] for line in words.wrap(text, room, theme.ascii)]
