"""An objective stands in the place of rows and a network, from the file to the report."""

from math import isclose

import numpy as np
import pytest

from dlviz.engine.objectives import FUNCTIONS
from dlviz.scenarios import load, objective_tables

BOWL = """
[objective]
function = "quadratic"
condition = 4
start = [-2.0, 1.0]

[training]
optimizer = { name = "SGD", learning_rate = 0.1 }
steps = 20
"""


@pytest.fixture(scope="module")
def race():
    """One session over three functions, the first one's landscape drawn."""
    runs = """
[[runs]]
name = "bowl"
[[runs]]
name = "elsewhere"
set = { "objective.start" = [4.0, -2.0], "objective.noise" = 0.1 }
[[runs]]
name = "valley"
set = { objective = { function = "rosenbrock" }, "training.optimizer.learning_rate" = 1e-3 }
[[claims]]
text = "The bowl's minimum lies at the origin"
check = "abs(minimum.x) + abs(minimum.y) < 1e-6 and minimum.loss < 1e-6"
[[claims]]
text = "bowl goes down at every step"
check = "bowl.loss.max_step < 0 and valley.loss.last < valley.loss.first"
"""
    return load(BOWL + runs).run()


def test_the_descent_on_a_bowl_is_the_closed_form(race):
    """Each coordinate shrinks by 1 − ηλ a step, with λ = 1 and 4."""
    steps = np.arange(21)[:, None]
    expected = np.array([-2.0, 1.0]) * (1 - 0.1 * np.array([1.0, 4.0])) ** steps
    np.testing.assert_allclose(race.runs[0].run.trace["position"], expected, rtol=1e-5, atol=1e-7)
    assert [one.run.status for one in race.runs] == ["finished"] * 3


def test_claims_and_the_minimum_work_on_it(race):
    assert [claim.holds for claim in race.claims()] == [True, True]


def test_its_landscape_is_the_plane_with_all_known_minima():
    session = load(BOWL, ["objective={function='himmelblau'}", "training.steps=1"]).run()
    found = session.landscape(0)
    assert found.exact
    assert found.axes == ("x", "y")
    assert (found.grids[0][0], found.grids[0][-1]) == (-5, 5)
    assert found.minimisers.shape == (4, 2)
    assert np.abs(found.minimisers - found.minimum).sum(axis=1).min() < 1e-3


def test_only_runs_on_the_same_function_lie_on_the_landscape(race):
    """Another start or noise is the same function, another condition or name is not."""
    assert [one.on_landscape for one in race.runs] == [True, True, False]


def test_a_run_on_another_function_has_a_landscape_of_its_own(race):
    """The run's range is that of its function; runs on the scenario's function share its landscape."""
    shared = race.landscape(3)
    assert race.landscape(3, 0) is race.landscape(3, 1) is shared
    own = race.landscape(3, 2)
    assert (own.grids[1][0], own.grids[1][-1]) == (-1, 3)
    np.testing.assert_allclose(own.minimum, [1, 1], atol=1e-3)


def test_noise_depends_on_the_seed_and_leaves_the_loss_exact(race):
    noisy = race.runs[1].run.trace
    x, y = noisy["position"].T
    np.testing.assert_allclose(noisy["loss"], 0.5 * (x**2 + 4 * y**2), rtol=1e-5)
    assert not isclose(x[1], 0.9 * x[0], rel_tol=1e-6)


def test_nothing_is_predicted_and_the_report_is_whole(race):
    assert race.data is None
    run = race.report()["runs"][0]
    assert (run["steps"], run["epochs"], run["val_loss"], run["metrics"]) == (20, 20, None, {})
    assert run["params"]["point.x"] == pytest.approx(race.runs[0].run.trace["position"][-1])
    assert {"position.x", "position.y", "grad_norm.point"} <= set(next(race.rows()))


def test_panels_and_landscape_give_way_to_those_of_the_file():
    display = '[display]\npanels = ["landscape"]\n[display.landscape]\nrange = [[-1, 1], [-1, 1]]\n'
    scenario = load(BOWL + display)
    assert load(BOWL).display.panels == objective_tables.PANELS
    assert scenario.display.panels == ("landscape",)
    assert scenario.display.landscape.range == ((-1, 1), (-1, 1))
    assert [axis.label for axis in scenario.display.landscape.axes] == ["x", "y"]


@pytest.mark.parametrize("name", sorted(objective_tables.OBJECTIVES))
def test_the_tables_are_those_of_the_engine(name):
    function = FUNCTIONS[name]
    count = function.__code__.co_argcount
    engine = dict(zip(function.__code__.co_varnames[:count], function.__defaults__ or (), strict=True))
    assert {option: default for option, (_, default) in objective_tables.OBJECTIVES[name].items()} == engine
    assert objective_tables.RANGES[name] == function().ranges


def test_every_function_of_the_engine_is_there():
    assert set(objective_tables.OBJECTIVES) == set(objective_tables.RANGES) == set(FUNCTIONS)


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        ("objective.condition=0.5", "objective.condition is 0.5; it must be a number, at least 1"),
        ("objective.noise=-1", "objective.noise is -1; it must be a number, at least 0"),
        ("objective.start=[1]", "objective.start is [1]; it must be a list of 2 entries, each a number"),
        (
            "objective.function=rosenbrok",
            'objective.function is "rosenbrok"; did you mean rosenbrock (possible: quadratic, rosenbrock, himmelblau, '
            "beale, saddle, rastrigin, styblinski_tang, ravine)?",
        ),
        (
            "objective.function=ravine",
            "unknown key 'condition' in objective; possible: function, start, noise, steepness",
        ),
        ("data.source=iris", "[objective] stands in the place of [data] and [[model]]; leave [data] out"),
        (
            "training.loss=hinge",
            "training.loss: an objective is its own loss and has no rows; leave loss out",
        ),
        ("training.batch=5", "training.batch: an objective is its own loss and has no rows; leave batch out"),
        (
            "training.epochs=5",
            "training: give one of epochs (passes through the rows) and steps (updates), not both",
        ),
        (
            "training.instruments=['dead_units']",
            "training.instruments: dead_units needs rows and units; leave it out",
        ),
        ("display.panels=['data']", "display.panels: an objective has nothing to show in data; leave it out"),
    ],
)
def test_what_does_not_belong_to_it_is_one_sentence(complaint, override, sentence):
    assert complaint(BOWL, [override]) == f"the text: --set {override}: {sentence}"


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        ("", "[data] is missing; give [data] and [[model]], or in their place [objective] or [computation]"),
        (
            '[data]\nsource = "iris"\n',
            "[[model]] is missing; give [data] and [[model]], or in their place [objective] or [computation]",
        ),
        (
            '[data]\nsource = "boston"\n[[model]]\ntype = "Dense"\nunits = 1\n',
            "training needs the key 'loss', such as mean_squared_error or categorical_crossentropy",
        ),
    ],
)
def test_without_rows_network_loss_or_objective_a_file_is_refused(complaint, tables, sentence):
    assert complaint(tables + BOWL.partition("\n\n")[2]) == f"the text: {sentence}"
