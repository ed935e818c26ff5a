"""A run's path is drawn on the landscape of another only where both minimise the same function."""

import pytest

from dlviz.scenarios import load

TWO_WEIGHTS = """
[data]
source = "halfplane"
rows = 20
seed = 0

[[model]]
type = "Dropout"
rate = 0.2

[[model]]
type = "Dense"
units = 1
use_bias = false

[training]
loss = "binary_crossentropy"
optimizer = "SGD"
epochs = 1

[[runs]]
name = "first"

[[runs]]
name = "second"
set = { CHANGE }

[display.landscape]
axes = [{ path = "dense.kernel[0,0]", label = "a" }, { path = "dense.kernel[1,0]", label = "b" }]
range = [[-1, 1], [-1, 1]]
"""


@pytest.fixture
def on_landscape():
    def on_landscape(change):
        session = load(TWO_WEIGHTS.replace("CHANGE", change)).session()
        session.build()
        first, second = session.runs
        assert first.on_landscape
        return second.on_landscape

    return on_landscape


@pytest.mark.parametrize(
    "change",
    [
        "",
        "'training.batch' = 'full', 'training.optimizer' = 'Adam', 'training.seed' = 1",
        "'training.start.\"dense.kernel\"' = [[1], [-1]]",
        "'model[1].kernel_regularizer' = { l2 = 0.1 }",
        "'model[1].kernel_initializer' = 'zeros'",
        "'model[0].rate' = 0.5",
        "'training.loss' = { name = 'binary_crossentropy', label_smoothing = 0.0 }",
    ],
)
def test_start_optimizer_penalty_and_dropout_keep_a_run_on_the_landscape(on_landscape, change):
    assert on_landscape(change)


@pytest.mark.parametrize(
    "change",
    [
        "'data.standardize' = 'all'",
        "'data.seed' = 1",
        "'model[1].activation' = 'tanh'",
        "'training.loss' = 'hinge'",
        "'training.loss' = { name = 'binary_crossentropy', label_smoothing = 0.1 }",
        "'training.loss' = { name = 'binary_crossentropy', reduction = 'sum' }",
        "'training.class_weight' = { left = 2 }",
    ],
)
def test_rows_layers_loss_and_class_weights_take_a_run_off_it(on_landscape, change):
    assert not on_landscape(change)
