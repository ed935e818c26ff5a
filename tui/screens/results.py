"""What keys do with the results of a workbench: compare the runs, write the scenario, save the traces."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dlviz.tui.numbers import count
from dlviz.tui.pictures.compare import CompareOptions
from dlviz.tui.screens.answering import Answering
from dlviz.tui.screens.writing import Writing

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario


class Results(Writing, Answering):
    """The gestures that take something away from a session."""

    scenario: Scenario
    panels: tuple[str, ...]
    own: tuple[str, ...]
    comparison = CompareOptions()
    """How the runs were last compared."""

    def action_compare(self) -> None:
        """All runs beside each other."""
        from dlviz.tui.screens.compare import Compare

        options = replace(self.comparison, run=self.run_in_front, answered=self.uncovered)
        self.dlviz.push_screen(Compare(self.player, options, self.seen))

    def action_write(self) -> None:
        """The present settings as a scenario file."""
        from dlviz.tui.scenario_file import write

        player, runs, panels = self.player, self.player.runs, self.panels if self.panels != self.own else ()

        def work() -> str:
            path = write(self.scenario, runs, Path.cwd(), panels)
            player.keep(runs, path)
            return f"Written: {path.name} in {path.parent}; dlviz run {path.name} trains it again."

        self._say("Writing the scenario …")
        self.aside(work)

    def action_save(self) -> None:
        """The traces of all runs, hidden ones too, as rows of a file."""
        from dlviz.tui.traces import save

        view = self.player.whole
        rows = sum(run.front + 1 for run in view.runs)
        if rows == 0:
            self._say("Nothing was trained yet, so there is nothing to save.")
            return
        self._say(f"Saving {count(rows)} rows …")
        self.aside(lambda: save(view, Path.cwd()))
