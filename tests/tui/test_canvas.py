import re
import unicodedata

import numpy as np
import pytest
from rich.cells import cell_len

from dlviz.tui import words
from dlviz.tui.braille import Dots, dashed, pack, polyline, snap
from dlviz.tui.canvas import Canvas
from dlviz.tui.export import to_svg
from dlviz.tui.theme import DARK, PLAIN, THEMES


def rows(canvas):
    return canvas.text().split("\n")[:-1]


def test_text_is_cut_at_both_edges():
    """What lies outside the canvas is not written and does not wrap."""
    canvas = Canvas(5, 2, DARK)
    canvas.write(-2, 0, "abcdef", DARK.text)
    canvas.write(3, 1, "xyz", DARK.text)
    canvas.write(0, 2, "below", DARK.text)
    canvas.write(0, -1, "above", DARK.text)
    assert rows(canvas) == ["cdef", "   xy"]


def test_alignment_counts_cells():
    """Right and centre count from the cells that the text takes, not from its characters."""
    canvas = Canvas(9, 3, DARK)
    canvas.write(8, 0, "漢字", DARK.text, align="right")
    canvas.write(4, 1, "abc", DARK.text, align="centre")
    canvas.write(0, 2, "abcdefgh", DARK.text, room=4)
    assert rows(canvas) == ["     漢字", "   abc", "abc…"]


def test_a_beginning_is_whole_words():
    """It ends at no word that leads on and within no brackets; without room for one word nothing is left."""
    unit = "Σ(ŷ − y)² over w₁, w₂ and b"
    shown = {room: words.beginning(unit, room) for room in range(32)}
    assert shown[31] == unit
    assert shown[18] == shown[11] == "Σ(ŷ − y)² …"
    assert shown[20] == "Σ(ŷ − y)² over w₁, …"
    assert shown[10] == shown[0] == ""
    assert words.beginning("mean of ten", 8, ascii=True) == "mean .."
    for room, text in shown.items():
        assert words.width(text) <= room


@pytest.mark.parametrize("x", range(-2, 6))
def test_half_a_wide_character_is_blank(x):
    """A wide character that is cut, or overwritten by half, leaves a blank: rows keep their width."""
    canvas = Canvas(5, 1, DARK)
    canvas.write(0, 0, "漢字", DARK.text)
    canvas.write(x, 0, "界", DARK.text)
    canvas.write(2, 0, "a", DARK.text)
    strip = canvas.strips()[0]
    assert cell_len(strip.text) == 5


def test_markup_and_escape_codes_are_text():
    """Brackets stay, escape and control characters become visible, nothing reaches the terminal."""
    canvas = Canvas(40, 1, DARK)
    canvas.write(0, 0, "[bold]x[/] \x1b[31mred\x07\x9b0m\x7f\n!", DARK.text)
    assert rows(canvas) == ["[bold]x[/] ␛[31mred␇␡0m␡ !"]
    assert "\x1b[31mred" not in canvas.ansi()


def test_combining_and_joined_characters_keep_the_grid():
    """A combining mark joins its letter, joiners and skin tones go: every character is one or two cells."""
    text = "e\u0301 👩\u200d🔬 👍\U0001f3fd 🇩🇪 a\u0338 \ud800"
    for char in words.clean(text):
        assert cell_len(char) in (1, 2)
    assert words.clean("e\u0301") == "é"


def test_strips_have_a_style_everywhere():
    """No segment has `None` for a style, which kills Textual under NO_COLOR."""
    for theme in THEMES.values():
        canvas = Canvas(7, 3, theme)
        canvas.write(1, 1, "abc", theme.muted, bold=True)
        for strip in canvas.strips():
            assert strip.cell_length == 7
            assert all(segment.style is not None for segment in strip)


def test_a_row_that_did_not_change_is_the_same_strip():
    """Two canvases with equal rows share their strips."""
    first, second = Canvas(9, 2, DARK), Canvas(9, 2, DARK)
    for canvas in (first, second):
        canvas.write(0, 0, "same", DARK.cursor)
    second.write(0, 1, "other", DARK.text)
    assert first.strips()[0] is second.strips()[0]
    assert first.strips()[1] is not second.strips()[1]


def test_spaces_do_not_end_a_piece_of_text():
    """Words of one colour are one segment although nothing inks the spaces between them."""
    canvas = Canvas(20, 1, DARK)
    canvas.write(1, 0, "three", DARK.muted)
    canvas.write(9, 0, "words", DARK.muted)
    assert len(list(canvas.strips()[0])) == 1


def test_ansi_carries_colours_and_plain_carries_none():
    """24-bit codes with a theme, none but dim and bold without colours."""
    canvas = Canvas(4, 1, DARK)
    canvas.write(0, 0, "ab", 0x010203, bold=True)
    assert canvas.ansi() == "\x1b[1;38;2;1;2;3;48;2;17;21;26mab  \x1b[0m\n"
    canvas = Canvas(4, 1, PLAIN)
    canvas.write(0, 0, "ab", PLAIN.muted)
    assert canvas.ansi() == "\x1b[2mab  \x1b[0m\n"


@pytest.mark.parametrize("size", [(0, 0), (1, 0), (0, 3), (1, 1)])
def test_no_size_is_too_small(size):
    """Nothing can be drawn on an empty canvas, and that is no error."""
    canvas = Canvas(*size, DARK)
    canvas.write(0, 0, "漢", DARK.text)
    canvas.line(-3, 0, 9, "─", DARK.rule)
    canvas.column(0, -3, 9, "│", DARK.rule)
    canvas.put(5, 5, "x", DARK.text)
    canvas.blit(Canvas(3, 3, DARK), -1, -1)
    assert len(canvas.strips()) == size[1]


def test_blit_clips():
    """Of a canvas laid over the edge only what is inside arrives."""
    below, above = Canvas(3, 2, DARK), Canvas(2, 2, DARK)
    above.write(0, 0, "ab", DARK.text)
    above.write(0, 1, "cd", DARK.text)
    below.blit(above, 2, 1)
    below.blit(above, -1, -1)
    assert rows(below) == ["d", "  a"]


def test_braille_of_each_dot():
    """Dots are numbered as in Unicode."""
    for (row, column), bit in {(0, 0): 1, (1, 0): 2, (2, 0): 4, (0, 1): 8, (1, 1): 16, (2, 1): 32, (3, 0): 64}.items():
        dots = Dots(1, 1)
        dots.points(np.array([column]), np.array([row]))
        assert dots.patterns.tolist() == [[bit]]


def test_packing_and_points_agree():
    """A mask and the list of its dots make the same patterns."""
    mask = np.random.default_rng(0).random((12, 10)) < 0.4
    dots = Dots(5, 3)
    on = np.argwhere(mask)
    dots.points(on[:, 1], on[:, 0])
    assert (dots.patterns == pack(mask)).all()


def test_columns_fill_between_their_ends():
    """A band is filled from top to bottom, both included, cut at the edges."""
    dots, mask = Dots(3, 2), np.zeros((8, 6), bool)
    for column, top, bottom in ((0, -3, 2), (1, 5, 5), (3, 6, 99), (4, 5, 3)):
        dots.columns(np.array([column]), np.array([top]), np.array([bottom]))
        mask[max(top, 0) : bottom + 1, column] = True
    assert (dots.patterns == pack(mask)).all()


def test_dots_of_one_colour_join_and_others_are_replaced():
    """A cell has one foreground."""
    canvas = Canvas(1, 1, DARK)
    for column, ink in ((0, 1), (1, 1)):
        dots = Dots(1, 1)
        dots.points(np.array([column]), np.array([0]))
        canvas.dots(dots, 0, 0, ink)
    assert canvas.text() == "⠉\n"
    dots = Dots(1, 1)
    dots.points(np.array([0]), np.array([3]))
    canvas.dots(dots, 0, 0, 2)
    assert canvas.text() == "⡀\n"


def test_lines_are_connected_and_break_at_nan():
    """Neighbouring dots of a line touch; nothing is drawn towards a value that is not a number."""
    cols, rows_, _ = polyline(np.array([0.0, 9.0]), np.array([0.0, 30.0]))
    order = np.argsort(rows_)
    assert (np.abs(np.diff(cols[order])) <= 1).all()
    assert (np.diff(rows_[order]) == 1).all()
    cols, _, _ = polyline(np.array([0.0, 3.0, np.nan, 6.0, 9.0]), np.zeros(5))
    assert sorted(cols.tolist()) == [0, 1, 2, 3, 6, 7, 8, 9]


def test_dashes_have_their_lengths_in_dots():
    """5 on, 3 off; nothing is off in a solid line."""
    on = dashed(np.arange(16), (5, 3))
    assert on.tolist() == ([True] * 5 + [False] * 3) * 2
    assert dashed(np.arange(4), ()).all()


def test_one_rounding():
    """Halves go up, also below zero."""
    assert snap(np.array([0.5, 1.5, 2.5, -0.5])).tolist() == [1, 2, 3, 0]


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("η = 10⁻³", "eta = 10^-3"),
        ("Σ(ŷ − y)²", "sum(y^ - y)^2"),
        ("α₀ ← α₀ − η · ∇L", "alpha0 <- alpha0 - eta . grad L"),
        ("δ⁽ˡ⁺¹⁾", "delta^(l+1)"),
        ("§4.1 ✓ ✗ 漢", "S4.1 v x ??"),
    ],
)
def test_symbols_are_spelt_in_ascii(text, spelt):
    """Formulas can still be read."""
    assert words.clean(text, ascii=True) == spelt


def test_wrapping_breaks_words_only_where_it_must():
    """Lines keep their width, words stay whole unless one is longer than a line."""
    lines = words.wrap("a bc def unbreakable 漢字漢字", 5)
    assert lines == ["a bc", "def", "unbre", "akabl", "e", "漢字", "漢字"]
    assert words.wrap("", 5) == []


@pytest.mark.parametrize("room", [0, -1, -30])
def test_without_room_there_are_no_lines(room):
    assert words.wrap("a bc 漢字", room) == []


def test_a_letter_with_a_hat_takes_one_cell_and_leaves_as_it_was_written():
    """m̂ and v̂ are two characters and one cell, in text, strips, escape codes and pictures; m^ in ASCII."""
    written = "√v̂ + m̂"
    canvas = Canvas(12, 1, DARK)
    assert canvas.write(0, 0, written, DARK.text) == 6
    assert canvas.text() == written + "\n"
    assert canvas.strips()[0].text == written + " " * 6
    assert canvas.strips()[0].cell_length == 12
    assert written in canvas.ansi()
    assert written in to_svg(canvas, "hats")
    plain = Canvas(12, 1, THEMES["ascii"])
    plain.write(0, 0, "m̂ + v̂", 0)
    assert plain.text() == "m^ + v^\n"


def test_every_hat_of_the_catalogue_is_seen():
    """A letter with a hat of its own means something else than without: R̂ is no R."""
    from importlib.resources import files

    texts = [path.read_text("utf-8") for room in files("dlviz.scenarios").iterdir() if room.name.startswith("ch")
             and room.is_dir() for path in room.iterdir() if path.name.endswith(".toml")]  # fmt: skip
    hatted = {pair for text in texts for pair in re.findall("\\w\u0302", unicodedata.normalize("NFC", text))}
    assert {"R\u0302", "m\u0302"} <= hatted
    assert all(words.clean(pair) == pair and words.width(pair) == 1 for pair in hatted)
