"""A table of the user's own, from a file of columns: CSV, TSV, Parquet.

A column is a feature as it stands if it holds numbers, or true and false. A column of text is one only if it is
named among the `categories`: it becomes one feature for each of its values, in alphabetical order,

    school = "south"   ->   school=north: 0, school=south: 1      (one-hot)

so that a misspelt number is never taken for a category in silence. A value that is missing is refused with its line,
unless `missing` says what to do: "drop" leaves out the rows that lack a value in a column that is used, "median" puts
the median of the column (over all rows) in its place, and in a category none of its values. Rows whose target
or weight is missing are left out by both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dlviz.data.columns import Columns, is_numeric, parquet_columns
from dlviz.data.errors import DataError
from dlviz.data.spellings import remarks
from dlviz.data.table import LARGEST, Table
from dlviz.data.text_tables import frame_of, read_text

Missing = Literal["drop", "median"]
MOST_CATEGORIES = 256
"""Values that one column may have and be one-hot; a column of names or of free text has more."""


def from_csv(
    path: str | Path,
    target: str,
    features: Sequence[str] | None = None,
    *,
    categories: Sequence[str] = (),
    missing: Missing | None = None,
    sample_weight: str | None = None,
    encoding: str | None = None,
) -> Table:
    """Read a CSV file, or one with tabs if it is called .tsv, with a header line. Semicolons part fields as well.

    `features` are all columns but the target and the weights unless given, `categories` those of them that become
    one-hot, `sample_weight` the column of the rows' weights. A target of text, or of true and false, makes a
    classification: its classes are the values in alphabetical order. Line numbers in messages count the header as 1.
    Raises: DataError for a file that is missing, unreadable, empty, ragged or in another encoding, for a column that
    is not there or named twice, for a feature that is not a number, a missing value, fewer than two rows or one class.
    """
    text = read_text(Path(path), encoding)
    source = Columns(text.path, frame_of(text), text)
    return _table(source, target, features, categories, missing, sample_weight)


def from_parquet(
    path: str | Path,
    target: str,
    features: Sequence[str] | None = None,
    *,
    categories: Sequence[str] = (),
    missing: Missing | None = None,
    sample_weight: str | None = None,
) -> Table:
    """Read a Parquet file, as `from_csv` reads text; messages count rows from 1.

    Raises: DataError as `from_csv`, and where pyarrow is not installed.
    """
    return _table(parquet_columns(Path(path)), target, features, categories, missing, sample_weight)


def _table(
    source: Columns,
    target: str,
    features: Sequence[str] | None,
    categories: Sequence[str],
    missing: Missing | None,
    sample_weight: str | None,
) -> Table:
    chosen = _chosen(source, target, features, categories, sample_weight)
    if len(source.frame) < 2:
        rows = "no row" if len(source.frame) == 0 else "one row"
        raise DataError(f"{source.name} has {rows} below its header; learning needs at least two")
    others = [target] if sample_weight is None else [target, sample_weight]
    if missing is not None:
        source = _complete(source, chosen, others, missing)
    names: list[str] = []
    said: list[str] = []
    columns: list[NDArray[np.float64]] = []
    for column in chosen:
        if column in categories:
            values, encoded = _one_hot(source, column, missing)
            names += [f"{column}={value}" for value in values]
            columns += list(encoded.T)
            said += remarks(source, column, "categories")
        else:
            names.append(column)
            columns.append(_numbers(source, column))
    seen = {target}
    for name in names:
        if name in seen:
            raise DataError(f"{source.name}: two columns would be called {name!r}; rename one")
        seen.add(name)
    weights = None if sample_weight is None else _weights(source, sample_weight)
    x = np.column_stack(columns)
    kept = source.frame[target]
    classes: tuple[str, ...] | None = None
    if kept.dtype.kind in "iuf" or str(kept.dtype).lower() in ("int64", "float64"):
        y: NDArray[Any] = _numbers(source, target)
    else:
        classes, y = _classes(source, target)
        said += remarks(source, target, "classes")
    about = Table(source.path.stem, tuple(names), x, target, y, classes, str(source.path))
    return replace(about, sample_weight=weights, remarks=tuple(said))


def _chosen(
    source: Columns,
    target: str,
    features: Sequence[str] | None,
    categories: Sequence[str],
    sample_weight: str | None,
) -> list[str]:
    """The columns that are learned from."""
    for column in (target, *(features or ()), *categories, *((sample_weight,) if sample_weight else ())):
        source.check(column)
    apart = {target, sample_weight}
    chosen = list(features) if features is not None else [c for c in map(str, source.frame.columns) if c not in apart]
    for i, column in enumerate(chosen if features is not None else ()):
        if column in chosen[:i]:
            raise DataError(f"{source.name}: the feature {column!r} is chosen twice; name it once")
    for column, word in ((target, "target"), (sample_weight, "sample_weight")):
        if column in chosen:
            raise DataError(
                f"{source.name}: the {word} {column!r} cannot be a feature as well; leave it out of features"
            )
    for column in categories:
        if column not in chosen:
            raise DataError(f"{source.name}: categories names {column!r}, which is no feature; leave it out")
    if target == sample_weight:
        raise DataError(f"{source.name}: the target {target!r} cannot be the sample_weight as well; name another")
    if not chosen:
        raise DataError(f"{source.name} has no column beside the target {target!r}; add at least one feature")
    return chosen


def _complete(source: Columns, chosen: list[str], others: list[str], missing: Missing) -> Columns:
    """The rows that are kept, with what is missing in them filled in; their places in the file are kept too."""
    frame = source.frame
    needed = [*chosen, *others] if missing == "drop" else others
    kept = frame[frame[needed].notna().all(axis=1)]
    if len(kept) < 2:
        gaps = frame[needed].isna().sum()
        holes = max(needed, key=lambda column: int(gaps[column]))
        remedy = f"leave {holes!r} out of features" if holes in chosen else f"fill in {holes!r}"
        remedy += ', or set missing = "median"' if missing == "drop" and holes in chosen else ""
        many = "no row" if len(kept) == 0 else "one row"
        raise DataError(f"{source.name}: {many} of {len(frame)} has a value in every column; {remedy}")
    if missing == "median":
        numeric = [column for column in chosen if is_numeric(kept[column])]
        for column in numeric:
            if kept[column].isna().all():
                raise DataError(f"{source.name}, column {column!r}: every value is missing; leave it out of features")
        medians = {column: kept[column].median() for column in numeric}
        kept = kept.astype(dict.fromkeys(numeric, float)).fillna(medians) if numeric else kept
    return Columns(source.path, kept, source.text)


def _numbers(source: Columns, column: str) -> NDArray[np.float64]:
    """A column as finite numbers, or a sentence with the first line that is none."""
    numbers = source.numbers(source.frame[column])
    bad = np.flatnonzero(~np.isfinite(numbers))
    if bad.size:
        raise DataError(_complaint(source, column, int(bad[0])))
    large = np.flatnonzero(np.abs(numbers) > LARGEST)
    if large.size:
        place = source.place(int(source.frame.index[int(large[0])]), column)
        raise DataError(
            f"{place}: {numbers[large[0]]:g} is beyond the numbers of 32 bits, {LARGEST:.1e}; scale the column"
        )
    return numbers


def _complaint(source: Columns, column: str, row: int) -> str:
    """What is wrong with the value in this row of the frame, whose index is that of the file."""
    value = source.frame[column].iloc[row]  # as it stands in the file
    place = source.place(int(source.frame.index[row]), column)
    if source.frame[column].isna().all():
        return f"{source.name}, column {column!r}: every value is missing; leave it out of features"
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d+,\d+\s*", value):
        return f"{place}: {value!r} is not a number; write a point in the place of the comma"
    if isinstance(value, str):
        return f"{place}: {value!r} is not a number; write numbers, name the column in categories, or leave it out"
    if value is None or value != value:
        return f'{place}: the value is missing; fill it in, or set missing = "drop" or "median"'
    return f"{place}: {value} is not a finite number; correct it or drop the line"


def _text(source: Columns, column: str) -> list[str]:
    return [str(value) for value in source.frame[column]]


def _one_hot(source: Columns, column: str, missing: Missing | None) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """The values of a column in order, and a column of 0 and 1 for each. Shapes: (rows, values)."""
    holes = source.frame[column].isna().to_numpy()
    if holes.all():
        raise DataError(f"{source.name}, column {column!r}: every value is missing; leave it out of features")
    if holes.any() and missing is None:
        raise DataError(_complaint(source, column, int(np.flatnonzero(holes)[0])))
    text = np.array(_text(source, column), dtype=object)
    values = tuple(sorted(set(text[~holes])))
    if len(values) > MOST_CATEGORIES:
        raise DataError(
            f"{source.name}, column {column!r}: it has {len(values):,} different values, more than the "
            f"{MOST_CATEGORIES} that can be one-hot; leave it out of features"
        )
    return values, np.stack([(text == value) & ~holes for value in values], axis=1).astype(np.float64)


def _weights(source: Columns, column: str) -> NDArray[np.float64]:
    weights = _numbers(source, column)
    bad = np.flatnonzero(weights < 0)
    if bad.size:
        place = source.place(int(source.frame.index[int(bad[0])]), column)
        raise DataError(f"{place}: the weight {weights[bad[0]]:g} is below 0; weights must be at least 0")
    if not weights.any():
        raise DataError(f"{source.name}, column {column!r}: every weight is 0; nothing would be learned")
    return weights


def _classes(source: Columns, target: str) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    missing = np.flatnonzero(source.frame[target].isna().to_numpy())
    if missing.size:
        raise DataError(_complaint(source, target, int(missing[0])))
    text = _text(source, target)
    classes = tuple(sorted(set(text)))
    if len(classes) < 2:
        raise DataError(f"{source.name}: every row has the class {classes[0]!r}; learning needs at least two classes")
    number = {name: i for i, name in enumerate(classes)}
    return classes, np.array([number[value] for value in text], dtype=np.int64)
