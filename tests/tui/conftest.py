"""A session that only pretends to train: whole steps, known numbers, no clock, no thread."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from dlviz.scenarios import ClaimResult, ScenarioError, load
from dlviz.scenarios.scenario import RunSpec
from dlviz.scenarios.session import Session
from dlviz.tui.app import DlvizApp
from dlviz.tui.player import Player
from dlviz.tui.preferences import Preferences
from dlviz.tui.remembered import Remembered
from dlviz.tui.view import DataView
from dlviz.tui.worker import Worker


class FakeTrace:
    def __init__(self, losses: Callable[[int], float]) -> None:
        self._losses = losses
        self.layers = ("dense", "dense_1")
        self._loss: list[float] = []

    @property
    def rows(self) -> int:
        return len(self._loss)

    names = ("loss", "grad_norm")

    @property
    def columns(self) -> dict[str, Any]:
        loss = np.array(self._loss)
        return {
            "loss": loss,
            "grad_norm": np.stack([loss, 2 * loss], axis=1) if len(loss) else np.zeros((0, 2)),
        }

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]

    def labels(self, name: str) -> tuple[str, ...]:
        return self.layers if name == "grad_norm" else ()

    def grow(self, rows: int) -> None:
        self._loss += [self._losses(row) for row in range(len(self._loss), rows)]


class FakeRun:
    def __init__(self, steps: int, steps_per_epoch: int, losses: Callable[[int], float]) -> None:
        self.steps, self.steps_per_epoch = steps, steps_per_epoch
        self.step = 0
        self.batch_sizes, self.seconds = (1,) * steps_per_epoch, 0.0
        self.status = "training"
        self.events: tuple[Any, ...] = ()
        self._trace = FakeTrace(losses)
        self._losses = losses

    @property
    def trace(self) -> FakeTrace:
        self._trace.grow(self.step + 1)
        return self._trace

    def compile(self) -> None:
        pass

    @property
    def ended(self) -> bool:
        return self.status != "training"

    def advance(self, updates: int) -> int:
        done = 0
        while done < updates and not self.ended:
            self.step += 1
            done += 1
            if not math.isfinite(self._losses(self.step)):
                self.status = f"diverged at step {self.step}"
            elif self.step >= self.steps:
                self.status = "finished"
        return done


FAKE_TABLE = SimpleNamespace(
    classes=None,
    x=np.arange(4.0)[:, None],
    times=None,
    shape=(),
    y=2 * np.arange(4.0),
    rows=4,
    features=("x",),
    target="y",
)


class FakeSession(Session):
    """The clock is the real one. `pace` ticks a call of advance; the second run has one step for five of the first."""

    def __init__(self, scenario: FakeScenario) -> None:
        super().__init__(scenario)
        self.tick = 0
        self.probed: list[int] = []

    def build(self, say: Callable[[str], None]) -> None:
        if self.scenario.fault == "build":
            raise RuntimeError("the data\nhave gone")
        if self.scenario.fault == "refused":
            raise ScenarioError("fake: run 'GD': the network has 9 weights,\ntoo many")
        say("importing JAX")
        say("loading points")
        epochs = self.scenario.ticks // 5
        layers = [("dense", "Dense", (2,), 6), ("dense_1", "Dense", (1,), 3)]
        model = SimpleNamespace(rows=lambda: layers, frozen=lambda: {"dense": 0, "dense_1": 0})
        problem = SimpleNamespace(model=model, graph=lambda row: None)
        self.runs = tuple(
            SimpleNamespace(
                name=name,
                index=index,
                run=FakeRun(epochs * k, k, losses),
                problem=problem,
                optimizer_text=f"SGD · η = {index + 1}",
                spec=RunSpec(name, index, "fake", self.scenario.document, None),
                origin=None,
                edits=(),
                ahead=(),
                on_landscape=True,
                rows=SimpleNamespace(table=FAKE_TABLE, x=FAKE_TABLE.x),
            )
            for index, (name, k, losses) in enumerate(
                zip(self.scenario.run_names, (5, 1), self.scenario.losses, strict=True)
            )
        )

    def advance(self, seconds: float = 0.03) -> bool:
        if self.scenario.fault == "train" and self.runs[0].run.step >= 10:
            raise FloatingPointError("the weights [bold] have gone")
        self.tick += self.scenario.pace
        for index, run in enumerate(self.runs):
            run.run.advance(min(self.row(index, self.tick), run.run.steps) - run.run.step)
        return not all(run.run.ended for run in self.runs)

    def interrupt(self) -> None:
        pass

    def claims(self, tick: int | None = None) -> tuple[Any, ...]:
        self.probed.append(-1 if tick is None else tick)
        if self.scenario.fault == "claims":
            raise ZeroDivisionError("a claim divides by zero")
        decided = all(run.run.ended for run in self.runs) and tick == self.ticks
        return tuple(
            ClaimResult(claim.text, True if decided else None, 1.0, 2.0, decided) for claim in self.scenario.claims
        )

    def verdicts(self) -> tuple[tuple[int, bool], ...]:
        return ((self.ticks, True),) if all(run.run.ended for run in self.runs) else ()

    def landscape(self, tick: int) -> None:
        if self.scenario.fault == "landscape":
            raise ZeroDivisionError("a slope divides by zero")

    @property
    def data(self) -> Any:
        points = np.arange(4.0)
        return DataView("points", 4, points, 2 * points, "x", "y")

    def predict(self, run: int, tick: int, x: Any) -> Any:
        if self.scenario.fault == "fits":
            raise ZeroDivisionError("a line divides by zero")
        return x * tick


@dataclass(frozen=True)
class FakeScenario:
    name: str = "fake"
    path: Any = None
    checks: tuple[Any, ...] = ()
    title: str = "A fake"
    section: str = "4.1"
    question: str = "Does it move?"
    look: str = "Watch the cursor."
    formulas: tuple[str, ...] = ("w ← w − η · dL/dw",)
    tries: tuple[str, ...] = ("`>`: SGD in front.",)
    exercises: tuple[Any, ...] = (
        SimpleNamespace(ask="Which is lower?", answer="GD is.", choices=("GD", "SGD"), right="GD", hides=()),
    )
    run_names: tuple[str, ...] = ("GD", "SGD")
    remarks: tuple[str, ...] = ()
    own_panels: tuple[str, ...] = ("loss", "gradients", "network", "lesson")
    ticks: int = 100
    pace: int = 20
    fault: str = ""
    losses: tuple[Callable[[int], float], ...] = (lambda t: 1.0 / (1 + t), lambda t: 2.0 / (1 + t))
    claims: tuple[Any, ...] = (SimpleNamespace(text="GD ends below SGD"),)
    display: Any = field(
        default_factory=lambda: SimpleNamespace(
            panels=("loss", "gradients", "network", "lesson"),
            speed=None,
            formulas=(),
            landscape=None,
            loss=SimpleNamespace(column="loss", minus_minimum=False),
            curves=None,
        )
    )
    document: Any = field(default_factory=lambda: load("perceptron-bias").document)
    made: list[FakeSession] = field(default_factory=list, compare=False)

    @property
    def runs(self) -> tuple[Any, ...]:
        return tuple(
            SimpleNamespace(name=name, index=index, document=self.document, table=None)
            for index, name in enumerate(self.run_names)
        )

    @property
    def all_runs(self) -> tuple[Any, ...]:
        return self.runs

    def session(self) -> FakeSession:
        self.made.append(FakeSession(self))
        return self.made[-1]


@pytest.fixture
def fake() -> Callable[..., FakeScenario]:
    """Makes a scenario whose sessions only pretend; keyword arguments replace its fields."""
    return lambda **changes: replace(FakeScenario(), made=[], **changes)


class InLine(Worker):
    """A worker without a thread: the test says when it works."""

    def start(self) -> None:
        self.turn()  # builds

    def settle(self) -> None:
        while self.turn():
            pass


@pytest.fixture
def in_line() -> type[InLine]:
    """A worker class whose turns the test takes."""
    return InLine


@dataclass
class Clock:
    """Seconds that pass when the test says so."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The clock of the window under test."""
    return Clock()


@pytest.fixture
def window(fake: Callable[..., FakeScenario], clock: Clock, tmp_path: Path) -> Callable[..., DlvizApp]:
    """Makes an app on a scenario that only pretends; with scenario=None on the catalogue. It remembers nothing yet."""

    def make(scenario: Any = fake, **changes: Any) -> DlvizApp:
        given = fake(**changes) if scenario is fake else scenario
        app = DlvizApp(given, clock, lambda one: Player(one, InLine), preferences=Preferences(hints=False))
        app.remembered = Remembered(tmp_path / "state.json")
        return app

    return make
