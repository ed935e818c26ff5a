"""Compiled functions of a problem, shared by all problems that compute the same, and not more than so many.

    look = compiled("features", problem, make)     # make(problem) -> a function, jitted when it is first asked for

What is kept knows the shapes of the rows and not the rows: a problem that nobody uses any longer takes them along.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import copy
from threading import Lock
from typing import Any, Generic, TypeVar

import jax

from dlviz.engine.problem import Problem

AnyProblem = TypeVar("AnyProblem", bound=Problem)
Thing = TypeVar("Thing")

MOST = 64
"""Things that one memory keeps; those asked for last stay."""


class Memory(Generic[Thing]):
    """What was made, by what it depends on: the `most` that were asked for last. Safe from several threads."""

    def __init__(self, most: int = MOST) -> None:
        """Begin with nothing."""
        self._most = most
        self._kept: dict[Hashable, Thing] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        """How many things are kept."""
        return len(self._kept)

    def get(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """Return what is kept for this key, made now if nothing is; what was asked for longest ago makes room."""
        with self._lock:
            found = self._kept.pop(key) if key in self._kept else make()
            self._kept[key] = found
            if len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
            return found


QUICKLY = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}
"""Compiler options for what runs once: drawing the weights of a 133,000-parameter MLP compiles in 0.35 s, not 1.4."""

_programs: Memory[Callable[..., Any]] = Memory()


def compiled(
    what: str,
    problem: AnyProblem,
    make: Callable[[AnyProblem], Callable[..., Any]],
    *options: Hashable,
    quickly: bool = False,
) -> Callable[..., Any]:
    """Return the jitted function that `make` gives for a problem like this one, whose rows it must be handed in.

    `what` names the function; `options` are all that it depends on beside the problem's key; `quickly`: compiled in
    little time, for what runs once.
    """
    return _programs.get(
        (what, problem.key(), *options),
        lambda: jax.jit(make(without_rows(problem)), compiler_options=QUICKLY if quickly else None),
    )


def without_rows(problem: AnyProblem) -> AnyProblem:
    """Return a problem that computes the same and holds shapes and types in the place of its rows."""
    bare = copy(problem)
    rows = {"data": problem.data, "held_out": problem.held_out}
    vars(bare).update(jax.tree.map(jax.typeof, rows))
    return bare
