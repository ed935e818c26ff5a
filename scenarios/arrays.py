"""What a computation is given to slide over: numbers, a series or picture that is made by name, the user's picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from dlviz import data
from dlviz.scenarios.computation_inputs import FILES, PICTURES
from dlviz.scenarios.errors import ScenarioError, choices
from dlviz.scenarios.schema import Document
from dlviz.scenarios.tables import kind

NAMES = {"signal", "image"}
"""The options that hold such arrays."""


COLOURED = ("channels",)
"""The kinds that look at a colour picture; the others take the user's in grey."""


def resolve(given: Any, of_kind: str) -> Any:
    """Return numbers in nested tuples: those that are given, or those of a name or a file, with options or without.

    Raises: ScenarioError with the data's sentence.
    """
    if not isinstance(given, str | dict):
        return given
    settings: dict[str, Any] = {"name": given} if isinstance(given, str) else dict(given)
    name = settings.pop("name")
    try:
        if "path" in settings:
            return nested(data.from_image(**settings, grey=of_kind not in COLOURED))
        return nested(data.ARRAYS[name](**settings))
    except data.DataError as error:
        raise ScenarioError(f"computation: {error}") from None


def nested(array: Any) -> Any:
    """Return an array as tuples of tuples of numbers."""
    return tuple(map(nested, array)) if np.ndim(array) else float(array)


def placed(document: Document, folder: Path) -> Document:
    """Return the document with the path of a picture as it is from here; `folder`: where its file stands.

    Raises: ScenarioError for a name that is neither that of a picture nor of a file.
    """
    given = getattr(document.computation, "image", None)
    if isinstance(given, str) and given not in PICTURES:
        if Path(given).suffix.lower().removeprefix(".") not in FILES:
            raise ScenarioError(
                f"computation.image is {given!r}, which does not end as a picture's file does, in "
                f".{', .'.join(FILES)}; {choices(given, PICTURES)}"
            )
        changed: Any = {"name": "file", "path": str(folder / given)}
    elif isinstance(given, msgspec.Struct) and kind(given) == "file":
        changed = msgspec.to_builtins(given) | {"path": str(folder / given.path)}  # type: ignore[attr-defined]
    else:
        return document
    table = msgspec.to_builtins(document.computation) | {"image": changed}
    return msgspec.structs.replace(document, computation=msgspec.convert(table, type(document.computation)))
