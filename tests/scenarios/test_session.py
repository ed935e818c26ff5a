"""A session drives runs on one clock, judges claims at a tick, and keeps what an interruption left."""

import json
import math
import threading

import numpy as np
import pytest

from dlviz.scenarios import load

CLAIMS = """
[[claims]]
text = "fast ends lower"
check = "fast.epoch_loss.last < slow.epoch_loss.last"

[[claims]]
text = "slow starts where fast starts"
check = "slow.loss.first == fast.loss.first"
"""


@pytest.fixture
def build(plain):
    def build(text=plain, *args, **options):
        session = load(text + CLAIMS, *args, **options).session()
        session.build()
        return session

    return build


def test_building_says_what_it_is_doing(plain):
    said = []
    load(plain).session().build(said.append)
    assert said == ["importing JAX", "loading iris", "building the runs"]


def test_training_ends_and_every_row_is_there(build):
    session = build()
    session.train()
    assert session.ended
    assert not session.advance()
    assert [one.run.trace.rows for one in session.runs] == [11, 11]
    assert [one.run.status for one in session.runs] == ["finished", "finished"]


def test_runs_share_a_clock_whose_tick_is_the_finest_update(build, plain):
    session = build(plain.replace('{ "training.optimizer.learning_rate" = 0.5 }', '{ "training.batch" = "full" }'))
    assert (session.ticks_per_epoch, session.ticks) == (5, 10)
    assert [session.row(0, 7), session.row(1, 7)] == [7, 1]
    assert [session.row(0, 10), session.row(1, 10)] == [10, 2]


def test_runs_are_trained_about_equally_far(build, plain):
    session = build(plain.replace("epochs = 2", "epochs = 100000"))
    for _ in range(20):
        assert session.advance(0.02)
    done = [one.run.step for one in session.runs]
    assert min(done) > 0
    assert max(done) < 4 * min(done)
    assert session.front == min(done)


def test_the_front_is_the_last_tick_whose_rows_are_measured(build, plain):
    """With five updates an epoch against one: at every moment, and not one tick further; at the end, all of it."""
    session = build(plain.replace('{ "training.optimizer.learning_rate" = 0.5 }', '{ "training.batch" = "full" }'))
    fine, coarse = (one.run for one in session.runs)
    for run in (fine, fine, coarse, fine, fine, fine, fine, fine, coarse):
        run.advance(1)
        going = [place for place, one in enumerate(session.runs) if not one.run.ended]
        seen = [t for t in range(11) if all(session.row(place, t) <= session.runs[place].run.step for place in going)]
        assert session.front == max(seen)
    assert (fine.step, coarse.ended) == (7, True)
    fine.advance(3)
    assert session.ended
    assert session.front == 10


def test_the_front_of_an_ended_session_is_where_its_last_row_is_first_shown(build, plain):
    session = build(plain.replace('{ "training.optimizer.learning_rate" = 0.5 }', '{ "training.batch" = "full" }'))
    session.runs[0].run.advance(2)
    session.runs[1].run.advance(1)
    session.interrupt()
    session.advance()
    assert [one.run.step for one in session.runs] == [2, 1]
    assert session.front == 5


def test_progress_is_told_up_to_the_end(build):
    told = []
    build().train(progress=lambda done, ticks: told.append((done, ticks)))
    assert told[-1] == (10, 10)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_claim_is_undecided_until_the_runs_it_speaks_of_have_ended(build):
    session = build()
    session.advance(0)
    assert [claim.holds for claim in session.claims()] == [None, None]
    session.train()
    assert [(claim.holds, claim.decided) for claim in session.claims()] == [(True, True), (True, True)]


def test_a_verdict_stands_where_the_last_run_that_it_speaks_of_ended(build):
    """None before that; of two claims on runs that end together two at that tick."""
    session = build()
    assert session.verdicts() == ()
    session.train()
    assert session.verdicts() == ((10, True), (10, True))


def test_a_claim_about_no_run_is_counted_with_the_last_end(plain):
    """It is decided from the start; when all have ended there are as many verdicts as claims."""
    claim = '[[claims]]\ntext = "two is more than one"\ncheck = "2 > 1"\n'
    session = load(plain + CLAIMS + claim).session()
    session.build()
    assert [one.holds for one in session.claims()] == [None, None, True]
    assert session.verdicts() == ()
    session.train()
    assert session.verdicts() == ((10, True), (10, True), (10, True))


def test_a_claim_at_an_earlier_tick_counts_only_the_rows_up_to_it(build):
    session = build()
    session.train()
    early = session.claims(5)[0]
    assert (early.holds, early.decided) == (None, False)
    assert early.left == pytest.approx(session.runs[1].run.trace["epoch_loss"][5])
    assert math.isnan(session.claims(4)[0].left)
    assert session.claims(10) == session.claims()


def test_a_claim_about_a_run_that_was_not_run_stays_open(build, plain):
    session = build(plain, runs=["slow"])
    session.train()
    first = session.claims()[0]
    assert (first.holds, first.left, first.right, first.decided) == (None, None, None, False)


def test_a_run_cut_short_proves_nothing(build, plain):
    session = build(plain, steps=3)
    session.train()
    assert [one.run.trace.rows for one in session.runs] == [4, 4]
    assert [claim.holds for claim in session.claims()] == [None, None]


def test_an_interrupted_session_keeps_its_rows(build, plain):
    session = build(plain.replace("epochs = 2", "epochs = 100000"))
    stop = threading.Event()
    session.train(progress=lambda done, ticks: stop.set() if done >= 50 else None, stop=stop)
    assert [one.run.status for one in session.runs] == ["interrupted", "interrupted"]
    assert session.ended
    assert all(one.run.step >= 50 for one in session.runs)
    assert session.claims()[0].holds is None
    assert session.report()["runs"][0]["loss"] is not None


def test_ctrl_c_interrupts_and_goes_on_up(build, plain):
    session = build(plain.replace("epochs = 2", "epochs = 100000"))

    def press(done, ticks):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        session.train(progress=press)
    assert [one.run.status for one in session.runs] == ["interrupted", "interrupted"]
    assert all(one.run.trace.rows == one.run.step + 1 for one in session.runs)


def test_a_diverged_run_is_a_result(build, plain):
    session = build(plain, ["training.loss=mean_squared_error", "model[*].activation=linear", "training.epochs=100"])
    session.train()
    fast = session.runs[1]
    assert fast.run.status.startswith("diverged at step ")
    assert session.claims()[0].decided
    assert json.dumps(session.report(), allow_nan=False)


def test_the_report_holds_what_the_design_names(build):
    session = build()
    session.train()
    report = session.report()
    assert list(report) == ["scenario", "seed", "runs", "claims"]
    run = report["runs"][1]
    assert run["name"] == "fast"
    assert (run["status"], run["steps"], run["epochs"], run["val_loss"]) == ("finished", 10, 2, None)
    assert run["epoch_loss"] == pytest.approx(session.runs[1].run.trace["epoch_loss"][10])
    assert np.shape(run["params"]["dense.kernel"]) == (4, 4)
    assert report["claims"][0]["holds"] is True


def test_rows_come_run_by_run_and_step_by_step(build):
    session = build()
    session.train()
    rows = list(session.rows())
    assert [(row["run"], row["step"], row["epoch"]) for row in rows[9:13]] == [
        ("slow", 9, 1),
        ("slow", 10, 2),
        ("fast", 0, 0),
        ("fast", 1, 0),
    ]
    assert list(rows[0])[:6] == ["scenario", "run", "step", "epoch", "loss", "epoch_loss"]
    assert rows[0]["epoch_loss"] is None
    assert rows[5]["epoch_loss"] == pytest.approx(np.mean([row["loss"] for row in rows[:5]]), rel=1e-6)
    assert {"grad_norm.dense", "update_norm.dense_1", "weight_norm.dense"} <= set(rows[0])


def test_a_frame_has_the_rows(build):
    session = build()
    session.train()
    frame = session.frame()
    assert frame.shape[0] == 22
    assert frame.loc[frame.run == "fast", "loss"].to_numpy() == pytest.approx(session.runs[1].run.trace["loss"])


def test_a_slice_follows_the_state_at_the_tick(build, plain):
    around = """
[display]
panels = ["landscape"]
[display.landscape]
axes = [{ path = "dense.kernel[0,0]", label = "w" }]
range = [[-3, 3]]
"""
    session = build(plain + around)
    session.train()
    start, end = session.landscape(0), session.landscape(10)
    assert not start.exact
    assert start.loss.shape == start.grids[0].shape
    assert not np.array_equal(start.loss, end.loss)
    assert session.landscape(10) is end


def test_predictions_take_rows_in_the_units_of_the_table(build, plain):
    session = build(plain, ["data.standardize=all"])
    session.train()
    x = session.runs[0].rows.table.x[:7]
    given = session.predict(0, 10, x)
    assert given.shape == (7, 3)
    np.testing.assert_allclose(given.sum(axis=1), 1, rtol=1e-5)
    assert not np.allclose(given, session.predict(0, 0, x))


def test_the_data_panel_gets_the_rows_in_the_order_they_are_learned_from(build, plain):
    session = build(plain, ["data.shuffle=1", "data.validation_split=0.2", "display.data.x='petal width'"])
    data = session.data
    assert (data.name, data.rows, data.training) == ("iris", 150, 120)
    assert (data.x_label, data.y_label) == ("petal width", "sepal width")
    assert data.header == ("sepal length", "sepal width", "petal length", "petal width", "species")
    assert data.head[0][-1] == data.class_names[data.classes[0]]
    assert len(data.head) == len(data.tail) == 5
    rows = session.runs[0].rows.table.x
    assert data.head[1][:4] == tuple(f"{value:.1f}" for value in rows[1])  # as many decimals in a column everywhere
    assert data.tail[-1][:4] == tuple(f"{value:.1f}" for value in rows[-1])


@pytest.mark.parametrize("column", ["epoch_loss", "loss"])
def test_a_share_compares_columns_where_both_exist(build, plain, column):
    claim = f'[[claims]]\ntext = "A"\ncheck = "slow.val_loss.share_below({column}) > 2"\n'
    text = plain.replace('source = "iris"', 'source = "iris"\nshuffle = 0\nvalidation_split = 0.3') + claim
    session = build(text, ["training.epochs=9"])
    session.train()
    trace = session.runs[0].run.trace
    k = session.runs[0].run.steps_per_epoch
    below = trace["val_loss"][k::k] < trace[column][k::k]
    assert session.claims()[0].left == pytest.approx(below.mean())
    assert 0 < below.mean() < 1 or column == "epoch_loss"


def test_early_stopping_ends_a_run_and_is_said(build, plain):
    text = plain.replace('source = "iris"', 'source = "iris"\nshuffle = 0\nvalidation_split = 0.3')
    session = build(text, ["training.early_stopping={patience=0, min_delta=10}", "training.epochs=50"])
    session.train()
    assert [one.run.status for one in session.runs] == ["stopped early at epoch 2"] * 2
    assert session.claims()[0].decided


@pytest.mark.parametrize(
    ("override", "text"),
    [
        (
            "training.optimizer={name='SGD', learning_rate=0.05, momentum=0.9}",
            "SGD · η = 0.05 · β = 0.9 · 30 rows a step",
        ),
        ("training.optimizer=Adam", "Adam · η = 0.001 · 30 rows a step"),
        (
            "training.optimizer.learning_rate={name='CosineDecay', initial_learning_rate=0.1, decay_steps=9}",
            "SGD · η: CosineDecay · 30 rows a step",
        ),
        ("training.batch='full'", "gradient descent · η = 0.1 · all 150 rows"),
    ],
)
def test_the_optimizer_is_said_on_one_line(build, plain, override, text):
    assert build(plain, [override]).runs[0].optimizer_text == text


@pytest.mark.parametrize(
    "override",
    [
        "training.loss.reduction=sum",
        "training.loss.label_smoothing=0.1",
        "training.batch=50",
        "training.batch={size=30, shuffle=false}",
        "training.batch={size=30, replacement=true}",
        "training.batch=full",
        "training.seed=1",
        "training.optimizer.momentum=0.9",
        "training.optimizer.clipnorm=0.01",
        "training.optimizer.weight_decay=0.5",
        "training.start={'dense.bias' = 0.5}",
        "data.standardize=all",
        "data.shuffle=3",
        "data.validation_split=0.3",
        "data.features=['petal width']",
        "model[0].activation={name='leaky_relu', negative_slope=0.3}",
        "model[0].kernel_initializer=he_normal",
        "model[0].kernel_initializer={name='constant', value=0.5}",
        "model[0].kernel_regularizer={l1=0.1}",
        "model[0].activity_regularizer={l2=0.1}",
        "model[0].use_bias=false",
        "model[0].trainable=false",
    ],
)
def test_every_option_has_an_effect(build, plain, override):
    needs_two = override.startswith(("model[0].activation", "model[0].trainable"))
    model = [] if needs_two else ["model=[{type='Dense', units=3, activation='softmax'}]"]  # compiles in half the time
    before, after = build(plain, model, runs=["slow"]), build(plain, [*model, override], runs=["slow"])
    before.train()
    after.train()
    assert not np.array_equal(before.runs[0].run.trace["loss"], after.runs[0].run.trace["loss"])


def test_standardising_on_the_training_rows_takes_their_mean(build, plain):
    session = build(plain, ["data.standardize=train", "data.shuffle=0", "data.validation_split=0.3"])
    rows = session.runs[0].rows
    np.testing.assert_allclose(rows.x.mean(axis=0), 0, atol=1e-12)
    assert abs(rows.validation[0].mean()) > 1e-3


def test_rows_of_the_table_are_scaled_once():
    """What is predicted for the table is what is predicted for a copy of it; its scaled rows and limits are kept."""
    session = load("iris-mlp", steps=2).session()
    session.build()
    rows = session.runs[0].rows
    assert np.array_equal(session.predict(0, 0, rows.table.x), session.predict(0, 0, rows.table.x.copy()))
    assert rows.inputs is rows.inputs
    assert rows.inputs.dtype == np.float32
    assert rows.limits == (rows.table.x.min(), rows.table.x.max())
