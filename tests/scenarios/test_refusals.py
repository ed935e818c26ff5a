"""A scenario that cannot be run is refused in one sentence: file, key, what was given, what is possible."""

import io
import sys
from types import SimpleNamespace
from typing import get_args

import pytest

from dlviz import data
from dlviz.scenarios import display_tables, layer_tables, load, training_tables

LAYERS = ", ".join(layer_tables.LAYERS)
AXIS = """[display.landscape]
axes = [{ path = "dense.kernel[0,0]", label = "w" }]
range = [[-1, 1]]
"""
PANELS = ", ".join(f'"{name}"' for name in sorted(get_args(display_tables.Panel)))
METRICS = f"{', '.join(sorted(training_tables.METRICS)[:24])}, … ({len(training_tables.METRICS)} in all)"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("units = 4", "units = 0"), "model[0].units is 0; it must be a whole number, at least 1"),
        (("units = 4", "units = 4.5"), "model[0].units is 4.5; it must be a whole number, at least 1"),
        (("units = 4", "units = true"), "model[0].units is true; it must be a whole number, at least 1"),
        (
            ("epochs = 2", "epochs = -2"),
            "training.epochs is -2; it must be a whole number, at least 1 and at most 1000000000",
        ),
        (
            ("epochs = 2", 'epochs = "two"'),
            'training.epochs is "two"; it must be a whole number, at least 1 and at most 1000000000',
        ),
        (("epochs = 2", ""), "training: give one of epochs (passes through the rows) and steps (updates), not none"),
        (
            ("epochs = 2", "epoch = 2"),
            "unknown key 'epoch' in training; did you mean epochs (possible: loss, optimizer, epochs, steps, batch, "
            "seed, start, metrics, early_stopping, reduce_lr, class_weight, instruments)?",
        ),
        (
            ("epochs = 2", "epochs = 2\nseed = -1"),
            "training.seed is -1; it must be a whole number, at least 0 and at most 4294967295",
        ),
        (("rate = 0.1", "rate = nan"), "training.optimizer.learning_rate is nan; it must be a finite number"),
        (("rate = 0.1", "rate = inf"), "training.optimizer.learning_rate is inf; it must be a finite number"),
        (
            ("rate = 0.1", 'rate = "fast"'),
            'training.optimizer.learning_rate is "fast"; it must be a number, at least 0, or a table with name = '
            "one of ExponentialDecay, InverseTimeDecay, PiecewiseConstantDecay, PolynomialDecay, CosineDecay, "
            "CosineDecayRestarts, OneCycle",
        ),
        (
            ("rate = 0.1", "rate = -0.1"),
            "training.optimizer.learning_rate is -0.1; it must be a number, at least 0, or a table with name = one "
            "of ExponentialDecay, InverseTimeDecay, PiecewiseConstantDecay, PolynomialDecay, CosineDecay, "
            "CosineDecayRestarts, OneCycle",
        ),
        (
            ('name = "SGD"', 'name = "sgd"'),
            'training.optimizer.name is "sgd"; did you mean SGD (possible: SGD, Adagrad, Adadelta, RMSprop, Adam, '
            "AdamW, Adamax, Nadam, Lion)?",
        ),
        (
            ('{ name = "SGD", ', "{ "),
            "training.optimizer needs the key 'name'; possible: SGD, Adagrad, Adadelta, RMSprop, Adam, AdamW, "
            "Adamax, Nadam, Lion",
        ),
        (
            ("batch = 30", "batch = 0"),
            'training.batch is 0; it must be a whole number, at least 1, or "full", or a table with size, shuffle, '
            "replacement, per_epoch, given",
        ),
        (
            ("batch = 30", "batch = { size = 5, per_epoch = 3 }"),
            "training.batch: per_epoch counts batches drawn with replacement; set replacement = true or leave it out",
        ),
        (
            ("batch = 30", "batch = { size = 5, shuffle = false, replacement = true }"),
            "training.batch: rows drawn with replacement have no order; leave shuffle out",
        ),
        (
            ('source = "iris"', 'source = "iris"\nvalidation_split = 1.2'),
            "data.validation_split is 1.2; it must be a number, at least 0 and below 1",
        ),
        (
            ('source = "iris"', 'source = "iris"\nvalidation_split = 0.999'),
            "run 'slow': data.validation_split = 0.999 of 150 rows leaves no training row; choose another",
        ),
        (
            ('source = "iris"', 'source = "iris"\nstandardize = "al"'),
            'data.standardize is "al"; it must be one of "all", "train", or false; did you mean "all"?',
        ),
        (
            ('source = "iris"', 'source = "iris"\nstandardize = true'),
            'data: standardize is true; it must be "all", "train" or false',
        ),
        (
            ('source = "iris"', 'source = "iris"\nrows = 20'),
            "data: rows, seed and noise belong to generated data; iris has its rows, leave them out",
        ),
        (
            ('source = "iris"', 'source = "irish"'),
            "data: there is no built-in data set 'irish'; did you mean iris (possible: boston, iris, digits, "
            f"mnist, trace, sunspots, halfplane, curve, chirp, noise, blobs, circles, … ({len(data.NAMES)} in all))?",
        ),
        (
            ('source = "iris"', 'source = "iris"\nfeatures = ["petal with"]'),
            "data: iris has no feature 'petal with'; did you mean petal width (possible: sepal length, sepal width, "
            "petal length, petal width)?",
        ),
        (
            ('source = "iris"', ""),
            "data: give one of source (a built-in name), csv, parquet and npz (your own file), not none",
        ),
        (
            ('source = "iris"', 'csv = "mine.csv"'),
            "data: csv needs target, the name of the column to predict",
        ),
        (
            ('source = "iris"', 'source = "boston"'),
            "training.loss: categorical_crossentropy needs classes, but PRICE of boston is 21.6 in row 2, which names "
            "no class; use mean_squared_error",
        ),
        (
            ("units = 3", "units = 5"),
            "run 'slow': the network gives 5 numbers, species of iris has 3 classes; set model[-1].units to 3",
        ),
        (
            ('type = "Dense"\nunits = 4', 'type = "Dens"\nunits = 4'),
            f'model[0].type is "Dens"; did you mean Dense (possible: {LAYERS})?',
        ),
        (
            ('type = "Dense"\nunits = 4', "units = 4"),
            f"model[0] needs the key 'type'; possible: {LAYERS}",
        ),
        (
            ("units = 4", "units = 4\nkernel_regularizer = {}"),
            "model[0].kernel_regularizer: a penalty needs a strength: give l1, l2 or both",
        ),
        (
            ("units = 4", 'units = 4\nname = "a/b"'),
            "run 'slow': model[0].name is 'a/b'; a slash cannot be part of it",
        ),
        (
            ("units = 4", 'units = 4\nname = "dense"'),
            "run 'slow': model[1].name: two layers are named 'dense'; give one another name",
        ),
        (('name = "fast"', 'name = "slow"'), "two runs are named 'slow'; give each its own name"),
        (
            ('name = "fast"', 'name = "minimum"'),
            "runs[1]: a run cannot be named 'minimum'; choose another name, without quotes",
        ),
        (
            ('"training.optimizer.learning_rate" = 0.5', '"training.optimizer.rate" = 0.5'),
            "runs[1].set of 'fast': unknown key 'rate' in training.optimizer; possible: name, weight_decay, clipnorm, "
            "clipvalue, global_clipnorm, learning_rate, momentum, nesterov",
        ),
        (
            ('"training.optimizer.learning_rate" = 0.5', '"display.panels" = ["loss"]'),
            "runs[1].set of 'fast': a run can set data, model, objective, computation, training and "
            "display.landscape.range, not 'display.panels'",
        ),
        (
            ("[[runs]]", '[display]\npanels = ["los"]\n[[runs]]'),
            f'display.panels[0] is "los"; it must be one of {PANELS}; did you mean "loss"?',
        ),
        (
            ("[[runs]]", '[display]\npanels = ["landscape"]\n[[runs]]'),
            'display: the landscape panel needs landscape = { projection = "pca" } in [display], or a table '
            "[display.landscape] with axes and range",
        ),
        (
            ("[[runs]]", '[display]\npanels = ["stability"]\n[[runs]]'),
            "display.panels: stability needs one of eigenvalues, preconditioned_sharpness, sharpness in "
            "training.instruments",
        ),
        (
            ("[[runs]]", "[display.loss]\nminus_minimum = true\n[[runs]]"),
            "display: loss.minus_minimum needs [display.landscape], whose minimum is subtracted",
        ),
        (
            ("[[runs]]", '[display.loss]\ncolumn = "los"\n[[runs]]'),
            "display.loss.column is 'los'; did you mean loss (possible: loss, epoch_loss, learning_rate)?",
        ),
        (
            ("[[runs]]", '[display.data]\nx = "height"\n[[runs]]'),
            "display.data.x is 'height'; possible: sepal length, sepal width, petal length, petal width, species",
        ),
        (
            ("epochs = 2", 'epochs = 2\nmetrics = ["acc"]'),
            f'training.metrics[0] is "acc"; it must be one of {METRICS}, or a table with name = one of these that has '
            'options; did you mean "accuracy"?',
        ),
        (
            ("epochs = 2", "epochs = 2\nearly_stopping = { patience = 3 }"),
            "run 'slow': training.early_stopping.monitor is 'val_loss', which needs data.validation_split; did you "
            "mean loss (possible: loss)?",
        ),
        (
            ("epochs = 2", 'epochs = 2\nstart = { "dens.kernel" = 0 }'),
            "run 'slow': training.start: there is no layer 'dens'; did you mean dense (possible: dense, dense_1)?",
        ),
        (
            ("[data]", 'section = "four"\n[data]'),
            'section is "four"; it must be a section number such as "4.1"',
        ),
        (
            ("[[runs]]", AXIS.replace("[0,0]", "[0;0]") + "[[runs]]"),
            'display.landscape.axes[0].path is "dense.kernel[0;0]"; it must be one weight, such as "dense.kernel[0,0]"',
        ),
        (
            ("[[runs]]", AXIS.replace("dense.", "dens.") + "[[runs]]"),
            "run 'slow': display.landscape.axes[0].path: there is no layer 'dens'; did you mean dense (possible: "
            "dense, dense_1)?",
        ),
        (
            ("[[runs]]", AXIS.replace("[[-1, 1]]", "[[1, -1]]") + "[[runs]]"),
            "display.landscape: the range [1, -1] is empty; its first number must be the smaller one",
        ),
        (
            ("[[runs]]", AXIS.replace("[[-1, 1]]", "[[-1, 1], [0, 1]]") + "[[runs]]"),
            "display.landscape: 1 axes need as many ranges, not 2",
        ),
        (
            ("[[runs]]", AXIS + 'run = "slowly"\n[[runs]]'),
            "display.landscape.run is 'slowly'; did you mean slow (possible: slow, fast)?",
        ),
        (
            ("[data]", "colour = 1\n[data]"),
            "unknown key 'colour' in the file; possible: data, model, objective, computation, training, title, "
            "section, order, question, look, try, runs, exercises, claims, display",
        ),
        (
            ("epochs = 2", "epochs = "),
            "not valid TOML: invalid value (at line 19, column 10)",
        ),
        (
            ("[[runs]]", "[[claims]]\ntext = 'A'\ncheck = 'slow.loss.last < '\n[[runs]]"),
            "claims[0].check: at character 18, slow.loss.last < ▸: a number or RUN.COLUMN.REDUCER is missing",
        ),
        (
            ("[[runs]]", "[[claims]]\ntext = 'A'\ncheck = 'slw.loss.last < 1'\n[[runs]]"),
            "claims[0].check: at character 1, ▸slw.loss.last < 1: there is no run 'slw'; did you mean slow "
            "(possible: slow, fast)?",
        ),
        (
            ("[[runs]]", "[[claims]]\ntext = 'A'\ncheck = 'slow.epoch_loss.at(0) < 1'\n[[runs]]"),
            "claims[0].check: at character 1, ▸slow.epoch_loss.at(0) < 1: epoch_loss stands at the ends of epochs, so "
            "that it has no value at step 0; for the end of the first epoch write epoch_loss.first",
        ),
        (
            ("[[runs]]", "[[claims]]\ntext = 'A'\ncheck = 'slow.los.last < 1'\n[[runs]]"),
            "claims[0].check: at character 1, ▸slow.los.last < 1: run 'slow' has no column 'los'; did you mean loss "
            "(possible: loss, epoch_loss, learning_rate, grad_norm, update_norm, weight_norm)?",
        ),
        (
            ("[[runs]]", "[[claims]]\ntext = 'A'\ncheck = '1 < slow.grad_norm.last'\n[[runs]]"),
            "claims[0].check: at character 5, 1 < ▸slow.grad_norm.last: grad_norm has several entries, choose one of "
            "dense, dense_1",
        ),
        (
            ("[[runs]]", "[[claims]]\ntext = 'A'\ncheck = 'slow.grad_norm.dense_2.last < 1'\n[[runs]]"),
            "claims[0].check: at character 1, ▸slow.grad_norm.dense_2.last < 1: grad_norm has no entry 'dense_2'; did "
            "you mean dense_1 (possible: dense, dense_1)?",
        ),
        (
            ("[[runs]]", "[[claims]]\ntext = 'A'\ncheck = 'slow.loss.dense.last < 1'\n[[runs]]"),
            "claims[0].check: at character 1, ▸slow.loss.dense.last < 1: loss is a single number, it has no entry "
            "'dense'",
        ),
        (
            ("[[runs]]", "[[claims]]\ntext = 'A'\ncheck = 'minimum.loss < 1'\n[[runs]]"),
            "claims[0].check: at character 1, ▸minimum.loss < 1: minimum is that of the landscape, but there is no "
            "[display.landscape]",
        ),
    ],
)
def test_a_wrong_file_is_one_sentence(plain, complaint, change, sentence):
    before, after = change
    assert before in plain
    assert complaint(plain.replace(before, after, 1)) == f"the text: {sentence}"


@pytest.mark.parametrize("tables", ["a = " + "[" * 5000 + "]" * 5000, "[" + ".".join("a" * 5000) + "]"])
def test_tables_without_end_are_refused(complaint, tables):
    assert complaint(tables + "\n") == "the text: tables or lists lie too deep inside each other"


def test_a_batch_larger_than_the_data_is_all_of_them_in_one_as_in_keras(plain):
    session = load(plain.replace("batch = 30", "batch = 1000")).session()
    session.build()
    assert session.runs[0].run.steps_per_epoch == 1


def test_an_unknown_scenario_offers_the_nearest(complaint):
    assert complaint("momntum") == "there is no scenario 'momntum'; did you mean momentum?"
    assert complaint("perceptron").startswith("there is no scenario 'perceptron'; did you mean perceptron-gd or ")
    assert complaint("zzzz") == "there is no scenario 'zzzz'; see `dlviz list`"


def test_a_missing_file_says_so(complaint):
    assert complaint("nowhere/mine.toml") == (
        "there is no file nowhere/mine.toml; check the path, or see `dlviz list` for the built-in ones"
    )


def test_a_folder_is_no_scenario(complaint, tmp_path):
    assert complaint(tmp_path) == f"{tmp_path} cannot be read: is a directory"


def test_bytes_that_are_no_utf8_have_a_line_and_a_place(complaint, tmp_path):
    path = tmp_path / "latin.toml"
    path.write_bytes('title = "a"\nlook = "caf\xe9"\n'.encode("latin-1"))
    assert complaint(path) == f"{path}: not UTF-8 at line 2, byte 12; save the file as UTF-8"


def test_a_file_is_named_in_its_sentence(complaint, plain, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(plain.replace("units = 4", "units = 0"))
    assert complaint(path) == f"{path}: model[0].units is 0; it must be a whole number, at least 1"


def test_standard_input_is_read_and_named(complaint, plain, monkeypatch):
    given = plain.replace("units = 4", "units = 0").encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(given)))
    assert complaint("-") == "standard input: model[0].units is 0; it must be a whole number, at least 1"


def test_a_csv_lies_beside_its_scenario(plain, tmp_path):
    (tmp_path / "mine.csv").write_text("a,b,kind\n1,2,x\n3,4,y\n5,6,z\n")
    path = tmp_path / "mine.toml"
    path.write_text(plain.replace('source = "iris"', 'csv = "mine.csv"\ntarget = "kind"'))
    assert load(path).runs[0].table.classes == ("x", "y", "z")


def test_whole_numbers_are_classes_where_the_loss_needs_them(plain, tmp_path):
    (tmp_path / "mine.csv").write_text("a,b,passed\n1,2,-1\n3,4,1\n5,6,1\n")
    path = tmp_path / "mine.toml"
    path.write_text(
        plain.replace('source = "iris"', 'csv = "mine.csv"\ntarget = "passed"').replace("units = 3", "units = 1")
    )
    table = load(path, ["training.loss=binary_crossentropy"]).runs[0].table
    assert (table.classes, table.y.tolist()) == (("-1", "1"), [0, 1, 1])
    assert load(path, ["training.loss=mean_squared_error"]).runs[0].table.classes is None


def test_two_classes_need_one_unit_for_the_probability_of_the_second(plain, complaint, tmp_path):
    (tmp_path / "mine.csv").write_text("a,b,kind\n1,2,x\n3,4,y\n5,6,x\n")
    path = tmp_path / "mine.toml"
    path.write_text(plain.replace('source = "iris"', 'csv = "mine.csv"\ntarget = "kind"'))
    start = f"{path}: run 'slow': the network gives 3 numbers, kind of mine has 2 classes; set model[-1].units to"
    assert complaint(path, ["training.loss=binary_crossentropy"]) == f"{start} 1, the probability of the second"
    assert complaint(path) == f"{start} 2"


def test_a_misspelt_column_of_the_validation_is_no_matter_of_the_split(plain, complaint):
    changes = ["data.validation_split=0.3", "training.early_stopping.monitor=val_los"]
    assert complaint(plain, changes).endswith("monitor is 'val_los'; did you mean val_loss (possible: loss, val_loss)?")


def test_a_wrong_csv_is_one_sentence(plain, complaint, tmp_path):
    (tmp_path / "mine.csv").write_text("a,b,kind\n1,2,x\nthree,4,y\n5,6,z\n")
    path = tmp_path / "mine.toml"
    path.write_text(plain.replace('source = "iris"', 'csv = "mine.csv"\ntarget = "kind"'))
    assert complaint(path) == (
        f"{path}: data: mine.csv, line 3, column 'a': 'three' is not a number; write numbers, name the column in "
        "categories, or leave it out"
    )


def test_an_unknown_run_is_refused(plain, complaint):
    assert complaint(plain, runs=["fst"]) == (
        "--run fst: there is no such run; did you mean fast (possible: slow, fast)?"
    )


def test_no_steps_are_refused(plain, complaint):
    assert complaint(plain, steps=0) == "--steps 0: it must be a whole number, at least 1"


def test_a_network_too_large_for_memory_is_refused_with_the_estimate(plain):
    from dlviz.scenarios import ScenarioError

    huge = plain.replace("units = 4", "units = 4000000").replace("units = 3", "units = 4000000", 1)
    huge = huge.replace("[training]", '[[model]]\ntype = "Dense"\nunits = 3\nactivation = "softmax"\n[training]')
    with pytest.raises(ScenarioError) as error:
        load(huge).session().build()
    assert str(error.value).startswith(
        "the text: run 'slow': the network has 16,000,036,000,003 parameters and training it would take about "
    )


def test_weights_that_do_not_fit_are_refused_before_training(plain):
    from dlviz.scenarios import ScenarioError

    odd = plain.replace("epochs = 2", 'epochs = 2\nstart = { "dense.kernel" = [[1.0, 2.0]] }')
    with pytest.raises(ScenarioError, match=r"the text: run 'slow': .*\(1, 2\).*\(4, 4\)"):
        load(odd).session().build()
