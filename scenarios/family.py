"""What the engine offers, by name and option: the vocabulary of scenario files.

Only words and ranges stand here, so that a file is checked before JAX is imported; the meaning of every
option is the engine's, that is Keras'. A test holds these tables against the engine's classes.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of a scenario file: no key beyond the ones named."""


Count = Annotated[int, Meta(ge=1)]
Positive = Annotated[float, Meta(gt=0)]
NotNegative = Annotated[float, Meta(ge=0)]
Share = Annotated[float, Meta(ge=0, lt=1)]
Seed = Annotated[int, Meta(ge=0, le=2**32 - 1)]

Activation = Literal[
    "linear",
    "relu",
    "leaky_relu",
    "elu",
    "selu",
    "gelu",
    "silu",
    "softplus",
    "softsign",
    "sigmoid",
    "hard_sigmoid",
    "tanh",
    "exponential",
    "mish",
    "softmax",
]
Initializer = Literal[
    "zeros",
    "ones",
    "random_normal",
    "random_uniform",
    "truncated_normal",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "lecun_normal",
    "lecun_uniform",
    "orthogonal",
]
Metric = Literal["accuracy", "mean_squared_error", "mean_absolute_error"]
Panel = Literal["loss", "metrics", "landscape", "gradients", "data", "network", "lesson"]


class Penalty(Table, frozen=True):
    """λ₁ Σ|w| + λ₂ Σw², added to the loss; no ½, as in Keras."""

    l1: NotNegative | None = None
    l2: NotNegative | None = None

    def __post_init__(self) -> None:
        """Refuse a penalty without a strength."""
        if self.l1 is None and self.l2 is None:
            raise ValueError("a penalty needs a strength: give l1, l2 or both")


Options = dict[str, Any]
"""Option -> its type, or (type, default)."""

LAYERS: dict[str, Options] = {
    "Dense": {
        "units": Count,
        "activation": (Activation, "linear"),
        "use_bias": (bool, True),
        "kernel_initializer": (Initializer, "glorot_uniform"),
        "bias_initializer": (Initializer, "zeros"),
        "kernel_regularizer": (Penalty | None, None),
        "bias_regularizer": (Penalty | None, None),
        "activity_regularizer": (Penalty | None, None),
    },
    "Activation": {"activation": Activation},
}

WEIGHTED = ("Dense",)
"""The layers with weights."""

LOSSES: dict[str, Options] = {
    "mean_squared_error": {},
    "mean_absolute_error": {},
    "binary_crossentropy": {"from_logits": (bool, False), "label_smoothing": (Share, 0.0)},
    "categorical_crossentropy": {"from_logits": (bool, False), "label_smoothing": (Share, 0.0)},
    "sparse_categorical_crossentropy": {"from_logits": (bool, False)},
}

OPTIMIZERS: dict[str, Options] = {
    "SGD": {"learning_rate": (NotNegative, 0.01), "momentum": (Share, 0.0), "nesterov": (bool, False)},
    "Adam": {
        "learning_rate": (NotNegative, 0.001),
        "beta_1": (Share, 0.9),
        "beta_2": (Share, 0.999),
        "epsilon": (NotNegative, 1e-7),
        "amsgrad": (bool, False),
    },
}


def _tables(kinds: dict[str, Options], tag_field: str, shared: Options) -> Any:
    """A union of one table type per name, told apart by the key `tag_field`."""
    union: Any = None
    for name, options in kinds.items():
        fields = [
            (option, *(kind if isinstance(kind, tuple) else (kind,))) for option, kind in (options | shared).items()
        ]
        table = msgspec.defstruct(
            name, fields, bases=(Table,), tag_field=tag_field, tag=name, kw_only=True, frozen=True
        )
        union = table if union is None else union | table
    return union


Layer = _tables(LAYERS, "type", {"name": (Annotated[str, Meta(min_length=1)] | None, None), "trainable": (bool, True)})
Loss = _tables(LOSSES, "name", {"reduction": (Literal["sum_over_batch_size", "sum"], "sum_over_batch_size")})
Optimizer = _tables(OPTIMIZERS, "name", {})


def options(table: Any) -> dict[str, Any]:
    """The options of a layer, loss or optimizer table, without the key that names it."""
    return {field: getattr(table, field) for field in table.__struct_fields__}


def kind(table: Any) -> str:
    """What a layer, loss or optimizer table is called."""
    return str(type(table).__struct_config__.tag)
