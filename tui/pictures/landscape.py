"""The loss over one or two weights with the runs on it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dlviz.tui import steady, words
from dlviz.tui.braille import Dots, polyline, snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.colour import mix
from dlviz.tui.marks import MINIMUM, mark, small
from dlviz.tui.pictures.arrows import LEAST, draw_arrow, draw_legend, stride_of
from dlviz.tui.pictures.contours import place_labels
from dlviz.tui.pictures.curve import draw_curve, minimum_text
from dlviz.tui.pictures.field import (
    Array,
    Field,
    choose_window,
    field_axes,
    lay_field,
    make_field,
    mend,
    thick,
)
from dlviz.tui.pictures.frame import Area, PanelTitle, draw_frame, panel, run_in_front, say, title_room
from dlviz.tui.pictures.path import Patterns, lately, left_out, lying_on, marked, reached, shared, stands, trodden
from dlviz.tui.pictures.read_landscape import read_field
from dlviz.tui.pictures.standing import put_mark, told
from dlviz.tui.strides import PlaneView
from dlviz.tui.theme import Theme
from dlviz.tui.view import LandscapeView, PanelOptions, RunView, View

TRIED = "·"
"""A point of a grid whose loss has been computed."""

CROWDED = 0.2
"""Share of the cells from which a path is dim, but for its last points."""


def title(view: View, options: PanelOptions, width: int = 120) -> PanelTitle:
    """`Loss landscape Σ(ŷ − y)² over w`, or the run's name where the panel stands once a run."""
    landscape = _shown(view, options)
    if landscape is None:
        return PanelTitle("Loss landscape")
    unit = landscape.unit
    if landscape.growing:
        return _growing_title(view, landscape, options)
    if len(landscape.axes) == 1:
        text = minimum_text(landscape)
        legend = (("× ", "bad"), (text, "muted")) if text else ()
        return PanelTitle("Loss landscape", f"{unit or 'loss'} over {landscape.axes[0]}", legend)
    if landscape.plane is not None:
        return _plane_title(view, landscape, landscape.plane, options, width)
    if not landscape.exact:
        unit = f"{unit or 'loss'}, slice through the cursor"
    if not np.isfinite(landscape.loss).all():
        unit = f"{unit or 'loss'}, not finite where blank"
    if options.alone and view.runs:
        run = view.runs[run_in_front(view, options)]
        parts = run.settings.split(" · ")
        forms = ("  ".join((unit or "L", " · ".join(parts[:shown]))) for shown in range(len(parts), 0, -1))
        said, *shorter = (*forms, unit or "L") if run.settings else (unit or "L",)
        return PanelTitle(run.name, said, shorter=tuple(shorter))
    left = left_out(view, lying_on(view, landscape, options))
    return PanelTitle("Loss landscape", f"{unit or 'loss'}, contours", ((left, "muted"),) if left else ())


def _growing_title(view: View, landscape: LandscapeView, options: PanelOptions) -> PanelTitle:
    """Over which weights, what holds for the others, and whose it is."""
    over = " and ".join(landscape.axes) + (f" at {landscape.note}" if landscape.note else "")
    run = view.runs[run_in_front(view, options)]
    legend = ((f"{mark(run.index)} ", f"run {run.index}"), (run.name, "muted")) if len(view.runs) > 1 else ()
    return PanelTitle("Loss landscape", f"{landscape.unit} over {over}, where tried", legend)


def _plane_title(
    view: View, landscape: LandscapeView, plane: PlaneView, options: PanelOptions, width: int
) -> PanelTitle:
    """Which plane it is, how much of the paths it explains, and how much of the path in front it does not show."""
    kinds = {
        "pca": ("PCA plane of the paths", "PCA plane", "PCA"),
        "random": ("random plane through the cursor", "random plane", "random"),
        "ends": ("plane through three ends", "three ends", "ends"),
    }
    place = run_in_front(view, options)
    off = plane.off.get(place)
    lost = "" if off is None else f"{100 * off:.0f} %" if off >= 0.005 else "0 %"
    name = view.runs[place].name if options.alone and view.runs else "Loss landscape"
    for short, brief in ((0, 0), (1, 0), (1, 1), (2, 1)):
        unit = kinds[plane.kind][short]
        if plane.explained is not None:
            shares = " + ".join(f"{100 * share:.0f} %" for share in plane.explained)
            unit += (f", {shares} of their variance", f", {shares}", f" {shares}")[short]
        said = f"{lost} off the plane" if brief else f"path leaves the plane: {lost} of its length"
        legend = ((said, "bad" if off is not None and off > 0.1 else "muted"),) if lost else ()
        if not short and landscape.unit:
            unit = f"{landscape.unit}, {unit}"
        found = PanelTitle(name, unit, legend)
        shown = not lost or words.width(name) + words.width(said) + 9 <= width  # else a legend is left out
        if shown and title_room(found, width) > words.width(unit) + 1:
            break
    return found


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included."""
    canvas = panel(title(view, options, width), width, height, theme, options)
    landscape = _shown(view, options)
    if landscape is None or not _drawable(landscape):
        text = _missing(view) if landscape is None else "the landscape is empty"
        say(canvas, Area(1, 1, width - 2, height - 1), text)
    elif len(landscape.axes) == 1:
        draw_curve(canvas, view, landscape, options)
    else:
        _draw_field(canvas, view, landscape, options)
    return canvas


def _missing(view: View) -> str:
    """Why there is none yet: what the session waits for, what went wrong, or that it is being computed."""
    before = "" if any(run.front >= 0 for run in view.runs) else view.message
    return view.troubles.get("landscape") or before or "computing the landscape"


def _shown(view: View, options: PanelOptions) -> LandscapeView | None:
    """The landscape of the run in front."""
    return view.landscape_of(run_in_front(view, options))


def _drawable(landscape: LandscapeView) -> bool:
    sizes = [len(grid) for grid in landscape.grids]
    return (
        len(sizes) in (1, 2)
        and min(sizes) >= 2
        and all(bool(np.isfinite(g).all()) and float(g[-1]) > float(g[0]) for g in landscape.grids)
        and landscape.loss.shape == tuple(reversed(sizes))
    )


def _draw_field(canvas: Canvas, view: View, landscape: LandscapeView, options: PanelOptions) -> None:
    theme = canvas.theme
    framed = canvas.height >= 6 and canvas.width >= 16
    area = Area(5, 1, canvas.width - 6, canvas.height - 3) if framed else Area(0, 1, canvas.width, canvas.height - 1)
    if area.empty:
        return
    window = choose_window(landscape, _box(view, landscape), area.width, area.height)
    x, y = field_axes(window, area.width, area.height)
    if framed:
        gutter = max(y.gutter, words.width(landscape.axes[1], theme.ascii))
        if gutter + 2 > area.x and canvas.width - gutter - 3 >= 8:
            area = Area(gutter + 2, 1, canvas.width - gutter - 3, area.height)
            window = choose_window(landscape, _box(view, landscape), area.width, area.height)
            x, y = field_axes(window, area.width, area.height)
        draw_frame(canvas, area, x, y, landscape.axes[0], grid=False)
        canvas.write(0, area.y, " " * (area.x - 1), theme.faint)
        canvas.write(area.x - 2, area.y, landscape.axes[1], theme.faint, align="right")
    field = make_field(landscape, window, area.width, area.height, theme)
    lay_field(canvas, area, field)
    bottom = 4 * area.height - 1

    def to_dots(points: Array) -> tuple[Array, Array]:
        return x.dots(points[:, 0]), bottom - y.dots(points[:, 1])

    if landscape.growing:
        _draw_tried(canvas, area, to_dots, landscape)
    front = view.runs[run_in_front(view, options)] if view.runs else None
    runs = sorted(lying_on(view, landscape, options), key=lambda run: run is front)  # it is drawn last, on top
    taken = np.zeros((area.height, area.width), np.bool_)
    for run in runs:
        place = (x.low, x.gain, x.origin), (y.low, y.gain, y.origin), (area.width, area.height)
        laid = trodden(view, run, place, lambda path: _laid(area, *to_dots(path)))
        covers = theme.greys and np.count_nonzero(laid) > CROWDED * laid.size
        bright = _laid(area, *to_dots(lately(view, run))) if covers else laid
        _draw_path(canvas, area, run, (laid, bright), to_dots(marked(view, run, 2)), taken)
    stride = stride_of(view, run_in_front(view, options)) if front in runs else None
    if stride is not None and area.width >= LEAST[0] and area.height >= LEAST[1]:
        for part in stride.parts:
            cols, rows = to_dots(np.stack([stride.at, stride.at + part.along]))
            draw_arrow(canvas, area, cols, rows, part.kind)
    left: set[tuple[int, int]] = set()
    for minima in (landscape.minimisers, landscape.minimum):
        if minima is not None:
            for dots in zip(*to_dots(np.atleast_2d(np.asarray(minima, np.float64))), strict=True):
                put_mark(canvas, area, dots, MINIMUM, lambda *_: theme.bad, left, bold=True)
    for run in runs:
        ink = told(theme, run.index, field.under, alone=len(runs) == 1)
        for dots in zip(*to_dots(stands(view, run, 2)), strict=True):
            put_mark(canvas, area, dots, mark(run.index), ink, left, bold=True)
    inside = np.s_[area.y : area.y + area.height, area.x : area.x + area.width]
    if stride is not None and front is not None and area.width >= LEAST[0] and area.height >= LEAST[1]:
        busy = canvas.chars[inside] != field.chars
        draw_legend(canvas, area, busy, front, stride, landscape.exact, named=len(runs) > 1)
    read_field(canvas, view, area, landscape, (x, y), runs)
    _number_contours(canvas, area, field)  # last: no number lies under a path, an arrow or a minimum
    mend(canvas, area, field)


def _box(view: View, landscape: LandscapeView) -> tuple[Array, Array]:
    """The corners of what must be seen: all that the runs have reached so far, and the minimum.

    Of a grid that is tried point by point that is all of it, so that it is seen to fill.
    """
    if landscape.growing:
        low, high = (np.array([float(grid[i]) for grid in landscape.grids]) for i in (0, -1))
        return low, high
    low, high = np.full(2, np.inf), np.full(2, -np.inf)
    points = [] if landscape.minimum is None else [np.asarray(landscape.minimum, np.float64)]
    for run in lying_on(view, landscape, PanelOptions()):
        corners = reached(view, run)
        points += [] if corners is None else list(corners)
    limits = np.array([[g[0], g[-1]] for g in landscape.grids], dtype=np.float64)
    for point in points:
        point = np.clip(np.where(np.isfinite(point), point, limits.mean(axis=1)), limits[:, 0], limits[:, 1])
        low, high = np.minimum(low, point), np.maximum(high, point)
    sides = (f"{axis} of {shared(landscape)}" for axis in landscape.axes)
    spans = [steady.limits(*side) for side in zip(sides, low.tolist(), high.tolist(), strict=True)]
    low, high = np.array(spans).T
    return low, high


def _draw_tried(
    canvas: Canvas, area: Area, to_dots: Callable[[Array], tuple[Array, Array]], landscape: LandscapeView
) -> None:
    """A dot at each point of the grid that has been tried, where they do not hide what lies below them."""
    rows, columns = np.nonzero(np.isfinite(landscape.loss))
    points = np.stack([landscape.grids[0][columns], landscape.grids[1][rows]], axis=1).astype(np.float64)
    across, down = (snap(dots) // size for dots, size in zip(to_dots(points), (2, 4), strict=True))
    inside = (across >= 0) & (down >= 0) & (across < area.width) & (down < area.height)
    if 2 * landscape.loss.shape[0] <= 3 * area.height and 3 * landscape.loss.shape[1] <= area.width:
        canvas.scatter(area.x + across[inside], area.y + down[inside], TRIED, canvas.theme.muted)


def _laid(area: Area, across: Array, down: Array) -> Patterns:
    cols, rows, _ = polyline(across, down)
    return thick(area.width, area.height, cols, rows).patterns


def _draw_path(
    canvas: Canvas,
    area: Area,
    run: RunView,
    laid: tuple[Patterns, Patterns],
    stops: tuple[Array, Array],
    taken: NDArray[np.bool_],
) -> None:
    """All of the path, dim where the second part of `laid`, what stays bright, has no dots; then its stops."""
    ink = canvas.theme.run(run.index)
    dots = Dots(area.width, area.height)
    dots.patterns |= laid[0]
    # Where two runs go the same way their cells take turns.
    y, x = np.indices(taken.shape)
    dots.patterns[taken & ((x + y) // 2 % 2 == 0)] = 0
    taken |= dots.patterns > 0
    if laid[1] is not laid[0]:
        canvas.dots(dots, area.x, area.y, canvas.theme.stem(ink))
        dots.patterns[laid[1] == 0] = 0
    canvas.dots(dots, area.x, area.y, ink)
    known = np.isfinite(stops[0]) & np.isfinite(stops[1])
    across, down = snap(stops[0][known]) // 2, snap(stops[1][known]) // 4
    inside = (across >= 0) & (down >= 0) & (across < area.width) & (down < area.height)
    canvas.scatter(area.x + across[inside], area.y + down[inside], small(run.index), ink)


def _number_contours(canvas: Canvas, area: Area, field: Field) -> None:
    theme = canvas.theme
    inside = np.s_[area.y : area.y + area.height, area.x : area.x + area.width]
    busy = canvas.chars[inside] != field.chars
    grown = busy.copy()
    grown[1:] |= busy[:-1]
    grown[:-1] |= busy[1:]
    for column, row, text in place_labels(field.contours, grown):
        ink = mix(int(field.under[row, column]), theme.bright, 0.62)
        canvas.write(area.x + column, area.y + row, text, ink)
