"""Losses: frozen dataclasses with Keras' names and defaults. `base` states their contract; `get` finds one by
name."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from dlviz.engine.errors import bad_options, unknown
from dlviz.engine.layers.base import snake
from dlviz.engine.losses.base import Loss
from dlviz.engine.losses.crossentropy import (
    BinaryCrossentropy,
    BinaryFocalCrossentropy,
    CategoricalCrossentropy,
    CategoricalFocalCrossentropy,
    CategoricalHinge,
    Hinge,
    KLDivergence,
    SparseCategoricalCrossentropy,
    SquaredHinge,
)
from dlviz.engine.losses.regression import (
    CosineSimilarity,
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    Poisson,
)

CLASSES: tuple[type[Loss], ...] = (
    MeanSquaredError,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredLogarithmicError,
    Huber,
    LogCosh,
    Poisson,
    CosineSimilarity,
    BinaryCrossentropy,
    BinaryFocalCrossentropy,
    CategoricalCrossentropy,
    CategoricalFocalCrossentropy,
    SparseCategoricalCrossentropy,
    KLDivergence,
    Hinge,
    SquaredHinge,
    CategoricalHinge,
)
LOSSES: dict[str, type[Loss]] = {snake(loss.__name__): loss for loss in CLASSES if loss is not KLDivergence}
LOSSES["kl_divergence"] = KLDivergence
SHORT = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "logcosh": "log_cosh",
    "kld": "kl_divergence",
}
Spec = str | Mapping[str, Any] | Loss


def get(spec: Spec) -> Loss:
    """Return the loss for a name ("mse", "MeanSquaredError"), {"name": …, option: value} or a `Loss`.

    Raises: SettingError, with the nearest right spelling.
    """
    if isinstance(spec, Loss):
        return spec
    given: dict[str, Any] = {"name": spec} if isinstance(spec, str) else dict(spec)
    name = given.pop("name", None)
    plain = {known.replace("_", ""): known for known in LOSSES}
    found = SHORT.get(str(name).lower()) or plain.get(str(name).lower().replace("_", ""))
    if found is None:
        raise unknown("loss", name, LOSSES)
    known = [entry.name for entry in fields(LOSSES[found])]
    if not set(given) <= set(known):
        raise bad_options(f"loss {found!r}", given, known)
    return LOSSES[found](**given)


__all__ = ["LOSSES", "Loss", "get", *(loss.__name__ for loss in CLASSES)]
