import numpy as np
import pytest

from dlviz.tui import reduction


@pytest.mark.parametrize("rows", [0, 1, 7, 8, 9, 64, 65, 513, 5000])
@pytest.mark.parametrize("shape", [(), (3,)])
def test_stretches_equal_those_of_numpy(rows, shape):
    """Low, high, mean and count of overlapping stretches are those of the rows themselves."""
    rng = np.random.default_rng(rows)
    column = rng.normal(size=(rows, *shape)).astype(np.float32)
    column[rng.random(column.shape) < 0.1] = np.nan
    starts = rng.integers(0, rows + 1, 40)
    stops = rng.integers(0, rows + 5, 40)
    found = reduction.reduce(column, starts, stops)
    for i, (a, b) in enumerate(zip(starts, stops, strict=True)):
        part = column[a : max(b, a)].astype(np.float64)
        known = np.isfinite(part)
        assert (found.count[i] == known.sum(axis=0)).all()
        low = np.where(known, part, np.inf).min(axis=0, initial=np.inf)
        np.testing.assert_array_equal(np.where(np.isinf(low), np.nan, low), found.low[i])
        total = np.where(known, part, 0.0).sum(axis=0)
        np.testing.assert_allclose(np.nan_to_num(found.mean[i]) * found.count[i], total, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("rows", [1, 100, 5000, 70_001])
def test_bins_hold_every_row_once(rows):
    """Together the bins have all rows, and each lies within a sixteenth of a bin of where it was asked for."""
    column = np.arange(rows, dtype=np.float64)
    edges = np.linspace(rows // 7, rows, 61).astype(int)
    found = reduction.bins(column, edges)
    assert found.count.sum() == rows - rows // 7
    full = found.count > 0
    assert found.low[full][0] == rows // 7
    assert found.high[full][-1] == rows - 1
    width = (rows - rows // 7) / 60
    assert (np.abs(found.low - edges[:-1])[full] <= max(width / 16, 0.0) + 1e-9).all()


def test_growing_traces_give_what_a_fresh_look_gives():
    """Views of one buffer, longer each time, are reduced as if seen for the first time."""
    buffer = np.random.default_rng(1).normal(size=3000)
    for rows in (5, 70, 71, 900, 3000, 10):
        edges = np.linspace(0, rows, 8).astype(int)
        grown, fresh = reduction.bins(buffer[:rows], edges), reduction.bins(buffer[:rows].copy(), edges)
        np.testing.assert_array_equal(grown.low, fresh.low)
        np.testing.assert_array_equal(grown.high, fresh.high)
        assert reduction.extent(buffer[:rows]) == (buffer[:rows].min(), buffer[:rows].max())


def test_a_buffer_that_was_written_anew_is_noticed():
    """What a restarted run writes into the same memory is not mixed with what was there."""
    buffer = np.zeros(1000)
    assert reduction.extent(buffer[:900]) == (0.0, 0.0)
    buffer[:] = 7.0
    assert reduction.extent(buffer[:500]) == (7.0, 7.0)


def test_what_is_not_finite_is_left_out_and_found():
    """NaN and ±inf count for nothing; the first row that has one is known; nothing left is NaN."""
    column = np.array([1.0, 2.0, np.inf, np.nan, -np.inf, 3.0])
    assert reduction.extent(column) == (1.0, 3.0)
    assert reduction.first_bad(column) == 2
    assert reduction.first_bad(column[:2]) is None
    assert np.isnan(reduction.extent(column[2:5])).all()


def test_huge_numbers_do_not_warn():
    """A sum beyond float64 is inf, without a word."""
    column = np.full(100, 1e308)
    assert reduction.bins(column, np.array([0, 100])).high[0] == 1e308


def test_a_number_for_each_row_is_computed_once():
    """While a column grows only its new rows are looked at; a column that was rewritten is computed anew."""
    seen = []

    def doubled(rows):
        seen.append(len(rows))
        return 2.0 * rows[:, 0]

    buffer = np.arange(2000.0).reshape(1000, 2)
    for rows in (10, 10, 64, 700, 650):
        found = reduction.by_row(buffer[:rows], "doubled", doubled)
        assert found.tolist() == (2.0 * buffer[:rows, 0]).tolist()
    assert seen == [10, 54, 636]
    buffer[699] = -1.0
    assert reduction.by_row(buffer[:700], "doubled", doubled)[-1] == -2.0
    assert seen[-1] == 700
