"""The same networks in Keras (JAX backend), in a PyTorch loop, and in bare JAX with optax and `lax.scan`.

Each peer is a function `make(workload, telemetry)` that returns `go(steps)`, ready and warmed up. With telemetry
a peer also computes the norm of gradient, update and weights per layer at every step, as our default
instruments do; Keras' `fit` has no place for that, so it is timed without.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from workloads import Workload

Go = Callable[[int], None]


def epochs_of(workload: Workload, steps: int) -> int:
    return max(1, steps // workload.steps_per_epoch)


def keras_fit(workload: Workload, telemetry: bool) -> Go | None:
    if telemetry:
        return None
    import keras

    x, y = workload.data()
    layers = [getattr(keras.layers, kind)(**options) for kind, options in workload.layers]
    model = keras.Sequential([keras.Input(workload.input_shape), *layers])
    loss = "mean_squared_error" if workload.outputs == 1 else "categorical_crossentropy"
    model.compile(loss=loss, optimizer=getattr(keras.optimizers, workload.optimizer)(workload.rate))

    def go(steps: int) -> None:
        size = workload.batch or workload.rows
        model.fit(
            x, y, batch_size=size, epochs=epochs_of(workload, steps), verbose=0, shuffle=workload.batch is not None
        )

    return go


def torch_loop(workload: Workload, telemetry: bool) -> Go:
    import torch
    from torch import nn

    torch.manual_seed(0)
    x, y = (torch.from_numpy(array) for array in workload.data())
    if len(workload.input_shape) > 1:
        x = x.movedim(-1, 1).contiguous()
    parts: list[nn.Module] = []
    for kind, options in workload.layers:
        parts += _torch_layer(nn, kind, options)
    model = nn.Sequential(*parts)
    model(x[:2])  # lazy layers learn their shapes
    kinds = {"SGD": torch.optim.SGD, "Adam": torch.optim.Adam}
    optimizer = kinds[workload.optimizer](model.parameters(), lr=workload.rate)
    loss = nn.MSELoss() if workload.outputs == 1 else nn.CrossEntropyLoss()

    def go(steps: int) -> None:
        for _ in range(epochs_of(workload, steps)):
            order = torch.arange(len(x)) if workload.batch is None else torch.randperm(len(x))
            for rows in order.split(workload.batch or len(x)):
                optimizer.zero_grad()
                loss(model(x[rows]), y[rows]).backward()
                if telemetry:
                    before = [p.detach().clone() for p in model.parameters()]
                    [p.grad.norm() for p in model.parameters()]
                optimizer.step()
                if telemetry:
                    [(p.detach() - b).norm() for p, b in zip(model.parameters(), before, strict=True)]
                    [b.norm() for b in before]

    return go


def _torch_layer(nn: Any, kind: str, options: dict[str, Any]) -> list[Any]:
    made: list[Any] = []
    if kind == "Dense":
        made.append(nn.LazyLinear(options["units"], bias=options.get("use_bias", True)))
    elif kind in ("Conv1D", "Conv2D"):
        layer = nn.LazyConv1d if kind == "Conv1D" else nn.LazyConv2d
        made.append(layer(options["filters"], options["kernel_size"], padding=options.get("padding", "valid")))
    elif kind in ("MaxPooling1D", "MaxPooling2D"):
        made.append((nn.MaxPool1d if kind == "MaxPooling1D" else nn.MaxPool2d)(options["pool_size"]))
    elif kind == "GlobalAveragePooling1D":
        made += [nn.AdaptiveAvgPool1d(1), nn.Flatten()]
    elif kind == "Flatten":
        made.append(nn.Flatten())
    if options.get("activation") == "relu":
        made.append(nn.ReLU())
    return made


def optax_scan(workload: Workload, telemetry: bool) -> Go:
    import jax
    import jax.numpy as jnp
    import optax
    from jax import lax

    x, y = (jnp.asarray(array) for array in workload.data())
    params = [jax.tree.map(jnp.copy, group) for group in workload.run(1).state.params.values()]
    optimizer = {"SGD": optax.sgd, "Adam": optax.adam}[workload.optimizer](workload.rate)

    def predict(params: Any, x: Any) -> Any:
        weights = iter(params)
        for kind, options in workload.layers:
            x = _jax_layer(kind, options, x, weights)
        return x

    def loss(params: Any, x: Any, y: Any) -> Any:
        z = predict(params, x)
        return ((z - y) ** 2).mean() if workload.outputs == 1 else -(y * jax.nn.log_softmax(z)).sum(-1).mean()

    def norms(tree: Any) -> Any:
        return jnp.stack([jnp.sqrt(sum(jnp.vdot(v, v) for v in layer.values())) for layer in tree])

    def body(carry: Any, rows: Any) -> Any:
        params, state = carry
        xb, yb = (x, y) if workload.batch is None else (x[rows], y[rows])
        value, gradients = jax.value_and_grad(loss)(params, xb, yb)
        updates, state = optimizer.update(gradients, state)
        record = (value, norms(gradients), norms(updates), norms(params)) if telemetry else value
        return (optax.apply_updates(params, updates), state), record

    scan = jax.jit(lambda carry, rows: lax.scan(body, carry, rows))
    carry = (params, optimizer.init(params))
    rng = np.random.default_rng(0)
    size = workload.batch or 1

    def go(steps: int) -> None:
        nonlocal carry
        epochs = epochs_of(workload, steps)
        orders = [rng.permutation(workload.rows)[: workload.steps_per_epoch * size] for _ in range(epochs)]
        rows = np.concatenate(orders).reshape(-1, size).astype("int32")
        carry, record = scan(carry, rows)
        jax.block_until_ready((carry, record))

    return go


def _jax_layer(kind: str, options: dict[str, Any], x: Any, weights: Any) -> Any:
    import jax
    from jax import lax

    if kind == "Dense":
        w = next(weights)
        x = x @ w["kernel"] + w.get("bias", 0.0)
    elif kind in ("Conv1D", "Conv2D"):
        w = next(weights)
        axes = ("NWC", "WIO", "NWC") if kind == "Conv1D" else ("NHWC", "HWIO", "NHWC")
        strides = (1,) * (1 if kind == "Conv1D" else 2)
        padding = str(options.get("padding", "valid")).upper()
        x = lax.conv_general_dilated(x, w["kernel"], strides, padding, dimension_numbers=axes) + w["bias"]
    elif kind in ("MaxPooling1D", "MaxPooling2D"):
        size = (1, *(options["pool_size"],) * (x.ndim - 2), 1)
        x = lax.reduce_window(x, -np.inf, lax.max, size, size, "VALID")
    elif kind == "GlobalAveragePooling1D":
        x = x.mean(axis=1)
    elif kind == "Flatten":
        x = x.reshape(len(x), -1)
    return jax.nn.relu(x) if options.get("activation") == "relu" else x


PEERS = {"Keras": keras_fit, "PyTorch": torch_loop, "optax + scan": optax_scan}
