"""Scenario files and the engine speak of the same layers, losses, optimizers, with the same options and defaults."""

import inspect
import json
from dataclasses import MISSING, fields

import jax
import msgspec
import pytest

from dlviz.engine import (
    activations,
    batches,
    callbacks,
    computations,
    initializers,
    layers,
    losses,
    metrics,
    objectives,
    optimizers,
    regularizers,
    schedules,
)
from dlviz.scenarios import (
    computation_tables,
    instrument_tables,
    json_schema,
    layer_tables,
    load,
    objective_tables,
    schema,
    training_tables,
)


def options_of(kind):
    return {
        field.name: None if field.default is MISSING else field.default
        for field in fields(kind)
        if field.default_factory is MISSING
    }


def offered(union, name):
    table = next(table for table in union.__args__ if table.__struct_config__.tag == name)
    given = zip(table.__struct_fields__[::-1], table.__struct_defaults__[::-1], strict=False)
    defaults = {field: None if default is msgspec.NODEFAULT else default for field, default in given}
    return {field: defaults.get(field) for field in table.__struct_fields__}


@pytest.mark.parametrize("name", layer_tables.LAYERS)
def test_a_layer_has_the_options_and_defaults_of_the_engine(name):
    mine, engine = offered(layer_tables.Layer, name), options_of(layers.LAYERS[name])
    if "activation" in engine:
        engine["activation"] = None if name == "Activation" else "linear"  # the engine writes linear as None
    for option in {"layers", "branches"} & set(engine):
        engine[option] = None  # the engine refuses the empty ones that it has by default
    if "trainable" not in mine:
        engine.pop("trainable")  # there is nothing to train
    assert mine == engine


def test_all_layers_of_the_engine_are_there():
    assert set(layer_tables.LAYERS) == set(layers.LAYERS)


SHAPES = {"1D": (8, 2), "2D": (8, 8, 2)}
NEEDS = {"units": 16, "filters": 2, "kernel_size": 3, "target_shape": (4, 4)}


@pytest.mark.parametrize("name", sorted(set(layer_tables.LAYERS) - {"Residual", "Parallel"}))
def test_only_layers_with_weights_can_be_frozen(name):
    given = {option: NEEDS[option] for option in offered(layer_tables.Layer, name) if option in NEEDS}
    params, _, _ = layers.LAYERS[name](**given).init(jax.random.key(0), SHAPES.get(name[-2:], (16,)))
    assert ("trainable" in layer_tables.LAYERS[name]) == bool(params)


BLOCKS = """
[data]
source = "iris"
[[model]]
type = "Dense"
units = 4
[[model]]
type = "Residual"
layers = [{ type = "Dense", units = 4, activation = "relu" }, { type = "Dropout" }, { type = "Dense", units = 4 }]
[[model]]
type = "Parallel"
branches = [
    [{ type = "Dense", units = 2 }],
    [{ type = "Dense", units = 2, trainable = false }, { type = "Dense", units = 3 }],
]
[[model]]
type = "BatchNormalization"
[[model]]
type = "LayerNormalization"
center = false
scale = false
[[model]]
type = "Dense"
name = "last"
units = 3
activation = "softmax"
[training]
loss = "categorical_crossentropy"
optimizer = "Adam"
epochs = 2
start = { "residual/dense_1.kernel" = 0.0 }
"""


def test_the_names_that_a_file_promises_are_those_of_the_engine():
    """Claims are checked against these names before the engine is imported."""
    from dlviz.scenarios import columns

    session = load(BLOCKS).session()
    session.build()
    (one,) = session.runs
    assert columns.trained_layers(one.spec.document) == one.problem.layers
    assert one.problem.layers == (
        "dense",
        "residual/dense",
        "residual/dense_1",
        "parallel/dense",
        "parallel/dense_2",
        "batch_normalization",
        "last",
    )


def test_the_columns_that_a_file_promises_are_those_of_the_trace(trained):
    from dlviz.scenarios.columns import columns

    for name in ("gd-vs-sgd", "iris-mlp"):
        for one in trained(name).runs:
            promised = columns(one.spec.document, wants_full_loss=name == "gd-vs-sgd")
            trace = one.run.trace
            assert promised == {name: trace.labels(name) for name in trace.names}


def test_losses_have_the_options_and_defaults_of_the_engine():
    assert set(training_tables.LOSSES) == set(losses.LOSSES)
    for name in training_tables.LOSSES:
        assert offered(training_tables.Loss, name) == options_of(losses.LOSSES[name])


def test_optimizers_have_the_options_and_defaults_of_the_engine():
    assert set(training_tables.OPTIMIZERS) == set(optimizers.OPTIMIZERS)
    for name in training_tables.OPTIMIZERS:
        assert offered(training_tables.Optimizer, name) == options_of(optimizers.OPTIMIZERS[name])


def test_schedules_have_the_options_and_defaults_of_the_engine():
    assert set(training_tables.SCHEDULES) == set(schedules.SCHEDULES) - {"ConstantRate"}
    for name in training_tables.SCHEDULES:
        assert offered(training_tables.Schedule, name) == options_of(schedules.SCHEDULES[name])


def test_activations_have_the_options_and_defaults_of_the_engine():
    assert set(layer_tables.ACTIVATIONS) == set(activations.FUNCTIONS) - {"swish"}  # Keras' second name of silu
    for name, options in layer_tables.ACTIVATIONS.items():
        parameters = list(inspect.signature(activations.FUNCTIONS[name][0]).parameters.values())[1:]
        assert {option: default for option, (_, default) in options.items()} == {p.name: p.default for p in parameters}


def test_initializers_have_the_options_and_defaults_of_the_engine():
    assert set(layer_tables.INITIALIZERS) == {*initializers.NAMES, *initializers.SCALED}
    for name, kind in initializers.NAMES.items():
        found = {option: default for option, (_, default) in layer_tables.INITIALIZERS[name].items()}
        assert found == options_of(kind)


def test_metrics_have_the_options_and_defaults_of_the_engine():
    """Every loss is a metric too; what the shapes decide is no option, and the reduction means nothing to a mean."""
    assert set(training_tables.METRICS) == {*metrics.METRICS, *losses.LOSSES}
    for name, mine in training_tables.METRICS.items():
        assert metrics.get(name).name == name
        if name in losses.LOSSES:
            engine = options_of(losses.LOSSES[name])
            engine.pop("reduction")
        else:
            kind, options = metrics.METRICS[name]
            engine = {option: options_of(kind)[option] for option in options if option not in ("classes", "outputs")}
        if name in ("accuracy", "binary_accuracy"):
            assert engine == {"threshold": 0.5}
            engine = {"threshold": None}  # that is ½, or 0 where the loss is on logits
        assert {option: default for option, (_, default) in mine.items()} == engine


def test_losses_have_the_reductions_of_the_engine():
    for reduction in losses.base.REDUCTIONS:
        assert load(BLOCKS, [f"training.loss.reduction={reduction}"]).runs[0].document.training.loss


@pytest.mark.parametrize("name", ["EarlyStopping", "ReduceLROnPlateau"])
def test_callbacks_have_the_options_and_defaults_of_the_engine(name):
    mine = getattr(schema, name)
    assert {f: getattr(mine(), f) for f in mine.__struct_fields__} == options_of(getattr(callbacks, name))


def test_the_json_schema_knows_every_name():
    defined = json_schema()["$defs"]
    assert set(defined) >= {
        *layer_tables.LAYERS,
        *training_tables.LOSSES,
        *training_tables.OPTIMIZERS,
        *training_tables.SCHEDULES,
        *instrument_tables.INSTRUMENTS,
        *objective_tables.OBJECTIVES,
        *computation_tables.COMPUTATIONS,
        *(f"metric_{name}" for name, options in training_tables.METRICS.items() if options),
    }
    text = json.dumps(json_schema())
    for name in (*layer_tables.ACTIVATIONS, *layer_tables.INITIALIZERS, *training_tables.METRICS):
        assert f'"{name}"' in text
    assert defined["Document"]["additionalProperties"] is False


def test_all_objectives_and_computations_of_the_engine_are_there():
    assert set(objective_tables.OBJECTIVES) == set(objectives.FUNCTIONS)
    assert set(computation_tables.COMPUTATIONS) == set(computations.COMPUTATIONS)


def test_a_penalty_has_the_strengths_of_the_engine():
    assert set(layer_tables.Penalty.__struct_fields__) == set(options_of(regularizers.Penalty))


def test_every_plan_of_minibatches_can_be_asked_for():
    from dlviz.scenarios.build import _batches

    asked = {
        "batch=full": batches.FullBatch(),
        "batch=3": batches.Shuffled(3),
        "batch={ size = 3, shuffle = false }": batches.InOrder(3),
        "batch={ size = 3, replacement = true, per_epoch = 2 }": batches.WithReplacement(3, 2),
        "batch={ given = [[0, 1], [5]] }": batches.Given([[0, 1], [5]]),
    }
    assert {type(plan) for plan in asked.values()} == {
        kind for kind in vars(batches).values() if inspect.isclass(kind) and hasattr(kind, "sizes")
    } - {batches.Batches}
    for override, plan in asked.items():
        assert _batches(load(BLOCKS, [f"training.{override}"]).runs[0].document.training, 150) == plan
