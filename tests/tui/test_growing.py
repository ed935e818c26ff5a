import numpy as np
import pytest

from dlviz.tui.growing import Growing


@pytest.mark.parametrize(("shape", "axis"), [((), 0), ((3,), 0), ((4, 2), 1)])
def test_rows_come_to_the_end_and_what_was_given_out_stays(shape, axis):
    """In pieces of 0, 1, 7, 100 and 3 rows, over the room there is at first: as one array of the same rows."""
    rng = np.random.default_rng(0)
    every = rng.integers(0, 1000, (*shape[:axis], 111, *shape[axis:]))
    growing, given = Growing(*shape, axis=axis, dtype=np.int64), []
    for piece in np.split(every, [0, 1, 8, 108], axis=axis):
        growing.append(piece)
        given.append(growing.values)
    assert growing.rows == 111
    assert growing.values.dtype == np.int64
    for values in given:
        assert (values == np.take(every, np.arange(values.shape[axis]), axis=axis)).all()
    assert (given[-1] == every).all()


def test_a_thousand_appended_rows_are_copied_a_few_times(monkeypatch):
    """One row at a time: room is made when it has doubled, not for each."""
    made, empty = [], np.empty
    monkeypatch.setattr(np, "empty", lambda *wanted, **more: made.append(wanted) or empty(*wanted, **more))
    growing = Growing()
    for row in range(1000):
        growing.append(np.full(1, float(row)))
    assert (growing.values == np.arange(1000.0)).all()
    assert len(made) == 5
