"""A look at a file of the user's: what can be learned from it, and how each column would be used.

survey("grades.csv", "passed")      # which columns are numbers, which categories, what is missing
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from dlviz.data.columns import Columns, is_numeric, parquet_columns
from dlviz.data.errors import DataError, nearest
from dlviz.data.table import Table
from dlviz.data.text_tables import frame_of, no_file, read_text
from dlviz.data.user_csv import Missing, from_csv, from_parquet
from dlviz.data.user_npz import from_npz

if TYPE_CHECKING:
    import pandas as pd

KEYS = {".csv": "csv", ".tsv": "csv", ".parquet": "parquet", ".npz": "npz"}
"""The key of [data] that reads a file, by its suffix."""

MOST_VALUES = 20
"""Values that a column of text may have to be offered as a category."""

MOST_LONE_VALUES = 3
"""Values of text up to which few rows are enough; more must be met twice on average, or they name the rows."""

MOST_CLASSES = 10
"""Whole numbers that a target may hold to be taken for classes."""

MOST_DROPPED = 0.2
"""Share of the rows that is given up for what is missing in them; beyond, medians are put in their place."""

COUNTS = "only counts the rows"
"""Why a column such as 1, 2, 3, … is left out."""

LEGACY = "cp1252"
"""What a file that is not UTF-8 is most likely written in: Western Europe's Windows, all of latin-1's letters in it."""


@dataclass(frozen=True)
class Column:
    """A column and what becomes of it; `why` says for what reason it is left out, `doubtful`: by a slip."""

    name: str
    use: Literal["number", "category", "left out"]
    missing: int = 0
    values: int = 0
    why: str = ""
    doubtful: bool = False


@dataclass(frozen=True)
class Survey:
    """What is known about a file.

    `key`: that of [data] which reads it; `rows`: in the file; `table`: what would be learned from; `missing`: what is
    done about missing values; `encoding`: where it is not UTF-8; `guessed`: classes that are written as numbers;
    `written`: how its text is, where that is not commas and points; `doubts`: sentences about what looks like a slip.
    """

    key: str
    rows: int
    columns: tuple[Column, ...]
    table: Table
    missing: Missing | None = None
    holes: int = 0
    encoding: str | None = None
    guessed: bool = False
    written: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def features(self) -> tuple[str, ...]:
        """The columns that are learned from."""
        return tuple(column.name for column in self.columns if column.use != "left out")

    @property
    def categories(self) -> tuple[str, ...]:
        """Those of them that become one-hot."""
        return tuple(column.name for column in self.columns if column.use == "category")

    @property
    def left_out(self) -> tuple[Column, ...]:
        """The columns that are not learned from."""
        return tuple(column for column in self.columns if column.use == "left out")


def survey(path: Path, target: str | None) -> Survey:
    """Look at a file and decide how each of its columns would be used.

    Raises: DataError for a file that is not there or not read, for a target that is missing or not given, and
    wherever reading the table would raise it.
    """
    if path.is_dir():
        raise DataError(f"{path} is a folder; give a file in it")
    key = KEYS.get(path.suffix.lower())
    if key is None:
        raise DataError(f"{path}: what can be read is {', '.join(KEYS)}; save it as one of them")
    if not path.exists():
        raise no_file(path, "check the path")
    if key == "npz":
        return _of_arrays(path, target)
    source, encoding = (parquet_columns(path), None) if key == "parquet" else _columns(path)
    names = list(map(str, source.frame.columns))
    if target is None:
        raise DataError(f"which column of {path.name} shall be predicted? Say --target; {nearest('', names)}")
    source.check(target)
    columns = tuple(_column(source, name) for name in names if name != target)
    if all(column.use == "left out" for column in columns):  # a lone column that counts may be time
        columns = tuple(replace(one, use="number", why="") if one.why == COUNTS else one for one in columns)
    used = [column.name for column in columns if column.use != "left out"]
    if not used and len(source.frame) > 1:
        reasons = "; ".join(f"{column.name!r} {column.why}" for column in columns[:3]) or "there is no other column"
        raise DataError(f"{path.name} has no column to predict {target!r} from: {reasons}")
    whole = source.frame[[*used, target]].notna().all(axis=1)
    holes = int((~whole).sum())
    known = source.frame[target].notna()
    missing: Missing | None = None
    if holes:
        missing = "drop" if (known & ~whole).sum() <= MOST_DROPPED * max(known.sum(), 1) else "median"
    categories = tuple(column.name for column in columns if column.use == "category")
    options: dict[str, Any] = {"categories": categories, "missing": missing}
    features = used or None
    if key == "parquet":
        table = from_parquet(path, target, features, **options)
    else:
        table = from_csv(path, target, features, encoding=encoding, **options)
    if table.classes is None and len(np.unique(table.y)) == 1:
        raise DataError(f"{path.name}: the target {target!r} is {table.y[0]:g} in every row; choose another --target")
    guessed = table.classes is None and _are_classes(table)
    slip = _slip(source, target) if table.classes is not None else ""
    if table.classes is not None and len(table.classes) > max(MOST_VALUES, table.rows // 10):
        if slip:
            raise DataError(f"{path.name}: the target {target!r} {slip}; correct that")
        raise DataError(
            f"{path.name}: the target {target!r} is text with {len(table.classes)} different values in {table.rows} "
            "rows, too many to be classes; choose another --target"
        )
    learned = table.as_classes() if guessed else table
    written = source.text.dialect.said if source.text is not None and key == "csv" and path.suffix != ".tsv" else ""
    doubts = [f"{path.name}: column {one.name!r} is left out: it {one.why}" for one in columns if one.doubtful]
    doubts += [f"{path.name}: the target {target!r} {slip}, which makes classes of them; correct that"] if slip else []
    return Survey(
        key,
        len(source.frame),
        columns,
        learned,
        missing,
        holes,
        encoding,
        guessed,
        written,
        (*doubts, *learned.remarks),
    )


def _columns(path: Path) -> tuple[Columns, str | None]:
    """The columns of a text file, and its encoding where that is not UTF-8."""
    try:
        text, encoding = read_text(path), None
    except DataError as error:
        if "is not UTF-8" not in str(error):
            raise
        try:
            text, encoding = read_text(path, LEGACY), LEGACY
        except DataError:
            raise error from None
    return Columns(path, frame_of(text), text), encoding


def _of_arrays(path: Path, target: str | None) -> Survey:
    if target is not None:
        raise DataError(f"{path.name}: the target of an .npz file is its array y; leave --target out")
    table = from_npz(path)
    if table.classes is None and len(np.unique(table.y)) == 1:
        raise DataError(f"{path.name}: y is {table.y[0]:g} in every row; there is nothing to predict")
    guessed = table.classes is None and _are_classes(table)
    return Survey("npz", table.rows, (), table.as_classes() if guessed else table, guessed=guessed)


def _are_classes(table: Table) -> bool:
    """Whether numbers to predict look like the numbers of classes: whole, few, each of them often."""
    values = np.unique(table.y)
    if len(values) < 2 or (values != np.round(values)).any():
        return False
    return len(values) == 2 or (len(values) <= MOST_CLASSES and table.rows >= 10 * len(values))


def _column(source: Columns, name: str) -> Column:
    """What becomes of a column that is not the target."""
    column = source.frame[name]
    missing = int(column.isna().sum())
    values = int(column.nunique())
    if missing == len(column):
        return Column(name, "left out", missing, 0, "has no value in any row")
    if missing > len(column) / 2:
        return Column(name, "left out", missing, values, f"lacks its value in {missing} of {len(column)} rows")
    if values == 1 and len(column) > 1 and not missing:
        return Column(name, "left out", missing, values, "has the same value in every row")
    if is_numeric(column):
        if _counts_rows(column):
            return Column(name, "left out", missing, values, COUNTS)
        if column.dtype.kind == "f" and not np.isfinite(column.dropna()).all():
            return Column(name, "left out", missing, values, "holds infinite numbers")
        return Column(name, "number", missing, values)
    return _of_text(source, name, missing, values)


def _counts_rows(column: pd.Series[Any]) -> bool:
    """Whether a column says 0, 1, 2, … or 1, 2, 3, …: of a number of the row there is nothing to learn."""
    if column.dtype.kind not in "iu" or len(column) < 10:
        return False
    numbers = column.to_numpy()
    return bool(numbers[0] in (0, 1) and (np.diff(numbers) == 1).all())


def _of_text(source: Columns, name: str, missing: int, values: int) -> Column:
    column = source.frame[name].dropna()
    odd = np.flatnonzero(np.isnan(source.numbers(column)))
    if not len(odd):  # whole numbers beyond 64 bits
        return Column(name, "number", missing, values)
    if slip := _slip(source, name):
        return Column(name, "left out", missing, values, f"{slip}; correct that and add it", doubtful=True)
    if values > MOST_VALUES or (values > MOST_LONE_VALUES and 2 * values > len(column)):
        why = f"is text with {values} different values in {len(column)} rows"
        return Column(name, "left out", missing, values, why)
    return Column(name, "category", missing, values)


def _slip(source: Columns, name: str) -> str:
    """The first of the few values of a column that are no numbers as all its others are, and where; else nothing."""
    column = source.frame[name].dropna()
    odd = np.flatnonzero(np.isnan(source.numbers(column)))
    if not 0 < len(odd) < 0.1 * len(column):
        return ""
    row = int(column.index[odd[0]])
    more = f" and {len(odd) - 1} more" if len(odd) > 1 else ""
    return f"is numbers but for {str(column.iloc[int(odd[0])])!r} in {source.counted} {source.number(row)}{more}"
