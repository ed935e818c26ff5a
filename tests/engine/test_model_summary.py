"""Parameters counted unit by unit, against the model's own count and against Keras' numbers in the notes."""

import jax
import numpy as np
import pytest

from dlviz.engine.computations import ModelSummary
from dlviz.engine.errors import SettingError


def test_the_network_of_the_notes_has_220_and_63_parameters():
    """Notes 2.4, exercise 1."""
    found = ModelSummary().measure()
    np.testing.assert_array_equal(found["layer_params"][-1], [220, 63])
    assert (found["params"][-1], found["weights"][-1], found["biases"][-1]) == (283, 260, 23)


@pytest.mark.parametrize("units", [(10, 20, 3), (1, 1), (4, 256, 256, 256, 3), (7, 2, 9)])
def test_the_count_is_that_of_the_arrays(units):
    summary = ModelSummary(units=units)
    params, _ = summary.model.init(jax.random.key(0))
    sizes = [sum(array.size for array in layer.values()) for layer in params.values()]
    found = summary.measure()
    np.testing.assert_array_equal(found["layer_params"][-1], sizes)
    assert found["params"][-1] == summary.model.count_params()
    np.testing.assert_array_equal(found["params"], found["weights"] + found["biases"])
    np.testing.assert_array_equal(found["params"], found["layer_params"].sum(axis=1))


def test_a_row_counts_one_unit_more():
    """Every hidden unit of 10-20-3 adds 10 weights and a bias, every output 20 and one."""
    found = ModelSummary().measure()
    np.testing.assert_array_equal(np.diff(found["params"]), [11] * 20 + [21] * 3)
    np.testing.assert_array_equal(np.diff(found["biases"]), [1] * 23)


def test_the_graph_has_as_many_links_as_weights_are_counted():
    summary = ModelSummary()
    weights = summary.measure()["weights"]
    for row in range(summary.steps + 1):
        layers = summary.graph(row).layers
        assert sum(np.isfinite(layer.kernel).sum() for layer in layers[1:]) == weights[row]
        assert sum(np.nansum(layer.values) for layer in layers) == summary.measure()["params"][row]
        strongest = [int((layer.kernel == 1).sum()) for layer in layers[1:]]
        assert strongest == ([0, 0] if row == 0 else [10, 0] if row <= 20 else [0, 20]), "those of the unit counted now"
    assert [summary.graph(row).at for row in (0, 1, 20, 21, 23)] == [None, 1, 1, 2, 2]


def test_the_arithmetic_is_written_out():
    summary = ModelSummary()
    line = summary.work(7).lines[0]
    assert (line.code, line.numbers) == ("dense: 20 units of 10 weights + 1 bias", "7 × 11 = 77")
    assert summary.work(7).at == (0,)
    assert summary.work(22).at == (1,)
    assert summary.work(22).lines[1].numbers == "2 × 21 = 42"
    end = summary.work(23)
    assert end.lines[end.at[0]].numbers == "220 + 63 = 283"


@pytest.mark.parametrize("units", [(10,), (10, 0, 3)])
def test_units_that_cannot_be_are_refused(units):
    with pytest.raises(SettingError, match="units"):
        ModelSummary(units=units)


def test_an_unknown_activation_is_refused():
    with pytest.raises(SettingError, match="did you mean relu"):
        ModelSummary(activation="rellu")
