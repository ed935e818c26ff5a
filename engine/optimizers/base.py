"""The contract of all optimizers, stated once, and the one place where their formulas meet trees of weights.

    slots = optimizer.init(params)                # {"momentum": a tree like params}, {} without memory
    updates, slots = optimizer.update(grads, slots, params, hyper=hyper, step=step)
    params = params + updates

An optimizer is a frozen dataclass with Keras' options. Its numbers come in as `hyper` = {"learning_rate": …}
and what `optimizer.hyper()` names, traced, so that changing one compiles nothing; which of them exist is part
of the structure (SGD without momentum has no slot). Step t of the papers is `step` + 1.

A subclass writes its formula for ONE array: `slots(w)` and `parts(g, slots, h, t)`, in the symbols of its paper:
what `listings` prints as pseudo-code has its numbers there, under the same symbols.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from dlviz.engine import schedules
from dlviz.engine.errors import SettingError, number

Tree = dict[str, Any]
Slots = dict[str, Any]
SHARED = ("weight_decay", "clipnorm", "clipvalue", "global_clipnorm")


@dataclass(frozen=True)
class Optimizer:
    """What all optimizers share: learning rate, weight decay, clipping.

    weight_decay λ moves w by - learning_rate · λ · w beside the update (decoupled, as in AdamW). clipnorm
    limits the norm of each array's gradient, global_clipnorm that of all together, clipvalue every number.

    Raises: SettingError for a number out of its range, or two kinds of clipping at once.
    """

    learning_rate: float | schedules.Schedule = 0.001
    weight_decay: float | None = field(default=None, kw_only=True)
    clipnorm: float | None = field(default=None, kw_only=True)
    clipvalue: float | None = field(default=None, kw_only=True)
    global_clipnorm: float | None = field(default=None, kw_only=True)

    traced: ClassVar[tuple[str, ...]] = ()  # this optimizer's own numbers, by option
    memory: ClassVar[Mapping[str, str]] = {}  # what each slot holds, by its symbol in `parts`
    fractions: ClassVar[tuple[str, ...]] = ("momentum", "rho", "beta_1", "beta_2")  # numbers in [0, 1)

    def __post_init__(self) -> None:
        owner = type(self).__name__
        if not isinstance(self.learning_rate, schedules.Schedule):
            number(owner, "learning_rate", self.learning_rate, least=0)
        for name in self.traced:
            most = 1 if name in self.fractions else None
            number(owner, name, getattr(self, name), least=0, most=most, below=True)
        for name in SHARED:
            if getattr(self, name) is not None:
                number(owner, name, getattr(self, name), least=0)
        clips = [name for name in SHARED[1:] if getattr(self, name) is not None]
        if len(clips) > 1:
            raise SettingError(f"{owner}: {' and '.join(clips)} are both given; keep one")
        for name in clips:
            if getattr(self, name) == 0:
                raise SettingError(f"{owner}: {name} is 0, which stops every update; give a number above 0")

    def slots(self, w: Float[Array, "..."]) -> Slots:
        """Return the memory that one array begins with."""
        return {}

    def parts(
        self, g: Float[Array, "..."], slots: Slots, h: Mapping[str, Any], t: Float[Array, ""]
    ) -> dict[str, Float[Array, "..."]]:
        """Return all that is computed for one array at step t = 1, 2, …, by symbol; Δθ is what its weights move by."""
        raise NotImplementedError

    def hyper(self) -> dict[str, float]:
        """Return the traced numbers, without the learning rate."""
        names = [*self.traced, *(name for name in SHARED if getattr(self, name) is not None)]
        return {name: float(getattr(self, name)) for name in names}

    def rate(self, step: int) -> float:
        """Return the learning rate of an update, counted from 0."""
        return self.learning_rate(step) if isinstance(self.learning_rate, schedules.Schedule) else self.learning_rate

    def init(self, params: Tree) -> Tree:
        """Return the slots of all weights: {slot: tree like params}."""
        return _by_slot(params, [self.slots(w) for w in jax.tree.leaves(params)])

    def update(
        self, grads: Tree, slots: Tree, params: Tree, *, hyper: Mapping[str, Any], step: Int[Array, ""] | int
    ) -> tuple[Tree, Tree]:
        """Return what to add to the weights, and the slots after.

        Shapes: grads, params and the result are trees of the same shapes.
        """
        found = self.explain(grads, slots, params, hyper=hyper, step=step)
        return found["Δθ"], {slot: found[self.memory[slot]] for slot in slots}

    def explain(
        self, grads: Tree, slots: Tree, params: Tree, *, hyper: Mapping[str, Any], step: Int[Array, ""] | int
    ) -> dict[str, Tree]:
        """Return every quantity of the update by its symbol: g (after clipping), what `parts` names, Δθ.

        Shapes: trees like params. Δθ includes weight decay.
        """
        leaves, tree = jax.tree.flatten(params)
        memory = {name: jax.tree.leaves(slot) for name, slot in slots.items()}
        each = []
        for i, (w, g) in enumerate(zip(leaves, self.clip(jax.tree.leaves(grads), hyper), strict=True)):
            t = jnp.asarray(step + 1, g.dtype)
            parts = self.parts(g, {name: slot[i] for name, slot in memory.items()}, hyper, t)
            if self.weight_decay is not None:
                parts["Δθ"] = parts["Δθ"] - hyper["learning_rate"] * hyper["weight_decay"] * w
            each.append({"g": g} | parts)
        symbols = each[0] if each else ("Δθ", *(self.memory[slot] for slot in slots))
        return {symbol: jax.tree.unflatten(tree, [parts[symbol] for parts in each]) for symbol in symbols}

    def clip(self, grads: list[Any], hyper: Mapping[str, Any]) -> list[Any]:
        """Return the gradients after clipping, if any is asked for."""
        if self.clipvalue is not None:
            c = hyper["clipvalue"]
            return [jnp.clip(g, -c, c) for g in grads]
        if self.clipnorm is not None:
            c = hyper["clipnorm"]
            return [g * (c / jnp.maximum(jnp.sqrt(jnp.vdot(g, g)), c)) for g in grads]
        if self.global_clipnorm is not None:
            c = hyper["global_clipnorm"]
            norm = jnp.sqrt(sum(jnp.vdot(g, g) for g in grads))
            return [g * (c / jnp.maximum(norm, c)) for g in grads]
        return grads


def _by_slot(params: Tree, each: list[Slots]) -> Tree:
    """Turn one dict of slots per array into one tree per slot."""
    tree = jax.tree.structure(params)
    names = each[0] if each else {}
    return {name: jax.tree.unflatten(tree, [slots[name] for slots in each]) for name in names}
