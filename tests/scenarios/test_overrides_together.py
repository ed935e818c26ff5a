"""Overrides are applied one after the other and checked together; what is refused names the right one."""

import pytest

from dlviz.scenarios import load

LANDSCAPE = """
[display.landscape]
axes = [{ path = "dense.kernel[0,0]", label = "w" }]
range = [[-1, 1]]
"""
AXES = "display.landscape.axes=[{path='dense.kernel[0,0]',label='v'},{path='dense.kernel[1,0]',label='w'}]"
RANGE = "display.landscape.range=[[-2, 2], [-3, 3]]"


@pytest.mark.parametrize("overrides", [(AXES, RANGE), (RANGE, AXES)])
def test_what_goes_together_may_be_set_together(plain, overrides):
    landscape = load(plain + LANDSCAPE, overrides).display.landscape
    assert [axis.label for axis in landscape.axes] == ["v", "w"]
    assert landscape.range == ((-2, 2), (-3, 3))


def test_a_table_may_be_filled_key_by_key(plain):
    """A table that lacks a key is filled by the override that comes after it."""
    overrides = ["training.optimizer={}", "training.optimizer.name=Adam", "training.optimizer.learning_rate=0.2"]
    (one,) = {type(spec.document.training.optimizer).__name__ for spec in load(plain, overrides).runs}
    assert one == "Adam"


@pytest.mark.parametrize(
    ("overrides", "sentence"),
    [
        ([AXES], f"--set {AXES}: display.landscape: 2 axes need as many ranges, not 1"),
        ([RANGE], f"--set {RANGE}: display.landscape: 1 axes need as many ranges, not 2"),
        ([AXES, RANGE, "training.seed=-1"], "--set training.seed=-1: training.seed is -1"),
        (["training.seed=-1", AXES, RANGE], "--set training.seed=-1: training.seed is -1"),
        ([AXES, "display.landscape.range=[[-2, 2], 3]"], "--set display.landscape.range=[[-2, 2], 3]: display.landsca"),
        (["training.seed=-1", "model[*].units=0"], "--set training.seed=-1: training.seed is -1"),
        (["model[*].units=0", "training.seed=-1"], "--set model[*].units=0: model[0].units is 0"),
        (["training.seed=1", "model[*].units=0", "data.shuffle=1"], "--set model[*].units=0: model[0].units is 0"),
        (["training.seed=-1", "training.seed=-2"], "--set training.seed=-2: training.seed is -2"),
        (["training.seed=-1", "model[2].units=1"], "--set model[2].units=1: model has no [2]"),
    ],
)
def test_the_override_to_blame_is_named(complaint, plain, overrides, sentence):
    assert complaint(plain + LANDSCAPE, overrides).startswith(f"the text: {sentence}")
