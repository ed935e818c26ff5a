"""Compiled functions of a problem, shared by all problems that compute the same, and not more than so many.

    look = compiled("features", problem, make)     # make(problem) -> a function, jitted when it is first asked for

What is kept knows the shapes of the rows and not the rows: a problem that nobody uses any longer takes them along.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from copy import copy
from threading import Lock
from typing import Any, Generic, TypeVar
from weakref import WeakValueDictionary

import jax

from dlviz.engine.problem import Problem

AnyProblem = TypeVar("AnyProblem", bound=Problem)
Thing = TypeVar("Thing")

MOST = 24
"""Things that one memory keeps of those that nobody uses: the most that the panels of one scenario ask for, and some.

A compiled function takes 1 to 10 MB, so that what a day of opened scenarios leaves behind is to be let go of.
"""


class Memory(Generic[Thing]):
    """What was made, by what it depends on: all that is in use, and the `most` others that were asked for last.

    Safe from several threads.
    """

    def __init__(self, most: int = MOST) -> None:
        """Begin with nothing."""
        self._most = most
        self._kept: dict[Hashable, Thing] = {}
        self._used: WeakValueDictionary[Hashable, Thing] = WeakValueDictionary()
        self._lock = Lock()

    def __len__(self) -> int:
        """How many things are there, those in use included."""
        return len(self._used)

    def get(self, key: Hashable, make: Callable[[], Thing]) -> Thing:
        """Return what there is for this key, made now if there is nothing; what was asked for longest ago goes."""
        with self._lock:
            found = self._used.get(key)
            if found is None:
                found = self._used[key] = make()
            self._kept.pop(key, None)
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
