"""A canvas as PNG and as a film: every pixel where its cell is, every sign with a shape, frames as they were."""

import re
import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from dlviz.tui import film, raster
from dlviz.tui.braille import EMPTY
from dlviz.tui.canvas import Canvas
from dlviz.tui.export import to_svg
from dlviz.tui.ink import ansi
from dlviz.tui.shapes import DRAWN
from dlviz.tui.theme import DARK, LIGHT, PLAIN, SIXTEEN
from dlviz.tui.workbench_picture import screen

HERE = Path(__file__).parent
HOUSE = HERE.parents[1]
views = SimpleNamespace(**runpy.run_path(str(HERE / "views.py")))


def tile(char, *, bold=False, scale=1, ink=0xFF8800, theme=DARK):
    """The pixels of one cell."""
    canvas = Canvas(1, 1, theme)
    canvas.write(0, 0, char, ink, bold=bold)
    return raster.pixels(canvas, scale)


def rgb(colour):
    return (colour >> 16 & 255, colour >> 8 & 255, colour & 255)


def test_cells_have_their_colours():
    """A half block is ink above and ground below; a full one is ink; an empty cell is paper."""
    canvas = Canvas(3, 2, DARK)
    canvas.cells(1, 1, "▀", np.array([[0x112233]]), np.array([[0x445566]]))
    canvas.put(2, 1, "█", 0xABCDEF)
    found = raster.pixels(canvas)
    assert found.shape == (40, 30, 3)
    assert (found[20:30, 10:20] == rgb(0x112233)).all()
    assert (found[30:40, 10:20] == rgb(0x445566)).all()
    assert (found[20:40, 20:30] == rgb(0xABCDEF)).all()
    assert (found[:20] == rgb(DARK.paper)).all()


def test_without_colours_it_is_a_printed_page():
    """Under the theme without colours the paper is white and ink black."""
    found = tile("█", theme=PLAIN, ink=PLAIN.text)
    assert (found == 0).all()
    assert (tile(" ", theme=PLAIN) == 255).all()


@pytest.mark.parametrize("scale", [1, 3])
def test_a_dot_for_each_dot(scale):
    """Each of the eight dots of a braille sign lies in its eighth of the cell, and nowhere else."""
    for bit, (column, row) in enumerate([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]):
        found = tile(chr(EMPTY + (1 << bit)), scale=scale)
        lit = (found != rgb(DARK.paper)).any(axis=2)
        here = np.s_[5 * scale * row : 5 * scale * (row + 1), 5 * scale * column : 5 * scale * (column + 1)]
        assert lit[here].sum() == lit.sum() > 8 * scale**2
        assert (found[here][2 * scale, 2 * scale] == rgb(0xFF8800)).all(), "its middle is full"


def test_letters_can_be_read():
    """A letter is neither empty nor full, lies inside its cell, differs from the next and in bold, and grows."""
    usual, bold, next_ = tile("m"), tile("m", bold=True), tile("n")
    inked = (usual != rgb(DARK.paper)).any(axis=2)
    assert 30 < inked.sum() < 120
    assert not inked[:4].any()
    assert not inked[16:].any()
    assert (usual != bold).any()
    assert (usual != next_).any()
    assert (tile("m", scale=2) != rgb(DARK.paper)).any(axis=2).sum() > 3 * inked.sum()
    assert (tile("m̂") != usual).any(), "a hat lies over its letter"


def shown():
    """Every character that pictures and texts may show: of the sources, the scenarios and the pictures of the tests."""
    files = [*HOUSE.glob("tui/**/*.py"), *HOUSE.glob("scenarios/ch*/*.toml"), *HERE.glob("snapshots/*")]
    text = "".join(path.read_text("utf-8") for path in files)
    return sorted(set(re.sub(r"[\s\u2800-\u28ff]", "", text)) - set("␛␡"))


def test_every_sign_has_a_glyph():
    """No sign of our own is the box that stands for what the font lacks, in neither weight."""
    boxes = {bold: tile("\uf000", bold=bold) for bold in (False, True)}
    for char in shown():
        if char not in DRAWN and char not in raster.ALIKE:
            for bold, box in boxes.items():
                assert (tile(char, bold=bold) != box).any(), f"{char!r}"


def test_a_file_says_what_it_is(tmp_path):
    """A PNG has the size of its cells, its title, and the pixels of the canvas."""
    canvas = screen(views.perceptron(), 80, 24, LIGHT)
    raster.to_png(canvas, tmp_path / "it.png", "the η of it", 2)
    with Image.open(tmp_path / "it.png") as image:
        assert image.size == (1600, 960)
        assert image.info["Title"] == "the η of it"
        assert (np.asarray(image) == raster.pixels(canvas, 2)).all()


def walk(frames, width=60, height=16):
    view = views.gd_vs_sgd()
    return [screen(replace(view, cursor=k), width, height, DARK) for k in frames]


def test_a_film_is_its_frames(tmp_path):
    """Every frame is the picture at its step, but for a step of a letter's edge; it goes on for ever, its end stays."""
    canvases = walk([0, 7, 7, 7, 20, 50])
    told = []
    film.to_gif(canvases, tmp_path / "it.gif", 20.0, shown=told.append)
    assert told == [1, 2, 3, 4, 5, 6]
    with Image.open(tmp_path / "it.gif") as image:
        assert image.info["loop"] == 0
        assert image.n_frames == 4
        times = []
        for number, canvas in enumerate([canvases[i] for i in (0, 1, 4, 5)]):
            image.seek(number)
            times.append(image.info["duration"])
            found = np.asarray(image.convert("RGB")).astype(int)
            assert np.abs(found - raster.pixels(canvas)).max() < 60
            assert (found[0, 0] == rgb(DARK.bar)).all(), "flat colours are exact"
        assert times == [50, 150, 50, 2000]


def test_a_film_is_small(tmp_path):
    """What does not change is not written again: 25 more frames of a path take less room than the first."""
    sizes = []
    for frames in ([0], range(26)):
        film.to_gif(walk(frames), tmp_path / "it.gif", 25.0)
        sizes.append((tmp_path / "it.gif").stat().st_size)
    assert sizes[1] < 3 * sizes[0]


def test_a_terminals_own_colours_are_those_of_a_page():
    """Colours that a terminal numbers have their usual values, in the SVG too; its own ink and paper are a page's."""
    for colour, value in ((ansi(1), 0xCD0000), (ansi(196), 0xFF0000), (ansi(232), 0x080808), (ansi(255), 0xEEEEEE)):
        canvas = Canvas(1, 1, SIXTEEN)
        canvas.put(0, 0, "█", colour)
        assert (raster.pixels(canvas) == rgb(value)).all()
        assert f'fill="#{value:06x}"' in to_svg(canvas)
