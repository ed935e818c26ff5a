import re
import runpy
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest

from dlviz.tui.braille import Dots
from dlviz.tui.canvas import Canvas
from dlviz.tui.export import to_svg
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.workbench_picture import screen

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))
SVG = "{http://www.w3.org/2000/svg}"


def drawn(canvas, title=""):
    return ElementTree.fromstring(to_svg(canvas, title))


@pytest.mark.parametrize("theme", sorted(THEMES))
@pytest.mark.parametrize("name", sorted(views.ALL))
def test_every_screen_is_well_formed_and_small(name, theme):
    """An SVG of a 120x36 screen parses, has the size of its cells, and stays below 130 kB."""
    text = to_svg(screen(views.ALL[name](), 120, 36, THEMES[theme]), name)
    root = ElementTree.fromstring(text)
    assert (root.get("width"), root.get("height")) == ("1200", "720")
    assert len(text) < 130_000


def test_no_font_needs_blocks_lines_or_braille():
    """What is left as text has no character that common fonts lack."""
    for view in (views.perceptron(), views.gd_vs_sgd(), views.vanishing()):
        for text in drawn(screen(view, 200, 50, DARK)).iter(f"{SVG}text"):
            assert not re.search("[\u2500-\u259f\u2800-\u28ff]", text.text or "")


def test_text_keeps_its_cells():
    """Each stretch of text is as long as its cells, where it stands on the grid."""
    canvas = Canvas(20, 2, DARK)
    canvas.write(3, 1, "two words  and", DARK.text)
    found = [(t.text, t.get("x"), t.get("textLength")) for t in drawn(canvas).iter(f"{SVG}text")]
    assert found == [("two words", "60", "180"), ("and", "280", "60")]


def test_text_is_escaped():
    """A user's `<` and `&` are text, in the title too."""
    canvas = Canvas(20, 1, DARK)
    canvas.write(0, 0, "<b>&amp;", DARK.text)
    root = drawn(canvas, "a < b & c")
    assert [t.text for t in root.iter(f"{SVG}text")] == ["<b>&amp;"]
    assert root.find(f"{SVG}title").text == "a < b & c"


def test_a_dot_for_each_dot():
    """Each braille dot is drawn once, in the quarter of the cell where it belongs."""
    canvas, dots = Canvas(2, 1, DARK), Dots(2, 1)
    dots.points(np.array([0, 3]), np.array([0, 3]))
    canvas.dots(dots, 0, 0, DARK.cursor)
    assert "M5 5h0" in to_svg(canvas)
    assert "M35 35h0" in to_svg(canvas)
    assert to_svg(canvas).count("h0") == 2


def test_a_line_is_one_rectangle():
    """Neighbours of one glyph and colour are drawn together."""
    canvas = Canvas(10, 1, DARK)
    canvas.line(2, 0, 5, "━", DARK.cursor)
    assert "M40 17h100v5h-100z" in to_svg(canvas)


def test_the_upper_half_block_shows_both_colours():
    """`▀` has its foreground above and its background below."""
    canvas = Canvas(1, 1, DARK)
    canvas.cells(0, 0, "▀", np.array([[0x111111]]), np.array([[0x222222]]))
    text = to_svg(canvas)
    assert '<path fill="#222222" d="M0 0h20v40h-20z"/>' in text
    assert '<path fill="#111111" d="M0 0h20v20h-20z"/>' in text
    assert text.index("#222222") < text.index("#111111")
