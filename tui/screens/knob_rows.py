"""The hyper-parameters of the run in front, and what it lacks, as rows of a sheet."""

from __future__ import annotations

from dlviz.scenarios.additions import lacking
from dlviz.tui import options
from dlviz.tui.marks import mark
from dlviz.tui.milestones import at, ending
from dlviz.tui.options import gathered, label, spread
from dlviz.tui.pictures.sheet import Field, Pieces, Row, Sheet
from dlviz.tui.screens.sheet import Desk, Paper
from dlviz.tui.view import RunView

NONE = "—"
"""In the place of a number that a run lacks."""
ANEW = "it is compiled anew"
MORE = 5
"""Rows of what a run lacks that are seen at once below what it has."""


class KnobRows(Paper):
    """What can be changed of which runs, how it stands, and from where on changes would hold."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.all = False
        self._anew: frozenset[int] = frozenset()
        self._sent: dict[tuple[int, str], float] = {}  # what was asked for and has not been answered
        self._first: dict[tuple[int, str], float] = {}  # what was there when the sheet was laid
        self._typing = -1  # whose number is typed
        self._forking = False
        self._later: dict[str, float] = {}  # for the fork that is being made
        self._joins = False  # it has what the other run lacks
        self._following = ""  # the option that stays chosen when it comes to stand in another row
        self._lacks: tuple[object, tuple[str, ...]] = (None, ())  # of these settings

    @property
    def _run(self) -> RunView:
        return self.desk.run_before()

    def _begins_anew(self, run: RunView) -> bool:
        """Whether changes hold from where a fork left: one that has ended cannot be changed otherwise."""
        return run.left is not None and (run.index in self._anew or run.stage == "ended")

    def _can_fork(self, run: RunView) -> bool:
        """Whether a run that has ended can go on otherwise from the cursor."""
        return run.stage == "ended" and not self.all and 0 <= self.desk.player.view.row(run) < run.front

    def _lacking(self, run: RunView) -> tuple[str, ...]:
        """What a fork of this run can have and the run lacks."""
        if self.all or run.spec is None or not run.knobs:
            return ()
        if self._lacks[0] is not run.spec:
            self._lacks = run.spec, lacking(run.spec.document)
        return tuple(name for name in self._lacks[1] if name not in run.knobs)

    def _changes(self, run: RunView, name: str, value: float) -> dict[str, float]:
        """What a row changes of a run: one number, or that of all layers; an empty row, of those that lack it, too."""
        has = name in self._values(run)
        return dict.fromkeys(spread(name, run.knobs if has else (*run.knobs, *self._lacking(run))), value)

    def _empty(self, run: RunView) -> tuple[str, ...]:
        """The rows without a number, by name."""
        return tuple(name for name in gathered(self._lacking(run)) if name not in self._values(run))

    def _targets(self, name: str) -> list[RunView]:
        """The runs that a change is for."""
        every = self.desk.player.view.runs if self.all else (self._run,)
        needs = self._changes(self._run, name, 0.0).keys()
        return [run for run in every if needs <= run.knobs.keys() and (run.stage == "training" or len(every) == 1)]

    # ── how it looks ────────────────────────────────────────────────────────────────────────────────────────

    def sheet(self) -> Sheet:
        """The options of the run in front."""
        run = self._run
        lacks = self._lacking(run)
        rows = tuple(self._row(run, name, value) for name, value in self._values(run).items())
        more = len(rows) + MORE
        rows += tuple(self._empty_row(run, name) for name in self._empty(run))
        head: Pieces = (("Change ", "cursor"), (f"{mark(run.index)} {run.name}", f"run {run.index}"))
        if self.all:
            head = (("Change all runs that train", "cursor"),)
        one = "this run" if self.all else "all runs"
        keys: tuple[tuple[str, str], ...] = (
            ("↑↓", "choose"),
            ("←→", "begin" if self._is_empty() else "change"),
            ("0-9", "type"),
            ("a", one),
            ("f", "fork here"),
            ("esc", "back"),
        )
        if self._was() is not None:
            keys = (*keys[:3], ("u", "undo"), *keys[3:])
        if self.text is not None:
            keys = (("enter", "apply"), ("esc", "discard"))
        return Sheet(
            head, f"{len(lacks)} can be added" if lacks else "", rows, min(self.chosen, max(len(rows) - 1, 0)), keys, 0,
            self.text is not None, self.fault, "" if self.fault else self._said(run), more,
        )  # fmt: skip

    def _values(self, run: RunView) -> dict[str, float]:
        for name, value in options.values(run.knobs).items():
            self._first.setdefault((run.index, name), value)
        return options.values(
            {name: self._later.get(name, self._sent.get((run.index, name), value)) for name, value in run.knobs.items()}
        )

    def _was(self) -> float | None:
        """What the chosen option of the run in front was when the sheet was laid, None where it is that still."""
        run = self._run
        if not run.knobs or self.all or self._is_empty():
            return None
        before, now = self._first.get((run.index, self._name())), self._values(run)[self._name()]
        return None if before == now else before

    def _row(self, run: RunView, name: str, value: float) -> Row:
        typing = self.text is not None and name == self._name() and self._typing == run.index
        shown = self.text if typing and self.text is not None else f"{value:.6g}"
        before = self._first.setdefault((run.index, name), value)
        note = "follows a schedule" if name == "learning_rate" and run.scheduled else ""
        if not note and before != value:
            note = f"was {before:.6g}"
        if name == "learning_rate" and value == 0 and not run.scheduled:
            note = f"{note}; nothing is learned".removeprefix("; ")
        return Row(
            ((label(name), "text"),), (Field(shown, "bad" if typing and self.fault else "text", right=True),), note
        )

    def _empty_row(self, run: RunView, name: str) -> Row:
        """What a run lacks, or what was typed there and is being made."""
        typing = self.text is not None and name == self._name() and self._typing == run.index
        each = {self._sent.get((run.index, one), self._later.get(one)) for one in self._changes(run, name, 0.0)}
        sent = each.pop() if len(each) == 1 else None
        shown = self.text if typing and self.text is not None else NONE if sent is None else f"{sent:.6g}"
        role = "bad" if typing and self.fault else "text" if typing else "faint"
        return Row(((label(name), "muted"),), (Field(shown, role, right=True),))

    def _said(self, run: RunView) -> str:
        """From where on changes hold."""
        view = self.desk.player.view
        here = at(view, run, max(view.row(run), 0))
        if self._forking:
            return f"Forking it {here}; {ANEW} …" if self._joins else f"Forking it {here} …"
        if not run.knobs:
            return f"{run.name} has nothing to change yet."
        if self._begins_anew(run):
            assert run.left is not None
            begins = f"The fork begins anew {at(view, run, run.left.row)}"
            return f"{begins}; {ANEW}." if self._is_empty() else f"{begins}, with every change."
        if self._is_empty() and (run.stage != "ended" or self._can_fork(run)):
            return f"A new run from {here.removeprefix('at ')}: {ANEW}."
        if run.stage == "ended" and not self.all:
            if self._can_fork(run):
                return f"It is trained to its end. A change forks it here, {here}."
            return f"It has ended ({ending(view, run)}). Step back: a change forks it there."
        front = f"where training is, {at(view, run, run.front)}"
        if view.row(run) < run.front:
            return f"Changes hold from {front}; f forks at the cursor."
        return f"Changes hold from {front}."

    def _name(self) -> str:
        names = (*self._values(self._run), *self._empty(self._run))
        return names[min(self.chosen, len(names) - 1)]

    def _is_empty(self) -> bool:
        """Whether the chosen option is one that the run in front lacks."""
        return bool(self._run.knobs) and self._name() not in self._values(self._run)
