"""The built-in data sets, read with NumPy alone so that a scenario starts without pandas."""

from __future__ import annotations

import csv
from collections.abc import Callable
from importlib import resources

import numpy as np

from dlviz.data.errors import DataError, nearest
from dlviz.data.generators import chirp, curve, halfplane, noise
from dlviz.data.table import Table


def _read(file: str) -> tuple[list[str], list[list[str]]]:
    text = resources.files("dlviz.data").joinpath("files", file).read_text(encoding="utf-8")
    header, *rows = csv.reader(text.splitlines())
    return header, rows


def boston() -> Table:
    """Boston housing, 506 rows: the median price of homes (in $1,000) of a census tract.

    Source: Harrison and Rubinfeld 1978; the seven columns that the notes use (2.4), from mlxtend.
    """
    header, rows = _read("boston.csv")
    values = np.array(rows, dtype=np.float64)
    source = "Harrison and Rubinfeld 1978, from mlxtend"
    return Table("boston", tuple(header[:-1]), values[:, :-1], header[-1], values[:, -1], source=source)


def iris() -> Table:
    """Iris, 150 rows: lengths and widths (cm) of the flowers of three species, 50 each.

    Source: Fisher 1936, from scikit-learn.
    """
    header, rows = _read("iris.csv")
    classes = tuple(dict.fromkeys(row[-1] for row in rows))
    x = np.array([row[:-1] for row in rows], dtype=np.float64)
    y = np.array([classes.index(row[-1]) for row in rows], dtype=np.int64)
    return Table("iris", tuple(header[:-1]), x, header[-1], y, classes, "Fisher 1936, from scikit-learn")


TABLES: dict[str, Callable[[], Table]] = {"boston": boston, "iris": iris}
GENERATORS: dict[str, Callable[[int, int], Table]] = {
    "halfplane": halfplane,
    "curve": curve,
    "chirp": chirp,
    "noise": noise,
}
NAMES = (*TABLES, *GENERATORS)


def load(name: str, rows: int = 20, seed: int = 0) -> Table:
    """A built-in data set by name; `rows` and `seed` belong to the generated ones alone.

    Raises: DataError for a name that is not built in.
    """
    if name in TABLES:
        return TABLES[name]()
    if name in GENERATORS:
        return GENERATORS[name](rows, seed)
    raise DataError(f"there is no built-in data set {name!r}; {nearest(name, NAMES)}")
