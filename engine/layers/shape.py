"""Layers that only move numbers: flattening, reshaping, zero padding."""

from dataclasses import dataclass
from math import prod
from typing import Any, ClassVar

from jaxtyping import Array, Float, Key

from dlviz.engine.errors import SettingError
from dlviz.engine.layers.base import Hyper, Layer, Params, Shape
from dlviz.engine.layers.windows import pad


@dataclass(frozen=True)
class Flatten(Layer):
    """All axes of a row in one.

    Shapes: (batch, *axes) -> (batch, product of the axes).
    """

    def init(self, key: Key[Array, ""], input_shape: Shape) -> tuple[Params, Params, Shape]:
        """Return no weights."""
        return {}, {}, (prod(input_shape),)

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
        """Return the same numbers, a row in one axis."""
        return x.reshape(x.shape[0], -1), state


@dataclass(frozen=True)
class Reshape(Layer):
    """The same numbers in another shape; one axis may be -1, which takes what is left.

    Shapes: (batch, *axes) -> (batch, *target_shape).
    Raises: SettingError; ShapeError where the numbers of a row do not fit.
    """

    target_shape: Any

    def __post_init__(self) -> None:
        owner, given = self.name or "Reshape", self.target_shape
        target = (given,) if isinstance(given, int) else tuple(given)
        if not all(isinstance(n, int) and (n > 0 or n == -1) for n in target) or target.count(-1) > 1:
            raise SettingError(
                f"{owner}: target_shape is {target}; it must hold whole numbers above 0, and at most one -1"
            )
        object.__setattr__(self, "target_shape", target)

    def init(self, key: Key[Array, ""], input_shape: Shape) -> tuple[Params, Params, Shape]:
        """Return no weights."""
        known, total = prod(n for n in self.target_shape if n > 0), prod(input_shape)
        if total % known or (-1 not in self.target_shape and total != known):
            raise self.refuse(
                input_shape, f"its {total} numbers do not fit into {self.target_shape}; change target_shape"
            )
        return {}, {}, tuple(total // known if n == -1 else n for n in self.target_shape)

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
        """Return the same numbers in the target shape."""
        return x.reshape(x.shape[0], *self.target_shape), state


@dataclass(frozen=True)
class ZeroPadding(Layer):
    """Zeros around: `padding` cells on all sides, or one number per axis, or (before, after) per axis.

    Shapes: (batch, *space, channels) -> (batch, *wider space, channels).
    Raises: SettingError.
    """

    axes: ClassVar[int]

    padding: Any = 1

    def __post_init__(self) -> None:
        owner, given = self.name or type(self).__name__, self.padding
        per_axis = (given,) * self.axes if isinstance(given, int) else tuple(given)
        if self.axes == 1 and len(per_axis) == 2 and all(isinstance(n, int) for n in per_axis):
            per_axis = (per_axis,)  # Keras' (before, after) of a series
        around = [(n, n) if isinstance(n, int) else tuple(n) for n in per_axis]
        if len(around) != self.axes or not all(
            len(sides) == 2 and all(isinstance(n, int) and n >= 0 for n in sides) for sides in around
        ):
            wanted = "(before, after)" if self.axes == 1 else "(rows, columns) or ((top, bottom), (left, right))"
            raise SettingError(f"{owner}: padding is {given!r}; it must be a whole number or {wanted}")
        object.__setattr__(self, "padding", tuple(around))

    def init(self, key: Key[Array, ""], input_shape: Shape) -> tuple[Params, Params, Shape]:
        """Return no weights."""
        axes = "(steps, channels)" if self.axes == 1 else "(height, width, channels)"
        self.rank(input_shape, self.axes + 1, axes, "put a Reshape before it")
        *space, channels = input_shape
        return {}, {}, (*(n + sum(sides) for n, sides in zip(space, self.padding, strict=True)), channels)

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
        """Return x with zeros around."""
        return pad(x, list(self.padding)), state


@dataclass(frozen=True)
class ZeroPadding1D(ZeroPadding):
    """Zeros before and after a series."""

    axes: ClassVar[int] = 1


@dataclass(frozen=True)
class ZeroPadding2D(ZeroPadding):
    """Zeros around an image."""

    axes: ClassVar[int] = 2
