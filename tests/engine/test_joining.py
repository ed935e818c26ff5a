"""Options join a fork that the run it leaves lacks: its program is new, all that it goes on from is not."""

import jax
import numpy as np
import pytest

from dlviz.engine import (
    SGD,
    Adam,
    Dense,
    Dropout,
    EarlyStopping,
    RMSprop,
    Run,
    Sequential,
    SettingError,
    Shuffled,
    Supervised,
)
from dlviz.engine.joining import UNLIMITED
from dlviz.engine.optimizers import Nadam
from dlviz.engine.settings import Settings


def network(penalty=None, dropout=None, hidden=5):
    layers = [Dense(hidden, activation="tanh", kernel_regularizer=penalty)]
    layers += [Dropout(dropout, name="dense_dropout")] if dropout is not None else []
    return Sequential([*layers, Dense(3, activation="softmax")], input_shape=(4,))


def problem(**options):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(25, 4))
    y = np.eye(3)[(x[:, 0] > 0).astype(int) + (x[:, 1] > 0)]
    model = network(**options)
    return Supervised(model, x[:20], y[:20], "categorical_crossentropy", validation=(x[20:], y[20:]))


def trained(optimizer, steps=24, **options):
    run = Run(problem(), optimizer, batches=Shuffled(5), steps=steps, **options)
    run.advance(steps)
    return run


def same(one, other):
    leaves = zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True)
    return all(np.array_equal(a, b) for a, b in leaves)


JOINS = [
    ("dense.kernel_l2", Adam(0.01), {"penalty": {"l2": 0.1}}, None, 0.0),
    ("dense_dropout.rate", Adam(0.01), {"dropout": 0.5}, None, 0.0),
    ("clipnorm", SGD(0.1), {}, SGD(0.1, clipnorm=1.0), 1e6),
    ("global_clipnorm", SGD(0.1), {}, SGD(0.1, global_clipnorm=1.0), UNLIMITED),
    ("clipvalue", Nadam(0.01), {}, Nadam(0.01, clipvalue=1.0), UNLIMITED),
    ("weight_decay", Adam(0.01), {}, Adam(0.01, weight_decay=0.1), 0.0),
    ("momentum", SGD(0.1), {}, SGD(0.1, momentum=0.9), 0.0),
    ("momentum", RMSprop(0.01), {}, RMSprop(0.01, momentum=0.9), 0.0),
]


@pytest.mark.parametrize(("name", "optimizer", "model", "other", "nothing"), JOINS)
def test_what_joins_and_does_nothing_leaves_the_losses_as_they_were(name, optimizer, model, other, nothing):
    """At a value that does nothing; at one that does something the losses part after the step where it joined."""
    run = trained(optimizer)
    options = {
        "problem": run.problem.with_model(network(**model)) if model else None,
        "optimizer": other,
    }
    idle = run.fork({name: nothing}, at=10, **options)
    assert idle.events[-1].text.endswith("added")
    idle.advance(30)
    np.testing.assert_allclose(idle.trace["loss"], run.trace["loss"], rtol=2e-5)
    np.testing.assert_allclose(idle.trace["val_loss"], run.trace["val_loss"], rtol=2e-5)
    compiled = idle.compiles
    active = run.fork({name: 0.05}, at=10, **options)
    active.advance(30)
    np.testing.assert_array_equal(active.trace["loss"][:10], run.trace["loss"][:10])
    assert not np.allclose(active.trace["loss"][13:], run.trace["loss"][13:], rtol=1e-4)
    assert active.compiles == compiled
    assert run.status == active.status == "finished"


def test_the_state_is_carried_over_and_the_new_slots_begin_at_zero():
    """Weights, the old slots, the random keys and the minibatches are the source's, bit for bit."""
    run = trained(SGD(0.1))
    fork = run.fork({"momentum": 0.9}, at=10, optimizer=SGD(0.1, momentum=0.9))
    assert fork.compiles == 1
    assert same(fork.state.params, run.state_at(10).params)
    assert not any(np.any(leaf) for leaf in jax.tree.leaves(fork.state.optimizer["momentum"]))
    clipped = trained(Adam(0.01)).fork({"clipnorm": 1.0}, at=10, optimizer=Adam(0.01, clipnorm=1.0))
    assert clipped.feed(3).hyper["optimizer"]["clipnorm"] == UNLIMITED
    assert same(clipped.state.optimizer, trained(Adam(0.01)).state_at(10).optimizer)
    assert same(jax.random.key_data(fork.root), jax.random.key_data(run.root))
    assert np.array_equal(fork.minibatch(12), run.minibatch(12))


def test_the_past_is_that_of_the_run_that_was_left():
    """Bit for bit, by its program; from the fork on by its own, and both can be forked again."""
    run = trained(SGD(0.1))
    fork = run.fork({"momentum": 0.9, "learning_rate": 0.05}, at=10, optimizer=SGD(0.1, momentum=0.9))
    assert fork.events[-1].text == "momentum 0.9 added, learning_rate 0.1 → 0.05"
    fork.advance(30)
    states = dict(zip((3, 9, 10, 17), fork.states_at((3, 9, 10, 17)), strict=True))
    for step in (3, 9, 10):
        assert same(states[step].params, run.state_at(step).params)
        assert states[step].optimizer.keys() == states[17].optimizer.keys()
    assert same(states[17], fork.state_at(17))
    fork._snapshots._steps = fork._snapshots._steps[:1]  # by replay, from where it left
    assert same(states[17], fork.state_at(17))
    assert fork.feed(3).hyper["optimizer"]["momentum"] == 0.0
    assert fork.feed(11).hyper["optimizer"]["momentum"] == 0.9
    twin = fork.fork(at=15)
    twin.advance(30)
    assert same(twin.state, fork.state)
    early = fork.fork(at=4)
    assert "momentum" not in early.settings.options()
    early.advance(30)
    assert same(early.state, run.state)


def test_more_may_join_what_has_joined():
    run = trained(SGD(0.1))
    first = run.fork({"momentum": 0.9}, at=8, optimizer=SGD(0.1, momentum=0.9))
    first.advance(30)
    second = first.fork({"clipnorm": 1e6}, at=14, optimizer=SGD(0.1, momentum=0.9, clipnorm=1.0))
    second.advance(30)
    np.testing.assert_allclose(second.trace["loss"], first.trace["loss"], rtol=1e-5)
    assert same(second.state_at(5).params, run.state_at(5).params)
    assert same(second.state_at(11).params, first.state_at(11).params)


def test_what_became_of_many_layers_is_said_once():
    names = ("dense", "dense_1", "dense_2")
    settings = Settings({"layers": {name: {"kernel_l2": 0.0} for name in names}, "optimizer": {"momentum": 0.5}})
    every = {f"{name}.kernel_l2": 0.1 for name in names}
    assert settings.change(3, 0.1, {"momentum": 0.9} | every, new=every) == (
        "momentum 0.5 → 0.9, kernel_l2 0.1 added in 3 layers"
    )
    assert settings.told(0.1) == "momentum 0.5 → 0.9, kernel_l2 0 → 0.1 in 3 layers"
    assert settings.change(5, 0.1, {**every, "dense.kernel_l2": 0.2}) == (
        "dense.kernel_l2 0.1 → 0.2, dense_1.kernel_l2 0.1 → 0.1, dense_2.kernel_l2 0.1 → 0.1"
    )


def test_early_stopping_has_seen_the_past_of_what_joins():
    """A run that had stopped goes on; the weights that it restores may lie before the fork."""
    stopping = EarlyStopping(monitor="loss", patience=1, min_delta=10.0, restore_best_weights=True)
    run = trained(SGD(0.1), early_stopping=stopping)
    assert run.status == "stopped early at epoch 2"
    fork = run.fork({"momentum": 0.5}, at=run.step, optimizer=SGD(0.1, momentum=0.5))
    assert not fork.ended
    fork.advance(30)
    assert fork.status == "stopped early at epoch 3"
    assert same(fork.final, run.state_at(4).params)


def test_what_cannot_join_is_refused_in_a_sentence():
    run = trained(SGD(0.1))
    with pytest.raises(SettingError, match="no option clipnorm to change"):
        run.fork({"clipnorm": 1.0}, at=3, optimizer=SGD(0.1, momentum=0.9))
    with pytest.raises(SettingError, match=r"momentum is 1\.5"):
        run.fork({"momentum": 1.5}, at=3, optimizer=SGD(0.1, momentum=0.9))
