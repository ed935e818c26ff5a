"""The panel fit of a series: the whole of it, its end close up, and the naive forecast."""

from __future__ import annotations

import runpy
import warnings
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from rich.cells import cell_len

from dlviz.tui.pictures import PICTURES
from dlviz.tui.pictures.axes import columns_axis, dates
from dlviz.tui.pictures.fit_series import mean_errors
from dlviz.tui.theme import DARK, THEMES
from dlviz.tui.view import FitView, PanelOptions

views = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("views.py"))))

SIZES = ((1, 1), (7, 3), (20, 5), (44, 13), (59, 17), (80, 20), (130, 12), (65, 27), (200, 46))


def wave(**changes):
    """60 years of a wave, 45 of them learned from; the forecast is 1 too high, the naive one a year late."""
    years = np.arange(1900.0, 1960.0)
    truth = 50 + 40 * np.sin((years - 1900) / 3)
    naive = 50 + 40 * np.sin((years - 1901) / 3)
    fit = FitView(values=truth + 1, truth=truth, training=45, target="SPOTS", feature="YEAR", inputs=years, naive=naive)
    view = views.perceptron()
    return replace(view, fits=(replace(fit, **changes),) * len(view.runs))


def draw(view, width=80, height=20, theme=DARK, **options):
    return PICTURES["fit"].draw(view, width, height, theme, PanelOptions(**options))


ODD = {
    "wave": wave,
    "all learned from": lambda: wave(training=60),
    "diverged": lambda: wave(values=np.full(60, np.nan)),
    "huge": lambda: wave(values=np.full(60, 3e38)),
    "constant": lambda: wave(truth=np.full(60, 7.0), naive=np.full(60, 7.0), values=np.full(60, 7.0)),
    "two rows": lambda: wave(
        truth=np.ones(2), values=np.ones(2), naive=np.zeros(2), inputs=np.array([1.0, 2.0]), training=1
    ),
    "shuffled": lambda: wave(inputs=np.random.default_rng(0).permutation(60).astype(float)),
}


@pytest.mark.parametrize("theme", ["dark", "light", "mono", "ascii"])
@pytest.mark.parametrize("name", ODD)
def test_every_size_and_theme(name, theme):
    """Nothing warns, nothing is drawn outside, ASCII stays ASCII, the close-up alone included."""
    view = ODD[name]()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for width, height in SIZES:
            for turned in (None, True):
                canvas = draw(view, width, height, THEMES[theme], log=turned, run=1)
                assert {cell_len(strip.text) for strip in canvas.strips()} == {width}
                assert len(canvas.strips()) == height
                assert canvas.text().isascii() or theme != "ascii"


def test_the_title_compares_with_the_naive_forecast():
    """Both errors are means over the 15 validation rows alone."""
    view = wave()
    own, naive = mean_errors(view.fits[0])
    late = np.abs(view.fits[0].naive - view.fits[0].truth)[45:].mean()
    assert own == pytest.approx(1.0)
    assert naive == pytest.approx(late)
    assert f"mean |ŷ − y| = 1.000, naive {late:.3f}" in draw(view).text().splitlines()[0]


def test_a_diverged_run_has_no_error():
    """Its error is a dash, the naive one stays."""
    assert "mean |ŷ − y| = –, naive" in draw(wave(values=np.full(60, np.nan))).text().splitlines()[0]


def test_the_close_up_shows_every_unseen_year_once():
    """With room for all 15 validation rows each has its dot, and no training row has one."""
    text = draw(wave(), 80, 20, log=True).text()
    assert sum(line.count("•") for line in text.splitlines()[2:]) == 15


def test_forecasts_of_rows_that_were_learned_from_are_dim():
    """Left of the validation rows the run's colour is mixed with paper, right of them it is pure."""
    canvas = draw(wave(), 80, 20)
    ink = DARK.run(views.perceptron().runs[0].index)
    top = canvas.fg[1:6]
    pure = np.nonzero((top == ink).any(axis=0))[0]
    dim = np.nonzero((top == DARK.stem(ink)).any(axis=0))[0]
    assert len(pure)
    assert len(dim)
    assert pure.min() >= dim.max()


def test_a_run_that_forecasts_nothing_new_is_the_naive_one():
    """The scenario's naive run forecasts the last value of every window, and its mean error is the title's."""
    from dlviz.scenarios import load
    from dlviz.tui.probes.fits import fit

    session = load("forecasting", runs=("naive",), steps=7).session()
    session.build()
    session.train()
    found = fit(session, 0, session.front)
    np.testing.assert_allclose(found.values, found.naive, rtol=1e-6)
    np.testing.assert_array_equal(found.inputs, np.arange(1724.0, 2009.0))
    own, naive = mean_errors(found)
    assert own == pytest.approx(naive, rel=1e-6)
    assert own == pytest.approx(session.runs[0].run.trace["val_mean_absolute_error"][-1], rel=1e-5)


def test_years_are_written_as_such():
    """1900, not 1,900."""
    labels = [tick.label for tick in dates(columns_axis(1700.0, 2000.0, 60)).ticks]
    assert "1900" in labels
    assert not any("," in label for label in labels)
