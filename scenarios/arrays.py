"""What a computation is given to slide over: numbers of a file, or a series or picture that is made by name."""

from __future__ import annotations

from typing import Any

import numpy as np

from dlviz import data
from dlviz.scenarios.errors import ScenarioError

NAMES = {"signal", "image"}
"""The options that hold such arrays."""


def resolve(given: Any) -> Any:
    """Return numbers in nested tuples: those that are given, or those of a name, with options or without.

    Raises: ScenarioError with the data's sentence.
    """
    if not isinstance(given, str | dict):
        return given
    settings = {"name": given} if isinstance(given, str) else dict(given)
    name = settings.pop("name")
    try:
        return nested(data.ARRAYS[name](**settings))
    except data.DataError as error:
        raise ScenarioError(f"computation: {error}") from None


def nested(array: Any) -> Any:
    """Return an array as tuples of tuples of numbers."""
    return tuple(map(nested, array)) if np.ndim(array) else float(array)
