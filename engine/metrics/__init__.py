"""Metrics: sums on the device, a number on the host. `base` states the contract; `get` finds one by name."""

from collections.abc import Mapping
from typing import Any

from dlviz.engine import losses
from dlviz.engine.errors import SettingError, bad_options, unknown
from dlviz.engine.metrics.accuracy import Accuracy, BinaryAccuracy, CategoricalAccuracy, TopKAccuracy
from dlviz.engine.metrics.base import MeanLoss, Metric
from dlviz.engine.metrics.confusion import AUC, F1Score, Precision, Recall, confusion_matrix, exact_auc
from dlviz.engine.metrics.regression import R2Score, RootMeanSquaredError

# name -> (class, the options that it has)
METRICS: dict[str, tuple[type[Metric], tuple[str, ...]]] = {
    "accuracy": (Accuracy, ("threshold",)),
    "binary_accuracy": (BinaryAccuracy, ("threshold",)),
    "categorical_accuracy": (CategoricalAccuracy, ()),
    "sparse_categorical_accuracy": (CategoricalAccuracy, ()),
    "top_k_categorical_accuracy": (TopKAccuracy, ("k",)),
    "sparse_top_k_categorical_accuracy": (TopKAccuracy, ("k",)),
    "precision": (Precision, ("threshold",)),
    "recall": (Recall, ("threshold",)),
    "f1_score": (F1Score, ("classes", "average", "threshold")),
    "auc": (AUC, ("num_thresholds",)),
    "root_mean_squared_error": (RootMeanSquaredError, ()),
    "r2_score": (R2Score, ("outputs",)),
}
SHORT = {"acc": "accuracy", "rmse": "root_mean_squared_error", "r2": "r2_score", "f1": "f1_score"}
Spec = str | Mapping[str, Any] | Metric


def get(spec: Spec, *, loss: losses.Spec | None = None, outputs: int = 1) -> Metric:
    """Return the metric for a name, {"name": …, option: value} or a `Metric`; every loss is a metric too.

    With a loss on logits, "accuracy" of one output takes the threshold 0, where the probability is one half.
    `outputs` is the model's last axis, for the metrics that count each class or output on its own.

    Raises: SettingError, with the nearest right spelling.
    """
    if isinstance(spec, Metric):
        return spec
    given: dict[str, Any] = {"name": spec} if isinstance(spec, str) else dict(spec)
    name = str(given.pop("name", None))
    known = {**METRICS, **dict.fromkeys(losses.LOSSES), **dict.fromkeys(losses.SHORT)}
    plain = {entry.replace("_", ""): entry for entry in known}
    found = SHORT.get(name.lower()) or plain.get(name.lower().replace("_", ""))
    if found is None:
        raise unknown("metric", name, known)
    if found not in METRICS:
        return MeanLoss(name, losses.get({"name": found, **given}))
    kind, options = METRICS[found]
    if not set(given) <= set(options):
        raise bad_options(f"metric {found!r}", given, options)
    if kind in (Accuracy, BinaryAccuracy) and loss is not None and getattr(losses.get(loss), "from_logits", False):
        given.setdefault("threshold", 0.0)
    for option in ("classes", "outputs"):
        if option in options:
            given.setdefault(option, outputs)
    try:
        return kind(name, **given)
    except TypeError as error:
        raise SettingError(f"metric {found!r}: {error}") from None


__all__ = [
    "AUC",
    "METRICS",
    "Accuracy",
    "BinaryAccuracy",
    "CategoricalAccuracy",
    "F1Score",
    "Metric",
    "Precision",
    "R2Score",
    "Recall",
    "RootMeanSquaredError",
    "TopKAccuracy",
    "confusion_matrix",
    "exact_auc",
    "get",
]
