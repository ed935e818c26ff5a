"""The Keras program that does what a scenario does, as text: nothing of it is run here, no Keras is imported.

    print(program(load("iris-mlp")))

A program has a block of rows wherever they change, and a block for each run; it fills `history`, a dict of Keras'
histories by run.
"""

from __future__ import annotations

import re
import textwrap

from dlviz.scenarios.columns import simple_layers
from dlviz.scenarios.errors import ScenarioError
from dlviz.scenarios.keras_code_data import rows_of
from dlviz.scenarios.keras_code_model import keras_name, model
from dlviz.scenarios.keras_code_objective import DESCEND, DESCEND_IN_NOISE, descent, function
from dlviz.scenarios.keras_code_text import comment, quoted, render
from dlviz.scenarios.keras_code_training import HELPERS, compiled, fitted, unlike_keras
from dlviz.scenarios.layer_tables import has_weights
from dlviz.scenarios.rows import code, loss_name, prepare, width
from dlviz.scenarios.scenario import RunSpec, Scenario
from dlviz.scenarios.schema import Batch
from dlviz.scenarios.tables import kind, options

SETTLED = ("zeros", "ones", "constant")
"""Initializers that draw nothing."""

LAST = """\
for name, columns in history.items():
    print(f"{name}: loss {columns['loss'][0]:.4g} at first, {columns['loss'][-1]:.4g} at last")
"""


def program(scenario: Scenario) -> str:
    """The program's text.

    Raises: ScenarioError where nothing is trained, so that Keras has nothing to do.
    """
    if scenario.document.computation is not None:
        raise ScenarioError(
            f"{scenario.name} computes and trains nothing, so there is no Keras program; dlviz show {scenario.name} "
            "has its formulas"
        )
    bodies = [block(spec, scenario) for spec in scenario.runs]
    objective = scenario.document.objective is not None
    parts, before = [], ""
    for spec, (setting, lines) in zip(scenario.runs, bodies, strict=True):
        if setting and setting != before:
            parts.append(setting)
            before = setting
        parts.append("\n".join([_rule(spec.name), *lines]))
    text = "\n\n".join(parts)
    helpers = [helper for used, helper in HELPERS.items() if used in text]
    if objective:
        noisy = "noise=" in text
        helpers.append(DESCEND_IN_NOISE if noisy else DESCEND)
    body = "\n\n".join([*helpers, "history = {}\n" + "models = {}\n" * ("models[" in text), text + "\n", LAST])
    return "\n".join([*_heading(scenario), *_imports(body, objective), "", body])


def block(spec: RunSpec, scenario: Scenario) -> tuple[str, list[str]]:
    """What a run learns from, and its own lines."""
    document = spec.document
    why, nearly = unlike_keras(document.training)
    remark = [f"# {why}"] if why else []
    if spec.changes:
        said = "; ".join(
            f"{', '.join(f'{name} to {value:g}' for name, value in change.set.items())} at step {change.step}"
            for change in spec.changes
        )
        remark += [f"# {line}" for line in textwrap.wrap(f"dlviz changes {comment(said)}; nothing changes here.", 98)]
    if not nearly:
        return "", remark
    if document.objective is not None:
        return "\n".join(function(document.objective)), [*remark, *descent(spec, scenario.steps)]
    assert document.data is not None
    assert spec.table is not None
    y = code(spec.table, loss_name(document.training.loss), width(document.model))
    rows = prepare(document.data, spec.table, y)
    heirs = [one.inherits for one in scenario.runs if one.inherits is not None and one.inherits.source == spec.name]
    called = [name for heir in (spec.inherits, *heirs) if heir is not None for name in heir.layers]
    lines = [
        *remark,
        f"keras.utils.set_random_seed({document.training.seed})",
        *model(document.model, spec.table.input_shape, document.training.start, called),
        *inherited(spec),
        compiled(document.training),
        *fitted(spec, len(rows.x), y[0].size, rows.validation is not None, scenario.steps),
    ]
    if heirs:
        lines.append(f"models[{quoted(spec.name)}] = model")
    return "\n".join([_rule("the rows"), *rows_of(spec)]), lines


def inherited(spec: RunSpec) -> list[str]:
    """Lines that put the weights of an earlier run in the place of the initial ones."""
    heir = spec.inherits
    if heir is None:
        return []
    layers = [(name, one) for name, one, _ in simple_layers(spec.document.model) if name.split("/")[0] in heir.layers]
    names = [keras_name(name) for name, one in layers if has_weights(one)]
    return [
        render(names, "for name in ", f":  # the weights that {comment(heir.source)} has found"),
        f"    model.get_layer(name).set_weights(models[{quoted(heir.source)}].get_layer(name).get_weights())",
    ]


def draws(spec: RunSpec) -> list[str]:
    """What a run leaves to chance, in words: initial weights, the order of its rows, masks, noise."""
    document = spec.document
    if document.objective is not None:
        return ["noise"] if document.objective.noise else []
    found = []
    layers = simple_layers(document.model)
    for name, layer, _ in layers:
        for option, value in options(layer).items():
            weight, is_initializer = option.removesuffix("_initializer"), option.endswith("_initializer")
            exists = weight != "bias" or getattr(layer, "use_bias", True)
            settled = (value if isinstance(value, str) else kind(value) if is_initializer else "") in SETTLED
            if is_initializer and exists and not settled and f"{name}.{weight}" not in document.training.start:
                found.append("initial weights")
    batch = document.training.batch
    if batch != "full" and not isinstance(batch, Batch):
        found.append("the order of the rows")
    if isinstance(batch, Batch) and batch.shuffle and not batch.replacement and batch.given is None:
        found.append("the order of the rows")
    found += ["dropout's masks" for _, layer, _ in layers if kind(layer) == "Dropout"]
    found += ["noise" for _, layer, _ in layers if kind(layer) == "GaussianNoise"]
    return list(dict.fromkeys(found))


def _heading(scenario: Scenario) -> list[str]:
    name = scenario.title + (f" (§ {scenario.section})" if scenario.section else "")
    left = list(dict.fromkeys(word for spec in scenario.runs for word in draws(spec)))
    if left:
        listed = " and ".join([", ".join(left[:-1])] * (len(left) > 1) + left[-1:])
        chance = (
            f"Keras draws {listed} from random numbers of its own: its losses are like those of dlviz, not the same."
        )
    else:
        chance = "Nothing is left to chance: the losses are those of dlviz, but for rounding."
    first = f"{name}: what `dlviz run {scenario.name}` trains, in Keras 3."
    return [f"# {line}" for text in (first, chance) for line in textwrap.wrap(comment(text), 100)] + [""]


def _imports(body: str, objective: bool) -> list[str]:
    standard = ["import itertools"] if "itertools." in body else []
    plain = (("np", "import numpy as np"), ("pd", "import pandas as pd"))
    wanted = ["import keras", *(line for used, line in plain if re.search(rf"\b{used}\.", body))]
    if re.search(r"\bdata\.(load|from_\w+)\(", body):
        wanted.append("from dlviz import data")
    if " layers." in body:
        wanted.append("from keras import layers")
    if objective:
        setting = 'os.environ["KERAS_BACKEND"] = "jax"  # for its gradients'
        wanted = ["import jax", *(["import jax.numpy as jnp"] if "jnp." in body else []), *wanted]
    else:
        setting = 'os.environ.setdefault("KERAS_BACKEND", "jax")  # or tensorflow, or torch'
    return [*standard, "import os", "", setting, "", *wanted, ""]


def _rule(name: str) -> str:
    return f"# ── {comment(name)} ".ljust(80, "─")
