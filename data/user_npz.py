"""Arrays of the user's own, from NumPy's .npz: rows of numbers, series or pictures, without any pickle."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlviz.data.errors import DataError, nearest
from dlviz.data.table import LARGEST, Table
from dlviz.data.text_tables import read_bytes

MOST_NUMBERS = 200_000_000
"""Numbers of x that are read: 1.6 GB of them."""


def from_npz(path: str | Path, *, sample_weight: str | None = None) -> Table:
    """Read the arrays x and y of an .npz file; `sample_weight` names a third one, the weights of the rows.

    x keeps its shape: (rows, features), (rows, steps, channels) for series, (rows, height, width, channels) for
    pictures. y (rows,) or (rows, 1): text, or true and false, makes a classification, numbers make a regression
    unless the loss is about classes.
    Raises: DataError for a file that is none, for pickled content, for arrays that are missing or do not fit each
    other, for what is not a finite number.
    """
    path = Path(path)
    arrays = npz_arrays(path)
    for name in ("x", "y", *((sample_weight,) if sample_weight else ())):
        if name not in arrays:
            raise DataError(f"{path.name} has no array {name!r}; {nearest(name, arrays) if arrays else 'it is empty'}")
    x, y = arrays["x"], arrays["y"]
    if x.ndim < 2 or 0 in x.shape[1:]:
        raise DataError(f"{path.name}: x has shape {x.shape}; it must be (rows, features), or more axes for pictures")
    rows = len(x)
    if rows < 2:
        raise DataError(f"{path.name}: x has {'no row' if rows == 0 else 'one row'}; learning needs at least two")
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if y.shape != (rows,):
        hint = "; for one-hot rows save y.argmax(axis=1)" if y.ndim == 2 and len(y) == rows else ""
        raise DataError(f"{path.name}: y has shape {y.shape}, x has {rows} rows; y must hold one value a row{hint}")
    features = tuple(f"x[{','.join(map(str, place))}]" for place in np.ndindex(x.shape[1:]))
    numbers = _numbers(path, "x", x).reshape(rows, -1)
    shape = x.shape[1:] if x.ndim > 2 else ()
    weights = None if sample_weight is None else _weights(path, sample_weight, arrays[sample_weight], rows)
    if y.dtype.kind in "iuf":
        target: NDArray[Any] = _numbers(path, "y", y)
        return Table(path.stem, features, numbers, "y", target, None, str(path), shape, sample_weight=weights)
    if y.dtype.kind not in "bUS":
        raise DataError(f"{path.name}: y holds {y.dtype}; it must be numbers, text, or true and false")
    text = y.astype(str)
    names, numbered = np.unique(text, return_inverse=True)
    if len(names) < 2:
        raise DataError(f"{path.name}: every row has the class {str(names[0])!r}; learning needs at least two classes")
    classes = tuple(map(str, names))
    return Table(
        path.stem, features, numbers, "y", numbered.astype(np.int64), classes, str(path), shape, sample_weight=weights
    )


def npz_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """Every array of the file, by name.

    Raises: DataError for a file that is none, for pickled content, for more numbers than are read.
    """
    raw = read_bytes(path)
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(member.file_size for member in archive.infolist()) > 8 * MOST_NUMBERS:
                raise DataError(f"{path.name} would unpack to more than {MOST_NUMBERS:,} numbers; save fewer rows")
        with np.load(io.BytesIO(raw), allow_pickle=False) as file:
            return {name: _array(path, file, name) for name in file.files}
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError):
        raise DataError(
            f"{path.name} is no .npz file that can be read; numpy.savez(file, x=x, y=y) makes one"
        ) from None


def _array(path: Path, file: Any, name: str) -> NDArray[Any]:
    try:
        return np.asarray(file[name])
    except ValueError as error:
        if "pickle" in str(error):
            raise DataError(
                f"{path.name}: the array {name!r} is pickled Python, which could run any program and is never read; "
                "save numbers or text, such as x.astype(float)"
            ) from None
        raise DataError(f"{path.name}: the array {name!r} is damaged; save the file anew") from None


def _numbers(path: Path, name: str, array: NDArray[Any]) -> NDArray[np.float64]:
    """An array as finite numbers, or a sentence with the first entry that is none."""
    if array.dtype.kind not in "iufb":
        raise DataError(f"{path.name}: {name} holds {array.dtype}, not numbers; turn words into numbers")
    numbers = array.astype(np.float64)
    bad = np.argwhere(~(np.abs(numbers) <= LARGEST))
    if len(bad):
        place = ", ".join(map(str, bad[0]))
        value = numbers[tuple(bad[0])]
        if np.isfinite(value):
            limit = f"the numbers of 32 bits, {LARGEST:.1e}"
            raise DataError(f"{path.name}: {name}[{place}] is {value:g}, beyond {limit}; scale the column")
        raise DataError(f"{path.name}: {name}[{place}] is {value}, no finite number; drop the row or fill it in")
    return numbers


def _weights(path: Path, name: str, array: NDArray[Any], rows: int) -> NDArray[np.float64]:
    weights = _numbers(path, name, array)
    if weights.shape != (rows,):
        raise DataError(f"{path.name}: {name} has shape {weights.shape}; one weight a row is needed: ({rows},)")
    if (weights < 0).any() or not weights.any():
        raise DataError(f"{path.name}: {name} must hold weights of at least 0, not all 0")
    return weights
