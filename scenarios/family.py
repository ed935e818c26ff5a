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


def _tables(kinds: dict[str, Options], tag_field: str, shared: Options) -> Any:
    """A union of one table type per name, told apart by the key `tag_field`."""
    union: Any = None
    for name, options in kinds.items():
        fields = [
            (option, *(kind if isinstance(kind, tuple) else (kind,))) for option, kind in (shared | options).items()
        ]
        table = msgspec.defstruct(
            name, fields, bases=(Table,), tag_field=tag_field, tag=name, kw_only=True, frozen=True
        )
        union = table if union is None else union | table
    return union


ACTIVATIONS: dict[str, Options] = {
    "linear": {},
    "relu": {},
    "relu6": {},
    "leaky_relu": {"negative_slope": (float, 0.2)},
    "prelu": {"alpha": (float, 0.25)},
    "elu": {"alpha": (float, 1.0)},
    "selu": {},
    "gelu": {"approximate": (bool, False)},
    "silu": {},
    "softplus": {},
    "softsign": {},
    "sigmoid": {},
    "hard_sigmoid": {},
    "tanh": {},
    "exponential": {},
    "mish": {},
    "softmax": {},
}
INITIALIZERS: dict[str, Options] = {
    "zeros": {},
    "ones": {},
    "constant": {"value": (float, 0.0)},
    "random_normal": {"mean": (float, 0.0), "stddev": (NotNegative, 0.05)},
    "random_uniform": {"minval": (float, -0.05), "maxval": (float, 0.05)},
    "truncated_normal": {"mean": (float, 0.0), "stddev": (NotNegative, 0.05)},
    "glorot_normal": {},
    "glorot_uniform": {},
    "he_normal": {},
    "he_uniform": {},
    "lecun_normal": {},
    "lecun_uniform": {},
    "variance_scaling": {
        "scale": (Positive, 1.0),
        "mode": (Literal["fan_in", "fan_out", "fan_avg"], "fan_in"),
        "distribution": (Literal["truncated_normal", "untruncated_normal", "uniform"], "truncated_normal"),
    },
    "orthogonal": {"gain": (float, 1.0)},
}
SCHEDULES: dict[str, Options] = {
    "ExponentialDecay": {
        "initial_learning_rate": NotNegative,
        "decay_steps": Count,
        "decay_rate": NotNegative,
        "staircase": (bool, False),
    },
    "InverseTimeDecay": {
        "initial_learning_rate": NotNegative,
        "decay_steps": Count,
        "decay_rate": NotNegative,
        "staircase": (bool, False),
    },
    "PiecewiseConstantDecay": {"boundaries": tuple[Count, ...], "values": tuple[NotNegative, ...]},
    "PolynomialDecay": {
        "initial_learning_rate": NotNegative,
        "decay_steps": Count,
        "end_learning_rate": (NotNegative, 0.0001),
        "power": (NotNegative, 1.0),
        "cycle": (bool, False),
    },
    "CosineDecay": {
        "initial_learning_rate": NotNegative,
        "decay_steps": Count,
        "alpha": (NotNegative, 0.0),
        "warmup_target": (NotNegative | None, None),
        "warmup_steps": (Annotated[int, Meta(ge=0)], 0),
    },
    "CosineDecayRestarts": {
        "initial_learning_rate": NotNegative,
        "first_decay_steps": Count,
        "t_mul": (Positive, 2.0),
        "m_mul": (Positive, 1.0),
        "alpha": (NotNegative, 0.0),
    },
    "OneCycle": {
        "max_learning_rate": NotNegative,
        "total_steps": Count,
        "pct_start": (Annotated[float, Meta(gt=0, lt=1)], 0.3),
        "div_factor": (Positive, 25.0),
        "final_div_factor": (Positive, 1e4),
    },
}

Activation: Any = Literal[tuple(ACTIVATIONS)] | _tables({k: v for k, v in ACTIVATIONS.items() if v}, "name", {})
Initializer: Any = Literal[tuple(INITIALIZERS)] | _tables({k: v for k, v in INITIALIZERS.items() if v}, "name", {})
Schedule: Any = _tables(SCHEDULES, "name", {})

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

_SMOOTHED: Options = {"from_logits": (bool, False), "label_smoothing": (Share, 0.0)}
LOSSES: dict[str, Options] = {
    "mean_squared_error": {},
    "mean_absolute_error": {},
    "mean_absolute_percentage_error": {},
    "mean_squared_logarithmic_error": {},
    "huber": {"delta": (Positive, 1.0)},
    "log_cosh": {},
    "poisson": {},
    "cosine_similarity": {},
    "binary_crossentropy": _SMOOTHED,
    "binary_focal_crossentropy": _SMOOTHED
    | {"apply_class_balancing": (bool, False), "alpha": (NotNegative, 0.25), "gamma": (NotNegative, 2.0)},
    "categorical_crossentropy": _SMOOTHED,
    "categorical_focal_crossentropy": _SMOOTHED | {"alpha": (NotNegative, 0.25), "gamma": (NotNegative, 2.0)},
    "sparse_categorical_crossentropy": {"from_logits": (bool, False)},
    "kl_divergence": {},
    "hinge": {},
    "squared_hinge": {},
    "categorical_hinge": {},
}
METRICS_OF_CLASSES = ("accuracy", "precision", "recall", "auc")
METRICS = (
    *METRICS_OF_CLASSES,
    "mean_squared_error",
    "mean_absolute_error",
    "root_mean_squared_error",
    "r2_score",
)

_BETAS: Options = {"beta_1": (Share, 0.9), "beta_2": (Share, 0.999)}
_EPSILON: Options = {"epsilon": (NotNegative, 1e-7)}
OPTIMIZERS: dict[str, Options] = {
    "SGD": {"momentum": (Annotated[float, Meta(ge=0, le=1)], 0.0), "nesterov": (bool, False)},
    "Adagrad": {"initial_accumulator_value": (NotNegative, 0.1)} | _EPSILON,
    "Adadelta": {"rho": (Share, 0.95)} | _EPSILON,
    "RMSprop": {"rho": (Share, 0.9), "momentum": (Share, 0.0), "centered": (bool, False)} | _EPSILON,
    "Adam": _BETAS | _EPSILON | {"amsgrad": (bool, False)},
    "AdamW": _BETAS | _EPSILON | {"amsgrad": (bool, False), "weight_decay": (NotNegative | None, 0.004)},
    "Adamax": _BETAS | _EPSILON,
    "Nadam": _BETAS | _EPSILON,
    "Lion": {"beta_1": (Share, 0.9), "beta_2": (Share, 0.99)},
}
_SHARED: Options = {
    "weight_decay": (NotNegative | None, None),
    "clipnorm": (Positive | None, None),
    "clipvalue": (Positive | None, None),
    "global_clipnorm": (Positive | None, None),
}
_RATE = {name: {"learning_rate": (NotNegative | Schedule, 0.01 if name == "SGD" else 0.001)} for name in OPTIMIZERS}

Layer = _tables(LAYERS, "type", {"name": (Annotated[str, Meta(min_length=1)] | None, None), "trainable": (bool, True)})
Loss = _tables(
    LOSSES,
    "name",
    {
        "reduction": (
            Literal["sum_over_batch_size", "sum"],
            "sum_over_batch_size",
        )
    },
)
Optimizer = _tables({name: _RATE[name] | own for name, own in OPTIMIZERS.items()}, "name", _SHARED)


def options(table: Any) -> dict[str, Any]:
    """The options of a layer, loss or optimizer table, without the key that names it."""
    return {field: getattr(table, field) for field in table.__struct_fields__}


def kind(table: Any) -> str:
    """What a layer, loss or optimizer table is called."""
    return str(type(table).__struct_config__.tag)
