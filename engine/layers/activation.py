"""An activation function as a layer of its own."""

from dataclasses import dataclass

from jaxtyping import Array, Float, Key

from dlviz.engine import activations
from dlviz.engine.layers.base import Hyper, Layer, Params, Shape


@dataclass(frozen=True)
class Activation(Layer):
    """y = f(x), f one of `activations.FUNCTIONS`.

    Shapes: (batch, ...) -> (batch, ...).
    Raises: SettingError for an unknown name.
    """

    activation: activations.Spec = "linear"

    def __post_init__(self) -> None:
        object.__setattr__(self, "activation", activations.get(self.activation))

    def init(self, key: Key[Array, ""], input_shape: Shape) -> tuple[Params, Params, Shape]:
        """Return no weights: the shape stays."""
        return {}, {}, input_shape

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
        """Return f(x)."""
        return activations.get(self.activation)(x), state
