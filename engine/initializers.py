"""How weights begin: (key, shape) -> array.

Glorot, He and LeCun are one formula, variance scaling: Var w = scale / n with n the number of inputs
(`fan_in`), of outputs (`fan_out`) or their mean (`fan_avg`) of one unit. A kernel's last two axes are
(inputs, outputs), the axes before them the window of a convolution.

Names and defaults as in Keras, except that there is no seed: the key is handed in.
Source: Glorot and Bengio 2010, eq. 16; He et al. 2015, eq. 10; Saxe et al. 2014 (orthogonal).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import prod, sqrt
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Key

from dlviz.engine.errors import SettingError, ShapeError, bad_options, choice, number, unknown

Shape = tuple[int, ...]

# A normal cut off at ± 2 σ has this standard deviation; dividing by it gives back σ.
CUT_NORMAL_STDDEV = 0.87962566103423978


def fans(shape: Shape) -> tuple[int, int]:
    """Return (inputs, outputs) of one unit: the window's size times the last two axes."""
    if len(shape) < 2:
        n = shape[0] if shape else 1
        return n, n
    window = prod(shape[:-2])
    return window * shape[-2], window * shape[-1]


@dataclass(frozen=True)
class Initializer:
    """The contract: calling it with a key and a shape gives an array, the same for the same key.

    Shapes: -> shape.
    """

    def __call__(self, key: Key[Array, ""], shape: Shape) -> Float[Array, "..."]:
        """Return the initial array."""
        raise NotImplementedError


@dataclass(frozen=True)
class Constant(Initializer):
    """w = value."""

    value: float = 0.0

    def __post_init__(self) -> None:
        number("Constant", "value", self.value)

    def __call__(self, key: Key[Array, ""], shape: Shape) -> Float[Array, "..."]:
        """Return the initial array."""
        return jnp.full(shape, self.value, float)


@dataclass(frozen=True)
class Zeros(Initializer):
    """w = 0."""

    def __call__(self, key: Key[Array, ""], shape: Shape) -> Float[Array, "..."]:
        """Return the initial array."""
        return jnp.zeros(shape)


@dataclass(frozen=True)
class Ones(Initializer):
    """w = 1."""

    def __call__(self, key: Key[Array, ""], shape: Shape) -> Float[Array, "..."]:
        """Return the initial array."""
        return jnp.ones(shape)


@dataclass(frozen=True)
class RandomNormal(Initializer):
    """w ~ N(mean, stddev²)."""

    mean: float = 0.0
    stddev: float = 0.05

    def __post_init__(self) -> None:
        number("RandomNormal", "mean", self.mean)
        number("RandomNormal", "stddev", self.stddev, least=0)

    def __call__(self, key: Key[Array, ""], shape: Shape) -> Float[Array, "..."]:
        """Return the initial array."""
        return self.mean + self.stddev * jax.random.normal(key, shape)


@dataclass(frozen=True)
class TruncatedNormal(Initializer):
    """w ~ N(mean, stddev²), drawn again where |w - mean| > 2 stddev."""

    mean: float = 0.0
    stddev: float = 0.05

    def __post_init__(self) -> None:
        number("TruncatedNormal", "mean", self.mean)
        number("TruncatedNormal", "stddev", self.stddev, least=0)

    def __call__(self, key: Key[Array, ""], shape: Shape) -> Float[Array, "..."]:
        """Return the initial array."""
        return self.mean + self.stddev * jax.random.truncated_normal(key, -2.0, 2.0, shape)


@dataclass(frozen=True)
class RandomUniform(Initializer):
    """w ~ U(minval, maxval)."""

    minval: float = -0.05
    maxval: float = 0.05

    def __post_init__(self) -> None:
        number("RandomUniform", "minval", self.minval)
        number("RandomUniform", "maxval", self.maxval, least=self.minval)

    def __call__(self, key: Key[Array, ""], shape: Shape) -> Float[Array, "..."]:
        """Return the initial array."""
        return jax.random.uniform(key, shape, minval=self.minval, maxval=self.maxval)


MODES = ("fan_in", "fan_out", "fan_avg")
DISTRIBUTIONS = ("truncated_normal", "untruncated_normal", "uniform")


@dataclass(frozen=True)
class VarianceScaling(Initializer):
    """w with mean 0 and variance scale / n, n = fan_in, fan_out or their mean."""

    scale: float = 1.0
    mode: str = "fan_in"
    distribution: str = "truncated_normal"

    def __post_init__(self) -> None:
        if number("VarianceScaling", "scale", self.scale, least=0) == 0:
            raise SettingError("VarianceScaling: scale is 0; it must be above 0")
        choice("VarianceScaling", "mode", self.mode, MODES)
        choice("VarianceScaling", "distribution", self.distribution, (*DISTRIBUTIONS, "normal"))

    def __call__(self, key: Key[Array, ""], shape: Shape) -> Float[Array, "..."]:
        """Return the initial array."""
        fan_in, fan_out = fans(shape)
        n = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        stddev = sqrt(self.scale / max(1.0, n))
        if self.distribution == "uniform":
            limit = sqrt(3) * stddev
            return jax.random.uniform(key, shape, minval=-limit, maxval=limit)
        if self.distribution == "untruncated_normal":
            return stddev * jax.random.normal(key, shape)
        return stddev / CUT_NORMAL_STDDEV * jax.random.truncated_normal(key, -2.0, 2.0, shape)


@dataclass(frozen=True)
class Orthogonal(Initializer):
    """w with orthonormal columns (rows, if it is wider than tall), times gain.

    The array is seen as a matrix of (all axes but the last, last axis).
    """

    gain: float = 1.0

    def __post_init__(self) -> None:
        number("Orthogonal", "gain", self.gain)

    def __call__(self, key: Key[Array, ""], shape: Shape) -> Float[Array, "..."]:
        """Return the initial array."""
        if len(shape) < 2:
            raise ShapeError(f"Orthogonal needs a matrix, not an array of shape {shape}; choose another initializer")
        rows, columns = prod(shape[:-1]), shape[-1]
        q, r = jnp.linalg.qr(jax.random.normal(key, (max(rows, columns), min(rows, columns))))
        q = q * jnp.sign(jnp.diagonal(r))  # makes the decomposition unique, so that w is uniformly distributed
        return self.gain * (q if rows >= columns else q.T).reshape(shape)


@dataclass(frozen=True)
class Given(Initializer):
    """w = the values that are given.

    Raises: ShapeError where their shape is not the weight's.
    """

    values: tuple[Any, ...] | float = field(default=0.0)

    def __call__(self, key: Key[Array, ""], shape: Shape) -> Float[Array, "..."]:
        """Return the initial array."""
        values = np.asarray(self.values, float)
        if values.shape != shape:
            raise ShapeError(
                f"the given values have shape {values.shape}, the weight has {shape}; give {shape} of them"
            )
        return jnp.asarray(values, float)


def given(values: Any) -> Given:
    """Return an initializer that hands out these values (nested lists, or an array)."""
    array = np.asarray(values, float)

    def frozen(row: Any) -> Any:
        return tuple(frozen(item) for item in row) if isinstance(row, list) else row

    return Given(frozen(array.tolist()))


NAMES: dict[str, Callable[..., Initializer]] = {
    "zeros": Zeros,
    "ones": Ones,
    "constant": Constant,
    "random_normal": RandomNormal,
    "random_uniform": RandomUniform,
    "truncated_normal": TruncatedNormal,
    "variance_scaling": VarianceScaling,
    "orthogonal": Orthogonal,
}
SCALED = {
    "glorot_uniform": (1.0, "fan_avg", "uniform"),
    "glorot_normal": (1.0, "fan_avg", "truncated_normal"),
    "he_uniform": (2.0, "fan_in", "uniform"),
    "he_normal": (2.0, "fan_in", "truncated_normal"),
    "lecun_uniform": (1.0, "fan_in", "uniform"),
    "lecun_normal": (1.0, "fan_in", "truncated_normal"),
}
Spec = str | Mapping[str, Any] | Sequence[Any] | Initializer


def get(spec: Spec) -> Initializer:
    """Return the initializer for a name, {"name": …, option: value}, a list of values, or an `Initializer`.

    Keras' class names ("GlorotUniform") name the same things.

    Raises: SettingError, with the nearest right spelling.
    """
    if isinstance(spec, Initializer):
        return spec
    if not isinstance(spec, str | Mapping):
        return given(spec)
    options: dict[str, Any] = {"name": spec} if isinstance(spec, str) else dict(spec)
    name = options.pop("name", None)
    plain = {known.replace("_", ""): known for known in (*NAMES, *SCALED)}.get(str(name).lower().replace("_", ""))
    if plain is None:
        raise unknown("initializer", name, (*NAMES, *SCALED))
    if plain in SCALED:
        if options:
            raise bad_options(f"initializer {plain!r}", options, ())
        return VarianceScaling(*SCALED[plain])
    known = [entry.name for entry in fields(NAMES[plain])]  # type: ignore[arg-type]
    if not set(options) <= set(known):
        raise bad_options(f"initializer {plain!r}", options, known)
    return NAMES[plain](**options)
