"""The algorithm at a step and the table of its quantities, against traces and NumPy by hand."""

import numpy as np
import pytest

from dlviz.engine import (
    SGD,
    Adadelta,
    Adagrad,
    Adam,
    Dense,
    FullBatch,
    InOrder,
    Lion,
    Objective,
    RMSprop,
    Run,
    Sequential,
    Shuffled,
    Supervised,
    WithReplacement,
)
from dlviz.engine.probes.algorithm import training
from dlviz.engine.probes.motion import BINS, DECADES, motion
from dlviz.engine.probes.update import next_update

RNG = np.random.default_rng(5)
X, Y = RNG.normal(size=(10, 3)), RNG.normal(size=10)


def network(optimizer, batches, epochs=3):
    model = Sequential([Dense(4, activation="tanh"), Dense(1)], input_shape=(3,))
    run = Run(Supervised(model, X, Y, loss="mean_squared_error"), optimizer, batches=batches, epochs=epochs)
    run.advance(1000)
    return run


def bowl(optimizer, steps=20):
    run = Run(Objective("quadratic", start=(-4.0, 1.0)), optimizer, steps=steps)
    run.advance(1000)
    return run


def look(run, step):
    state = run.state_at(step)
    found = next_update(run.problem, run.optimizer, state, run.feed(step))
    weights = {layer: state.params[layer] for layer in run.problem.layers}
    return training(run, found, weights, step), motion(run.optimizer, found, run.learning_rate(step))


def numbers(work):
    return {q.symbol: q for line in work.lines if isinstance(line.numbers, tuple) for q in line.numbers}


@pytest.mark.parametrize("step", [0, 1, 5, 8, 9])
def test_loss_and_norms_beside_the_lines_are_those_of_the_trace(step):
    """L, ‖g‖ and ‖Δθ‖ of minibatch t at θ_t, over all weights and layer by layer."""
    run = network(Adam(0.05), Shuffled(4))
    known = numbers(look(run, step)[0])
    assert known["L"].values[0] == pytest.approx(run.trace["loss"][step], rel=1e-5)
    for symbol, column in (("‖g‖", "grad_norm"), ("‖Δθ‖", "update_norm")):
        layers = run.trace[column][step]
        np.testing.assert_allclose(list(known[symbol].layers.values()), layers, rtol=2e-4)
        assert tuple(known[symbol].layers) == run.trace.layers
        assert known[symbol].values[0] == pytest.approx(np.sqrt((layers**2).sum()), rel=2e-4)


@pytest.mark.parametrize("step", [0, 3, 19])
def test_of_two_weights_the_very_numbers_stand_beside_the_lines(step):
    """Adam on ½(x² + 10·y²), its m, v, m̂ and v̂ by hand."""
    run = bowl(Adam(0.1))
    m = v = np.zeros(2)
    for t in range(step + 1):
        g = run.state_at(t).params["point"]["x"] * np.array([1.0, 10.0])
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
    by_hand = {"g": g, "m": m, "v": v, "m̂": m / (1 - 0.9 ** (step + 1)), "v̂": v / (1 - 0.999 ** (step + 1))}
    work, table = look(run, step)
    known = numbers(work)
    for symbol, value in by_hand.items():
        np.testing.assert_allclose(known[symbol].values, value, rtol=1e-3, atol=1e-6)
    after = run.state_at(min(step + 1, run.step)).params["point"]["x"]
    np.testing.assert_allclose(known["θ"].values, after, rtol=1e-5, atol=1e-6)
    assert table.names == ("point.x[0]", "point.x[1]")
    assert table.symbols == ("g", "m̂", "√v̂", "η/√v̂", "Δθ")
    root = np.sqrt(by_hand["v̂"])
    want = np.stack([g, by_hand["m̂"], root, 0.1 / root, -0.1 * by_hand["m̂"] / root], axis=1)
    np.testing.assert_allclose(table.values, want, rtol=1e-3, atol=1e-5)


def test_the_lines_of_a_step_are_carried_out_in_their_order():
    """Loops first where they begin, then the gradient, last the weights; the line at work moves them."""
    run = network(SGD(0.1, momentum=0.9), Shuffled(4))
    work = look(run, 3)[0]
    assert [line.code for line in work.lines] == [
        "for epoch = 1 … 3", "shuffle the 10 rows", "for each minibatch of 4 rows",
        "g ← ∇L(θ)", "v ← β·v − η·g", "θ ← θ + v",
    ]  # fmt: skip
    assert [line.indent for line in work.lines] == [0, 1, 1, 2, 2, 2]
    assert (work.lines[0].numbers, work.lines[2].numbers) == ("epoch 2", "1 of 3")
    assert work.order == (0, 1, 2, 3, 4, 5)
    assert look(run, 4)[0].order == (2, 3, 4, 5)
    assert work.at == (5,)
    assert [(q.symbol, q.values) for q in work.settings] == [("η", (0.1,)), ("β", (0.9,)), ("t", (4.0,))]


@pytest.mark.parametrize(
    ("batches", "lines"),
    [
        (FullBatch(), ["for epoch = 1 … 3", "take all 10 rows"]),
        (InOrder(5), ["for epoch = 1 … 3", "for each minibatch of 5 rows"]),
        (
            WithReplacement(4, 5),
            ["for epoch = 1 … 3", "repeat 5 times", "draw 4 of 10 rows, each drawn anew"],
        ),
    ],
)
def test_the_loops_are_those_of_the_batch_plan(batches, lines):
    """What is drawn how is said before the gradient; with all rows at once SGD is called gradient descent."""
    work = look(network(SGD(0.1), batches), 0)[0]
    assert work.title == ("gradient descent (SGD)" if batches == FullBatch() else "SGD")
    assert [line.code for line in work.lines[:-2]] == lines
    assert work.order == tuple(range(len(work.lines)))


def test_clipping_and_decay_have_their_lines():
    """The clipped gradient has the norm that was asked for."""
    work = look(network(SGD(0.1, global_clipnorm=0.01, weight_decay=0.1), FullBatch()), 0)[0]
    codes = [line.code for line in work.lines]
    assert codes[3].startswith("g ← g·min(1, c/‖g‖)")
    assert codes[4] == "θ ← θ − η·λ·θ"
    assert work.lines[3].numbers[0].values[0] == pytest.approx(0.01, rel=1e-4)
    assert work.lines[2].numbers[1].values[0] > 0.02


def test_after_the_end_the_next_update_is_shown_and_said_not_to_be_made():
    """At the closing row the note says so; before it there is none."""
    run = bowl(SGD(0.01), steps=5)
    assert "the run has ended" in look(run, 5)[0].note
    assert look(run, 4)[0].note == ""


@pytest.mark.parametrize(
    ("optimizer", "symbols"),
    [
        (SGD(0.1), ("g", "Δθ")),
        (SGD(0.1, momentum=0.9), ("g", "v", "Δθ")),
        (RMSprop(0.01, centered=True), ("g", "√(v−a²)", "η/√(v−a²)", "Δθ")),
        (Adagrad(0.1), ("g", "√a", "η/√a", "Δθ")),
        (Adadelta(1.0), ("g", "√a/√d", "η/(√a/√d)", "Δθ")),
        (Adam(0.1, form="printed"), ("g", "m", "√v", "η/√v", "Δθ")),
        (Lion(0.01), ("g", "c", "Δθ")),
    ],
)
def test_a_step_is_the_rate_times_what_stands_above_over_what_stands_below(optimizer, symbols):
    """Δθ = −η·above/below for every optimizer that has both; its columns carry its own symbols."""
    table = look(bowl(optimizer), 4)[1]
    assert table.symbols == symbols
    values = dict(zip(symbols, table.values.T, strict=True))
    above = values[symbols[1]] if symbols[1] in ("m", "m̂") else values["g"]
    if any(symbol.startswith("η/") for symbol in symbols):
        # Adadelta's d is shown as it stands after the step, which was made with the d before
        close = 0.1 if isinstance(optimizer, Adadelta) else 1e-4
        np.testing.assert_allclose(values["Δθ"], -values[symbols[-2]] * above, rtol=close)


def test_of_layers_the_typical_size_is_the_root_mean_square():
    """And the distribution counts every weight once, at its log₁₀ η/D."""
    run = network(Adam(0.05), Shuffled(4))
    table = look(run, 6)[1]
    assert table.names == run.trace.layers
    sizes = np.array([16, 5])
    np.testing.assert_allclose(table.values[:, 0] * np.sqrt(sizes), run.trace["grad_norm"][6], rtol=2e-4)
    assert table.spread.sum(axis=1).tolist() == sizes.tolist()
    centres = DECADES[0] + (np.arange(BINS) + 0.5) * (DECADES[1] - DECADES[0]) / BINS
    where = (table.spread @ centres) / sizes
    typical = np.log10(table.values[:, table.symbols.index("η/√v̂")])
    assert (np.abs(where - typical) < 0.7).all()
