"""Values of text that are most likely one and are written in two ways: each would be a category of its own.

"Bonn", "bonn" and "Bonn " differ in case and blanks alone; so may letters with accents, which are coded in two ways.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dlviz.data.columns import Columns

if TYPE_CHECKING:
    import pandas as pd

MOST_GROUPS, MOST_PLACES = 5, 3
"""Groups of a column that are told, and lines of a spelling that are counted up."""


def remarks(source: Columns, column: str, what: str) -> list[str]:
    """A sentence for each value that a column spells in several ways: which, and in which lines; `what` they become.

    Rows that are no longer in the frame are not counted; its index is that of the file.
    """
    values = source.frame[column].dropna().astype(str)
    groups = alike(list(dict.fromkeys(values)))
    said = [f"{source.name}, column {column!r}: {_told(source, values, group, what)}" for group in groups[:MOST_GROUPS]]
    if len(groups) > MOST_GROUPS:
        said.append(f"{source.name}, column {column!r}: {len(groups) - MOST_GROUPS} more are spelt in several ways")
    return said


def alike(values: Sequence[str]) -> list[list[str]]:
    """The groups of values that differ in nothing but case, blanks and the coding of their letters."""
    groups: dict[str, list[str]] = {}
    for value in values:
        groups.setdefault(" ".join(unicodedata.normalize("NFKC", value).casefold().split()), []).append(value)
    return [group for group in groups.values() if len(group) > 1]


def _told(source: Columns, values: pd.Series[str], group: list[str], what: str) -> str:
    spelt = ascii if len({unicodedata.normalize("NFC", value) for value in group}) < len(group) else repr
    written = [f"{spelt(value)} ({_lines(source, values.index[values == value].to_list())})" for value in group]
    return f"{', '.join(written[:-1])} and {written[-1]} are {len(group)} {what}; if they are one, write them alike"


def _lines(source: Columns, rows: list[int]) -> str:
    """Where a spelling stands: a few lines by their numbers, of more the first."""
    first, more = source.number(rows[0]), len(rows) - 1
    if len(rows) > MOST_PLACES:
        return f"{source.counted} {first} and {more} more"
    return f"{source.counted}{'s' * (more > 0)} {', '.join(str(source.number(row)) for row in rows)}"
