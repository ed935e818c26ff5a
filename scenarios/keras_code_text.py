"""Python expressions as text: calls that break into lines where they grow too long."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 110
_UNSEEN = re.compile(r"[\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # json escapes the lower control characters


@dataclass(frozen=True)
class Code:
    """Python that stands as it is."""

    text: str


@dataclass(frozen=True)
class Call:
    """A call: what is called, arguments by place, arguments by name."""

    name: str
    args: tuple[Any, ...]
    options: Mapping[str, Any]


def call(name: str, /, *args: Any, **options: Any) -> Call:
    """A call with these arguments; values are Python's own, `Code`, or calls again."""
    return Call(name, args, options)


def quoted(text: str) -> str:
    """Text as a string of Python's, all of it visible."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def comment(text: str) -> str:
    """Text that stays within the line it stands in."""
    return quoted(text)[1:-1].replace('\\"', '"')


def render(value: Any, before: str = "", after: str = "", indent: int = 0) -> str:
    """The text of `before`, a value and `after`, on one line if it fits, else broken inside brackets."""
    line = f"{before}{_flat(value)}{after}"
    if len(line) + indent <= WIDTH or not _parts(value):
        return " " * indent + line
    opening, parts, closing = _parts(value)
    pieces = [render(part, start, ",", indent + 4) for start, part in parts]
    return "\n".join([f"{' ' * indent}{before}{opening}", *pieces, f"{' ' * indent}{closing}{after}"])


def _parts(value: Any) -> Any:
    """Opening, parts with what stands before each, closing; empty where nothing can be broken."""
    if isinstance(value, Call):
        if len(value.args) == 1 and isinstance(value.args[0], list) and not value.options:
            return (f"{value.name}([", [("", part) for part in value.args[0]], "])")
        named = [(f"{name}=", part) for name, part in value.options.items()]
        return (f"{value.name}(", [("", part) for part in value.args] + named, ")")
    if isinstance(value, list) and value:
        return ("[", [("", part) for part in value], "]")
    return ()


def _flat(value: Any) -> str:
    if isinstance(value, Code):
        return value.text
    if isinstance(value, Call):
        named = [f"{name}={_flat(part)}" for name, part in value.options.items()]
        return f"{value.name}({', '.join([*map(_flat, value.args), *named])})"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_flat(key)}: {_flat(part)}" for key, part in value.items()) + "}"
    if isinstance(value, tuple):
        return f"({', '.join(map(_flat, value))}{',' * (len(value) == 1)})"
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_flat, value))}]"
    return repr(value)
