"""What is minimised: the only face that the step, the instruments and the probes see of a model and its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import fields, replace
from typing import Any, Protocol

import jax
import numpy as np
from jaxtyping import Array, Float
from numpy.typing import ArrayLike

from dlviz.engine import losses as loss_functions
from dlviz.engine import metrics as metric_functions
from dlviz.engine.arrays import on_device
from dlviz.engine.errors import SettingError, ShapeError
from dlviz.engine.losses import Loss
from dlviz.engine.metrics import Metric
from dlviz.engine.model import Sequential
from dlviz.engine.state import Weights
from dlviz.engine.structure import structure

Batch = Any
"""Arrays whose leading axis is the rows: (x, y) or (x, y, sample weights); () for an objective without data."""
Hyper = Mapping[str, Any]
Outputs = dict[str, jax.Array]


class Problem(Protocol):
    """A loss over parameters.

    `data`: all training rows; `held_out`: all validation rows or None. `layers`: names of the layers with
    trainable weights, in order; `activations`: the function of each layer that has one, {layer: name}.
    `hyper()`: the traced numbers that `loss` reads. `key()`: a hashable value; problems with the same key
    compute the same function of (params, state, hyper, batch).
    """

    data: Batch
    held_out: Batch | None
    rows: int
    layers: tuple[str, ...]
    activations: Mapping[str, str]
    metrics: tuple[Metric, ...]

    def init(self, key: jax.Array) -> tuple[Weights, Weights]:
        """Return initial parameters and layer state."""
        ...

    def loss(
        self,
        params: Weights,
        state: Weights,
        hyper: Hyper,
        batch: Batch,
        key: jax.Array | None,
        training: bool,
    ) -> tuple[Float[Array, ""], tuple[Outputs, Weights]]:
        """Return the loss on a batch, penalties included, with (all layer outputs, new layer state)."""
        ...

    def score(self, outputs: Outputs, batch: Batch) -> dict[str, jax.Array]:
        """Return each metric's sums over a batch."""
        ...

    def data_loss(
        self,
        params: Weights,
        state: Weights,
        hyper: Hyper,
        batch: Batch,
        key: jax.Array | None,
        training: bool,
    ) -> tuple[Float[Array, ""], tuple[Outputs, Weights]]:
        """Return the same without penalties."""
        ...

    def hyper(self) -> dict[str, dict[str, float]]:
        """Return the numbers that may change without a new compile: {layer: {option: value}}."""
        ...

    def check(self, layer: str, option: str, value: float) -> None:
        """Raise SettingError unless one of these numbers may have this value."""
        ...

    def key(self) -> object:
        """Return what the compiled program depends on."""
        ...


class Supervised:
    """A model and the rows it learns from.

    Shapes: x (rows, *model.input_shape); y (rows, *model.output_shape), or (rows,) for a single output or for
    class numbers; `validation` = (x, y) likewise; `sample_weight` (rows,), `class_weight` {class: weight}.
    Raises ShapeError and SettingError in one sentence when the rows do not fit the model.
    Source: notes 3 (losses), Keras `Model.compile` and `fit` (meaning of the arguments).
    """

    def __init__(
        self,
        model: Sequential,
        x: ArrayLike,
        y: ArrayLike,
        loss: str | Mapping[str, Any] | Loss,
        *,
        validation: tuple[ArrayLike, ArrayLike] | None = None,
        metrics: Sequence[str | Metric] = (),
        sample_weight: ArrayLike | None = None,
        class_weight: Mapping[int, float] | None = None,
    ) -> None:
        """Check the rows against the model; nothing is compiled yet."""
        self.model = model
        self.criterion = loss_functions.get(loss)
        self.metrics = tuple(
            metric_functions.get(metric, loss=self.criterion, outputs=model.output_shape[-1]) for metric in metrics
        )
        self.layers = model.trainable
        self.activations: Mapping[str, str] = _activations(model)
        rows = _rows(model, x, y, "training")
        weights = _sample_weights(rows[1], sample_weight, class_weight)
        self.data = rows if weights is None else (*rows, weights)
        self.rows = len(rows[0])
        self.held_out = None if validation is None else _rows(model, *validation, "validation")
        for which in (self.data, self.held_out):
            if which is not None:
                self.criterion.check(np.asarray(which[1]), model.output_shape)

    def with_model(self, model: Sequential) -> Supervised:
        """Return the same rows, loss and metrics under another model of the same inputs and outputs."""
        twin = copy(self)
        twin.model, twin.layers = model, model.trainable
        twin.activations = _activations(model)
        return twin

    def init(self, key: jax.Array) -> tuple[Weights, Weights]:
        """Return the model's initial weights and layer state."""
        params, state = self.model.init(key)
        return params, state

    def loss(
        self,
        params: Weights,
        state: Weights,
        hyper: Hyper,
        batch: Batch,
        key: jax.Array | None,
        training: bool,
    ) -> tuple[Float[Array, ""], tuple[Outputs, Weights]]:
        """Return data loss plus penalties, all layer outputs, and the new layer state."""
        value, (outputs, state) = self.data_loss(params, state, hyper, batch, key, training)
        return value + self.model.penalty(params, hyper, outputs), (outputs, state)

    def data_loss(
        self,
        params: Weights,
        state: Weights,
        hyper: Hyper,
        batch: Batch,
        key: jax.Array | None,
        training: bool,
    ) -> tuple[Float[Array, ""], tuple[Outputs, Weights]]:
        """Return the same without penalties."""
        x, y, *weights = batch
        outputs, state = self.model.apply(params, state, x, hyper=hyper, key=key, training=training)
        prediction = outputs[self.model.names[-1]]
        return self.criterion(y, prediction, weights[0] if weights else None), (outputs, state)

    def score(self, outputs: Outputs, batch: Batch) -> dict[str, jax.Array]:
        """Return each metric's sums over a batch."""
        prediction = outputs[self.model.names[-1]]
        return {metric.name: metric.sums(batch[1], prediction) for metric in self.metrics}

    def predict(self, params: Weights, state: Weights, x: jax.Array) -> jax.Array:
        """Return the model's outputs for rows x, with dropout off and moving statistics in use."""
        outputs = self.outputs(params, state, x)
        return outputs[self.model.names[-1]]

    def outputs(self, params: Weights, state: Weights, x: jax.Array) -> Outputs:
        """Return what every layer puts out for rows x."""
        outputs, _ = self.model.apply(params, state, x, hyper=self.hyper(), key=None, training=False)
        return outputs

    def hyper(self) -> dict[str, dict[str, float]]:
        """Return the layers' rates and penalty strengths."""
        return self.model.hyper()

    def check(self, layer: str, option: str, value: float) -> None:
        """Raise SettingError unless a layer's number may have this value."""
        owner: Any = dict(self.model.inner)[layer]
        if any(field.name == option for field in fields(owner)):
            replace(owner, **{option: value})
        elif value < 0:  # the strength of a penalty
            raise SettingError(f"{layer}: {option} is {value:g}; it must be at least 0")

    def key(self) -> object:
        """Return the model's structure, the loss and the metrics."""
        layers = structure(tuple(self.model.layers))
        return (type(self), self.model.input_shape, layers, structure(self.criterion), structure(self.metrics))


def _activations(model: Sequential) -> dict[str, str]:
    functions = {name: getattr(layer, "activation", None) for name, layer in model.inner}
    return {name: function.name for name, function in functions.items() if function is not None}


def _rows(model: Sequential, x: ArrayLike, y: ArrayLike, which: str) -> tuple[jax.Array, jax.Array]:
    inputs = np.asarray(x)
    targets = np.asarray(y)
    for name, values in (("x", inputs), ("y", targets)):
        if values.dtype.kind not in "fiub":
            raise SettingError(f"{name} of the {which} data holds {values.dtype}, not numbers; turn words into numbers")
    if len(inputs) == 0:
        raise SettingError(f"the {which} data have no rows; at least one is needed")
    if inputs.shape[1:] != model.input_shape:
        raise ShapeError(
            f"the {which} rows have shape {inputs.shape[1:]}, the model's input_shape is {model.input_shape}; "
            "choose other features or another input_shape"
        )
    if len(inputs) != len(targets):
        raise ShapeError(f"the {which} data have {len(inputs)} rows of x but {len(targets)} of y")
    for name, values in (("x", inputs), ("y", targets)):
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            row = int(np.argwhere(~np.isfinite(values))[0][0])
            raise SettingError(f"{name} of {which} row {row} is not a finite number; drop the row or fill it in")
    # Keras: y of shape (rows,) stands for (rows, 1) where the model puts out one number
    if model.output_shape[-1:] == (1,) and targets.ndim == len(model.output_shape):
        targets = targets[..., None]
    if inputs.dtype.kind != "f":
        inputs = inputs.astype(float)
    return on_device(inputs), on_device(targets)


def _sample_weights(
    y: jax.Array, sample_weight: ArrayLike | None, class_weight: Mapping[int, float] | None
) -> jax.Array | None:
    if sample_weight is None and class_weight is None:
        return None
    weights = np.ones(len(y)) if sample_weight is None else np.array(sample_weight, dtype=float)
    if weights.shape != (len(y),):
        raise ShapeError(f"sample_weight has shape {weights.shape}; one weight a row is needed: ({len(y)},)")
    sound = np.isfinite(weights) & (weights >= 0)
    if not sound.all():
        row = int(np.argmin(sound))
        raise SettingError(f"the sample weight of row {row} is {weights[row]:g}; it must be a number, at least 0")
    if class_weight is not None:
        labels = np.asarray(y)
        classes = labels.argmax(-1) if labels.ndim > 1 and labels.shape[-1] > 1 else labels.reshape(len(y))
        for number in np.unique(classes):
            if int(number) not in class_weight:
                raise SettingError(f"class_weight has no weight for class {int(number)}")
        weights *= [class_weight[int(number)] for number in classes]
    return on_device(weights)
