"""The activation function that learns its slope."""

from dataclasses import dataclass

import jax
from jaxtyping import Array, Float, Key

from dlviz.engine import initializers
from dlviz.engine.errors import SettingError
from dlviz.engine.layers.base import Hyper, Layer, Params, Shape


@dataclass(frozen=True)
class PReLU(Layer):
    """y = max(x, 0) + α min(x, 0), α learned: one for every number of a row, or one along each shared axis.

    Shapes: (batch, *axes) -> the same; alpha (*axes), 1 along `shared_axes` (counted from 1, as in Keras).
    Source: He et al. 2015, eq. 1 (α starts at 0.25 there, at 0 in Keras and here).
    """

    alpha_initializer: initializers.Spec = "zeros"
    shared_axes: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "alpha_initializer", initializers.get(self.alpha_initializer))
        shared = tuple(self.shared_axes or ())
        if not all(isinstance(axis, int) and axis >= 1 for axis in shared):
            raise SettingError(f"{self.name or 'PReLU'}: shared_axes is {shared}; axes are counted from 1")
        object.__setattr__(self, "shared_axes", shared)

    def init(self, key: Key[Array, ""], input_shape: Shape) -> tuple[Params, Params, Shape]:
        """Return α."""
        shared = self.shared_axes or ()
        if max(shared, default=0) > len(input_shape):
            raise self.refuse(input_shape, f"it has no axis {max(shared)}; change shared_axes")
        shape = tuple(1 if axis in shared else size for axis, size in enumerate(input_shape, start=1))
        return {"alpha": initializers.get(self.alpha_initializer)(key, shape)}, {}, input_shape

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
        """Return max(x, 0) + α min(x, 0)."""
        return jax.nn.relu(x) - params["alpha"] * jax.nn.relu(-x), state
