"""A picture of the user's own: read, shrunk, looked at; what is none is one sentence."""

import numpy as np
import pytest

from dlviz import data
from dlviz.scenarios import ScenarioError, load

Image = pytest.importorskip("PIL.Image")

PADDING = '[computation]\nkind = "padding"\nimage = "photo.png"\n'


@pytest.fixture
def photo(tmp_path):
    """Two halves, red and white, 40 wide and 20 high."""
    pixels = np.full((20, 40, 3), 255, np.uint8)
    pixels[:, :20, 1:] = 0
    path = tmp_path / "photo.png"
    Image.fromarray(pixels).save(path)
    return path


def test_a_picture_is_shrunk_to_its_means(photo):
    """The longer side gets as many pixels as are asked for; a smaller picture stays as it is."""
    found = data.from_image(photo, 4)
    assert found.shape == (2, 4, 3)
    np.testing.assert_allclose(found[:, :2], np.broadcast_to([1.0, 0, 0], (2, 2, 3)))
    np.testing.assert_allclose(found[:, 2:], 1)
    np.testing.assert_allclose(data.from_image(photo, 4, grey=True)[:, 0], 1 / 3)
    assert data.from_image(photo, 64).shape == (20, 40, 3)


def test_what_is_transparent_is_white(tmp_path):
    Image.new("RGBA", (3, 3), (0, 0, 0, 0)).save(tmp_path / "glass.png")
    assert (data.from_image(tmp_path / "glass.png") == 1).all()


def test_a_scenario_looks_for_it_beside_its_file(photo):
    """Grey where one channel is wanted, in colour where three are; a table says how large."""
    file = photo.with_name("mine.toml")
    file.write_text(PADDING)
    assert shape(file) == (12, 24, 1)
    smaller = 'image = { name = "file", path = "photo.png", size = 8 }'
    file.write_text(f'[computation]\nkind = "channels"\nsize = 3\n{smaller}\n')
    assert shape(file) == (4, 8, 3)


def test_a_built_in_scenario_looks_for_it_where_one_is(photo, monkeypatch):
    monkeypatch.chdir(photo.parent)
    assert shape("image-channels", ["computation.image=photo.png"]) == (12, 24, 3)


def shape(given, overrides=()):
    session = load(given, overrides).session()
    session.build()
    return session.runs[0].problem.x.shape


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "there is no file "),
        (b"", "is no picture that can be read"),
        (b"P5 not a picture", "is no picture that can be read"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "is no picture that can be read"),
    ],
)
def test_a_file_that_is_none_is_one_sentence(tmp_path, content, said):
    if content is not None:
        (tmp_path / "photo.png").write_bytes(content)
    (tmp_path / "mine.toml").write_text(PADDING)
    with pytest.raises(ScenarioError) as error:
        load(tmp_path / "mine.toml").session().build()
    assert said in str(error.value)
    assert "photo.png" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_cut_off_picture_is_none(photo):
    photo.write_bytes(photo.read_bytes()[:60])
    with pytest.raises(data.DataError, match="is no picture that can be read"):
        data.from_image(photo)


def test_a_name_that_is_none_is_told_what_there_is(complaint):
    said = complaint('[computation]\nkind = "padding"\nimage = "pictre"\n')
    assert said.startswith("the text: computation.image is 'pictre', which does not end as a picture's file does")
    assert said.endswith("did you mean picture (possible: picture, digit, mnist)?")
