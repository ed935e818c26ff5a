"""What computations compute, against closed forms, finite differences and Keras; how a walk goes through them."""

import json
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import pytest

from dlviz.engine.computations import COMPUTATIONS, Activation, Computation, LossCurve, Neuron, OutputActivation
from dlviz.engine.errors import SettingError
from dlviz.engine.walk import Walk

ORACLES = Path(__file__).parents[1] / "oracles"


@dataclass(frozen=True)
class Parabola(Computation):
    """Seven places of x² with two more columns in one."""

    points: int = 7

    @property
    def steps(self):
        return self.points - 1

    @property
    def labels(self):
        return {"x": (), "square": (), "both": ("x", "2x")}

    def measure(self):
        x = np.linspace(-1, 1, self.points)
        return {"x": x, "square": x**2, "both": np.stack([x, 2 * x], axis=1)}


# ── the walk ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_row_of_the_trace_is_a_position():
    walk = Walk(Parabola())
    assert walk.trace.rows == 1  # where it starts
    assert walk.advance(2) == 2
    assert walk.trace["square"].tolist() == pytest.approx([1, 4 / 9, 1 / 9])
    assert walk.trace["both"].shape == (3, 2)
    assert walk.trace.labels("both") == ("x", "2x")
    assert (walk.step, walk.status, walk.ended) == (2, "training", False)


def test_it_ends_at_the_last_position_and_takes_no_step_more():
    walk = Walk(Parabola())
    assert walk.advance(100) == 6
    assert (walk.status, walk.ended, walk.trace.rows) == ("finished", True, 7)
    assert walk.advance(1) == 0
    assert walk.trace.rows == 7


def test_what_was_shown_once_does_not_change():
    """Columns of an earlier moment are the beginning of the later ones, and cannot be written to."""
    walk = Walk(Parabola())
    walk.advance(3)
    early = walk.trace.columns
    copies = {name: column.copy() for name, column in early.items()}
    walk.advance(3)
    for name, column in walk.trace.columns.items():
        np.testing.assert_array_equal(column[:4], copies[name])
        np.testing.assert_array_equal(early[name], copies[name])
        assert not column.flags.writeable


def test_it_can_be_shortened_and_interrupted():
    short = Walk(Parabola(), steps=4)
    short.advance(100)
    assert (short.status, short.step, short.steps, short.planned) == ("finished", 4, 4, 6)
    walk = Walk(Parabola())
    walk.advance(2)
    walk.interrupt()
    assert (walk.advance(1), walk.status, walk.ended, walk.trace.rows) == (0, "interrupted", True, 3)
    with pytest.raises(SettingError, match="steps is 0; it must be at least 1"):
        Walk(Parabola(), steps=0)


def test_more_steps_than_there_are_positions_are_none():
    walk = Walk(Parabola(), steps=1000)
    assert walk.steps == 6


# ── what all kinds keep ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", COMPUTATIONS)
def test_every_kind_fills_the_columns_that_it_names_row_by_row(kind):
    one = COMPUTATIONS[kind]()
    found = one.measure()
    assert set(found) == set(one.labels)
    for name, labels in one.labels.items():
        assert np.asarray(found[name]).shape == ((one.steps + 1, len(labels)) if labels else (one.steps + 1,)), name


@pytest.mark.parametrize("kind", COMPUTATIONS)
def test_every_kind_is_a_pure_function_of_its_settings(kind):
    one, other = COMPUTATIONS[kind](), COMPUTATIONS[kind]()
    assert one == other
    for name, column in one.measure().items():
        np.testing.assert_array_equal(column, other.measure()[name])
    assert all(field.init for field in fields(one))


@pytest.mark.parametrize("kind", COMPUTATIONS)
def test_every_row_of_every_kind_has_its_work_and_its_graph(kind):
    """Lines at work exist; the layers of a graph go together."""
    one = COMPUTATIONS[kind]()
    for row in sorted({*range(0, one.steps + 1, max(one.steps // 20, 1)), one.steps}):
        work, graph = one.work(row), one.graph(row)
        assert work is None or all(0 <= at < len(work.lines) for at in work.at)
        for before, layer in zip(graph.layers, graph.layers[1:], strict=False) if graph else ():
            assert layer.kernel.shape == (len(before.values), len(layer.values))


# ── activations ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "given", [Activation("tanh"), Activation("silu"), Activation({"name": "elu", "alpha": 0.5}), Activation("gelu")]
)
def test_the_slope_of_an_activation_is_that_of_differences(given):
    """At float32: within 2 % of the largest slope, off the kink at 0."""
    found = given.measure()
    slopes = np.gradient(found["output"].astype(float), found["o"].astype(float))
    away = np.abs(found["o"]) > 0.1
    np.testing.assert_allclose(found["derivative"][away], slopes[away], atol=0.02)


def test_the_figure_of_the_notes():
    """tanh, sigmoid and ReLU on [−4, 4], between −1 and 4 (notes 2.3)."""
    for name, low, high in (("tanh", -0.99933, 0.99933), ("sigmoid", 0.017986, 0.982014), ("relu", 0, 4)):
        found = Activation(name).measure()
        assert (found["o"][0], found["o"][-1]) == (-4, 4)
        assert [found["output"][0], found["output"][-1]] == pytest.approx([low, high], abs=1e-5)


def test_an_activation_that_is_no_function_of_one_number_is_refused():
    with pytest.raises(SettingError, match="softmax is no function of one number"):
        Activation("softmax")


# ── losses ──────────────────────────────────────────────────────────────────────────────────────────────────

E = np.linspace(-4, 4, 161)
CLOSED = {
    "mean_squared_error": (E**2, 2 * E),
    "mean_absolute_error": (np.abs(E), np.sign(E)),
    "huber": (np.where(np.abs(E) <= 1, E**2 / 2, np.abs(E) - 0.5), np.clip(E, -1, 1)),
    "log_cosh": (np.log(np.cosh(E)), np.tanh(E)),
}


@pytest.mark.parametrize("name", CLOSED)
def test_a_loss_of_an_error_is_its_closed_form(name):
    found = LossCurve(name).measure()
    np.testing.assert_allclose(found["value"], CLOSED[name][0], atol=2e-6, rtol=1e-5)
    smooth = E != 0  # at its kink |e| has the slope of one side
    np.testing.assert_allclose(found["derivative"][smooth], CLOSED[name][1][smooth], atol=2e-6, rtol=1e-5)


def test_another_target_moves_the_curve():
    moved = LossCurve("huber", target=1.0, range=(-3, 5)).measure()
    np.testing.assert_allclose(moved["value"], CLOSED["huber"][0], atol=2e-6)


@pytest.mark.parametrize("y", [1.0, -1.0])
def test_hinge_of_a_margin(y):
    """The kink of hinge at a margin of 1 has the slope 0 there."""
    found = LossCurve("hinge", target=y).measure()
    np.testing.assert_allclose(found["value"], np.maximum(0, 1 - y * E), atol=1e-6)
    margin = np.round(y * E, 6)
    np.testing.assert_array_equal(found["derivative"], np.where(margin < 1, -y, 0))


@pytest.mark.parametrize(("name", "power"), [("hinge", 1), ("squared_hinge", 2)])
def test_hinge_says_that_a_target_of_0_stands_for_minus_1(name, power):
    """At ŷ = 2 the margin is −2, so the formula gives 3 or 9: the number beside it."""
    lines = LossCurve(name, target=0.0, range=(2.0, 4.0), points=2).work(0).lines
    assert [line.code for line in lines[1:3]] == [
        "t ← −1, as y = 0 stands for −1",
        "L ← max(0, 1 − t·ŷ)" + "²" * (power == 2),
    ]
    assert lines[1].numbers[0].values == (-1.0,)
    assert lines[2].numbers[0].values == (3.0**power,)
    assert len(LossCurve(name, target=-1.0).work(0).lines) == 3


def test_the_line_of_the_absolute_errors_slope_holds_at_its_kink():
    line = LossCurve("mean_absolute_error").work(80).lines[-1]
    assert (line.code, line.numbers[0].values) == ("slope ← 1 if ŷ ≥ y, else −1", (1.0,))


@pytest.mark.parametrize("y", [1.0, 0.0])
def test_logistic_of_a_margin(y):
    given = {"name": "binary_crossentropy", "from_logits": True}
    found = LossCurve(given, target=y).measure()
    margin = E if y else -E
    np.testing.assert_allclose(found["value"], np.log1p(np.exp(-margin)), atol=1e-6, rtol=1e-5)
    np.testing.assert_allclose(found["derivative"], 1 / (1 + np.exp(-E)) - y, atol=1e-6)


def test_logistic_of_a_probability_is_the_figure_of_the_notes():
    """−log p for p in [0.01, 1], slope −1/p, at p = 1 too (notes 3.2); of label 0 the mirror image."""
    p = np.linspace(0.01, 1, 100)
    found = LossCurve("binary_crossentropy", target=1.0, range=(0.01, 1.0), points=100).measure()
    np.testing.assert_allclose(found["value"], -np.log(p), atol=1e-6, rtol=1e-5)
    np.testing.assert_allclose(found["derivative"], -1 / p, rtol=1e-5)
    other = LossCurve("binary_crossentropy", target=0.0, range=(0.01, 0.99), points=99).measure()
    np.testing.assert_allclose(other["value"], found["value"][98::-1], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(other["derivative"], -found["derivative"][98::-1], rtol=1e-4)


def test_what_a_loss_does_not_fit_is_refused():
    with pytest.raises(SettingError, match="kl_divergence compares several outputs; choose a loss of one"):
        LossCurve("kl_divergence")
    with pytest.raises(SettingError, match="target of row 0 is 3; it must be -1 or 1"):
        LossCurve("hinge", target=3.0)
    with pytest.raises(SettingError, match=r"the range \[1, 1\] is empty"):
        LossCurve(range=(1, 1))
    with pytest.raises(SettingError, match="points is 1; it must be a whole number, at least 2"):
        LossCurve(points=1)


# ── the output layer ────────────────────────────────────────────────────────────────────────────────────────


def test_softmax_by_hand():
    found = OutputActivation("softmax", others=(1.0, 0.0), range=(-2, 2), points=5)
    o = np.column_stack([np.arange(-2.0, 3.0), np.ones(5), np.zeros(5)])
    expected = np.exp(o) / np.exp(o).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(found.measure()["outputs"], expected, rtol=1e-6)
    np.testing.assert_allclose(found.measure()["total"], 1, rtol=1e-6)
    assert found.labels["outputs"] == ("a₁", "a₂", "a₃")


def test_two_softmax_outputs_are_the_sigmoid_of_the_difference():
    two = OutputActivation("softmax", others=(1.5,)).measure()
    np.testing.assert_allclose(two["outputs"][:, 0], 1 / (1 + np.exp(-(two["o"] - 1.5))), rtol=1e-5)


@pytest.mark.parametrize(("name", "links"), [("softmax", 9), ("sigmoid", 3)])
def test_an_output_depends_on_its_own_sum_or_on_all(name, links):
    assert np.isfinite(OutputActivation(name).graph(5).layers[1].kernel).sum() == links


@pytest.mark.parametrize("name", ["softmax", "sigmoid", "tanh", "linear"])
def test_the_links_of_an_output_layer_are_slopes(name):
    """From o₁ to every output, against differences of the columns; off the others where they depend on them."""
    layer = OutputActivation(name, points=801)
    found = layer.measure()
    slopes = np.gradient(found["outputs"].astype(float), 0.01, axis=0)
    for row in (100, 400, 700):
        links = layer.graph(row).layers[1].kernel[0]
        expected = slopes[row] if name == "softmax" else [slopes[row, 0], np.nan, np.nan]
        np.testing.assert_allclose(links, expected, atol=1e-3)


def test_one_output_is_enough():
    assert OutputActivation("relu", others=()).measure()["outputs"].shape == (81, 1)


# ── the neuron ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_neuron_by_hand():
    """2·1 − 1·(−0.5) − 0.5·0 − 1 = 1.5, σ(1.5) = 0.8176; term by term 2, 2.5, 2.5."""
    found = Neuron().measure()
    assert found["sum"][:5].tolist() == [2, 2.5, 2.5, 1.5, 1.5]
    np.testing.assert_array_equal(found["o"][:5], [np.nan, np.nan, np.nan, 1.5, 1.5])
    assert found["output"][4] == pytest.approx(0.817574, abs=1e-6)
    assert np.isnan(found["output"][:4]).all()
    np.testing.assert_array_equal(found["products"][5:8], [[1, np.nan, np.nan], [1, -1.5, np.nan], [1, -1.5, -0.5]])
    assert found["input"][[0, 4, 5, 19]].tolist() == [1, 1, 2, 4]


@pytest.mark.parametrize("name", ["sigmoid", "relu", "tanh"])
def test_many_inputs_are_one_matrix_product(name):
    rng = np.random.default_rng(0)
    x, w = rng.normal(size=(6, 4)), rng.normal(size=4)
    found = Neuron(tuple(w), 0.25, name, tuple(map(tuple, x))).measure()
    o = x @ w + 0.25
    a = {"sigmoid": 1 / (1 + np.exp(-o)), "relu": np.maximum(o, 0), "tanh": np.tanh(o)}[name]
    np.testing.assert_allclose(found["o"][5::6], o, rtol=1e-5)
    np.testing.assert_allclose(found["output"][5::6], a, rtol=1e-5, atol=1e-7)


def test_a_neuron_says_what_it_has_computed_and_no_more():
    lines = [[line.numbers for line in Neuron().work(row).lines] for row in (0, 2, 4)]
    assert lines[0] == ["2 · 1 = 2", "−1 · −0.5", "−0.5 · 0", "", ""]
    assert lines[1][3:] == ["", ""]
    assert lines[2][3:] == ["2.5 − 1 = 1.5", "sigmoid(1.5) = 0.8176"]
    assert [Neuron().work(row).at for row in (0, 4, 5)] == [(0,), (4,), (0,)]


def test_the_unit_of_a_neuron_has_no_output_before_its_activation():
    unit = Neuron().graph(3).layers[1]
    assert np.isnan(unit.values[0])
    assert unit.sums.tolist() == [1.5]
    assert Neuron().graph(4).layers[1].values[0] == pytest.approx(0.817574, abs=1e-6)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"weights": (1.0,)}, r"inputs\[0\] has 3 numbers; there are 1 weights"),
        ({"names": ("a", "b")}, "names has 2 words; there are 3 weights"),
        ({"names": ("a", "a", "b")}, "two of the names are the same"),
        ({"activation": "softmax"}, "softmax compares several units"),
        ({"bias": float("nan")}, "bias"),
    ],
)
def test_a_neuron_that_does_not_fit_is_refused(settings, said):
    with pytest.raises(SettingError, match=said):
        Neuron(**settings)


# ── Keras' own numbers ──────────────────────────────────────────────────────────────────────────────────────


def keras(name):
    return json.loads((ORACLES / name).read_text("utf-8"))


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "relu", "softplus", "silu"])
def test_activations_are_those_of_keras(name):
    """At its 41 points from −4 to 4, off the kinks."""
    oracle = keras("04_activations.json")
    found = Activation(name, points=41).measure()
    np.testing.assert_allclose(found["o"], oracle["input"]["x"], atol=1e-6)
    np.testing.assert_allclose(found["output"], oracle["expected"][name]["value"], atol=1e-6, rtol=1e-5)
    smooth = np.arange(41) != 20
    derivative = np.array(oracle["expected"][name]["derivative"])
    np.testing.assert_allclose(found["derivative"][smooth], derivative[smooth], atol=2e-6, rtol=1e-5)


OF_KERAS = [
    (i, case["loss"])
    for i, case in enumerate(keras("03_losses.json")["input"])
    if case["loss"]["name"] in ("MeanSquaredError", "MeanAbsoluteError", "Huber", "BinaryCrossentropy", "Hinge")
]


@pytest.mark.parametrize(("case", "loss"), OF_KERAS, ids=lambda value: str(value))
def test_slopes_of_losses_are_those_of_keras(case, loss):
    """Keras' gradient of the mean over 18 outputs, one output at a time: 18 times as large."""
    oracle = keras("03_losses.json")
    given, expected = oracle["input"][case], np.array(oracle["expected"][case]["grad_y_pred"])
    spec = {"name": loss["name"], **loss["config"]}
    for (i, j), slope in np.ndenumerate(expected):
        at = given["y_pred"][i][j]
        found = LossCurve(spec, given["y_true"][i][j], (at, at + 1e-3), 2).measure()
        assert found["derivative"][0] == pytest.approx(18 * slope, rel=1e-4, abs=1e-5)
