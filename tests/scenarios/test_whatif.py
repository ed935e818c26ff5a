"""Runs are changed, forked, added, renamed and removed while a session trains; nothing else moves."""

import gc
import weakref
from dataclasses import replace
from types import SimpleNamespace

import jax
import numpy as np
import pytest

from dlviz.scenarios import ScenarioError, load
from dlviz.scenarios.additions import lacking, with_options
from dlviz.scenarios.fork_names import fork_name
from dlviz.scenarios.tables import kind
from dlviz.scenarios.variation import path_of, tables_of, vary
from dlviz.scenarios.whatif import MOST_RUNS

CLAIM = """
[[claims]]
text = "fast ends lower"
check = "fast.epoch_loss.last < slow.epoch_loss.last"
"""


@pytest.fixture
def session(plain):
    """Iris with a Dropout and a penalty, 10 updates a run, trained to tick 6."""
    last = '[[model]]\ntype = "Dense"\nunits = 3'
    text = plain.replace(last, f'[[model]]\ntype = "Dropout"\nrate = 0.2\n\n{last}')
    text = text.replace('activation = "tanh"', 'activation = "tanh"\nkernel_regularizer = { l2 = 0.001 }')
    session = load(text + CLAIM).session()
    session.build()
    session.reach(6)
    return session


def same(one, other):
    leaves = zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True)
    return all(np.array_equal(a, b) for a, b in leaves)


def complaint(do, *args):
    with pytest.raises(ScenarioError) as error:
        do(*args)
    return str(error.value)


def test_a_fork_is_called_after_the_clock_that_all_runs_share(session):
    """A run of 50 rows a step makes 3 steps where the others make 5: its second stands at tick 4."""
    place = session.add(vary(session.runs[0].spec, {"training.batch": 50}, "coarse"))
    session.train()
    fork = session.fork(place, 4, {})
    assert session.runs[fork].name == "coarse @4"
    assert session.runs[fork].run.step == 2


def test_a_fork_begins_with_the_very_state_that_it_left_and_compiles_nothing(session):
    source = session.runs[0]
    before = source.run.compiles
    place = session.fork(0, 4, {"learning_rate": 0.01})
    fork = session.runs[place]
    assert (place, fork.name, fork.index, fork.run.step) == (2, "η 0.01 @4", 2, 4)
    assert same(fork.run.state, source.run.state_at(4))
    assert np.array_equal(fork.run.trace["loss"], source.run.trace["loss"][:5])
    session.train()
    assert not np.array_equal(fork.run.trace["loss"], source.run.trace["loss"])
    assert same(fork.run.state_at(3), source.run.state_at(3))
    assert fork.run.compiles == source.run.compiles == before


def test_a_fork_that_changes_nothing_ends_as_its_source_does(session):
    place = session.fork(0, 3)
    session.train()
    assert same(session.runs[place].run.state, session.runs[0].run.state)


def test_a_changed_run_compiles_nothing_and_its_past_is_replayed_exactly(session):
    run = session.runs[1].run
    before, then = run.compiles, run.state_at(6)
    changes = {"learning_rate": 0.02, "layers.dropout.rate": 0.5, "dense.kernel_l2": 0.1}
    said = session.adjust(1, changes)
    assert said == "learning_rate 0.5 → 0.02, dropout.rate 0.2 → 0.5, dense.kernel_l2 0.001 → 0.1"
    session.train()
    kept = run.state
    assert same(run.state_at(6), then)
    assert same(run.state_at(run.step), kept)
    run._snapshots._steps = run._snapshots._steps[:1]  # the whole past by replay, across the change
    assert same(run._replay(0, run.state_at(0), 10), kept)
    assert run.compiles == before
    assert [(event.step, event.kind) for event in run.events] == [(6, "change")]


def test_the_settings_of_a_changed_run_are_those_at_work(session):
    session.adjust(1, {"learning_rate": 0.02})
    session.adjust(1, {"dropout.rate": 0.5, "dense.kernel_l2": 0.1})
    one = session.runs[1]
    assert one.spec.document.training.optimizer.learning_rate == 0.02
    assert one.spec.document.model[1].rate == 0.5
    assert one.spec.document.model[0].kernel_regularizer.l2 == 0.1
    assert one.base.document.training.optimizer.learning_rate == 0.5
    assert one.optimizer_text == "SGD · η = 0.02 · 30 rows a step"
    session.reach(8)
    session.adjust(1, {"learning_rate": 0.3})
    before, after = session.fork(1, 7), session.fork(1, 8)
    assert session.runs[before].spec.document.training.optimizer.learning_rate == 0.02
    assert session.runs[after].spec.document.training.optimizer.learning_rate == 0.3
    assert session.runs[before].origin.step == 7


def test_a_fork_that_begins_anew_keeps_what_was_changed_where_it_left(session):
    place = session.fork(0, 4, {"learning_rate": 0.01})
    session.train()
    first = session.runs[place].run.trace["loss"][-1]
    assert session.refork(place, {"dropout.rate": 0.0}) == "learning_rate 0.1 → 0.01, dropout.rate 0.2 → 0"
    one = session.runs[place]
    assert (one.run.step, one.index, one.name) == (4, 2, "η 0.01, dropout 0 @4")
    assert [event.kind for event in one.run.events] == ["fork"]
    assert one.spec.document.model[1].rate == 0.0
    session.train()
    assert one.run.trace["loss"][-1] != first


def test_what_was_looked_at_of_a_fork_is_forgotten_when_it_begins_anew(session):
    place = session.fork(0, 4, {"learning_rate": 0.01})
    session.train()
    before = session.state(place, 9)
    session.refork(place, {"learning_rate": 5.0})
    session.train()
    assert not same(session.state(place, 9), before)


def test_the_front_is_not_lowered_by_runs_that_begin_later(session):
    assert (session.front, session.reached) == (6, 6)
    session.fork(0, 2)
    assert (session.front, session.reached) == (6, 2)
    session.reach(6)
    assert session.reached == 6
    session.train()
    assert session.front == session.ticks


def test_another_run_from_the_same_seed_stands_beside_the_others(session):
    wider = vary(session.runs[0].spec, {"model[0].units": 6, "training.batch": 10}, "wider")
    place = session.add(wider)
    one = session.runs[place]
    assert (one.name, one.index, one.run.step, one.spec.index) == ("wider", 2, 0, 2)
    assert (session.ticks_per_epoch, session.ticks, session.front) == (15, 30, 18)
    assert session.row(0, 18) == 6
    session.train()
    alone = load("""
    [data]
    source = "iris"
    [[model]]
    type = "Dense"
    units = 6
    activation = "tanh"
    kernel_regularizer = { l2 = 0.001 }
    [[model]]
    type = "Dropout"
    rate = 0.2
    [[model]]
    type = "Dense"
    units = 3
    activation = "softmax"
    [training]
    loss = "categorical_crossentropy"
    optimizer = { name = "SGD", learning_rate = 0.1 }
    batch = 10
    epochs = 2
    """).run()
    assert np.array_equal(one.run.trace["loss"], alone.runs[0].run.trace["loss"])
    session.remove(place)
    assert (session.ticks_per_epoch, session.front) == (5, 10)


def test_claims_are_about_the_runs_that_the_scenario_names(session):
    session.train()
    before = session.claims()
    session.rename(1, "quick")
    fork = session.fork(1, 2, {"learning_rate": 1e-6}, "fast")
    session.train()
    assert session.claims() == before
    assert session.verdicts() == ((10, before[0].holds),)
    session.remove(fork)
    assert session.claims() == before


def test_names_are_unique_and_writable(session):
    assert complaint(session.rename, 0, "fast") == "there is a run named 'fast' already; choose another name"
    assert complaint(session.rename, 0, "  ") == "a run needs a name; type one"
    assert complaint(session.rename, 0, "minimum").startswith("a run cannot be named 'minimum'")
    session.rename(0, "slow")
    session.fork(0, 4)
    session.fork(0, 4)
    session.fork(3, 2)
    session.fork(4, 2)
    assert [one.name for one in session.runs] == ["slow", "fast", "slow @4", "slow @4 2", "slow @2", "slow @2 2"]


def test_a_fork_is_named_by_what_it_changes_unless_someone_named_it(session):
    """Once for all layers; where nothing is changed after its source, a fork of a fork after the first of them."""
    changes = {"dense.kernel_l2": 0.5, "dense_1.kernel_l2": 0.5, "momentum": 0.9}
    assert [fork_name("GD", {}, 15), fork_name("GD @15", {}, 20)] == ["GD @15", "GD @20"]
    assert fork_name("GD", changes, 15) == "kernel l2 0.5, momentum 0.9 @15"
    assert fork_name("GD", {"dense.kernel_l2": 0.5}, 15) == "dense kernel l2 0.5 @15"
    place = session.fork(0, 4, {"learning_rate": 0.01})
    session.refork(place, {"learning_rate": 0.02})
    assert session.runs[place].name == "η 0.02 @4"
    session.fork(0, 4, {"learning_rate": 0.02})
    assert session.runs[-1].name == "η 0.02 @4 2"
    session.refork(len(session.runs) - 1, {"learning_rate": 0.03})
    session.rename(place, "mine @4")
    session.refork(place, {"learning_rate": 0.04})
    assert [one.name for one in session.runs[2:]] == ["mine @4", "η 0.03 @4"]


def test_only_runs_that_came_later_can_be_removed_and_their_marks_are_free_again(session):
    assert complaint(session.remove, 0).endswith("hide it instead")
    first, second = session.fork(0, 1), session.fork(0, 2)
    session.remove(first)
    assert [one.index for one in session.runs] == [0, 1, 3]
    assert second == 3
    forgotten, kept = [], (3, 4)
    session._planes = SimpleNamespace(forget=forgotten.append)
    session._states, session._landscapes = {kept: 0, (2, 4): 0}, {kept: 0, (2, 4): 0}
    session._endowed |= {2, 3}
    session.drop(session.fork(0, 3))
    assert (forgotten, *session._states, *session._landscapes, *session._endowed) == ([2], kept, kept, 3)
    session.fork(0, 3)
    assert session.runs[-1].index == 2


def test_a_removed_run_is_let_go_of_with_its_network(session):
    """What predicted for it goes when the next one is asked."""
    place = session.add(vary(session.runs[0].spec, {"training.batch": 50}, "other"))
    x = session.runs[0].rows.table.x
    session.predict(place, 0, x)
    problem = weakref.ref(session.runs[place].problem)
    session.remove(place)
    session.predict(0, 0, x)
    gc.collect()
    assert problem() is None


def test_a_run_that_is_over_says_what_can_be_done(session):
    session.train()
    assert complaint(session.adjust, 0, {"learning_rate": 1.0}) == (
        "slow has ended (finished); fork it at an earlier step to change it"
    )
    assert complaint(session.fork, 0, 10) == "slow is over after 10 updates; look at an earlier step and fork it there"
    assert complaint(session.refork, 0, {}) == "slow is no fork; fork it first"


def test_what_a_run_cannot_have_is_one_sentence_and_changes_nothing(session):
    before = session.runs
    for changes in ({"beta_1": 0.9}, {"learning_rate": -1.0}, {"layers.dropout.rate": 1.5}, {"dropot.rate": 0.1}):
        for do in (lambda given: session.adjust(0, given), lambda given: session.fork(0, 4, given)):
            assert "\n" not in complaint(do, changes)
    assert session.runs == before
    assert session.runs[0].run.events == ()


def test_there_are_no_more_runs_than_marks(session):
    for _ in range(MOST_RUNS - 2):
        session.fork(0, 1)
    assert complaint(session.fork, 0, 1) == "there are 36 runs, as many as can be told apart; remove one first"


LACKS = {"momentum": 0.9, "clipnorm": 0.5, "dense_1.kernel_l2": 0.01, "dense.kernel_l1": 1e-3}


def test_what_a_run_lacks_joins_a_fork_and_nothing_else_moves(session):
    """The source compiles nothing and trains on; the fork has its state, its own program and the new settings."""
    source = session.runs[0]
    before = source.run.compiles
    place = session.fork(0, 4, LACKS)
    fork = session.runs[place]
    assert same(fork.run.state.params, source.run.state_at(4).params)
    assert np.array_equal(fork.run.trace["loss"][:4], source.run.trace["loss"][:4])
    text = "momentum 0.9 added, clipnorm 0.5 added, dense_1.kernel_l2 0.01 added, dense.kernel_l1 0.001 added"
    assert [(event.step, event.kind, event.text) for event in fork.run.events] == [(4, "fork", text)]
    session.train()
    assert (source.run.compiles, fork.run.compiles) == (before, 1)
    assert same(session.state(place, 3).params, source.run.state_at(3).params)
    training, model = fork.spec.document.training, fork.spec.document.model
    assert (training.optimizer.momentum, training.optimizer.clipnorm) == (0.9, 0.5)
    assert (model[2].kernel_regularizer.l2, model[0].kernel_regularizer.l1, model[0].kernel_regularizer.l2) == (
        0.01, 1e-3, 1e-3,
    )  # fmt: skip
    assert fork.base.document == source.spec.document
    assert fork.optimizer_text == "SGD · η = 0.1 · β = 0.9 · 30 rows a step"
    session.predict(place, 8, fork.rows.table.x)
    assert fork.problem.hyper()["dense_1"] == {"kernel_l2": 0.01}  # what a landscape counts


def test_what_joined_is_changed_live_and_when_the_fork_begins_anew_and_compiles_once(session):
    place = session.fork(0, 4, {"clipnorm": 0.5})
    compiled = session.runs[place].run.compiles
    session.reach(7)
    assert session.adjust(place, {"clipnorm": 0.25}) == "clipnorm 0.5 → 0.25"
    assert session.refork(place, {"momentum": 0.0, "clipnorm": 0.1}) == "clipnorm 0.1 added, momentum 0 added"
    session.refork(place, {"momentum": 0.5})
    with_both = session.runs[place].run
    session.refork(place, {"clipnorm": 1.0})
    assert session.runs[place].run._program is with_both._program
    assert (compiled, with_both.compiles) == (1, 1)
    again = session.fork(place, 5, {"momentum": 0.0})
    assert session.runs[again].run._program is with_both._program
    assert complaint(session.adjust, 0, {"momentum": 0.9}) == (
        "slow has no momentum to change while it trains; a fork of it can have it"
    )


def with_dropout(session):
    """The place of a fork at step 4 that a Dropout joins; one at rate 0 beside it has the losses of the run itself."""
    idle, active = session.fork(0, 4, {"dense_dropout.rate": 0.0}), session.fork(0, 4, {"dense_dropout.rate": 0.5})
    session.train()
    losses = [one.run.trace["loss"] for one in session.runs]
    np.testing.assert_allclose(losses[idle], losses[0], rtol=1e-5)
    assert not np.allclose(losses[active][5:], losses[0][5:], rtol=1e-2)
    return active


def test_a_dropout_joins_before_one_that_draws_the_same_masks_as_before(plain):
    """By a seed of its own it takes no place among the layers: at rate 0 the losses are those without it."""
    middle = '[[model]]\ntype = "Dense"\nunits = 3'
    text = plain.replace(middle, f'[[model]]\ntype = "Dense"\nunits = 5\n\n[[model]]\ntype = "Dropout"\n\n{middle}')
    document = load(text).runs[0].document
    assert [name for name in lacking(document) if "dropout" in name] == ["dense_dropout.rate"]
    session = load(text, runs=["slow"]).session()
    session.build()
    session.reach(6)
    active = with_dropout(session)
    joined = session.runs[active].spec.document.model[1]
    assert (joined.name, joined.rate, joined.seed) == ("dense_dropout", 0.5, 0)


def test_each_dropout_that_joins_has_a_seed_of_its_own(plain):
    """The same in whatever order they join, and none that a layer of the file has."""
    deep = plain.replace("[[model]]", '[[model]]\ntype = "Dense"\nunits = 4\n\n[[model]]', 1)
    spec = load(deep).runs[0]
    rates = {"dense_dropout.rate": 0.1, "dense_1_dropout.rate": 0.2}

    def seeds(spec, changes):
        return {
            layer.name: layer.seed for layer in with_options(spec, changes).document.model if hasattr(layer, "seed")
        }

    assert (
        seeds(spec, rates) == seeds(spec, dict(reversed(rates.items()))) == {"dense_dropout": 0, "dense_1_dropout": 1}
    )
    own = deep.replace("[[model]]", '[[model]]\ntype = "GaussianNoise"\nname = "own"\nseed = 0\n\n[[model]]', 1)
    assert seeds(load(own).runs[0], rates) == {"own": 0, "dense_dropout": 3, "dense_1_dropout": 1}


def test_a_dropout_joins_behind_a_dense_layer_alone(plain):
    """Not behind the last one, whatever belongs to that, and where one follows already there is nothing to join."""

    def joining(text):
        return [name for name in lacking(load(text).runs[0].document) if "dropout" in name]

    assert joining(plain) == ["dense_dropout.rate"]
    head, model, last = plain.rpartition("[[model]]")
    for belongs in ("Activation", "BatchNormalization", "LayerNormalization", "PReLU"):
        option = 'activation = "softmax"\n' if belongs == "Activation" else ""
        table = f'[[model]]\ntype = "{belongs}"\n{option}\n'
        assert joining(plain.replace("[training]", f"{table}[training]")) == ["dense_dropout.rate"]
        between = load(f"{head}{table}{model}{last}").runs[0]
        layers = with_options(between, {"dense_dropout.rate": 0.5}).document.model
        assert [kind(layer) for layer in layers] == ["Dense", belongs, "Dropout", "Dense"]
    session = load(plain).session()
    session.build()
    session.reach(6)
    active = with_dropout(session)
    assert session.runs[active].spec.document.model[1].name == "dense_dropout"
    assert session.runs[active].problem.model.names == ("dense", "dense_dropout", "dense_1")
    assert [name for name in lacking(session.runs[active].spec.document) if "dropout" in name] == []


def test_what_is_forked_before_it_left_is_its_source(session):
    """The row is the source's, without what joined later."""
    place = session.fork(0, 4, {"momentum": 0.9})
    session.rename(0, "first")
    session.train()
    early = session.fork(place, 2)
    one = session.runs[early]
    assert (one.name, one.origin.name, one.origin.source.index) == ("first @2", "first", 0)
    assert "momentum" not in one.run.settings.options()
    session.train()
    assert same(one.run.state, session.runs[0].run.state)


def test_a_removed_fork_is_not_trained_and_goes_with_its_last_fork(session):
    """A fork of it may begin anew, so its run is kept as long as that is there, and not a moment longer."""
    first = session.fork(0, 3, {"momentum": 0.9})
    session.reach(6)
    second = session.fork(first, 5, {"learning_rate": 0.01})
    run, removed = session.runs[first].run, weakref.ref(session.runs[first].run)
    session.remove(first)
    session.train()
    assert run.step == 6
    del run
    session.refork(second - 1, {"learning_rate": 0.02})
    gc.collect()
    assert removed() is not None
    session.remove(second - 1)
    gc.collect()
    assert removed() is None


def test_a_computation_has_nothing_to_change():
    session = load("activations").session()
    session.build()
    assert complaint(session.fork, 0, 1).endswith("is a computation, which trains nothing; there is nothing to fork")


def test_a_run_that_waits_for_weights_is_changed_once_it_trains():
    session = load("transfer-learning").session()
    session.build()
    waiting = next(place for place, one in enumerate(session.runs) if session.waits(one))
    source = session.runs[waiting].spec.inherits.source
    assert f"waits for the weights of {source}; fork it once it trains" in complaint(session.fork, waiting, 0)
    session.rename(next(p for p, one in enumerate(session.runs) if one.name == source), "teacher")
    assert session.source_of(session.runs[waiting]) == "teacher"
    added = session.add(replace(session.runs[waiting].spec, name="pupil"))
    assert session.source_of(session.runs[added]) == "teacher"


@pytest.mark.parametrize("name", ["dropout", "residual-block", "inception-block", "race-ravine", "schedules"])
def test_every_number_that_can_be_changed_has_its_place_in_a_file(name):
    session = load(name).session()
    session.build()
    for one in session.runs:
        tables = tables_of(one.spec.document)
        for option in one.run.settings.options():
            varied = vary(one.spec, {path_of(one.spec.document, option): 0.25})
            assert tables_of(varied.document) != tables
        for option in lacking(one.spec.document):
            assert option not in lacking(with_options(one.spec, {option: 0.25}).document)
