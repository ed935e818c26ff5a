"""The optimizer panel: the table at the cursor, the schedule, the last steps of a weight, distributions."""

import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from dlviz.tui.pictures import PICTURES
from dlviz.tui.theme import DARK
from dlviz.tui.view import PanelOptions

moves = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("moves.py"))))


def draw(view, width=80, height=20, theme=DARK, **options):
    return PICTURES["optimizer"].draw(view, width, height, theme, PanelOptions(**options))


def test_the_table_has_a_row_a_weight_with_the_very_numbers():
    """x and y under g, m̂, √v̂, η/√v̂ and Δθ."""
    rows = draw(moves.two_weights(0)).text().split("\n")
    assert rows[1].split() == ["g", "m̂", "√v̂", "η/√v̂", "Δθ"]
    assert rows[2].split() == ["x", "−4.00", "−4.00", "4.00", "0.0250", "0.100"]
    assert rows[3].split() == ["y", "10.00", "10.00", "10.00", "0.0100", "−0.100"]


def test_of_a_network_every_layer_has_a_row_and_the_chosen_one_is_marked():
    """Seven layers; where there is no room for all, the chosen one stays."""
    canvas = draw(moves.network(), 100, 27, layer="dense_3")
    text = canvas.text()
    assert all(f"dense_{i}" in text for i in range(1, 7))
    row = text.split("\n").index(next(line for line in text.split("\n") if line.startswith(" dense_3 ")))
    assert canvas.fg[row, 1] == DARK.cursor
    assert "dense_6" in draw(moves.network(), 60, 12, layer="dense_6").text()
    assert "dense_6" not in draw(moves.network(), 60, 12).text()


def test_the_schedule_is_drawn_to_its_end_beyond_the_cursor():
    """What is to come is known and dim; with a constant rate there is no such chart."""
    canvas = draw(moves.network(), 80, 24)
    assert "Learning rate η" in canvas.text()
    dimmed = [DARK.ahead(DARK.run(index)) for index in range(3)]  # three runs with one schedule
    dim = np.nonzero(np.isin(canvas.fg, dimmed) & (canvas.chars >= 0x2800))[1]
    assert dim.max() > 74
    assert "Learning rate" not in draw(moves.two_weights()).text()
    assert "η 0.1" in PICTURES["optimizer"].title(moves.two_weights(), PanelOptions()).unit


def test_the_last_steps_of_a_weight_are_gradient_average_and_band():
    """The head names them; the run's mark is at the newest; a band of ±√v̂ lies behind."""
    canvas = draw(moves.two_weights(), 59, 19)
    head = next(line for line in canvas.text().split("\n") if "±√v̂" in line)
    assert head.split()[0] in ("x", "y")
    assert ("g" in head.split(), "m̂" in head.split()) == (True, True)
    assert (canvas.fg == DARK.band(DARK.run(0))).sum() > 20
    assert "●" in "".join(canvas.text().split("\n")[5:])


def test_the_run_in_front_decides_whose_memory_is_shown():
    """Another run, another mark."""
    view = moves.two_weights()
    other = replace(view.motions[1], title="SGD")
    view = replace(view, motions=(view.motions[0], other))
    assert "Adam" in draw(view).text()
    text = draw(view, run=1).text()
    assert "Optimizer SGD" in text
    assert "▲ SGD" in text


def test_the_distribution_has_an_axis_and_a_head():
    """weights by η/√v̂ between two powers of ten."""
    text = draw(moves.network(), 100, 27).text()
    assert "weights by η/√v̂" in text
    assert "10⁻" in text


def test_where_nothing_is_known_it_says_so():
    """A computation has no optimizer; before anybody has looked it is being computed."""
    view = moves.computation()
    assert "no optimizer is at work here" in draw(view).text()
    assert "computing what the optimizer remembers" in draw(replace(view, motions=())).text()
