"""Kernels, their zeros and their spreads, against NumPy."""

import numpy as np
import pytest

from dlviz.engine import SGD, Dense, InOrder, Run, Sequential, Supervised
from dlviz.engine.errors import SettingError
from dlviz.engine.instruments import Zeros
from dlviz.engine.layers import BatchNormalization, Conv1D, Flatten
from dlviz.engine.probes.weights import BINS, spread, weights, widened

RNG = np.random.default_rng(1)
X = RNG.normal(size=(8, 6, 1))
Y = np.eye(2)[RNG.integers(2, size=8)]


def trained(*instruments, penalty=None):
    layers = [
        Conv1D(3, 3), Flatten(), BatchNormalization(), Dense(4, kernel_regularizer=penalty),
        Dense(2, activation="softmax", trainable=False),
    ]  # fmt: skip
    problem = Supervised(Sequential(layers, (6, 1)), X, Y, "categorical_crossentropy")
    run = Run(problem, SGD(learning_rate=0.1), batches=InOrder(4), steps=20, instruments=instruments)
    run.advance(20)
    return run


def test_zeros_are_the_small_weights_without_biases():
    """At every row the share of |w| < threshold, of the kernel, or of all there is where a layer has no kernel."""
    run = trained(Zeros(threshold=0.2))
    for step in (0, 7, 20):
        params = run.state_at(step).params
        for place, name in enumerate(run.trace.layers):
            own = params[name]
            values = own["kernel"] if "kernel" in own else np.concatenate([np.ravel(v) for v in own.values()])
            share = (np.abs(np.asarray(values)) < 0.2).mean()
            assert run.trace["zeros"][step, place] == pytest.approx(share, abs=1e-6)


def test_l1_makes_zeros_where_nothing_else_pulls():
    """With a strong L1 penalty most weights end within a step of 0, without it hardly any does."""
    ends = [trained(Zeros(threshold=0.1), penalty=p).trace["zeros"][-1, 2] for p in (None, {"l1": 0.5})]
    assert ends[0] < 0.4 < 0.6 < ends[1]


def test_a_threshold_below_zero_is_refused():
    with pytest.raises(SettingError, match="zeros: threshold is -1; it must be a number at least 0"):
        Zeros(threshold=-1)


def test_every_kernel_is_there_frozen_ones_included():
    """In order, with its own shape; size, spread and zeros are NumPy's."""
    run = trained()
    found = weights(run.problem, run.state_at(20))
    assert [(one.name, one.kernel.shape) for one in found] == [
        ("conv1d", (3, 1, 3)),
        ("dense", (12, 4)),
        ("dense_1", (4, 2)),
    ]
    for one in found:
        assert one.top == pytest.approx(np.abs(one.kernel).max())
        assert one.spread == pytest.approx(one.kernel.std(), rel=1e-5)
        assert one.zeros == (np.abs(one.kernel) < 1e-3).mean()


@pytest.mark.parametrize("scale", [1e-9, 0.03, 1.0, 37.0, 1e30])
def test_a_spread_counts_every_finite_number_once(scale):
    """Bins are equal, the reach is the least power of two, and a wider one has the same counts in pairs."""
    values = np.r_[scale * RNG.normal(size=500), np.nan, np.inf]
    one = spread(values)
    assert one.counts.sum() == 500
    known = values[:500]
    if 1e-6 < scale < 1e12:
        assert 2.0 ** (one.power - 1) < np.abs(known).max() <= 2.0**one.power
        reach = 2.0 ** (one.power + 2)
        expected, _ = np.histogram(known, BINS, (-reach, reach))
        np.testing.assert_array_equal(widened(one, one.power + 2), expected)
    np.testing.assert_array_equal(widened(one, one.power), one.counts)
