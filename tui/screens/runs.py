"""The sheet of all runs: which there are, how they stand at the cursor, and what can be done with them."""

from __future__ import annotations

import numpy as np

from dlviz.scenarios import ScenarioError
from dlviz.scenarios.variation import checked_name
from dlviz.tui.marks import mark
from dlviz.tui.milestones import at, ending
from dlviz.tui.numbers import number
from dlviz.tui.pictures.sheet import Field, Row, Sheet
from dlviz.tui.screens.sheet import Desk, Paper, sentence
from dlviz.tui.view import RunView, View


class Runs(Paper):
    """Every run with its mark, its loss at the cursor and its settings: to be hidden, renamed, removed."""

    name = "runs"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._meant = desk.run_before().index  # the chosen run: others may come and go before it
        self._asked: int | None = None  # the run that goes if its key is pressed once more

    def _runs(self) -> tuple[RunView, ...]:
        return self.desk.player.whole.runs

    def _at(self) -> RunView:
        return self._chosen_of(self._runs())

    def _chosen_of(self, runs: tuple[RunView, ...]) -> RunView:
        """The chosen run, wherever it stands by now; with one that has gone goes what was typed for it."""
        place = next((place for place, run in enumerate(runs) if run.index == self._meant), None)
        if place is None:
            place, self.text = min(self.chosen, len(runs) - 1), None
        self.chosen, self._meant = place, runs[place].index
        return runs[place]

    def sheet(self) -> Sheet:
        """All runs, hidden or not."""
        view, hidden = self.desk.player.whole, self.desk.player.hidden
        run = self._chosen_of(view.runs)
        rows = tuple(self._row(view, one, one.index in hidden, one is run) for one in view.runs)
        keys = [("space", "show" if run.index in hidden else "hide"), ("enter", "to the front"), ("n", "rename")]
        keys += [("x", "remove")] if not run.own else []
        keys += [("a", "add"), ("esc", "back")]
        if self.text is not None:
            keys = [("enter", "rename"), ("esc", "discard")]
        seen = len(rows) - len(hidden)
        unit = f"{seen} of {len(rows)} shown" if hidden else f"{len(rows)}, loss at the cursor"
        said = "" if run.left is None else f"It left {run.left.name} {at(view, run, run.left.row)}."
        title, types = (("Runs", "cursor"),), self.text is not None
        return Sheet(title, unit, rows, self.chosen, tuple(keys), 0, types, self.fault, said)

    def _row(self, view: View, run: RunView, hidden: bool, chosen: bool) -> Row:
        typing = self.text is not None and chosen
        role = "faint" if hidden else f"run {run.index}"
        name = Field(
            self.text if typing and self.text is not None else run.name, "bad" if typing and self.fault else role
        )
        grey = "faint" if hidden else "text"
        status = "hidden" if hidden else ending(view, run)
        fields = (
            name,
            Field(number(_loss(view, run), wide=True), grey, right=True),
            Field(status, "faint" if hidden else "muted"),
        )
        return Row(((f"{mark(run.index)}", role),), fields, run.settings)

    def choose(self, row: int, field: int) -> None:
        """Choose a run; a row has one thing to change, its name."""
        super().choose(row, 0)
        self._meant = self._runs()[self.chosen].index

    def key(self, key: str, character: str | None) -> bool:
        """Letters are words of the sheet, unless a name is being typed."""
        asked, self._asked = self._asked, None
        if asked is not None:
            self.fault = ""
        typed, run = self.text is not None, self._at()
        if typed and self.text is None:
            return True  # the run has gone for which this was to be
        if self.text is None:
            match key:
                case "space":
                    self.fault = self.desk.player.hide(run.index)
                case "n":
                    self.text, self.fault = run.name, ""
                case "x" | "delete":
                    self._remove(run, asked)
                case "a" | "b":
                    from dlviz.tui.screens.build import build

                    self.fault = build(self.desk)
                case "o":
                    self.desk.lay(None)
                case "left" | "right" | "h" | "l":
                    return True
                case _:
                    return super().key(key, character)
            return True
        return super().key(key, character)

    def enter(self) -> None:
        """The run to the front; or its new name."""
        run = self._at()
        if self.text is None:
            if run.index in self.desk.player.hidden:
                self.desk.player.hide(run.index)
            self.desk.bring(run.index)
            return
        self.typed()
        if self.fault:
            return
        name, self.text = self.text, None
        if name.strip() != run.name:
            self.order = self.desk.player.rename(run.index, name)

    def typed(self) -> None:
        """Say at every letter whether this can be a name."""
        run = self._at()
        try:
            checked_name(self.text or "", tuple(one.name for one in self._runs() if one.index != run.index))
            self.fault = ""
        except ScenarioError as error:
            self.fault = sentence(error)

    def settle(self) -> None:
        """A name that was typed and not confirmed is let go of."""
        if self.text is not None:
            self.text, self.fault = None, ""

    def _remove(self, run: RunView, asked: int | None) -> None:
        if run.own:
            self.fault = f"{run.name} is a run of the scenario; space hides it."
        elif asked != run.index:
            self.fault, self._asked = f"x once more lets go of {run.name}.", run.index
        else:
            self.fault = ""
            self.order = self.desk.player.remove(run.index)


def _loss(view: View, run: RunView) -> float | None:
    """What the loss panel draws of a run at the cursor, where it stands."""
    column = run.columns.get(view.card.loss_column, run.columns.get("loss"))
    row = view.row(run)
    return float(np.asarray(column)[row]) if column is not None and row >= 0 and np.ndim(column) == 1 else None
