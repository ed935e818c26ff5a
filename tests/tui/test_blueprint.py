"""The form of a run works on the tables of its file: what it does not show stays as it was given."""

import pytest

from dlviz.scenarios import load
from dlviz.tui.blueprint import Blueprint


def blueprint(name, run=0):
    return Blueprint(load(name).all_runs[run])


def slot(plan, path):
    return next(slot for line in plan.lines() for slot in line.slots if slot.path == path)


@pytest.mark.parametrize(
    "name", ["iris-mlp", "lenet", "residual-block", "inception-block", "gd-vs-sgd", "l2", "schedules"]
)
def test_a_form_that_is_left_as_it_is_makes_the_same_run(name):
    """Whatever a file leaves to defaults or writes short; every field shows something."""
    for spec in load(name).all_runs:
        plan = Blueprint(spec)
        assert not {"", "None"} & {plan.text(slot) for line in plan.lines() for slot in line.slots}
        assert plan.differences() == ()
        assert plan.made("again").document == spec.document


def test_layers_offered_are_those_for_the_input():
    """On pictures convolutions, after they were flattened units."""
    plan = blueprint("lenet")
    first = slot(plan, "model[1].type")
    assert "Conv2D" in first.choices
    assert "Conv1D" not in first.choices
    last = plan.lines()[len(plan.tables["model"]) - 1].slots[0]
    assert "Dense" in last.choices
    assert "Conv2D" not in last.choices


def test_a_layer_of_another_type_keeps_what_both_have():
    plan = blueprint("iris-mlp")
    plan.put(slot(plan, "model[0].activation"), "tanh")
    plan.put(slot(plan, "model[0].type"), "Activation")
    assert plan.tables["model"][0] == {"type": "Activation", "activation": "tanh"}


def test_minibatches_drawn_with_replacement_stay_so():
    plan = blueprint("gd-vs-sgd", 1)
    before = plan.tables["training"]["batch"]
    plan.turn(slot(plan, "training.batch"), up=True)
    assert plan.tables["training"]["batch"] == {**before, "size": 8}


def test_a_full_batch_is_written_in_letters():
    plan = blueprint("iris-mlp")
    batch = slot(plan, "training.batch")
    plan.write(batch, "full")
    assert plan.made("all").document.training.batch == "full"
    plan.turn(batch, up=False)
    assert plan.text(batch) == "32"
    with pytest.raises(ValueError, match=r"2.5 is not whole; write a number such as 16"):
        plan.write(batch, "2.5")


def test_what_differs_names_the_run():
    plan = blueprint("iris-mlp")
    plan.write(slot(plan, "model[0].units"), "50")
    plan.write(slot(plan, "training.optimizer.name"), "rms")
    assert plan.differences() == ("units 50", "RMSprop")
    plan.add_layer(0)
    assert plan.differences() == ("units 50", "+ Dense 16", "RMSprop")
    plan.remove_layer(0)
    assert plan.differences() == ("+ Dense 16", "RMSprop", "no Dense")


def test_an_arrow_undoes_the_other():
    """3 → 4 → 3: what stood there first is not passed, in a layer that has moved either; one that was added has 16."""
    plan = blueprint("iris-mlp")
    plan.add_layer(0)
    units = slot(plan, "model[2].units")
    shown = [plan.text(units)]
    for up in (True, False, False, True, True):
        plan.turn(units, up)
        shown.append(plan.text(units))
    assert shown == ["3", "4", "3", "2", "3", "4"]
    rate, added = slot(plan, "training.optimizer.learning_rate"), slot(plan, "model[1].units")
    assert plan.text(rate) == "0.001"
    plan.write(rate, "0.0015")
    plan.turn(rate, up=False)
    plan.turn(added, up=False)
    assert (plan.text(rate), plan.text(added)) == ("0.001", "8")


def test_a_whole_number_is_asked_for_where_one_has_to_be():
    plan = blueprint("iris-mlp")
    with pytest.raises(ValueError, match="xyz is no whole number; write one such as 32"):
        plan.write(slot(plan, "model[0].units"), "xyz")


def test_momentum_is_asked_for_where_there_can_be_some():
    """It stays hidden of none that is built on; what is not given is 0."""
    plan = blueprint("iris-mlp")
    assert "training.optimizer.momentum" not in [slot.path for line in plan.lines() for slot in line.slots]
    plan.write(slot(plan, "training.optimizer.name"), "sgd")
    momentum = slot(plan, "training.optimizer.momentum")
    assert (plan.text(momentum), plan.differences()) == ("0", ("SGD",))
    plan.turn(momentum, up=True)
    plan.turn(momentum, up=True)
    assert plan.differences() == ("SGD", "momentum 0.8")
    assert plan.made("moving").document.training.optimizer.momentum == 0.8
