"""Where a crosshair goes from a cell, and where the box with what it reads stands."""

from __future__ import annotations

from dlviz.tui import readings
from dlviz.tui.canvas import Canvas
from dlviz.tui.pictures import crosshair
from dlviz.tui.readings import Line
from dlviz.tui.theme import DARK, THEMES


def board(*areas):
    """A canvas with rectangles that tell their own number."""
    canvas = Canvas(40, 12, DARK)
    for k, (x, y, width, height) in enumerate(areas):
        canvas.read(x, y, width, height, lambda cx, cy, k=k: (Line(f"area {k}", f"{cx},{cy}"),))
    return canvas


def test_a_step_out_of_a_rectangle_goes_into_the_next_one_that_way():
    reads = board((2, 2, 5, 3), (10, 2, 5, 3), (2, 8, 5, 3)).reads
    assert readings.step(reads, (3, 3), 1, 0) == (4, 3)
    assert readings.step(reads, (6, 3), 1, 0) == (10, 3)
    assert readings.step(reads, (10, 3), -1, 0) == (6, 3)
    assert readings.step(reads, (3, 4), 0, 1) == (3, 8)
    assert readings.step(reads, (3, 3), -1, 0) == (2, 3)
    assert readings.step(reads, (2, 3), -1, 0) == (2, 3)


def test_ten_cells_stop_at_the_edge_first():
    reads = board((2, 2, 5, 3), (10, 2, 25, 3)).reads
    assert readings.step(reads, (3, 3), 10, 0) == (6, 3)
    assert readings.step(reads, (6, 3), 10, 0) == (10, 3)
    assert readings.step(reads, (10, 3), 10, 0) == (20, 3)
    assert readings.edge(reads, (20, 3), last=True) == (34, 3)
    assert readings.edge(reads, (20, 3), last=False) == (10, 3)


def test_what_is_laid_over_another_canvas_keeps_its_readings():
    part = board((1, 1, 4, 2))
    whole = Canvas(60, 20, DARK)
    whole.blit(part, 10, 5)
    assert readings.lines_at(whole.reads, 13, 7) == (Line("area 0", "2,1"),)
    assert readings.lines_at(whole.reads, 2, 1) == ()


def test_the_box_never_covers_the_crosshair_and_stays_inside():
    """On every cell of a crowded panel: its own cell keeps its glyph, or becomes the cross."""
    canvas = Canvas(30, 9, DARK)
    for y in range(1, 9):
        canvas.write(0, y, "x" * 30, DARK.text)
    canvas.read(1, 1, 28, 8, lambda x, y: (Line("a long name of something", "12.34"), *(Line("b"),) * 5))
    for x in range(1, 29):
        for y in range(1, 9):
            over, _ = crosshair.over(canvas, x, y, cross=True)
            assert chr(over.chars[y, x]) == "x"
            assert over.bg[y, x] == DARK.cursor
            assert "a long name" in over.text()


def test_the_box_stays_where_it_is_while_little_changes():
    """A few more cells under it do not make it jump; the crosshair on its own place does."""
    canvas = board((1, 1, 38, 10))
    _, first = crosshair.over(canvas, 20, 5, cross=True)
    canvas.write(first[0], first[1], "x" * 9, DARK.text)
    assert crosshair.over(canvas, 20, 5, cross=True)[1] != first
    assert crosshair.over(canvas, 20, 5, cross=True, kept=first)[1] == first
    assert crosshair.over(canvas, first[0] + 2, first[1], cross=True, kept=first)[1] != first


def test_without_colours_the_cell_is_a_cross():
    canvas = Canvas(40, 12, THEMES["ascii"])
    canvas.read(1, 1, 38, 10, lambda x, y: (Line("here", f"{x},{y}"),))
    over, _ = crosshair.over(canvas, 5, 5, cross=True)
    assert over.text().isascii()
    assert chr(over.shown()[5, 5]) == "+"
    assert chr(over.shown()[5, 9]) == "-"
    assert chr(over.shown()[3, 5]) == "|"
