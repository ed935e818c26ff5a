"""`dlviz show --keras` prints a program that does what dlviz does: Keras itself runs it here."""

import json
import subprocess
import sys
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pandas as pd
import pytest

from dlviz import data
from dlviz.engine import Shuffled, objectives
from dlviz.scenarios import ScenarioError, catalogue, keras_code_data, keras_code_objective, load
from dlviz.scenarios.columns import simple_layers
from dlviz.scenarios.keras_code import program
from dlviz.scenarios.objective_tables import OBJECTIVES
from dlviz.scenarios.tables import kind

OPTIMIZERS = """
[objective]
function = "ravine"

[training]
optimizer = { name = "SGD", learning_rate = { name = "OneCycle", max_learning_rate = 0.04, total_steps = 20 } }
steps = 20

[[runs]]
name = "one cycle"

[[runs]]
name = "Nesterov"
set = { "training.optimizer" = { name = "SGD", momentum = 0.9, nesterov = true, clipvalue = 0.5 } }

[[runs]]
name = "Nadam"
[runs.set."training.optimizer"]
name = "Nadam"
learning_rate = { name = "PiecewiseConstantDecay", boundaries = [5, 9], values = [0.2, 0.1, 0.05] }

[[runs]]
name = "AdamW"
set = { "training.optimizer" = { name = "AdamW", learning_rate = 0.1, amsgrad = true, weight_decay = 0.1 } }

[[runs]]
name = "RMSprop"
set = { "training.optimizer" = { name = "RMSprop", learning_rate = 0.1, momentum = 0.5, centered = true } }
"""

LAYERS = """
[data]
source = "iris"
features = ["sepal width", "petal length", "petal width"]
standardize = "train"
shuffle = 3
validation_split = 0.2

[[model]]
type = "Dense"
units = 8
activation = { name = "leaky_relu", negative_slope = 0.1 }
bias_initializer = "ones"
kernel_regularizer = { l1 = 1e-3, l2 = 1e-2 }

[[model]]
type = "BatchNormalization"
momentum = 0.9

[[model]]
type = "PReLU"
alpha_initializer = { name = "constant", value = 0.2 }

[[model]]
type = "Dense"
units = 6
activation = { name = "prelu", alpha = 0.3 }
activity_regularizer = { l2 = 1e-2 }

[[model]]
type = "LayerNormalization"
epsilon = 1e-2

[[model]]
type = "Dense"
units = 3
name = "logits"

[[model]]
type = "Activation"
activation = "softmax"

[training]
loss = { name = "categorical_crossentropy", label_smoothing = 0.1 }
optimizer = { name = "Adam", learning_rate = 0.02, global_clipnorm = 1.0 }
epochs = 5
metrics = ["accuracy", "auc"]
class_weight = { setosa = 2.0 }
start = { "logits.bias" = [0.5, 0.0, -0.5] }
reduce_lr = { monitor = "loss", factor = 0.5, patience = 1, min_delta = 10.0 }

[[runs]]
name = "in order"
[runs.set]
"training.batch" = { size = 40, shuffle = false }
"training.early_stopping" = { monitor = "val_accuracy", patience = 1, min_delta = 1.0 }
"model[0].trainable" = false

[[runs]]
name = "drawn"
[runs.set]
"training.loss" = "sparse_categorical_crossentropy"
"training.batch" = { size = 8, replacement = true, per_epoch = 3 }
"training.metrics" = ["accuracy"]
"""

BLOCKS = """
[data]
source = "noise"
rows = 40
seed = 2

[[model]]
type = "Reshape"
target_shape = [6, 1]

[[model]]
type = "ZeroPadding1D"
padding = [2, 1]

[[model]]
type = "Conv1D"
filters = 4
kernel_size = 3
padding = "causal"
activation = "tanh"

[[model]]
type = "Residual"
layers = [
    { type = "Conv1D", filters = 4, kernel_size = 3, padding = "same" },
    { type = "BatchNormalization" },
]

[[model]]
type = "MaxPooling1D"

[[model]]
type = "Parallel"
branches = [
    [{ type = "Conv1D", filters = 2, kernel_size = 1 }],
    [{ type = "AveragePooling1D", pool_size = 3, strides = 1, padding = "same" }, { type = "Dense", units = 3 }],
]

[[model]]
type = "GlobalAveragePooling1D"

[[model]]
type = "Dense"
units = 1

[training]
loss = { name = "binary_crossentropy", from_logits = true }
optimizer = { name = "RMSprop", learning_rate = 0.01 }
batch = 20
steps = 5  # two and a half epochs
metrics = ["accuracy"]
start = { "residual/conv1d.bias" = 0.25, "dense.bias" = 0.1 }

[[runs]]
name = "first"

[[runs]]
name = "heir"
set = { "data.seed" = 3 }
weights = { from = "first", layers = ["residual", "parallel"], frozen = true }
"""

OWN = """
[data]
csv = "FOLDER/own.tsv"
target = "kind"
categories = ["place"]
missing = "median"
sample_weight = "weight"
encoding = "latin-1"
standardize = "train"
shuffle = 1
validation_split = 0.25

[[model]]
type = "Dense"
units = 3
activation = "softmax"

[training]
loss = "categorical_crossentropy"
optimizer = "SGD"
epochs = 3
metrics = [
    { name = "top_k_categorical_accuracy", k = 2 },
    { name = "f1_score", average = "weighted" },
    { name = "huber", delta = 0.3 },
    { name = "precision", threshold = 0.4 },
    "mean_absolute_error",
]

[[runs]]
name = "weighed"
set = { "training.batch" = { size = 7, shuffle = false } }

[[runs]]
name = "given"
set = { "training.batch" = { given = [[0, 1, 2], [3, 4], [20]] }, "training.class_weight" = { p = 3.0 } }
"""
ROWS = "größe\tplace\tweight\tkind\n" + "".join(
    f"{'' if i == 5 else i * 7 % 11}\t{'NS'[i % 2]}\t{1 + i % 3}\t{'pqr'[i * 5 % 7 % 3]}\n" for i in range(32)
)

CASES = {
    "perceptron-gd": ("perceptron-gd", ()),
    "gd-vs-sgd": ("gd-vs-sgd", ()),
    "iris-mlp": ("iris-mlp", ("training.epochs=4",)),
    "momentum": ("momentum", ()),
    "optimizers": (OPTIMIZERS, ()),
    "layers": (LAYERS, ()),
    "blocks": (BLOCKS, ()),
    "own": (OWN, ()),
}


def weights_of(one):
    """A run's initial weights, in the order and under the names of Keras' types; not those of another run."""
    params, heir = one.run.state_at(0).params, one.spec.inherits
    order = ("kernel", "gamma", "alpha", "beta", "bias")
    return [
        [kind(layer), [np.asarray(params[name][weight]).tolist() for weight in order if weight in params[name]]]
        for name, layer, _ in simple_layers(one.spec.document.model)
        if name in params and not (heir and name.split("/")[0] in heir.layers)
    ]


def rows_of(one):
    """The minibatches of a run whose rows are shuffled; None where Keras takes the same ones by itself."""
    batch = one.spec.document.training.batch
    if batch == "full" or not isinstance(batch, int):
        return None
    batches, n, seed = Shuffled(batch), one.problem.rows, one.spec.document.training.seed
    epochs = -(-one.run.steps // one.run.steps_per_epoch)
    cuts = np.cumsum(batches.sizes(n))[:-1]
    return [part.tolist() for epoch in range(epochs) for part in np.split(batches.rows(n, seed, epoch), cuts)]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Ours and Keras' of every case: (session, histories), all programs run in one process."""
    folder = tmp_path_factory.mktemp("keras")
    (folder / "own.tsv").write_text(ROWS, encoding="latin-1")
    sessions, tasks = {}, []
    for name, (source, overrides) in CASES.items():
        scenario = load(source.replace("FOLDER", folder.as_posix()), overrides=overrides)
        session = sessions[name] = scenario.run()
        runs = session.runs if scenario.document.objective is None else ()
        given = [{"weights": weights_of(one), "rows": rows_of(one)} for one in runs]
        tasks.append({"program": program(scenario), "runs": given})
    (folder / "in.json").write_text(json.dumps(tasks))
    runner = Path(__file__).with_name("keras_runner.py")
    command = [sys.executable, str(runner), str(folder / "in.json"), str(folder / "out.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    histories = json.loads((folder / "out.json").read_text())
    return {name: (sessions[name], history) for name, history in zip(CASES, histories, strict=True)}


@pytest.mark.xdist_group("keras")
@pytest.mark.parametrize("name", CASES)
def test_keras_agrees(name, trained):
    """From the same initial weights, and with the same minibatches, Keras' program has the losses that we have."""
    session, history = trained[name]
    assert list(history) == [one.name for one in session.runs]
    for one in session.runs:
        run, columns = one.run, history[one.name]
        k = run.steps_per_epoch
        for column, values in columns.items():
            if column == "learning_rate":
                continue
            ours = run.trace["epoch_loss" if column == "loss" else column][k::k]
            if one.rows is None:  # a loop of our own: the loss before each step and after the last
                ours = run.trace["loss"]
            theirs = np.array(values[: len(ours)])
            assert len(ours) == len(values) - bool(run.step % k)
            assert np.abs(ours - theirs).max() <= 2e-4 * np.abs(theirs).max(), (one.name, column)
        assert len(columns) > 1 or one.rows is None or not one.spec.document.training.metrics


def test_generated_rows():
    """The lines that make generated rows make the very rows of `dlviz.data`."""
    assert set(keras_code_data.GENERATED) < set(data.GENERATORS)
    for name, lines in keras_code_data.GENERATED.items():
        names = {"np": np, "random": np.random.RandomState(5)}
        exec("\n".join(lines(30)), names)
        table = data.load(name, rows=30, seed=5)
        assert np.array_equal(names["x"], table.x)
        assert np.array_equal(names["y"].ravel(), table.y)


def test_functions():
    """The written functions are the engine's objectives, and begin where those begin."""
    assert set(keras_code_objective.FUNCTIONS) == set(OBJECTIVES) == set(keras_code_objective.STARTS)
    given = {"quadratic": {"condition": 7.0, "angle": 20.0}, "ravine": {"steepness": 13.0}}
    for name, lines in keras_code_objective.FUNCTIONS.items():
        function = objectives.FUNCTIONS[name](**given.get(name, {}))
        assert keras_code_objective.STARTS[name] == function.start
        names = {"np": np, "jnp": jnp}
        body = "\n    ".join(["def f(point):", "x, y = point", *lines(**given.get(name, {}))])
        exec(body, names)
        for point in ((0.3, -1.2), (2.0, 0.7)):
            assert float(names["f"](jnp.array(point))) == pytest.approx(
                float(function.value(jnp.array(point))), rel=1e-5
            )


def test_every_scenario_has_a_program():
    """Each scenario of the catalogue gives Python that compiles, in lines that fit; a computation says why not.

    A line that names a file is as long as the path to it.
    """
    for entry in catalogue():
        scenario = load(entry.name)
        if scenario.document.computation is not None:
            with pytest.raises(ScenarioError, match="computes and trains nothing, so there is no Keras program"):
                program(scenario)
            continue
        text = program(scenario)
        compile(text, entry.name, "exec")
        lines = [line for line in text.splitlines() if not line.startswith("table = pd.read_csv(")]
        assert max(map(len, lines)) <= 120, entry.name
        assert all(f"── {name} ─" in text for name in scenario.run_names)


def test_what_is_left_to_chance():
    """The program says what Keras draws for itself, and that nothing is drawn where that is so."""
    assert "# Keras draws initial weights and the order of the rows from random numbers" in program(load("iris-mlp"))
    assert "# Nothing is left to chance" in program(load("gd-vs-sgd"))
    assert "# Keras draws noise from" in program(load("local-minima"))


def test_a_table_of_ones_own(tmp_path):
    """Rows of a user's CSV are read from where it lies, its classes in alphabetical order, a fixed column unscaled."""
    csv = tmp_path / "mine.csv"
    csv.write_text("a,b,kind\n1,5,yes\n2,5,no\n4,5,yes\n8,5,no\n")
    scenario = tmp_path / "mine.toml"
    scenario.write_text(
        """
        data = { csv = "mine.csv", target = "kind", standardize = "all" }
        model = [{ type = "Dense", units = 1, activation = "sigmoid" }]
        training = { loss = "binary_crossentropy", optimizer = "SGD", epochs = 2, start = { "dense.kernel" = 0.5 } }
        title = "a\\nb"
        """
    )
    text = program(load(scenario))
    rows = text[text.index("table = ") : text.index("# ── run")]
    names = {"np": np, "pd": pd}
    exec(rows, names)
    wanted = load(scenario).session()
    wanted.build()
    assert names["x"] == pytest.approx(wanted.runs[0].rows.x)
    assert np.array_equal(names["y"], wanted.runs[0].rows.y)
    assert "model.layers[0].kernel.assign(np.full(model.layers[0].kernel.shape, 0.5))" in text
    assert text.startswith("# a\\nb: what")


def test_forms_that_keras_lacks():
    """Of Adam's forms Keras has one: the paper's is nearly the same, the others have a sentence and no lines."""
    text = program(load("momentum", overrides=['training.optimizer={name="Adam", form="paper"}'], runs=["plain"]))
    assert "# Keras has not the paper's form of Adam: it adds ε to √v, the paper adds it to √v̂.\nhistory" in text
    text = program(load("momentum", overrides=['training.optimizer={name="Adam", form="printed"}'], runs=["plain"]))
    assert "# Keras has not this form of Adam (printed), so there is no program for this run.\n" in text
    assert "keras.optimizers" not in text


def test_nothing_heavy_is_imported():
    """Writing a program imports neither JAX nor Keras."""
    code = (
        "import sys; from dlviz.scenarios import load; from dlviz.scenarios.keras_code import program;"
        "program(load('iris-mlp')); program(load('momentum')); print({'jax', 'keras', 'textual'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
