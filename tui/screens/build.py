"""The form that changes the network and its training, and starts a new run of it from the same seed."""

from __future__ import annotations

from typing import ClassVar

from dlviz.scenarios.variation import checked_name, free_name
from dlviz.tui.blueprint import Blueprint, Line, Slot
from dlviz.tui.errors import is_wrong_input
from dlviz.tui.marks import mark
from dlviz.tui.numbers import count
from dlviz.tui.pictures.sheet import Field, Row, Sheet
from dlviz.tui.screens.sheet import Desk, Paper, sentence
from dlviz.tui.worker import Order

NAME = 0
"""The row of the new run's name."""
SIGNS = ("+", "-", "=")
"""Keys that add a layer and remove one; = is + without shift."""
BELOW = 4
"""Lines below the rows, so that the form stays where it is while its sentences change."""


def build(desk: Desk, layer: int | None = None) -> str:
    """Lay the form of the run in front, at one of its layers; a sentence where there is nothing to build."""
    run = desk.run_before()
    if run.spec is None:
        return "The runs are still being made; then one can be built beside them."
    if run.spec.document.computation is not None:
        return "This scenario computes and trains nothing; there is no network to change."
    desk.lay(Build(desk, layer))
    return ""


class Build(Paper):
    """Layers, optimizer, learning rate, batch: checked at every letter as a file would be."""

    name = "build"
    letters: ClassVar[dict[str, str]] = {}
    least = 64

    def __init__(self, desk: Desk, layer: int | None = None) -> None:
        super().__init__(desk)
        self._run = desk.run_before()
        assert self._run.spec is not None
        self._plan = Blueprint(self._run.spec)
        self._name = ""  # empty: it says what differs
        self._summary = ""
        self.chosen = 1 if layer is None else 1 + layer
        self.field = min(1, len(self._slots(self.chosen)) - 1)
        self._check()

    # ── how it looks ────────────────────────────────────────────────────────────────────────────────────────

    def sheet(self) -> Sheet:
        """The form as it stands."""
        lines = self._plan.lines()
        name = Row((("name", "muted"),), (self._field(NAME, 0, self._wanted()),))
        rows = (name, *(self._row(number, line) for number, line in enumerate(lines, start=1)))
        keys = [("↑↓ tab", "choose"), ("←→", "change"), ("a-z 0-9", "type")]
        if self._layer() is not None:
            keys += [("+", "layer below"), ("-", "remove")]
        keys += [("enter", "start the run"), ("esc", "discard")]
        if self.text is not None:
            keys = [("enter", "take it"), ("esc", "discard")]
        title = (("Build from ", "cursor"), (f"{mark(self._run.index)} {self._run.name}", f"run {self._run.index}"))
        return Sheet(
            title, "", rows, self.chosen, tuple(keys), self.field, self.text is not None, self.fault,
            "" if self.fault else self._summary, below=BELOW,
        )  # fmt: skip

    def _row(self, number: int, line: Line) -> Row:
        fields = tuple(
            self._field(number, place, f"{slot.word} {self._plan.text(slot)}".strip())
            for place, slot in enumerate(line.slots)
        )
        return Row(((line.head, "muted"),), fields)

    def _field(self, row: int, place: int, shown: str) -> Field:
        here = (row, place) == (self.chosen, self.field)
        if here and self.text is not None:
            return Field(self.text, "bad" if self.fault else "text")
        return Field(shown)

    def _wanted(self) -> str:
        """What the new run will be called."""
        names = tuple(run.name for run in self.desk.player.whole.runs)
        if self._name:
            return self._name
        differs = ", ".join(self._plan.differences()[:3])
        return free_name(differs or self._run.name, names)

    # ── what keys do ────────────────────────────────────────────────────────────────────────────────────────

    def key(self, key: str, character: str | None) -> bool:
        """Letters and digits are typed into the field; + and - add and remove layers."""
        if key in ("tab", "shift+tab"):
            self._next(1 if key == "tab" else -1)
            return True
        if character in SIGNS and self._layer() is not None and not self._in_exponent():
            self.settle()
            self._change_layers(add=character != "-")
            return True
        if self.text is None and key in ("delete", "backspace") and self._layer() is not None and self.field == 0:
            self._change_layers(add=False)
            return True
        if self.text is None and (key == "backspace" or (character is not None and self._begins(character))):
            slot = self._slot()
            old = self._wanted() if slot is None else ""
            self.text = old[:-1] if key == "backspace" else (character or "")
            self.typed()
            return True
        if self.text is None and character is not None and character.isalnum():
            return True  # a letter that cannot be here is not one of the workbench's keys
        return super().key(key, character)

    def _begins(self, character: str) -> bool:
        """Whether a letter begins to write into the chosen field."""
        slot = self._slot()
        if slot is None:
            return character.isprintable() and character != " "
        if slot.kind in ("choice", "batch"):
            return character.isalnum()
        return character in "0123456789.+-"

    def _in_exponent(self) -> bool:
        """Whether a sign would go on with the number that is typed: 1e-3."""
        slot = self._slot()
        return self.text is not None and self.text[-1:] in ("e", "E") and slot is not None and slot.kind == "number"

    def turn(self, up: bool) -> None:
        """The next thing that may stand in the field."""
        slot = self._slot()
        if slot is not None:
            self.settle()
            slot = self._slot() or slot
            self._plan.turn(slot, up)
            self._check()

    def enter(self) -> None:
        """Take what was typed; else start the run."""
        if self.text is not None:
            self.typed()
            if not self.fault:
                self.text = None
            return
        if self.order is not None:
            return
        self._check()
        if not self.fault:
            self.order = self.desk.player.add(self._plan.made(self._wanted()))

    def typed(self) -> None:
        """Write what is typed so far into the form, if it can be, and say what is wrong if not."""
        slot = self._slot()
        if slot is None:
            self._name = self.text or ""
            self._check()
            return
        try:
            if self.text:
                self._plan.write(slot, self.text)
            self._check()
        except ValueError as error:
            self.fault = sentence(error)

    def settle(self) -> None:
        """What was typed has been written already, where it could be."""
        if self.text is not None:
            self.text = None
            self._check()

    def choose(self, row: int, field: int) -> None:
        """Choose a field."""
        self.settle()
        last = len(self._plan.lines())
        self.chosen = min(max(row, 0), last)
        self.field = min(max(field, 0), len(self._slots(self.chosen)) - 1)

    def answered(self, order: Order) -> None:
        """The run is there: it comes to the front, and the form goes."""
        super().answered(order)
        if isinstance(order.result, int):
            self.desk.lay(None)
            self.desk.bring(order.result)

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────

    def _slots(self, row: int) -> tuple[Slot | None, ...]:
        return (None,) if row == NAME else self._plan.lines()[row - 1].slots

    def _slot(self) -> Slot | None:
        slots = self._slots(self.chosen)
        return slots[min(self.field, len(slots) - 1)]

    def _layer(self) -> int | None:
        return None if self.chosen == NAME else self._plan.lines()[self.chosen - 1].layer

    def _next(self, by: int) -> None:
        """The next field, along the row and on to the next row."""
        self.settle()
        row, field = self.chosen, self.field + by
        last = len(self._plan.lines())
        if field >= len(self._slots(row)):
            row, field = (row + 1) % (last + 1), 0
        elif field < 0:
            row = (row - 1) % (last + 1)
            field = len(self._slots(row)) - 1
        self.choose(row, field)

    def _change_layers(self, add: bool) -> None:
        layer = self._layer()
        assert layer is not None
        if add:
            self.choose(1 + self._plan.add_layer(layer), 1)
        else:
            self._plan.remove_layer(layer)
            self.choose(min(self.chosen, len(self._plan.lines())), 0)
        self._check()

    def _check(self) -> None:
        """Ask the scenario's own checker and the engine's shapes; say what the network would hold."""
        self.fault, self._summary = "", ""
        try:
            names = tuple(run.name for run in self.desk.player.whole.runs)
            naming = self.text is not None and self._slot() is None
            name = checked_name(self._name if naming else self._wanted(), names)
            spec = self._plan.made(name)
            from dlviz.engine import memory
            from dlviz.scenarios.build import build_model

            model = build_model(spec)
            held = model.count_params() if model is not None else 0
            memory.check_parameters(held, memory.available())
        except ValueError as error:
            if not is_wrong_input(error):
                raise
            self.fault = sentence(error)
            return
        if model is not None:
            shape = "×".join(map(str, model.output_shape))
            outputs = "1 output" if shape == "1" else f"{shape} outputs"
            self._summary = f"{count(held)} parameter{'s' * (held != 1)}, {outputs}."
