"""The engine's layers, activations, initializers and penalties, by name and option.

Only words and ranges stand here, so that a file is checked before JAX is imported; the meaning of every
option is the engine's, that is Keras'. A test holds these tables against the engine's classes.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from dlviz.scenarios.tables import Count, NotNegative, Options, Positive, Seed, Share, Table, kind, tables_of


class Penalty(Table, frozen=True):
    """λ₁ Σ|w| + λ₂ Σw², added to the loss; no ½, as in Keras."""

    l1: NotNegative | None = None
    l2: NotNegative | None = None

    def __post_init__(self) -> None:
        """Refuse a penalty without a strength."""
        if self.l1 is None and self.l2 is None:
            raise ValueError("a penalty needs a strength: give l1, l2 or both")


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

Activation: Any = Literal[tuple(ACTIVATIONS)] | tables_of({k: v for k, v in ACTIVATIONS.items() if v}, "name", {})
Initializer: Any = Literal[tuple(INITIALIZERS)] | tables_of({k: v for k, v in INITIALIZERS.items() if v}, "name", {})

_Shape = Annotated[tuple[Annotated[int, Meta(ge=-1)], ...], Meta(min_length=1)]
# not tuple[Count, Count]: msgspec 0.22 crashes when it collects such a type beside a number with a range
_Pair = Annotated[tuple[Count, ...], Meta(min_length=2, max_length=2)]
_Whole = Annotated[int, Meta(ge=0)]
_Sides = Annotated[tuple[_Whole, ...], Meta(min_length=2, max_length=2)]
_Trainable: Options = {"trainable": (bool, True)}
_Random: Options = {"seed": (Seed | None, None)}  # of its own, in place of one by its place among the layers
_Weights: Options = _Trainable | {
    "use_bias": (bool, True),
    "activation": (Activation, "linear"),
    "kernel_initializer": (Initializer, "glorot_uniform"),
    "bias_initializer": (Initializer, "zeros"),
    "kernel_regularizer": (Penalty | None, None),
    "bias_regularizer": (Penalty | None, None),
    "activity_regularizer": (Penalty | None, None),
}
_Normalized: Options = _Trainable | {
    "epsilon": (NotNegative, 1e-3),
    "center": (bool, True),
    "scale": (bool, True),
    "beta_initializer": (Initializer, "zeros"),
    "gamma_initializer": (Initializer, "ones"),
}
_Padding = Literal["valid", "same"]
_Causal = Literal["valid", "same", "causal"]


def _conv(size: Any, padding: Any) -> Options:
    return {
        "filters": Count,
        "kernel_size": size,
        "strides": (size, 1),
        "padding": (padding, "valid"),
        "dilation_rate": (size, 1),
    } | _Weights


def _pool(size: Any) -> Options:
    return {"pool_size": (size, 2), "strides": (size | None, None), "padding": (_Padding, "valid")}


_Global: Options = {"keepdims": (bool, False)}

_SIMPLE: dict[str, Options] = {
    "Dense": {"units": Count} | _Weights,
    "Activation": {"activation": Activation},
    "PReLU": {"alpha_initializer": (Initializer, "zeros"), "shared_axes": (tuple[Count, ...] | None, None)}
    | _Trainable,
    "Dropout": {"rate": (Share, 0.5)} | _Random,
    "GaussianNoise": {"stddev": (NotNegative, 0.1)} | _Random,
    "Flatten": {},
    "Reshape": {"target_shape": _Shape},
    "Conv1D": _conv(Count, _Causal),
    "Conv2D": _conv(Count | _Pair, _Padding),
    "MaxPooling1D": _pool(Count),
    "MaxPooling2D": _pool(Count | _Pair),
    "AveragePooling1D": _pool(Count),
    "AveragePooling2D": _pool(Count | _Pair),
    "GlobalMaxPooling1D": _Global,
    "GlobalMaxPooling2D": _Global,
    "GlobalAveragePooling1D": _Global,
    "GlobalAveragePooling2D": _Global,
    "ZeroPadding1D": {"padding": (_Whole | _Sides, 1)},
    "ZeroPadding2D": {"padding": (_Whole | _Sides, 1)},
    "BatchNormalization": _Normalized | {"momentum": (Annotated[float, Meta(ge=0, le=1)], 0.99)},
    "LayerNormalization": _Normalized,
}
_Name: Options = {"name": (Annotated[str, Meta(min_length=1)] | None, None)}
_SimpleLayer: Any = tables_of(_SIMPLE, "type", _Name)
_Stack = Annotated[tuple[_SimpleLayer, ...], Meta(min_length=1)]
_COMPOSITE: dict[str, Options] = {
    "Residual": {"layers": _Stack} | _Trainable,
    "Parallel": {"branches": Annotated[tuple[_Stack, ...], Meta(min_length=1)]} | _Trainable,
}
LAYERS = _SIMPLE | _COMPOSITE
Layer = _SimpleLayer | tables_of(_COMPOSITE, "type", _Name)

KEEP_THE_SHAPE = (
    "Residual",
    "Activation",
    "PReLU",
    "Dropout",
    "GaussianNoise",
    "BatchNormalization",
    "LayerNormalization",
)
"""The layers that put out as many numbers as they take in."""


def groups(layer: Any) -> tuple[tuple[Any, ...], ...]:
    """The stacks of layers that a layer is made of; none for a simple one."""
    match kind(layer):
        case "Residual":
            return (layer.layers,)
        case "Parallel":
            return tuple(layer.branches)
    return ()


def has_weights(layer: Any) -> bool:
    """Whether a layer, or a block of layers, has weights, frozen or not."""
    frozen = getattr(layer, "trainable", None) is False
    return frozen or is_trainable(layer) or any(has_weights(inner) for group in groups(layer) for inner in group)


def is_trainable(layer: Any) -> bool:
    """Whether a simple layer has weights and is not frozen."""
    if kind(layer) in ("BatchNormalization", "LayerNormalization") and not (layer.center or layer.scale):
        return False
    return bool(getattr(layer, "trainable", False))
