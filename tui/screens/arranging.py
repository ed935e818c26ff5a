"""What keys do to the panels of a workbench: which are shown, and in which order, remembered by scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dlviz.tui.offers import measuring, offers
from dlviz.tui.pictures import PICTURES
from dlviz.tui.remembered import PANELS, key_of
from dlviz.tui.screens.driving import Driving

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario
    from dlviz.tui.remembered import Remembered


class Arranging(Driving):
    """The gestures of a workbench around its choice of panels."""

    own: tuple[str, ...]  # the panels that the scenario itself shows

    def action_panels(self) -> None:
        """Choose and order the panels."""
        from dlviz.tui.screens.panel_list import PanelList

        def done(wanted: str | None) -> None:
            panels = (*self.panels, wanted) if wanted else self.panels
            remember(self.dlviz.remembered, self.scenario, panels, self.own)
            if wanted:
                self.dlviz.call_later(self.dlviz.open, measuring(self.scenario, wanted), panels, wanted)

        panels = PanelList(offers(self.scenario), self.panels, self.own, self.show_panels, self.player.lost)
        self.dlviz.push_screen(panels, done)

    def show_panels(self, panels: tuple[str, ...], front: str = "") -> None:
        """Show these panels in this order from now on; the focus stays where it is if it can."""
        self.panels = panels
        if front or self.front[0] not in panels:
            self.front = (front or panels[0], None)
        self.lay_out()


def remember(remembered: Remembered, scenario: Scenario, panels: tuple[str, ...], own: tuple[str, ...]) -> None:
    """Keep the choice of panels for the next time; that of the scenario itself need not be."""
    remembered.keep(PANELS, key_of(scenario), None if panels == own else list(panels))


def arranged(remembered: Remembered, scenario: Scenario) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario with what its remembered panels need to be measured, and these panels; empty if none are."""
    chosen = remembered.of(PANELS).get(key_of(scenario))
    if not isinstance(chosen, list):
        return scenario, ()
    known = {offer.panel: offer for offer in offers(scenario) if not offer.why}
    panels = tuple(dict.fromkeys(one for one in chosen if isinstance(one, str) and one in known and one in PICTURES))
    for panel in panels:
        if known[panel].needs:
            scenario = measuring(scenario, panel)
    return scenario, panels
