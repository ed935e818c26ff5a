import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from dlviz.tui.pictures import PICTURES
from dlviz.tui.theme import DARK
from dlviz.tui.view import PanelOptions

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))


def draw(view, width, height, **options):
    return PICTURES["lesson"].draw(view, width, height, DARK, PanelOptions(**options)).text().rstrip("\n").split("\n")


def long():
    """A lesson of more lines than a small screen has."""
    view = views.vanishing()
    return replace(view, card=replace(view.card, look=view.card.look + "\n\n" + "And so it goes on, and on. " * 60))


def test_what_was_left_out_is_said_in_the_title():
    """`z more` stands at the right end as long as a sentence or a formula is missing, and not where all is there."""
    assert "z more" in draw(views.vanishing(), 44, 16)[0]
    assert "z more" in draw(views.vanishing(), 33, 12)[0]
    full = draw(views.vanishing(), 99, 24)
    assert "Compare it with relu." in " ".join(full)
    assert "z more" not in full[0]


@pytest.mark.parametrize("height", [12, 16, 21])
def test_a_zoomed_lesson_is_cut_at_its_end_only(height):
    """Its lines are those of a panel that is high enough, up to an ellipsis in the last row."""
    high, low = draw(long(), 80, 60, zoomed=True), draw(long(), 80, height, zoomed=True)
    high = [high[0], *high[2:]]  # a panel with rows to spare begins with a free one
    assert low[-1].strip() == "…"
    assert low[:-1] == high[: height - 1]
    assert "z more" not in low[0]


def test_claims_that_are_cut_off_are_not_cut_silently():
    """Where not even question and claims have room, the last row is an ellipsis."""
    rows = draw(views.vanishing(), 44, 6)
    assert rows[-1].strip() == "…"
    assert "z more" in rows[0]
