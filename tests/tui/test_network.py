import runpy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from dlviz.scenarios import load
from dlviz.tui import observe
from dlviz.tui.pictures import PICTURES
from dlviz.tui.theme import DARK
from dlviz.tui.view import LayerView, PanelOptions

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))


def draw(view, width=48, height=16, **options):
    return PICTURES["network"].draw(view, width, height, DARK, PanelOptions(**options)).text()


def test_the_network_is_that_of_the_run_in_front():
    """Where runs have different networks the table and its title are those of the run in front."""
    view = views.vanishing()
    deep = (*view.networks[0], LayerView("head", "Dense", "(·, 3)", 12))
    view = replace(view, networks=(view.networks[0], view.networks[1], deep))
    first, third = draw(view, run=0), draw(view, run=2)
    assert "Network sigmoid · 1,491 parameters" in first
    assert "head" not in first
    assert "Network relu · 1,503 parameters" in third
    assert "head" in third


def test_how_fast_the_layers_of_the_run_in_front_move_is_shown_first():
    """In little room the one column of Δθ/θ is that of the run in front; runs of other networks have none."""
    view = views.vanishing()
    for place, mark in enumerate("●▲■"):
        assert f"Δθ/θ {mark}" in draw(view, run=place)
        assert draw(view, run=place).count("Δθ/θ") == 1
    wide = draw(view, width=100, run=1)
    assert wide.index("Δθ/θ ●") < wide.index("Δθ/θ ▲") < wide.index("Δθ/θ ■")
    other = replace(view, networks=(view.networks[0], view.networks[0][:3], view.networks[0]))
    assert draw(other, width=100, run=1).count("Δθ/θ") == 1


def test_every_run_of_a_session_has_its_own_table():
    """depth-vs-width: the two runs' networks differ, in the order of the runs."""
    scenario = load("depth-vs-width")
    session = scenario.session()
    session.build(say=lambda _: None)
    view = observe.built(session, observe.waiting(scenario))
    assert len(view.networks) == len(view.runs)
    assert len(view.networks[0]) != len(view.networks[1])
