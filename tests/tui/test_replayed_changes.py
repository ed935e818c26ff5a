"""Changes that a file has are made while the window trains, and stand where those that a person makes do."""

import pytest

from dlviz.scenarios import load
from dlviz.tui.worker import Wish

SMALL = """
[data]
source = "iris"

[[model]]
type = "Dense"
units = 2

[[model]]
type = "Dense"
units = 3
activation = "softmax"

[training]
loss = "categorical_crossentropy"
optimizer = { name = "SGD", learning_rate = 0.05 }
steps = 40

[[runs]]
name = "plain"

[[runs]]
name = "changed"
changes = [{ step = 10, set = { learning_rate = 0.02 } }, { step = 20, set = { "dense_dropout.rate" = 0.3 } }]
"""


@pytest.mark.parametrize("wish", [Wish(training=True), Wish(goal=40)])
def test_the_view_has_the_marks_and_what_joined(in_line, wish):
    """Whether the player plays or goes to a step; the other run is as it was."""
    worker = in_line(load(SMALL))
    worker.ask(wish)
    worker.settle()
    assert not worker.failure
    plain, changed = worker.view.runs
    assert (plain.front, changed.front) == (40, 40)
    assert [(event.row, event.kind) for event in changed.events] == [(10, "change"), (20, "change")]
    assert not plain.events
    assert (plain.edited, changed.edited) == (0, 0)  # nothing that leaving would lose
    assert changed.knobs["dense_dropout.rate"] == 0.3
    assert "dense_dropout.rate" not in plain.knobs
    names = [[layer.name for layer in network] for network in worker.view.networks]
    assert names == [["dense", "dense_1"], ["dense", "dense_dropout", "dense_1"]]
