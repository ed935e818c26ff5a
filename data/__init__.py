"""Tables to learn from: built in, made from a seed, or the user's own; scaled, shuffled and split."""

from dlviz.data.arrays import ARRAYS
from dlviz.data.datasets import GENERATORS, NAMES, TABLES, load
from dlviz.data.errors import DataError
from dlviz.data.scaling import Scaling, fit_scaling
from dlviz.data.splitting import one_hot, shuffled, validation_start
from dlviz.data.table import Table
from dlviz.data.user_csv import from_csv, from_parquet
from dlviz.data.user_image import from_image
from dlviz.data.user_npz import from_npz

__all__ = [
    "ARRAYS",
    "GENERATORS",
    "NAMES",
    "TABLES",
    "DataError",
    "Scaling",
    "Table",
    "fit_scaling",
    "from_csv",
    "from_image",
    "from_npz",
    "from_parquet",
    "load",
    "one_hot",
    "shuffled",
    "validation_start",
]
