"""Layers one after another, by name: what a model and the layers made of layers have in common.

Trees are flat: a layer inside `residual` has its weights under `residual/dense`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import jax
from jaxtyping import Array, Float, Key

from dlviz.engine.errors import SettingError
from dlviz.engine.layers.base import Hyper, Layer, Shape, snake

Tree = dict[str, Any]


class Composite(Layer):
    """The contract of a layer made of layers: one more method, which shows what happens inside.

    `apply` is `outputs` without the inner outputs; its trees are {inner layer: {name: array}}.
    """

    def inner(self) -> Iterator[tuple[str, Layer]]:
        """Return the layers inside, by name, in order."""
        raise NotImplementedError

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
        """Return the outputs of the inner layers by name, the output, and the state."""
        raise NotImplementedError


def named(layers: Sequence[Layer], taken: dict[str, int] | None = None) -> tuple[tuple[str, Layer], ...]:
    """Return the layers with the names that Keras gives in a fresh session: `dense`, `dense_1`, …

    Raises: SettingError for a name that occurs twice or holds a slash.
    """
    taken = {} if taken is None else taken
    pairs: list[tuple[str, Layer]] = []
    for layer in layers:
        name = layer.name
        if name is None:
            kind = snake(type(layer).__name__)
            name = kind if kind not in taken else f"{kind}_{taken[kind]}"
            taken[kind] = taken.get(kind, 0) + 1
        if "/" in name or not name:
            raise SettingError(f"a layer is named {name!r}; a name must not be empty or hold a slash")
        if name in (other for other, _ in pairs):
            raise SettingError(f"two layers are named {name!r}; give one another name")
        pairs.append((name, replace(layer, name=name)))
    return tuple(pairs)


def put(tree: Tree, name: str, layer: Layer, weights: Tree) -> None:
    """Add one layer's weights to a flat tree, if there are any."""
    if isinstance(layer, Composite):
        tree.update({f"{name}/{inner}": value for inner, value in weights.items()})
    elif weights:
        tree[name] = weights


def take(tree: Any, name: str, layer: Layer) -> Tree:
    """Return one layer's part of a flat tree."""
    if isinstance(layer, Composite):
        start = f"{name}/"
        return {key[len(start) :]: value for key, value in tree.items() if key.startswith(start)}
    part: Tree = tree.get(name, {})
    return part


class Stack:
    """Layers one after another.

    Raises: SettingError for names, ShapeError from `init`.
    """

    def __init__(self, layers: Sequence[tuple[str, Layer]]) -> None:
        self.pairs = tuple(layers)

    def init(self, key: Key[Array, ""], shape: Shape) -> tuple[Tree, Tree, list[Shape]]:
        """Return weights, state and every layer's output shape.

        A layer's weights depend on the key and on its place among the layers that have weights.
        """
        params: Tree = {}
        state: Tree = {}
        shapes: list[Shape] = []
        place = 0
        for name, layer in self.pairs:
            weights, moving, shape = layer.init(jax.random.fold_in(key, place), shape)
            place += bool(weights)
            put(params, name, layer, weights)
            put(state, name, layer, moving)
            shapes.append(shape)
        return params, state, shapes

    def apply(
        self,
        params: Tree,
        state: Tree,
        x: Float[Array, "batch ..."],
        *,
        hyper: Hyper,
        key: Key[Array, ""] | None,
        training: bool,
    ) -> tuple[dict[str, Array], Float[Array, "batch ..."], Tree]:
        """Return every layer's output by name, the last one, and the state after the batch."""
        outputs: dict[str, Array] = {}
        after: Tree = {}
        place = 0
        for name, layer in self.pairs:
            mine = None if key is None or not layer.random else layer.key(key, place)
            place += layer.places
            parts = take(params, name, layer), take(state, name, layer), x
            if isinstance(layer, Composite):
                inner, x, moving = layer.outputs(*parts, hyper=take(hyper, name, layer), key=mine, training=training)
                outputs.update({f"{name}/{inside}": y for inside, y in inner.items()})
            else:
                x, moving = layer.apply(*parts, hyper=take(hyper, name, layer), key=mine, training=training)
            put(after, name, layer, moving)
            outputs[name] = x
        return outputs, x, after

    def flat(self, prefix: str = "") -> Iterator[tuple[str, Layer]]:
        """Return every simple layer with its full name, in order."""
        for name, layer in self.pairs:
            if isinstance(layer, Composite):
                for inner, inside in layer.inner():
                    yield f"{prefix}{name}/{inner}", inside
            else:
                yield f"{prefix}{name}", layer
