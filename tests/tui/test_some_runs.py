"""`--run`: some of a scenario's runs, looked at from every side."""

from __future__ import annotations

from itertools import combinations

import pytest

from dlviz.scenarios import load
from dlviz.tui.marks import mark
from dlviz.tui.pictures import PICTURES
from dlviz.tui.theme import DARK
from dlviz.tui.view import PanelOptions
from dlviz.tui.worker import Wish, Worker

SUBSETS = [
    (name, chosen)
    for name, runs in (("perceptron-gd", ("1e-05", "1e-06", "5e-05")), ("gd-vs-sgd", ("GD", "SGD")))
    for size in range(1, len(runs))
    for chosen in combinations(runs, size)
]


@pytest.mark.parametrize(("name", "chosen"), SUBSETS)
def test_every_panel_of_every_choice_of_runs(name, chosen, tmp_path, monkeypatch):
    """Every subset is trained and probed to its end; runs keep their marks, and each fit is that of its own run."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    worker = Worker(load(name, runs=chosen))
    for cursor in (0, 5, 10**6):
        worker.ask(Wish(training=True, cursor=cursor, looking=frozenset(PICTURES)))
        while worker.turn():
            pass
        view = worker.view
        assert worker.failure == ""
        assert view.message == ""
        assert tuple(run.name for run in view.runs) == chosen
        for run, fit in zip(view.runs, view.fits, strict=True):
            if fit.curve is not None:
                weight = run.columns["position"][view.row(run, min(cursor, view.front)), 0]
                assert fit.curve[-1, 1] / fit.curve[-1, 0] == pytest.approx(float(weight), rel=1e-5, abs=1e-6)
        for panel, picture in PICTURES.items():
            for place, run in enumerate(view.runs):
                text = picture.draw(view, 80, 24, DARK, PanelOptions(run=place, alone=True)).text()
                assert panel != "landscape" or mark(run.index) in text
