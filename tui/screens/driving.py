"""What keys, palette and mouse do on the workbench: the handlers that the table of actions names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlviz.tui import keys
from dlviz.tui.layout import Layout, Place
from dlviz.tui.panels.drawn import Drawn
from dlviz.tui.pictures import (
    PICTURES,
    activations,
    dropout,
    features,
    network,
    predictions,
    tabs,
    weights,
)
from dlviz.tui.screens.travelling import Travelling
from dlviz.tui.view import PanelOptions

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario


class Driving(Travelling):
    """The gestures of a workbench. `front`: the panel that has the focus, and its run where it stands once a run."""

    scenario: Scenario
    panels: tuple[str, ...]
    placed: Layout
    front: tuple[str, int | None]
    zoomed = False
    chosen_layer: str | None = None

    def __init__(self) -> None:
        super().__init__()
        self.logs: dict[str, bool] = {}

    def footer_items(self) -> list[keys.Item]:
        """What stands in the footer now."""
        raise NotImplementedError

    def options(self, place: Place) -> PanelOptions:
        """How the panel at a place is drawn."""
        raise NotImplementedError

    def action_restart(self) -> None:
        """Train anew."""
        self.notice = ""
        self.player.restart()
        self.frame()

    # ── panels and runs ─────────────────────────────────────────────────────────────────────────────────────

    def place_in_front(self) -> Place | None:
        """The place of the panel that has the focus; where it stands once a run, that of the run in front."""
        places = [place for place in self.placed.places if place.panel == self.front[0]]
        return next((place for place in places if place.run == self.front[1]), places[0] if places else None)

    def action_zoom(self) -> None:
        """The focused panel alone, or all."""
        self.zoomed = not self.zoomed
        self.lay_out()

    def action_log_scale(self) -> None:
        """The other scale in the focused panel, or the other picture where it has two."""
        place = self.place_in_front()
        if place is not None:
            head = PICTURES[place.panel].title(self.view, self.options(place))
            self.logs[place.panel] = "log" not in head.unit if head.turned is None else not head.turned
            self.lay_out()

    def action_focus_next(self) -> None:
        """The next panel."""
        self._turn(1)

    def action_focus_previous(self) -> None:
        """The panel before."""
        self._turn(-1)

    def action_panel(self, number: int) -> None:
        """The panel of this number, from 1."""
        if number <= len(self.panels):
            self.focus_on(self.panels[number - 1], None)

    def action_next_run(self) -> None:
        """The next run to the front."""
        self._turn_run(1)

    def action_previous_run(self) -> None:
        """The run before to the front."""
        self._turn_run(-1)

    def focus_on(self, panel: str, run: int | None) -> None:
        """Give a panel the focus."""
        self.front = (panel, run)
        if run is not None:
            self.run_in_front = run
        self.lay_out()

    def _turn(self, by: int) -> None:
        """To the next place on the screen; to the next panel where they take turns."""
        if self.zoomed or self.placed.tabs is not None:
            number = self.panels.index(self.front[0]) + by
            self.focus_on(self.panels[number % len(self.panels)], None)
            return
        places, here = self.placed.places, self.place_in_front()
        place = places[(places.index(here) + by) % len(places)] if here in places else places[0]
        self.focus_on(place.panel, place.run)

    def _turn_run(self, by: int) -> None:
        self.run_in_front = (self.run_in_front + by) % len(self.view.runs)
        if self.front[1] is not None:
            self.front = (self.front[0], self.run_in_front)
        self.lay_out()

    def choose_layer(self, by: int) -> None:
        """The next layer of the network in front, or the one before; from none the first or the last."""
        panel = features if self.front[0] == "features" else network
        names = panel.layer_names(self.view, self.run_in_front)
        if not names:
            return
        if self.chosen_layer in names:
            self.chosen_layer = names[min(max(names.index(self.chosen_layer) + by, 0), len(names) - 1)]
        else:
            self.chosen_layer = names[0 if by > 0 else -1]
        self.lay_out()

    # ── around ──────────────────────────────────────────────────────────────────────────────────────────────

    def action_next_scenario(self) -> None:
        """The next of the catalogue."""
        self.dlviz.open_next(self.scenario.name)

    def action_search(self) -> None:
        """The catalogue, ready to type."""
        self.dlviz.open_catalogue(self.scenario.name, searching=True)

    def action_back_out(self) -> None:
        """Let go of the layer, else out of the zoom, else to the catalogue."""
        if self.chosen_layer is not None:
            self.chosen_layer = None
            self.lay_out()
        elif self.zoomed:
            self.action_zoom()
        else:
            self.dlviz.open_catalogue(self.scenario.name)

    # ── mouse, and notices ──────────────────────────────────────────────────────────────────────────────────

    def on_drawn_clicked(self, message: Drawn.Clicked) -> None:
        """Panels take the focus, at a double click the room; tabs and keys do what they say."""
        name, x = message.widget.id or "", message.x
        self._dismiss()
        if name == "tabs":
            number = tabs.tab_at(self.panels, message.widget.size.width, x)
            if number is not None:
                self.action_panel(number + 1)
        elif name == "footer":
            call = keys.item_at(self.footer_items(), message.widget.size.width, self.dlviz.look, x)
            if call is not None:
                self.dlviz.call_later(self.dlviz.run_action, call)
        elif name.startswith("panel-"):
            place = self.placed.places[int(name.removeprefix("panel-"))]
            if message.times == 1:
                self._choose_at(place, x, message.y)
            self.focus_on(place.panel, place.run)
            if message.times == 2:
                self.action_zoom()

    def _choose_at(self, place: Place, x: int, y: int) -> None:
        """The layer, or the row of the table, that is drawn under the mouse; beside them nothing changes."""
        if place.panel == "predictions":
            rect, options = place.rect, self.options(place)
            row = predictions.row_at(self.view, rect.width, rect.height, self.dlviz.look, options, x, y)
            if row is not None:
                self.player.choose(row)
            return
        finds = {
            "network": network.layer_at,
            "activations": activations.layer_at,
            "dropout": dropout.layer_at,
            "weights": weights.layer_at,
            "features": features.layer_at,
        }.get(place.panel)
        if finds is not None:
            rect, options = place.rect, self.options(place)
            self.chosen_layer = (
                finds(self.view, rect.width, rect.height, self.dlviz.look, options, x, y) or self.chosen_layer
            )
