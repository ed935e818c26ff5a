import runpy
from pathlib import Path

import numpy as np
import optax
import pytest

from dlviz.engine import schedules
from dlviz.engine.errors import SettingError

keras = runpy.run_path(str(Path(__file__).with_name("keras_training.py")))
CASE = keras["oracle"]("08_schedules")


@pytest.mark.parametrize(
    ("given", "want"), list(zip(CASE["input"]["schedules"], CASE["expected"], strict=True)), ids=str
)
def test_rates_are_those_of_keras(given, want):
    """Fifty-one updates, counted from 0."""
    options = dict(given)
    schedule = schedules.get({"name": options.pop("schedule"), **options})
    np.testing.assert_allclose([schedule(step) for step in CASE["input"]["steps"]], want["lr"], rtol=1e-6, atol=1e-8)


def test_warm_up_and_restarts_are_those_of_optax():
    """A straight line up, then a cosine; and cosines that begin again, twice as long each time."""
    warm = schedules.CosineDecay(0.01, 30, warmup_target=0.1, warmup_steps=10)
    theirs = optax.warmup_cosine_decay_schedule(0.01, 0.1, 10, 40)
    np.testing.assert_allclose([warm(s) for s in range(60)], [theirs(s) for s in range(60)], rtol=1e-5, atol=1e-8)
    restarts = schedules.CosineDecayRestarts(0.1, 10)
    cosines = [optax.cosine_decay_schedule(0.1, length) for length in (10, 20, 40)]
    theirs = optax.join_schedules(cosines, [10, 30])
    np.testing.assert_allclose([restarts(s) for s in range(70)], [theirs(s) for s in range(70)], rtol=1e-5, atol=1e-7)


def test_restarts_of_equal_length_get_lower_by_m_mul():
    """t_mul 1: every tenth update begins at half the rate before."""
    restarts = schedules.CosineDecayRestarts(0.8, 10, t_mul=1.0, m_mul=0.5)
    np.testing.assert_allclose([restarts(s) for s in (0, 10, 20, 30)], [0.8, 0.4, 0.2, 0.1])


def test_one_cycle_is_that_of_optax():
    """Up along half a cosine, down along another: start, top and end of the cycle."""
    ours = schedules.OneCycle(0.1, total_steps=101, pct_start=0.3)
    rates = [ours(step) for step in range(120)]
    assert rates[0] == pytest.approx(0.1 / 25)
    assert max(rates) == pytest.approx(0.1, rel=1e-3)
    assert rates[100] == rates[119] == pytest.approx(0.1 / 25 / 1e4)
    assert np.argmax(rates) in (29, 30)
    assert (np.diff(rates[:30]) > 0).all()
    assert (np.diff(rates[30:101]) < 0).all()


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ({"name": "CosineDcay"}, "there is no schedule 'CosineDcay'; did you mean CosineDecay or CosineDecayRestarts?"),
        (
            {"name": "ExponentialDecay", "initial_learning_rate": 0.1, "decay_steps": 0, "decay_rate": 0.5},
            "ExponentialDecay: decay_steps is 0; it must be a whole number, at least 1",
        ),
        (
            {"name": "PiecewiseConstantDecay", "boundaries": [1, 2], "values": [0.1, 0.2]},
            "PiecewiseConstantDecay: 2 boundaries need 3 values, not 2",
        ),
        (
            {"name": "CosineDecay", "initial_learning_rate": 0.1},
            "schedule CosineDecay: missing 1 required positional argument: 'decay_steps'",
        ),
        (float("inf"), "learning_rate: value is inf; it must be a number at least 0"),
    ],
)
def test_a_wrong_setting_is_one_sentence(spec, sentence):
    """The error says what was given and what would be right."""
    with pytest.raises(SettingError) as error:
        schedules.get(spec)
    assert str(error.value) == sentence
