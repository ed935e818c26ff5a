"""Pooling: one number for all cells under a window, channel by channel."""

from dataclasses import dataclass
from typing import Any, ClassVar

import jax.numpy as jnp
from jaxtyping import Array, Float, Key

from dlviz.engine.errors import choice
from dlviz.engine.layers.base import Hyper, Layer, Params, Shape
from dlviz.engine.layers.windows import (
    count_cells,
    folded,
    largest_of_tiles,
    margins,
    pad,
    positions,
    sizes,
    tile_axes,
    tiles,
)

AXES = {1: "(steps, channels)", 2: "(height, width, channels)"}


def first_largest(a: Float[Array, "..."], b: Float[Array, "..."]) -> Float[Array, "..."]:
    """Return the larger; of equal ones the first, which alone gets the gradient (as XLA's pooling;
    jnp.maximum halves it)."""
    return jnp.where((a >= b) | jnp.isnan(a), a, b)


@dataclass(frozen=True)
class Pooling(Layer):
    """What pooling layers share: a window, its strides (the window's size if None), its padding.

    Shapes: (batch, *space, channels) -> (batch, *positions, channels).
    Raises: SettingError; ShapeError where the window does not fit.
    """

    axes: ClassVar[int]

    pool_size: Any = 2
    strides: Any = None
    padding: str = "valid"

    def __post_init__(self) -> None:
        owner = self.name or type(self).__name__
        object.__setattr__(self, "pool_size", sizes(owner, "pool_size", self.pool_size, self.axes))
        strides = self.pool_size if self.strides is None else sizes(owner, "strides", self.strides, self.axes)
        object.__setattr__(self, "strides", strides)
        choice(owner, "padding", self.padding, ("valid", "same"))

    def init(self, key: Key[Array, ""], input_shape: Shape) -> tuple[Params, Params, Shape]:
        """Return no weights."""
        self.rank(input_shape, self.axes + 1, AXES[self.axes], "put a Reshape before it")
        *space, channels = input_shape
        where = positions(tuple(space), self.pool_size, self.strides, self.padding)
        if min(where) < 1:
            raise self.refuse(
                input_shape,
                f"a window of {self.pool_size} does not fit into it; change pool_size, or padding to 'same'",
            )
        return {}, {}, (*where, channels)

    def pool(self, x: Float[Array, "batch ..."]) -> Float[Array, "batch ..."]:
        """Return the pooled batch."""
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
        """Return the pooled batch."""
        return self.pool(x), state


@dataclass(frozen=True)
class MaxPooling(Pooling):
    """y = max over the window; padding never wins. The gradient goes to the first largest cell.

    Source: notes 6.2 (LeNet).
    """

    def pool(self, x: Float[Array, "batch ..."]) -> Float[Array, "batch ..."]:
        """Return the largest under the window."""
        around = margins(x.shape[1:-1], self.pool_size, self.strides, self.padding)
        x = pad(x, around, -jnp.inf)
        if self.strides == self.pool_size:
            return largest_of_tiles(x, self.pool_size)
        return folded(x, self.pool_size, self.strides, first_largest)


@dataclass(frozen=True)
class AveragePooling(Pooling):
    """y = mean over the real cells under the window: padding does not count.

    Source: notes 6.2 (LeNet).
    """

    def pool(self, x: Float[Array, "batch ..."]) -> Float[Array, "batch ..."]:
        """Return the mean under the window."""
        space = x.shape[1:-1]
        around = margins(space, self.pool_size, self.strides, self.padding)
        cells = count_cells(space, self.pool_size, self.strides, self.padding)
        x = pad(x, around)
        if self.strides == self.pool_size:
            return jnp.divide(jnp.sum(tiles(x, self.pool_size), axis=tile_axes(self.pool_size)), cells)
        return jnp.divide(folded(x, self.pool_size, self.strides, jnp.add), cells)


@dataclass(frozen=True)
class MaxPooling1D(MaxPooling):
    """y = max over a window of steps."""

    axes: ClassVar[int] = 1


@dataclass(frozen=True)
class MaxPooling2D(MaxPooling):
    """y = max over a window of pixels."""

    axes: ClassVar[int] = 2


@dataclass(frozen=True)
class AveragePooling1D(AveragePooling):
    """y = mean over a window of steps."""

    axes: ClassVar[int] = 1


@dataclass(frozen=True)
class AveragePooling2D(AveragePooling):
    """y = mean over a window of pixels."""

    axes: ClassVar[int] = 2


@dataclass(frozen=True)
class GlobalPooling(Layer):
    """What global pooling layers share: one number per channel, over all of the space.

    Shapes: (batch, *space, channels) -> (batch, channels), or (batch, 1, …, channels) with keepdims.
    """

    axes: ClassVar[int]

    keepdims: bool = False

    def init(self, key: Key[Array, ""], input_shape: Shape) -> tuple[Params, Params, Shape]:
        """Return no weights."""
        self.rank(input_shape, self.axes + 1, AXES[self.axes], "put a Reshape before it")
        return {}, {}, ((1,) * self.axes if self.keepdims else ()) + input_shape[-1:]

    def pool(self, x: Float[Array, "batch ..."], axes: tuple[int, ...]) -> Float[Array, "batch ..."]:
        """Return one number per channel."""
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
        """Return one number per channel."""
        return self.pool(x, tuple(range(1, self.axes + 1))), state


@dataclass(frozen=True)
class GlobalMaxPooling(GlobalPooling):
    """y = max over the space."""

    def pool(self, x: Float[Array, "batch ..."], axes: tuple[int, ...]) -> Float[Array, "batch ..."]:
        """Return the largest."""
        return jnp.max(x, axis=axes, keepdims=self.keepdims)


@dataclass(frozen=True)
class GlobalAveragePooling(GlobalPooling):
    """y = mean over the space."""

    def pool(self, x: Float[Array, "batch ..."], axes: tuple[int, ...]) -> Float[Array, "batch ..."]:
        """Return the mean."""
        return jnp.mean(x, axis=axes, keepdims=self.keepdims)


@dataclass(frozen=True)
class GlobalMaxPooling1D(GlobalMaxPooling):
    """y = max over all steps."""

    axes: ClassVar[int] = 1


@dataclass(frozen=True)
class GlobalMaxPooling2D(GlobalMaxPooling):
    """y = max over all pixels."""

    axes: ClassVar[int] = 2


@dataclass(frozen=True)
class GlobalAveragePooling1D(GlobalAveragePooling):
    """y = mean over all steps."""

    axes: ClassVar[int] = 1


@dataclass(frozen=True)
class GlobalAveragePooling2D(GlobalAveragePooling):
    """y = mean over all pixels."""

    axes: ClassVar[int] = 2
