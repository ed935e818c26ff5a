"""A TOML file's text with one key changed in it; whatever else the user wrote stays where it stands."""

from __future__ import annotations

import re

_KEY = r"""(?P<key>[\w-]+|"[^"]*"|'[^']*')"""
_LINE = re.compile(rf"""^(?P<head>\s*{_KEY}\s*=[^\S\n]*)(?P<value>"[^"]*"|'[^']*'|[^\s#]*)""")
_TABLE = re.compile(rf"^\s*\[+\s*{_KEY}")


def changed(text: str, name: str, value: str | None) -> str:
    """The text with a key changed in its line, added behind the others or (None) taken out; comments stay.

    `value`: as TOML has it. A table is taken out with all that stands in it.
    """
    lines = text.splitlines(keepends=True)
    tables = next((number for number, line in enumerate(lines) if _TABLE.match(line)), len(lines))
    for number, line in enumerate(lines[:tables]):
        found = _LINE.match(line)
        if found is None or _plain(found["key"]) != name:
            continue
        rest = line[found.end() :]
        if value is not None:
            lines[number] = found["head"] + value + rest
        elif rest.strip().startswith("#"):
            lines[number] = rest.lstrip()
        else:
            del lines[number]
        return "".join(lines)
    if value is None:
        return "".join(lines[:tables] + _without(lines[tables:], name))
    if tables and not lines[tables - 1].endswith("\n"):
        lines[tables - 1] += "\n"
    return "".join([*lines[:tables], f"{name} = {value}\n", *lines[tables:]])


def _without(lines: list[str], name: str) -> list[str]:
    """Lines of tables, without those of the tables of this name."""
    kept, keep = [], True
    for line in lines:
        found = _TABLE.match(line)
        keep = _plain(found["key"]) != name if found else keep
        kept += [line] * keep
    return kept


def _plain(key: str) -> str:
    return key.strip("\"'")
