"""The rows a run learns from: loaded, shuffled, scaled, split, with targets in the shape of the outputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlviz import data
from dlviz.scenarios.data_tables import Data
from dlviz.scenarios.errors import ScenarioError
from dlviz.scenarios.layer_tables import KEEP_THE_SHAPE
from dlviz.scenarios.tables import kind

Array = NDArray[Any]


@dataclass(frozen=True)
class Rows:
    """Rows in the order in which they are learned from; `x` is scaled, `table` is not.

    Shapes: x (training rows, *the shape of a row), y (training rows, outputs) or class numbers (training rows,).
    `validation` is (x, y) of the last rows, or None; `sample_weight` (training rows,), or None.
    """

    table: data.Table
    scaling: data.Scaling | None
    x: Array
    y: Array
    validation: tuple[Array, Array] | None
    sample_weight: Array | None = None

    @cached_property
    def inputs(self) -> Array:
        """All rows of the table as a network takes them: scaled, in float32, in the shape of a row; made once."""
        return self.as_inputs(self.table.x)

    @cached_property
    def limits(self) -> tuple[float, float]:
        """The least and the largest number of all rows of the table; looked for once."""
        return float(self.table.x.min()), float(self.table.x.max())

    def as_inputs(self, x: Array) -> Array:
        """Return rows in the units of the table (n, features) as a network takes them."""
        scaled = self.scaling(x) if self.scaling else x
        return scaled.reshape(len(x), *self.table.input_shape).astype(np.float32)


@lru_cache(maxsize=64)
def _read(settings: Data, folder: Path) -> data.Table:
    table = _whole(settings, folder)
    if settings.classes is not None:
        table = table.of_classes(settings.classes)
    if settings.window is not None:
        table = table.windows(settings.window, settings.horizon)
    return table


def _whole(settings: Data, folder: Path) -> data.Table:
    """The table as it is read or made, before rows are chosen from it."""
    if settings.npz is not None:
        table = data.from_npz(folder / settings.npz, sample_weight=settings.sample_weight)
        return table if settings.features is None else table.select(settings.features)
    given: dict[str, Any] = {name: getattr(settings, name) for name in ("categories", "missing", "sample_weight")}
    if settings.parquet is not None:
        return data.from_parquet(folder / settings.parquet, str(settings.target), settings.features, **given)
    if settings.csv is not None:
        given["encoding"] = settings.encoding
        return data.from_csv(folder / settings.csv, str(settings.target), settings.features, **given)
    name = str(settings.source)
    given = {key: getattr(settings, key) for key in ("rows", "seed", "noise")}
    asked = {key: value for key, value in given.items() if value is not None}
    if asked and name in data.TABLES:
        raise data.DataError(f"rows, seed and noise belong to generated data; {name} has its rows, leave them out")
    table = data.load(name, **asked)
    return table if settings.features is None else table.select(settings.features)


def read(settings: Data, folder: Path, loss: str) -> data.Table:
    """The table a run asks for, read once; a loss about classes takes whole numbers as such.

    Raises: ScenarioError with the sentence of the data's own complaint.
    """
    try:
        table = _read(settings, folder)
    except data.DataError as error:
        raise ScenarioError(f"data: {error}") from None
    if table.classes is not None or "crossentropy" not in loss:
        return table
    try:
        return table.as_classes()
    except data.DataError as error:
        raise ScenarioError(f"training.loss: {loss} needs classes, but {error}; use mean_squared_error") from None


def prepare(settings: Data, table: data.Table, target: Array) -> Rows:
    """Shuffle, scale and split, in this order; `target` is coded already.

    Raises: ScenarioError if the split leaves one side empty.
    """
    order = np.arange(table.rows) if settings.shuffle is False else data.shuffled(table.rows, int(settings.shuffle))
    table, y = table.take(order), target[order]
    start = table.rows
    if settings.validation_split:
        try:
            start = data.validation_start(table.rows, settings.validation_split)
        except data.DataError as error:
            raise ScenarioError(f"data.{error}") from None
    scaling = (
        data.fit_scaling(table.x if settings.standardize == "all" else table.x[:start])
        if settings.standardize
        else None
    )
    x = (scaling(table.x) if scaling else table.x).reshape(table.rows, *table.input_shape)
    validation = (x[start:], y[start:]) if start < table.rows else None
    weights = None if table.sample_weight is None else table.sample_weight[:start]
    return Rows(table, scaling, x[:start], y[:start], validation, weights)


def loss_name(loss: Any) -> str:
    """What a loss is called, however it is written; an objective is its own."""
    if loss is None:
        return "loss"
    return loss if isinstance(loss, str) else kind(loss)


def width(model: Sequence[Any]) -> int | None:
    """How many numbers the network gives for a row, where the last layers tell."""
    for layer in reversed(model):
        if kind(layer) == "Dense":
            return int(layer.units)
        if kind(layer) not in KEEP_THE_SHAPE:
            return None
    return None


def code(table: data.Table, loss: str, outputs: int | None) -> Array:
    """The target as the loss wants it: numbers (rows, 1), one-hot (rows, classes), or class numbers (rows,).

    Raises: ScenarioError where target, loss and network do not go together.
    """
    if table.classes is None:
        if outputs not in (None, 1):
            raise ScenarioError(f"the network gives {outputs} numbers, {table.target} is one; set model[-1].units to 1")
        return table.y[:, None].astype(np.float64)
    classes = len(table.classes)
    if outputs == 1 and classes == 2 and not loss.startswith(("categorical", "sparse")):
        return table.y[:, None].astype(np.float64)
    if outputs not in (None, classes):
        right = f"{classes}" if classes > 2 or not loss.startswith("binary") else "1, the probability of the second"
        raise ScenarioError(
            f"the network gives {outputs} number{'s' * (outputs != 1)}, {table.target} of {table.name} has "
            f"{classes} classes; set model[-1].units to {right}"
        )
    return table.y if loss.startswith("sparse") else data.one_hot(table.y, classes)
