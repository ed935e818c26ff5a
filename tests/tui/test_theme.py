import numpy as np
import pytest

from dlviz.tui.colour import DEFAULT, DIM, channels, contrast, distance, linear, mix, oklab
from dlviz.tui.theme import DARK, LIGHT, MONO, PLAIN, THEMES


def hexes(colours):
    return [f"#{int(colours[i]):06x}" for i in (0, 6, 12, 18, 24)]


@pytest.mark.parametrize(
    ("theme", "field", "heat"),
    [
        (DARK, "#141625 #182639 #14394b #094e57 #0f635b", "#150933 #024164 #067c7a #6cb26b #e1d5a5"),
        (LIGHT, "#fafaf6 #dfeee4 #c1e1dd #a6d2db #93c0db", "#fdf7e0 #a0d598 #14aaa0 #016f99 #373955"),
    ],
)
def test_colormaps_are_those_of_the_sheet(theme, field, heat):
    """The computed colormaps pass through the five colours that were chosen by eye."""
    assert hexes(theme.field) == field.split()
    assert hexes(theme.heat) == heat.split()


@pytest.mark.parametrize("theme", [DARK, LIGHT, MONO])
def test_words_can_be_read_on_paper_and_bar(theme):
    """Text keeps 7:1, ticks 5:1, column heads 4:1 on paper and nearly so on the bar."""
    for background, slack in ((theme.paper, 1.0), (theme.bar, 0.85)):
        assert contrast(theme.text, background) >= 7.0 * slack
        assert contrast(theme.muted, background) >= 5.0 * slack
        assert contrast(theme.faint, background) >= 4.0 * slack
        assert contrast(theme.cursor, background) >= 7.0 * slack


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_runs_and_verdicts_can_be_read_on_paper(theme):
    """Every run and both verdicts keep 4.5:1 on paper."""
    for colour in (*theme.runs, theme.good, theme.bad):
        assert contrast(colour, theme.paper) >= 4.5


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("blindness", [None, "deutan", "protan", "tritan"])
def test_the_first_four_runs_are_told_apart(theme, blindness):
    """Runs 1-4 keep an OKLab distance of 0.065 with any vision."""
    first = theme.runs[:4]
    least = min(distance(a, b, blindness) for i, a in enumerate(first) for b in first[:i])
    assert least >= 0.065


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_paths_stand_out_from_the_strongest_colour_of_a_field(theme):
    """Runs 1-4 keep 2.6:1 on the field's last level."""
    assert round(min(contrast(run, int(theme.field[-1])) for run in theme.runs[:4]), 1) >= 2.6


@pytest.mark.parametrize("colours", [DARK.field, DARK.heat, LIGHT.field, LIGHT.heat])
def test_colormaps_are_even_to_the_eye(colours):
    """OKLab lightness goes one way, in steps that differ by less than a rounding."""
    lightness = np.array([oklab(linear(int(c)))[0] for c in colours])
    steps = np.diff(lightness)
    assert np.ptp(steps) < 0.006
    assert abs(np.sign(steps).sum()) == len(steps)


def test_low_is_paper():
    """The first colour of each map is nearer to paper than any later one."""
    for theme in (DARK, LIGHT):
        for colours in (theme.field, theme.heat):
            distances = [distance(int(c), theme.paper) for c in colours]
            assert distances[0] == min(distances)


def test_mono_has_greys_only():
    """No colour of the mono theme has a hue."""
    roles = [getattr(MONO, name) for name in ("paper", "bar", "rule", "grid", "text", "bright", "muted", "faint")]
    for colour in [*roles, MONO.cursor, MONO.good, MONO.bad, *MONO.runs, *MONO.heat.tolist()]:
        assert np.ptp(channels(colour)) < 0.01


def test_plain_has_no_colour_at_all():
    """Under NO_COLOR every role is the terminal's own foreground, dim or not, and so is every mixture."""
    roles = [value for value in vars(PLAIN).values() if isinstance(value, int) and not isinstance(value, bool)]
    assert set(roles) <= {DEFAULT, DIM}
    assert mix(PLAIN.runs[0], PLAIN.paper, 0.5) == DIM


def test_missing_values_take_the_grid_and_others_a_level():
    """NaN is not a level; what lies outside 0 … 1 is clipped."""
    colours = DARK.heat_of(np.array([np.nan, -1.0, 0.0, 1.0, 9.0]))
    assert colours.tolist() == [DARK.grid, DARK.heat[0], DARK.heat[0], DARK.heat[-1], DARK.heat[-1]]


def test_themes_are_found_by_name():
    """The names are those that the command line takes."""
    assert set(THEMES) == {"dark", "light", "contrast", "mono", "plain", "ascii"}
    assert THEMES["ascii"].ascii
