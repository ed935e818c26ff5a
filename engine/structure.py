"""What a compiled program depends on, as a hashable value.

Two settings that differ only in traced numbers (a learning rate, a dropout rate, a penalty's strength) have the
same structure and share one program; anything else (units, an activation, whether there is a momentum) differs.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np


def structure(thing: Any) -> Hashable:
    """Return a hashable value, equal for two things exactly if they compile to the same program.

    A dataclass counts by its type and its fields; numbers that its `hyper()` (or a penalty's
    `strengths()`) hands in, and its learning rate, count by their presence alone.
    """
    if is_dataclass(thing) and not isinstance(thing, type):
        hyper = getattr(thing, "hyper", None) or getattr(thing, "strengths", None)
        traced = set(hyper()) if callable(hyper) else set()
        parts = tuple(
            (
                field.name,
                "traced" if field.name in traced | {"learning_rate"} else structure(getattr(thing, field.name)),
            )
            for field in fields(thing)
        )
        return (type(thing), parts, tuple(sorted(traced)))
    if isinstance(thing, Mapping):
        return tuple((key, structure(value)) for key, value in thing.items())
    if isinstance(thing, str | bytes):
        return thing
    if isinstance(thing, Sequence):
        return tuple(structure(part) for part in thing)
    if isinstance(thing, np.ndarray) or hasattr(thing, "__array__"):
        array = np.asarray(thing)
        return (array.shape, str(array.dtype), array.tobytes())
    if isinstance(thing, Hashable):
        return (type(thing), thing)  # 1, 1.0 and True are equal, and do not compile to the same program
    return id(thing)
