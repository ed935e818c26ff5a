"""A run that leaves the finite numbers ends at the same step however it is cut, and its past stays exact."""

import jax
import numpy as np
import pytest

from dlviz.engine import SGD, Dense, InOrder, Objective, Run, Sequential, SnapshotBudget, Supervised


def leaping(cut):
    """Weights leave the finite numbers at step 1, while a saturated sigmoid keeps the loss finite."""
    model = Sequential([Dense(1, activation="sigmoid")], input_shape=(1,))
    problem = Supervised(model, [[10.0], [0.0]], [0.0, 1.0], "mean_squared_error")
    start = {"dense": {"kernel": 0.1, "bias": 0.0}}
    run = Run(problem, SGD(learning_rate=3e38), batches=InOrder(1), steps=16, params=start)
    while run.advance(cut):
        pass
    return run


def test_the_step_of_a_divergence_does_not_depend_on_the_chunks():
    """Cut by ones or all at once: the same step, the same rows, the same state."""
    runs = [leaping(cut) for cut in (1, 3, 16)]
    assert len({run.status for run in runs}) == 1
    assert runs[0].status.startswith("diverged at step")
    for run in runs[1:]:
        assert run.trace.rows == runs[0].trace.rows == run.step + 1
        np.testing.assert_array_equal(run.trace["loss"], runs[0].trace["loss"])
        for one, other in zip(jax.tree.leaves(run.state), jax.tree.leaves(runs[0].state), strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("limit", [1, 10**9])
def test_the_state_of_a_divergence_remembers_every_change(limit):
    """A change long before the divergence counts in the last state, with snapshots and without."""
    run = Run(
        Objective("quadratic", start=(1.0, 0.0)), SGD(learning_rate=0.1), steps=400, snapshots=SnapshotBudget(limit)
    )
    run.advance(20)
    run.adjust(learning_rate=5.0)
    while run.advance(16):
        pass
    assert run.status.startswith("diverged")
    # along x the curvature is 1: a step at 0.1 shrinks it to 0.9, one at 5 throws it to -4 times what it was
    x = float(run.state_at(40).params["point"]["x"][0])
    np.testing.assert_allclose(x, 0.9**20 * (-4.0) ** 20, rtol=1e-4)
    assert np.abs(run.state.params["point"]["x"]).max() > 1e15


def test_a_long_chunk_ends_where_its_last_update_overflowed():
    """The first broken parameter is found by halving, also at the far end of a chunk."""
    run = Run(Objective("quadratic", start=(1.0, 0.0)), SGD(learning_rate=2.2), steps=4000)
    run.advance(4000)
    assert run.status == f"diverged at step {run.step}"
    losses = run.trace["loss"]
    assert np.isfinite(losses[:-1]).all()
    assert not np.isfinite(losses[-1])
