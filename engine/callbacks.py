"""What watches a number at the end of every epoch: stop early, or lower the learning rate on a plateau.

Both are settings; what they remember is a state of their own, so that a run can be replayed:

    state = early.start()
    state, decision = early.update(state, epoch, value)      # epochs from 0
    decision.stop, decision.keep                             # end here? are these the weights to keep?

    state, lower = plateau.update(state, epoch, value)
    rate = plateau.lowered(rate) if lower else rate

An improvement is value < best - min_delta (mode "min") or value > best + min_delta ("max"). NaN never
improves; a NaN that comes first becomes the best, and nothing beats it: all as in Keras.
"""

from dataclasses import dataclass
from typing import NamedTuple

from dlviz.engine.errors import choice, number, whole

MODES = ("auto", "min", "max")
RISING = ("acc", "accuracy", "precision", "recall", "f1", "f1_score", "auc", "r2", "r2_score")


class Stopping(NamedTuple):
    """What early stopping remembers: epochs without an improvement, the best value and its epoch."""

    wait: int
    best: float | None
    best_epoch: int | None


class Decision(NamedTuple):
    """Whether to stop after this epoch, and whether its weights are the ones to keep."""

    stop: bool
    keep: bool


class Plateau(NamedTuple):
    """What ReduceLROnPlateau remembers: epochs without an improvement, epochs to rest, the best value."""

    wait: int
    rest: int
    best: float | None


@dataclass(frozen=True)
class Monitor:
    """What both share: the column to watch, and what an improvement is.

    mode "auto" takes "max" for accuracies, precision, recall, F1, AUC and R², else "min".
    Raises: SettingError.
    """

    monitor: str = "val_loss"

    def better(self, value: float, best: float | None, mode: str, min_delta: float) -> bool:
        """Return whether a value improves on the best so far."""
        if best is None:
            return True
        if mode == "auto":
            name = self.monitor.removeprefix("val_")
            mode = "max" if name in RISING or name.endswith("accuracy") else "min"
        return value - abs(min_delta) > best if mode == "max" else value + abs(min_delta) < best


@dataclass(frozen=True)
class EarlyStopping(Monitor):
    """Stop after `patience` epochs without an improvement, never after the first epoch.

    With a baseline, waiting starts again only for an improvement that beats the baseline too. The first
    `start_from_epoch` epochs are not looked at. restore_best_weights: whoever drives the run puts back the
    weights of the last epoch with `keep`, also if it was never stopped.
    Source: notes 5.1; Prechelt 1998.
    """

    min_delta: float = 0.0
    patience: int = 0
    mode: str = "auto"
    baseline: float | None = None
    restore_best_weights: bool = False
    start_from_epoch: int = 0

    def __post_init__(self) -> None:
        number("EarlyStopping", "min_delta", self.min_delta)
        whole("EarlyStopping", "patience", self.patience, least=0)
        whole("EarlyStopping", "start_from_epoch", self.start_from_epoch, least=0)
        choice("EarlyStopping", "mode", self.mode, MODES)
        if self.baseline is not None:
            number("EarlyStopping", "baseline", self.baseline)

    def start(self) -> Stopping:
        """Return the state before the first epoch."""
        return Stopping(0, None, None)

    def update(self, state: Stopping, epoch: int, value: float) -> tuple[Stopping, Decision]:
        """Return the state after an epoch, counted from 0, and what to do."""
        if epoch < self.start_from_epoch:
            return state, Decision(stop=False, keep=False)
        if self.better(value, state.best, self.mode, self.min_delta):
            beaten = self.baseline is None or self.better(value, self.baseline, self.mode, self.min_delta)
            return Stopping(0 if beaten else state.wait + 1, value, epoch), Decision(stop=False, keep=True)
        wait = state.wait + 1
        return state._replace(wait=wait), Decision(stop=wait >= self.patience and epoch > 0, keep=False)


@dataclass(frozen=True)
class ReduceLROnPlateau(Monitor):
    """After `patience` epochs without an improvement: rate ← max(factor · rate, min_lr), then rest for
    `cooldown` epochs."""

    factor: float = 0.1
    patience: int = 10
    mode: str = "auto"
    min_delta: float = 1e-4
    cooldown: int = 0
    min_lr: float = 0.0

    def __post_init__(self) -> None:
        number("ReduceLROnPlateau", "factor", self.factor, least=0, most=1, below=True)
        whole("ReduceLROnPlateau", "patience", self.patience, least=0)
        whole("ReduceLROnPlateau", "cooldown", self.cooldown, least=0)
        number("ReduceLROnPlateau", "min_delta", self.min_delta)
        number("ReduceLROnPlateau", "min_lr", self.min_lr, least=0)
        choice("ReduceLROnPlateau", "mode", self.mode, MODES)

    def start(self) -> Plateau:
        """Return the state before the first epoch."""
        return Plateau(0, 0, None)

    def update(self, state: Plateau, epoch: int, value: float) -> tuple[Plateau, bool]:
        """Return the state after an epoch, and whether to lower the rate now."""
        resting = state.rest > 0
        rest = state.rest - resting
        wait = 0 if resting else state.wait
        if self.better(value, state.best, self.mode, self.min_delta):
            return Plateau(0, rest, value), False
        if rest > 0:
            return Plateau(wait, rest, state.best), False
        if wait + 1 < self.patience:
            return Plateau(wait + 1, 0, state.best), False
        return Plateau(0, self.cooldown, state.best), True

    def lowered(self, rate: float) -> float:
        """Return the rate after lowering it; a rate at or below min_lr stays."""
        return max(self.factor * rate, self.min_lr) if rate > self.min_lr else rate
