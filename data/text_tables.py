"""A text file of columns as pandas reads it: encodings, separators, and the first line that does not fit."""

from __future__ import annotations

import codecs
import csv
import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from dlviz.data.errors import DataError, nearest
from dlviz.data.separators import SEPARATORS, Dialect, said, sniff

if TYPE_CHECKING:
    import pandas as pd

SUFFIXES = (".csv", ".tsv", ".parquet", ".npz")
"""What a user's file may be."""

SHOWN, MOST_SHOWN, LOOKED_AT = 20, 8, 50
"""Characters of a field and fields of a line that a message repeats; rows whose width is looked at."""


@dataclass(frozen=True)
class Text:
    """A file's text, and how it is written. Lines are counted from 1, the header among them."""

    path: Path
    content: str
    dialect: Dialect

    @property
    def separator(self) -> str:
        """What parts its fields."""
        return self.dialect.separator

    @property
    def name(self) -> str:
        """The file's name, as messages have it."""
        return self.path.name

    def lines(self, strict: bool = False) -> Iterator[tuple[int, list[str]]]:
        """Each row of cells with the line in which it begins, the header first; blank lines are passed over."""
        found = csv.reader(
            io.StringIO(self.content, newline=""), delimiter=self.separator, skipinitialspace=True, strict=strict
        )
        start = 1
        for cells in found:
            if cells and not (len(cells) == 1 and not cells[0].strip()):
                yield start, cells
            start = found.line_num + 1

    def line(self, row: int) -> int:
        """The line in which a row of the table begins, row 0 below the header: rows may go over several lines."""
        return self._starts[row + 1] if row + 1 < len(self._starts) else row + 2

    @cached_property
    def _starts(self) -> list[int]:
        """The line of each row, the header's first; looked for once."""
        return [start for start, _ in self.lines()]


def no_file(path: Path, hint: str) -> DataError:
    """What to say of a file that is not there, with the nearest name beside it; without one the hint."""
    near = [p.name for p in path.parent.iterdir() if p.suffix in SUFFIXES] if path.parent.is_dir() else []
    return DataError(f"there is no file {path}; {nearest(path.name, sorted(near)) if near else hint}")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file of the user's.

    Raises: DataError where there is none, with the nearest name beside it, or where it cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise no_file(path, "give the path relative to the scenario file") from None
    except OSError as error:
        raise DataError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from None


def read_text(path: Path, encoding: str | None = None) -> Text:
    """The text of a .csv or .tsv file: UTF-8 or, with its byte order mark, UTF-16, unless an encoding is given.

    The fields of a .tsv are parted by tabs, those of a .csv by what makes columns of it.

    Raises: DataError for an encoding that is not known, for the first byte that does not fit it, for zero bytes.
    """
    raw = read_bytes(path)
    marked = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    used = encoding or ("utf-16" if marked else "utf-8-sig")
    try:
        content = raw.decode(used)
    except (LookupError, ValueError) as error:
        if not isinstance(error, UnicodeError):
            raise DataError(f'there is no text encoding {encoding!r}; common ones are "latin-1" and "utf-16"') from None
        at = error.start if isinstance(error, UnicodeDecodeError) else 0
        line, byte = raw[:at].count(b"\n") + 1, at - (raw[:at].rfind(b"\n") + 1) + 1
        kind = "UTF-8" if used == "utf-8-sig" else used
        what = 'save it as UTF-8, or set encoding, such as encoding = "latin-1"'
        raise DataError(f"{path.name} is not {kind} at line {line}, byte {byte}; {what}") from None
    if "\0" in content:
        line = content[: content.index("\0")].count("\n") + 1
        what = 'save it as UTF-8, or set encoding = "utf-16" if that is what it is'
        raise DataError(f"{path.name} holds a zero byte in line {line}, so it is no table of text in UTF-8; {what}")
    content, separator = said(content.removeprefix("\ufeff"))
    return Text(path, content, sniff(content, "\t" if path.suffix.lower() == ".tsv" else separator))


def frame_of(text: Text) -> pd.DataFrame:
    """The table, each column numbers, true and false, or text.

    Raises: DataError for an empty file, for lines that do not fit the header, for a name that stands twice in it.
    """
    import pandas as pd  # 550 ms, paid only by those who bring a table

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", pd.errors.ParserWarning)  # rows that are longer than the header
            frame = pd.read_csv(
                io.StringIO(text.content),
                sep=text.separator,
                decimal=text.dialect.decimal,
                skipinitialspace=True,
                index_col=False,
                low_memory=False,
            )
    except pd.errors.EmptyDataError:
        raise DataError(f"{text.name} is empty; it needs a header line and rows of numbers") from None
    except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
        raise DataError(f"{text.name} is no regular table: {_irregular(text, str(error))}") from None
    frame.columns = frame.columns.astype(str)
    _refuse_twins(text)
    if len(frame.columns) and frame.iloc[:, -1].isna().any():  # as it is in a line that is short
        _refuse_short_lines(text)
    return frame


def _refuse_short_lines(text: Text) -> None:
    """Refuse a line with fewer fields than the header names: its values would stand in the wrong columns."""
    header: list[str] = []
    for line, cells in text.lines():
        header = header or _named(cells)
        if len(cells) < len(header):
            raise DataError(f"{text.name} is no regular table: {_misfit(text, line, cells, header)}")


def _named(header: list[str]) -> list[str]:
    """A header up to its last name: beyond it stands nothing that a line must have."""
    return header[: max((i + 1 for i, name in enumerate(header) if name.strip()), default=0)]


def other_separator(text: Text, header: str) -> str:
    """What to do about a header whose fields are parted by something else, empty where they are not."""
    for sign, name in SEPARATORS.items():
        if sign in header and text.separator not in header and text.separator == "\t":
            return f"its fields are parted by {name}: name the file .csv"
    return ""


def _refuse_twins(text: Text) -> None:
    _, header = next(text.lines(), (1, []))
    seen: set[str] = set()
    for name in header:
        if name in seen and name:
            raise DataError(f"{text.name} has two columns named {name!r}; give one of them another name")
        seen.add(name)


def _irregular(text: Text, reason: str) -> str:
    """What is wrong with the first line that does not fit the header; pandas' own reason where every line does."""
    header: list[str] = []
    reached = 1
    try:
        for line, cells in text.lines(strict=True):
            header = header or cells
            reached = line + 1
            if len(cells) > len(header) and any(cells[len(header) :]):
                return _misfit(text, line, cells, header)
    except csv.Error as error:
        if "end of data" in str(error):
            return f"the quotation mark opened in line {_opened(text, reached)} is never closed"
    return reason.removeprefix("Error tokenizing data. C error: ").strip().rstrip(".")


def _misfit(text: Text, line: int, cells: list[str], header: list[str]) -> str:
    """A line that has more or fewer fields than the header, what they are, and what is most likely wrong."""
    seen = " | ".join(cell if len(cell) <= SHOWN else f"{cell[:SHOWN]}…" for cell in cells[:MOST_SHOWN])
    seen += " | …" if len(cells) > MOST_SHOWN else ""
    fields = "one field" if len(cells) == 1 else f"{len(cells)} fields"
    said = f"line {line} has {fields} ({seen}), the header has {len(header)}"
    if hint := other_separator(text, ",".join(header)):
        return f"{said}; {hint}"
    sign = SEPARATORS[text.separator].removesuffix("s")
    if len(cells) < len(header):
        return f"{said}; a value that is missing is an empty field, with its {sign} all the same"
    widths = {len(row) for _, row in islice(text.lines(), 1, LOOKED_AT)}
    if widths == {len(cells)} and (len(header) == 1 or len(text.content.splitlines()) > MOST_SHOWN):
        return f"{said}, and so it is in every line; the first line must name each column"
    number = ", and a number a decimal point" if text.separator == "," else ""
    return f"{said}; a value with a {sign} in it needs quotation marks{number}"


def _opened(text: Text, least: int) -> int:
    """The line of the row that never ends: the last one that begins."""
    return max((line for line, _ in text.lines()), default=least)
