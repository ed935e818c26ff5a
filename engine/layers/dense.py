"""The fully connected layer."""

from dataclasses import dataclass

from jaxtyping import Array, Float, Key

from dlviz.engine.errors import whole
from dlviz.engine.layers.base import Hyper, Params, Shape, Weighted


@dataclass(frozen=True)
class Dense(Weighted):
    """Affine map: y = x W + b, then the activation.

    Shapes: x (..., inputs) -> y (..., units); kernel W (inputs, units); bias b (units,).
    Source: notes 2.1.
    """

    units: int

    def __post_init__(self) -> None:
        whole(self.name or "Dense", "units", self.units)
        super().__post_init__()

    def init(self, key: Key[Array, ""], input_shape: Shape) -> tuple[Params, Params, Shape]:
        """Return W and b."""
        if not input_shape:
            raise self.refuse(input_shape, "the layer needs a last axis of features; give input_shape=(features,)")
        return self.init_weights(key, (input_shape[-1], self.units)), {}, (*input_shape[:-1], self.units)

    def apply(
        self,
        params: Params,
        state: Params,
        x: Float[Array, "batch *rest inputs"],
        *,
        hyper: Hyper,
        key: Key[Array, ""] | None,
        training: bool,
    ) -> tuple[Float[Array, "batch *rest units"], Params]:
        """Return activation(x W + b)."""
        y = x @ params["kernel"]
        return self.activate(y + params["bias"] if self.use_bias else y), state
