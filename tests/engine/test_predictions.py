import numpy as np
import pytest

from dlviz.engine import metrics
from dlviz.engine.probes.predictions import NOT_KNOWN, class_numbers, class_shares, plane


def test_one_output_is_the_share_of_class_one():
    """A probability stands as it is, a logit goes through 1/(1 + e⁻ᵒ), and both shares sum to 1."""
    o = np.array([[0.0], [0.25], [1.0]])
    np.testing.assert_allclose(class_shares(o, from_logits=False), [[1, 0], [0.75, 0.25], [0, 1]])
    logits = np.array([[-2.0], [0.0], [3.0]])
    np.testing.assert_allclose(class_shares(logits, from_logits=True)[:, 1], 1 / (1 + np.exp(-logits[:, 0])), rtol=1e-6)
    assert class_shares(np.array([[1e4], [-1e4]]), from_logits=True).tolist() == [[0, 1], [1, 0]]


def test_several_outputs_are_shares_or_go_through_the_softmax():
    """What sums to one stays; anything else is e to its power, divided by the sum of these, in the same order."""
    p = np.array([[0.2, 0.5, 0.3], [1.0, 0.0, 0.0]])
    np.testing.assert_allclose(class_shares(p, from_logits=False), p, rtol=1e-6)
    o = np.array([[-1.0, 2.0, 0.5], [300.0, -300.0, 299.0]])
    by_hand = np.exp(o - o.max(1, keepdims=True))
    np.testing.assert_allclose(class_shares(o, from_logits=False), by_hand / by_hand.sum(1, keepdims=True), atol=1e-6)
    assert class_numbers(class_shares(o, from_logits=True)).tolist() == [1, 0]


@pytest.mark.parametrize(("loss", "logits"), [("binary_crossentropy", False), ("binary_crossentropy", True)])
def test_chosen_classes_are_those_that_the_metric_accuracy_counts(loss, logits):
    """Of random outputs, with one among them exactly on the threshold, as many are right as the metric says."""
    rng = np.random.default_rng(0)
    o = (rng.normal(size=(200, 1)) if logits else rng.random((200, 1))).astype(np.float32)
    o[0] = 0.0 if logits else 0.5
    y = rng.integers(0, 2, 200)
    metric = metrics.get("accuracy", loss={"name": loss, "from_logits": logits})
    counted = metric.result(np.asarray(metric.sums(y[:, None].astype(np.float32), o)))
    assert (class_numbers(class_shares(o, logits)) == y).mean() == pytest.approx(counted, abs=1e-6)


def test_what_is_no_number_is_no_class():
    """NaN and ∞ among the outputs give no class number, and no warning."""
    o = np.array([[0.1, np.nan, 0.2], [np.inf, 0.0, 0.0], [0.2, 0.7, 0.1]])
    with np.errstate(all="raise"):
        assert class_numbers(class_shares(o, from_logits=False)).tolist() == [NOT_KNOWN, NOT_KNOWN, 1]
        assert class_numbers(class_shares(o[:, 1:2], from_logits=True))[0] == NOT_KNOWN


def test_a_plane_holds_the_other_features_at_their_mean():
    """Row j · columns + i has the i-th value across and the j-th upwards; the rest is the mean of the training rows."""
    x = np.random.default_rng(1).normal(size=(50, 4))
    grid = plane(x, (2, 0), (5, 7), margin=0.1, training=30)
    assert grid.x.shape == (35, 4)
    for j, i in ((0, 0), (3, 5), (4, 6)):
        row = grid.x[j * 7 + i]
        assert (row[2], row[0]) == (grid.across[i], grid.up[j])
        np.testing.assert_allclose(row[[1, 3]], x[:30, [1, 3]].mean(axis=0))
    reach = np.ptp(x[:, 2])
    np.testing.assert_allclose(grid.across[[0, -1]], [x[:, 2].min() - 0.1 * reach, x[:, 2].max() + 0.1 * reach])


def test_a_feature_that_never_changes_still_spans_a_plane():
    """Its axis reaches half a unit to both sides."""
    grid = plane(np.full((4, 2), 3.0), (0, 1), (2, 2))
    assert grid.across.tolist() == grid.up.tolist() == [2.5, 3.5]
