"""What is found at the cursor of real sessions: the algorithm's numbers and the optimizer's memory."""

import numpy as np
import pytest

from dlviz.scenarios import load
from dlviz.tui.probes import moving

BOWL = """
[objective]
function = "quadratic"
start = [-4.0, 1.0]
[training]
optimizer = { name = "Adam", learning_rate = 0.1 }
steps = 90
[[runs]]
name = "Adam"
[[runs]]
name = "falling"
set = { "training.optimizer.learning_rate" = { name = "CosineDecay", initial_learning_rate = 0.1, decay_steps = 90 } }
[display]
panels = ["algorithm", "optimizer", "lesson"]
"""


@pytest.fixture(scope="module")
def bowl():
    return load(BOWL).run()


@pytest.mark.parametrize("tick", [0, 7, 89, 90])
def test_the_update_at_the_cursor_is_that_of_the_trace(bowl, tick):
    """Loss and length of the step as the trace has them, the learning rate of that update."""
    for place, one in enumerate(bowl.runs):
        work, motion = moving.work(bowl, place, tick), moving.motion(bowl, place, tick)
        known = {q.symbol: q.values for line in work.lines for q in line.quantities}
        trace = one.run.trace
        assert known["L"][0] == pytest.approx(trace["loss"][tick], rel=1e-5)
        assert np.linalg.norm(known["Δθ"]) == pytest.approx(trace["update_norm"][tick, 0], rel=1e-4)
        assert motion.rate == pytest.approx(trace["learning_rate"][tick])
        np.testing.assert_allclose(motion.values[:, -1], known["Δθ"])


def test_the_past_ends_at_the_cursor_and_reaches_sixty_updates_back(bowl):
    """Each row of it is the table of that update; at the start it is as short as the past."""
    now = moving.motion(bowl, 0, 75)
    assert now.past.shape == (60, 2, 5)
    for back in (0, 10, 59):
        np.testing.assert_array_equal(now.past[-1 - back], moving.motion(bowl, 0, 75 - back).values)
    assert moving.motion(bowl, 0, 0).past.shape == (1, 2, 5)


def test_the_schedule_is_known_to_the_end(bowl):
    """Constant, or the whole wave of the cosine, whatever the cursor."""
    assert moving.motion(bowl, 0, 3).constant
    falling = moving.motion(bowl, 1, 3)
    assert not falling.constant
    t = np.arange(len(falling.rates)) * falling.stride
    np.testing.assert_allclose(falling.rates, 0.05 * (1 + np.cos(np.pi * t / 90)), atol=1e-9)


def test_only_at_the_closing_row_it_is_said_that_the_run_has_ended(bowl):
    assert moving.work(bowl, 0, 89).note == ""
    assert "has ended" in moving.work(bowl, 0, 90).note


def test_weights_are_called_as_the_landscape_calls_them():
    """α₀ and α₁ for the kernel of gd-vs-sgd, whose rows are drawn anew for every minibatch."""
    session = load("gd-vs-sgd", steps=5).run()
    work = moving.work(session, 1, 3)
    assert work.names == ("α₀", "α₁")
    assert [line.code for line in work.lines[:3]] == [
        "for epoch = 1 … 1", "repeat 5 times", "draw 4 of 20 rows, each drawn anew",
    ]  # fmt: skip
    assert work.lines[1].text == "4 of 5"
    assert moving.motion(session, 0, 0).names == ("α₀", "α₁")


def test_a_computation_has_its_own_algorithm_and_no_optimizer():
    """The lines are those of the computation at that position."""
    session = load("activations").run()
    work = moving.work(session, 0, 2)
    assert work.lines
    assert moving.motion(session, 0, 2) is None
