"""What forks are called unless someone names them: by what they change and where, `η 0.2 @8`; else `Adam @120`."""

from __future__ import annotations

import re
from collections.abc import Mapping

SYMBOLS = {"learning_rate": "η"}
MOST = 2
"""Changes that a name has room for."""


def fork_name(source: str, changes: Mapping[str, float], tick: int) -> str:
    """The name of a fork of a run with these changes, which leaves it at this tick."""
    return f"{said(changes) or first(source)} @{tick}"


def renamed(name: str, source: str, before: Mapping[str, float], changes: Mapping[str, float]) -> str:
    """The name of a fork when its changes are others than before; one that it was given stays."""
    found = re.fullmatch(r"(.+) (@\d+)( \d+)?", name)
    by_itself = found is not None and found[1] in (said(before), first(source))
    return f"{said(changes)} {found[2]}" if found is not None and by_itself and changes else name


def first(name: str) -> str:
    """What a fork of a fork is called after: Adam @120 after Adam."""
    return re.sub(r"( @\d+( \d+)?)+$", "", name) or name


def said(changes: Mapping[str, float]) -> str:
    """Changes in a word each, `η 0.2, momentum 0.9`; one that is the same in several layers stands once."""
    words: list[str] = []
    for name, value in changes.items():
        layer, _, option = name.rpartition(".")
        alike = [one for one in changes if one.endswith(f".{option}") and changes[one] == value]
        word = SYMBOLS.get(option, option.replace("_", " "))
        if layer and len(alike) == 1:
            word = layer if option == "rate" else f"{layer} {word}"
        if (text := f"{word} {value:.6g}") not in words:
            words.append(text)
    return ", ".join(words[:MOST])
