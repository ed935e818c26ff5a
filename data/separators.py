"""How a text file of columns is written: what parts its fields, and what parts the whole of a number from its decimals.

sniff("name;size\\na;1,5\\n")      # Dialect(separator=";", decimal=",")
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
"""What may part fields, and what it is called; of two that fit alike the first."""

ROWS = 50
"""Below the header, that are looked at."""

_WITH_COMMA, _WITH_POINT = re.compile(r"[+-]?\d+,\d+"), re.compile(r"[+-]?\d*\.\d+")


@dataclass(frozen=True)
class Dialect:
    """What parts fields, and what parts the decimals of a number."""

    separator: str = ","
    decimal: str = "."

    @property
    def said(self) -> str:
        """In words, empty for commas and points."""
        if self == Dialect():
            return ""
        comma = ", its numbers have a decimal comma" if self.decimal == "," else ""
        return f"its fields are parted by {SEPARATORS[self.separator]}{comma}"


_SAID = re.compile(r'"?sep=(?P<sign>[,;\t])"?[ \t]*(?=\r?\n)')


def said(content: str) -> tuple[str, str | None]:
    """The text without a first line `sep=;`, as spreadsheets write it, and the separator that this line says.

    A blank line stays in its place, so that lines are counted as in the file.
    """
    found = _SAID.match(content)
    return (content[found.end() :], found["sign"]) if found else (content, None)


def sniff(content: str, separator: str | None = None) -> Dialect:
    """How a text is most likely written: the separator that makes most columns, alike in every row.

    With a `separator` given only the decimals are looked at. A decimal comma is one where numbers are written with it
    and none with a point, and where commas do not part the fields.
    """
    if separator is None:
        separator = max(SEPARATORS, key=lambda sign: _columns(content, sign))
    if separator == ",":
        return Dialect()
    cells = [cell.strip() for row in _rows(content, separator)[1:] for cell in row]
    comma = any(_WITH_COMMA.fullmatch(cell) for cell in cells)
    point = any(_WITH_POINT.fullmatch(cell) for cell in cells)
    return Dialect(separator, "," if comma and not point else ".")


def _columns(content: str, separator: str) -> tuple[bool, int]:
    """Whether every row has as many fields as the header, and how many columns that makes; one is none."""
    header, *rows = _rows(content, separator) or [[]]
    return len(header) > 1 and all(len(row) == len(header) for row in rows), len(header)


def _rows(content: str, separator: str) -> list[list[str]]:
    """The first rows of cells, blank ones passed over."""
    found: list[list[str]] = []
    for cells in csv.reader(io.StringIO(content, newline=""), delimiter=separator, skipinitialspace=True):
        if any(cell.strip() for cell in cells):
            found.append(cells)
        if len(found) > ROWS:
            break
    return found
