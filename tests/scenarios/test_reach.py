"""What the engine can do beyond layers and losses is reached from a file: metrics, weights, minibatches, histograms."""

import numpy as np
import pytest

from dlviz.scenarios import ScenarioError, load

TABLE = "a,b,hours,kind\n" + "".join(f"{i % 7},{i % 5},{1 + i % 3},{'pqr'[i % 3]}\n" for i in range(30))
TEXT = """
[data]
csv = "table.csv"
target = "kind"
sample_weight = "hours"
validation_split = 0.2
[[model]]
type = "Dense"
units = 3
activation = "softmax"
[training]
loss = "categorical_crossentropy"
optimizer = "SGD"
epochs = 2
batch = 8
metrics = [{ name = "top_k_categorical_accuracy", k = 2 }, { name = "f1_score", average = "weighted" }, "auc"]
instruments = [{ name = "weight_histogram", bins = 4 }, "activation_histogram"]
[[claims]]
text = "A metric with options has a column of its own name"
check = "run.val_top_k_categorical_accuracy.last >= 0"
[[claims]]
text = "A bin of a histogram is an entry of its column"
check = 'run.weight_histogram."dense[3]".last >= 0'
"""


@pytest.fixture
def path(tmp_path):
    (tmp_path / "table.csv").write_text(TABLE)
    (tmp_path / "it.toml").write_text(TEXT)
    return tmp_path / "it.toml"


def test_metrics_with_options_and_histograms_fill_their_columns(path):
    session = load(path).run()
    assert all(claim.holds for claim in session.claims())
    trace = session.runs[0].run.trace
    assert trace["weight_histogram"].shape == (7, 4)
    np.testing.assert_allclose(trace["weight_histogram"].sum(axis=1), 1, rtol=1e-6)
    assert trace.labels("activation_histogram")[-1] == "dense[23]"


def test_the_weight_of_a_row_multiplies_its_loss(path):
    """Over all rows at once: Σ wᵢ lᵢ / n with the weights, Σ lᵢ / n without, from the same initial weights."""
    path.write_text(TEXT.partition("[[claims]]")[0])
    full = ["training.batch=full", "data.validation_split=0"]
    session = load(path, full, steps=1).run()
    table = session.runs[0].spec.table
    each = -np.log(session.predict(0, 0, table.x)[np.arange(30), table.y])
    weighed = session.runs[0].run.trace["loss"][0]
    assert weighed == pytest.approx((each * table.sample_weight).mean(), rel=1e-5)
    mean = load(path, [*full, "training.loss.reduction=mean_with_sample_weight"], steps=1).run()
    assert mean.runs[0].run.trace["loss"][0] == pytest.approx(weighed * 30 / table.sample_weight.sum(), rel=1e-5)


def test_a_batch_of_given_rows(path):
    session = load(path, ["training.batch={ given = [[0, 1], [2]] }"], steps=3).run()
    assert session.runs[0].run.steps_per_epoch == 2
    assert np.isfinite(session.runs[0].run.trace["loss"]).all()


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        ("training.batch={ given = [[0, 99]] }", "given batch 0 names row 99; the data have rows 0 to 23"),
        ("training.batch={ shuffle = false }", "give one of size (rows in a minibatch) and given"),
        ("training.batch={ size = 2, given = [[0]] }", "give one of size (rows in a minibatch) and given"),
        ("data.sample_weight=kind", "the target 'kind' cannot be the sample_weight as well"),
        ("data.sample_weight=hour", "table.csv has no column 'hour'; did you mean hours"),
        (
            "training.metrics=[{ name = 'auc', k = 2 }]",
            "unknown key 'k' in training.metrics[0]; possible: name, num_thresholds",
        ),
    ],
)
def test_what_does_not_go_together_is_one_sentence(path, override, sentence):
    with pytest.raises(ScenarioError) as error:
        load(path, [override]).session().build()
    assert sentence in str(error.value)
