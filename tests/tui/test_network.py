"""The network as nodes and links, and beside them or instead the table."""

import runpy
import warnings
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from dlviz.tui.pictures import PICTURES
from dlviz.tui.pictures.network import layer_at, layer_names
from dlviz.tui.theme import DARK, LIGHT, THEMES
from dlviz.tui.view import LayerView, PanelOptions

HERE = Path(__file__).parent
views = SimpleNamespace(**runpy.run_path(str(HERE / "views.py")))
samples = SimpleNamespace(**runpy.run_path(str(HERE / "unit_views.py")))

SIZES = [(1, 1), (9, 4), (24, 7), (44, 15), (59, 19), (80, 20), (100, 27), (120, 32), (200, 50)]


def view(name="iris", layers=True):
    graph = samples.GRAPHS[name]()
    rows = tuple(
        LayerView(layer.name, "Dense", f"(·, {layer.units})", before.units * layer.units + layer.units)
        for before, layer in zip(graph.layers, graph.layers[1:], strict=False)
    )
    one = views.iris()
    return replace(one, graphs=(graph,), networks=(rows,) if layers else ())


def draw(one, width=80, height=20, theme=DARK, **options):
    return PICTURES["network"].draw(one, width, height, theme, PanelOptions(**options))


def links(canvas):
    return (canvas.chars > 0x2800) & (canvas.chars < 0x2900)


@pytest.mark.parametrize("theme", ["dark", "light", "mono", "plain", "ascii"])
@pytest.mark.parametrize("name", sorted(samples.GRAPHS))
def test_every_network_fits_every_size(name, theme):
    """The picture has the size that was asked for, no warning, and in ASCII nothing that is not."""
    both = view(name), view(name, layers=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for size in SIZES if theme in ("dark", "ascii") else SIZES[::4]:  # colours decide about no place
            for one in both:
                for options in ({}, {"log": True, "layer": "dense_1", "focused": True}):
                    canvas = draw(one, *size, THEMES[theme], **options)
                    assert (canvas.width, canvas.height) == size
                    assert theme != "ascii" or canvas.text().isascii()
                    assert "?" not in canvas.text()


def test_a_wide_layer_shows_its_ends_and_says_how_many_units_it_has():
    """Of 100 units some are drawn, `⋮` between them; inputs and outputs have the names of features and classes."""
    text = draw(view()).text()
    assert "⋮" in text
    assert "100 units, relu" in text
    assert "4·100 + 100 = 500" in text
    for word in (*samples.FEATURES, *samples.CLASSES, "row 38, virginica"):
        assert word in text


def test_what_a_unit_gives_stands_beside_it_and_zero_is_hollow():
    """As many hollow nodes as units that give 0; every output's value is written."""
    one = view()
    canvas = draw(one)
    shown = [line for line in canvas.text().splitlines() if "0.000" in line]
    assert len(shown) == canvas.text().count("○")
    for value in one.graphs[0].layers[-1].values:
        assert f"{value:.3f}" in canvas.text()


def test_the_sign_of_a_weight_is_its_colour():
    """One link of weight +1 is drawn in the last colour of the map, of weight −1 in the first."""
    for sign, level in ((1.0, -1), (-1.0, 0)):
        graph = samples.graph(1, 1, activations=("linear",))
        last = replace(graph.layers[1], kernel=np.array([[sign]]), kernel_top=1.0)
        one = replace(view(), graphs=(replace(graph, layers=(graph.layers[0], last)),))
        canvas = draw(one)
        assert set(canvas.fg[links(canvas)].tolist()) == {int(DARK.signed[level])}


def test_without_hues_what_is_below_zero_is_dashed():
    """The same link with the other sign has about half the dots."""
    dots = []
    for sign in (1.0, -1.0):
        graph = samples.graph(1, 1, activations=("linear",))
        last = replace(graph.layers[1], kernel=np.array([[sign]]), kernel_top=1.0)
        one = replace(view(), graphs=(replace(graph, layers=(graph.layers[0], last)),))
        dots.append(
            sum(bin(ord(c) - 0x2800).count("1") for c in draw(one, theme=THEMES["mono"]).text() if "⠀" < c < "⣿")
        )
    assert 0.35 < dots[1] / dots[0] < 0.65


def test_y_shows_gradients_and_says_so():
    """Gradients in place of weights: the title and the scale say it, and other links are strong."""
    one = view("deep")
    weights, gradients = draw(one), draw(one, log=True)
    assert "weights" in weights.text().splitlines()[0]
    assert "gradients ∂L/∂w, log" in gradients.text().splitlines()[0]
    assert "∂L/∂w −" in gradients.text()
    # the gradient shrinks tenfold a layer, four decades are seen: the first layers have next to no links
    first, last = (links(gradients)[:, part].sum() for part in (slice(17, 26), slice(53, 62)))
    assert first < 0.2 * last


@pytest.mark.parametrize("gradient", [None, np.nan])
def test_before_any_gradient_is_known_its_scale_is_a_dash(gradient):
    """No 0.0000 at either end: nobody has measured that."""
    one = view("deep")
    (graph, *_) = one.graphs
    layers = tuple(
        replace(layer, gradient=None if gradient is None else layer.gradient * gradient, gradient_top=0.0)
        if layer.gradient is not None
        else layer
        for layer in graph.layers
    )
    foot = draw(replace(one, graphs=(replace(graph, layers=layers),)), log=True).text().splitlines()[-1]
    assert foot.split()[:2] == ["∂L/∂w", "–"]
    assert "0.0000" not in foot
    assert "━" not in foot


def test_a_network_that_is_not_known_yet_is_computed_and_one_that_there_is_not_is_missed():
    """Before the probe has looked, and where it has found none."""
    one = views.perceptron()
    assert "computing the network" in draw(replace(one, networks=(), graphs=())).text()
    assert "no network in this scenario" in draw(replace(one, networks=(), graphs=(None,) * 3)).text()


def test_the_layer_chosen_is_lit_and_the_others_are_dim():
    """Its name has the cursor's colour, the title says it, links elsewhere are mixed with paper."""
    plain, chosen = draw(view()), draw(view(), layer="dense_1")
    assert "dense_1 chosen" in chosen.text().splitlines()[0]
    row = next(i for i, line in enumerate(plain.text().splitlines()) if "dense_1" in line)
    x = plain.text().splitlines()[row].index("dense_1")
    assert chosen.fg[row, x] == DARK.cursor != plain.fg[row, x]
    area = np.s_[2:15, 24:36]  # links into the first layer
    brightest = max(sum(divmod(int(c), 256)) for c in plain.fg[area][links(plain)[area]].tolist())
    assert brightest != max(sum(divmod(int(c), 256)) for c in chosen.fg[area][links(chosen)[area]].tolist())


def test_no_layer_of_this_name_changes_nothing():
    """A layer chosen in another run's network is not lit here."""
    assert draw(view(), layer="dense_77").ansi() == draw(view()).ansi()


def test_the_table_stands_beside_or_below_where_there_is_room():
    """At 120 columns on the right, at 67x27 below, with Keras' three lines; at 80x20 the graph alone."""
    one = view()
    one = replace(one, networks=((one.networks[0][0], replace(one.networks[0][1], frozen=303)),))
    for size in ((120, 32), (67, 27)):
        text = draw(one, *size).text()
        for line in ("Total params:         803", "Trainable params:     500", "Non-trainable params: 303"):
            assert line in text
        assert "●" in text
    assert "Total params" not in draw(one).text()


def test_what_does_not_fit_is_a_table():
    """Twenty layers in 60 columns, or a network that is no graph, are told in rows."""
    for one in (view("twenty"), replace(view(), graphs=(None,)), replace(view(), graphs=())):
        text = draw(one, 60).text()
        assert "params" in text
        assert "output" in text


@pytest.mark.parametrize("size", [(80, 20), (120, 32), (67, 27)])
def test_a_click_finds_the_layer_that_is_drawn_there(size):
    """Each name, in the graph and in the table, leads to its layer; the input is none."""
    one, options = view(), PanelOptions()
    lines = draw(one, *size).text().splitlines()
    found = 0
    for y, line in enumerate(lines[1:], start=1):
        for name in ("dense_1", "dense", "input"):
            if name in line.split():
                x = line.index(f" {name} " if f" {name} " in line else name) + 2
                expected = None if name == "input" else name
                assert layer_at(one, *size, DARK, options, x, y) == expected
                found += 1
    assert found >= 3
    assert layer_at(one, *size, DARK, options, 0, 0) is None


def test_layers_that_can_be_chosen():
    """Those of the graph but its input; without one, those of the table that have weights."""
    assert layer_names(view("deep"), 0) == ("dense", *(f"dense_{i}" for i in range(1, 7)))
    rows = (LayerView("dense", "Dense", "(·, 4)", 20), LayerView("flatten", "Flatten", "(·, 4)", 0))
    assert layer_names(replace(view(), graphs=(None,), networks=(rows,)), 0) == ("dense",)
    assert layer_names(replace(view(), graphs=(), networks=()), 0) == ()


def test_no_place_is_drawn_twice_with_other_light():
    """The map of signs is even: both ends are equally far from paper, the middle is nearest to it."""
    from dlviz.tui.colour import contrast

    for theme in (DARK, LIGHT):
        tones = [contrast(int(c), theme.paper) for c in theme.signed]
        assert np.argmin(tones) == 12
        assert 0.75 < tones[0] / tones[-1] < 1.34
        assert min(tones[0], tones[-1]) > 5


def test_layers_without_activation_are_multiplied_out():
    """From one number to one the product of the kernels is said, NumPy's; with an activation between there is none."""
    from dlviz.engine.probes.graph import Graph, GraphLayer
    from dlviz.tui.probes import units

    a, b = np.array([[1.5, -2.0, 0.25]]), np.array([[2.0], [0.5], [-4.0]])

    def found(activation, *kernels):
        layers = [GraphLayer(f"dense_{i}", np.zeros(k.shape[1]), kernel=k, activation=activation) for i, k in kernels]
        return units._graph(Graph((GraphLayer("input", np.zeros(1)), *layers)), "row 1")

    graph = found("linear", (0, a), (1, b))
    assert graph.note == f"W₁ W₂ = {1.5 * 2 - 2 * 0.5 - 0.25 * 4:.3f}"
    assert graph.note in draw(replace(view(), graphs=(graph,))).text()
    assert graph.note in draw(replace(view(), graphs=(graph,)), 24, 14).text()
    assert found("tanh", (0, a), (1, b)).note == ""
    assert found("linear", (0, np.ones((1, 1)))).note == ""
