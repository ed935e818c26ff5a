import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from dlviz.tui.pictures import PICTURES
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import PanelOptions

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))


def top(view, width, panel="loss", theme=DARK, **options):
    """The hairline of a panel."""
    return PICTURES[panel].draw(view, width, 15, theme, PanelOptions(**options)).text().split("\n")[0]


@pytest.mark.parametrize("width", range(44, 121, 4))
@pytest.mark.parametrize("theme", ["dark", "ascii"])
def test_the_title_says_what_a_noisy_loss_is(width, theme):
    """Its scale and its band are named at every width; the name of the loss gives way."""
    view = views.vanishing()
    view = replace(view, card=replace(view.card, loss_name="sparse categorical crossentropy", loss_column="loss"))
    head = top(view, width, theme=THEMES[theme], log=True)
    assert "log" in head
    assert "mean of" in head
    assert "band" in head
    if width >= 100:
        assert "sparse categorical crossentropy, log" in head


def test_the_name_of_a_loss_is_shortened_before_it_goes():
    """Its beginning stands while eight cells are left for it."""
    view = views.vanishing()
    view = replace(view, card=replace(view.card, loss_name="sparse categorical crossentropy"))
    assert "sparse categ" in top(view, 62, log=True)
    assert "…, log · mean of" in top(view, 62, log=True)
    assert "sparse" not in top(view, 44, log=True)


def test_train_and_validation_are_told_apart_by_their_marks():
    """The legend shows the full and the hollow mark that stand at the cursor, in the colour of the one run."""
    for panel in ("loss", "metrics"):
        canvas = PICTURES[panel].draw(views.iris(), 80, 15, DARK, PanelOptions())
        head = canvas.text().split("\n")[0]
        assert "● train  ○ validation" in head
        assert canvas.fg[0, head.index("●")] == canvas.fg[0, head.index("○")] == DARK.run(0)
        below = "".join(canvas.text().split("\n")[1:])
        assert "●" in below
        assert "○" in below
