"""How well the run in front does at the cursor: its curve or its regions on the data, and where it is off.

One feature: points, curves, residuals. Several and a number: predicted against true. A series: it and its forecasts.
Classes: regions over two features. Where there is room a second part stands beside or below: how often it is off by how
much, the end of the series, or the confusion matrix; where there is none, y changes between the two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dlviz.tui import words
from dlviz.tui.canvas import Canvas
from dlviz.tui.marks import mark
from dlviz.tui.pictures.fit_confusion import all_said, draw_matrix, matrix_size
from dlviz.tui.pictures.fit_curve import draw_fit
from dlviz.tui.pictures.fit_regions import draw_regions
from dlviz.tui.pictures.fit_residuals import draw_against, draw_histogram, held_out, mean_off
from dlviz.tui.pictures.fit_series import draw_closeup, draw_series, errors_said
from dlviz.tui.pictures.frame import Area, PanelTitle, panel, run_in_front, say, title_room
from dlviz.tui.pictures.scatter import Legend, class_legend, split_legend
from dlviz.tui.theme import Theme
from dlviz.tui.view import FitView, PanelOptions, RegionView, View

LEAST_WIDTH, LEAST_HEIGHT = 32, 12
"""Cells that the first part keeps beside, or above, the second."""

SIDE_BY_SIDE = 3
"""Runs, at most."""

GAP = 2

OVERVIEW = 7
"""Rows of a whole series above its end, at least."""

CLOSEUP = 9
"""Rows of the end of a series below the whole of it, at least."""

OF_NUMBERS = 48
"""Cells that points and curves keep: they lose more in little room than regions do."""


@dataclass(frozen=True)
class _Part:
    """A picture and where it stands; its first row is the title's, or holds its caption."""

    kind: str
    area: Area


def title(view: View, options: PanelOptions, width: int = 120, ascii: bool = False) -> PanelTitle:
    """`Fit petal width over petal length, others at their mean`, and whose fit it is where there are several runs."""
    fit, region = _looked_at(view, options)
    if fit is None:
        return PanelTitle("Fit")
    turned = bool(options.log)
    index, name = _front(view, options)
    whose: Legend = ((f"{mark(index)} ", f"run {index}"), (words.shorten(name, 24), "muted"))
    legends: tuple[Legend, ...] = (whose, ()) if len(view.runs) > 1 else ((),)
    if fit.values is not None and fit.naive is None and not turned and held_out(fit):
        first, last = ("faint", f"run {index}") if fit.curve is None else ("bright", "faint")
        dots: Legend = (("  • ", first), ("train  ", "muted"), ("• ", last), ("validation", "muted"))
        marks = (whose, whose[:1], ()) if len(view.runs) > 1 else ((),)  # with dots of its colour a mark says enough
        legends = (*((*one, *dots) for one in marks), *legends)
    units = _units(fit, region, turned)
    for legend in legends:
        room = title_room(PanelTitle("Fit", "", legend), width, ascii)
        for unit in units:
            if words.width(unit, ascii) <= room:
                return PanelTitle("Fit", unit, legend, turned)
    return PanelTitle("Fit", units[-1], (), turned)


def _units(fit: FitView, region: RegionView | None, turned: bool) -> tuple[str, ...]:
    """What the unit may say, the longest first."""
    if fit.naive is not None:
        rows = f", {fit.of or 'validation rows'}" if fit.of or held_out(fit) else ""
        return (f"{fit.target} and its forecast, {errors_said(fit)}{rows}", errors_said(fit), mean_off(fit), "ŷ")
    if fit.curve is not None or fit.values is not None:
        if turned:
            return (f"how often ŷ − y is how large, {mean_off(fit)}", mean_off(fit), "ŷ − y")
        if fit.curve is not None:
            return (f"{fit.target} over {fit.feature}",)
        return (
            f"predicted over true {fit.target}, on the line ŷ = y",
            f"predicted over true {fit.target}",
            "predicted over true",
        )
    if region is None or turned:
        return (f"confusion matrix of {all_said(fit)}", "confusion matrix", "")
    over = f"{region.y_label} over {region.x_label}"
    if not region.held:
        return (over,)
    others = "the other feature" if region.held == 1 else f"the other {region.held} features"
    return (
        f"{over}, {others} at their mean",
        f"{over}, others at mean",
        f"{region.y_label}, others at mean",
        region.y_label,
    )


def draw(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """The panel, title row included; zoomed, the fits of two or three runs side by side where they have room."""
    runs = len(view.runs)
    if options.zoomed and 1 < runs <= SIDE_BY_SIDE and (width - GAP * (runs - 1)) // runs >= OF_NUMBERS:
        return _side_by_side(view, width, height, theme, options)
    return _draw_one(view, width, height, theme, options)


def _side_by_side(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    canvas = Canvas(width, height, theme)
    runs = len(view.runs)
    each = (width - GAP * (runs - 1)) // runs
    for place in range(runs):
        front = place == run_in_front(view, options)
        own = replace(options, run=place, zoomed=False, alone=True, focused=options.focused and front)
        x = place * (each + GAP)
        canvas.blit(_draw_one(view, each if place < runs - 1 else width - x, height, theme, own), x, 0)
    return canvas


def _draw_one(view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    canvas = panel(title(view, options, width, theme.ascii), width, height, theme, options)
    fit, region = _looked_at(view, options)
    whole = Area(1, 1, width - 2, height - 1)
    if fit is None:
        say(canvas, whole, view.troubles.get("fit") or _nothing(view))
        return canvas
    index, _ = _front(view, options)
    parts = _parts(fit, region, width, height, bool(options.log), theme.ascii)
    for part in parts:
        inner = Canvas(part.area.width, part.area.height, theme)
        _draw(inner, part.kind, view, options, fit, region, index, len(parts) == 1)
        if part.area.y == 0:  # its first row is that of the title
            inner.chars[0] = canvas.chars[0, part.area.x : part.area.x + part.area.width]
            inner.fg[0] = canvas.fg[0, part.area.x : part.area.x + part.area.width]
            inner.bold[0] = canvas.bold[0, part.area.x : part.area.x + part.area.width]
        canvas.blit(inner, part.area.x, part.area.y)
    return canvas


def _draw(
    canvas: Canvas,
    kind: str,
    view: View,
    options: PanelOptions,
    fit: FitView,
    region: RegionView | None,
    index: int,
    alone: bool,
) -> None:
    if kind == "curve":
        place = run_in_front(view, options)
        batch = view.batches[place] if place < len(view.batches) else None
        pairs = zip(view.runs, view.fits, strict=False)
        shown = {run.index: one for run, one in pairs if one.curve is not None and (not options.alone or one is fit)}
        draw_fit(canvas, shown | {index: fit}, index, batch, {run.index: run.name for run in view.runs})
    elif kind == "series":
        draw_series(canvas, fit, index, alone)
    elif kind == "closeup":
        draw_closeup(canvas, fit, index)
    elif kind == "against":
        draw_against(canvas, fit, index)
    elif kind == "histogram":
        draw_histogram(canvas, fit, index)
    elif kind == "regions" and region is not None:
        split = split_legend(fit.classes) if held_out(fit) else ()
        named = class_legend(fit.classes) if alone else ()  # the matrix has marks and names
        some: Legend = (("", "muted"), (fit.of, "muted")) if fit.of and alone else ()
        draw_regions(canvas, region, fit, ((*named, *split, *some), (*named, *split), split))
    elif kind == "matrix":
        draw_matrix(canvas, fit)


def _parts(
    fit: FitView, region: RegionView | None, width: int, height: int, turned: bool, ascii: bool
) -> tuple[_Part, ...]:
    """What is drawn where."""
    whole = Area(0, 0, width, height)
    if fit.naive is not None:
        return _series_parts(width, height, turned)
    if fit.values is not None:
        first, second = "curve" if fit.curve is not None else "against", "histogram"
        beside, below, least = max(width // 3, 30), max(height // 3, 8), OF_NUMBERS
    else:
        first, second = "regions", "matrix"
        (narrow, named, below), least = matrix_size(fit, ascii), LEAST_WIDTH
        beside = named + 2 if width - named - 2 >= 2 * LEAST_WIDTH else narrow + 2
        if region is None:
            return (_Part("matrix", Area(0, 1, width, height - 1)),)
        if width < narrow:
            below = height  # no room for it below, either
    if turned:
        return (_Part(second, Area(0, 1, width, height - 1)),)
    if height - below - 1 >= LEAST_HEIGHT + 2 and (height - below - 1) * 2 >= width // 2:
        return (
            _Part(first, Area(0, 0, width, height - below - 1)),
            _Part(second, Area(0, height - below, width, below)),
        )
    if width - beside >= least and (second != "matrix" or height - 1 >= below):
        left = width - beside
        return (_Part(first, Area(0, 0, left, height)), _Part(second, Area(left, 1, beside, height - 1)))
    return (_Part(first, whole),)


def _series_parts(width: int, height: int, turned: bool) -> tuple[_Part, ...]:
    """The whole series above its end where both have rows enough, side by side where a panel is wide, else one."""
    if turned:
        return (_Part("closeup", Area(0, 1, width, height - 1)),)
    if height >= OVERVIEW + CLOSEUP:
        upper = max(height * 2 // 5, OVERVIEW)
        return (_Part("series", Area(0, 0, width, upper)), _Part("closeup", Area(0, upper, width, height - upper)))
    if width >= 2 * OF_NUMBERS:
        left = width // 2
        return (_Part("series", Area(0, 0, left, height)), _Part("closeup", Area(left, 1, width - left, height - 1)))
    return (_Part("series", Area(0, 0, width, height)),)


def _looked_at(view: View, options: PanelOptions) -> tuple[FitView | None, RegionView | None]:
    """What the run in front predicts, None where that is not known, and its regions."""
    place = run_in_front(view, options)
    fit = view.fits[place] if place < len(view.fits) else None
    region = view.regions[place] if place < len(view.regions) else None
    if fit is None or fit.truth is None or (fit.values is None and (fit.predicted is None or not fit.classes)):
        return None, None
    return fit, region


def _front(view: View, options: PanelOptions) -> tuple[int, str]:
    run = view.runs[run_in_front(view, options)]
    return run.index, run.name


def _nothing(view: View) -> str:
    """Why there is nothing to draw."""
    if view.message and all(run.front < 0 for run in view.runs):
        return view.message
    return "computing what the runs predict" if view.data is not None else "nothing is predicted in this scenario"
