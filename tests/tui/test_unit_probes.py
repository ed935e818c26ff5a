"""What the network and the activations find in a real session."""

import numpy as np
import pytest

from dlviz.scenarios import load
from dlviz.tui.probes import inputs, units


@pytest.fixture(scope="module")
def iris():
    session = load("iris-mlp", steps=20).session()
    session.build()
    session.train()
    return session


def test_the_row_of_the_network_is_the_first_of_the_minibatch_at_the_cursor(iris):
    """Its inputs are that row's, standardised; its words its number and species; another step, another row."""
    subjects = set()
    for tick in (0, 3, 20):
        row = int(iris.runs[0].run.minibatch(tick)[0])
        found = units.graph(iris, 0, tick)
        rows = iris.runs[0].rows
        np.testing.assert_allclose(found.layers[0].values, rows.x[row], rtol=1e-5)
        assert found.subject == f"row {row + 1}, {rows.table.classes[int(rows.table.y[row])]}"
        subjects.add(found.subject)
    assert len(subjects) == 3


def test_a_chosen_row_goes_through_the_network_and_the_gradient_stays_that_of_the_minibatch(iris):
    """A row that was held out: its inputs, the session's own prediction for it, the minibatch's gradient."""
    rows, row = iris.runs[0].rows, 120
    assert row >= len(rows.x)
    found, usual = units.graph(iris, 0, 20, row), units.graph(iris, 0, 20)
    np.testing.assert_allclose(found.layers[0].values, rows.scaling(rows.table.x[row : row + 1])[0], rtol=1e-5)
    np.testing.assert_allclose(found.layers[-1].values, iris.predict(0, 20, rows.table.x[row : row + 1])[0], rtol=1e-4)
    np.testing.assert_array_equal(found.layers[1].gradient, usual.layers[1].gradient)
    assert found.subject == f"row 121, {rows.table.classes[int(rows.table.y[row])]}"


def test_beside_the_features_the_network_shows_the_same_row():
    """With no row chosen both show the first that is not learned from; a chosen one both follow."""
    panels = 'display.panels=["network", "features"]'
    session = load("iris-mlp", (panels,), steps=2).session()
    session.build()
    session.train()
    for chosen in (None, 7):
        seen = inputs.features(session, 0, 2, chosen)
        drawn = units.graph(session, 0, 2, chosen)
        assert drawn.subject.startswith(f"row {seen.row + 1},")
        np.testing.assert_allclose(drawn.layers[-1].values, seen.layers[-1].values.ravel(), rtol=1e-5)


def test_a_chosen_row_passes_without_dropout():
    """No update sees it: no unit is off, and the words say nothing of dropout."""
    session = load("dropout-masks", steps=2).session()
    session.build()
    session.train()
    found, usual = units.graph(session, 0, 2, 3), units.graph(session, 0, 2)
    assert all(layer.dropped is None for layer in found.layers)
    assert found.subject.startswith("row 4,")
    assert "dropout" not in found.subject
    assert usual.subject.endswith("dropout at work")


def test_a_wide_layer_keeps_its_first_and_last_units_with_their_weights(iris):
    """Of 100 units 48 are kept; the links that are kept are those of the state, the largest weight that of all."""
    found = units.graph(iris, 0, 20)
    hidden, last = found.layers[1:]
    params = iris.state(0, 20).params
    assert hidden.units == 100
    assert hidden.kept.tolist() == [*range(24), *range(76, 100)]
    np.testing.assert_array_equal(hidden.kernel, np.asarray(params["dense"]["kernel"])[:, hidden.kept])
    np.testing.assert_array_equal(last.kernel, np.asarray(params["dense_1"]["kernel"])[hidden.kept])
    assert hidden.kernel_top == np.abs(np.asarray(params["dense"]["kernel"])).max()
    assert last.labels == ("setosa", "versicolor", "virginica")


def test_the_activity_is_that_of_all_training_rows(iris):
    """105 rows by 100 units are counted; both layers have an activation."""
    hidden, last = units.activity(iris, 0, 20).layers
    assert hidden.counts.sum() == 105 * 100
    assert (hidden.activation, last.activation) == ("relu", "softmax")
    assert hidden.rows == 105


def test_layers_whose_sums_go_on_to_a_normalisation_are_left_out():
    """With activations as layers of their own these are shown, and the output; without, the Dense layers."""
    session = load("batch-normalization").session()
    session.build()
    normalized, plain = (units.activity(session, place, 0).layers for place in (0, 2))
    assert [layer.name for layer in normalized] == ["activation", *(f"activation_{i}" for i in range(1, 6)), "dense_6"]
    assert [layer.name for layer in plain] == ["dense", *(f"dense_{i}" for i in range(1, 7))]
