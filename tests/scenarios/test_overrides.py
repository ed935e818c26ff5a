"""`--set`, `--seed`, `--run` and `--steps` change what they say, and nothing else."""

import pytest

from dlviz.scenarios import ScenarioError, load
from dlviz.scenarios.tables import kind


def documents(plain, *overrides, **options):
    return {spec.name: spec.document for spec in load(plain, overrides, **options).runs}


def test_without_overrides_runs_differ_in_what_they_set(plain):
    runs = documents(plain)
    assert [run.training.optimizer.learning_rate for run in runs.values()] == [0.1, 0.5]
    assert all(run.training.epochs == 2 for run in runs.values())


def test_an_override_reaches_every_run(plain):
    assert all(run.training.epochs == 7 for run in documents(plain, "training.epochs=7").values())


def test_an_override_has_the_last_word_over_what_a_run_sets(plain):
    runs = documents(plain, "training.optimizer.learning_rate=0.2")
    assert [run.training.optimizer.learning_rate for run in runs.values()] == [0.2, 0.2]


def test_later_overrides_win(plain):
    assert documents(plain, "training.seed=1", "training.seed=2")["slow"].training.seed == 2


@pytest.mark.parametrize(
    ("override", "units", "activations"),
    [
        ("model[0].units=9", [9, 3], ["tanh", "softmax"]),
        ("model[0].activation=relu", [4, 3], ["relu", "softmax"]),
        ("model[-1].activation='sigmoid'", [4, 3], ["tanh", "sigmoid"]),
        ("model[*].activation=relu", [4, 3], ["relu", "relu"]),
        ("model[:-1].activation=relu", [4, 3], ["relu", "softmax"]),
        ("model[0:1].activation=relu", [4, 3], ["relu", "softmax"]),
        ("model=[{type='Dense', units=3}]", [3], ["linear"]),
    ],
)
def test_a_path_reaches_into_the_model(plain, override, units, activations):
    model = documents(plain, override)["fast"].model
    assert [layer.units for layer in model] == units
    assert [layer.activation for layer in model] == activations


def test_a_star_speaks_to_the_layers_that_have_the_option(plain):
    plain = plain.replace("[training]", '[[model]]\ntype = "Activation"\nactivation = "linear"\n[training]')
    model = documents(plain, "model[*].use_bias=false")["slow"].model
    assert [getattr(layer, "use_bias", None) for layer in model] == [False, False, None]


def test_a_name_or_number_grows_into_a_table_when_a_path_goes_into_it(plain):
    run = documents(plain, "training.loss.reduction=sum", "training.batch.shuffle=false")["slow"]
    assert (kind(run.training.loss), run.training.loss.reduction) == ("categorical_crossentropy", "sum")
    assert (run.training.batch.size, run.training.batch.shuffle) == (30, False)


def test_a_key_with_a_dot_stands_in_quotes(plain):
    assert documents(plain, 'training.start."dense.kernel"=0.5')["slow"].training.start == {"dense.kernel": 0.5}


def test_a_key_that_the_file_leaves_out_can_be_set(plain):
    assert documents(plain, "data.standardize=all")["slow"].data.standardize == "all"


def test_seed_replaces_that_of_all_runs(plain):
    plain = plain.replace('"training.optimizer.learning_rate" = 0.5', '"training.seed" = 3')
    assert [run.training.seed for run in documents(plain).values()] == [0, 3]
    assert [run.training.seed for run in documents(plain, seed=5).values()] == [5, 5]


def test_chosen_runs_keep_their_places(plain):
    scenario = load(plain, runs=["fast"])
    assert scenario.run_names == ("fast",)
    assert [spec.index for spec in scenario.runs] == [1]


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        ("training", "--set training: write KEY=VALUE, such as training.epochs=5"),
        ("=3", "--set =3: write KEY=VALUE, such as training.epochs=5"),
        (
            "training.epochs=0",
            "--set training.epochs=0: training.epochs is 0; it must be a whole number, at least 1 and at most "
            "1000000000",
        ),
        (
            "trainin.epochs=1",
            "--set trainin.epochs=1: unknown key 'trainin' in the file; did you mean training (possible: data, model, "
            "objective, computation, training, title, section, order, question, look, try, runs, exercises, claims, "
            "display)?",
        ),
        (
            "training.epoch=1",
            "--set training.epoch=1: unknown key 'epoch' in training; did you mean epochs (possible: loss, optimizer, "
            "epochs, steps, batch, seed, start, metrics, early_stopping, reduce_lr, class_weight, instruments)?",
        ),
        (
            "model[2].units=1",
            "--set model[2].units=1: model has no [2]; it goes from model[0] to model[1]",
        ),
        (
            "model[*].filters=1",
            "--set model[*].filters=1: no layer of model[*] has the option 'filters'; possible: units, trainable, "
            "use_bias, activation, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, "
            "activity_regularizer",
        ),
        (
            "model.units=1",
            "--set model.units=1: model has no key 'units'; there is model[0] to model[1]",
        ),
        ("training[0]=1", "--set training[0]=1: training is not a list, so it has no [0]; leave that out"),
        (
            "training..epochs=1",
            "--set training..epochs=1: the path does not parse at character 9; write it like training.batch or "
            "model[0].units",
        ),
        (
            "model[].units=1",
            "--set model[].units=1: the path does not parse at character 6; write it like training.batch or "
            "model[0].units",
        ),
        (
            "training.epochs.x=1",
            "--set training.epochs.x=1: training.epochs has no key 'x'; it is 2",
        ),
        (
            "training.seed=nan",
            "--set training.seed=nan: training.seed is nan; it must be a finite number",
        ),
    ],
)
def test_a_wrong_override_is_one_sentence(plain, override, sentence):
    with pytest.raises(ScenarioError) as error:
        load(plain, [override])
    assert str(error.value) == f"the text: {sentence}"
