"""Bounded memory of past states: any step is a snapshot and a short replay away.

All stores of a session share one budget. When it is spent, the largest store doubles the distance between its
snapshots and lets go of those in between; the first state is always kept.
"""

from __future__ import annotations

from bisect import bisect_right
from weakref import WeakSet

from dlviz.engine.state import State

DEFAULT_BYTES = 256 * 2**20
"""What the snapshots of one session may hold, unless told otherwise: 256 MB."""

MOST_SNAPSHOTS = 1024
"""States of tiny networks cost more in objects than in numbers, so their count is bounded as well."""


class SnapshotBudget:
    """Memory, in bytes, that several stores share."""

    def __init__(self, limit: int = DEFAULT_BYTES) -> None:
        """Set the limit in bytes."""
        self.limit = limit
        self._stores: WeakSet[Snapshots] = WeakSet()

    @property
    def bytes(self) -> int:
        """What all stores hold at present."""
        return sum(store.bytes for store in self._stores)

    def join(self, store: Snapshots) -> None:
        """Count this store for as long as somebody holds it."""
        self._stores.add(store)

    def enforce(self) -> None:
        """Thin the largest stores until the budget holds or nothing more can go."""
        while self.bytes > self.limit:
            thinnable = [store for store in self._stores if len(store) > 1]
            if not thinnable:
                return
            max(thinnable, key=lambda store: store.bytes).thin()


class Snapshots:
    """The states of one run that are still in memory, by step."""

    def __init__(self, budget: SnapshotBudget) -> None:
        """Start empty, under this budget."""
        self._budget = budget
        self._states: dict[int, State] = {}
        self._steps: list[int] = []
        self._spacing = 1
        self._size = 0
        budget.join(self)

    def __len__(self) -> int:
        return len(self._steps)

    @property
    def bytes(self) -> int:
        """Memory held, in bytes."""
        return self._size * len(self._steps)

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps that are at hand."""
        return tuple(self._steps)

    def offer(self, step: int, state: State) -> None:
        """Keep this state if it lies far enough behind the last one."""
        if self._steps and step < self._steps[-1] + self._spacing:
            return
        self._size = self._size or state.bytes
        self._states[step] = state
        self._steps.append(step)
        if len(self._steps) > MOST_SNAPSHOTS:
            self.thin()
        self._budget.enforce()

    def before(self, step: int) -> tuple[int, State]:
        """Return the last snapshot at or before a step."""
        found = self._steps[bisect_right(self._steps, step) - 1]
        return found, self._states[found]

    def up_to(self, step: int) -> dict[int, State]:
        """Return the snapshots at or before a step; states are immutable, so they may be shared."""
        return {kept: self._states[kept] for kept in self._steps if kept <= step}

    def thin(self) -> None:
        """Double the distance between snapshots until at least one goes; the first stays."""
        before = len(self._steps)
        while len(self._steps) == before > 1:
            self._spacing *= 2
            kept = self._steps[:1]
            for step in self._steps[1:]:
                if step >= kept[-1] + self._spacing:
                    kept.append(step)
            self._steps = kept
        self._states = {step: self._states[step] for step in self._steps}
