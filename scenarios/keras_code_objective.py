"""The descent on an analytic function, as lines of Keras: a variable, its gradient, an optimizer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dlviz.scenarios.keras_code_text import Code, call, render
from dlviz.scenarios.keras_code_training import optimizer
from dlviz.scenarios.scenario import RunSpec
from dlviz.scenarios.tables import kind, options


def _quadratic(condition: float, angle: float) -> list[str]:
    if not angle:
        return [f"return (x**2 + {condition:g} * y**2) / 2"]
    return [
        f"angle = np.radians({angle:g})",
        "u, v = np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x",
        f"return (u**2 + {condition:g} * v**2) / 2",
    ]


FUNCTIONS: dict[str, Callable[..., list[str]]] = {
    "quadratic": _quadratic,
    "rosenbrock": lambda: ["return (1 - x) ** 2 + 100 * (y - x**2) ** 2"],
    "himmelblau": lambda: ["return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2"],
    "beale": lambda: ["return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2"],
    "saddle": lambda: ["return x**2 / 2 - y**2 / 2 + y**4 / 4"],
    "rastrigin": lambda: ["return 20 + x**2 + y**2 - 10 * jnp.cos(2 * np.pi * x) - 10 * jnp.cos(2 * np.pi * y)"],
    "styblinski_tang": lambda: ["return (x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y) / 2"],
    "ravine": lambda steepness: [f"return {steepness:g} * (y - jnp.sin(x)) ** 2 / 2 + 0.05 * x**2"],
}
"""The functions of the engine's objectives: the body of `f(point)` after `x, y = point`."""

STARTS: dict[str, tuple[float, float]] = {
    "quadratic": (-4.0, 1.5),
    "rosenbrock": (-1.2, 1.0),
    "himmelblau": (-0.5, -1.0),
    "beale": (1.0, 1.5),
    "saddle": (-1.8, 0.001),
    "rastrigin": (2.3, -1.7),
    "styblinski_tang": (0.5, 1.0),
    "ravine": (-4.5, 1.5),
}
"""Where descents begin unless the file says otherwise."""

DESCEND = '''\
def descend(f, optimizer, start, steps):
    """The loss before each step and after the last one."""
    point = keras.Variable(start)
    optimizer.build([point])
    slope = jax.jit(jax.value_and_grad(f))
    losses = []
    for _ in range(steps):
        loss, gradient = slope(point.value)
        losses.append(float(loss))
        optimizer.apply([gradient], [point])
    return {"loss": [*losses, float(f(point.value))]}
'''

DESCEND_IN_NOISE = '''\
def descend(f, optimizer, start, steps, noise=0.0, seed=0):
    """The loss before each step and after the last one; noise is added to each gradient."""
    point, random = keras.Variable(start), np.random.default_rng(seed)
    optimizer.build([point])
    slope = jax.jit(jax.value_and_grad(f))
    losses = []
    for _ in range(steps):
        loss, gradient = slope(point.value)
        losses.append(float(loss))
        optimizer.apply([gradient + noise * random.standard_normal(2, "float32")], [point])
    return {"loss": [*losses, float(f(point.value))]}
'''


def function(objective: Any) -> list[str]:
    """Lines that define f."""
    own = {name: value for name, value in options(objective).items() if name not in ("start", "noise")}
    return ["def f(point):", "    x, y = point", *(f"    {line}" for line in FUNCTIONS[kind(objective)](**own)), ""]


def descent(spec: RunSpec, most: int | None) -> list[str]:
    """Lines that let one run descend. `most`: updates, if bounded."""
    document = spec.document
    objective, training = document.objective, document.training
    assert objective is not None
    steps = training.updates(1)
    start = objective.start or STARTS[kind(objective)]
    given: dict[str, Any] = {"start": [float(n) for n in start], "steps": steps if most is None else min(steps, most)}
    if objective.noise:
        given |= {"noise": objective.noise, "seed": training.seed}
    made = call("descend", Code("f"), optimizer(training), **given)
    lines = [render(made, f"history[{render(spec.name)}] = ")]
    if training.early_stopping is not None or training.reduce_lr is not None:
        lines.insert(0, "# Keras' callbacks belong to fit: this loop neither stops early nor lowers its rate.")
    return lines
