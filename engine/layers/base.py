"""The contract of all layers, stated once.

A layer is a frozen dataclass with Keras' options. It holds no arrays:

    params, state, output_shape = layer.init(key, input_shape)       # shapes without the batch axis
    y, state = layer.apply(params, state, x, hyper=hyper, key=key, training=True)

`params` are the weights that training moves, `state` the arrays that only `apply` moves (moving statistics),
both {name: array}, empty if there are none. A layer without state returns the one it got. `hyper` are the
layer's traced numbers, what `layer.hyper()` returns or what the caller puts in their place; `key` is needed
only in training, by layers that draw. `penalty` and `activity_penalty` are scalars in the units of the loss.

A layer of layers (`Composite`) has flat trees, {inner layer: {name: array}}.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import jax
from jaxtyping import Array, Float, Key

from dlviz.engine import activations, initializers, regularizers
from dlviz.engine.errors import SettingError, ShapeError

Shape = tuple[int, ...]
Params = dict[str, Any]
Hyper = Mapping[str, Any]


def snake(name: str) -> str:
    """Return a class name as Keras writes it in a layer's name: `MaxPooling2D` -> `max_pooling2d`."""
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


@dataclass(frozen=True)
class Layer:
    """What every layer has: a name (given by the model if None) and whether training moves its weights."""

    name: str | None = field(default=None, kw_only=True)
    trainable: bool = field(default=True, kw_only=True)

    random: ClassVar[bool] = False  # whether apply draws random numbers in training

    @property
    def places(self) -> int:
        """Return how many places it takes among the layers, by which those that draw get their keys."""
        return 1

    def key(self, key: Key[Array, ""], place: int) -> Key[Array, ""]:
        """Return the key of a layer at this place."""
        return jax.random.fold_in(key, place)

    def init(self, key: Key[Array, ""], input_shape: Shape) -> tuple[Params, Params, Shape]:
        """Return the initial weights, the initial state and the shape of one output.

        Raises: ShapeError.
        """
        raise NotImplementedError

    def apply(
        self,
        params: Params,
        state: Params,
        x: Float[Array, "batch ..."],
        *,
        hyper: Hyper,
        key: Key[Array, ""] | None,
        training: bool,
    ) -> tuple[Float[Array, "batch ..."], Params]:
        """Return the outputs of a batch and the state after it."""
        raise NotImplementedError

    def hyper(self) -> dict[str, Any]:
        """Return the numbers that are traced: rates and penalty strengths."""
        return {}

    def penalty(self, params: Params, hyper: Hyper) -> Any:
        """Return the penalty on the weights."""
        return 0.0

    def activity_penalty(self, y: Float[Array, "batch ..."], hyper: Hyper) -> Any:
        """Return the penalty on the outputs of a batch, per row."""
        return 0.0

    def refuse(self, input_shape: Shape, needs: str) -> ShapeError:
        """Return the error for an input shape that does not fit."""
        return ShapeError(f"{self.name or type(self).__name__}: the input has shape {input_shape}, {needs}")

    def rank(self, input_shape: Shape, rank: int, axes: str, remedy: str) -> None:
        """Check the number of axes of the input.

        Raises: ShapeError.
        """
        if len(input_shape) != rank:
            raise self.refuse(input_shape, f"the layer needs {axes}; {remedy}")


@dataclass(frozen=True)
class Weighted(Layer):
    """What layers with a kernel have: bias, activation, initializers and penalties, by Keras' names.

    Raises: SettingError for an unknown activation, initializer or regularizer.
    """

    use_bias: bool = field(default=True, kw_only=True)
    activation: activations.Spec = field(default=None, kw_only=True)
    kernel_initializer: initializers.Spec = field(default="glorot_uniform", kw_only=True)
    bias_initializer: initializers.Spec = field(default="zeros", kw_only=True)
    kernel_regularizer: regularizers.Spec = field(default=None, kw_only=True)
    bias_regularizer: regularizers.Spec = field(default=None, kw_only=True)
    activity_regularizer: regularizers.Spec = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        try:
            for option in ("kernel_initializer", "bias_initializer"):
                object.__setattr__(self, option, initializers.get(getattr(self, option)))
            for option in ("kernel_regularizer", "bias_regularizer", "activity_regularizer"):
                object.__setattr__(self, option, regularizers.get(getattr(self, option)))
            object.__setattr__(self, "activation", activations.get(self.activation))
        except SettingError as error:
            raise SettingError(f"{self.name or type(self).__name__}: {error}") from None

    def init_weights(self, key: Key[Array, ""], kernel: Shape) -> Params:
        """Return {"kernel", "bias"} for a kernel of this shape."""
        params = {"kernel": self.initial("kernel", key, kernel)}
        if self.use_bias:
            params["bias"] = self.initial("bias", jax.random.fold_in(key, 1), kernel[-1:])
        return params

    def initial(self, weight: str, key: Key[Array, ""], shape: Shape) -> Float[Array, "..."]:
        """Return the initial value of one weight."""
        initializer: initializers.Initializer = getattr(self, f"{weight}_initializer")
        try:
            return initializer(key, shape)
        except ShapeError as error:
            raise ShapeError(f"{self.name or type(self).__name__}: {weight}_initializer: {error}") from None

    def activate(self, x: Float[Array, "..."]) -> Float[Array, "..."]:
        """Apply the layer's activation."""
        return activations.get(self.activation)(x)

    def hyper(self) -> dict[str, float]:
        """Return the penalty strengths: `kernel_l1`, `kernel_l2`, `bias_l1`, …"""
        return {
            f"{of}_{sum_}": strength
            for of in ("kernel", "bias", "activity")
            if (penalty := regularizers.get(getattr(self, f"{of}_regularizer"))) is not None
            for sum_, strength in penalty.strengths().items()
        }

    def penalty(self, params: Params, hyper: Hyper) -> Any:
        """Return the penalties on kernel and bias; of a frozen layer none, as in Keras."""
        if not self.trainable:
            return 0.0
        return sum(self.one_penalty(weight, params[weight], hyper) for weight in ("kernel", "bias") if weight in params)

    def activity_penalty(self, y: Float[Array, "batch ..."], hyper: Hyper) -> Any:
        """Return the penalty on the outputs, divided by the number of rows."""
        return self.one_penalty("activity", y, hyper) / y.shape[0]

    def one_penalty(self, of: str, w: Float[Array, "..."], hyper: Hyper) -> Any:
        """Return the penalty of one array."""
        penalty = regularizers.get(getattr(self, f"{of}_regularizer"))
        if penalty is None:
            return 0.0
        return penalty(w, {name: hyper[f"{of}_{name}"] for name in penalty.strengths()})
