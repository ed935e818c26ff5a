import json
from pathlib import Path

import pytest

from dlviz.engine.callbacks import EarlyStopping, ReduceLROnPlateau
from dlviz.engine.errors import SettingError

CASE = json.loads((Path(__file__).parents[1] / "oracles" / "05_early_stopping.json").read_text())


@pytest.mark.parametrize(("given", "want"), list(zip(CASE["input"], CASE["expected"], strict=True)))
def test_early_stopping_decides_as_keras(given, want):
    """The epochs run, the waits, the best epoch and the weights at the end are those of Keras."""
    early = EarlyStopping(**given["options"])
    state, waits, kept, stopped = early.start(), [], None, False
    for epoch, value in enumerate(given["sequence"]):
        state, decision = early.update(state, epoch, float("nan") if value is None else value)
        waits.append(state.wait)
        kept = epoch if decision.keep else kept
        if decision.stop:
            stopped = True
            break
    assert stopped == want["stopped"]
    assert len(waits) == want["epochs_run"]
    assert waits == want["wait_after_each_epoch"]
    assert state.best_epoch == kept == want["best_epoch_0based"]
    assert state.best == want["best"] or (want["best"] is None and state.best != state.best)
    final = kept if early.restore_best_weights else len(waits) - 1
    assert final == want["final_weights_are_those_after_epoch_0based"]


def rates(plateau, values, rate=1.0):
    state, found = plateau.start(), []
    for epoch, value in enumerate(values):
        state, lower = plateau.update(state, epoch, value)
        rate = plateau.lowered(rate) if lower else rate
        found.append(rate)
    return found


def test_a_plateau_lowers_the_rate_after_its_patience():
    """Two epochs without an improvement of min_delta halve the rate, down to min_lr and no further."""
    plateau = ReduceLROnPlateau(factor=0.5, patience=2, min_delta=0.1, min_lr=0.3)
    assert rates(plateau, [1.0, 0.95, 0.92, 0.91, 0.9, 0.8, 0.9, 0.9, 0.9]) == [
        *(1.0, 1.0, 0.5),
        *(0.5, 0.3),
        *(0.3, 0.3, 0.3, 0.3),
    ]


def test_no_epoch_counts_while_the_rate_rests():
    """Cooldown 2: the epochs after a reduction do not count towards the next one."""
    assert rates(ReduceLROnPlateau(factor=0.5, patience=1, cooldown=2), [1.0] * 6) == [
        1.0,
        0.5,
        0.5,
        0.25,
        0.25,
        0.125,
    ]


def test_mode_auto_knows_what_should_rise():
    """An accuracy improves upwards, a loss and an error downwards."""
    state = EarlyStopping("val_accuracy", patience=1).start()
    state, _ = EarlyStopping("val_accuracy", patience=1).update(state, 0, 0.5)
    assert EarlyStopping("val_accuracy", patience=1).update(state, 1, 0.6)[1].keep
    assert EarlyStopping("val_mean_absolute_error", patience=1).update(state, 1, 0.4)[1].keep


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: EarlyStopping(patience=-1), "patience is -1; it must be a whole number, at least 0"),
        (lambda: EarlyStopping(mode="down"), "mode is 'down'; it must be one of auto, min, max"),
        (lambda: ReduceLROnPlateau(factor=1.0), "factor is 1.0; it must be a number at least 0 and below 1"),
    ],
)
def test_a_wrong_setting_is_one_sentence(make, sentence):
    """The error says what was given and what would be right."""
    with pytest.raises(SettingError, match=sentence):
        make()
