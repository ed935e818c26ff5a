"""The workbench: one scenario being trained, its panels, its timeline, its keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen

from dlviz.tui import keys
from dlviz.tui.layout import MOST, Layout, Place, leave_a_row
from dlviz.tui.panels import notice
from dlviz.tui.panels.board import Board
from dlviz.tui.panels.drawn import Drawn, Slider
from dlviz.tui.panels.notice import NOWHERE
from dlviz.tui.panels.reads import changed
from dlviz.tui.panels.turns import ALL, FLOW, GESTURE, Turns
from dlviz.tui.pictures import PICTURES, draw_panel, footer, header, hints, tabs, timeline
from dlviz.tui.player import Player
from dlviz.tui.screens.exporting import Exporting
from dlviz.tui.screens.exports import Taken
from dlviz.tui.screens.presenting import Presenting
from dlviz.tui.screens.studying import LESSON
from dlviz.tui.screens.trying import Trying
from dlviz.tui.view import PanelOptions, View
from dlviz.tui.workbench_picture import layout_of

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario

IN_TURN = 3
"""Frames in which panels are drawn in turn while time flows: ten times a second each. A gesture draws all at once."""
FLOWING = {"loss", "metrics", "landscape", "curves"}
"""Panels in which the cursor moves: drawn at every frame in which it did."""


class Workbench(Presenting, Exporting, Trying):
    """A scenario at work: it reads views and draws what changed; it never trains and never waits."""

    AUTO_FOCUS = ""
    BINDINGS = keys.bindings("workbench")

    def __init__(self, scenario: Scenario, player: Player, panels: tuple[str, ...] = (), front: str = "") -> None:
        super().__init__()
        self.scenario = scenario
        self.player = player
        self.view = player.view
        self.own = tuple(panel for panel in scenario.display.panels if panel in PICTURES)
        self.panels = panels or self.own
        self.front = (front or self.panels[0], None)
        self.placed = Layout(NOWHERE, NOWHERE, NOWHERE, ())
        self._widgets: dict[str, Drawn] = {}
        self._drawn: dict[str, View] = {}  # what each widget was last drawn from
        self._frames = 0
        self._turns = Turns()
        self._told: set[str] = set()  # troubles of panels are told once

    # ── life ────────────────────────────────────────────────────────────────────────────────────────────────

    def compose(self) -> ComposeResult:
        """Rows and panels on one board; the notice lies on top of all."""
        panels = (f"panel-{i}" for i in range(MOST))
        names = ["header", "tabs", *panels, "heading", "said", "timeline", "footer", "hint", "sheet", "notice"]
        self._widgets = {name: Slider(name) if name == "timeline" else Drawn(name) for name in names}
        yield Board(*self._widgets.values())

    def on_mount(self) -> None:
        """Show the lesson first; only then let the worker import what is heavy."""
        self.begin_hints()
        self.begin_slides()
        self.notice = ". ".join(self.scenario.remarks)
        self.lay_out()
        self.begin_lesson()
        self.call_after_refresh(self.player.start)
        self.set_interval(1 / self.dlviz.preferences.frames, self.tick)

    def on_unmount(self) -> None:
        """Training ends with the screen."""
        self.player.stop()

    def on_resize(self, event: events.Resize) -> None:
        """Everything finds its new place."""
        self.lay_out(event.size)

    def on_screen_suspend(self) -> None:
        """Under a list the footer is empty."""
        if self.placed.footer.width:
            self._widgets["footer"].show(footer.draw((), self.placed.footer.width, self.dlviz.look))

    def on_screen_resume(self) -> None:
        """Another screen may have changed the theme."""
        self.lay_out()

    # ── drawing ─────────────────────────────────────────────────────────────────────────────────────────────

    def tick(self) -> None:
        """Look at the player as time flows; calm panels take turns. Under the catalogue nothing is drawn."""
        if self.dlviz.place == "workbench":
            self._frames += 1
            self._look(in_turn=True)
            self.go_to_end()
            self.note_seen()

    def frame(self) -> None:
        """Look at the player after a gesture and draw all that changed."""
        self._look(in_turn=False)

    def _look(self, in_turn: bool) -> None:
        old, self.view = self.view, self.seen(self.player.frame(self.dlviz.clock()))
        self.keep_front(old)
        measured = any(run.front >= 0 for run in self.view.runs)  # before that the header says what is waited for
        told = self.view.message if measured or self.player.failure else ""
        if told == old.message:
            told = ""
        troubles = [said for said in self.view.troubles.values() if said not in self._told]
        if not self.player.failure:
            self._told.update(troubles)
            told = " ".join([told, *troubles]).strip()
        passed = bool(old.message) and self.notice == old.message and not self.view.message
        if told or passed:
            self.notice = told
            self.lay_out()
        elif self.view is not old and self._layout(self.size) != self.placed:
            self.lay_out()
        else:
            self._draw(FLOW if in_turn else GESTURE)

    def lay_out(self, size: Size | None = None) -> None:
        """Place everything anew and draw all of it."""
        size = size or self.size
        self.placed = layout = self._layout(size)
        rectangles = {"header": layout.header, "timeline": layout.timeline, "footer": layout.footer}
        if layout.tabs is not None:
            rectangles["tabs"] = layout.tabs
        for i, place in enumerate(layout.places):
            rectangles[f"panel-{i}"] = place.rect
        if self.presenting and not layout.sentence:
            rectangles |= {name: rect for name, (rect, _) in self.slide_canvases(layout).items()}
        text, lie = (layout.sentence, notice.alone) if layout.sentence else (self.notice, notice.above_footer)
        if text:
            rectangles["notice"], canvas = lie(text, size.width, size.height, self.dlviz.look)
            self._widgets["notice"].show(canvas)
        if self.hinting and not layout.sentence:
            rectangles["hint"], canvas = hints.above(layout.timeline, self.dlviz.look)
            self._widgets["hint"].show(canvas)
        if (sheet := self.sheet_place(layout, size)) is not None and not layout.sentence:
            rectangles["sheet"] = sheet
        self.query_one(Board).place({self._widgets[name]: rect for name, rect in rectangles.items()})
        self.player.look_at(frozenset(self.looked_at(layout)))
        self._drawn.clear()
        self._draw()

    def _draw(self, seconds: float = ALL) -> None:
        """Draw what differs from what is on the screen, as far as the time for it reaches; the rest comes next."""
        layout, view, look = self.placed, self.view, self.dlviz.look
        if layout.sentence:
            return
        width = layout.header.width
        old = self._drawn.get("header")
        if old is not view:
            self._drawn["header"] = view
            self._widgets["header"].show(header.draw(view, width, look, self.run_in_front))
            self.show_canvas("timeline", timeline.draw(view, width, layout.timeline.height, look, self.run_in_front))
            for name, (_, canvas) in self.slide_canvases(layout).items() if self.presenting else ():
                self._widgets[name].show(canvas)
        front = self.place_in_front()
        first = layout.places.index(front) if front is not None and front in layout.places else 0
        for i, waited in self._turns.take(len(layout.places), seconds, first):
            calm = seconds == FLOW and not waited and (self._frames + i) % IN_TURN > 0
            self._draw_panel(f"panel-{i}", layout.places[i], calm)
        if layout.tabs is not None and old is None:
            self._widgets["tabs"].show(tabs.draw(self.panels, layout.active, width, look))
        if old is None or old.playing != view.playing:
            self._widgets["footer"].show(footer.draw(keys.pairs(self.footer_items()), width, look))
        if self._drawn.get("sheet") is not view:
            self._drawn["sheet"] = view
            self.draw_sheet()

    def _draw_panel(self, name: str, place: Place, waits: bool) -> None:
        old = self._drawn.get(name)
        if old is not None:
            flows = place.panel in FLOWING and old.cursor != self.view.cursor
            if (waits and not flows) or not changed(place.panel, old, self.view):
                return
        self._drawn[name] = self.view
        shown, options = self._stand_in(place.panel), self.options(place)
        width, height = place.rect.width, place.rect.height
        self.show_canvas(name, draw_panel(shown, self.view, width, height, self.look, options))

    def _stand_in(self, panel: str) -> str:
        """The lesson, where panels take turns and there is nothing else to read yet."""
        empty = all(run.front < 0 for run in self.view.runs)
        return "lesson" if empty and self.placed.tabs is not None and "lesson" in self.panels else panel

    def widget(self, name: str) -> Drawn:
        """The widget of this name."""
        return self._widgets[name]

    def taken(self) -> Taken | None:
        """The panel in front, or a slide that is words alone."""
        found = super().taken()
        if found is None and self.presenting and not self.placed.sentence:
            why = "There are no numbers on this slide; pgdn brings the panels."
            return Taken("slide", "the slide", self.slide_picture, lambda: why)
        return found

    def footer_items(self) -> list[keys.Item]:
        """What stands in the footer now: nothing under a list or a sheet, which says its own keys."""
        if self.paper is not None or isinstance(self.dlviz.screen, ModalScreen):
            return []
        if self.pointing:
            return self.pointing_items(self.placed.footer.width)
        states = {"play": self.view.playing, "zoom": self.zoomed, "answer": self.uncovered}
        states["crosshair"] = self.front[0] == LESSON and bool(self.can_choose())
        on = {name for name, state in states.items() if state}
        off = () if self.view.card.exercises else ("answer",)
        if not {"features", "network"} & set(self.panels):
            off = (*off, "next_input")
        if self.view.card.group != "epoch":  # nothing is trained
            off = (*off, "epoch_back", "epoch_forward", "edit", "fork", "build")
        items = keys.items("workbench", on, off, self.placed.hidden(self.panels) if not self.zoomed else 0)
        return keys.fitting(items, self.placed.footer.width, self.dlviz.look)

    def options(self, place: Place) -> PanelOptions:
        """How the panel at a place is drawn."""
        return PanelOptions(
            focused=place == self.place_in_front(),
            log=self.logs.get(place.panel),
            run=self.run_in_front if place.run is None else place.run,
            zoomed=self.zoomed,
            alone=place.run is not None,
            answered=self.uncovered,
            picked=self.picked,
            choosing=self.choosing,
            scroll=self.scroll,
            layer=self.chosen_layer,
        )

    def _layout(self, size: Size) -> Layout:
        if self.presenting:
            return self.slide_layout(size)
        panel = self.front[0]
        zoomed = panel if self.zoomed else None
        active = self.panels.index(panel)
        panels = self.panels
        layout = layout_of(self.view, size.width, size.height, panels=panels, zoomed=zoomed, active=active)
        return leave_a_row(layout) if self.hinting else layout
