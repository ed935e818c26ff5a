"""A network that blew up is an outcome: what is no longer a number is NaN, and nothing of the rest is lost."""

import json
import math

import numpy as np
import pytest

from dlviz.scenarios import load

LANDSCAPE = """
[[claims]]
text = "The minimum of the slice is below 1"
check = "minimum.loss < 1"

[[claims]]
text = "A larger rate than this would not stay"
check = "minimum.stable_rate > 0"

[display.landscape]
axes = [{ path = "dense.kernel[0,0]", label = "w" }]
range = [[-1, 1]]
"""


@pytest.fixture(scope="module")
def diverged(plain):
    """A session whose every weight became NaN within a few updates."""
    text = plain.replace("learning_rate = 0.1", "learning_rate = 3e38").replace("tanh", "relu")
    session = load(text + LANDSCAPE, runs=["slow"]).run()
    assert session.runs[0].run.status.startswith("diverged")
    return session


def test_a_slice_through_a_network_that_blew_up_has_no_minimum(diverged):
    found = diverged.landscape(diverged.front)
    assert found.loss.shape == found.grids[0].shape
    assert not np.isfinite(found.loss).any()
    assert np.isnan([*found.minimum, found.minimum_loss, found.lambda_max, found.stable_rate]).all()


def test_the_slice_before_that_has_its_minimum(diverged):
    found = diverged.landscape(0)
    assert np.isfinite(found.loss).all()
    assert found.minimum_loss <= found.loss.min()


def test_claims_about_that_minimum_are_false_and_have_no_number(diverged):
    assert [claim.holds for claim in diverged.claims()] == [False, False]
    assert all(math.isnan(claim.left) for claim in diverged.claims())
    report = json.loads(json.dumps(diverged.report(), allow_nan=False))
    assert [claim["left"] for claim in report["claims"]] == [None, None]
