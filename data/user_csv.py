"""A table of the user's own, from a CSV file."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dlviz.data.errors import DataError, nearest
from dlviz.data.table import Table

if TYPE_CHECKING:
    import pandas as pd


def from_csv(path: str | Path, target: str, features: Sequence[str] | None = None) -> Table:
    """Read a CSV file with a header line; `features` are all columns but the target unless given.

    A target of text, or of true and false, makes a classification: its classes are the values in
    alphabetical order. Line numbers in messages count the header as line 1.
    Raises: DataError for a file that is missing, unreadable, empty, not UTF-8 or ragged, for a column that is
    not there, for a feature that is not a number, a missing value, fewer than two rows or one class.
    """
    path = Path(path)
    frame = _frame(path)
    for column in (target, *(features or ())):
        if column not in frame.columns:
            if hint := _other_separator(",".join(map(str, frame.columns))):
                raise DataError(f"{path.name} has no column {column!r}; {hint}")
            raise DataError(f"{path.name} has no column {column!r}; {nearest(column, map(str, frame.columns))}")
    chosen = list(features) if features is not None else [c for c in frame.columns if c != target]
    for column in chosen:
        if chosen.count(column) > 1:
            raise DataError(f"{path.name}: the feature {column!r} is chosen twice; name it once")
    if target in chosen:
        raise DataError(f"{path.name}: the target {target!r} cannot be a feature as well; leave it out of features")
    if not chosen:
        raise DataError(f"{path.name} has no column beside the target {target!r}; add at least one feature")
    if len(frame) < 2:
        rows = "no row" if len(frame) == 0 else "one row"
        raise DataError(f"{path.name} has {rows} below its header; learning needs at least two")
    x = np.column_stack([_numbers(path, frame, column) for column in chosen])
    if frame[target].dtype.kind in "iuf":
        return Table(path.stem, tuple(chosen), x, target, _numbers(path, frame, target), source=str(path))
    classes, y = _classes(path, frame, target)
    return Table(path.stem, tuple(chosen), x, target, y, classes, str(path))


def _frame(path: Path) -> pd.DataFrame:
    import pandas as pd  # 550 ms, paid only by those who bring a table

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", pd.errors.ParserWarning)  # rows that are longer than the header
            frame = pd.read_csv(path, encoding="utf-8-sig", skipinitialspace=True, index_col=False, low_memory=False)
    except FileNotFoundError:
        siblings = [p.name for p in path.parent.glob("*.csv")] if path.parent.is_dir() else []
        hint = nearest(path.name, siblings) if siblings else "give the path relative to the scenario file"
        raise DataError(f"there is no file {path}; {hint}") from None
    except OSError as error:
        raise DataError(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from None
    except pd.errors.EmptyDataError:
        raise DataError(f"{path.name} is empty; it needs a header line and rows of numbers") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name} is not UTF-8 (byte {error.start + 1}); save it as UTF-8") from None
    except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
        raise DataError(f"{path.name} is no regular table: {_irregular(path, str(error))}") from None
    frame.columns = frame.columns.astype(str)
    return frame


def _irregular(path: Path, reason: str) -> str:
    """What is wrong with the first line that does not fit the header; pandas' own reason where every line does."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        lines = csv.reader(file, skipinitialspace=True, strict=True)
        start = 0
        try:
            header = next(cells for cells in lines if cells)
            start = lines.line_num
            for cells in lines:
                if len(cells) > len(header) and any(cells[len(header) :]):
                    said = f"expected {len(header)} fields in line {start + 1}, saw {len(cells)}"
                    hint = _other_separator(",".join(header))
                    return f"{said}; {hint}" if hint else said
                start = lines.line_num
        except csv.Error as error:
            if "end of data" in str(error):
                return f"the quotation mark opened in line {start + 1} is never closed"
    return reason.removeprefix("Error tokenizing data. C error: ").strip().rstrip(".")


def _other_separator(header: str) -> str:
    """What to do about a header whose fields are parted by something else than commas, empty where they are not."""
    for sign, name in ((";", "semicolons"), ("\t", "tabs")):
        if sign in header and "," not in header:
            return f"its fields are parted by {name}: save it with commas between them and points in its numbers"
    return ""


def _line(path: Path, row: int) -> int:
    """The line, counted from 1, in which a row of the table begins: rows may be blank or go over several lines."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.reader(file, skipinitialspace=True)
        start, seen = 1, -1  # the header is row -1
        for cells in lines:
            if cells and not (len(cells) == 1 and not cells[0].strip()):  # pandas takes no notice of blank lines
                if seen == row:
                    return start
                seen += 1
            start = lines.line_num + 1
    return row + 2


def _numbers(path: Path, frame: pd.DataFrame, column: str) -> NDArray[np.float64]:
    """A column as finite numbers, or a sentence with the first line that is none."""
    import pandas as pd

    given = frame[column]
    numbers = pd.to_numeric(given, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    bad = np.flatnonzero(~np.isfinite(numbers))
    if bad.size:
        raise DataError(_complaint(path, column, _line(path, int(bad[0])), given.iloc[int(bad[0])]))
    return numbers


def _complaint(path: Path, column: str, line: int, value: Any) -> str:
    place = f"{path.name}, line {line}, column {column!r}"
    if isinstance(value, str):
        return f"{place}: {value!r} is not a number; leave the column out of features or write numbers"
    if value is None or value != value:
        return f"{place}: the value is missing; fill it in or drop the line"
    return f"{place}: {value} is not a finite number; correct it or drop the line"


def _classes(path: Path, frame: pd.DataFrame, target: str) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    missing = np.flatnonzero(frame[target].isna().to_numpy())
    if missing.size:
        raise DataError(_complaint(path, target, _line(path, int(missing[0])), None))
    text = [str(value) for value in frame[target]]
    classes = tuple(sorted(set(text)))
    if len(classes) < 2:
        raise DataError(f"{path.name}: every row has the class {classes[0]!r}; learning needs at least two classes")
    number = {name: i for i, name in enumerate(classes)}
    return classes, np.array([number[value] for value in text], dtype=np.int64)
