"""What keys do with the results of a workbench: compare the runs, write the scenario, save the traces."""

from __future__ import annotations

from dataclasses import replace

from dlviz.tui.pictures.compare import CompareOptions
from dlviz.tui.screens.travelling import Travelling


class Results(Travelling):
    """The gestures that take something away from a session."""

    comparison = CompareOptions()
    """How the runs were last compared."""

    def action_compare(self) -> None:
        """All runs beside each other."""
        from dlviz.tui.screens.compare import Compare

        self.dlviz.push_screen(Compare(self.player, replace(self.comparison, run=self.run_in_front)))
