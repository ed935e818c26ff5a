"""The workbench: one scenario being trained, its panels, its timeline, its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size

from dlviz.tui import keys
from dlviz.tui.layout import Layout, Place
from dlviz.tui.panels import notice
from dlviz.tui.panels.board import Board
from dlviz.tui.panels.drawn import Drawn, Slider
from dlviz.tui.panels.notice import NOWHERE
from dlviz.tui.panels.reads import changed
from dlviz.tui.pictures import PICTURES, footer, header, tabs, timeline
from dlviz.tui.player import Player
from dlviz.tui.screens.driving import Driving
from dlviz.tui.view import PanelOptions, View
from dlviz.tui.workbench_picture import layout_of

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario

FRAMES = 30
"""Looks at the player a second."""


class Workbench(Driving):
    """A scenario at work: it reads views and draws what changed; it never trains and never waits."""

    AUTO_FOCUS = ""
    BINDINGS = keys.bindings("workbench")

    def __init__(self, scenario: Scenario, player: Player) -> None:
        super().__init__()
        self.scenario = scenario
        self.player = player
        self.view = player.view
        self.panels = tuple(panel for panel in scenario.display.panels if panel in PICTURES)
        self.front = (self.panels[0], None)
        self.placed = Layout(NOWHERE, NOWHERE, NOWHERE, ())
        self._widgets: dict[str, Drawn] = {}

    # ── life ────────────────────────────────────────────────────────────────────────────────────────────────

    def compose(self) -> ComposeResult:
        """Rows and panels on one board; the notice lies on top of all."""
        panels = (f"panel-{i}" for i in range(len(self.panels) + 1))
        names = ["header", "tabs", *panels, "timeline", "footer", "notice"]
        self._widgets = {name: Slider(name) if name == "timeline" else Drawn(name) for name in names}
        yield Board(*self._widgets.values())

    def on_mount(self) -> None:
        """Show the lesson first; only then let the worker import what is heavy."""
        self.lay_out()
        self.call_after_refresh(self.player.start)
        self.set_interval(1 / FRAMES, self.frame)

    def on_unmount(self) -> None:
        """Training ends with the screen."""
        self.player.stop()

    def on_resize(self, event: events.Resize) -> None:
        """Everything finds its new place."""
        self.lay_out(event.size)

    def on_screen_resume(self) -> None:
        """Another screen may have changed the theme."""
        self.lay_out()

    # ── drawing ─────────────────────────────────────────────────────────────────────────────────────────────

    def frame(self) -> None:
        """Look at the player and draw what changed."""
        view = self.player.frame(self.dlviz.clock())
        if view is self.view:
            return
        old, self.view = self.view, view
        if view.message != old.message and any(run.front >= 0 for run in view.runs):
            self.notice = view.message
            self.lay_out()
        elif self._layout(self.size) != self.placed:
            self.lay_out()
        else:
            self._draw(old)

    def lay_out(self, size: Size | None = None) -> None:
        """Place everything anew and draw all of it."""
        size = size or self.size
        self.placed = layout = self._layout(size)
        rectangles = {"header": layout.header, "timeline": layout.timeline, "footer": layout.footer}
        if layout.tabs is not None:
            rectangles["tabs"] = layout.tabs
        for i, place in enumerate(layout.places):
            rectangles[f"panel-{i}"] = place.rect
        text, lie = (layout.sentence, notice.alone) if layout.sentence else (self.notice, notice.above_footer)
        if text:
            rectangles["notice"], canvas = lie(text, size.width, size.height, self.dlviz.look)
            self._widgets["notice"].show(canvas)
        self.query_one(Board).place({self._widgets[name]: rect for name, rect in rectangles.items()})
        self.player.look_at(frozenset(place.panel for place in layout.places))
        self._draw(None)

    def _draw(self, old: View | None) -> None:
        """Draw what differs from the old view, everything if there is none."""
        layout, view, look = self.placed, self.view, self.dlviz.look
        if layout.sentence:
            return
        width = layout.header.width
        self._widgets["header"].show(header.draw(view, width, look))
        self._widgets["timeline"].show(timeline.draw(view, width, layout.timeline.height, look))
        for i, place in enumerate(layout.places):
            if old is None or changed(place.panel, old, view):
                size = place.rect.width, place.rect.height
                canvas = PICTURES[place.panel].draw(view, *size, look, self.options(place))
                self._widgets[f"panel-{i}"].show(canvas)
        if layout.tabs is not None and old is None:
            self._widgets["tabs"].show(tabs.draw(self.panels, layout.active, width, look))
        if old is None or old.playing != view.playing:
            self._widgets["footer"].show(footer.draw(keys.pairs(self.footer_items()), width, look))

    def footer_items(self) -> list[keys.Item]:
        """What stands in the footer now."""
        on = {name for name, state in (("play", self.view.playing), ("zoom", self.zoomed)) if state}
        return keys.fitting(keys.items("workbench", on), self.placed.footer.width, self.dlviz.look)

    def options(self, place: Place) -> PanelOptions:
        """How the panel at a place is drawn."""
        return PanelOptions(
            focused=place == self.place_in_front(),
            log=self.logs.get(place.panel),
            run=self.run_in_front if place.run is None else place.run,
            alone=place.run is not None,
        )

    def _layout(self, size: Size) -> Layout:
        panel = self.front[0]
        zoomed = panel if self.zoomed else None
        active = self.panels.index(panel)
        return layout_of(self.view, size.width, size.height, zoomed=zoomed, active=active)
