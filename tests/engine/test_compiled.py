"""Compiled functions are shared, few, and keep no rows alive."""

import gc
import weakref

import jax
import jax.numpy as jnp
import numpy as np

from dlviz.engine import layers
from dlviz.engine.arrays import on_device
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


class Thing:
    """Something that can be held weakly."""


def test_what_was_asked_for_longest_ago_makes_room():
    """Three of four are kept; one that was asked for again is not made again, one that went is."""
    memory, made = Memory(3), []

    def make(key):
        made.append(key)
        return Thing()

    for key in "abcadb":
        memory.get(key, lambda key=key: make(key))
    assert "".join(made) == "abcdb"
    assert len(memory) == 3


def test_what_is_in_use_is_never_made_again():
    """A thing that somebody holds stays, however many others were asked for since."""
    memory = Memory(2)
    first = memory.get("first", Thing)
    for key in range(5):
        memory.get(key, Thing)
    assert memory.get("first", Thing) is first


def test_runs_that_are_gone_leave_a_bounded_number_of_programs():
    """Twelve networks of different widths, one after the other, leave no more machine code than the memory keeps."""
    gc.disable()  # a program that only a collection finds stays for as long as the collector rests
    try:
        programs = [weakref.ref(of_width(units)._program) for units in range(1, 13)]
        left = sum(one() is not None for one in programs)
    finally:
        gc.enable()
    assert left <= 8


def test_a_network_that_was_trained_before_compiles_nothing():
    """Trained again after its first run is gone, it is trained by the program that the first run compiled."""
    compiles = []
    for _ in range(2):
        run = of_width(20)
        run.advance(1)
        compiles.append(run.compiles)
        del run
    assert compiles == [1, 1]


def of_width(units):
    problem = Supervised(Sequential([layers.Dense(units), layers.Dense(1)], (1,)), [[1.0], [2.0]], [1.0, 2.0], "mse")
    return Run(problem, get("SGD"), steps=1)


def test_numbers_go_to_the_device_without_a_program():
    """An array of a new shape keeps its values and its kind of numbers, compiles nothing and is not written to."""
    client, memory = jax.devices()[0].client, np.zeros(1250, np.float32)
    given = memory[-memory.ctypes.data % 64 // 4 :][:1234]  # where a device could use it in place
    given[:] = range(1234)
    before = len(client.live_executables())
    found = on_device(given)
    given[:] = 0
    assert len(client.live_executables()) == before
    assert np.array_equal(np.asarray(found), np.arange(1234))
    assert on_device(np.ones(3, np.float64)).dtype == jnp.asarray(np.ones(3, np.float64)).dtype
