"""The same scenario with the same seed gives the same numbers: bit for bit here, nearly so on other machines.

`python tests/scenarios/test_checksums.py` writes checksums.json anew, after a change that is meant to change them.
"""

import json
from pathlib import Path

import jax
import numpy as np
import pytest

from dlviz.engine.walk import Walk
from dlviz.scenarios import catalogue, load

RECORDED = Path(__file__).with_name("checksums.json")
NAMES = [entry.name for entry in catalogue()]
SHORT = 100  # updates over which the rounding of another processor does not grow into other numbers
EACH = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in NAMES]  # one process, one compilation


def checksums(session):
    """Per run: its last row, the loss in its first and last, and the sum of its final parameters, to 6 digits."""
    return {one.name: checksum(one.run) for one in session.runs}


def checksum(run):
    """Of a computation, which trains nothing, the sum of every column over the rows where it is a number."""
    if isinstance(run, Walk):
        return {"step": run.step} | {name: digits(np.nansum(run.trace[name], dtype=float)) for name in run.trace.names}
    loss = run.trace["loss"]
    params = sum(np.asarray(leaf, np.float64).sum() for leaf in jax.tree.leaves(run.final))
    return {"step": run.step, "first": digits(loss[0]), "last": digits(loss[-1]), "params": digits(params)}


def digits(value):
    return float(f"{value:.6g}") if np.isfinite(value) else None


@pytest.mark.parametrize("name", EACH)
def test_a_scenario_gives_the_numbers_that_were_recorded(trained, name):
    """What is the same before any training agrees to rounding; in a long training every machine has its own."""
    recorded, found = json.loads(RECORDED.read_text("utf-8"))[name], checksums(trained(name))
    assert list(found) == list(recorded)
    for run, numbers in found.items():
        expected = recorded[run]
        if "last" not in numbers:  # a computation
            assert numbers == pytest.approx(expected, rel=1e-4)
            continue
        assert numbers["step"] == expected["step"] or name == "early-stopping"
        assert numbers["first"] == pytest.approx(expected["first"], rel=1e-4)
        assert (numbers["last"] is None) == (expected["last"] is None)  # it diverged
        if numbers["step"] <= SHORT and numbers["last"] is not None:
            assert numbers["last"] == pytest.approx(expected["last"], rel=0.1, abs=1e-6)
            assert numbers["params"] == pytest.approx(expected["params"], rel=1e-2, abs=1e-2)


OF_EACH_KIND = (
    "perceptron-gd",  # one weight, full batches
    "gd-vs-sgd",  # rows drawn with replacement
    "optimizers-race",  # a function in the place of rows, five optimizers
    "schedules",  # learning rates that change
    "exploding-gradients",  # a run that diverges, one that is clipped
    "early-stopping",  # a run that is stopped
    "dropout-masks",  # random masks
    "batch-normalization",  # statistics of layers
    "edge-of-stability",  # instruments with a memory and a stride
    "residual-block",  # layers inside layers
    "forecasting",  # convolutions
    "chain-rule",  # a computation
)


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.xdist_group(n)) for n in OF_EACH_KIND])
def test_the_lengths_of_chunks_change_no_bit(trained, name):
    """Trained 1, 2, 3, … updates at a time, every column of every run is what it was."""
    session = load(name).session()
    session.build()
    for one, before in zip(session.runs, trained(name).runs, strict=True):
        length = 1
        while one.run.advance(length):
            length += 1 if length < 40 else 97
        assert one.run.status == before.run.status
        for column, values in before.run.trace.columns.items():
            np.testing.assert_array_equal(one.run.trace[column], values, err_msg=f"{one.name}: {column}")


def record():
    found = {name: checksums(load(name).run()) for name in NAMES}
    RECORDED.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record()
