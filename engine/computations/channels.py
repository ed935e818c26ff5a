"""One filter over the three channels of a picture, into one grey map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dlviz.engine.computations.base import Columns
from dlviz.engine.computations.filters import Floats, convolved_picture, shown
from dlviz.engine.computations.over_pictures import SHADES, OverPicture, Picture
from dlviz.engine.errors import SettingError, number, whole
from dlviz.engine.probes.sliding import SlidingImage
from dlviz.engine.probes.work import Line, Work

COLOURS = ("red", "green", "blue")


@dataclass(frozen=True)
class Channels(OverPicture):
    """One filter over the three channels of a picture: all of its numbers are summed into one grey map.

        y[i, j] = Σ_c Σᵤᵥ w[u, v, c] · x[i + u, j + v, c],  w = mix[c] · exp(−(u² + v²)/spread) / total

    u and v are counted from the window's middle; the total makes Σ|w| = 1. Columns: `row`, `column`, `outputs`;
    `red`, `green`, `blue`, what each channel adds, and their sum `output`; `input_change` and `output_change`, by how
    much the mean of the channels in the window's middle, and the output, differ from those left of them.
    Raises: SettingError.
    Source: notes 6.2.1, the filter of the figure.
    """

    image: Picture = SHADES
    size: int = 9
    spread: float = 100.0
    mix: tuple[float, ...] = (1.0, 1.0, 1.0)
    padding: str = "valid"

    def __post_init__(self) -> None:
        """Check the settings."""
        whole("channels", "size", self.size)
        number("channels", "spread", self.spread, least=1e-6)
        if len(self.mix) != 3 or not any(number("channels", "mix", one) for one in self.mix):
            raise SettingError(f"channels: mix is {list(self.mix)}; it must be three numbers, not all of them 0")
        if self.x.shape[-1] != 3:
            raise SettingError("channels: the image has one channel; choose a colour picture")
        self.check()

    @property
    def window(self) -> tuple[int, int]:
        """Rows and columns of the window."""
        return self.size, self.size

    @property
    def padded(self) -> str:
        """Valid or same."""
        return self.padding

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Single numbers."""
        return dict.fromkeys(("row", "column", "outputs", "output", *COLOURS, "input_change", "output_change"), ())

    @cached_property
    def weights(self) -> Floats:
        """w: (size, size, 3)."""
        u = np.arange(self.size) - (self.size - 1) / 2
        bell = np.exp(-(u[:, None] ** 2 + u**2) / self.spread)
        weights = bell[..., None] * np.asarray(self.mix)
        return np.asarray(weights / np.abs(weights).sum(), self.x.dtype)

    @cached_property
    def y(self) -> Floats:
        """All outputs: `shape`."""
        return convolved_picture(self.x, self.weights, 1, self.padding)

    @cached_property
    def parts(self) -> Floats:
        """What each channel adds: (count, 3)."""
        return np.asarray((self.windows * self.weights).sum(axis=(1, 2)))

    def measure(self) -> Columns:
        """Return what is known at every position."""
        middle = self.windows[:, (self.size - 1) // 2, (self.size - 1) // 2].mean(axis=-1)
        parts = {name: self.parts[:, c] for c, name in enumerate(COLOURS)}
        changes = {"input_change": self._change(middle), "output_change": self._change(self.y)}
        return self._places() | parts | changes

    def sliding(self, row: int) -> SlidingImage:
        """Return the window at a position, with the outputs up to it."""
        return SlidingImage(
            self.x,
            self.so_far(row),
            self.place(row),
            self.start(row),
            self.window,
            self.around,
            weights=self.weights,
            limits=self.limits,
        )

    def work(self, row: int) -> Work:
        """Return the loop, with what each channel adds at this position."""
        i, j = self.place(row)
        cells = self.size**2
        lines = [Line("for each row i, each column j", f"i = {i}, j = {j}"), Line("y ← 0", "", 1)]
        total = 0.0
        for c, name in enumerate(COLOURS):
            total += float(self.parts[row, c])
            added = f"+ {shown(float(self.parts[row, c]))} = {shown(total)}"
            lines.append(Line(f"y ← y + Σ w_{name} · x_{name}", f"{cells} products {added}", 1))
        lines.append(Line("y[i, j] ← y", shown(float(self.y[i, j])), 1))
        return Work("one filter, three channels", tuple(lines), (2, 3, 4))
