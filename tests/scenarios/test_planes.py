"""Landscapes over planes through all weights: whose paths lie in them, what is lost, and what is refused."""

import gc
import weakref

import jax
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree

from dlviz.engine.directions import Plane, left_out
from dlviz.scenarios import ScenarioError, load

TEXT = """
[data]
source = "iris"
standardize = "all"
[[model]]
type = "Dense"
units = 4
activation = "tanh"
[[model]]
type = "Dense"
units = 3
activation = "softmax"
[training]
loss = "categorical_crossentropy"
optimizer = { name = "SGD", learning_rate = 0.1 }
batch = 30
epochs = 6
[[runs]]
name = "slow"
[[runs]]
name = "fast"
set = { "training.optimizer.learning_rate" = 0.4 }
[[runs]]
name = "other"
set = { "training.seed" = 1 }
[display]
panels = ["landscape"]
[display.landscape]
projection = "KIND"
"""


def session(kind):
    return load(TEXT.replace("KIND", kind)).run()


def flat(tree, layers):
    return np.asarray(ravel_pytree({layer: tree[layer] for layer in layers})[0], float)


@pytest.fixture(scope="module")
def pca():
    return session("pca")


def test_the_loss_in_the_plane_is_the_loss_of_its_weights(pca):
    """The corner of the grid has the loss that the network has with origin + a·first + b·second."""
    found = pca.landscape(10)
    one, plane = pca.runs[0], found.plane.plane
    a, b = float(found.grids[0][-1]), float(found.grids[1][0])
    moved = jax.tree.map(lambda o, u, v: o + a * u + b * v, plane.origin, plane.first, plane.second)
    loss = one.problem.loss({**one.run.state.params, **moved}, {}, {}, one.problem.data, None, False)[0]
    assert float(found.loss[0, -1]) == pytest.approx(float(loss), rel=1e-5)


def test_the_plane_is_that_of_numpy(pca):
    """Its explained variance is that of a singular value decomposition of all sampled weights, centred on the last."""
    found = pca.landscape(10).plane
    rows = []
    for place in (1, 2, 0):
        run = pca.runs[place].run
        rows += [flat(run.state_at(int(row)).params, run.problem.layers) for row in found.rows[place]]
    away = np.array(rows) - rows[-1]
    sizes = np.linalg.svd(away, compute_uv=False) ** 2
    np.testing.assert_allclose(found.explained, sizes[:2] / sizes.sum(), rtol=1e-4)


def test_the_share_that_is_lost_is_that_of_the_lengths():
    """A path along (3, 4) seen in the plane of the first axis and a third one is 3/5 of its length: 0.4 are lost."""
    zero = np.zeros(3)
    trees = [{"l": {"w": np.array(w, np.float32)}} for w in (zero, [1, 0, 0], [0, 0, 2])]
    plane = Plane(*trees)
    path = [{"l": {"w": np.array([3.0 * t, 4.0 * t, 0.0], np.float32)}} for t in range(4)]
    assert left_out(plane, path) == pytest.approx(0.4)
    assert left_out(plane, [trees[0], trees[1], trees[2]]) == pytest.approx(0.0, abs=1e-9)
    assert left_out(plane, [trees[0], trees[0]]) == 0.0


def test_all_runs_lie_in_a_fitted_plane_and_one_in_a_random_one(pca):
    """PCA takes the paths of all runs on this function; a random plane goes through the weights of one."""
    assert set(pca.landscape(10).plane.paths) == {0, 1, 2}
    assert pca.landscape(3) is pca.landscape(10)  # the runs have ended
    random = session("random")
    assert set(random.landscape(10).plane.paths) == {0}
    assert set(random.landscape(10, 1).plane.paths) == {1}
    assert random.landscape(3) is not random.landscape(10)  # it follows the cursor
    assert random.landscape(10).plane.off[0] > 0.5


def test_the_ends_stand_at_their_corners():
    """Three runs end at (0, 0), (1, 0) and (0, 1), and the axes are named after the second and the third."""
    found = session("ends").landscape(10)
    ends = [found.plane.paths[place][-1] for place in (0, 1, 2)]
    np.testing.assert_allclose(ends, [[0, 0], [1, 0], [0, 1]], atol=1e-3)
    assert found.axes == ("→ fast", "→ other")


def test_a_plane_follows_the_paths_while_they_grow():
    """Half way there is a plane of what was trained, at the end another; samples are bounded."""
    half = load(TEXT.replace("KIND", "pca")).session()
    half.build()
    for one in half.runs:
        one.run.advance(15)
    first = half.landscape(15)
    assert max(first.plane.rows[0]) == 15
    half.train()
    last = half.landscape(15)
    assert last is not first
    assert max(last.plane.rows[0]) == half.runs[0].run.step
    assert len(last.plane.rows[0]) <= 66


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('"KIND"', '"pca"\naxes = [{ path = "dense.bias[0]", label = "b" }]'), "finds its own axes; leave axes out"),
        (('"KIND"', '"pca"\nrange = [[0, 1]]'), "finds its own range; leave range out"),
        (('"KIND"', '"pcb"'), 'did you mean "pca"?'),
        (('projection = "KIND"', 'unit = "L"'), 'give axes with their range, or projection: "pca", "random" or "ends"'),
        (
            ('projection = "KIND"', 'projection = "pca"\n[display.loss]\nminus_minimum = true'),
            "a projection has no minimum to subtract",
        ),
        (
            ('[[runs]]\nname = "other"\nset = { "training.seed" = 1 }', ""),
            "goes through the ends of three runs; give three",
        ),
        (
            ("[display]", '[[claims]]\ntext = "low"\ncheck = "minimum.loss < 1"\n[display]'),
            "minimum is that of a landscape over chosen weights; a projection has none",
        ),
    ],
)
def test_what_does_not_go_together_is_one_sentence(change, sentence):
    """Whoever asks for both axes and a plane is told what to leave out."""
    with pytest.raises(ScenarioError) as told:
        load(TEXT.replace(*change).replace("KIND", "ends"))
    assert sentence in str(told.value)
    assert "\n" not in str(told.value)


def test_a_session_that_showed_a_plane_goes_with_its_last_user():
    """Nothing waits for a collection: the rows and traces of a session are gone at once."""
    shown = session("random")
    assert shown.landscape(0) is not None
    gone = weakref.ref(shown)
    gc.disable()
    del shown
    left = gone()
    gc.enable()
    assert left is None


def test_an_objective_has_no_projection():
    """Its two numbers are the axes already."""
    text = '[objective]\nfunction = "quadratic"\n[training]\noptimizer = "SGD"\nsteps = 3\n'
    with pytest.raises(ScenarioError, match="an objective's two numbers are its axes; leave it out"):
        load(text + '[display.landscape]\nprojection = "pca"\n')
