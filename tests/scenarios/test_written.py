"""A session written as a file: the file passes the checker, and trains the same."""

from __future__ import annotations

import tomllib

import numpy as np
import pytest

from dlviz.scenarios import ScenarioError, catalogue, load
from dlviz.scenarios.toml_text import text, value
from dlviz.scenarios.variation import vary
from dlviz.scenarios.written import text_of

SMALL = """
title = "Two rates"
look = '''
A "quoted" line, a \\\\ backslash, and an η.
'''

[data]
source = "iris"
shuffle = 0
validation_split = 0.3

[[model]]
type = "Dense"
units = 4
activation = "relu"

[[model]]
type = "Dropout"
rate = 0.2

[[model]]
type = "Dense"
units = 3
activation = "softmax"

[training]
loss = "categorical_crossentropy"
optimizer = { name = "SGD", learning_rate = 0.1, momentum = 0.5 }
batch = 35
epochs = 3

[[runs]]
name = "slow"

[[runs]]
name = "Adam"
set = { "training.optimizer" = { name = "Adam" }, "model[*].activation" = "tanh", "model[-1].activation" = "softmax" }

[[claims]]
text = "Adam is lower"
check = "Adam.loss.last < slow.loss.last"
"""


def trained(scenario):
    session = scenario.session()
    session.build()
    return session


def losses(session):
    return {one.name: one.run.trace["loss"].tolist() for one in session.runs}


def again(session, tmp_path):
    """The session of the file that is written of this one, and the text of that file."""
    path = tmp_path / "again.toml"
    path.write_text(text_of(session.scenario, session.runs, tmp_path), encoding="utf-8")
    other = trained(load(path))
    other.train()
    return other, path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [entry.name for entry in catalogue()])
def test_every_scenario_is_what_is_written_of_it(name):
    """Words, claims, display and every run: all as they were."""
    scenario = load(name)
    other = load(text_of(scenario))
    assert [spec.document for spec in other.runs] == [spec.document for spec in scenario.runs]
    assert [spec.inherits for spec in other.runs] == [spec.inherits for spec in scenario.runs]
    words = ("title", "section", "question", "look", "formulas", "tries", "claims", "exercises", "display")
    assert [getattr(other, one) for one in words] == [getattr(scenario, one) for one in words]


def test_what_was_changed_on_the_way_trains_again_to_the_same_losses(tmp_path):
    """Learning rates changed at steps, a fork with another one, a fork of that before it was changed, new names."""
    session = trained(load(SMALL))
    session.reach(3)
    session.adjust(0, {"learning_rate": 0.05})
    session.reach(7)
    session.adjust(0, {"learning_rate": 0.2})
    fork = session.fork(0, 5, {"learning_rate": 0.01})
    session.fork(fork, 2)
    session.rename(0, "not so slow")
    session.rename(fork, "a fork")
    session.train()
    other, written = again(session, tmp_path)
    assert losses(other) == losses(session)
    assert [one.text for one in other.claims()] == ["Adam is lower"]
    assert [one.left for one in other.claims()] == [one.left for one in session.claims()]
    assert "PiecewiseConstantDecay" in written
    assert "# Changed on the way: learning_rate to 0.05 at step 3; learning_rate to 0.2 at step 7." in written
    assert '"model[*].activation" = "tanh"' in written  # a run that is as it was is said as it was
    assert "changes =" not in written


def test_a_run_that_was_added_is_written_by_what_it_sets(tmp_path):
    """More units and another batch are two paths; a key that has to go takes its table along."""
    session = trained(load(SMALL))
    session.add(vary(session.runs[0].spec, {"model[0].units": 9, "training.batch": "full"}, "wide"))
    session.add(vary(session.runs[1].spec, {"training.optimizer": {"name": "SGD"}}, "plain"))
    written = text_of(session.scenario, session.runs, tmp_path)
    assert 'set = { "model[0].units" = 9, "training.batch" = "full" }' in written
    assert '"training.optimizer" = { name = "SGD" }' in written
    assert [spec.document.model for spec in load(written).runs] == [one.spec.document.model for one in session.runs]
    assert [spec.document.training for spec in load(written).runs] == [
        one.spec.document.training for one in session.runs
    ]


def test_whatever_was_changed_on_the_way_is_changed_again(tmp_path):
    """A momentum and a rate at a step, then a rate; before the first step it holds from the start. It is said once more
    when the second session is written."""
    session = trained(load(SMALL))
    session.adjust(1, {"layers.dropout.rate": 0.4})
    session.reach(3)
    session.adjust(0, {"momentum": 0.9, "learning_rate": 0.05})
    session.reach(5)
    session.adjust(0, {"dropout.rate": 0.6})
    session.train()
    other, written = again(session, tmp_path)
    assert losses(other) == losses(session)
    first = "{ step = 3, set = { momentum = 0.9, learning_rate = 0.05 } }"
    assert f'changes = [ {first}, {{ step = 5, set = {{ "dropout.rate" = 0.6 }} }}, ]' in " ".join(written.split())
    told = [
        [(*event[:2], sorted(event.text.split(", "))) for event in one.runs[0].run.events] for one in (session, other)
    ]
    assert told[0] == told[1]
    assert text_of(other.scenario, other.runs, tmp_path).replace("again", "text", 1) == written
    parts = [[(one.spec.document.model, one.spec.document.training) for one in two.runs] for two in (session, other)]
    assert parts[0] == parts[1]


def test_what_joined_a_fork_joins_again(tmp_path):
    """At step 0 it is there from the start, later on it joins at the same step; of neither a bit is different."""
    session = trained(load(SMALL))
    session.reach(4)
    session.fork(0, 0, {"clipnorm": 0.1, "dense.kernel_l2": 0.5}, "early")
    late = session.fork(1, 3, {"weight_decay": 0.5}, "late")
    session.reach(6)
    session.fork(late, 6, {"clipnorm": 0.3, "learning_rate": 0.01}, "later")
    session.train()
    other, written = again(session, tmp_path)
    np.testing.assert_allclose(losses(other)["early"], losses(session)["early"], rtol=1e-6)
    for name in ("late", "later"):
        assert losses(other)[name] == losses(session)[name]
    assert "changes = [{ step = 3, set = { weight_decay = 0.5 } }]" in written
    assert other.runs[-1].run.compiles == session.runs[-1].run.compiles
    stopped = trained(load(written))
    stopped.reach(5)
    assert [one.ahead[0].step for one in stopped.runs if one.ahead] == [6]
    assert text_of(stopped.scenario, stopped.runs, tmp_path) == written
    place = stopped.fork(4, 2)
    assert not stopped.runs[place].ahead  # a fork takes nothing along that would come


def test_a_run_that_had_stopped_early_goes_on_where_its_file_changes_it(tmp_path):
    stops = SMALL.replace(
        "epochs = 3", 'epochs = 6\nearly_stopping = { monitor = "loss", min_delta = 9, patience = 1 }'
    )
    session = trained(load(stops, runs=["slow"]))
    session.train()
    assert session.runs[0].run.status == "stopped early at epoch 2"
    session.fork(0, session.runs[0].run.step, {"learning_rate": 0.01}, "on")
    session.train()
    assert session.runs[1].run.status == "stopped early at epoch 3"
    other, _ = again(session, tmp_path)
    assert losses(other) == losses(session)
    assert [one.run.status for one in other.runs] == [one.run.status for one in session.runs]


def test_a_fork_of_a_run_that_began_with_weights_of_another_one_trains(tmp_path):
    """It has them already, and its file begins with them again."""
    heirs = f'{SMALL[: SMALL.index("[[claims]]")]}[[runs]]\nname = "heir"\nweights = {{ from = "slow" }}\n'
    session = trained(load(heirs, runs=["heir"]))
    session.train()
    session.fork(1, 4, {"learning_rate": 0.5}, "fork")
    session.train()
    assert losses(session)["fork"][:5] == losses(session)["heir"][:5]
    other, _ = again(session, tmp_path)
    assert losses(other) == losses(session)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ("step = 2, set = { momentm = 0.5 }", "changes[0].set: there is no 'momentm' to change; did you mean momentum"),
        ('step = 2, set = { "dense.units" = 3 }', "changes[0].set: there is no 'dense.units' to change;"),
        ('step = 2, set = { "dropout.rate" = 1.5 }', "changes[0].set: model[1].rate is 1.5; it must be a number, at"),
        ("step = 9, set = { momentum = 0.5 }", "changes[0].step is 9; the run has 9 updates, so it must be less"),
        ("step = 0, set = { momentum = 0.5 }", "runs[0].changes[0].step is 0; it must be a whole number, at least 1"),
        ("step = 2, set = {}", "runs[0].changes[0].set is a table with no key"),
        (
            'step = 2, set = { momentum = "much" }',
            "runs[0].changes[0].set is a table with momentum; it must be a table, each of its values a number",
        ),
        ("step = 2, set = { momentum = 0.5 } }, { step = 2, set = { momentum = 0.4 }", "let them rise"),
    ],
)
def test_changes_that_cannot_be_made_are_refused_before_anything_is_trained(changes, sentence):
    text = SMALL.replace('name = "slow"', f'name = "slow"\nchanges = [{{ {changes} }}]')
    with pytest.raises(ScenarioError) as error:
        trained(load(text))
    assert sentence in str(error.value)


def test_overrides_chosen_runs_and_a_bound_on_steps_are_written(tmp_path):
    """What stood on the command line stands in the file; claims about runs that are not there are left out."""
    scenario = load(SMALL, overrides=["model[0].units=7"], runs=("Adam",), seed=3, steps=5)
    session = trained(scenario)
    session.train()
    other, written = again(session, tmp_path)
    assert losses(other) == losses(session)
    assert len(losses(other)["Adam"]) == 6
    assert other.scenario.run_names == ("Adam",)
    assert other.scenario.claims == ()
    assert "Left out, for runs that they speak of are not here: Adam is lower." in written


def test_a_lone_run_stays_alone(tmp_path):
    session = trained(load("perceptron-gd", runs=("1e-06",)))
    assert "[[runs]]" in text_of(session.scenario, session.runs, tmp_path)
    lone = SMALL[: SMALL.index("[[runs]]")]
    session = trained(load(lone))
    session.reach(2)
    session.adjust(0, {"learning_rate": 0.02})
    session.train()
    other, written = again(session, tmp_path)
    assert losses(other) == losses(session)
    assert "[[runs]]" not in written


def test_the_weights_of_another_run_go_by_its_present_name(tmp_path):
    heirs = SMALL[: SMALL.index("[[claims]]")] + '[[runs]]\nname = "heir"\nweights = { from = "slow", frozen = true }\n'
    heirs = heirs.replace('[[model]]\ntype = "Dense"\nunits = 3', '[[model]]\ntype = "Dense"\nname = "head"\nunits = 3')
    heirs = heirs.replace("frozen = true", 'frozen = true, layers = ["dense"]')
    session = trained(load(heirs))
    session.rename(0, "source")
    session.train()
    other, written = again(session, tmp_path)
    assert 'weights = { from = "source", layers = ["dense"], frozen = true }' in written
    assert losses(other) == losses(session)
    with pytest.raises(ScenarioError, match="begins with the weights of slow, which is not here"):
        text_of(session.scenario, session.runs[2:], tmp_path)


@pytest.mark.parametrize("absolute", [False, True])
def test_paths_to_the_users_files_are_those_from_the_new_file(tmp_path, absolute):
    """The table lies beside the first file, the second one is written elsewhere."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "there").mkdir()
    table = "\n".join(["a,price", *(f"{i},{2 * i + 1}" for i in range(12))])
    (tmp_path / "mine" / "t.csv").write_text(table, encoding="utf-8")
    given = (tmp_path / "mine" / "t.csv") if absolute else "t.csv"
    first = tmp_path / "mine" / "first.toml"
    data = f'[data]\ncsv = "{given}"\ntarget = "price"\n'
    body = (
        '[[model]]\ntype = "Dense"\nunits = 1\n[training]\nloss = "mean_squared_error"\noptimizer = "SGD"\nepochs = 1\n'
    )
    first.write_text(data + body, encoding="utf-8")
    second = tmp_path / "there" / "second.toml"
    second.write_text(text_of(load(first), folder=second.parent), encoding="utf-8")
    assert 'csv = "../mine/t.csv"' in second.read_text(encoding="utf-8")
    one, other = (load(path).runs[0].table for path in (first, second))
    np.testing.assert_array_equal(one.x, other.x)


@pytest.mark.parametrize(
    "given",
    [
        "plain", 'a "quoted" one', "it's \"both\"", "tab\there", "line\nline",
        '"""', 'ends in "\n"', "\\n\n\\", "\x7f\x1b\n", "漢字 👩\u200d🔬\n", "", True, 3, -0.5, 1e-07, 1e300, [],
        [[1, 2], [3.0]], {"a b": {"c": [True]}}, ["x" * 40] * 5,
    ],
)  # fmt: skip
def test_every_value_is_read_as_it_was_written(given):
    assert tomllib.loads(f"v = {value(given)}")["v"] == given


def test_comments_cannot_break_out():
    """A sentence with a line break in it stays a comment."""
    found = text({"title": "t", "runs": [{"name": "a"}]}, ["one\n[data]"], {"a": ["two\nx = 1"], "claims": ["three"]})
    assert tomllib.loads(found) == {"title": "t", "runs": [{"name": "a"}]}
