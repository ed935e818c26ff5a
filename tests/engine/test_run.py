"""A run steps, records, ends, and travels in time exactly."""

import jax
import numpy as np
import pytest

from dlviz.engine import (
    SGD,
    Adam,
    Dense,
    Dropout,
    FullBatch,
    Given,
    InOrder,
    Run,
    Sequential,
    SettingError,
    ShapeError,
    Shuffled,
    SnapshotBudget,
    Supervised,
    WithReplacement,
    flatten,
    unflatten,
)


def classification(rows=35, held_out=10, seed=0, hidden=6, metrics=("accuracy",)):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(rows + held_out, 4))
    y = np.eye(3)[(x[:, 0] > 0).astype(int) + (x[:, 1] > 0)]
    model = Sequential([Dense(hidden, activation="tanh"), Dense(3, activation="softmax")], input_shape=(4,))
    validation = (x[rows:], y[rows:]) if held_out else None
    return Supervised(model, x[:rows], y[:rows], "categorical_crossentropy", validation=validation, metrics=metrics)


def line(x=(1.0, 2.0, 3.0), slope=2.0, **options):
    x = np.array(x)[:, None]
    model = Sequential([Dense(1, use_bias=False)], input_shape=(1,))
    return Supervised(model, x, slope * x, {"name": "mean_squared_error", "reduction": "sum"}, metrics=(), **options)


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True))


def test_n_updates_give_rows_zero_to_n():
    """Row t has had t updates: 0 before the first, N after N, and the last row commits nothing."""
    run = Run(line(), SGD(learning_rate=0.01), steps=5, params={"dense": {"kernel": 0.0}})
    assert run.trace.rows == 1
    assert run.advance(3) == 3
    assert run.trace.rows == 4
    assert run.step == 3
    assert run.advance(10) == 2
    assert run.trace.rows == 6
    assert run.status == "finished"
    assert run.advance(1) == 0


def test_gradient_descent_follows_its_closed_form():
    """On Σ(wx - y)² the error shrinks by 1 - 2ηΣx² a step, and loss and gradient norm are those of w_t."""
    eta, x = 0.01, np.array([1.0, 2.0, 3.0])
    run = Run(line(), SGD(learning_rate=eta), steps=8, params={"dense": {"kernel": 0.0}})
    run.advance(8)
    error = -2.0 * (1 - 2 * eta * (x**2).sum()) ** np.arange(9)
    np.testing.assert_allclose(run.trace["loss"], error**2 * (x**2).sum(), rtol=2e-5, atol=1e-10)
    np.testing.assert_allclose(run.trace["grad_norm"][:, 0], np.abs(2 * error * (x**2).sum()), rtol=2e-5)
    np.testing.assert_allclose(run.trace["update_norm"][:, 0], eta * run.trace["grad_norm"][:, 0], rtol=1e-5)
    np.testing.assert_allclose(run.trace["weight_norm"][:, 0], 2 + error, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("batches", [FullBatch(), Shuffled(10), InOrder(8), WithReplacement(4, 3)])
def test_chunk_lengths_change_no_bit(batches):
    """However a run is cut into chunks, its states and its trace are the same bits."""
    runs = [Run(classification(), Adam(), batches=batches, steps=40, seed=3) for _ in range(2)]
    runs[0].advance(40)
    for length in (1, 2, 3, 5, 11, 18):
        runs[1].advance(length)
        assert runs[1].trace.rows == runs[1].step + 1
    assert runs[1].step == 40
    assert same(runs[0].state, runs[1].state)
    for name, column in runs[0].trace.columns.items():
        np.testing.assert_array_equal(column, runs[1].trace[name], err_msg=name)


def test_any_past_state_is_exact():
    """state_at(t) is the state that was there, bit for bit, for every t."""
    run = Run(classification(), Adam(), batches=Shuffled(10), steps=50)
    witness = Run(classification(), Adam(), batches=Shuffled(10), steps=50)
    run.advance(50)
    for step in range(50):
        assert same(run.state_at(step), witness.state), step
        witness.advance(1)
    with pytest.raises(SettingError, match="step 51 lies outside what was trained; there are steps 0 to 50"):
        run.state_at(51)


def test_time_travel_survives_a_tiny_budget():
    """With room for hardly a snapshot, the past is still exact and the budget still holds."""
    problem = classification()
    budget = SnapshotBudget(4000)
    run = Run(problem, Adam(), batches=Shuffled(10), steps=60, snapshots=budget)
    witness = Run(problem, Adam(), batches=Shuffled(10), steps=60)
    for _ in range(60):
        run.advance(1)
    assert budget.bytes <= 4000
    witness.advance(37)
    assert same(run.state_at(37), witness.state)


def test_a_change_is_noted_compiles_nothing_and_can_be_replayed():
    """adjust holds from its step on, in the past as well, without a compile."""
    run = Run(line(), SGD(learning_rate=0.01), steps=20, params={"dense": {"kernel": 0.0}})
    run.advance(5)
    compiles = run.compiles
    assert run.adjust(learning_rate=0.001) == "learning_rate 0.01 → 0.001"
    run.advance(15)
    assert run.compiles == compiles
    assert [(event.step, event.kind) for event in run.events] == [(5, "change")]
    np.testing.assert_allclose(run.trace["learning_rate"], [0.01] * 5 + [0.001] * 16, rtol=1e-6)
    factor = (1 - 2 * 0.01 * 14) ** np.minimum(np.arange(21), 5)
    factor = factor * (1 - 2 * 0.001 * 14) ** np.maximum(np.arange(21) - 5, 0)
    np.testing.assert_allclose(run.trace["loss"], 4 * 14 * factor**2, rtol=1e-4)
    kernel = float(run.state_at(9).params["dense"]["kernel"][0, 0])
    np.testing.assert_allclose(kernel, 2 - 2 * factor[9], rtol=1e-5)


def test_every_column_has_every_row_long_before_an_epoch_ends():
    """A column that only epochs fill is NaN in all rows so far, and a fork copies it."""
    run = Run(classification(), Adam(), batches=WithReplacement(1, 400), epochs=1)
    run.advance(150)
    assert {len(run.trace[name]) for name in run.trace.names} == {151}
    fork = run.fork(at=140)
    assert {len(fork.trace[name]) for name in fork.trace.names} == {141}
    assert np.isnan(fork.trace["epoch_loss"]).all()


def test_changes_at_one_step_are_one_event_and_none_if_they_are_taken_back():
    """What is changed again before the next step is told from what held before it."""
    run = Run(line(), SGD(learning_rate=0.01, momentum=0.5), steps=20)
    run.advance(5)
    run.adjust(learning_rate=0.02)
    assert run.adjust(learning_rate=0.04, momentum=0.25) == "learning_rate 0.02 → 0.04, momentum 0.5 → 0.25"
    assert [event.text for event in run.events] == ["learning_rate 0.01 → 0.04, momentum 0.5 → 0.25"]
    run.adjust(learning_rate=0.01, momentum=0.5)
    assert run.events == ()
    run.advance(1)
    run.adjust(momentum=0.75)
    assert [(event.step, event.text) for event in run.events] == [(6, "momentum 0.5 → 0.75")]


def test_a_change_that_cannot_be_is_refused():
    """An option the optimizer lacks, and a value that is no number, are one sentence each."""
    run = Run(line(), SGD(learning_rate=0.01), steps=20)
    with pytest.raises(SettingError, match="no option momentum to change; there are learning_rate"):
        run.adjust(momentum=0.9)
    with pytest.raises(SettingError, match="did you mean learning_rate"):
        run.adjust(learning_rat=0.9)
    with pytest.raises(SettingError, match="learning_rate is nan; it must be a finite number"):
        run.adjust(learning_rate=float("nan"))
    with pytest.raises(SettingError, match=r"learning_rate is -1\.0; it must be a number at least 0"):
        run.adjust(learning_rate=-1)
    with pytest.raises(SettingError, match="name an option to change; there are learning_rate"):
        run.adjust()
    assert run.events == ()
    assert run.learning_rate(0) == 0.01


def test_a_layers_numbers_keep_to_their_ranges_when_changed():
    """A dropout rate of 7 and a negative penalty are refused as the layer itself refuses them."""
    layers = [Dropout(0.2), Dense(3, activation="softmax", kernel_regularizer={"name": "L2", "l2": 0.1})]
    problem = Supervised(Sequential(layers, input_shape=(2,)), np.ones((2, 2)), np.eye(3)[:2], "kl_divergence")
    run = Run(problem, Adam(), steps=5)
    with pytest.raises(SettingError, match=r"rate is 7\.0"):
        run.adjust({"dropout.rate": 7})
    with pytest.raises(SettingError, match="dense: kernel_l2 is -1; it must be at least 0"):
        run.adjust({"dense.kernel_l2": -1})
    assert run.adjust({"dropout.rate": 0.5, "dense.kernel_l2": np.float32(0)}) == (
        "dropout.rate 0.2 → 0.5, dense.kernel_l2 0.1 → 0"
    )


def test_a_fork_shares_the_past_and_leaves_its_parent_alone():
    """A fork without changes repeats its parent bit for bit; with changes it differs from there on only."""
    run = Run(classification(), Adam(), batches=Shuffled(10), steps=40)
    run.advance(40)
    before = {name: column.copy() for name, column in run.trace.columns.items()}
    twin, other = run.fork(at=17), run.fork(at=17, learning_rate=0.05)
    compiles = run.compiles
    assert twin.step == 17
    twin.advance(40)
    other.advance(40)
    assert twin.compiles == compiles
    for name, column in run.trace.columns.items():
        np.testing.assert_array_equal(column, twin.trace[name], err_msg=name)
        np.testing.assert_array_equal(column, before[name], err_msg=name)
    assert same(run.state, twin.state)
    np.testing.assert_array_equal(run.trace["loss"][:18], other.trace["loss"][:18])
    assert not np.array_equal(run.trace["loss"][18:], other.trace["loss"][18:])
    assert same(run.state_at(9), other.state_at(9))
    assert [(event.step, event.kind) for event in other.events] == [(17, "fork")]


def test_epoch_columns_stand_where_epochs_end():
    """epoch_loss is the size-weighted mean of the epoch's minibatch losses; elsewhere it does not exist."""
    run = Run(classification(rows=35), Adam(), batches=InOrder(10), epochs=3)
    run.advance(12)
    assert run.steps_per_epoch == 4
    trace = run.trace
    ends = np.arange(13) % 4 == 0
    ends[0] = False
    for name in ("epoch_loss", "val_loss", "accuracy", "val_accuracy"):
        np.testing.assert_array_equal(np.isfinite(trace[name]), ends, err_msg=name)
    want = [np.average(trace["loss"][k : k + 4], weights=[10, 10, 10, 5]) for k in (0, 4, 8)]
    np.testing.assert_allclose(trace["epoch_loss"][4::4], want, rtol=1e-6)


def test_validation_sees_the_weights_after_the_epoch():
    """val_loss in row k is the loss of θ_k on the held-out rows."""
    problem = classification()
    run = Run(problem, Adam(), batches=InOrder(10), epochs=2)
    run.advance(8)
    state = run.state_at(4)
    loss, _ = problem.loss(state.params, state.layer_state, problem.hyper(), problem.held_out, None, False)
    np.testing.assert_allclose(run.trace["val_loss"][4], float(loss), rtol=1e-6)


def test_a_diverging_run_is_an_outcome_and_keeps_its_trace():
    """With a huge rate the loss leaves the finite numbers: the run ends there and says so."""
    run = Run(line(), SGD(learning_rate=50.0), steps=400, params={"dense": {"kernel": 0.0}})
    run.advance(400)
    trace = run.trace
    assert run.ended
    assert run.status == f"diverged at step {run.step}"
    assert run.step < 400
    assert trace.rows == run.step + 1
    assert np.isfinite(trace["loss"][:-1]).all()
    assert not np.isfinite(trace["loss"][-1])
    assert np.isfinite(np.asarray(run.state_at(run.step - 1).params["dense"]["kernel"])).all()


def test_an_interrupted_run_keeps_what_it_has():
    """interrupt ends the run after the chunk at work; its rows stay."""
    run = Run(line(), SGD(learning_rate=0.001), steps=50)
    run.advance(7)
    run.interrupt()
    assert run.advance(10) == 0
    assert run.status == "interrupted"
    assert run.trace.rows == 8


def test_runs_that_differ_in_numbers_share_a_program():
    """Another learning rate, seed and start compile nothing."""
    first = Run(line(), SGD(learning_rate=0.01), steps=10)
    first.advance(10)
    compiles = first.compiles
    second = Run(line(slope=3.0), SGD(learning_rate=0.02), steps=10, seed=5, params={"dense": {"kernel": 1.0}})
    second.advance(10)
    assert second.compiles == compiles


def test_instruments_change_nothing_that_is_learned():
    """With and without instruments a run goes the same way, bit for bit."""
    bare = Run(classification(), Adam(), batches=Shuffled(10), steps=30, instruments=())
    full = Run(classification(), Adam(), batches=Shuffled(10), steps=30)
    bare.advance(30)
    full.advance(30)
    assert same(bare.state.params, full.state.params)


def test_a_state_survives_its_names():
    """flatten gives stable names, and unflatten gives the state back."""
    run = Run(classification(), Adam(), batches=Shuffled(10), steps=10)
    run.advance(4)
    named = flatten(run.state)
    assert {"params/dense/kernel", "params/dense_1/bias", "step"} <= set(named)
    assert any(name.startswith("optimizer/") and name.endswith("/dense/kernel") for name in named)
    assert same(unflatten(run.state, named), run.state)


def test_published_columns_do_not_change_while_training_goes_on():
    """A column that was handed out stays as it was, and cannot be written."""
    run = Run(classification(), Adam(), batches=Shuffled(10), steps=300)
    run.advance(30)
    seen = run.trace["loss"]
    kept = seen.copy()
    run.advance(270)
    np.testing.assert_array_equal(seen, kept)
    with pytest.raises(ValueError, match="read-only"):
        seen[0] = 0.0


def test_a_change_leaves_published_columns_alone():
    """The closing row is measured anew after a change; whoever holds the old one keeps it."""
    run = Run(line(), SGD(learning_rate=0.01), steps=20, params={"dense": {"kernel": 0.0}})
    run.advance(5)
    seen = run.trace["update_norm"]
    kept = seen.copy()
    run.adjust(learning_rate=0.02)
    assert run.trace["update_norm"][5, 0] > 1.9 * kept[5, 0]
    np.testing.assert_array_equal(seen, kept)


@pytest.mark.parametrize(
    ("options", "error", "sentence"),
    [
        ({}, SettingError, "say how long to train: epochs or steps"),
        ({"epochs": 0}, SettingError, "epochs = 0; at least 1 is needed"),
        ({"steps": -3}, SettingError, "steps = -3; at least 1 is needed"),
        ({"steps": 1, "seed": -1}, SettingError, "the seed is -1; it must be from 0 to 4294967295"),
        ({"steps": 1, "params": {"dense": {"kernel": [1.0, 2.0]}}}, ShapeError,
         "dense.kernel: the given weights have shape (2,), the layer needs (1, 1)"),
        ({"steps": 1, "params": {"dens": {"kernel": 1.0}}}, SettingError,
         "the model has no weight dens.kernel to start from; it has dense.kernel"),
        ({"steps": 1, "batches": Given([[0, 7]])}, SettingError,
         "given batch 0 names row 7; the data have rows 0 to 2"),
    ],
)  # fmt: skip
def test_what_cannot_be_run_is_one_sentence(options, error, sentence):
    """Impossible settings are refused before anything is compiled, with the remedy."""
    with pytest.raises(error) as caught:
        Run(line(), SGD(), **options)
    assert str(caught.value) == sentence


def test_a_network_too_large_is_refused_with_the_estimate():
    """A network that cannot fit is refused from its shapes alone, before anything is allocated."""
    model = Sequential([Dense(3_000_000), Dense(3_000_000)], input_shape=(1,))
    with pytest.raises(SettingError, match=r"9,000,0\d\d,\d+,\d+|parameters and training it would take about"):
        Run(Supervised(model, np.ones((2, 1)), np.ones((2, 3_000_000)), "mean_squared_error"), Adam(), steps=1)


def test_large_networks_measure_only_what_is_cheap():
    """Unless told otherwise, a small network records all three norms and a large one the gradient's."""
    small, large = classification(), classification(hidden=4000)
    columns = {"grad_norm", "update_norm", "weight_norm"}
    assert columns <= set(Run(small, Adam(), steps=1).trace.names)
    assert columns & set(Run(large, Adam(), steps=1).trace.names) == {"grad_norm"}


def test_a_trace_too_long_is_refused_with_the_estimate():
    """More rows than memory can hold are refused before the first update."""
    with pytest.raises(SettingError, match=r"the trace of 1,000,000,000,000 updates, 6 numbers each, would take up to"):
        Run(line(), SGD(), steps=10**12)
