"""An input is chosen by key or by a click, and only what depends on it is computed anew."""

import numpy as np
import pytest

from dlviz.scenarios import load
from dlviz.tui import observe
from dlviz.tui.probes import Probes
from dlviz.tui.probes.per_run import PER_RUN
from dlviz.tui.worker import Wish

LOOKING = frozenset({"features", "predictions", "fit", "data"})


@pytest.fixture(scope="module")
def digits():
    """Two runs on digits after three steps."""
    session = load("filters", steps=3).session()
    session.build()
    session.train()
    return session


def look(session, probes, view, **wish):
    asked = Wish(cursor=3, looking=LOOKING, **wish)
    while probes.stale(asked, view):
        view = probes.look(asked, view)
    assert not view.troubles
    return view


def test_only_probes_of_an_input_follow_it(digits, monkeypatch):
    """Another row: new maps, and the very predictions of before; back again nothing is computed."""
    view = observe.trained(digits, observe.built(digits, observe.waiting(digits.scenario)))
    probes = Probes(digits)
    first = look(digits, probes, view, chosen=0)
    second = look(digits, probes, first, chosen=1440)
    assert [one.row for one in first.features] == [0, 0]
    assert [one.row for one in second.features] == [1440, 1440]
    assert second.predictions is first.predictions
    assert second.fits is first.fits
    again = look(digits, probes, second, chosen=0)
    assert all(a is b for a, b in zip(again.features, first.features, strict=True))
    assert [probe.field for probe in PER_RUN if probe.of_input] == ["graphs", "features"]


def test_until_one_is_chosen_it_is_the_first_that_is_not_learned_from(digits):
    view = observe.trained(digits, observe.built(digits, observe.waiting(digits.scenario)))
    found = look(digits, Probes(digits), view).features[0]
    table = digits.runs[0].rows.table
    assert found.row == found.training == len(digits.runs[0].rows.x)
    assert found.truth == table.classes[table.y[found.row]]
    assert found.features == table.features
    np.testing.assert_array_equal(found.x.ravel(), table.x[found.row])
    assert not any(layer.type == "Flatten" for layer in found.layers)
    assert found.layers[-1].values.sum() == pytest.approx(1.0, abs=1e-5)


def test_the_worst_row_has_the_largest_loss_of_all(digits):
    """−log of what the true class gets, by the session's own predictions."""
    view = observe.trained(digits, observe.built(digits, observe.waiting(digits.scenario)))
    found = look(digits, Probes(digits), view).predictions[1]
    table, training = digits.runs[1].rows.table, len(digits.runs[1].rows.x)
    shares = digits.predict(1, 3, table.x[training:]).astype(np.float64)
    losses = -np.log(shares[np.arange(len(shares)), table.y[training:]])
    assert found.rows[0] == training + losses.argmax()
    np.testing.assert_allclose(found.losses, np.sort(losses)[::-1], rtol=1e-4)
    assert found.held_out


def test_what_is_fitted_to_pictures_is_counted_of_rows_that_were_not_learned_from(digits):
    """The fit of digits is the matrix of 360 validation rows, no plane of two pixels."""
    view = observe.trained(digits, observe.built(digits, observe.waiting(digits.scenario)))
    seen = look(digits, Probes(digits), view)
    assert len(seen.fits[0].truth) == 360
    assert seen.fits[0].of == "360 validation rows"
    assert seen.regions == (None, None)
    assert seen.data.header == ()
    assert seen.data.samples.shape[1:] == (8, 8, 1)


def test_a_cursor_that_moves_on_leaves_no_panel_without_answer(digits):
    """At every look the cursor is elsewhere, so that all is stale; still every probe has its turn."""
    view = observe.trained(digits, observe.built(digits, observe.waiting(digits.scenario)))
    probes, looking = Probes(digits), LOOKING | {"lesson", "network"}
    for tick in range(9):
        view = probes.look(Wish(cursor=tick % 4, looking=looking), view)
    assert view.features
    assert view.predictions
    assert view.fits
    assert view.graphs


async def settle(pilot):
    await pilot.pause()
    pilot.app.screen.player._worker.settle()
    pilot.app.screen.frame()
    await pilot.pause()


async def test_keys_walk_through_the_rows(window):
    """i is the next row, I the one before; before the first is the last."""
    async with window().run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        for key, row in (("i", 1), ("i", 2), ("I", 1), ("I", 0), ("I", 3), ("i", 0)):
            await pilot.press(key)
            assert pilot.app.screen.view.chosen == row
            assert pilot.app.screen.player._worker._wish.chosen == row


async def test_v_says_so_where_no_rows_are_held_out(window):
    async with window().run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("v")
        assert "No rows are held out" in pilot.app.screen.notice
        assert pilot.app.screen.view.chosen is None
