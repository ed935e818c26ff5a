"""Optimizers: frozen dataclasses with Keras' names and defaults. `base` states their contract; `get` finds
one by name."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from dlviz.engine import schedules
from dlviz.engine.errors import bad_options, unknown
from dlviz.engine.optimizers.adam import Adam, Adamax, AdamW, Nadam
from dlviz.engine.optimizers.adaptive import Adadelta, Adagrad, Lion, RMSprop
from dlviz.engine.optimizers.base import Optimizer
from dlviz.engine.optimizers.sgd import SGD

OPTIMIZERS: dict[str, type[Optimizer]] = {
    optimizer.__name__: optimizer for optimizer in (SGD, Adagrad, Adadelta, RMSprop, Adam, AdamW, Adamax, Nadam, Lion)
}
Spec = str | Mapping[str, Any] | Optimizer


def get(spec: Spec) -> Optimizer:
    """Return the optimizer for a name, for {"name": …, option: value} or an `Optimizer`; letter case is free.

    The learning rate may be a schedule's {"name": …, option: value}.

    Raises: SettingError, with the nearest right spelling.
    """
    if isinstance(spec, Optimizer):
        return spec
    given: dict[str, Any] = {"name": spec} if isinstance(spec, str) else dict(spec)
    name = given.pop("name", None)
    found = {known.lower(): known for known in OPTIMIZERS}.get(str(name).lower())
    if found is None:
        raise unknown("optimizer", name, OPTIMIZERS)
    known = [entry.name for entry in fields(OPTIMIZERS[found])]
    if not set(given) <= set(known):
        raise bad_options(f"optimizer {found}", given, known)
    if isinstance(given.get("learning_rate"), Mapping):
        given["learning_rate"] = schedules.get(given["learning_rate"])
    return OPTIMIZERS[found](**given)


__all__ = [
    "OPTIMIZERS",
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Lion",
    "Nadam",
    "Optimizer",
    "RMSprop",
    "get",
]
