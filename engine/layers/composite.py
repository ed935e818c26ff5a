"""Layers made of layers: residual blocks and parallel branches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Key

from dlviz.engine.errors import SettingError
from dlviz.engine.layers.base import Hyper, Layer, Params, Shape
from dlviz.engine.layers.stack import Composite, Stack, Tree, named


def checked(owner: str, option: str, layers: Any) -> tuple[Layer, ...]:
    """Return the layers as a tuple.

    Raises: SettingError.
    """
    found = tuple(layers) if isinstance(layers, Sequence) else (layers,)
    if not found or not all(isinstance(layer, Layer) for layer in found):
        raise SettingError(f"{owner}: {option} is {layers!r}; it must be one or more layers")
    return found


@dataclass(frozen=True)
class Block(Composite, Layer):
    """What both share: stacks of named layers, frozen together with the block."""

    @cached_property
    def stacks(self) -> tuple[Stack, ...]:
        """Return the stacks inside, the names counted through all of them."""
        taken: dict[str, int] = {}
        return tuple(Stack(named(self.own(layers), taken)) for layers in self.groups())

    def groups(self) -> tuple[tuple[Layer, ...], ...]:
        """Return the layers of each stack."""
        raise NotImplementedError

    def own(self, layers: Sequence[Layer]) -> list[Layer]:
        """Return the layers, frozen if the block is."""
        return [layer if self.trainable else replace(layer, trainable=False) for layer in layers]

    @property
    def random(self) -> bool:  # type: ignore[override]
        """Return whether a layer inside draws random numbers."""
        return any(layer.random for stack in self.stacks for _, layer in stack.pairs)

    def inner(self) -> Iterator[tuple[str, Layer]]:
        """Return the simple layers inside, by name, in order."""
        for stack in self.stacks:
            yield from stack.flat()

    def apply(
        self,
        params: Params,
        state: Params,
        x: Float[Array, "batch ..."],
        *,
        hyper: Hyper,
        key: Key[Array, ""] | None,
        training: bool,
    ) -> tuple[Float[Array, "batch ..."], Params]:
        """Return the block's output."""
        _, y, after = self.outputs(params, state, x, hyper=hyper, key=key, training=training)
        return y, after


@dataclass(frozen=True)
class Residual(Block):
    """y = x + f(x), f the layers inside, one after another.

    Shapes: f must keep the shape.
    Raises: ShapeError where it does not.
    Source: He et al. 2016, eq. 1.
    """

    layers: Any = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "layers", checked(self.name or "Residual", "layers", self.layers))
        _ = self.stacks

    def groups(self) -> tuple[tuple[Layer, ...], ...]:
        """Return the one stack."""
        return (self.layers,)

    def init(self, key: Key[Array, ""], input_shape: Shape) -> tuple[Params, Params, Shape]:
        """Return the weights of the layers inside."""
        params, state, shapes = self.stacks[0].init(key, input_shape)
        if shapes[-1] != input_shape:
            last = self.stacks[0].pairs[-1][0]
            raise self.refuse(
                input_shape,
                f"but {last} inside gives {shapes[-1]}, and both are added; "
                f"change the units, filters or padding of {last}",
            )
        return params, state, input_shape

    def outputs(
        self,
        params: Tree,
        state: Tree,
        x: Float[Array, "batch ..."],
        *,
        hyper: Hyper,
        key: Key[Array, ""] | None,
        training: bool,
    ) -> tuple[dict[str, Array], Float[Array, "batch ..."], Tree]:
        """Return the outputs inside, x + f(x), and the state."""
        inside, y, after = self.stacks[0].apply(params, state, x, hyper=hyper, key=key, training=training)
        return inside, x + y, after


@dataclass(frozen=True)
class Parallel(Block):
    """Branches side by side on the same input, their outputs joined along the last axis (an inception block).

    Shapes: the branches' outputs must agree in all axes but the last.
    Raises: ShapeError where they do not.
    Source: Szegedy et al. 2015, figure 2.
    """

    branches: Any = ()

    def __post_init__(self) -> None:
        owner, given = self.name or "Parallel", self.branches
        if not isinstance(given, Sequence) or not given:
            raise SettingError(f"{owner}: branches is {given!r}; it must be one or more lists of layers")
        object.__setattr__(self, "branches", tuple(checked(owner, "branches", branch) for branch in given))
        _ = self.stacks

    def groups(self) -> tuple[tuple[Layer, ...], ...]:
        """Return one stack per branch."""
        branches: tuple[tuple[Layer, ...], ...] = self.branches
        return branches

    def init(self, key: Key[Array, ""], input_shape: Shape) -> tuple[Params, Params, Shape]:
        """Return the weights of the layers inside."""
        params: Params = {}
        state: Params = {}
        ends: list[Shape] = []
        for branch, stack in enumerate(self.stacks):
            weights, moving, shapes = stack.init(jax.random.fold_in(key, branch), input_shape)
            params |= weights
            state |= moving
            ends.append(shapes[-1])
        for end in ends:
            if end[:-1] != ends[0][:-1]:
                raise self.refuse(
                    input_shape,
                    f"its branches end in the shapes {', '.join(map(str, ends))}, which must agree in all axes but the "
                    "last; change their padding or strides",
                )
        return params, state, (*ends[0][:-1], sum(end[-1] for end in ends))

    def outputs(
        self,
        params: Tree,
        state: Tree,
        x: Float[Array, "batch ..."],
        *,
        hyper: Hyper,
        key: Key[Array, ""] | None,
        training: bool,
    ) -> tuple[dict[str, Array], Float[Array, "batch ..."], Tree]:
        """Return the outputs inside, their ends joined, and the state."""
        inside: dict[str, Array] = {}
        after: Tree = {}
        ends = []
        for branch, stack in enumerate(self.stacks):
            mine = None if key is None else jax.random.fold_in(key, branch)
            found, y, moving = stack.apply(params, state, x, hyper=hyper, key=mine, training=training)
            inside |= found
            after |= moving
            ends.append(y)
        return inside, jnp.concatenate(ends, axis=-1), after
