"""Layers: frozen dataclasses with Keras' names, options and defaults. `base` states their contract."""

from dlviz.engine.layers.activation import Activation
from dlviz.engine.layers.base import Layer
from dlviz.engine.layers.composite import Parallel, Residual
from dlviz.engine.layers.conv import Conv1D, Conv2D
from dlviz.engine.layers.dense import Dense
from dlviz.engine.layers.noise import Dropout, GaussianNoise
from dlviz.engine.layers.normalization import BatchNormalization, LayerNormalization
from dlviz.engine.layers.pooling import (
    AveragePooling1D,
    AveragePooling2D,
    GlobalAveragePooling1D,
    GlobalAveragePooling2D,
    GlobalMaxPooling1D,
    GlobalMaxPooling2D,
    MaxPooling1D,
    MaxPooling2D,
)
from dlviz.engine.layers.prelu import PReLU
from dlviz.engine.layers.shape import Flatten, Reshape, ZeroPadding1D, ZeroPadding2D

LAYERS: dict[str, type[Layer]] = {
    layer.__name__: layer
    for layer in (
        Dense,
        Activation,
        PReLU,
        Dropout,
        GaussianNoise,
        Flatten,
        Reshape,
        Conv1D,
        Conv2D,
        MaxPooling1D,
        MaxPooling2D,
        AveragePooling1D,
        AveragePooling2D,
        GlobalMaxPooling1D,
        GlobalMaxPooling2D,
        GlobalAveragePooling1D,
        GlobalAveragePooling2D,
        ZeroPadding1D,
        ZeroPadding2D,
        BatchNormalization,
        LayerNormalization,
        Residual,
        Parallel,
    )
}

__all__ = [
    "LAYERS",
    "Activation",
    "AveragePooling1D",
    "AveragePooling2D",
    "BatchNormalization",
    "Conv1D",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "GaussianNoise",
    "GlobalAveragePooling1D",
    "GlobalAveragePooling2D",
    "GlobalMaxPooling1D",
    "GlobalMaxPooling2D",
    "Layer",
    "LayerNormalization",
    "MaxPooling1D",
    "MaxPooling2D",
    "PReLU",
    "Parallel",
    "Reshape",
    "Residual",
    "ZeroPadding1D",
    "ZeroPadding2D",
]
