"""Layers: frozen dataclasses with Keras' names, options and defaults. `base` states their contract."""

from dlviz.engine.layers.activation import Activation
from dlviz.engine.layers.base import Layer
from dlviz.engine.layers.dense import Dense

LAYERS: dict[str, type[Layer]] = {layer.__name__: layer for layer in (Activation, Dense)}

__all__ = ["LAYERS", "Activation", "Dense", "Layer"]
