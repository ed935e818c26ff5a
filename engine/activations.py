"""Activation functions, each beside its derivative.

`get` returns an `Activation`: calling it is what a layer computes, `.derivative(x)` is dy/dx written out, for
pictures and tests (training differentiates the function itself). At a kink the derivative is the one that
training uses. Softmax is no function of one number: its `.derivative` is the diagonal y (1 - y) of its
Jacobian, and `softmax_jacobian` gives the whole.

Shapes: everything (...) -> (...).
Source: notes 2.3 and 4.3 (derivatives); names and default options as in Keras.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import signature
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from dlviz.engine.errors import SettingError, bad_options, number, unknown

Function = Callable[..., Array]

SELU_SCALE = 1.0507009873554805
SELU_ALPHA = 1.6732632423543772
SQRT_2_OVER_PI = 0.7978845608028654


def linear(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """y = x."""
    return x


def linear_derivative(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """dy/dx = 1."""
    return jnp.ones_like(x)


def relu(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """y = max(x, 0)."""
    return jax.nn.relu(x)


def relu_derivative(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """dy/dx = 1 for x > 0, else 0."""
    return jnp.where(x > 0, jnp.ones_like(x), 0)


def relu6(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """y = min(max(x, 0), 6)."""
    return jax.nn.relu6(x)


def relu6_derivative(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """dy/dx = 1 for 0 < x < 6, else 0."""
    return jnp.where((x > 0) & (x < 6), jnp.ones_like(x), 0)


def leaky_relu(x: Float[Array, "..."], negative_slope: float = 0.2) -> Float[Array, "..."]:
    """y = x for x ≥ 0, else slope · x."""
    return jnp.where(x >= 0, x, negative_slope * x)


def leaky_relu_derivative(x: Float[Array, "..."], negative_slope: float = 0.2) -> Float[Array, "..."]:
    """dy/dx = 1 for x ≥ 0, else the slope."""
    return jnp.where(x >= 0, jnp.ones_like(x), negative_slope)


def prelu(x: Float[Array, "..."], alpha: float = 0.25) -> Float[Array, "..."]:
    """y = max(x, 0) + α min(x, 0); the layer `PReLU` learns α.

    Source: He et al. 2015, eq. 1; α starts at 0.25 there (Keras' layer starts at 0).
    """
    return jax.nn.relu(x) - alpha * jax.nn.relu(-x)


def prelu_derivative(x: Float[Array, "..."], alpha: float = 0.25) -> Float[Array, "..."]:
    """dy/dx = 1 for x > 0, α for x < 0, 0 at 0."""
    return jnp.where(x > 0, jnp.ones_like(x), jnp.where(x < 0, alpha, jnp.zeros_like(x)))


def elu(x: Float[Array, "..."], alpha: float = 1.0) -> Float[Array, "..."]:
    """y = x for x > 0, else α (eˣ - 1)."""
    return jax.nn.elu(x, alpha)


def elu_derivative(x: Float[Array, "..."], alpha: float = 1.0) -> Float[Array, "..."]:
    """dy/dx = 1 for x > 0, else α eˣ."""
    return jnp.where(x > 0, jnp.ones_like(x), alpha * jnp.exp(jnp.minimum(x, 0)))


def selu(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """y = λ elu(x, α), λ = 1.0507…, α = 1.6732….

    Source: Klambauer et al. 2017, eq. 2.
    """
    return SELU_SCALE * jax.nn.elu(x, SELU_ALPHA)


def selu_derivative(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """dy/dx = λ for x > 0, else λ α eˣ."""
    return SELU_SCALE * elu_derivative(x, SELU_ALPHA)


def gelu(x: Float[Array, "..."], approximate: bool = False) -> Float[Array, "..."]:
    """y = x Φ(x), Φ the normal distribution function; approximate: ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).

    Source: Hendrycks and Gimpel 2016.
    """
    return jax.nn.gelu(x, approximate=approximate)


def gelu_derivative(x: Float[Array, "..."], approximate: bool = False) -> Float[Array, "..."]:
    """dy/dx = Φ(x) + x φ(x), φ the normal density, or the derivative of the tanh form."""
    if not approximate:
        return jax.scipy.stats.norm.cdf(x) + x * jax.scipy.stats.norm.pdf(x)
    th = jnp.tanh(SQRT_2_OVER_PI * (x + 0.044715 * x**3))
    return 0.5 * (1 + th) + 0.5 * x * (1 - th**2) * SQRT_2_OVER_PI * (1 + 3 * 0.044715 * x**2)


def silu(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """y = x σ(x), also called swish."""
    return jax.nn.silu(x)


def silu_derivative(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """dy/dx = σ(x) (1 + x (1 - σ(x)))."""
    s = jax.nn.sigmoid(x)
    return s * (1 + x * (1 - s))


def softplus(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """y = log(1 + eˣ)."""
    return jax.nn.softplus(x)


def softplus_derivative(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """dy/dx = σ(x)."""
    return jax.nn.sigmoid(x)


def softsign(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """y = x / (1 + |x|)."""
    return x / (1 + jnp.abs(x))


def softsign_derivative(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """dy/dx = 1 / (1 + |x|)²."""
    return 1 / (1 + jnp.abs(x)) ** 2


def sigmoid(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """y = σ(x) = 1 / (1 + e⁻ˣ)."""
    return jax.nn.sigmoid(x)


def sigmoid_derivative(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """dy/dx = σ(x) σ(-x)."""
    return jax.nn.sigmoid(x) * jax.nn.sigmoid(-x)


def hard_sigmoid(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """y = min(max(x + 3, 0), 6) / 6."""
    return jax.nn.hard_sigmoid(x)


def hard_sigmoid_derivative(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """dy/dx = 1/6 for -3 < x < 3, else 0."""
    return relu6_derivative(x + 3) / 6


def tanh(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """y = tanh(x)."""
    return jnp.tanh(x)


def tanh_derivative(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """dy/dx = 1 - tanh²(x)."""
    return 1 - jnp.tanh(x) ** 2


def exponential(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """y = eˣ."""
    return jnp.exp(x)


def mish(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """y = x tanh(log(1 + eˣ)).

    Source: Misra 2019.
    """
    return x * jnp.tanh(jax.nn.softplus(x))


def mish_derivative(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """dy/dx = t + x σ(x) (1 - t²), t = tanh(log(1 + eˣ))."""
    t = jnp.tanh(jax.nn.softplus(x))
    return t + x * jax.nn.sigmoid(x) * (1 - t**2)


def softmax(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """yᵢ = exp(xᵢ) / Σⱼ exp(xⱼ), over the last axis."""
    return jax.nn.softmax(x, axis=-1)


def softmax_derivative(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """∂yᵢ/∂xᵢ = yᵢ (1 - yᵢ), the diagonal of the Jacobian."""
    y = softmax(x)
    return y * (1 - y)


def softmax_jacobian(x: Float[Array, "... n"]) -> Float[Array, "... n n"]:
    """∂yᵢ/∂xⱼ = yᵢ (δᵢⱼ - yⱼ)."""
    y = softmax(x)
    return y[..., :, None] * (jnp.eye(x.shape[-1]) - y[..., None, :])


FUNCTIONS: dict[str, tuple[Function, Function]] = {
    "linear": (linear, linear_derivative),
    "relu": (relu, relu_derivative),
    "relu6": (relu6, relu6_derivative),
    "leaky_relu": (leaky_relu, leaky_relu_derivative),
    "prelu": (prelu, prelu_derivative),
    "elu": (elu, elu_derivative),
    "selu": (selu, selu_derivative),
    "gelu": (gelu, gelu_derivative),
    "silu": (silu, silu_derivative),
    "swish": (silu, silu_derivative),
    "softplus": (softplus, softplus_derivative),
    "softsign": (softsign, softsign_derivative),
    "sigmoid": (sigmoid, sigmoid_derivative),
    "hard_sigmoid": (hard_sigmoid, hard_sigmoid_derivative),
    "tanh": (tanh, tanh_derivative),
    "exponential": (exponential, exponential),
    "mish": (mish, mish_derivative),
    "softmax": (softmax, softmax_derivative),
}


@dataclass(frozen=True)
class Activation:
    """One of the functions above with its options fixed.

    Shapes: (...) -> (...), the derivative too.
    """

    name: str
    options: tuple[tuple[str, float | bool], ...] = ()

    def __call__(self, x: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return y."""
        return FUNCTIONS[self.name][0](x, **dict(self.options))

    def derivative(self, x: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return dy/dx at every x."""
        return FUNCTIONS[self.name][1](x, **dict(self.options))


Spec = str | Mapping[str, Any] | Activation | None


def get(spec: Spec) -> Activation:
    """Return the activation for a name, for {"name": …, option: value}, or for None (linear).

    Raises: SettingError, with the nearest right spelling.
    """
    if isinstance(spec, Activation):
        return spec
    if spec is None:
        return Activation("linear")
    given: dict[str, Any] = {"name": spec} if isinstance(spec, str) else dict(spec)
    name = given.pop("name", None)
    if name not in FUNCTIONS:
        raise unknown("activation", name, FUNCTIONS)
    known = list(signature(FUNCTIONS[name][0]).parameters)[1:]
    if not set(given) <= set(known):
        raise bad_options(f"activation {name!r}", given, known)
    for option, value in given.items():
        if not isinstance(value, bool):
            number(f"activation {name!r}", option, value)
        elif option != "approximate":
            raise SettingError(f"activation {name!r}: {option} is {value}; it must be a number")
    return Activation(name, tuple(sorted(given.items())))
