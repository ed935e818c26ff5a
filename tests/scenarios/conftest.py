"""What the tests of scenarios share."""

import pytest

from dlviz.scenarios import ScenarioError, load

PLAIN = """
[data]
source = "iris"

[[model]]
type = "Dense"
units = 4
activation = "tanh"

[[model]]
type = "Dense"
units = 3
activation = "softmax"

[training]
loss = "categorical_crossentropy"
optimizer = { name = "SGD", learning_rate = 0.1 }
batch = 30
epochs = 2

[[runs]]
name = "slow"

[[runs]]
name = "fast"
set = { "training.optimizer.learning_rate" = 0.5 }
"""


@pytest.fixture(scope="session")
def plain():
    """A small scenario: Iris, 4-4-3, two learning rates, 2 epochs of 5 updates."""
    return PLAIN


@pytest.fixture
def complaint():
    """The sentence with which a scenario is refused."""

    def complaint(*args, **options):
        with pytest.raises(ScenarioError) as error:
            load(*args, **options)
        return str(error.value)

    return complaint
