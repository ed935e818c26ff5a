"""A filter that slides over a series, one output a step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dlviz.engine.computations.base import Columns, Computation
from dlviz.engine.computations.filters import Floats, Numbers, convolved, shown, weights_of
from dlviz.engine.errors import SettingError, choice, whole
from dlviz.engine.layers.windows import margins, positions
from dlviz.engine.probes.sliding import SlidingSignal
from dlviz.engine.probes.work import Line, Work

PADDINGS = ("valid", "same", "causal")


@dataclass(frozen=True)
class Convolution(Computation):
    """y[p] = Σₖ f[k] · x[stride·p − before + k], position by position, x being 0 in the padding.

    A cross-correlation: the filter is not turned round, as everywhere in deep learning. `filter`: its numbers, or a
    name with a `size`: gaussian, exp(−u²/2) at `size` points u from −2 to 2, their sum 1; mean, 1/size everywhere;
    difference, −1 and +1 at its ends. Padding as Keras pads: "same" has the odd zero of an even filter after the series
    (np.correlate has it before).

    Columns: `start`, the step of x under the filter's first number; `zeros`, how many numbers of the padding lie under
    it; `products`, one a number of the filter, and `output`, their sum; `outputs`, how many there are so far;
    `input_change` and `output_change`, by how much x and y differ from their number before.
    Raises: SettingError.
    Source: notes 6.1, formula 6.1.
    """

    signal: Numbers = (0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0)
    filter: str | Numbers = "gaussian"
    size: int = 5
    strides: int = 1
    padding: str = "same"

    def __post_init__(self) -> None:
        """Check the settings."""
        whole("convolution", "strides", self.strides)
        choice("convolution", "padding", self.padding, PADDINGS)
        if self.count < 1:
            raise SettingError(
                f"a filter of {len(self.weights)} does not fit into a series of {len(self.signal)}; "
                'take a shorter filter, or padding = "same"'
            )
        if self.count < 2:
            raise SettingError("there is one output only; take a longer series, or smaller strides")

    @cached_property
    def weights(self) -> Floats:
        """f: (size,)."""
        return weights_of(self.filter, self.size)

    @property
    def around(self) -> tuple[int, int]:
        """Zeros before and after the series."""
        return margins((len(self.signal),), (len(self.weights),), (self.strides,), self.padding)[0]

    @property
    def count(self) -> int:
        """How many outputs there are."""
        return positions((len(self.signal),), (len(self.weights),), (self.strides,), self.padding)[0]

    @property
    def steps(self) -> int:
        """One fewer than there are outputs."""
        return self.count - 1

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Single numbers, and the products by the number of the filter's cell."""
        single = dict.fromkeys(("start", "zeros", "output", "outputs", "input_change", "output_change"), ())
        return single | {"products": tuple(str(k) for k in range(len(self.weights)))}

    def describe(self) -> str:
        """Return how large the filter is and how it moves."""
        return f"filter of {len(self.weights)} · stride {self.strides} · {self.padding}"

    @cached_property
    def x(self) -> Floats:
        """The series: (n,)."""
        return np.asarray(self.signal, jnp.result_type(float))

    @cached_property
    def y(self) -> Floats:
        """The output, computed by the layer: (count,)."""
        return np.asarray(convolved(self.x[None], self.weights, self.strides, self.padding)[0])

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """The step of x under the filter's first cell: (count,)."""
        return np.asarray(np.arange(self.count) * self.strides - self.around[0])

    @cached_property
    def products(self) -> Floats:
        """f[k] · x under it: (count, size)."""
        padded = np.pad(self.x, self.around)
        cells = self.starts[:, None] + self.around[0] + np.arange(len(self.weights))
        return np.asarray(padded[cells] * self.weights)

    def measure(self) -> Columns:
        """Return what is known at every position."""
        cells = self.starts[:, None] + np.arange(len(self.weights))
        below = self._below
        return {
            "start": self.starts.astype(float),
            "zeros": ((cells < 0) | (cells >= len(self.x))).sum(axis=1).astype(float),
            "output": self.y,
            "outputs": np.arange(1.0, self.count + 1),
            "input_change": np.abs(np.diff(self.x[below], prepend=np.nan)),
            "output_change": np.abs(np.diff(self.y, prepend=np.nan)),
            "products": self.products,
        }

    @property
    def _below(self) -> NDArray[np.int64]:
        """The step of x that each output stands for: under the filter's middle, or with causal under its end."""
        k = len(self.weights)
        return np.clip(self.starts + (k - 1 if self.padding == "causal" else (k - 1) // 2), 0, len(self.x) - 1)

    def sliding(self, row: int) -> SlidingSignal:
        """Return the window at a position, with the outputs up to it."""
        y = np.where(np.arange(self.count) <= row, self.y, np.nan)
        before, after = self.around
        return SlidingSignal(
            self.x,
            y,
            self._below,
            self.weights,
            row,
            int(self.starts[row]),
            before,
            after,
            self.strides,
            limits=(float(self.y.min()), float(self.y.max())),
        )

    def work(self, row: int) -> Work:
        """Return the loop over positions and cells, with the numbers of this position."""
        start, total = int(self.starts[row]), float(self.y[row])
        products = [float(one) for one in self.products[row]]
        middle = products if len(products) <= 6 else [*products[:3], *products[-2:]]
        terms = [shown(one) for one in middle]
        if len(products) > 6:
            terms.insert(3, "…")
        before = f" − {self.around[0]}" if self.around[0] else ""
        at = f"{self.strides}·{row}{before} = {start}".replace("-", "−")
        lines = (
            Line(f"for p = 0 … {self.count - 1}", f"p = {row}"),
            Line("start ← stride · p − zeros before", at, 1),
            Line("y[p] ← Σ f[k] · x[start + k]", f"y[{row}] = {shown(total)}", 1),
            Line("the products", " + ".join(terms), 1, "the filter is not turned round: a cross-correlation"),
        )
        return Work("convolution", lines, (2,))
