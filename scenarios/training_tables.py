"""The engine's losses, metrics, optimizers and schedules, by name and option.

Only words and ranges stand here, so that a file is checked before JAX is imported; the meaning of every
option is the engine's, that is Keras'. A test holds these tables against the engine's classes.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from dlviz.scenarios.tables import Count, NotNegative, Options, Positive, Share, kind, tables_of

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
_THRESHOLD: Options = {"threshold": (float | None, None)}
_MEASURES: dict[str, Options] = {
    "accuracy": _THRESHOLD,
    "binary_accuracy": _THRESHOLD,
    "categorical_accuracy": {},
    "sparse_categorical_accuracy": {},
    "top_k_categorical_accuracy": {"k": (Count, 5)},
    "sparse_top_k_categorical_accuracy": {"k": (Count, 5)},
    "precision": {"threshold": (float, 0.5)},
    "recall": {"threshold": (float, 0.5)},
    "f1_score": {"average": (Literal["macro", "micro", "weighted"], "macro"), "threshold": (float, 0.5)},
    "auc": {"num_thresholds": (Annotated[int, Meta(ge=2)], 200)},
    "root_mean_squared_error": {},
    "r2_score": {},
}
METRICS: dict[str, Options] = _MEASURES | LOSSES
"""Every loss is a metric too. The threshold of an accuracy is ½ unless given, 0 where the loss is on logits."""
METRICS_OF_CLASSES = tuple(name for name in _MEASURES if name not in ("root_mean_squared_error", "r2_score"))
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
Schedule: Any = tables_of(SCHEDULES, "name", {})

_BETAS: Options = {"beta_1": (Share, 0.9), "beta_2": (Share, 0.999)}
_EPSILON: Options = {"epsilon": (NotNegative, 1e-7)}
_FORM: Options = {"form": (Literal["keras", "paper", "uncorrected", "printed"], "keras")}
OPTIMIZERS: dict[str, Options] = {
    "SGD": {"momentum": (Annotated[float, Meta(ge=0, le=1)], 0.0), "nesterov": (bool, False)},
    "Adagrad": {"initial_accumulator_value": (NotNegative, 0.1)} | _EPSILON,
    "Adadelta": {"rho": (Share, 0.95)} | _EPSILON,
    "RMSprop": {"rho": (Share, 0.9), "momentum": (Share, 0.0), "centered": (bool, False)} | _EPSILON,
    "Adam": _BETAS | _EPSILON | {"amsgrad": (bool, False)} | _FORM,
    "AdamW": _BETAS | _EPSILON | {"amsgrad": (bool, False)} | _FORM | {"weight_decay": (NotNegative | None, 0.004)},
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

Loss = tables_of(
    LOSSES,
    "name",
    {
        "reduction": (
            Literal["sum_over_batch_size", "sum", "mean_with_sample_weight"],
            "sum_over_batch_size",
        )
    },
)
Metric = tables_of({name: options for name, options in METRICS.items() if options}, "name", {}, "metric_")
Optimizer = tables_of({name: _RATE[name] | own for name, own in OPTIMIZERS.items()}, "name", _SHARED)


def metric_name(metric: Any) -> str:
    """What a metric is called, and so its column, however it is written."""
    return metric if isinstance(metric, str) else kind(metric)
