"""A pulse that moves through a series, and what a layer makes of it at every place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import jax
import jax.numpy as jnp
import numpy as np

from dlviz.engine.computations.base import Columns, Computation
from dlviz.engine.computations.filters import Floats, Numbers, convolved, shown, weights_of
from dlviz.engine.errors import SettingError, choice, whole
from dlviz.engine.initializers import get as initializer
from dlviz.engine.probes.sliding import SlidingSignal
from dlviz.engine.probes.work import Line, Work

LAYERS = ("convolution", "dense")

EDGES = (-1.0,) * 4 + (1.0,) * 4 + (-1.0,) * 4


@dataclass(frozen=True)
class Equivariance(Computation):
    """x holds a pulse at step s, zeros elsewhere; s goes from `first` to `last` and back to `first`.

    `layer`: "convolution", y[t] = Σₖ f[k] · x[t − before + k] with padding "same"; "dense", y = x W with as many
    outputs as inputs, W drawn as Keras draws it (Glorot uniform), no bias. Shifted by s, y should be what it was at
    `first`, shifted by as much.

    Columns: `position`, s; `shift`, s − first; `peak`, the step of the largest output; `moved`, by how much that has
    moved since `first`; `off`, |moved − shift|; `difference`, ‖y(s) − y(first), shifted‖ / ‖y(first)‖.
    Raises: SettingError.
    Source: notes 6.1, the animated figure.
    """

    signal: Numbers = (1.0, 2.0, 3.0, 2.0, 1.0)
    length: int = 100
    first: int = 5
    last: int = 34
    layer: str = "convolution"
    filter: str | Numbers = EDGES
    size: int = 12
    seed: int = 0

    def __post_init__(self) -> None:
        """Check the settings."""
        choice("equivariance", "layer", self.layer, LAYERS)
        whole("equivariance", "first", self.first, least=0)
        whole("equivariance", "last", self.last, least=self.first + 1)
        if self.last + len(self.signal) > self.length:
            raise SettingError(
                f"a pulse of {len(self.signal)} at step {self.last} reaches beyond the series of {self.length}; "
                "make length larger, or last smaller"
            )
        if len(self.weights) > self.length:
            raise SettingError(f"a filter of {len(self.weights)} is longer than the series of {self.length}")

    @cached_property
    def weights(self) -> Floats:
        """f: (size,)."""
        return weights_of(self.filter, self.size)

    @property
    def steps(self) -> int:
        """There and back."""
        return 2 * (self.last - self.first)

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Single numbers."""
        return dict.fromkeys(("position", "shift", "peak", "moved", "off", "difference"), ())

    @cached_property
    def places(self) -> list[int]:
        """s at every row."""
        there = list(range(self.first, self.last + 1))
        return there + there[-2::-1]

    @cached_property
    def series(self) -> Floats:
        """x at every place: (steps + 1, length)."""
        x = np.zeros((self.steps + 1, self.length), jnp.result_type(float))
        for row, s in enumerate(self.places):
            x[row, s : s + len(self.signal)] = self.signal
        return x

    @cached_property
    def outputs(self) -> Floats:
        """y at every place: (steps + 1, length)."""
        if self.layer == "convolution":
            return convolved(self.series, self.weights, 1, "same")
        draw, shape = initializer("glorot_uniform"), (self.length, self.length)
        kernel = jax.jit(lambda seed: draw(jax.random.key(seed), shape))(self.seed)
        return np.asarray(self.series @ np.asarray(kernel))

    def measure(self) -> Columns:
        """Return what is known at every place."""
        places = np.asarray(self.places, float)
        shift = places - self.first
        peaks = self.outputs.argmax(axis=1).astype(float)
        moved = peaks - peaks[0]
        return {
            "position": places,
            "shift": shift,
            "peak": peaks,
            "moved": moved,
            "off": np.abs(moved - shift),
            "difference": np.array([self._difference(row) for row in range(self.steps + 1)]),
        }

    def _difference(self, row: int) -> float:
        shift = self.places[row] - self.first
        y, first = self.outputs[row][shift:], self.outputs[0][: self.length - shift]
        return float(np.linalg.norm(y - first) / max(float(np.linalg.norm(first)), 1e-30))

    def sliding(self, row: int) -> SlidingSignal:
        """Return the series and the output at a place, with the output at the first place to compare."""
        x, y = self.series[row], self.outputs[row]
        shift = self.places[row] - self.first
        moved = int(y.argmax()) - int(self.outputs[0].argmax())
        return SlidingSignal(
            x,
            y,
            np.arange(self.length),
            self.weights if self.layer == "convolution" else None,
            earlier=self.outputs[0],
            peaks=(int(x.argmax()), int(y.argmax())),
            note=f"pulse moved by {_signed(shift)}, largest output by {_signed(moved)}",
            limits=(float(self.outputs.min()), float(self.outputs.max())),
        )

    def work(self, row: int) -> Work:
        """Return what is moved and what is compared at this place."""
        s, first = self.places[row], self.first
        peak, was = int(self.outputs[row].argmax()), int(self.outputs[0].argmax())
        if self.layer == "convolution":
            before = (len(self.weights) - 1) // 2
            rule, weights = f"y[t] ← Σ f[k] · x[t − {before} + k]", f"{len(self.weights)} weights"
        else:
            rule, weights = "y[t] ← Σ W[i, t] · x[i]", f"{self.length}·{self.length} = {self.length**2:,} weights"
        lines = (
            Line(f"for s = {first} … {self.last} and back", f"s = {s}"),
            Line("put the pulse at step s of zeros", f"shift s − {first} = {s - first}", 1),
            Line(rule, weights, 1),
            Line("find the largest y", f"at {peak}, was at {was}: moved by {_signed(peak - was)}", 1),
            Line("compare y with y at first, shifted", f"difference {shown(self._difference(row))}", 1),
        )
        return Work(f"a moving pulse, {self.layer}", lines, (2,))


def _signed(value: int) -> str:
    return f"{value}".replace("-", "−")
