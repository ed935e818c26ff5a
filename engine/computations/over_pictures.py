"""A window that slides over a picture, one output a step: what the kinds have in common that do so."""

from __future__ import annotations

from functools import cached_property

import jax.numpy as jnp
import numpy as np

from dlviz.engine.computations.base import Columns, Computation
from dlviz.engine.computations.filters import Floats
from dlviz.engine.errors import SettingError, choice
from dlviz.engine.layers.windows import margins, positions

Grey = tuple[tuple[float, ...], ...]
Picture = tuple[tuple[float | tuple[float, ...], ...], ...]

SQUARE: Grey = tuple(tuple(float(2 <= i <= 3 and 2 <= j <= 3) for j in range(6)) for i in range(6))
"""A bright square in a dark picture of 6x6."""

SHADES: Picture = tuple(tuple((i / 11, j / 11, 0.5) for j in range(12)) for i in range(12))
"""Red grows downwards, green to the right, blue is the same everywhere."""


class OverPicture(Computation):
    """What such kinds share: a picture, a window, its strides and padding; positions are read like a page.

    A subclass is a frozen dataclass with `image`; it says how large the window is and how it moves, what it gives, `y`,
    and its own columns.
    """

    image: Picture

    @cached_property
    def x(self) -> Floats:
        """The picture: (height, width, channels)."""
        try:
            found = np.asarray(self.image, jnp.result_type(float))
        except ValueError:
            raise SettingError("the image's rows and pixels must be equally long") from None
        if found.ndim == 2:
            found = found[..., None]
        if found.ndim != 3 or not found.size or found.shape[-1] not in (1, 3):
            raise SettingError(f"the image has the shape {found.shape}; it must be (height, width), or with 3 channels")
        if not np.isfinite(found).all():
            raise SettingError("the image has a pixel that is not finite")
        return found

    @property
    def window(self) -> tuple[int, int]:
        """Rows and columns of the window."""
        raise NotImplementedError

    @property
    def stride(self) -> tuple[int, int]:
        """By how much it moves."""
        return (1, 1)

    @property
    def padded(self) -> str:
        """valid or same."""
        return "valid"

    @property
    def y(self) -> Floats:
        """All outputs: `shape`."""
        raise NotImplementedError

    def check(self) -> None:
        """Check that there are two positions at least."""
        choice(type(self).__name__.lower(), "padding", self.padded, ("valid", "same"))
        if min(self.shape) < 1 or self.count < 2:
            height, width = self.x.shape[:2]
            raise SettingError(
                f"a window of {self.window[0]}x{self.window[1]} has fewer than two places in a picture of "
                f"{height}x{width}; take a larger picture, or a smaller window"
            )

    @property
    def around(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Zeros above and below, left and right."""
        vertical, horizontal = margins(self.x.shape[:2], self.window, self.stride, self.padded)
        return vertical, horizontal

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the output."""
        rows, columns = positions(self.x.shape[:2], self.window, self.stride, self.padded)
        return rows, columns

    @property
    def count(self) -> int:
        """How many outputs there are."""
        return self.shape[0] * self.shape[1]

    @property
    def steps(self) -> int:
        """One fewer than there are outputs."""
        return self.count - 1

    @property
    def steps_per_epoch(self) -> int:
        """The outputs of one row."""
        return self.shape[1]

    def place(self, row: int) -> tuple[int, int]:
        """Return row and column of the output at a position."""
        i, j = divmod(row, self.shape[1])
        return i, j

    def start(self, row: int) -> tuple[int, int]:
        """Return row and column of the pixel under the window's first cell, negative in the padding."""
        i, j = self.place(row)
        return i * self.stride[0] - self.around[0][0], j * self.stride[1] - self.around[1][0]

    @cached_property
    def windows(self) -> Floats:
        """What lies under the window everywhere: (count, rows, columns, channels), 0 in the padding."""
        padded = np.pad(self.x, (*self.around, (0, 0)))
        cells = np.lib.stride_tricks.sliding_window_view(padded, self.window, axis=(0, 1))
        cells = cells[:: self.stride[0], :: self.stride[1]][: self.shape[0], : self.shape[1]]
        return np.moveaxis(cells, 2, -1).reshape(self.count, *self.window, -1)

    @property
    def zeros(self) -> Floats:
        """How many cells of the padding lie under the window: (count,)."""
        inside = np.pad(np.ones(self.x.shape[:2]), self.around)
        cells = np.lib.stride_tricks.sliding_window_view(inside, self.window)[:: self.stride[0], :: self.stride[1]]
        real = cells[: self.shape[0], : self.shape[1]].sum(axis=(2, 3)).reshape(-1)
        return np.asarray(self.window[0] * self.window[1] - real)

    def so_far(self, row: int) -> Floats:
        """Return the outputs up to a position, NaN where they are still to come: `shape`."""
        return np.where(np.arange(self.count).reshape(self.shape) <= row, self.y, np.nan)

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the largest output."""
        return float(self.y.min()), float(self.y.max())

    def _places(self) -> Columns:
        i, j = np.divmod(np.arange(float(self.count)), self.shape[1])
        return {"row": i, "column": j, "outputs": np.arange(1.0, self.count + 1), "output": self.y.reshape(-1)}

    def _change(self, values: Floats) -> Floats:
        """By how much each differs from the one left of it: (count,), NaN in the first column."""
        table = values.reshape(self.shape)
        first = np.full((self.shape[0], 1), np.nan)
        return np.abs(np.diff(table, axis=1, prepend=first)).reshape(-1)
