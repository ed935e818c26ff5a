"""Penalties on weights and outputs: λ₁ Σ|w| + λ₂ Σw² (no ½, as in Keras).

The strengths λ are traced numbers, handed in at every call, so that changing one compiles nothing; which of
the two sums exists is part of the structure.
Source: notes 5.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp
from jaxtyping import Array, Float

from dlviz.engine.errors import SettingError, bad_options, number, unknown


@dataclass(frozen=True)
class Penalty:
    """λ₁ Σ|w| + λ₂ Σw²; None leaves a sum out.

    Units: those of the loss.
    Raises: SettingError for a strength below 0.
    """

    l1: float | None = None
    l2: float | None = None

    def __post_init__(self) -> None:
        for option, value in self.strengths().items():
            number("regularizer", option, value, least=0)

    def strengths(self) -> dict[str, float]:
        """Return the λ that exist, by name."""
        return {name: value for name, value in (("l1", self.l1), ("l2", self.l2)) if value is not None}

    def __call__(self, w: Float[Array, "..."], strengths: Mapping[str, Any]) -> Float[Array, ""]:
        """Return the penalty of one array."""
        total = jnp.zeros(())
        if self.l1 is not None:
            total += strengths["l1"] * jnp.sum(jnp.abs(w))
        if self.l2 is not None:
            total += strengths["l2"] * jnp.vdot(w, w)
        return total


def L1(l1: float = 0.01) -> Penalty:  # noqa: N802, Keras' name
    """Return the penalty λ₁ Σ|w|."""
    return Penalty(l1=l1)


def L2(l2: float = 0.01) -> Penalty:  # noqa: N802, Keras' name
    """Return the penalty λ₂ Σw²."""
    return Penalty(l2=l2)


def L1L2(l1: float = 0.0, l2: float = 0.0) -> Penalty:  # noqa: N802, Keras' name
    """Return the penalty λ₁ Σ|w| + λ₂ Σw²."""
    return Penalty(l1=l1, l2=l2)


KINDS = {"l1": L1, "l2": L2, "l1l2": L1L2, "l1_l2": L1L2}
Spec = str | Mapping[str, Any] | Penalty | None


def get(spec: Spec) -> Penalty | None:
    """Return the penalty for None, "l2", {"l2": 0.01}, {"name": "L1L2", "l1": …, "l2": …} or a `Penalty`.

    Raises: SettingError, with the nearest right spelling.
    """
    if spec is None or isinstance(spec, Penalty):
        return spec
    given: dict[str, Any] = {"name": spec} if isinstance(spec, str) else dict(spec)
    name = given.pop("name", None)
    if name is not None and str(name).lower() not in KINDS:
        raise unknown("regularizer", name, ("L1", "L2", "L1L2"))
    known = {"l1": ("l1",), "l2": ("l2",)}.get(str(name).lower(), ("l1", "l2"))
    if not set(given) <= set(known):
        raise bad_options(f"regularizer {name or 'L1L2'}", given, known)
    if name is not None:
        return KINDS[str(name).lower()](**given)
    if not given:
        raise SettingError("a regularizer without a strength: give l1, l2 or both")
    return Penalty(**given)
