"""Counts of right and wrong, positive and negative, and what is made of them."""

from dataclasses import dataclass
from typing import Any, Literal

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Num
from numpy.typing import NDArray

from dlviz.engine.errors import SettingError, choice, number, whole
from dlviz.engine.metrics.base import Metric, Sums, one_hot_like, ratio, rows

AVERAGES = ("macro", "micro", "weighted")


def confusion_matrix(y_true: NDArray[Any], y_pred: NDArray[Any], classes: int) -> NDArray[np.int64]:
    """Return how often class i (row) was predicted as class j (column), on the host.

    Shapes: y_true, y_pred (n,) class numbers -> (classes, classes).
    Raises: SettingError for a class number outside 0 … classes - 1.
    """
    t, p = (np.asarray(y).astype(int) for y in (y_true, y_pred))
    for found in (t, p):
        if found.size and not 0 <= found.min() <= found.max() < classes:
            raise SettingError(
                f"confusion matrix: classes run from {found.min()} to {found.max()}, but there are {classes}"
            )
    return np.bincount(t * classes + p, minlength=classes * classes).reshape(classes, classes)


def exact_auc(y_true: NDArray[Any], scores: NDArray[Any]) -> float:
    """Return the area under the ROC curve as the share of (positive, negative) pairs in the right order, ties
    half.

    Shapes: y_true (n,) of 0 and 1, scores (n,). NaN where a class is missing.
    """
    t = np.asarray(y_true) == 1
    _, place, counts = np.unique(np.asarray(scores), return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    positives, negatives = int(t.sum()), int((~t).sum())
    return ratio(ranks[t].sum() - positives * (positives + 1) / 2, positives * negatives)


@dataclass(frozen=True)
class Precision(Metric):
    """TP / (TP + FP): how many of the outputs above the threshold are right; 0 where there are none, as in
    Keras."""

    threshold: float = 0.5

    def __post_init__(self) -> None:
        number(self.name, "threshold", self.threshold)

    def missed(self, t: Float[Array, "..."], p: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return where a wrong output counts: false positives."""
        return (1 - t) * p

    def sums(
        self,
        y_true: Num[Array, "batch ..."],
        y_pred: Float[Array, "batch ..."],
        weights: Float[Array, " batch"] | None = None,
    ) -> Float[Array, " size"]:
        """Return (TP, FP)."""
        t = one_hot_like(self.name, y_true, y_pred).astype(y_pred.dtype)
        p = (y_pred > self.threshold).astype(y_pred.dtype)
        w = rows(weights, p)
        return jnp.stack([jnp.sum(w * t * p), jnp.sum(w * self.missed(t, p))])

    def result(self, sums: Sums) -> float:
        """Return TP / (TP + FP)."""
        return ratio(sums[0], sums[0] + sums[1]) if sums[0] else 0.0


@dataclass(frozen=True)
class Recall(Precision):
    """TP / (TP + FN): how many of the targets that are 1 are found; 0 where none are, as in Keras."""

    def missed(self, t: Float[Array, "..."], p: Float[Array, "..."]) -> Float[Array, "..."]:
        """Return where a wrong output counts: false negatives."""
        return t * (1 - p)


@dataclass(frozen=True)
class F1Score(Metric):
    """2 TP / (2 TP + FP + FN) per class, then their mean ("macro"), their mean weighted by rows, or of all
    together ("micro").

    With several outputs the largest is the prediction; with one, it counts as 1 above the threshold.
    """

    classes: int = 1
    average: Literal["macro", "micro", "weighted"] = "macro"
    threshold: float = 0.5

    def __post_init__(self) -> None:
        whole(self.name, "classes", self.classes)
        choice(self.name, "average", self.average, AVERAGES)

    @property
    def size(self) -> int:
        """Return how many sums there are."""
        return 3 * self.classes

    def sums(
        self,
        y_true: Num[Array, "batch ..."],
        y_pred: Float[Array, "batch ..."],
        weights: Float[Array, " batch"] | None = None,
    ) -> Float[Array, " size"]:
        """Return TP, FP, FN of every class, one after another."""
        t = one_hot_like(self.name, y_true, y_pred).astype(y_pred.dtype)
        if self.classes == 1:
            p = y_pred > self.threshold
        else:
            p = jnp.arange(self.classes) == jnp.argmax(y_pred, axis=-1)[..., None]
        w, chosen = rows(weights, y_pred), p.astype(y_pred.dtype)
        counts = (w * t * chosen, w * (1 - t) * chosen, w * t * (1 - chosen))
        return jnp.concatenate([jnp.sum(count.reshape(-1, self.classes), axis=0) for count in counts])

    def result(self, sums: Sums) -> float:
        """Return the F1 score; a class that neither occurs nor is predicted counts 0, as in Keras."""
        tp, fp, fn = np.asarray(sums).reshape(3, self.classes)
        if self.average == "micro":
            tp, fp, fn = (np.atleast_1d(count.sum()) for count in (tp, fp, fn))
        f1 = 2 * tp / np.maximum(2 * tp + fp + fn, 1e-7)
        return ratio((f1 * (tp + fn)).sum(), (tp + fn).sum()) if self.average == "weighted" else float(f1.mean())


@dataclass(frozen=True)
class AUC(Metric):
    """The area under the ROC curve, from counts at evenly spaced thresholds, as Keras computes it.

    An approximation that can be added up over batches; `exact_auc` needs all scores at once.
    """

    num_thresholds: int = 200

    def __post_init__(self) -> None:
        whole(self.name, "num_thresholds", self.num_thresholds, least=2)

    @property
    def size(self) -> int:
        """Return how many sums there are."""
        return 2 * self.num_thresholds + 2

    def sums(
        self,
        y_true: Num[Array, "batch ..."],
        y_pred: Float[Array, "batch ..."],
        weights: Float[Array, " batch"] | None = None,
    ) -> Float[Array, " size"]:
        """Return the true and the false positives above each threshold, then all positives and all
        negatives."""
        t = one_hot_like(self.name, y_true, y_pred).astype(y_pred.dtype)
        w = rows(weights, y_pred).reshape(-1)
        t, p = t.reshape(-1), y_pred.reshape(-1)
        inner = np.arange(1, self.num_thresholds - 1) / (self.num_thresholds - 1)
        above = (p[:, None] > np.concatenate([[-1e-7], inner, [1 + 1e-7]])).astype(y_pred.dtype)
        positive, negative = w * t, w * (1 - t)
        return jnp.concatenate([positive @ above, negative @ above, jnp.sum(positive)[None], jnp.sum(negative)[None]])

    def result(self, sums: Sums) -> float:
        """Return the area by the trapezoidal rule; NaN where a class is missing."""
        n = self.num_thresholds
        tp, fp, positives, negatives = sums[:n], sums[n : 2 * n], sums[-2], sums[-1]
        if not positives or not negatives:
            return float("nan")
        x, y = fp / negatives, tp / positives
        return float(np.sum((x[:-1] - x[1:]) * (y[:-1] + y[1:]) / 2))
