"""What a run shows its callbacks at the end of every epoch, and what these have seen so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from typing import NamedTuple

from dlviz.engine.callbacks import EarlyStopping, Plateau, ReduceLROnPlateau, Stopping
from dlviz.engine.errors import SettingError


class Verdict(NamedTuple):
    """Whether to stop after an epoch, and how to lower the learning rate: None where it stays."""

    stop: bool
    lower: Callable[[float], float] | None


class Watch:
    """The callbacks of one run with what they remember; false where there are none.

    Raises SettingError for a callback that monitors what is not `known`.
    """

    _stopping: Stopping | None
    _plateau: Plateau | None

    def __init__(
        self, early_stopping: EarlyStopping | None, reduce_lr: ReduceLROnPlateau | None, known: Sequence[str]
    ) -> None:
        """Begin before the first epoch."""
        self.early_stopping, self.reduce_lr = early_stopping, reduce_lr
        for callback in (early_stopping, reduce_lr):
            if callback is not None and callback.monitor not in known:
                raise SettingError(
                    f"there is no {callback.monitor} to monitor in this run; there are {', '.join(known)}"
                )
        self._begin()

    def __bool__(self) -> bool:
        """Whether anything is watched."""
        return self.early_stopping is not None or self.reduce_lr is not None

    def anew(self) -> Watch:
        """Return the same callbacks before the first epoch."""
        fresh = copy(self)
        fresh._begin()
        return fresh

    def see(self, epoch: int, monitored: Callable[[str], float]) -> Verdict:
        """Show the callbacks an epoch, counted from 0, in which `monitored` gives a number by its name."""
        stop, lower = False, False
        if self.early_stopping is not None and self._stopping is not None:
            value = monitored(self.early_stopping.monitor)
            self._stopping, decision = self.early_stopping.update(self._stopping, epoch, value)
            stop = decision.stop
        if self.reduce_lr is not None and self._plateau is not None:
            self._plateau, lower = self.reduce_lr.update(self._plateau, epoch, monitored(self.reduce_lr.monitor))
        return Verdict(stop, self.reduce_lr.lowered if lower and self.reduce_lr is not None else None)

    def wait_anew(self) -> None:
        """Let early stopping be as patient again as at first."""
        if self._stopping is not None:
            self._stopping = self._stopping._replace(wait=0)

    @property
    def restored_from(self) -> int | None:
        """The epoch, counted from 1, whose weights are to be restored, or None where the last ones stay."""
        if self._stopping is None or self._stopping.best_epoch is None:
            return None
        assert self.early_stopping is not None
        return self._stopping.best_epoch + 1 if self.early_stopping.restore_best_weights else None

    def _begin(self) -> None:
        self._stopping = self.early_stopping.start() if self.early_stopping else None
        self._plateau = self.reduce_lr.start() if self.reduce_lr else None
