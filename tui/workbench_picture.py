"""A whole screen from a view, without an app: for pictures in files, for the catalogue and for tests."""

from __future__ import annotations

from collections.abc import Sequence

from dlviz.tui.canvas import Canvas
from dlviz.tui.layout import Layout, arrange
from dlviz.tui.pictures import PICTURES, compare, draw_panel, footer, header, tabs, timeline
from dlviz.tui.pictures.compare import CompareOptions
from dlviz.tui.pictures.frame import Area, say
from dlviz.tui.theme import Theme
from dlviz.tui.view import PanelOptions, View


def screen(
    view: View,
    width: int,
    height: int,
    theme: Theme,
    *,
    keys: Sequence[tuple[str, str]] = (),
    focused: int = 0,
    zoomed: str | None = None,
    active: int = 0,
    run: int = 0,
    answered: bool = False,
    scroll: int = 0,
) -> Canvas:
    """The workbench at a moment; `focused` is the place whose title is lit, -1 none; `run` that in front.

    `answered`: the answers of the lesson are shown; `scroll`: its page is scrolled by so many lines.
    """
    canvas = Canvas(width, height, theme)
    layout = layout_of(view, width, height, zoomed=zoomed, active=active)
    if layout.sentence:
        say(canvas, Area(0, 0, width, height), layout.sentence)
        return canvas
    canvas.blit(header.draw(view, width, theme, run), 0, 0)
    if layout.tabs is not None:
        canvas.blit(tabs.draw(view.card.panels, layout.active, width, theme), 0, layout.tabs.y)
    for number, place in enumerate(layout.places):
        options = PanelOptions(
            focused=number == focused,
            run=run if place.run is None else place.run,
            zoomed=zoomed is not None,
            alone=place.run is not None,
            answered=answered,
            scroll=scroll,
        )
        rect = place.rect
        canvas.blit(draw_panel(place.panel, view, rect.width, rect.height, theme, options), rect.x, rect.y)
    canvas.blit(timeline.draw(view, width, layout.timeline.height, theme, run), 0, layout.timeline.y)
    canvas.blit(footer.draw(keys, width, theme), 0, layout.footer.y)
    return canvas


def under_header(panel: str, view: View, width: int, height: int, theme: Theme, options: PanelOptions) -> Canvas:
    """One panel under the header, which says what its marks and its step are."""
    canvas = Canvas(width, height, theme)
    canvas.blit(header.draw(view, width, theme, options.run), 0, 0)
    canvas.blit(draw_panel(panel, view, width, height - 1, theme, options), 0, 1)
    return canvas


def comparison_under_header(view: View, width: int, height: int, theme: Theme, options: CompareOptions) -> Canvas:
    """All runs beside each other, under the header."""
    canvas = Canvas(width, height, theme)
    canvas.blit(header.draw(view, width, theme, options.run), 0, 0)
    canvas.blit(compare.draw(view, width, height - 1, theme, options), 0, 1)
    return canvas


def layout_of(
    view: View,
    width: int,
    height: int,
    *,
    panels: tuple[str, ...] | None = None,
    zoomed: str | None = None,
    active: int = 0,
) -> Layout:
    """The layout of a scenario's panels, or of those that were chosen: the same before anything is trained."""
    panels = tuple(name for name in view.card.panels if name in PICTURES) if panels is None else panels
    return arrange(panels, width, height, runs=len(view.runs), fields=view.card.fields, zoomed=zoomed, active=active)
