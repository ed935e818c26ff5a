"""A sheet as text: nothing of what is chosen may be cut, however it is marked."""

import pytest

from dlviz.tui.panels import notice
from dlviz.tui.pictures import sheet
from dlviz.tui.pictures.sheet import Field, Row, Sheet
from dlviz.tui.theme import look


def written(theme, typing=False):
    rows = (Row((("learning rate η", "text"),), (Field("0.001", right=True),)),)
    rows += (Row((("ε", "text"),), (Field("1e-07", right=True),)),)
    asked = Sheet((("Change", "cursor"),), "", rows, 0, (("esc", "back"),), typing=typing)
    width, height = sheet.size(asked, 120, 36, theme)
    return sheet.draw(asked, width, height, theme).text().splitlines()


@pytest.mark.parametrize("typing", [False, True])
@pytest.mark.parametrize("name", ["dark", "plain"])
def test_the_chosen_value_is_whole_whatever_marks_it(name, typing):
    line = written(look(name), typing)[1]
    assert line.split("η")[1].strip("[]▏│ ") == "0.001"


def test_the_chosen_row_is_pointed_at_without_unicode():
    assert written(look("dark", ascii=True))[1].startswith(" > learning rate eta")


def test_the_bar_of_a_notice_is_a_bar_without_unicode():
    _, canvas = notice.above_footer("compiling", 120, 36, look("dark", ascii=True))
    assert canvas.text().startswith("| compiling")
