"""Rows that do not fit a model are refused in one sentence; small and odd data have a defined outcome."""

import numpy as np
import pytest

from dlviz.engine import (
    SGD,
    Adam,
    Dense,
    FullBatch,
    Given,
    Run,
    Sequential,
    SettingError,
    ShapeError,
    Shuffled,
    Supervised,
)

X = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [2.0, 1.0]])
NOT_A_NUMBER = np.where(np.arange(8).reshape(4, 2) == 5, np.nan, 1.0)


def softmax():
    return Sequential([Dense(3, activation="softmax")], input_shape=(2,))


def sigmoid():
    return Sequential([Dense(1, activation="sigmoid")], input_shape=(2,))


@pytest.mark.parametrize(
    ("make", "error", "sentence"),
    [
        (
            lambda: Supervised(softmax(), X, [0, 1, 2, 3], "sparse_categorical_crossentropy"),
            SettingError,
            "SparseCategoricalCrossentropy: the target of row 3 is 3; it must be a class from 0 to 2; "
            "change the last layer's units or the targets",
        ),
        (
            lambda: Supervised(sigmoid(), X, [0, 1, 2, 0], "binary_crossentropy"),
            SettingError,
            "BinaryCrossentropy: the target of row 2 is 2; it must be a probability, from 0 to 1",
        ),
        (
            lambda: Supervised(softmax(), X[:0], np.zeros((0, 3)), "categorical_crossentropy"),
            SettingError,
            "the training data have no rows; at least one is needed",
        ),
        (
            lambda: Supervised(softmax(), NOT_A_NUMBER, [0, 1, 2, 0], "sparse_categorical_crossentropy"),
            SettingError,
            "x of training row 2 is not a finite number; drop the row or fill it in",
        ),
        (
            lambda: Supervised(softmax(), X[:, :1], [0, 1, 2, 0], "sparse_categorical_crossentropy"),
            ShapeError,
            "the training rows have shape (1,), the model's input_shape is (2,); "
            "choose other features or another input_shape",
        ),
        (
            lambda: Supervised(softmax(), X, [0, 1], "sparse_categorical_crossentropy"),
            ShapeError,
            "the training data have 4 rows of x but 2 of y",
        ),
        (
            lambda: Supervised(sigmoid(), X, ["no", "yes", "no", "yes"], "binary_crossentropy"),
            SettingError,
            "y of the training data holds <U3, not numbers; turn words into numbers",
        ),
        (
            lambda: Supervised(sigmoid(), X, [0, 1, 0, 1], "binary_crossentropy", sample_weight=[1.0, 2.0]),
            ShapeError,
            "sample_weight has shape (2,); one weight a row is needed: (4,)",
        ),
        (
            lambda: Supervised(sigmoid(), X, [0, 1, 0, 1], "binary_crossentropy", sample_weight=[1, np.nan, 1, 1]),
            SettingError,
            "the sample weight of row 1 is nan; it must be a number, at least 0",
        ),
        (
            lambda: Supervised(
                softmax(), X, [0, 1, 2, 0], "sparse_categorical_crossentropy", validation=(X[:2], [0, 7])
            ),
            SettingError,
            "SparseCategoricalCrossentropy: the target of row 1 is 7; it must be a class from 0 to 2; "
            "change the last layer's units or the targets",
        ),
        (
            lambda: Supervised(sigmoid(), X, [0, 1, 0, 1], "binary_crossentropy", class_weight={0: 1.0}),
            SettingError,
            "class_weight has no weight for class 1",
        ),
    ],
)
def test_rows_that_do_not_fit_are_one_sentence(make, error, sentence):
    """Each refusal names what was given and what would be right, before anything compiles."""
    with pytest.raises(error) as caught:
        make()
    assert str(caught.value) == sentence


def test_one_row_and_one_class_are_trained_on_as_they_are():
    """A single row, or rows of a single class, are learned without a complaint."""
    for rows in (1, 4):
        problem = Supervised(
            softmax(), X[:rows], np.eye(3)[[1] * rows], "categorical_crossentropy", metrics=["accuracy"]
        )
        run = Run(problem, Adam(learning_rate=0.1), batches=Shuffled(2), epochs=30)
        run.advance(run.steps)
        assert run.status == "finished"
        assert run.trace["loss"][-1] < run.trace["loss"][0]
        assert run.trace["accuracy"][-1] == 1.0


def test_a_batch_larger_than_the_data_is_all_of_the_data():
    """As in Keras: one update an epoch on the rows there are."""
    problem = Supervised(softmax(), X, np.eye(3)[[0, 1, 2, 0]], "categorical_crossentropy")
    run = Run(problem, SGD(), batches=Shuffled(1000), epochs=2, params={"dense": {"kernel": 0.1}})
    full = Run(problem, SGD(), batches=FullBatch(), epochs=2, params={"dense": {"kernel": 0.1}})
    run.advance(2)
    full.advance(2)
    assert run.steps_per_epoch == 1
    np.testing.assert_allclose(run.trace["loss"], full.trace["loss"], rtol=1e-6)


def test_a_target_per_row_stands_for_a_column():
    """(rows,) and (rows, 1) mean the same to a model with one output."""
    flat = Supervised(sigmoid(), X, [0, 1, 0, 1], "binary_crossentropy")
    column = Supervised(sigmoid(), X, [[0], [1], [0], [1]], "binary_crossentropy")
    np.testing.assert_array_equal(flat.data[1], column.data[1])


def test_weights_of_rows_and_classes_weigh_the_loss():
    """With Keras' mean, the loss is Σ wᵢ lᵢ / n over the batch; class weights are weights of their rows."""
    labels = np.array([0, 1, 0, 1])
    start = {"dense": {"kernel": np.array([[0.3], [-0.2]])}}

    def loss_of(**weights):
        problem = Supervised(sigmoid(), X, labels, "binary_crossentropy", **weights)
        run = Run(problem, SGD(), batches=Given([[0, 1, 2, 3]]), epochs=1, params=start)
        return float(run.trace["loss"][0])

    z = X @ [0.3, -0.2]
    each = np.log1p(np.exp(np.where(labels == 1, -z, z)))
    np.testing.assert_allclose(loss_of(), each.mean(), rtol=1e-5)
    np.testing.assert_allclose(loss_of(sample_weight=[1, 2, 3, 4]), (each * [1, 2, 3, 4]).mean(), rtol=1e-5)
    want = (each * np.where(labels == 1, 5.0, 0.5)).mean()
    np.testing.assert_allclose(loss_of(class_weight={0: 0.5, 1: 5.0}), want, rtol=1e-5)


def test_metrics_over_several_outputs_are_those_of_all_of_them():
    """F1 is the mean over classes and R² that over outputs, at the end of an epoch of a run."""
    rng = np.random.default_rng(0)
    x, labels = rng.normal(size=(30, 2)), rng.integers(3, size=30)
    problem = Supervised(softmax(), x, np.eye(3)[labels], "categorical_crossentropy", metrics=["f1_score"])
    run = Run(problem, SGD(learning_rate=0.0), epochs=1, seed=2)
    run.advance(1)
    found = np.asarray(problem.predict(run.state.params, {}, x)).argmax(axis=1)
    each = [2 * ((found == c) & (labels == c)).sum() / ((found == c).sum() + (labels == c).sum()) for c in range(3)]
    np.testing.assert_allclose(run.trace["f1_score"][1], np.mean(each), rtol=1e-5)

    targets = np.stack([x[:, 0], 100 * x[:, 1] + 7], axis=1)
    model = Sequential([Dense(2)], input_shape=(2,))
    problem = Supervised(model, x, targets, "mean_squared_error", metrics=["r2_score"])
    run = Run(problem, SGD(learning_rate=0.0), epochs=1, seed=2)
    run.advance(1)
    residual = ((np.asarray(problem.predict(run.state.params, {}, x)) - targets) ** 2).sum(axis=0)
    want = np.mean(1 - residual / ((targets - targets.mean(axis=0)) ** 2).sum(axis=0))
    np.testing.assert_allclose(run.trace["r2_score"][1], want, rtol=1e-4)
