"""Windows that slide over images and series: where they stand, and what is under them.

Everything is separable by axis: what is under a window is gathered along the last spatial axis first, then
along the one before it, in strided slices. On a CPU this is faster than XLA's own `conv` and `reduce_window`,
most of all inside a loop, and it compiles in half the time of gathering every offset by itself. Windows that
stand side by side, the usual pooling, are a reshape.

Shapes: x (batch, *space, channels), one size, stride and dilation for every axis of the space.
"""

from collections.abc import Callable, Sequence
from functools import partial, reduce
from itertools import product
from math import prod
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from dlviz.engine.errors import SettingError

Sizes = tuple[int, ...]


def sizes(owner: str, option: str, value: Any, axes: int, least: int = 1) -> Sizes:
    """Return one whole number for every axis, from a number or from that many numbers.

    Raises: SettingError.
    """
    given = (value,) * axes if isinstance(value, int) else tuple(value) if isinstance(value, Sequence) else ()
    if len(given) != axes or not all(isinstance(n, int) and not isinstance(n, bool) and n >= least for n in given):
        several = f" or {axes} of them" if axes > 1 else ""
        raise SettingError(f"{owner}: {option} is {value!r}; it must be a whole number, at least {least}{several}")
    return given


def extent(size: int, dilation: int) -> int:
    """Return how many cells a window spans: (size - 1) · dilation + 1."""
    return (size - 1) * dilation + 1


def margins(space: Sizes, window: Sizes, strides: Sizes, padding: str) -> list[tuple[int, int]]:
    """Return the padding before and after, per axis.

    "valid" has none. "same" keeps ⌈n / stride⌉ positions, the odd cell of padding comes after. "causal" pads
    only before, so that an output sees no later input.
    """
    if padding == "valid":
        return [(0, 0)] * len(space)
    if padding == "causal":
        return [(size - 1, 0) for size in window]
    total = [max((-(-n // s) - 1) * s + size - n, 0) for n, size, s in zip(space, window, strides, strict=True)]
    return [(t // 2, t - t // 2) for t in total]


def positions(space: Sizes, window: Sizes, strides: Sizes, padding: str) -> Sizes:
    """Return how many positions a window has, per axis (0 or fewer: it does not fit)."""
    around = margins(space, window, strides, padding)
    return tuple(
        (n + before + after - size) // s + 1
        for n, (before, after), size, s in zip(space, around, window, strides, strict=True)
    )


def pad(x: Float[Array, "batch ..."], around: list[tuple[int, int]], value: float = 0.0) -> Float[Array, "batch ..."]:
    """Return x with so many cells of a value before and after, per axis of the space."""
    if not any(before or after for before, after in around):
        return x
    return jnp.pad(x, [(0, 0), *around, (0, 0)], constant_values=value)


def shifted(
    x: Float[Array, "batch ..."], axis: int, size: int, stride: int, dilation: int
) -> list[Float[Array, "batch ..."]]:
    """Return, for every cell of a window along one axis, what is under it at all positions."""
    count = (x.shape[axis] - extent(size, dilation)) // stride + 1
    starts = (cell * dilation for cell in range(size))
    return [jax.lax.slice_in_dim(x, start, start + (count - 1) * stride + 1, stride, axis) for start in starts]


def folded(
    x: Float[Array, "batch ..."],
    window: Sizes,
    strides: Sizes,
    fold: Callable[[Float[Array, "..."], Float[Array, "..."]], Float[Array, "..."]],
) -> Float[Array, "batch ..."]:
    """Return the fold of everything under the window, axis by axis, at all positions."""
    for axis in range(len(window), 0, -1):
        x = reduce(fold, shifted(x, axis, window[axis - 1], strides[axis - 1], 1))
    return x


def tiles(x: Float[Array, "batch ..."], window: Sizes) -> Float[Array, "batch ..."]:
    """Return x cut into windows side by side, what is left over dropped: (batch, n₁, w₁, n₂, w₂, …, channels)."""
    counts = [n // size for n, size in zip(x.shape[1:-1], window, strict=True)]
    for axis, (count, size) in enumerate(zip(counts, window, strict=True), start=1):
        x = jax.lax.slice_in_dim(x, 0, count * size, axis=axis)
    return x.reshape(x.shape[0], *(n for pair in zip(counts, window, strict=True) for n in pair), x.shape[-1])


def tile_axes(window: Sizes) -> Sizes:
    """Return the axes of `tiles` that run inside a window."""
    return tuple(range(2, 2 * len(window) + 1, 2))


@partial(jax.custom_jvp, nondiff_argnums=(1,))
def largest_of_tiles(x: Float[Array, "batch ..."], window: Sizes) -> Float[Array, "batch ..."]:
    """Return the largest of every tile; of equal ones the first, which alone has a derivative.

    The derivative is written out: x moves y where x is the chosen cell. Left to itself JAX would pad, for every cell of
    the window, an array as large as x: two fifths of a step of LeNet.
    """
    return _chosen(x, window)[0]


@largest_of_tiles.defjvp
def _largest_of_tiles(
    window: Sizes, primals: tuple[Float[Array, "..."]], tangents: tuple[Float[Array, "..."]]
) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    y, choice = _chosen(primals[0], window)
    inside = tile_axes(window)
    cell = jnp.arange(prod(window)).reshape([n for size in window for n in (size, 1)])
    chosen = jnp.expand_dims(choice, inside) == cell
    return y, jnp.sum(jnp.where(chosen, tiles(tangents[0], window), 0), axis=inside)


def _chosen(x: Float[Array, "batch ..."], window: Sizes) -> tuple[Float[Array, "batch ..."], Int[Array, "batch ..."]]:
    """Return the largest of every tile, and the number of its cell (row by row)."""
    cut = tiles(x, window)
    largest, choice = cut[_cell((0,) * len(window))], jnp.zeros((), int)
    for number, place in enumerate(product(*map(range, window))):
        this = cut[_cell(place)]
        keep = (largest >= this) | jnp.isnan(largest)
        largest, choice = jnp.where(keep, largest, this), jnp.where(keep, choice, number)
    return largest, choice


def _cell(place: Sizes) -> tuple[Any, ...]:
    return (slice(None), *(index for i in place for index in (slice(None), i)))


def patches(x: Float[Array, "batch ..."], window: Sizes, strides: Sizes, dilation: Sizes) -> Float[Array, "batch ..."]:
    """Return everything under the window as channels, in the order of a kernel: (batch, *positions, window ·
    channels)."""
    for axis in range(len(window), 0, -1):
        x = jnp.concatenate(shifted(x, axis, window[axis - 1], strides[axis - 1], dilation[axis - 1]), axis=-1)
    return x


def convolve(
    x: Float[Array, "batch ..."],
    kernel: Float[Array, "..."],
    strides: Sizes,
    dilation: Sizes,
) -> Float[Array, "batch ..."]:
    """Return the cross-correlation with a kernel (*window, inputs, filters), x being padded already.

    On a CPU: patches and one matrix product. Elsewhere: XLA's convolution.
    """
    window = kernel.shape[:-2]
    if jax.default_backend() != "cpu":
        space = "HW"[-len(window) :]
        layout = (f"N{space}C", f"{space}IO", f"N{space}C")
        return jax.lax.conv_general_dilated(
            x, kernel, strides, "VALID", rhs_dilation=dilation, dimension_numbers=layout
        )
    cells = patches(x, window, strides, dilation)
    flat = cells.reshape(-1, cells.shape[-1]) @ kernel.reshape(-1, kernel.shape[-1])
    return flat.reshape(*cells.shape[:-1], kernel.shape[-1])


def count_cells(space: Sizes, window: Sizes, strides: Sizes, padding: str) -> Any:
    """Return how many real cells (padding excluded) are under the window at each position."""
    if padding == "valid":
        return prod(window)
    real = jnp.pad(jnp.ones((1, *space, 1)), [(0, 0), *margins(space, window, strides, padding), (0, 0)])
    return folded(real, window, strides, jnp.add)
