"""Compiled functions are shared, few, and keep no rows alive."""

import gc
import weakref

import numpy as np

from dlviz.engine import layers
from dlviz.engine.batches import Shuffled
from dlviz.engine.compiled import Memory
from dlviz.engine.directions import Plane, plane_loss
from dlviz.engine.model import Sequential
from dlviz.engine.optimizers import get
from dlviz.engine.probes.activity import activity
from dlviz.engine.probes.examples import examples
from dlviz.engine.probes.features import features
from dlviz.engine.probes.masks import dropped, masks
from dlviz.engine.probes.network import graph
from dlviz.engine.probes.update import next_update
from dlviz.engine.problem import Supervised
from dlviz.engine.run import Run


def trained(seed):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(24, 3)).astype(np.float32), np.eye(2, dtype=np.float32)[rng.integers(0, 2, 24)]
    model = Sequential(
        [layers.Dense(5, activation="tanh"), layers.Dropout(0.3), layers.Dense(2, activation="softmax")], (3,)
    )
    problem = Supervised(model, x, y, "categorical_crossentropy", validation=(x[:8], y[:8]), metrics=("accuracy",))
    run = Run(problem, get("SGD"), batches=Shuffled(8), epochs=1, seed=0)
    run.advance(3)
    return run


def looked_at(run):
    """Every probe once."""
    problem, state = run.problem, run.state_at(1)
    where = (problem, state.params, state.layer_state)
    next_update(problem, run.optimizer, state, run.feed(1))
    activity(*where)
    examples(*where)
    features(*where, np.zeros(3))
    masks(problem, state, run.feed(1))
    dropped(run, [0, 1])
    graph(*where, run.feed(1).batch)
    origin = {layer: state.params[layer] for layer in problem.layers}
    plane_loss(*where, Plane(origin, origin, origin), [(0, 1), (0, 1)], [2, 2])


def test_a_problem_that_is_dropped_is_collected():
    """Training it and looking at it with every probe keeps neither the problem nor its rows alive."""
    run = trained(0)
    looked_at(run)
    gone = [weakref.ref(run.problem), weakref.ref(run.problem.data[0]), weakref.ref(run.problem.held_out[0])]
    del run
    gc.collect()
    assert [ref() is None for ref in gone] == [True, True, True]


def test_other_rows_need_no_other_program():
    """A second problem of the same structure, with other rows, trains by the program of the first."""
    first, second = trained(0), trained(1)
    assert first.compiles == second.compiles
    assert not np.array_equal(first.trace["loss"], second.trace["loss"])


def test_what_was_asked_for_longest_ago_makes_room():
    """Three of four are kept; one that was asked for again is not made again, one that went is."""
    memory, made = Memory(3), []
    for key in "abcadb":
        memory.get(key, lambda key=key: made.append(key))
    assert "".join(made) == "abcdb"
    assert len(memory) == 3
