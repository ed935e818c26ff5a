"""A session as a scenario file beside those that are there, checked before it is said to be written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dlviz.scenarios import ScenarioError, load
from dlviz.scenarios.written import text_of
from dlviz.tui.naming import stem, write_beside

if TYPE_CHECKING:
    from dlviz.scenarios import Scenario
    from dlviz.scenarios.roster import SessionRun


def write(scenario: Scenario, runs: tuple[SessionRun, ...], folder: Path, panels: tuple[str, ...] = ()) -> Path:
    """Write the present settings of these runs, with the panels that are shown; where that is.

    Raises: ScenarioError where they cannot be said by a file, or it cannot be written.
    """
    text = text_of(scenario, runs, folder, panels)
    try:
        load(text)
    except ScenarioError:  # a panel that no file may ask for
        text = text_of(scenario, runs, folder)
        load(text)
    return write_beside(folder, stem(scenario.name), ".toml", lambda at: at.write_text(text, encoding="utf-8"))
