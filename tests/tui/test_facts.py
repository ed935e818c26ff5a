"""What a scenario is made of, as the catalogue says it."""

from __future__ import annotations

import pytest

from dlviz.scenarios import load
from dlviz.tui.screens.facts import facts


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "gradient descent (SGD), all rows at once, 10 epochs"),
        (["training.batch=5"], "SGD, batch 5, 10 epochs"),
        (["training.optimizer.momentum=0.9"], "SGD, all rows at once, 10 epochs"),
    ],
)
def test_descent_along_the_exact_gradient_is_not_called_stochastic(given, said):
    """Keras' SGD is that where it sees all rows at once."""
    assert dict(facts(load("gd-vs-sgd", given)))["training"] == said
