"""What the probe of the fit finds, held against the session point by point, the trace, and sums by hand."""

from __future__ import annotations

import asyncio
import runpy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dlviz.scenarios import load
from dlviz.tui import observe
from dlviz.tui.app import DlvizApp
from dlviz.tui.pictures import PICTURES
from dlviz.tui.pictures.fit_confusion import confusion
from dlviz.tui.pictures.fit_residuals import mean_off, residuals
from dlviz.tui.player import Player
from dlviz.tui.probes import fits
from dlviz.tui.theme import DARK
from dlviz.tui.view import PanelOptions

TWO_ORDERS = """
[data]
source = "iris"
shuffle = 0

[[model]]
type = "Dense"
units = 3
activation = "softmax"

[training]
loss = "categorical_crossentropy"
optimizer = "SGD"
epochs = 1

[[runs]]
name = "one"

[[runs]]
name = "other"
set = { "data.shuffle" = 1 }

[display]
panels = ["loss", "fit", "lesson"]
"""


@pytest.fixture(scope="module")
def session():
    """Sessions of scenarios after a few epochs, each made once."""
    made = {}

    def of(name, *overrides):
        key = (name, *overrides)
        if key not in made:
            made[key] = load(name, overrides=overrides).session()
            made[key].build()
            made[key].train()
        return made[key]

    return of


def iris(session):
    return session("iris-mlp", "training.epochs=6", "training.metrics=['accuracy']", "training.optimizer='Adam'")


def test_a_plane_is_what_the_network_predicts_at_each_of_its_points(session):
    """Shares at twenty points of the plane equal predictions for single rows with the other features at their mean."""
    trained = iris(session)
    region, table = fits.regions(trained, 0, 20), trained.runs[0].rows.table
    mean = table.x[: len(trained.runs[0].rows.x)].mean(axis=0)
    assert (region.x_label, region.y_label, region.held) == ("petal length", "petal width", 2)
    rng = np.random.default_rng(0)
    for j, i in zip(rng.integers(60, size=20), rng.integers(100, size=20), strict=True):
        row = mean.copy()
        row[2], row[3] = region.across[i], region.up[j]
        np.testing.assert_allclose(region.shares[j, i], trained.predict(0, 20, row[None])[0], atol=2e-6)


def test_the_matrix_has_the_accuracy_that_the_engine_measured(session):
    """Its diagonal over its sum is val_accuracy, at the end of every epoch, and its rows sum to the classes."""
    trained = iris(session)
    run = trained.runs[0]
    for epoch in range(1, 7):
        row = epoch * run.run.steps_per_epoch
        fit = fits.fit(trained, 0, row)
        counts = confusion(fit)
        held_out = run.rows.table.y[len(run.rows.x) :]
        assert counts.sum(axis=1).tolist() == np.bincount(held_out, minlength=3).tolist()
        assert np.trace(counts) / counts.sum() == pytest.approx(run.run.trace["val_accuracy"][row], abs=1e-6)
        by_hand = [[int(((fit.predicted[105:] == j) & (held_out == i)).sum()) for j in range(3)] for i in range(3)]
        assert counts.tolist() == by_hand


@pytest.mark.parametrize("step", [0, 3, 6, 7, 20, 42])
def test_the_minibatch_at_a_step_is_the_one_whose_loss_stands_there(session, step):
    """The cross-entropy of its rows, by hand from the predictions of that state, is the loss of that row."""
    trained = iris(session)
    rows = fits.minibatch(trained, 0, step)
    table = trained.runs[0].rows.table
    p = trained.predict(0, step, table.x[rows])
    by_hand = -np.log(p[np.arange(len(rows)), table.y[rows]]).mean()
    assert len(rows) == 15
    assert by_hand == pytest.approx(trained.runs[0].run.trace["loss"][step], rel=2e-5)


def test_all_rows_are_no_minibatch(session):
    """Full batches light nothing, and neither does an objective, which predicts nothing."""
    trained = session("perceptron-gd", "training.epochs=3")
    assert fits.minibatch(trained, 0, 1) is None
    objective = session("momentum", "training.steps=3")
    assert fits.minibatch(objective, 0, 1) is None
    assert fits.regions(objective, 0, 1) is None
    assert fits.fit(objective, 0, 1).truth is None


def test_runs_in_another_order_than_the_table_light_nothing(session):
    """Row numbers of a run that shuffles its rows in another way do not mean rows of the table that is shown."""
    trained = session(TWO_ORDERS)
    assert fits.minibatch(trained, 0, 1) is not None
    assert fits.minibatch(trained, 1, 1) is None


def test_a_curve_and_its_residuals_are_the_line_of_the_weight(session):
    """ŷ = w·x: the curve and the residuals follow from the weight in the trace."""
    trained = session("perceptron-gd", "training.epochs=3")
    fit, table = fits.fit(trained, 0, 2), trained.runs[0].rows.table
    w = float(trained.runs[0].run.trace["position"][2, 0])
    np.testing.assert_allclose(fit.curve[:, 1], w * fit.curve[:, 0], rtol=1e-5)
    np.testing.assert_allclose(residuals(fit), w * table.x[:, 0] - table.y, rtol=1e-4, atol=1e-4)
    assert fit.curve[[0, -1], 0].tolist() == [table.x.min(), table.x.max()]


def test_two_classes_of_logits_have_their_border_where_the_logit_is_zero(session):
    """The share of class 1 is above one half exactly where xᵀα > 0."""
    trained = session("gd-vs-sgd", "training.epochs=2")
    region = fits.regions(trained, 0, 5)
    alpha = np.asarray(trained.state(0, 5).params["dense"]["kernel"])[:, 0]
    across, up = np.meshgrid(region.across, region.up)
    o = across * alpha[0] + up * alpha[1]
    np.testing.assert_allclose(region.shares[..., 1], 1 / (1 + np.exp(-o)), atol=1e-5)
    assert region.held == 0


Told = runpy.run_path(str(Path(__file__).with_name("told.py")))["Told"]


async def test_keys_turn_the_panel_and_choose_its_run():
    """y shows the other picture and comes back; > brings the next run, whose mark stands in the title."""
    app = DlvizApp(load(TWO_ORDERS), make_player=lambda scenario: Player(scenario, Told))
    async with app.run_test(size=(80, 24)) as pilot:

        async def text(*keys):
            await pilot.press(*keys)
            for _ in range(2):  # the first look at the result may ask for probes at a new cursor
                await pilot.pause()
                assert await asyncio.to_thread(app.screen.player._worker.idle.wait, 120)
                app.screen.frame()
            await pilot.pause()
            return "\n".join(strip.text for strip in app.screen._compositor.render_strips())

        await text()
        first = await text(str(app.screen.panels.index("fit") + 1))
        assert "others at mean" in first
        assert "● one" in first
        turned = await text("y")
        assert "confusion matrix of all 150 rows" in turned
        assert "others at mean" not in turned
        assert "others at mean" in await text("y")
        assert "▲ other" in (await text(">")).split("\n")[2]


def test_of_a_large_table_some_rows_of_each_kind_are_taken_and_counted():
    """All of a small one; of more at most so many that are learned from and held out, the first and the last too."""
    assert fits.rows_taken(1400, 2000) == fits.Taken(None, 1400)
    taken = fits.rows_taken(40_000, 60_000)
    assert (taken.training, len(taken.rows)) == (2000, 4000)
    assert [taken.rows[i] for i in (0, 1999, 2000, 3999)] == [0, 39_999, 40_000, 59_999]
    assert (np.diff(taken.rows) > 0).all()
    assert taken.said == "2,000 of 20,000 validation rows"
    assert fits.rows_taken(9000, 9000).said == "2,000 of 9,000 rows"
    assert fits.rows_taken(5000, 5100).said == "100 validation rows"
    series = fits.rows_taken(2500, 2600, series=True)
    assert series.rows.tolist() == list(range(500, 2600))


def test_the_fit_of_a_large_table_is_that_of_the_rows_that_were_taken(session, monkeypatch):
    """With a cap of 20 rows of each kind: predictions, truth and plane of these rows; the pictures say how many."""
    monkeypatch.setattr(fits.rows_taken, "__defaults__", (20, False))
    trained = iris(session)
    found, table = fits.fit(trained, 0, 20), trained.runs[0].rows.table
    assert (len(found.rows), found.training, found.of) == (40, 20, "20 of 45 validation rows")
    np.testing.assert_array_equal(found.truth, table.y[found.rows])
    np.testing.assert_array_equal(found.predicted, trained.predict(0, 20, table.x[found.rows]).argmax(axis=1))
    plane = fits.regions(trained, 0, 20)
    np.testing.assert_array_equal(plane.x, table.x[found.rows, table.features.index(plane.x_label)])
    assert confusion(found).sum() == 20
    view = observe.trained(trained, observe.built(trained, observe.waiting(trained.scenario)))
    view = replace(view, fits=(found,), regions=(plane,), batches=(None,))
    assert "confusion matrix of 20 of 45 validation rows" in (
        PICTURES["fit"].draw(view, 80, 20, DARK, PanelOptions(log=True)).text()
    )
    wrong = int((found.predicted != found.truth).sum())
    assert f"{wrong} wrong of 40" in PICTURES["data"].draw(view, 100, 27, DARK, PanelOptions()).text()


def test_the_curve_of_a_large_table_keeps_its_points_and_residuals(session, monkeypatch):
    """Boston's one feature with a cap of 50: the mean error is that of these rows; a minibatch is looked up in them."""
    monkeypatch.setattr(fits.rows_taken, "__defaults__", (50, False))
    trained = session("perceptron-gd", "training.epochs=3")
    found, table = fits.fit(trained, 0, 2), trained.runs[0].rows.table
    by_hand = np.abs(trained.predict(0, 2, table.x[found.rows])[:, 0] - table.y[found.rows]).mean()
    assert f"{by_hand:.3f}"[:5] in mean_off(found)
    assert mean_off(found).endswith("50 of 506 rows")
    view = observe.trained(trained, observe.built(trained, observe.waiting(trained.scenario)))
    view = replace(view, fits=(found,), batches=(np.array([found.rows[3], 505, 1]),))
    assert PICTURES["fit"].draw(view, 80, 20, DARK, PanelOptions()).text().count("50 of 506 rows") == 2
