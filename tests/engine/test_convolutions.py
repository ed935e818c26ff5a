"""Figures of windows that slide: against NumPy and SciPy, and against sums that are written out here."""

import numpy as np
import pytest

from dlviz.data import ARRAYS
from dlviz.engine.computations import Channels, Convolution, Equivariance, Padding, Pooling
from dlviz.engine.errors import SettingError

WALK = tuple(ARRAYS["random_walk"]().tolist())
PULSE = tuple(ARRAYS["sine_pulse"]().tolist())


def nested(array):
    return tuple(map(nested, array)) if np.ndim(array) else float(array)


FIVE = nested(ARRAYS["digit"](5))


# ── series ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_figure_of_the_notes():
    """The Gaussian filter of five on a random walk of 50 steps is np.correlate's `same` (notes 6.1)."""
    np.random.seed(0)
    walk = np.cumsum(np.random.randn(50) * 0.1)
    np.testing.assert_array_equal(WALK, walk)
    f = np.exp(-(np.linspace(-2, 2, num=5) ** 2) / 2)
    f /= f.sum()
    found = Convolution(WALK).measure()
    np.testing.assert_allclose(found["output"], np.correlate(walk, f, mode="same"), atol=1e-6)
    assert found["outputs"][-1] == 50


@pytest.mark.parametrize(("strides", "padding", "count"), [(1, "valid", 46), (3, "valid", 16), (1, "causal", 50)])
def test_other_windows_are_sums_by_hand(strides, padding, count):
    f, x = np.array([1.0, -2.0, 0.5, 3.0, 4.0]), np.array(WALK)
    found = Convolution(WALK, tuple(f), strides=strides, padding=padding).measure()
    padded = np.pad(x, (4, 0)) if padding == "causal" else x
    by_hand = [padded[p : p + 5] @ f for p in range(0, len(padded) - 4, strides)]
    np.testing.assert_allclose(found["output"], by_hand, atol=1e-5)
    np.testing.assert_allclose(found["products"].sum(axis=1), by_hand, atol=1e-5)
    assert len(by_hand) == count


def test_an_even_filter_has_the_odd_zero_after_the_series():
    """As Keras: np.correlate has it before, so that its output comes one step later."""
    f = np.array((-1.0,) * 4 + (1.0,) * 4 + (-1.0,) * 4)
    found = Convolution(WALK, tuple(f)).measure()
    np.testing.assert_allclose(found["output"][:-1], np.correlate(WALK, f, mode="same")[1:], atol=1e-5)
    assert (found["zeros"][0], found["zeros"][-1]) == (5, 6)


def test_the_filter_is_not_turned_round():
    """A lone 1 gives the filter backwards: the output at p sees x at p + k."""
    found = Convolution((0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0), (1.0, 2.0, 3.0)).measure()
    assert found["output"].tolist() == [0, 0, 3, 2, 1, 0, 0]


@pytest.mark.parametrize("padding", ["valid", "same", "causal"])
def test_the_window_of_a_row_gives_that_rows_output(padding):
    """What a picture draws multiplies out to what the column says; outputs to come are not there yet."""
    one = Convolution(WALK, (0.5, 0.25, 1.0, -1.0), strides=2, padding=padding)
    for row in (0, 3, one.steps):
        seen = one.sliding(row)
        padded = np.pad(seen.x, (seen.before, seen.after))
        under = padded[seen.start + seen.before :][: len(seen.weights)]
        assert under @ seen.weights == pytest.approx(one.measure()["output"][row], abs=1e-6)
        assert np.isfinite(seen.y).sum() == row + 1
        assert len(seen.at) == len(seen.y)


# ── translation ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_convolutions_map_moves_with_the_pulse_exactly():
    one = Equivariance(PULSE)
    found = one.measure()
    assert found["position"].tolist() == [*range(5, 35), *range(33, 4, -1)]
    assert found["off"].max() == 0
    assert found["difference"].max() < 1e-6
    x = np.zeros(100)
    x[17:77] = PULSE
    f = np.repeat([-1.0, 1.0, -1.0], 4)
    y = [np.pad(x, (5, 6))[t : t + 12] @ f for t in range(100)]
    np.testing.assert_allclose(one.sliding(12).y, y, atol=1e-5)


def test_a_dense_layers_output_does_not():
    found = Equivariance(PULSE, layer="dense").measure()
    assert found["difference"][0] == 0
    assert found["difference"][20] > 0.5
    assert (found["off"] > 0).mean() > 0.8


# ── pictures ────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_filter_over_three_channels_is_the_sum_of_three_correlations():
    """The 9x9 filter exp(−(dx² + dy²)/100) of the notes, divided by its sum."""
    from scipy.signal import correlate2d  # half a second that other processes do without

    x = ARRAYS["picture"](24)
    found = Channels(nested(x)).measure()
    d = np.arange(9) - 4
    f = np.exp(-(d[:, None] ** 2 + d**2) / 100)
    by_hand = sum(correlate2d(x[..., c], f, mode="valid") for c in range(3)) / (3 * f.sum())
    np.testing.assert_allclose(found["output"], by_hand.ravel(), atol=1e-5)
    np.testing.assert_allclose(found["red"] + found["green"] + found["blue"], by_hand.ravel(), atol=1e-5)


@pytest.mark.parametrize(("padding", "strides", "side"), [("valid", 1, 6), ("same", 1, 8), ("same", 3, 3)])
def test_padding_is_that_of_scipy(padding, strides, side):
    from scipy.signal import correlate2d  # half a second that other processes do without

    x = ARRAYS["digit"](5)
    f = ((1.0, 2.0, 0.0), (0.0, -1.0, 1.0), (3.0, 0.0, 0.0))
    found = Padding(nested(x), f, strides=strides, padding=padding).measure()
    by_hand = correlate2d(x, f, mode=padding)
    by_hand = by_hand if strides == 1 else by_hand[1::3, 1::3] if padding == "valid" else None
    assert found["map_rows"][0] == found["map_columns"][0] == side
    if by_hand is None:  # "same" with strides pads for ⌈8/3⌉ windows of 3: one zero, after the picture
        padded = np.pad(x, (0, 1))
        by_hand = np.array([[(padded[i : i + 3, j : j + 3] * f).sum() for j in (0, 3, 6)] for i in (0, 3, 6)])
    np.testing.assert_allclose(found["output"], by_hand.ravel(), atol=1e-5)


def test_where_zeros_lie_under_the_window_the_mean_is_darker():
    found = Padding(tuple((1.0,) * 5 for _ in range(5))).measure()
    np.testing.assert_allclose(found["output"], 1 - found["zeros"] / 9, atol=1e-6)
    assert np.nanmin(found["inner"]) == pytest.approx(1)
    assert np.nanmin(found["border"]) == pytest.approx(4 / 9)


def test_pooling_takes_the_largest_or_the_mean():
    x = ARRAYS["digit"](5)
    tiles = x.reshape(4, 2, 4, 2).swapaxes(1, 2).reshape(16, 4)
    largest, mean = (Pooling(nested(x), pool).measure() for pool in ("max", "average"))
    np.testing.assert_array_equal(largest["output"], tiles.max(axis=1).astype(np.float32))
    np.testing.assert_allclose(mean["output"], tiles.mean(axis=1), atol=1e-6)
    np.testing.assert_array_equal(largest["mean"], mean["output"])


@pytest.mark.parametrize(
    "one",
    [
        Padding(FIVE, strides=2),
        Padding(FIVE, strides=3, padding="valid", filter="edges"),
        Padding(FIVE, size=2, filter="gaussian"),
        Channels(),
        Channels(size=4, padding="same"),
    ],
    ids=["stride 2", "edges", "two by two", "channels", "even channels"],
)
def test_the_window_of_a_row_of_a_picture_gives_that_rows_output(one):
    for row in (0, one.steps // 2, one.steps):
        seen = one.sliding(row)
        padded = np.pad(seen.x, (*seen.around, (0, 0)))
        i, j = (start + before for start, (before, _) in zip(seen.start, seen.around, strict=True))
        under = padded[i : i + seen.size[0], j : j + seen.size[1]]
        assert (under * seen.weights).sum() == pytest.approx(one.measure()["output"][row], abs=1e-6)
        assert np.isfinite(seen.y).sum() == row + 1


# ── refusals ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Convolution((1.0, 2.0), padding="valid"), "a filter of 5 does not fit into a series of 2"),
        (lambda: Convolution((1.0,)), "there is one output only; take a longer series"),
        (lambda: Convolution(filter=()), "a filter needs at least one number"),
        (lambda: Convolution(filter="gausian"), "there is no filter 'gausian'; did you mean gaussian?"),
        (lambda: Convolution(padding="full"), "padding is 'full'; it must be one of valid, same, causal"),
        (lambda: Equivariance(PULSE, last=50), "a pulse of 60 at step 50 reaches beyond the series of 100"),
        (lambda: Equivariance(layer="conv"), "layer is 'conv'; it must be one of convolution, dense"),
        (lambda: Channels(((1.0, 2.0), (3.0, 4.0))), "the image has one channel; choose a colour picture"),
        (lambda: Channels(mix=(0.0, 0.0, 0.0)), "three numbers, not all of them 0"),
        (lambda: Padding(((1.0, 2.0), (3.0,))), "the image's rows and pixels must be equally long"),
        (lambda: Padding(size=6, padding="valid"), "fewer than two places in a picture of 6x6"),
        (lambda: Padding(filter=((1.0, 2.0), (3.0,))), "rows of equally many numbers"),
        (lambda: Pooling(pool="min"), "pool is 'min'; it must be one of max, average"),
        (lambda: Pooling((((1.0, 0.0, 0.0), (1.0, 0.0, 0.0)),) * 2), "three channels; choose a grey picture"),
    ],
)
def test_what_cannot_be_is_one_sentence(make, said):
    with pytest.raises(SettingError) as error:
        make()
    assert said in str(error.value)
    assert "\n" not in str(error.value)
