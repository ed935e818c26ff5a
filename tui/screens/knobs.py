"""The sheet that changes hyper-parameters of the run in front while it trains."""

from __future__ import annotations

from dlviz.scenarios import ScenarioError
from dlviz.tui.options import check, label
from dlviz.tui.screens.knob_rows import KnobRows
from dlviz.tui.screens.sheet import Desk, read_number, sentence
from dlviz.tui.steps import by_way_of, joining, step
from dlviz.tui.view import RunView
from dlviz.tui.worker import Order

BEGIN = "0123456789+-"
"""What begins a number."""


class Knobs(KnobRows):
    """Learning rate, momenta, penalties, rates: chosen by ↑ ↓, changed by ← → or by typing, at once.

    A fork that was made here begins anew with every change, where it left its source; one that has ended is forked at
    the cursor; others change from the front on. What a run lacks stands below, empty: a number that is typed there
    makes a fork at the cursor, which is compiled anew.
    `forks`: the sheet begins with a fork at the cursor, and goes if there can be none.
    """

    name = "knobs"

    def __init__(self, desk: Desk, forks: bool = False) -> None:
        super().__init__(desk)
        self._goes = forks
        if forks:
            self.fork()

    # ── what keys do ────────────────────────────────────────────────────────────────────────────────────────

    def key(self, key: str, character: str | None) -> bool:
        """Digits and signs begin a number, for the run that is in front; a, f and u are words of the sheet."""
        if self._typing != self._run.index:
            self.settle()
            self._typing = self._run.index
        if self.text is None and character is not None and character in BEGIN and self._run.knobs:
            self.text, self.proposed = character, False
            self.typed()
            return True
        if self.text is None and key == "a":
            self.all = not self.all
            return True
        if self.text is None and key == "f":
            self.fork()
            return True
        if self.text is None and key == "u":
            self._undo()
            return True
        if self.text is None and key in ("e", "escape", "q"):
            self._leave()
            return True
        return super().key(key, character)

    def _leave(self) -> None:
        """Be done; what is still being made is said without the sheet."""
        waits = self._said(self._run) if self._forking else ""
        self.desk.lay(None)
        self.desk.tell(waits)

    def choose(self, row: int, field: int) -> None:
        """Another row: what was wrong with this one is over."""
        super().choose(row, field)
        self.fault = ""

    def fork(self) -> None:
        """Fork the run in front at the cursor and go on with the fork on this sheet."""
        if self._forking:
            return
        self._forking = True
        self.order = self.desk.player.fork(self._run.index)

    def turn(self, up: bool) -> None:
        """Change the chosen option to the next sensible value, at once."""
        run = self._run
        if not run.knobs:
            return
        name = self._name()
        if self._is_empty():
            self._begin(name, up)
            return
        before = self._values(run)[name]
        value = by_way_of(self._first.get((run.index, name)), before, step(name, before, up))
        if value != before:
            self.apply(name, value)

    def _undo(self) -> None:
        """Change the chosen option back to what it was when the sheet was laid."""
        before = self._was()
        if before is not None:
            self.apply(self._name(), before)

    def _begin(self, name: str, up: bool) -> None:
        """Write a sensible number where there is none, or the next one; enter takes it."""
        try:
            value = joining(name) if self.text is None else step(name, self._checked(), up)
        except ValueError:
            value = joining(name)
        self.text, self.proposed = f"{value:.6g}", True
        self.typed()

    def enter(self) -> None:
        """Apply what was typed, begin where there is nothing; else be done."""
        if self.text is None and self._is_empty():
            self._begin(self._name(), True)
            return
        if self.text is None:
            self._leave()
            return
        try:
            value = self._checked()
        except ValueError as error:
            self.fault = sentence(error)
            return
        self.text = None
        self.apply(self._name(), value)

    def typed(self) -> None:
        """Say at every letter whether this could be."""
        self.fault = ""
        if self.text and self.text not in "+-.":
            try:
                self._checked()
            except ValueError as error:
                self.fault = sentence(error)

    def settle(self) -> None:
        """What was typed and not applied is let go of."""
        if self.text is not None:
            self.text, self.fault = None, ""

    def apply(self, name: str, value: float) -> None:
        """Ask for a change."""
        if self._is_empty():
            self._add(self._run, name, value)
            return
        targets = self._targets(name)
        if not targets:
            self.fault = f"No run that trains has {label(name)} to change."
            return
        try:
            for run in targets:
                check(run, self._changes(run, name, value))
        except ValueError as error:
            self.fault = sentence(error)
            return
        self.fault = ""
        run = targets[0]
        changes = self._changes(run, name, value)
        if self._forking:
            self._later |= changes
            return
        if self._can_fork(run) and not self._begins_anew(run):
            self._later |= changes
            self.fork()
            return
        if not self.all and self._begins_anew(run):
            self.order = self.desk.player.refork(run.index, changes)
        else:
            self.order = self.desk.player.adjust([one.index for one in targets], changes)
        for run in targets:
            self._sent |= {(run.index, one): value for one in changes}

    def _add(self, run: RunView, name: str, value: float) -> None:
        """Ask for a fork that has what this run lacks; a fork that begins anew gets it where it left."""
        self.fault, self._following = "", name
        changes = self._changes(run, name, value)
        if self._forking:
            self._later |= changes
            return
        if self._begins_anew(run):
            self.order = self.desk.player.refork(run.index, changes)
        else:
            self._forking = self._joins = True
            self.order = self.desk.player.fork(run.index, changes)
        self._sent |= {(run.index, one): value for one in changes}

    def watch(self) -> bool:
        """What was added stays chosen, where it stands now."""
        names = list(self._values(self._run))
        follows = self._following in names and self.text is None
        if follows:
            self.chosen, self._following = names.index(self._following), ""
        return super().watch() or follows

    def answered(self, order: Order) -> None:
        """The view has the new values now; a fork comes to the front."""
        super().answered(order)
        self._sent.clear()
        if self._forking:
            self._forked(order)

    def _forked(self, order: Order) -> None:
        """The fork comes to the front, with what was asked for meanwhile."""
        changes, self._later, self._forking, self._joins = self._later, {}, False, False
        if isinstance(order.result, int):
            self._anew |= {order.result}
            self.all = self._goes = False
            self.desk.bring(order.result)
            if changes:
                self.order = self.desk.player.refork(order.result, changes)
        elif self._goes:
            self.desk.lay(None)
            self.desk.tell(order.fault)

    def _checked(self) -> float:
        if not self._run.knobs:  # another run came to the front meanwhile
            raise ScenarioError(f"{self._run.name} has nothing to change yet")
        value = read_number(self.text or "")
        check(self._run, self._changes(self._run, self._name(), value))
        return value
