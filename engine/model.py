"""A model: layers one after another, with Keras' names and Keras' summary.

model = Sequential([Dense(16, activation="relu"), Dense(3, activation="softmax")], input_shape=(4,))
params, state = model.init(key)       # {"dense": {"kernel": (4, 16), "bias": (16,)}, "dense_1": …}, {}
outputs, state = model.apply(params, state, x, hyper=model.hyper(), key=None, training=False)
outputs["dense_1"]                    # every layer's output, the prediction last
"""

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Key

from dlviz.engine.errors import SettingError, ShapeError
from dlviz.engine.layers.base import Layer, Shape
from dlviz.engine.layers.stack import Stack, Tree, named, take


def penalty_of(
    layers: Sequence[tuple[str, Layer]], params: Tree, hyper: Mapping[str, Any], outputs: Mapping[str, Array]
) -> Float[Array, ""]:
    """Return the sum of all penalties of these layers, by full name: on weights, and on the outputs of a batch."""
    total = jnp.zeros(())
    for name, layer in layers:
        mine = take(hyper, name, layer)
        total += layer.penalty(params.get(name, {}), mine) + layer.activity_penalty(outputs[name], mine)
    return total


class Sequential:
    """Layers one after another, for inputs of one shape.

    names: the layers' names, in order; trainable: the names of the layers with weights that training moves;
    input_shape, output_shape: without the batch axis. Nothing is computed or allocated here.

    Raises: ShapeError, naming the layer, where shapes do not fit; SettingError for wrong names.
    """

    def __init__(self, layers: Sequence[Layer], input_shape: int | Sequence[int]) -> None:
        if not layers:
            raise SettingError("a model needs at least one layer")
        for layer in layers:
            if not isinstance(layer, Layer):
                raise SettingError(f"{layer!r} is no layer; give layers such as Dense(3)")
        sizes = (input_shape,) if isinstance(input_shape, int) else tuple(input_shape)
        if not all(isinstance(size, int) and size > 0 for size in sizes):
            raise ShapeError(f"input_shape is {sizes}; it must hold whole numbers above 0, without the batch axis")
        self.input_shape: Shape = sizes
        pairs = named(layers)
        self.names = tuple(name for name, _ in pairs)
        self.layers = tuple(layer for _, layer in pairs)
        self._stack = Stack(pairs)
        self.inner = tuple(self._stack.flat())
        self._params, self._state, self._shapes = self._measure()
        self.output_shape: Shape = self._shapes[-1]
        self.trainable = tuple(name for name, layer in self.inner if name in self._params and layer.trainable)

    def _measure(self) -> tuple[Tree, Tree, list[Shape]]:
        """Return weights and state as shapes only, and every layer's output shape."""
        shapes: list[Shape] = []

        def init() -> tuple[Tree, Tree]:
            params, state, found = self._stack.init(jax.random.key(0), self.input_shape)
            shapes.extend(found)
            return params, state

        params, state = jax.eval_shape(init)
        return params, state, shapes

    def init(self, key: Key[Array, ""]) -> tuple[Tree, Tree]:
        """Return the initial weights {layer: {weight: array}} and the initial layer state.

        A layer's weights depend on the key and on its place among the layers that have weights.
        """
        params, state, _ = self._stack.init(key, self.input_shape)
        return params, state

    def apply(
        self,
        params: Tree,
        state: Tree,
        x: Float[Array, "batch ..."],
        *,
        hyper: Mapping[str, Any],
        key: Key[Array, ""] | None,
        training: bool,
    ) -> tuple[dict[str, Array], Tree]:
        """Return every layer's outputs by name, the prediction last, and the layer state after the batch.

        Raises: ShapeError where x does not have the model's input shape.
        """
        if x.shape[1:] != self.input_shape:
            raise ShapeError(
                f"{self.names[0]}: the rows have shape {x.shape[1:]}, the model expects {self.input_shape}; "
                "change input_shape or the data's features"
            )
        outputs, _, after = self._stack.apply(params, state, x, hyper=hyper, key=key, training=training)
        return outputs, after

    def hyper(self) -> dict[str, dict[str, Any]]:
        """Return the traced numbers of the layers that have some: {layer: {"rate": 0.3}}."""
        return {name: traced for name, layer in self.inner if (traced := layer.hyper())}

    def penalty(self, params: Tree, hyper: Mapping[str, Any], outputs: Mapping[str, Array]) -> Float[Array, ""]:
        """Return the sum of all penalties: on the weights, and on the outputs of a batch.

        Units: those of the loss.
        """
        return penalty_of(self.inner, params, hyper, outputs)

    def count_params(self) -> int:
        """Return how many numbers the model holds, moving statistics included (as Keras counts)."""
        return _size(self._params) + _size(self._state)

    def rows(self) -> list[tuple[str, str, Shape, int]]:
        """Return (name, type, output shape without the batch axis, numbers held) of each layer."""
        return [
            (
                name,
                type(layer).__name__,
                shape,
                _size(take(self._params, name, layer), take(self._state, name, layer)),
            )
            for name, layer, shape in zip(self.names, self.layers, self._shapes, strict=True)
        ]

    def frozen(self) -> dict[str, int]:
        """Return how many of each layer's numbers training does not move (Keras: non-trainable)."""
        moved = {name: self._params[name] for name in self.trainable}
        return {
            name: count - _size(take(moved, name, layer))
            for (name, _, _, count), layer in zip(self.rows(), self.layers, strict=True)
        }

    def summary(self) -> str:
        """Return the table that Keras prints."""
        cells = [
            (
                f"{name} ({kind})",
                f"(None, {', '.join(map(str, shape))})" if shape else "(None,)",
                f"{count:,}",
            )
            for name, kind, shape, count in self.rows()
        ]
        head = ("Layer (type)", "Output Shape", "Param #")
        # Keras' own widths, wider only where a name would not fit
        widths = [max(least, *(len(row[i]) for row in cells)) for i, least in enumerate((31, 22, 13))]

        def line(row: Sequence[str], bar: str) -> str:
            name, shape, count = row
            return f"{bar} {name:<{widths[0]}} {bar} {shape:<{widths[1]}} {bar} {count:>{widths[2]}} {bar}"

        def rule(left: str, dash: str, middle: str, right: str) -> str:
            return left + middle.join(dash * (width + 2) for width in widths) + right

        body = f"\n{rule('├', '─', '┼', '┤')}\n".join(line(row, "│") for row in cells)
        total = self.count_params()
        trained = total - sum(self.frozen().values())
        return "\n".join(
            (
                'Model: "sequential"',
                rule("┏", "━", "┳", "┓"),
                line(head, "┃"),
                rule("┡", "━", "╇", "┩"),
                body,
                rule("└", "─", "┴", "┘"),
                f" Total params: {total:,} ({_memory(total)})",
                f" Trainable params: {trained:,} ({_memory(trained)})",
                f" Non-trainable params: {total - trained:,} ({_memory(total - trained)})",
            )
        )


def _size(*trees: Any) -> int:
    return sum(prod(leaf.shape) for leaf in jax.tree.leaves(trees))


def _memory(count: int) -> str:
    """Return the memory of so many float32 numbers, as Keras writes it."""
    size = 4.0 * count
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if size < 1024 or unit == "TB":
            break
        size /= 1024
    return f"{size:.2f} {unit}"
