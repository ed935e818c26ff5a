"""A scenario's tables as the text of a TOML file, in the order in which such files are written by hand."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

WIDTH = 110
FIRST = ("title", "section", "order", "question", "look", "try")
TABLES = ("data", "objective", "computation", "model", "training", "runs", "claims", "exercises", "display")
OF_DISPLAY = ("landscape", "loss", "data", "curves")
"""Tables of [display] that have a head of their own."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def text(
    tables: Mapping[str, Any], head: Sequence[str] = (), remarks: Mapping[str, Sequence[str]] | None = None
) -> str:
    """The file: `head` are comments at its top, `remarks` those above [[claims]] and above runs, by their names."""
    said = remarks or {}
    lines = comments(head)
    lines += [f"{key} = {value(tables[key])}" for key in FIRST if key in tables]
    for key in TABLES:
        if key == "claims":
            lines += ["", *comments(said["claims"])] if said.get("claims") else []
        if key not in tables:
            continue
        if isinstance(tables[key], list):
            for one in tables[key]:
                above = said.get(one["name"], ()) if key == "runs" else ()
                lines += ["", *comments(above), f"[[{key}]]", *_pairs(one)]
        else:
            own = OF_DISPLAY if key == "display" else ()
            lines += ["", f"[{key}]", *_pairs({name: one for name, one in tables[key].items() if name not in own})]
            for name in own:
                if name in tables[key]:
                    lines += ["", f"[{key}.{name}]", *_pairs(tables[key][name])]
    return "\n".join(lines).lstrip("\n") + "\n"


def comments(sentences: Sequence[str]) -> list[str]:
    """Sentences as lines of a comment, which may hold no control characters."""
    plain = ("".join(char if char.isprintable() else " " for char in one) for one in sentences)
    wrapped = (textwrap.wrap(one, WIDTH, initial_indent="# ", subsequent_indent="# ") for one in plain)
    return [line for lines in wrapped for line in lines]


def value(given: Any) -> str:
    """A value of TOML's: text of several lines as such, tables inline."""
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, str):
        return _lines(given) if "\n" in given else quoted(given)
    if isinstance(given, Mapping):
        pairs = ", ".join(f"{key(name)} = {value(one)}" for name, one in given.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(given, list | tuple):
        return _array([value(one) for one in given])
    return repr(given)


def key(name: str) -> str:
    """A key, in quotes where it needs them."""
    return name if _BARE.fullmatch(name) else quoted(name)


def quoted(given: str) -> str:
    """Text as a string of TOML's, all of it on one line; in single quotes where it has double ones in it."""
    if '"' in given and "'" not in given and given.isprintable():
        return f"'{given}'"
    return json.dumps(given, ensure_ascii=False).replace("\x7f", "\\u007f")


def _pairs(table: Mapping[str, Any]) -> list[str]:
    return [f"{key(name)} = {value(one)}" for name, one in table.items()]


def _array(entries: list[str]) -> str:
    line = f"[{', '.join(entries)}]"
    if len(line) <= WIDTH - 20:
        return line
    lines, last = ["["], "   "
    for entry in entries:
        if len(last) + len(entry) + 2 > WIDTH:
            lines.append(last)
            last = "   "
        last += f" {entry},"
    return "\n".join([*lines, last, "]"])


def _lines(given: str) -> str:
    """A string over several lines; what would end it, or be taken for an escape, is escaped."""
    escaped = "".join(
        char if char in '\n"' or (char.isprintable() and char != "\\") else _escape(char) for char in given
    ).replace('"""', '""\\"')
    if escaped.endswith('"'):
        escaped = escaped[:-1] + '\\"'
    return f'"""\n{escaped}"""'


def _escape(char: str) -> str:
    return "\\\\" if char == "\\" else f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
