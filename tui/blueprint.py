"""A run's settings as a form: what stands in which row, what may stand there, and another run that is made of it.

The form works on the tables of a scenario file, so that whatever else a layer or an optimizer was given stays.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from dlviz.scenarios.layer_tables import ACTIVATIONS
from dlviz.scenarios.paths import assign
from dlviz.scenarios.schema import BATCH
from dlviz.scenarios.training_tables import OPTIMIZERS
from dlviz.scenarios.variation import remade
from dlviz.tui.bricks import ACROSS, ANY, FRESH, MOVING, TYPES, spelt_out
from dlviz.tui.steps import by_way_of, step, whole

if TYPE_CHECKING:
    from dlviz.scenarios.scenario import RunSpec

Kind = Literal["choice", "whole", "number", "batch", "name"]


@dataclass(frozen=True)
class Slot:
    """A field of the form: where it stands in the tables, what it is called, what kind of thing it takes."""

    path: str
    word: str
    kind: Kind
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A row of the form; `layer`: which layer of the model it is."""

    head: str
    slots: tuple[Slot, ...]
    layer: int | None = None


class Blueprint:
    """The settings of a run, being changed."""

    def __init__(self, spec: RunSpec) -> None:
        self._spec = spec
        self.tables = spelt_out(spec.document)
        self._before = deepcopy(self.tables)
        self._origins: list[int | None] = list(range(len(self._model())))  # which layer each one was, None: none

    # ── rows ────────────────────────────────────────────────────────────────────────────────────────────────

    def lines(self) -> tuple[Line, ...]:
        """The rows of the form: the layers, or the start of an objective; then how it is trained."""
        ranks = self._ranks()
        layers = tuple(self._layer(i, layer, ranks[i]) for i, layer in enumerate(self._model()))
        start: tuple[Line, ...] = ()
        if self._spec.document.objective is not None:
            start = (Line("start", (_number("objective.start[0]", "x"), _number("objective.start[1]", "y"))),)
        optimizer = (Slot("training.optimizer.name", "", "choice", tuple(OPTIMIZERS)),)
        rate = _number("training.optimizer.learning_rate", "η")
        long = "epochs" if "epochs" in self.tables["training"] else "steps"
        moves = self.tables["training"]["optimizer"]["name"] in MOVING
        rows: tuple[Line, ...] = (Line("momentum", (_number("training.optimizer.momentum", "β"),)),) if moves else ()
        rows += () if start else (Line("batch", (Slot("training.batch", "", "batch"),)),)
        return (
            *layers, *start, Line("optimizer", optimizer), Line("learning rate", (rate,)), *rows,
            Line(long, (Slot(f"training.{long}", "", "whole"),)),
        )  # fmt: skip

    def _layer(self, i: int, layer: dict[str, Any], rank: int) -> Line:
        kind = str(layer["type"])
        types = TYPES.get(rank, ANY)
        if kind not in types:  # a block has layers of its own, which another type would lose
            types = (kind,) if kind in ("Residual", "Parallel") else (kind, *types)
        slots = [Slot(f"model[{i}].type", "", "choice", types)]
        for name in FRESH.get(kind, {}):
            path = f"model[{i}].{name}"
            if name == "activation":
                slots.append(Slot(path, "", "choice", tuple(ACTIVATIONS)))
            else:
                slots.append(Slot(path, _WORDS.get(name, name), "number" if name in ("rate", "stddev") else "whole"))
        return Line(str(i + 1), tuple(slots), i)

    def _ranks(self) -> list[int]:
        """How many axes the input of each layer has, without that of the rows."""
        table = self._spec.table
        rank = len(table.input_shape) if table is not None else 1
        found = []
        for layer in self._model():
            found.append(rank)
            kind = str(layer["type"])
            if kind == "Flatten" or (kind.startswith("Global") and not layer.get("keepdims")):
                rank = 1
            elif kind == "Reshape":
                rank = len(layer.get("target_shape", (0,)))
        return found

    def _model(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.tables.get("model", [])
        return found

    # ── values ──────────────────────────────────────────────────────────────────────────────────────────────

    def value(self, slot: Slot) -> Any:
        """What stands in a field; a table stands for itself by its name."""
        return self._of(self.tables, slot.path)

    def _of(self, tables: dict[str, Any], path: str) -> Any:
        found: Any = tables
        for part in path.replace("[", ".").replace("]", "").split("."):
            found = found[int(part)] if part.isdigit() else found.get(part)
            if found is None:
                return None
        return found

    def text(self, slot: Slot) -> str:
        """What a field shows."""
        return _shown(slot, self.value(slot))

    def write(self, slot: Slot, text: str) -> None:
        """Put what was typed into a field.

        Raises: ValueError with a sentence where it is not of its kind; what it means is asked by `made`.
        """
        self.put(slot, _read(slot, text))

    def turn(self, slot: Slot, up: bool) -> None:
        """The next thing that may stand in a field, or the one before; what stood there first is not passed."""
        value, home = self.value(slot), self._home(slot)
        if slot.kind == "choice":
            now = self.text(slot)
            at = slot.choices.index(now) if now in slot.choices else -1
            self.put(slot, slot.choices[(at + (1 if up else -1)) % len(slot.choices)])
        elif slot.kind == "number":
            old = 0.0 if value is None else float(value) if isinstance(value, int | float) else 0.01
            new = old + (0.1 if up else -0.1) if slot.path.startswith("objective") else step(slot.path, old, up)
            self.put(slot, by_way_of(home, old, new))
        elif value == "full":
            self.put(slot, value if up else BATCH)
        else:
            size = value.get("size") if isinstance(value, dict) else value
            if isinstance(size, int):
                self.put(slot, int(by_way_of(home, size, whole(size, up))))

    def _home(self, slot: Slot) -> float | None:
        """The number that stood in a field first, None where there was none."""
        at = self._first_path(slot.path)
        value = None if at is None else self._of(self._before, at)
        size = value.get("size") if isinstance(value, dict) else value
        return float(size) if isinstance(size, int | float) else None

    def _first_path(self, path: str) -> str | None:
        """Where a field stood at first; None in a layer that was added."""
        if not path.startswith("model["):
            return path
        number, _, rest = path.removeprefix("model[").partition("]")
        origin = self._origins[int(number)]
        return None if origin is None else f"model[{origin}]{rest}"

    def put(self, slot: Slot, value: Any) -> None:
        """Put a value into a field; a layer of another type begins with what both have."""
        if slot.path.endswith("].type"):
            i = int(slot.path.partition("[")[2].partition("]")[0])
            old = self._model()[i]
            if value != old["type"]:
                self._model()[i] = {"type": value} | {
                    key: old.get(key, old.get(ACROSS.get(key, key), fresh))
                    for key, fresh in FRESH.get(value, {}).items()
                }
        elif slot.path == "training.optimizer.name":
            self.tables["training"]["optimizer"] = {
                "name": value, "learning_rate": self.tables["training"]["optimizer"]["learning_rate"],
            }  # fmt: skip
        elif slot.kind == "batch" and isinstance(value, int) and isinstance(self.value(slot), dict):
            self.tables["training"]["batch"] = {**self.value(slot), "size": value}
        else:
            assign(self.tables, slot.path, round(value, 9) if isinstance(value, float) else value)

    # ── layers ──────────────────────────────────────────────────────────────────────────────────────────────

    def add_layer(self, below: int) -> int:
        """A layer below this one, such as it makes sense there; return its number."""
        at = min(below + 1, len(self._model()))
        ranks = [*self._ranks(), 1]
        kind = TYPES.get(ranks[min(at, len(ranks) - 1)], ANY)[0]
        self._model().insert(at, {"type": kind} | FRESH.get(kind, {}))
        self._origins.insert(at, None)
        return at

    def remove_layer(self, i: int) -> None:
        """Take a layer away; one has to stay."""
        if len(self._model()) > 1:
            del self._model()[i], self._origins[i]

    # ── what comes of it ────────────────────────────────────────────────────────────────────────────────────

    def made(self, name: str) -> RunSpec:
        """The settings of the new run.

        Raises: ScenarioError with the sentence that a file would get.
        """
        return remade(self._spec, self.tables, name)

    def differences(self) -> tuple[str, ...]:
        """What differs from the run that it was made of, in a word or two each."""
        parts = []
        for line in self.lines():
            if line.layer is None:
                head = {"learning rate": "η", "optimizer": ""}.get(line.head, line.head)
                parts += [f"{head} {self.text(slot)}".strip() for slot in line.slots if self._new(slot)]
            elif self._origins[line.layer] is None:
                parts.append("+ " + " ".join(self.text(slot) for slot in line.slots[:2]))
            else:
                parts += [_said(slot, self.text(slot)) for slot in line.slots if self._new(slot)]
        gone = [layer for i, layer in enumerate(self._before.get("model", [])) if i not in self._origins]
        parts += [f"no {layer['type']}" for layer in gone]
        return tuple(parts) if self._before != self.tables else ()

    def _new(self, slot: Slot) -> bool:
        at = self._first_path(slot.path)
        return at is None or _shown(slot, self._of(self._before, at)) != self.text(slot)


_WORDS = {"kernel_size": "kernel", "pool_size": "pool"}


def _number(path: str, word: str) -> Slot:
    return Slot(path, word, "number")


def _shown(slot: Slot, value: Any) -> str:
    """A value as a field of this kind shows it."""
    if isinstance(value, dict):
        return str(value.get("name", value.get("size", "given")))
    if isinstance(value, list):
        return "×".join(map(str, value))
    if value is None and slot.kind in ("choice", "number"):
        return "linear" if slot.kind == "choice" else "0"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _said(slot: Slot, text: str) -> str:
    return f"{slot.word} {text}" if slot.word else text


def _read(slot: Slot, text: str) -> Any:
    """What was typed, as the kind of thing that a field takes."""
    from dlviz.tui.screens.sheet import read_number

    written = text.strip()
    if slot.kind == "choice":
        found = [one for one in slot.choices if one.casefold().startswith(written.casefold())]
        if not written or not found:
            raise ValueError(f"There is no {written or 'empty name'} here; possible: {', '.join(slot.choices)}.")
        return next((one for one in found if one.casefold() == written.casefold()), found[0])
    if slot.kind == "batch" and written and "full".startswith(written.casefold()):
        return "full"
    if slot.kind in ("whole", "batch"):
        try:
            value = read_number(written)
        except ValueError:
            raise ValueError(f"{written or 'nothing'} is no whole number; write one such as 32.") from None
        if value != int(value):
            raise ValueError(f"{written} is not whole; write a number such as 16.")
        return int(value)
    return read_number(written)
