"""A figure as the source of one for pgfplots: `\\input` it in a document that loads that package.

Colours, dashes and marks are those of the screen on light paper. A line of many points is thinned to the least and
the greatest of each stretch, so that no spike is lost; a grid to every n-th line.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from dlviz.tui.figures.figure import Array, Chart, Field, Figure, Line
from dlviz.tui.figures.tex import tex
from dlviz.tui.theme import LIGHT, Theme

MOST = 800  # points of a line
GRID = 48  # lines of a grid
MARKS = 30  # of a line that has a mark at every point
PER_DOT = 0.6  # points (of print) that a dot of a dash takes
_FULL = ("*", "triangle*", "square*", "diamond*", "triangle*", "pentagon*")
_HOLLOW = ("o", "triangle", "square", "diamond", "triangle", "pentagon")
_TURNED = 4  # the triangle that stands on its tip


def to_pgf(figure: Figure, theme: Theme = LIGHT) -> str:
    """The source; a theme without hues gives one in black."""
    parts = [
        f"% {_comment(figure.title)}" + (f"; {_comment(figure.note)}" if figure.note else ""),
        r"% \usepackage{pgfplots}\pgfplotsset{compat=1.16} in the preamble, then \input this file",
        *_definitions(figure, theme),
        r"\begin{tikzpicture}",
    ]
    for number, chart in enumerate(figure.charts):
        parts += _axis(chart, number, theme)
    return "\n".join([*parts, r"\end{tikzpicture}", ""])


def _comment(text: str) -> str:
    return " ".join(text.split())


# ── colours ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _hex(colour: int) -> str:
    return f"{max(colour, 0):06X}"


def _colour(line: Line, theme: Theme) -> str:
    """The name of the colour of a line."""
    if line.index is None:
        return "black" if not line.joined else "black!60"
    if not theme.hues:
        return "black"
    return f"dlviz{line.role}{line.index}" + ("!55" if line.faint else "")


def _definitions(figure: Figure, theme: Theme) -> Iterator[str]:
    """The colours and colour maps that are used."""
    used = {(line.role, line.index) for chart in figure.charts for line in chart.lines if line.index is not None}
    if theme.hues:
        for role, index in sorted(used):
            yield rf"\definecolor{{dlviz{role}{index}}}{{HTML}}{{{_hex(theme.ink(f'{role} {index}'))}}}"
    for number, chart in enumerate(figure.charts):
        if chart.field is not None:
            yield rf"\pgfplotsset{{colormap={{dlviz{number}}}{{{_colormap(chart.field, theme)}}}}}"


def _colormap(field: Field, theme: Theme) -> str:
    """From low to high, low is paper; of classes one such piece after the other, 100 units each."""
    if not theme.hues:
        return "gray(0cm)=(1) gray(100cm)=(0.4)"
    maps = [theme.class_field(k) for k in range(len(field.classes))] or [theme.field]
    points = []
    for k, colours in enumerate(maps):
        for place, colour in ((0, int(colours[0])), (49, int(colours[len(colours) // 2])), (99, int(colours[-1]))):
            points.append(f"rgb255({100 * k + place}cm)=({colour >> 16 & 255},{colour >> 8 & 255},{colour & 255})")
    return " ".join(points)


# ── axes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _axis(chart: Chart, number: int, theme: Theme) -> Iterator[str]:
    """One pair of axes with all that stands on it; a further one stands below the one before."""
    options = [f"name=dlviz{number}"]
    if number:
        options.append(f"at={{(dlviz{number - 1}.below south)}}, anchor=above north, yshift=-4mm")
    options += ["width=9cm, height=6cm", f"title={{{tex(chart.title)}}}"]
    options += [f"xlabel={{{tex(chart.x)}}}", f"ylabel={{{tex(chart.y)}}}"]
    options += ["unbounded coords=jump", "enlarge x limits=false"] if not chart.square else ["axis equal image"]
    if chart.whole:
        options.append("scaled x ticks=false, xticklabel style={/pgf/number format/fixed}")
    if chart.field is None:
        options.append("grid=major, grid style={black!10}")
        options.append("legend pos=outer north east, legend cell align=left, legend style={draw=none}")
    else:
        left, right, bottom, top = chart.field.x[0], chart.field.x[-1], chart.field.y[0], chart.field.y[-1]
        options.append(f"xmin={left:g}, xmax={right:g}, ymin={bottom:g}, ymax={top:g}, axis on top")
        last = 100 * max(len(chart.field.classes), 1) - 1
        options.append(f"colormap name=dlviz{number}, point meta min=0, point meta max={last}")
        options.append("legend pos=outer north east, legend cell align=left, legend style={draw=none}")
    kind = "semilogyaxis" if chart.log else "axis"
    yield rf"\begin{{{kind}}}[" + ",\n  ".join(["", *options]).removeprefix(",") + "\n]"
    if chart.field is not None:
        yield from _matrix(chart.field)
    for line in chart.lines:
        yield from _plot(line, theme)
    yield rf"\end{{{kind}}}"


def _matrix(field: Field) -> Iterator[str]:
    """The grid as rectangles in the colours of the field."""
    columns, lines = (np.unique(np.linspace(0, len(g) - 1, min(len(g), GRID)).astype(int)) for g in (field.x, field.y))
    shades = np.clip(np.nan_to_num(field.shades[np.ix_(lines, columns)]), 0.0, 1.0)
    if field.classes:
        even = 1.0 / len(field.classes)
        sure = np.clip((shades - even) / max(1.0 - even, 1e-9), 0.0, 1.0)
        shades = np.nan_to_num(field.values[np.ix_(lines, columns)]) + 0.99 * sure
    else:
        shades = 0.99 * shades
    yield rf"\addplot [matrix plot*, mesh/cols={len(columns)}, point meta=explicit, forget plot] table [meta=u] {{"
    yield "x y u"
    for y, row in zip(field.y[lines].tolist(), (100 * shades).tolist(), strict=True):
        yield from (f"{x:.6g} {y:.6g} {u:.3g}" for x, u in zip(field.x[columns].tolist(), row, strict=True))
    yield "};"


def _plot(line: Line, theme: Theme) -> Iterator[str]:
    """One line or its points, and its place in the legend."""
    points = _thinned(line.x, line.y) if line.joined else np.arange(len(line.x))
    options = [_colour(line, theme), *_marks(line, len(points))]
    if not line.joined:
        options.append("only marks")
    elif line.dash:
        pairs = zip(line.dash, ("on", "off") * len(line.dash), strict=False)
        options.append("dash pattern=" + " ".join(f"{word} {PER_DOT * dots:g}pt" for dots, word in pairs))
    if not line.name:
        options.append("forget plot")
    if len(points) < len(line.x):
        yield f"% {len(line.x)} points, thinned to the least and the greatest of every stretch"
    yield rf"\addplot [{', '.join(options)}] table {{"
    yield "x y"
    for x, y in zip(line.x[points].tolist(), line.y[points].tolist(), strict=True):
        yield f"{x:.9g} {_number(y)}"
    yield "};"
    if line.name:
        yield rf"\addlegendentry{{{tex(line.name)}}}"


def _number(value: float) -> str:
    return f"{value:.9g}" if np.isfinite(value) else "nan"


def _marks(line: Line, points: int) -> list[str]:
    """The mark of a run or a class: at its points where these are what is shown, else at the last one."""
    if line.index is None:
        return (
            ["mark=x, mark size=3pt"]
            if line.marked
            else ["mark=*, mark size=0.8pt"]
            if not line.joined
            else ["mark=none"]
        )
    glyph = (_HOLLOW if line.hollow else _FULL)[line.index % len(_FULL)]
    size = "mark size=1.2pt" if not line.joined else "mark size=2pt"
    turned = ", rotate=180" if line.index % len(_FULL) == _TURNED else ""
    where = []
    if line.joined and (not line.marked or points > MARKS):
        where = [f"mark indices={{{points}}}"] if not line.marked else [f"mark repeat={-(-points // MARKS)}"]
    return [f"mark={glyph}", size, f"mark options={{solid{turned}}}", *where]


def _thinned(x: Array, y: Array) -> np.ndarray:
    """Which points stand for a line: all, or the least and the greatest of each stretch, and both ends."""
    if len(y) <= MOST:
        return np.arange(len(y))
    edges = np.linspace(0, len(y), MOST // 2 + 1).astype(int)
    low, high = np.where(np.isfinite(y), y, np.inf), np.where(np.isfinite(y), y, -np.inf)
    kept = [a + int(low[a:b].argmin()) for a, b in pairwise(edges)]
    kept += [a + int(high[a:b].argmax()) for a, b in pairwise(edges)]
    return np.unique([0, *kept, len(y) - 1])
