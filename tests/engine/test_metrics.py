import runpy
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from dlviz.engine import losses, metrics
from dlviz.engine.errors import SettingError, ShapeError

keras = runpy.run_path(str(Path(__file__).with_name("keras_training.py")))
CASE = keras["oracle"]("09_metrics")
GIVEN, WANT = CASE["input"], CASE["expected"]
LABELS, PROBABILITIES = np.array(GIVEN["labels"]), np.array(GIVEN["probabilities"])
ONE_HOT = np.eye(3)[LABELS]
BINARY, SCORES = np.array(GIVEN["binary_labels"]), np.array(GIVEN["scores"]).reshape(-1, 1)
T, Y = np.array(GIVEN["y_true"]), np.array(GIVEN["y_pred"])


def measured(metric, y_true, y_pred, batch=7):
    """The number after an epoch of batches, the last one smaller."""
    total, sums_of = np.zeros(metric.size), jax.jit(metric.sums)
    for start in range(0, len(y_true), batch):
        rows = slice(start, start + batch)
        sums = sums_of(jnp.array(y_true[rows]), jnp.array(y_pred[rows]))
        assert sums.shape == (metric.size,)
        total += np.asarray(sums)
    return metric.result(total)


@pytest.mark.parametrize(
    ("spec", "y_true", "y_pred", "want"),
    [
        ("categorical_accuracy", ONE_HOT, PROBABILITIES, WANT["categorical_accuracy"]),
        ("sparse_categorical_accuracy", LABELS, PROBABILITIES, WANT["sparse_categorical_accuracy"]),
        ("accuracy", ONE_HOT, PROBABILITIES, WANT["categorical_accuracy"]),
        ("accuracy", LABELS, PROBABILITIES, WANT["sparse_categorical_accuracy"]),
        ("accuracy", LABELS[:, None], PROBABILITIES, WANT["sparse_categorical_accuracy"]),
        ("accuracy", BINARY, SCORES, WANT["binary_accuracy_threshold_0.5"]),
        ({"name": "top_k_categorical_accuracy", "k": 2}, ONE_HOT, PROBABILITIES, WANT["top2_accuracy"]),
        ({"name": "sparse_top_k_categorical_accuracy", "k": 2}, LABELS, PROBABILITIES, WANT["top2_accuracy"]),
        ("binary_accuracy", BINARY, SCORES, WANT["binary_accuracy_threshold_0.5"]),
        ("precision", BINARY, SCORES, WANT["precision"]),
        ("recall", BINARY, SCORES, WANT["recall"]),
        ({"name": "precision", "threshold": 0.7}, BINARY, SCORES, WANT["precision_threshold_0.7"]),
        ({"name": "recall", "threshold": 0.7}, BINARY, SCORES, WANT["recall_threshold_0.7"]),
        ("auc", BINARY, SCORES, WANT["auc_keras_200_thresholds"]),
        ("f1_score", ONE_HOT, PROBABILITIES, WANT["f1_macro"]),
        ("f1_score", LABELS, PROBABILITIES, WANT["f1_macro"]),
        ("mae", T, Y, WANT["mae"]),
        ("mean_squared_error", T, Y, WANT["mse"]),
        ("rmse", T, Y, WANT["rmse"]),
        ("r2_score", T, Y, WANT["r2"]),
    ],
    ids=str,
)
def test_metrics_over_an_epoch_of_batches_are_those_of_keras(spec, y_true, y_pred, want):
    """Sixty rows in batches of seven."""
    metric = metrics.get(spec, outputs=y_pred.shape[-1])
    assert measured(metric, y_true, y_pred) == pytest.approx(want, rel=2e-6)


def test_the_confusion_matrix_and_what_is_made_of_it():
    """True rows, predicted columns; precision and recall per class, and the exact area under the curve."""
    want = WANT["numpy_float64"]
    matrix = metrics.confusion_matrix(LABELS, PROBABILITIES.argmax(-1), 3)
    assert matrix.tolist() == want["confusion_matrix_true_rows_predicted_columns"]
    np.testing.assert_allclose(np.diag(matrix) / matrix.sum(0), want["precision_per_class"])
    np.testing.assert_allclose(np.diag(matrix) / matrix.sum(1), want["recall_per_class"])
    assert metrics.exact_auc(BINARY, SCORES[:, 0]) == pytest.approx(want["auc_exact"])
    with pytest.raises(SettingError, match="confusion matrix: classes run from 0 to 2, but there are 2"):
        metrics.confusion_matrix(LABELS, LABELS, 2)


def test_averages_of_f1_are_those_of_their_definitions():
    """Micro equals accuracy for one label a row; weighted is the mean by rows per class."""
    accuracy = WANT["categorical_accuracy"]
    micro = metrics.get({"name": "f1_score", "average": "micro"}, outputs=3)
    assert measured(micro, ONE_HOT, PROBABILITIES) == pytest.approx(accuracy, rel=1e-6)
    matrix = metrics.confusion_matrix(LABELS, PROBABILITIES.argmax(-1), 3)
    f1 = 2 * np.diag(matrix) / (matrix.sum(0) + matrix.sum(1))
    weighted = metrics.get({"name": "f1_score", "average": "weighted"}, outputs=3)
    assert measured(weighted, ONE_HOT, PROBABILITIES) == pytest.approx(np.average(f1, weights=matrix.sum(1)), rel=1e-6)


def test_rows_of_weight_zero_do_not_count():
    """Padding a batch with such rows changes no metric."""
    weights = np.array([1.0] * 50 + [0.0] * 10)
    for spec, y_true, y_pred in (
        ("accuracy", LABELS, PROBABILITIES),
        ("f1_score", LABELS, PROBABILITIES),
        ("precision", BINARY, SCORES),
        ("auc", BINARY, SCORES),
        ("r2_score", T, Y),
        ("mae", T, Y),
    ):
        metric = metrics.get(spec, outputs=y_pred.shape[-1])
        padded = jax.jit(metric.sums)(jnp.array(y_true), jnp.array(y_pred), jnp.array(weights))
        short = jax.jit(metric.sums)(jnp.array(y_true[:50]), jnp.array(y_pred[:50]))
        np.testing.assert_allclose(padded, short, rtol=1e-5)


def test_a_loss_on_logits_moves_the_threshold_of_accuracy_to_zero():
    """σ(0) is one half."""
    logits = np.log(SCORES.clip(1e-6, 1 - 1e-6) / (1 - SCORES.clip(1e-6, 1 - 1e-6)))
    metric = metrics.get("accuracy", loss=losses.BinaryCrossentropy(from_logits=True))
    assert measured(metric, BINARY, logits) == pytest.approx(WANT["binary_accuracy_threshold_0.5"], rel=1e-6)


def test_what_cannot_be_measured_is_nan():
    """No rows, one class, targets that are all equal."""
    assert np.isnan(metrics.get("accuracy").result(np.zeros(2)))
    assert np.isnan(metrics.exact_auc(np.ones(3), np.arange(3.0)))
    assert np.isnan(measured(metrics.get("auc"), np.ones(4), np.ones((4, 1))))
    assert np.isnan(measured(metrics.get("r2_score"), np.ones(4), np.ones((4, 1))))


def test_a_metric_is_called_as_it_was_asked_for():
    """Short names stay short, as in Keras' history."""
    assert metrics.get("mae").name == "mae"
    assert metrics.get("accuracy").name == "accuracy"


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        ("acuracy", "there is no metric 'acuracy'; did you mean accuracy or binary_accuracy or auc?"),
        ({"name": "precision", "k": 2}, "metric 'precision' has no option 'k'; it has threshold"),
        (
            {"name": "top_k_categorical_accuracy", "k": 0},
            "top_k_categorical_accuracy: k is 0; it must be a whole number, at least 1",
        ),
    ],
)
def test_a_wrong_setting_is_one_sentence(spec, sentence):
    """The error says what was given and what would be right."""
    with pytest.raises(SettingError) as error:
        metrics.get(spec)
    assert str(error.value) == sentence


def test_targets_that_do_not_fit_are_refused():
    """Two columns of targets for three classes."""
    with pytest.raises(ShapeError, match=r"accuracy: the targets have shape \(2,\) per row, the predictions \(3,\)"):
        metrics.get("accuracy").sums(jnp.zeros((4, 2)), jnp.zeros((4, 3)))
