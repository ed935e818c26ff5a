"""Arrays of the user's own are read with their shape, or refused in one sentence; nothing pickled is ever loaded."""

import pickle
import zipfile

import numpy as np
import pytest

from dlviz import data


@pytest.fixture
def save(tmp_path):
    def save(**arrays):
        path = tmp_path / "mine.npz"
        np.savez(path, **arrays)
        return path

    return save


X = np.arange(24.0).reshape(6, 4)


def test_rows_of_numbers(save):
    table = data.from_npz(save(x=X, y=np.arange(6.0)[:, None]))
    assert (table.features, table.shape, table.classes) == (("x[0]", "x[1]", "x[2]", "x[3]"), (), None)
    assert table.y.tolist() == [0, 1, 2, 3, 4, 5]


def test_pictures_and_series_keep_their_shape(save):
    table = data.from_npz(save(x=np.zeros((6, 3, 2, 1), np.uint8), y=np.arange(6) % 2))
    assert (table.shape, table.x.shape, table.features[-1]) == ((3, 2, 1), (6, 6), "x[2,1,0]")
    assert data.from_npz(save(x=np.zeros((6, 5, 1)), y=np.arange(6))).input_shape == (5, 1)


@pytest.mark.parametrize("y", [np.array(["p", "q"] * 3), np.array([b"p", b"q"] * 3)])
def test_text_makes_classes(save, y):
    assert data.from_npz(save(x=X, y=y)).classes == ("p", "q")


def test_true_and_false_make_classes(save):
    assert data.from_npz(save(x=X, y=np.arange(6) > 2)).classes == ("False", "True")


def test_weights(save):
    assert data.from_npz(save(x=X, y=np.arange(6), w=np.ones(6)), sample_weight="w").sample_weight.tolist() == [1] * 6


@pytest.mark.parametrize(
    ("arrays", "sentence"),
    [
        ({"x": X}, "mine.npz has no array 'y'; possible: x"),
        ({"X": X, "y": np.arange(6)}, "mine.npz has no array 'x'; did you mean X"),
        ({"x": X, "y": np.arange(5)}, "mine.npz: y has shape (5,), x has 6 rows; y must hold one value a row"),
        (
            {"x": X, "y": np.eye(6)},
            "mine.npz: y has shape (6, 6), x has 6 rows; y must hold one value a row; for one-hot",
        ),
        ({"x": np.arange(6), "y": np.arange(6)}, "mine.npz: x has shape (6,); it must be (rows, features)"),
        ({"x": X[:1], "y": np.arange(1)}, "mine.npz: x has one row; learning needs at least two"),
        ({"x": X[:0], "y": np.arange(0)}, "mine.npz: x has no row; learning needs at least two"),
        ({"x": np.where(X == 6, np.nan, X), "y": np.arange(6)}, "mine.npz: x[1, 2] is nan, no finite number;"),
        ({"x": X, "y": np.array([1, np.inf] * 3)}, "mine.npz: y[1] is inf, no finite number;"),
        ({"x": X, "y": np.array([1, 1e39] * 3)}, "mine.npz: y[1] is 1e+39, beyond the numbers of 32 bits, 3.4e+38;"),
        ({"x": X.astype(str), "y": np.arange(6)}, "mine.npz: x holds <U32, not numbers;"),
        ({"x": X, "y": X[:, 0] * 1j}, "mine.npz: y holds complex128; it must be numbers"),
        ({"x": X, "y": np.array(["p"] * 6)}, "mine.npz: every row has the class 'p'; learning needs at least two"),
    ],
)
def test_what_does_not_fit_is_one_sentence(save, arrays, sentence):
    with pytest.raises(data.DataError) as error:
        data.from_npz(save(**arrays))
    assert str(error.value).startswith(sentence)


class Bomb:
    def __reduce__(self):
        return (pytest.fail, ("the pickle was loaded",))


def test_pickled_content_is_never_loaded(save, tmp_path):
    for arrays in (
        {"x": np.array([Bomb()] * 6, dtype=object), "y": np.arange(6)},
        {"x": X, "y": X[:, 0].astype(object)},
    ):
        with pytest.raises(data.DataError, match=r"is pickled Python, which could run any program and is never read"):
            data.from_npz(save(**arrays))
    path = tmp_path / "raw.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", pickle.dumps(Bomb()))
    with pytest.raises(data.DataError):
        data.from_npz(path)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 broken", pickle.dumps([1])])
def test_a_file_that_is_none(tmp_path, content):
    path = tmp_path / "mine.npz"
    path.write_bytes(content)
    with pytest.raises(data.DataError, match=r"^mine\.npz is no \.npz file that can be read"):
        data.from_npz(path)
