"""What was worked out of growing columns, kept while they live.

A column is a view of an append-only buffer: what has been written stays. Buffers are watched, not held: with the last
view of one goes everything that was kept about it.
"""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeAlias, TypeVar, cast

from numpy.typing import NDArray

T = TypeVar("T")
Place = tuple[Any, ...]
Holds: TypeAlias = Callable[[T], bool]


def buffer(column: NDArray[Any]) -> tuple[Any, Place]:
    """What a column is a view of, and what tells it from other views of that."""
    owner = column if column.base is None else column.base
    start = column.__array_interface__["data"][0]
    return owner, (id(owner), start, column.strides, column.dtype.str, column.shape[1:])


class Kept(Generic[T]):
    """Things about buffers, the `most` that were asked for last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[Hashable, tuple[weakref.ref[Any], T]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._things)

    def get(self, owner: object, key: Hashable) -> T | None:
        """What is kept about this buffer under a key."""
        found = self._things.get(key)
        if found is None or found[0]() is not owner:
            return None
        self._things.move_to_end(key)
        return found[1]

    def put(self, owner: object, key: Hashable, thing: T) -> None:
        """Keep it; of an owner that cannot be watched nothing is kept."""
        try:
            watched = weakref.ref(owner, lambda gone: self._let_go(key, gone))
        except TypeError:
            return
        self._things[key] = watched, thing
        self._things.move_to_end(key)
        while len(self._things) > self._most:
            self._things.popitem(last=False)

    def of(
        self, column: NDArray[Any], make: Callable[[], T], name: Hashable = (), holds: Holds[T] = lambda _: True
    ) -> T:
        """What is kept about a column under a name; made anew where there is none, or where it does not hold."""
        owner, place = buffer(column)
        found = self.get(owner, (name, place))
        if found is None or not holds(found):
            found = make()
            self.put(owner, (name, place), found)
        return found

    def _let_go(self, key: Hashable, gone: weakref.ref[Any]) -> None:
        found = self._things.get(key)
        if found is not None and found[0] is gone:
            self._things.pop(key, None)


_results: Kept[object] = Kept(1024)  # a line of a chart takes about 4 kB


def once(column: NDArray[Any], what: Hashable, work: Callable[[], T]) -> T:
    """`work()`, or what it gave when it was last asked for these very rows; `what` tells apart what is asked of them.

    The rows are told by their buffer, their number and the last of them.
    """
    return cast(T, _results.of(column, work, (what, len(column), column[-1:].tobytes())))
