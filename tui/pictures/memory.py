"""Results kept for as long as the very same immutable input is drawn again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Memory:
    """The last few results, found by the identity of an input and the settings beside it."""

    def __init__(self, size: int = 16) -> None:
        self._size = size
        # The input is kept with its result, so that its identity cannot pass to another object.
        self._kept: OrderedDict[tuple[int, Hashable], tuple[Any, Any]] = OrderedDict()

    def get(self, source: Any, settings: Hashable, make: Callable[[], T]) -> T:
        """The result made before for this source and these settings, or a new one."""
        key = (id(source), settings)
        if key in self._kept:
            self._kept.move_to_end(key)
            result: T = self._kept[key][1]
            return result
        result = make()
        self._kept[key] = (source, result)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)
        return result
