"""The chain rule in a small network: forward layer by layer, then back factor by factor, one input after another.

Rows of an input, for L layers of weights: the input; o and a of layer 1 … L; the loss; ∂L/∂a of the last layer; then,
from the last layer to the first, times φ′(o), the gradient of the layer's weights, times these weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from dlviz.engine import activations, evaluated
from dlviz.engine.computations.base import Columns, Computation
from dlviz.engine.errors import SettingError, whole
from dlviz.engine.probes.graph import Graph, GraphLayer
from dlviz.engine.probes.work import Line, Quantity, Work

Floats = NDArray[np.floating[Any]]
MOST = 4_000_000
"""Gradients of all inputs, kept while the scenario is open."""

_UP = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Stage(NamedTuple):
    """What a row does, and at which layer of units (0: the input)."""

    does: Literal["input", "forward", "loss", "error", "slope", "gradient", "weights"]
    layer: int


class Passes(NamedTuple):
    """All inputs forth and back; lists have an entry a layer of units, from the input on.

    Shapes: `a`, `o`, `slope` φ′(o), `before` ∂L/∂a and `after` ∂L/∂o (inputs, units); `gradient` ∂L/∂w of the weights
    into the layer (inputs, units of the layer before, units). The input layer has `a` and the others nothing there.
    """

    a: list[Floats]
    o: list[Floats]
    slope: list[Floats]
    before: list[Floats]
    after: list[Floats]
    gradient: list[Floats]
    loss: Floats


@dataclass(frozen=True)
class ChainRule(Computation):
    """The gradient of L = ½ ‖a − y‖² in a network without biases, a⁽ˡ⁾ = φ(o⁽ˡ⁾), o⁽ˡ⁾ = w⁽ˡ⁻¹⁾ a⁽ˡ⁻¹⁾.

    Weights (Glorot's uniform), inputs (standard normal) and targets (1 for one output, 0 for the others) are drawn
    from the seed, the same for every φ. What is carried back is g, first ∂L/∂a of the last layer. Columns, NaN where
    an input has not come to them yet: `loss`; `signal` ‖g‖; `factor`, by how much this row's factor changed ‖g‖;
    `slopes`, the product of those of its factors that are slopes φ′; per layer of weights `grad_norm` ‖∂L/∂w‖,
    `slope`, the mean of φ′(o), and `steepest`, its maximum. `stage`: the row's number within its input.

    Since ∂L/∂w is the product of g and the layer's inputs, ‖∂L/∂w‖ = ‖g‖ ‖a‖: the numbers can be multiplied by hand.
    Raises: SettingError.
    Source: notes 4.3; Glorot and Bengio 2010, eq. 16.
    """

    units: tuple[int, ...] = (5, 7, 7, 3)
    activation: str | Mapping[str, Any] = "tanh"
    inputs: int = 4
    seed: int = 0

    def __post_init__(self) -> None:
        """Check the settings."""
        if len(self.units) < 2:
            raise SettingError(f"units is {list(self.units)}; it must name the inputs and at least one layer")
        for size in self.units:
            whole("chain_rule", "units", size)
        whole("chain_rule", "inputs", self.inputs)
        gradients = self.inputs * sum(before * after for before, after in zip(self.units, self.units[1:], strict=False))
        if gradients > MOST:
            raise SettingError(f"units and inputs make {gradients:,} gradients, more than {MOST:,}; take fewer of them")
        if activations.get(self.activation).name == "softmax":
            raise SettingError("softmax has no slope unit by unit; choose another activation, such as tanh")

    @property
    def steps(self) -> int:
        """All rows of all inputs, less the one it starts at."""
        return self.inputs * self.steps_per_epoch - 1

    @property
    def steps_per_epoch(self) -> int:
        """The rows of one input."""
        return len(self._stages)

    @property
    def layers(self) -> tuple[str, ...]:
        """What the layers of weights are called, as Keras would."""
        return tuple(f"dense_{i}" if i else "dense" for i in range(len(self.units) - 1))

    @property
    def labels(self) -> Mapping[str, tuple[str, ...]]:
        """Five single numbers, three columns with an entry a layer."""
        single = dict.fromkeys(("loss", "signal", "factor", "slopes", "stage"), ())
        return single | dict.fromkeys(("grad_norm", "slope", "steepest"), self.layers)

    @cached_property
    def _stages(self) -> tuple[Stage, ...]:
        last = len(self.units) - 1
        found = [Stage("input", 0), *(Stage("forward", i) for i in range(1, last + 1))]
        found += [Stage("loss", last), Stage("error", last)]
        for i in range(last, 0, -1):
            found += [Stage("slope", i), Stage("gradient", i), *([Stage("weights", i)] if i > 1 else [])]
        return tuple(found)

    @cached_property
    def weights(self) -> tuple[Floats, ...]:
        """The kernels, (units of the layer before, units) each."""
        return self._drawn[0]

    @cached_property
    def x(self) -> Floats:
        """The inputs, (inputs, units of the first layer)."""
        return self._drawn[1]

    @cached_property
    def y(self) -> Floats:
        """The targets, (inputs, units of the last layer)."""
        return self._drawn[2]

    @cached_property
    def _drawn(self) -> tuple[tuple[Floats, ...], Floats, Floats]:
        rng, dtype = np.random.default_rng(self.seed), np.dtype(jnp.result_type(float))
        kernels = []
        for before, after in zip(self.units, self.units[1:], strict=False):
            limit = np.sqrt(6 / (before + after))
            kernels.append(rng.uniform(-limit, limit, (before, after)).astype(dtype))
        x = rng.normal(size=(self.inputs, self.units[0])).astype(dtype)
        y = np.eye(self.units[-1], dtype=dtype)[rng.integers(self.units[-1], size=self.inputs)]
        return tuple(kernels), x, y

    @cached_property
    def passes(self) -> Passes:
        """All inputs forth and back."""
        φ, w, last = activations.get(self.activation), self.weights, len(self.units) - 1
        none: Floats = np.zeros(0, self.x.dtype)
        a, o, slope = [self.x], [none], [none]
        for kernel in w:
            o.append(a[-1] @ kernel)
            a.append(evaluated.outputs(φ, o[-1]))
            slope.append(evaluated.slopes(φ, o[-1]))
        error = a[-1] - self.y
        before, after, gradient = [none] * (last + 1), [none] * (last + 1), [none] * (last + 1)
        before[last] = error
        for i in range(last, 0, -1):
            after[i] = before[i] * slope[i]
            gradient[i] = a[i - 1][:, :, None] * after[i][:, None, :]
            if i > 1:
                before[i - 1] = after[i] @ w[i - 1].T
        return Passes(a, o, slope, before, after, gradient, 0.5 * (error**2).sum(axis=1))

    def measure(self) -> Columns:
        """Return what is known at every row."""
        rows, k, layers, dtype = self.steps + 1, self.steps_per_epoch, len(self.layers), self.x.dtype
        found: Columns = {
            name: np.full((rows, layers) if entries else rows, np.nan, dtype) for name, entries in self.labels.items()
        }
        passes = self.passes
        for n in range(self.inputs):
            length, slopes = np.nan, 1.0
            for s, stage in enumerate(self._stages):
                row, rest, i = n * k + s, slice(n * k + s, (n + 1) * k), stage.layer
                found["stage"][row] = s
                match stage.does:
                    case "loss":
                        found["loss"][rest] = passes.loss[n]
                    case "error" | "slope" | "weights":
                        before, length = length, _norm(_carried(passes, stage, n))
                        found["signal"][rest] = length
                        if stage.does != "error":
                            found["factor"][row] = length / before if before > 0 else np.nan
                        if stage.does == "slope":
                            slopes *= float(found["factor"][row]) if before > 0 else 0.0
                            found["slope"][rest, i - 1] = passes.slope[i][n].mean()
                            found["steepest"][rest, i - 1] = passes.slope[i][n].max()
                        found["slopes"][rest] = slopes
                    case "gradient":
                        found["grad_norm"][rest, i - 1] = _norm(passes.gradient[i][n])
        return found

    @cached_property
    def _measured(self) -> Columns:
        return self.measure()

    def graph(self, row: int) -> Graph:
        """Return the network at a row: outputs and gradients as far as they are known, NaN elsewhere."""
        n, s = divmod(row, self.steps_per_epoch)
        passes, now = self.passes, self._stages[s]
        seen = set(self._stages[: s + 1])
        layers = [GraphLayer("input", passes.a[0][n])]
        name = activations.get(self.activation).name
        for i, label in enumerate(self.layers, start=1):
            given, returned = Stage("forward", i) in seen, Stage("gradient", i) in seen
            blank = np.full(self.units[i], np.nan, self.x.dtype)
            layers.append(
                GraphLayer(
                    label,
                    passes.a[i][n] if given else blank,
                    sums=passes.o[i][n] if given else blank,
                    kernel=self.weights[i - 1],
                    gradient=passes.gradient[i][n] if returned else np.full_like(self.weights[i - 1], np.nan),
                    activation=name,
                    labels=tuple(f"y = {y:.0f}" for y in self.y[n]) if i == len(self.layers) else (),
                )
            )
        return Graph(tuple(layers), now.layer, subject=f"input {n + 1} of {self.inputs}")

    def work(self, row: int) -> Work:
        """Return the chain, a line a factor, with the numbers that are known at a row."""
        n, s = divmod(row, self.steps_per_epoch)
        lines = [Line(self._code(stage), self._numbers(n, i) if i <= s else "") for i, stage in enumerate(self._stages)]
        return Work(f"chain rule, input {n + 1} of {self.inputs}", tuple(lines), (s,))

    def _code(self, stage: Stage) -> str:
        i = stage.layer
        match stage.does:
            case "input":
                return f"a{_up(0)} ← x"
            case "forward":
                return f"a{_up(i)} ← φ(o{_up(i)}),  o{_up(i)} = w{_up(i - 1)} a{_up(i - 1)}"
            case "loss":
                return f"L ← ½ ‖a{_up(i)} − y‖²"
            case "error":
                return f"g ← ∂L/∂a{_up(i)} = a{_up(i)} − y"
            case "slope":
                return f"g ← φ′(o{_up(i)}) ⊙ g"
            case "gradient":
                return f"∂L/∂w{_up(i - 1)} ← g a{_up(i - 1)}ᵀ"
            case "weights":
                return f"g ← w{_up(i - 1)}ᵀ g"

    def _numbers(self, n: int, s: int) -> tuple[Quantity, ...]:
        """The numbers of one line."""
        stage, row = self._stages[s], n * self.steps_per_epoch + s
        i, found, passes = stage.layer, self._measured, self.passes
        match stage.does:
            case "input" | "forward":
                return (Quantity(f"‖a{_up(i)}‖", (_norm(passes.a[i][n]),)),)
            case "loss":
                return (Quantity("L", (float(passes.loss[n]),)),)
            case "gradient":
                return (Quantity(f"‖g‖·‖a{_up(i - 1)}‖", (float(found["grad_norm"][row, i - 1]),)),)
        length = Quantity("‖g‖", (float(found["signal"][row]),))
        return (length,) if stage.does == "error" else (Quantity("×", (float(found["factor"][row]),)), length)


def _carried(passes: Passes, stage: Stage, n: int) -> Floats:
    """What g is after a row that changes it."""
    match stage.does:
        case "error":
            every = passes.before[stage.layer]
        case "slope":
            every = passes.after[stage.layer]
        case _:
            every = passes.before[stage.layer - 1]
    return np.asarray(every[n])


def _norm(values: Floats) -> float:
    return float(np.sqrt((np.asarray(values, np.float64) ** 2).sum()))


def _up(layer: int) -> str:
    return f"⁽{str(layer).translate(_UP)}⁾"
