"""A run stops, restores and slows down when its callbacks say so, in the past and in forks as well."""

import numpy as np
import pytest

from dlviz.engine import (
    SGD,
    Adam,
    Dense,
    EarlyStopping,
    InOrder,
    ReduceLROnPlateau,
    Run,
    Sequential,
    SettingError,
    Supervised,
)


def noisy(epochs=60, rate=0.5, **callbacks):
    """Few rows with random labels: the training loss falls, the validation loss soon rises."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=(24, 3))
    y = np.eye(2)[rng.integers(2, size=24)]
    model = Sequential([Dense(16, activation="tanh"), Dense(2, activation="softmax")], input_shape=(3,))
    problem = Supervised(
        model, x[:16], y[:16], "categorical_crossentropy", validation=(x[16:], y[16:]), metrics=["accuracy"]
    )
    optimizer = Adam(learning_rate=0.05) if rate is None else SGD(learning_rate=rate)
    run = Run(problem, optimizer, batches=InOrder(4), epochs=epochs, seed=3, **callbacks)
    run.advance(run.steps)
    return run


def test_training_stops_after_patience_epochs_without_an_improvement():
    """The run ends `patience` epochs after its best validation loss, at an end of an epoch."""
    run = noisy(rate=None, early_stopping=EarlyStopping(patience=4))
    losses = run.trace["val_loss"][4::4]
    stopped = len(losses)
    assert run.status == f"stopped early at epoch {stopped}"
    assert run.step == 4 * stopped < run.steps
    assert np.argmin(losses) == stopped - 1 - 4
    assert run.restored_from is None
    assert run.advance(10) == 0


def test_restored_weights_are_those_of_the_best_epoch():
    """final holds the weights that were there at the end of the best epoch, bit for bit."""
    run = noisy(rate=None, early_stopping=EarlyStopping(patience=4, restore_best_weights=True))
    best = int(np.argmin(run.trace["val_loss"][4::4])) + 1
    assert run.restored_from == best
    np.testing.assert_array_equal(run.final["dense"]["kernel"], run.state_at(4 * best).params["dense"]["kernel"])
    assert not np.array_equal(run.final["dense"]["kernel"], run.state.params["dense"]["kernel"])


def test_a_plateau_lowers_the_rate_without_a_compile():
    """Each reduction is noted, holds from its epoch on, and is replayed exactly."""
    run = noisy(epochs=30, reduce_lr=ReduceLROnPlateau(factor=0.5, patience=2, min_lr=0.01))
    reductions = [event for event in run.events if event.kind == "change"]
    assert reductions
    rates = run.trace["learning_rate"]
    for event in reductions:
        assert event.step % 4 == 0
        np.testing.assert_allclose(rates[event.step], max(rates[event.step - 1] / 2, 0.01), rtol=1e-6)
    assert rates.min() >= 0.01 - 1e-9
    again = noisy(epochs=30, reduce_lr=ReduceLROnPlateau(factor=0.5, patience=2, min_lr=0.01))
    late = reductions[-1].step + 2
    np.testing.assert_array_equal(
        run.state_at(late).params["dense"]["kernel"], again.state_at(late).params["dense"]["kernel"]
    )


def test_a_fork_waits_as_its_parent_did():
    """A fork shortly before the stop counts the epochs of its past and stops where its parent stopped."""
    run = noisy(rate=None, early_stopping=EarlyStopping(patience=4))
    fork = run.fork(at=run.step - 6)
    fork.advance(run.steps)
    assert fork.status == run.status


def test_a_fork_where_its_parent_stopped_goes_on_only_for_a_change():
    """Without a change it has ended as well; with one it waits anew."""
    run = noisy(rate=None, early_stopping=EarlyStopping(patience=4))
    assert run.fork(at=run.step).status == run.status
    on = run.fork(at=run.step, learning_rate=1e-4)
    assert not on.ended
    on.advance(on.steps)
    assert on.step >= run.step + 4 * 4


def test_something_to_monitor_must_exist():
    """The name of the monitored number is checked, and the ones there are are listed."""
    with pytest.raises(SettingError) as caught:
        noisy(early_stopping=EarlyStopping(monitor="val_auc"))
    assert str(caught.value) == (
        "there is no val_auc to monitor in this run; there are loss, accuracy, val_loss, val_accuracy"
    )
