"""Analytic functions of a few numbers: landscapes whose minima are known, to race optimizers on.

    problem = Objective("rosenbrock", start=(-1.2, 1.0))
    run = Run(problem, Adam(learning_rate=0.05), steps=200, instruments=(Position(axes=problem.axes), ...))

The numbers are the one weight `point.x` of shape (2,), so that everything that reads weights works on them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from dlviz.engine.axes import Axis
from dlviz.engine.errors import SettingError, ShapeError, bad_options, unknown
from dlviz.engine.metrics import Metric
from dlviz.engine.problem import Batch, Hyper, Outputs
from dlviz.engine.state import Weights

Point = Float[Array, " 2"]


@dataclass(frozen=True)
class Function:
    """A function of two numbers.

    `minimisers`: its known minima, local ones included where they have a closed form; `start`: where descents
    usually begin; `ranges`: the part worth drawing, (low, high) per axis; `formula` in Unicode.
    """

    value: Callable[[Point], Float[Array, ""]]
    formula: str
    minimisers: tuple[tuple[float, float], ...]
    start: tuple[float, float]
    ranges: tuple[tuple[float, float], tuple[float, float]]


def quadratic(condition: float = 10.0, angle: float = 0.0) -> Function:
    """½ xᵀ A x with eigenvalues 1 and `condition`, turned by `angle` degrees.

    Source: Goh 2017, "Why momentum really works": on this bowl everything can be said in closed form.
    """
    if not condition >= 1:
        raise SettingError(f"quadratic: condition is {condition:g}; it must be at least 1")
    c, s = cos(radians(angle)), sin(radians(angle))

    def value(x: Point) -> Float[Array, ""]:
        along, across = c * x[0] + s * x[1], -s * x[0] + c * x[1]
        return 0.5 * (along**2 + condition * across**2)

    return Function(value, f"½(u² + {condition:g}·v²)", ((0.0, 0.0),), (-4.0, 1.5), ((-5.0, 5.0), (-3.0, 3.0)))


def rosenbrock() -> Function:
    """(1 - x)² + 100 (y - x²)²: a curved, flat valley. Source: Rosenbrock 1960."""
    return Function(
        lambda x: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2,
        "(1 − x)² + 100·(y − x²)²", ((1.0, 1.0),), (-1.2, 1.0), ((-2.0, 2.0), (-1.0, 3.0)),
    )  # fmt: skip


def himmelblau() -> Function:
    """(x² + y - 11)² + (x + y² - 7)²: four minima of equal depth. Source: Himmelblau 1972."""
    minimisers = ((3.0, 2.0), (-2.805118, 3.131313), (-3.779310, -3.283186), (3.584428, -1.848127))
    return Function(
        lambda x: (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2,
        "(x² + y − 11)² + (x + y² − 7)²", minimisers, (-0.5, -1.0), ((-5.0, 5.0), (-5.0, 5.0)),
    )  # fmt: skip


def beale() -> Function:
    """Σ (c - x + x yᵏ)², c = 1.5, 2.25, 2.625, k = 1, 2, 3: flat plains between steep walls. Source: Beale 1958."""
    return Function(
        lambda x: (1.5 - x[0] + x[0] * x[1]) ** 2
        + (2.25 - x[0] + x[0] * x[1] ** 2) ** 2
        + (2.625 - x[0] + x[0] * x[1] ** 3) ** 2,
        "(1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²",
        ((3.0, 0.5),), (1.0, 1.5), ((-1.0, 4.0), (-1.5, 2.0)),
    )  # fmt: skip


def saddle() -> Function:
    """½ x² - ½ y² + ¼ y⁴: a saddle at the origin between two minima at y = ±1, where the gradient vanishes."""
    return Function(
        lambda x: 0.5 * x[0] ** 2 - 0.5 * x[1] ** 2 + 0.25 * x[1] ** 4,
        "½x² − ½y² + ¼y⁴", ((0.0, 1.0), (0.0, -1.0)), (-1.8, 0.001), ((-2.0, 2.0), (-1.6, 1.6)),
    )  # fmt: skip


def rastrigin() -> Function:
    """Σ (xᵢ² - 10 cos 2πxᵢ) + 20: a bowl full of local minima. Source: Rastrigin 1974."""
    return Function(
        lambda x: 20 + (x**2 - 10 * jnp.cos(2 * pi * x)).sum(),
        "20 + Σ(x² − 10·cos 2πx)", ((0.0, 0.0),), (2.3, -1.7), ((-3.0, 3.0), (-3.0, 3.0)),
    )  # fmt: skip


def styblinski_tang() -> Function:
    """½ Σ (xᵢ⁴ - 16 xᵢ² + 5 xᵢ): one global and three local minima. Source: Styblinski and Tang 1990."""
    low, high = -2.903534, 2.746803
    minimisers = ((low, low), (low, high), (high, low), (high, high))
    return Function(
        lambda x: 0.5 * (x**4 - 16 * x**2 + 5 * x).sum(),
        "½·Σ(x⁴ − 16x² + 5x)", minimisers, (0.5, 1.0), ((-4.5, 4.5), (-4.5, 4.5)),
    )  # fmt: skip


def ravine(steepness: float = 40.0) -> Function:
    """½ steepness·(y - sin x)² + 0.05 x²: a winding gorge with steep walls and a nearly flat floor."""
    return Function(
        lambda x: 0.5 * steepness * (x[1] - jnp.sin(x[0])) ** 2 + 0.05 * x[0] ** 2,
        f"½·{steepness:g}·(y − sin x)² + 0.05·x²", ((0.0, 0.0),), (-4.5, 1.5), ((-5.0, 2.0), (-2.0, 2.0)),
    )  # fmt: skip


FUNCTIONS: dict[str, Callable[..., Function]] = {
    function.__name__: function
    for function in (quadratic, rosenbrock, himmelblau, beale, saddle, rastrigin, styblinski_tang, ravine)
}


class Objective:
    """A function of two numbers as a problem without rows; an update an epoch.

    `noise`: standard deviation of a normal number added to each component of the gradient at every step, as
    minibatches would. `options` go to the function (quadratic: condition, angle; ravine: steepness).
    Raises SettingError for an unknown function or option, ShapeError for a start that is not two numbers.
    """

    data: Batch = ()
    held_out: Batch | None = None
    rows = 1
    layers: tuple[str, ...] = ("point",)
    activations: Mapping[str, str] = {}
    metrics: tuple[Metric, ...] = ()
    axes = (Axis("point", "x", (0,), "x"), Axis("point", "x", (1,), "y"))

    def __init__(self, name: str, start: Sequence[float] | None = None, noise: float = 0.0, **options: float) -> None:
        """Find the function by name."""
        if name not in FUNCTIONS:
            raise unknown("objective", name, FUNCTIONS)
        make = FUNCTIONS[name]
        known = make.__code__.co_varnames[: make.__code__.co_argcount]
        if not set(options) <= set(known):
            raise bad_options(f"objective {name}", options, known)
        if not noise >= 0:
            raise SettingError(f"objective {name}: noise is {noise:g}; it must be at least 0")
        self.function = make(**options)
        self.start = self.function.start if start is None else tuple(float(number) for number in start)
        if len(self.start) != 2:
            raise ShapeError(f"objective {name}: start has {len(self.start)} numbers; two are needed")
        self.noise = float(noise)
        self._key = (Objective, name, tuple(sorted(options.items())), self.noise > 0)

    def init(self, key: jax.Array) -> tuple[Weights, Weights]:
        """Return the start."""
        return {"point": {"x": jnp.array(self.start)}}, {}

    def loss(
        self,
        params: Weights,
        state: Weights,
        hyper: Hyper,
        batch: Batch,
        key: jax.Array | None,
        training: bool,
    ) -> tuple[Float[Array, ""], tuple[Outputs, Weights]]:
        """Return f(x); in training with noise σ, f(x) + ξ·(x - x̄), ξ ~ N(0, σ²), whose gradient is ∇f + ξ."""
        x = params["point"]["x"]
        value = self.function.value(x)
        if self.noise and training and key is not None:
            push = hyper["point"]["noise"] * jax.random.normal(key, x.shape)
            value = value + jnp.vdot(push, x - jax.lax.stop_gradient(x))
        return value, ({"point": x[None]}, state)

    data_loss = loss

    def score(self, outputs: Outputs, batch: Batch) -> dict[str, jax.Array]:
        """Return {}: nothing is predicted."""
        return {}

    def hyper(self) -> dict[str, dict[str, float]]:
        """Return the noise, if there is any."""
        return {"point": {"noise": self.noise}} if self.noise else {}

    def check(self, layer: str, option: str, value: float) -> None:
        """Raise SettingError for a negative noise."""
        if value < 0:
            raise SettingError(f"{layer}: {option} is {value:g}; it must be at least 0")

    def key(self) -> object:
        """Return the function's name and options; the start is part of the weights."""
        return (*self._key, self.start)
